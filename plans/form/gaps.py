"""What is still missing before a plan may be sent. A draft asks for nothing; sending
names every gap."""

from dataclasses import dataclass

from plans.form import snapshot
from plans.form.fields import ROWS


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: in which section, in which row (uid or ""), in
    words."""

    section: str
    row: str
    text: str


def find_gaps(plan):
    """[Gap] of a plan's working text, in the order of the form."""
    return find_gaps_of_sections(snapshot.list_written_sections(plan))


def find_gaps_of_sections(sections):
    """[Gap] of [WrittenSection]."""
    return [gap for section in sections for gap in find_gaps_in_section(section)]


def find_gaps_in_section(section):
    """[Gap] of a WrittenSection. Where nothing in a row is needed, no row is."""
    needed = [field for field in section.fields if field.needed]
    if needed and not section.rows:
        return [Gap(section.key, "", f"{section.title}: {ROWS[section.kind].none}")]
    return [
        Gap(
            section.key,
            row.uid,
            f"{describe_place(section, number)}: {describe_gap(section, field)}",
        )
        for number, row in enumerate(section.rows, start=1)
        for field in needed
        if not row.values[field.key].strip()
    ]


def describe_place(section, number):
    return (
        section.title
        if section.is_text
        else f"{ROWS[section.kind].short.capitalize()} {number}"
    )


def describe_gap(section, field):
    """ "chưa viết" for a text that is a single field, else "chưa ghi thời hạn", "chưa
    chọn căn cứ"."""
    if section.is_text and len(section.fields) == 1 and not field.is_chosen:
        return "chưa viết"
    return f"chưa {'chọn' if field.is_chosen else 'ghi'} {field.within}"
