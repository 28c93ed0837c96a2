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
    gaps = []
    for section in sections:
        gaps.extend(find_gaps_in_section(section))
    return gaps


def find_gaps_in_section(section):
    """[Gap] of a WrittenSection. Where nothing in a row is needed, no row is."""
    needed = [field for field in section.fields if field.needed]
    if needed and not section.rows:
        return [Gap(section.key, "", f"{section.title}: {ROWS[section.kind].none}")]
    gaps = []
    for number, row in enumerate(section.rows, start=1):
        place = describe_place(section, number)
        for field in needed:
            if not row.values[field.key].strip():
                text = f"{place}: {describe_gap(section, field)}"
                gaps.append(Gap(section.key, row.uid, text))
    return gaps


def describe_place(section, number):
    if section.is_text:
        return section.title
    return f"{ROWS[section.kind].short.capitalize()} {number}"


def describe_gap(section, field):
    """ "chưa viết" for a text that is a single field, else "chưa ghi thời hạn", "chưa
    chọn căn cứ"."""
    if section.is_text and len(section.fields) == 1 and not field.is_chosen:
        return "chưa viết"
    if field.is_chosen:
        return f"chưa chọn {field.within}"
    return f"chưa ghi {field.within}"
