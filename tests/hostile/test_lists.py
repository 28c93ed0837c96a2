"""Whatever list somebody has made to harm is refused in words, or read without harm: in
little time, with little memory, and nothing of what was refused stays."""

import re

import pytest

from cells.models import RegisterDifference, RegisterUpload
from tests.cells.acts.register.uploading import page, upload
from tests.hostile.lists import LISTS
from tests.hostile.measures import Measured

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECONDS = 5  # of processor time
MEGABYTES = 150


@pytest.mark.parametrize("what", LISTS)
def test_a_list_made_to_harm(what, sign_in, people):
    name, make, words = LISTS[what]
    client, content = sign_in("giang"), make()
    with Measured() as measured:
        response = upload(client, content, name)
    shown = page(client) if response.status_code == 302 else response.content.decode()
    assert re.search(words, shown)
    assert "root:" not in shown
    assert measured.seconds < SECONDS
    assert measured.megabytes < MEGABYTES
    for kept in RegisterUpload.objects.exclude(stage="compared"):
        assert (kept.stage, bytes(kept.content), kept.found) == ("failed", b"", {})
        assert not RegisterDifference.objects.exists()
