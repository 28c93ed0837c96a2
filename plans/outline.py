"""What does the author's list of sections say: what is written, what is missing, which remarks wait?"""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from plans import completeness, snapshot
from plans.models import Remark, Section, SectionText


@dataclass(frozen=True)
class Entry:
    """One section of a plan's working text: its gaps (completeness.Gap) and how many remarks wait for an answer."""

    section: Section
    gaps: list
    rows: int
    waiting: int

    @property
    def is_private(self):
        return self.section.kind == Section.Kind.SELF_CHECK


def outline(plan):
    """[Entry] of the sections in the order of the form. Three queries."""
    rows = {Section.Kind.SHORTCOMINGS: snapshot.shortcomings(plan), Section.Kind.TASKS: snapshot.tasks(plan)}
    return [entry(section, rows) for section in with_texts(plan)]


def with_texts(plan):
    """The sections of a plan's form, each with its `text` and the number of remarks `waiting`."""
    texts = SectionText.objects.filter(plan=plan, key=OuterRef("key")).values("text")
    waiting = Remark.objects.unanswered().filter(plan=plan, section=OuterRef("key")).order_by().values("section")
    sections = Section.objects.filter(form_version=plan.form_version_id).order_by("position")
    return sections.annotate(
        text=Subquery(texts), waiting=Subquery(waiting.annotate(how_many=Count("pk")).values("how_many"))
    )


def entry(section, rows):
    if section.kind == Section.Kind.SELF_CHECK:
        return Entry(section, [], 0, 0)
    content = snapshot.section_of(section, {section.key: section.text or ""}, rows)
    return Entry(section, completeness.gaps_in(content), len(content.get("rows", [])), section.waiting or 0)
