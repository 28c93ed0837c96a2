"""What does the author's list of sections say: what is written, what is missing, which
remarks wait?"""

from dataclasses import dataclass

from plans.form import gaps, snapshot
from plans.models import Section
from plans.workflow import checklist


@dataclass(frozen=True)
class Entry:
    """One section of a plan's working text: its gaps (Gap), how many rows it has,
    whether anything stands in it, and how many remarks on it hold the plan."""

    section: Section
    gaps: list
    rows: int
    is_begun: bool
    waiting: int

    @property
    def is_private(self):
        return self.section.kind == Section.Kind.SELF_CHECK


def make_outline(plan):
    """([Entry] of the sections in the order of the form, [Remark] that hold the plan).
    Four queries at most."""
    rows = snapshot.read_rows_by_section(plan)
    sections = Section.objects.filter(form_version=plan.form_version_id)
    sections = list(sections.order_by("position"))
    written = {}
    for section in sections:
        if section.kind != Section.Kind.SELF_CHECK:
            written[section.key] = snapshot.write_section(
                section, rows.get(section.key, ())
            )
    held = checklist.find_holding_remarks(plan, list(written.values()))
    entries = []
    for section in sections:
        waiting = sum(remark.section == section.key for remark in held)
        entries.append(make_entry(section, written.get(section.key), waiting))
    return entries, held


def make_entry(section, written, waiting):
    """Of a section that is private nothing was `written` that others may read."""
    if written is None:
        return Entry(section, [], 0, False, 0)
    number = 0
    if not written.is_text:
        number = len(written.rows)
    is_begun = number > 0 or any(
        text.strip() for row in written.rows for text in row.values.values()
    )
    missing = gaps.find_gaps_in_section(written)
    return Entry(section, missing, number, is_begun, waiting)
