"""Which fields does a section of the form have, and what do they mean? They are data of
the form version (Section).

Nowhere else is a list of fields. Whoever needs a field for a rule looks for its
meaning, never for its key: a form without that meaning has no such rule.
"""

import re
from collections import Counter
from dataclasses import dataclass, fields

from plans.models import Section
from plans.models.field import Field, Input, Meaning

KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
# What the pages of the editor send beside the fields, and what pages for a refused form
# take for no text of a person (phucdong/errors.py, accounts/expired_form.py): it would
# not be kept.
RESERVED = re.compile(
    r"version|then|place|held|writer|basis_id|csrfmiddlewaretoken|key|seen|row|code|username|.*password.*"
    r"|(answer|was|level)_.*"
)


class BadForm(ValueError):
    """The sections of a form cannot be filled in as they are. args[0] says why."""


@dataclass(frozen=True)
class RowWords:
    """How the rows of a kind of section are called: one as a heading and within a
    sentence, none at all, and what the page of one asks for."""

    noun: str
    short: str
    none: str
    lead: str


ROWS = {
    Section.Kind.SHORTCOMINGS: RowWords(
        "Hạn chế",
        "hạn chế",
        "chưa ghi hạn chế nào",
        "Bắt đầu từ điểm yếu của chính mình, và cách sửa mà người khác thấy được.",
    ),
    Section.Kind.TASKS: RowWords(
        "Việc đăng ký",
        "việc",
        "chưa đăng ký việc nào",
        "Mỗi việc viết sao cho cuối năm ai đọc cũng biết đã làm xong hay chưa.",
    ),
}


def find_field_with_meaning(asked, meaning):
    """The field among these that has a meaning, or None."""
    for field in asked:
        if field.meaning == meaning:
            return field
    return None


# --- can it be filled in? -------------------------------------------------------------


def check_form(sections):
    """Raise BadForm unless these sections ({"key", "kind", "fields": [{…}], …}) can be
    filled in."""
    for section in sections:
        fault = find_fault_of_section(section["kind"], section["fields"])
        if fault:
            raise BadForm(f"{section['key']}: {fault}")
    twice = find_said_twice(section["key"] for section in sections)
    if twice:
        raise BadForm(f"sections twice: {', '.join(twice)}")


def find_fault_of_section(kind, rows):
    """What is wrong with the fields of a section, in words; "" if nothing is."""
    if kind not in Section.Kind.values:
        return f"unknown kind: {kind}"
    if kind == Section.Kind.SELF_CHECK and rows:
        return "a self-check has no fields"
    if kind == Section.Kind.SELF_CHECK:
        return ""
    unknown = set().union(*rows).difference(field.name for field in fields(Field))
    if unknown:
        return f"unknown: {', '.join(sorted(unknown))}"
    if not all(row.get("key") and row.get("label") for row in rows):
        return "every field has a key and a label"
    asked = [Field(**row) for row in rows]
    for field in asked:
        fault = find_fault_of_field(field)
        if fault:
            return fault
    return find_fault_among(asked)


def find_fault_of_field(field):
    if not KEY.fullmatch(field.key) or RESERVED.fullmatch(field.key):
        return f"{field.key}: not a key"
    if field.input not in set(Input) or field.meaning not in {"", *Meaning}:
        return f"{field.key}: unknown input or meaning"
    if field.is_chosen != (field.meaning == Meaning.BASIS):
        return f"{field.key}: a basis is chosen, and nothing else is"
    if field.lines < 1:
        return f"{field.key}: no lines"
    return ""


def find_fault_among(asked):
    if not asked:
        return "no fields"
    keys = find_said_twice(field.key for field in asked)
    meanings = find_said_twice(field.meaning for field in asked if field.meaning)
    if keys or meanings:
        return f"twice: {', '.join(keys + meanings)}"
    return ""


def find_said_twice(names):
    return [name for name, number in Counter(names).items() if number > 1]
