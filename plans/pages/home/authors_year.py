"""What is known of a member's year, read in few queries, for next_action.py to put into
words."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
)

from phucdong.prepared import Parameter, Prepared
from plans.form import gaps, snapshot
from plans.models import AccessRecord, Plan, Remark, Row, Section, Status
from plans.models.plan import EDITABLE
from plans.papers import Papers, read_papers
from plans.place_on_date import (
    EXCUSES,
    Deadlines,
    annotate_arrival,
    annotate_excuse,
    find_deadlines,
    find_place_of_member,
    find_posting_deadline,
)
from plans.workflow import checklist, deeds, log
from plans.workflow.disputes import DECISIONS
from plans.workflow.steps import STEPS

NO_PAPERS = Papers()


@dataclass
class AuthorsYear:
    """All that the four-step line and the next action are made of.

    `excuse`: why nothing is asked of the member ("" or one of EXCUSES), not told of
    what is done; `offices`: {member id: Appointment} of those who review it.

    Of a plan: `all_events` from the last to the first, `events` from the first to the
    last without what was taken back, `reading` the first opening of the present
    revision by a reviewer, `missing` how many places of a draft are still empty, `rows`
    {kind of section: how many rows}, `openings` how often it was read, `holding` how
    many remarks hold it, `settled` how many that the author disputed were decided
    about.
    """

    on: date
    cycle: object
    member: object
    offices: dict
    is_head: bool = False
    deadlines: Deadlines | None = None
    entered_on: date | None = None
    returned_on: date | None = None
    excuse: str = ""
    plan: object = None
    all_events: tuple = ()
    events: tuple = ()
    reading: object = None
    holding: int = 0
    settled: int = 0
    openings: int = 0
    missing: int = 0
    rows: dict | None = None
    papers: Papers = NO_PAPERS

    @property
    def signature(self):
        return self.papers.signature

    @property
    def filing(self):
        return self.papers.filing

    @property
    def posting(self):
        return self.papers.posting

    @property
    def is_posting_due(self):
        """Asked of who is head today, also when the plan is through all steps."""
        return self.is_head and self.posting is None

    @property
    def posting_due_on(self):
        """The last day on which a head's plan is to be hung up."""
        due = self.deadlines.filed
        if self.papers.head_since is None:
            return due
        return find_posting_deadline(due, self.papers.head_since)

    @property
    def verdict(self):
        """The event with which the ward said that what it asked for is met by the
        present revision, or None."""
        said = self.last("verdict")
        if said and said.revision == self.plan.revision:
            return said
        return None

    @property
    def taken_back(self):
        """The event with which somebody else took something back, if nothing has
        happened since; None of what the author never saw."""
        for event in self.all_events[:1]:
            is_others = event.by_id != self.member.pk
            if event.step == log.TAKE_BACK and is_others and event.note:
                return event
        return None

    @property
    def tasks(self):
        return self.rows[Section.Kind.TASKS]

    @property
    def shortcomings(self):
        return self.rows[Section.Kind.SHORTCOMINGS]

    def find_deadlines_in(self, cycle):
        """The member's Deadlines in this or another cycle."""
        return find_deadlines(cycle, self.entered_on, self.returned_on)

    def last(self, *steps):
        """The last event of these steps, or None."""
        for event in reversed(self.events):
            if event.step in steps:
                return event
        return None

    def last_to(self, status):
        """The last event of a step that leads to a status, or None; the beginning of a
        plan is no step."""
        leading = [name for name, step in STEPS.items() if step.target == status]
        return self.last(*leading)


def read_authors_year(actor, cycle, plan, reviewing):
    """The AuthorsYear of somebody in a cycle; `reviewing` are the appointments that
    review the plan."""
    year = AuthorsYear(
        on=actor.on,
        cycle=cycle,
        member=actor.member,
        offices={post.member_id: post for post in reviewing},
        is_head=any(post.is_head for post in actor.posts),
    )
    if plan is not None:
        add_plan(year, plan)
    else:
        add_place(year)
    year.deadlines = year.find_deadlines_in(cycle)
    return year


def add_place(year):
    """Where somebody stands who has begun no plan."""
    here = find_place_of_member(year.member, year.on)
    year.entered_on, year.returned_on = here.entered_on, here.returned_on
    if here.place in EXCUSES:
        year.excuse = here.place


def add_plan(year, plan):
    """What happened to the plan so far, and what stands in it."""
    year.plan = plan
    year.all_events = tuple(deeds.list_events(plan))
    year.events = tuple(reversed(log.leave_out_taken_back(year.all_events)))
    counts = read_counts(plan, year.on)
    year.entered_on, year.returned_on = counts["entered_on"], counts["returned_on"]
    if plan.status != Status.POSTED:
        year.excuse = counts["excuse"]
    year.openings, year.settled = counts["openings"] or 0, counts["settled"] or 0
    sections = None
    if plan.status == Status.DRAFT:
        sections = snapshot.list_written_sections(plan)
        year.missing = len(gaps.find_gaps_of_sections(sections))
        year.rows = Counter()
        for section in sections:
            year.rows[section.kind] += len(section.rows)
    else:
        year.rows = {
            Section.Kind.TASKS: counts["tasks"] or 0,
            Section.Kind.SHORTCOMINGS: counts["shortcomings"] or 0,
        }
    if counts["open"] and plan.status in EDITABLE:
        year.holding = len(checklist.find_holding_remarks(plan, sections))
    if plan.status == Status.CELL_REVIEW:
        # What was said of the text that lies there, which nobody can change now.
        year.holding = counts["open"] or 0
        opened = plan.accesses.filter(
            capacity=AccessRecord.Capacity.REVIEWER, revision=plan.revision
        )
        year.reading = opened.select_related("reader").order_by("at", "pk").first()
    year.papers = read_papers(plan, year.on)


def read_counts(plan, on):
    """{"openings", "open", "settled", "tasks", "shortcomings"}: how often a plan was
    read by others, how many remarks may hold it (in review: of the present revision),
    how many that were disputed were decided about, how many rows it has of a kind; None
    for none. With "excuse" and what annotate_arrival says of its author on a date."""
    return COUNTS.fetch_first({"plan": plan.pk, "on": on})


def build_counts():
    still_open = Remark.objects.that_may_hold()
    in_review = Q(plan__status=Status.CELL_REVIEW)
    in_review_of_this = in_review & Q(revision=F("plan__revision"))
    plans = Plan.objects.filter(pk=Parameter("plan", BigIntegerField()))
    on = Parameter("on", DateField())
    plans = annotate_arrival(annotate_excuse(plans, on), on)
    return [
        plans.values(
            "excuse",
            "entered_on",
            "returned_on",
            openings=count_of_plan(AccessRecord.objects),
            open=count_of_plan(still_open.filter(in_review_of_this | ~in_review)),
            settled=count_of_plan(Remark.objects.filter(outcome__in=DECISIONS)),
            tasks=count_of_plan(find_rows_of_kind(Section.Kind.TASKS)),
            shortcomings=count_of_plan(find_rows_of_kind(Section.Kind.SHORTCOMINGS)),
        )
    ]


def find_rows_of_kind(kind):
    """Within a query of plans, the rows of the sections of this kind."""
    version = OuterRef(OuterRef("form_version"))
    sections = Section.objects.filter(
        form_version=version, kind=kind, key=OuterRef("section")
    )
    return Row.objects.filter(Exists(sections))


def count_of_plan(rows):
    of_plan = rows.filter(plan=OuterRef("pk")).order_by().values("plan")
    return Subquery(of_plan.annotate(how_many=Count("pk")).values("how_many"))


COUNTS = Prepared(build_counts)
