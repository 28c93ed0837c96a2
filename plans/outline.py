"""What does the author's list of sections say: what is written, what is missing, which remarks wait?"""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from plans import completeness, snapshot
from plans.models import Remark, Section, SectionText


@dataclass(frozen=True)
class Entry:
    """One section of a plan's working text: its gaps (completeness.Gap), how many rows it has, how many remarks on it
    wait for an answer, and how many on the plan as a whole do."""

    section: Section
    gaps: list
    rows: int
    waiting: int
    general: int

    @property
    def is_private(self):
        return self.section.kind == Section.Kind.SELF_CHECK


def outline(plan):
    """[Entry] of the sections in the order of the form. Three queries."""
    rows = {Section.Kind.SHORTCOMINGS: snapshot.shortcomings(plan), Section.Kind.TASKS: snapshot.tasks(plan)}
    return [entry(section, rows) for section in with_texts(plan)]


def with_texts(plan):
    """The sections of a plan's form, each with its `text` and how many remarks on it are `waiting`."""
    texts = SectionText.objects.filter(plan=plan, key=OuterRef("key")).values("text")
    waiting = Remark.objects.unanswered().filter(plan=plan).order_by()
    sections = Section.objects.filter(form_version=plan.form_version_id).order_by("position")
    return sections.annotate(
        text=Subquery(texts),
        waiting=how_many(waiting.filter(section=OuterRef("key"))),
        general=how_many(waiting.filter(section="")),
    )


def how_many(remarks):
    return Subquery(remarks.values("plan").annotate(how_many=Count("pk")).values("how_many"))


def entry(section, rows):
    if section.kind == Section.Kind.SELF_CHECK:
        return Entry(section, [], 0, 0, section.general or 0)
    content = snapshot.section_of(section, {section.key: section.text or ""}, rows)
    gaps, rows = completeness.gaps_in(content), len(content.get("rows", []))
    return Entry(section, gaps, rows, section.waiting or 0, section.general or 0)
