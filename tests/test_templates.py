"""The templates can be read: one tag a line, and no line that has to be scrolled."""

import re
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


# --- nothing typed is lost ------------------------------------------------------------

POST_FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
TAKES_TEXT = ("|crispy", "|as_crispy_field", "<textarea")
KEEPS_TEXT = ("{% writer %}", "step_hidden.html", "_start.html", "remark_hidden.html")
# Passwords, and files with what was chosen of them.
OF_NO_PROSE = {
    "templates/accounts/activate.html",
    "templates/accounts/cell_slips.html",
    "templates/accounts/change_password.html",
    "templates/accounts/set_password.html",
    "templates/accounts/sign_in.html",
    "templates/accounts/slip.html",
    "templates/cells/register/upload.html",
    "templates/plans/desk/queue_papers.html",
    "templates/plans/sign/sign.html",
}


def find_forms_that_lose_text(source):
    lost = []
    for form in POST_FORM.findall(source):
        takes = any(part in form for part in TAKES_TEXT)
        if takes and not any(part in form for part in KEEPS_TEXT):
            lost.append(form)
    return lost


def test_every_form_that_takes_text_says_who_types():
    """When the session has ended, what was typed is held for that person
    (accounts/expired_form.py)."""
    losing = set()
    for path in TEMPLATES:
        if find_forms_that_lose_text(path.read_text(encoding="utf-8")):
            losing.add(name_of(path))
    assert losing == OF_NO_PROSE


def test_canary_a_form_without_its_writer_would_be_noticed():
    form = '<form method="post">{% csrf_token %}{{ form|crispy }}</form>'
    assert find_forms_that_lose_text(form) == [form]
