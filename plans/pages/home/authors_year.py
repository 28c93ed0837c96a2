"""What is known of a member's year, read in few queries, for plans/pages/home/next_action.py to put into words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Subquery

from plans.models import AccessRecord, Remark, Row, Section, Status
from plans.pages.editor.outline import make_outline
from plans.place_on_date import AWAY, EXEMPT, SUSPENDED, find_own_deadline, find_place_of_member
from plans.workflow import deeds
from plans.workflow.steps import STEPS

EXCUSES = (EXEMPT, SUSPENDED, AWAY)


@dataclass(frozen=True)
class AuthorsYear:
    """All that the four-step line and the next action are made of. `events` run from the first to the last.

    `excuse` is why no plan is asked of the member ("", "exempt", "suspended", "away"); `reading` the first opening of
    the present revision by a reviewer; `offices` {member id: Appointment} of those who review it; `missing` how many
    places of a draft are still empty.
    """

    on: date
    cycle: object
    member: object
    draft_due_on: date
    excuse: str = ""
    is_head: bool = False
    plan: object = None
    events: tuple = ()
    reading: object = None
    offices: dict = None
    unanswered: int = 0
    missing: int = 0
    signature: object = None
    filing: object = None
    posting: object = None

    def last(self, *steps):
        """The last event of these steps, or None."""
        return next((event for event in reversed(self.events) if event.step in steps), None)

    def last_to(self, status):
        """The last event of a step that leads to a status, or None; the beginning of a plan is no step."""
        return self.last(*(name for name, step in STEPS.items() if step.target == status))


def read_authors_year(member, cycle, plan, reviewing, on):
    """The Standing of a member in a cycle; `reviewing` are the appointments that review the plan."""
    here = find_place_of_member(member, on)
    return AuthorsYear(
        on=on,
        cycle=cycle,
        member=member,
        draft_due_on=find_own_deadline(cycle, here.entered_on),
        excuse=here.place if here.place in EXCUSES else "",
        is_head=bool(here.is_head),
        offices={post.member_id: post for post in reviewing},
        **(read_story(plan) if plan else {}),
    )


def read_story(plan):
    """What happened to a plan so far; the plan carries the counts of `with_counts`."""
    opened = plan.accesses.filter(capacity=AccessRecord.Capacity.REVIEWER, revision=plan.revision)
    waits = plan.status == Status.CELL_REVIEW
    return {
        "plan": plan,
        "events": tuple(reversed(deeds.list_events(plan))),
        "reading": opened.select_related("reader").order_by("at", "pk").first() if waits else None,
        "unanswered": plan.unanswered or 0,
        "missing": sum(len(entry.gaps) for entry in make_outline(plan)) if plan.status == Status.DRAFT else 0,
        **read_papers(plan),
    }


def read_papers(plan):
    """The signature of the last signed revision, and what is recorded of its copies."""
    if plan.status not in (Status.SIGNED, Status.POSTED):
        return {}
    kept = {"revision": plan.revision}
    return {
        "signature": plan.signatures.filter(**kept).first(),
        "filing": plan.filings.filter(**kept).first(),
        "posting": plan.postings.filter(**kept).first(),
    }


def annotate_counts(plans):
    """Plans with `tasks_count`, `shortcomings_count`, `openings` and `unanswered`; None stands for none."""
    return plans.annotate(
        tasks_count=count_of_plan(find_rows_of_kind(Section.Kind.TASKS)),
        shortcomings_count=count_of_plan(find_rows_of_kind(Section.Kind.SHORTCOMINGS)),
        openings=count_of_plan(AccessRecord.objects),
        unanswered=count_of_plan(Remark.objects.unanswered()),
    )


def find_rows_of_kind(kind):
    """Rows of the sections of a kind, of the plan of the outer query."""
    sections = Section.objects.filter(form_version=OuterRef(OuterRef("form_version")), kind=kind)
    return Row.objects.filter(section__in=sections.values("key"))


def count_of_plan(rows):
    of_plan = rows.filter(plan=OuterRef("pk")).order_by().values("plan")
    return Subquery(of_plan.annotate(how_many=Count("pk")).values("how_many"))
