"""What does the author's list of sections say: what is written, what is missing, which
remarks wait?"""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from plans.form import gaps, snapshot
from plans.models import Remark, Section


@dataclass(frozen=True)
class Entry:
    """One section of a plan's working text: its gaps (Gap), how many rows it has,
    whether anything stands in it, how many remarks on it wait for an answer, and how
    many on the plan as a whole do."""

    section: Section
    gaps: list
    rows: int
    is_begun: bool
    waiting: int
    general: int

    @property
    def is_private(self):
        return self.section.kind == Section.Kind.SELF_CHECK


def make_outline(plan):
    """[Entry] of the sections in the order of the form. Two queries."""
    rows = snapshot.read_rows_by_section(plan)
    return [
        make_entry(section, rows.get(section.key, ()))
        for section in annotate_waiting(plan)
    ]


def annotate_waiting(plan):
    """The sections of a plan's form, each with how many remarks on it, and on the plan
    as a whole, wait."""
    waiting = Remark.objects.unanswered().filter(plan=plan).order_by()
    sections = Section.objects.filter(form_version=plan.form_version_id).order_by(
        "position"
    )
    return sections.annotate(
        waiting=count_remarks(waiting.filter(section=OuterRef("key"))),
        general=count_remarks(waiting.filter(section="")),
    )


def count_remarks(remarks):
    return Subquery(
        remarks.values("plan").annotate(how_many=Count("pk")).values("how_many")
    )


def make_entry(section, rows):
    if section.kind == Section.Kind.SELF_CHECK:
        return Entry(section, [], 0, False, 0, section.general or 0)
    written = snapshot.write_section(section, rows)
    number = 0
    if not written.is_text:
        number = len(written.rows)
    is_begun = number > 0 or any(
        text.strip() for row in written.rows for text in row.values.values()
    )
    missing = gaps.find_gaps_in_section(written)
    return Entry(
        section, missing, number, is_begun, section.waiting or 0, section.general or 0
    )
