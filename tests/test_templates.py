"""The templates can be read: one tag a line, and no line that has to be scrolled."""

from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_LINE = 120


def name_of(path):
    return str(path.relative_to(ROOT))


def find_long_lines(text):
    """The numbers of the lines, from 1, that are too long."""
    lines = text.splitlines()
    return [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]


def test_there_are_templates_to_read():
    assert len(TEMPLATES) > 100


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_line_of_a_template_is_too_long(path):
    assert find_long_lines(path.read_text()) == []


def test_canary_a_long_line_would_be_noticed():
    fits = "ệ" * LONGEST_LINE
    assert find_long_lines(f"{fits}\n{fits}.\n") == [2]
