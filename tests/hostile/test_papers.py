"""Whatever scan somebody has made to harm is refused in words, or kept without harm: in
little time and with little memory."""

import re

import pytest

from cells.acts.reorganisation.scans import NotTaken, inspect_file
from tests.hostile.measures import Measured
from tests.hostile.papers import PAPERS, TAKEN

pytestmark = pytest.mark.one_database
SECONDS = 5  # of processor time
MEGABYTES = 50


@pytest.mark.parametrize("what", PAPERS)
def test_a_scan_made_to_harm(what):
    make, words = PAPERS[what]
    content = make()
    with Measured() as measured:
        refusal, kept = inspect(content)
    assert measured.seconds < SECONDS
    assert measured.megabytes < MEGABYTES
    if words is TAKEN:
        assert kept and b"<script>" not in kept
    else:
        assert re.search(words, refusal)


def inspect(content):
    """(words of the refusal, bytes that are kept)."""
    try:
        return "", inspect_file(content)[1]
    except NotTaken as refused:
        return str(refused), b""
