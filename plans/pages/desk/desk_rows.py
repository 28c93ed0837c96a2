"""Which rows of plans and people lie on an officer's desk beside the pile to read?
Asked in few queries; plans/pages/desk/desk.py puts them into words."""

from collections import defaultdict
from functools import cache

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from cells.models import Exemption, Member, Membership
from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.models import (
    Assistance,
    Capacity,
    Filing,
    Objection,
    Plan,
    PlanEvent,
    Remark,
    Revision,
    Signature,
    SigningPrint,
    Status,
)
from plans.models.capacity import (
    list_hanging_rules,
    list_reviewer_rules,
    list_rules_of_cell,
    office_rule,
    ward_rule,
    was_typed,
)
from plans.models.plan import EDITABLE
from plans.papers import is_posting_due
from plans.place_on_date import (
    annotate_arrival,
    annotate_excuse,
    find_head_since,
    find_who_must_plan,
    has_to_plan,
)
from plans.walls import find_ended
from plans.workflow import checklist
from plans.workflow.disputes import find_disputes_before

# From what an officer who takes over goes on typing without being asked again.
TAKEN_OVER = (Assistance.Source.SHEET, Assistance.Source.TOLD)

# Why a plan lies on the desk: it waits to be read, it was handed out, its author
# objects, the reader types, its author disputes a remark, its posting is over.
WAITING, OUT, OBJECTED, TYPED = "waiting", "out", "objected", "typed"
DISPUTED, ENDED = "disputed", "ended"
# Why a cell is named there: an exemption is to be reviewed.
REVIEW = "review"


def fetch_reasons(actor):
    """{why: [row (lying, why, at, said)]} of what lies on the desk; one query.

    `lying` is the pk of a plan, for REVIEW that of a cell, once for each exemption. Of
    what is disputed, `said` is the pk of the remark and `at` when it was disputed.
    """
    by = actor.on + Exemption.AHEAD
    reasons = defaultdict(list)
    for row in REASONS.fetch(actor, {"by": by, "year": actor.on.year}):
        reasons[row.why].append(row)
    return reasons


def fetch_plans(pks, actor):
    """Rows of plans by name, with how many remarks hold each. Two queries at most."""
    if not pks:
        return []
    values = {"plans": pks, "member": actor.member.pk, "on": actor.on}
    rows = FACTS.fetch(values)
    held = checklist.count_holding_remarks([row["pk"] for row in rows if row["open"]])
    for row in rows:
        row["holding"] = held.get(row["pk"], 0)
    return sorted(rows, key=lambda row: (row["member__name_sort"], row["pk"]))


def fetch_unsent(actor, asked):
    """Rows of those who have not sent their plan of a year under way, by name, the
    actor among them; `asked` as own_years.list_years_asked gives it of the cells that
    the actor leads."""
    if not asked:
        return []
    values = {"on": actor.on}
    for number, (year, day, cells) in enumerate(asked):
        values[f"year{number}"] = year
        values[f"asked{number}"] = day
        values[f"cells{number}"] = cells
    are_older = tuple(day < actor.on for _, day, _ in asked)
    rows = prepare_unsent(are_older).fetch(values)
    return sorted(rows, key=lambda row: (row["name_sort"], row["pk"], row["year"]))


def build_reasons(actor):
    """Rows of plans of the years under way: those that wait to be read; those that
    were read and are not through step 4, those of heads of today that are and do not
    hang yet, and the actor's own; those whose authors object; those that the actor
    types; and of what is seldom many (list_besides). Whether an author still belongs to
    a cell is asked of what was found.

    A queryset for each rule: joined by OR, PostgreSQL reads every plan of the city.
    """
    under_way = Plan.objects.under_way()
    own = under_way.filter(member=actor.member, year__isnull=False)
    found = [give_reason(own, Value(OUT))]
    lies = Q(status__in=[Status.CELL_REVIEW, Status.FINALIZING])
    lies |= Q(status=Status.DRAFT, first_submitted_at__isnull=False)
    lies |= Q(status=Status.SIGNED, member__kind=Member.Kind.PARTY)
    others = under_way.exclude(member=actor.member)
    for rule in list_reviewer_rules(actor):
        found.append(give_reason(others.filter(rule & lies), REASON_OF_STATUS))
    staff = office_rule(actor)
    if staff is not None:
        signed = others.filter(staff, status=Status.SIGNED)
        found.append(give_reason(signed, Value(OUT)))
    to_post = others.filter(is_posting_due(actor.on), status=Status.POSTED)
    for rule in list_hanging_rules(actor):
        found.append(give_reason(to_post.filter(rule), Value(OUT)))
    for plans in find_plans_objected_to(actor):
        found.append(give_reason(plans, Value(OBJECTED)))
    typed = under_way.toward_whom(actor, Capacity.HELPER)
    found.append(give_reason(typed.filter(status__in=EDITABLE), Value(TYPED)))
    return found + list_besides(actor)


# Of what the cell, or the ward in its place, has to read or to finish.
REASON_OF_STATUS = Case(
    When(status=Status.CELL_REVIEW, then=Value(WAITING)),
    default=Value(OUT),
)
NO_MOMENT = Cast(Value(None), DateTimeField())
NO_NUMBER = Cast(Value(None), BigIntegerField())


def give_reason(rows, why, pk="pk", at=NO_MOMENT, said=NO_NUMBER):
    """Columns of the same names and kinds for all arms."""
    columns = {"why": Cast(why, CharField()), "at": at, "said": said}
    rows = rows.order_by().annotate(lying=F(pk), **columns)
    return rows.values_list("lying", *columns, named=True)


def find_plans_objected_to(actor):
    """Querysets of those to which an open objection may be answered by the actor, by
    one queryset for each rule: the ward answers any, an officer until it is filed, and
    only where they did nothing of it."""
    said = Q(Exists(Objection.objects.open().filter(plan=OuterRef("pk"))))
    found = []
    if actor.committees:
        found.append(ward_rule(actor) & said)
    signed = PlanEvent.objects.standing().filter(plan=OuterRef("pk"), step="sign")
    inked = signed.filter(by=actor.member)
    did_it = was_typed(by=actor.member) | Exists(inked)
    for rule in list_rules_of_cell(actor):
        found.append(rule & said & ~Q(status=Status.POSTED) & ~did_it)
    others = Plan.objects.under_way().exclude(member=actor.member)
    return [others.filter(rule) for rule in found]


FACTS_OF_PLAN = (
    "pk",
    "member",
    "member__full_name",
    "member__name_sort",
    "cell",
    "cell__name",
    "status",
    "moved_at",
    "revision",
    "cycle__year",
    "cycle__confirmation_suffices",
    "cycle__draft_due_on",
    "cycle__filed_due_on",
    "excuse",
    "entered_on",
    "returned_on",
)


def build_facts():
    """Rows of plans, of those who belong to a cell: what is recorded of step 4, what is
    known of typing, and, of what is not signed, whether there are remarks that may hold
    it."""
    on, reader = Parameter("on", DateField()), Parameter("member", BigIntegerField())
    plans = Plan.objects.filter(pk__in=ParameterOfIds("plans")).of_who_belong(on)
    plans = annotate_arrival(annotate_excuse(plans, on), on)
    unanswered = Remark.objects.that_may_hold().filter(plan=OuterRef("pk"))
    is_open = Q(status__in=EDITABLE)
    facts = {"open": Case(When(is_open, then=Exists(unanswered)), default=False)}
    facts |= ask_of_step_4(on) | ask_of_typing(on, reader)
    return [plans.annotate(**facts).values(*FACTS_OF_PLAN, *facts)]


def ask_of_step_4(on):
    """{name: expression} of the revision that was signed last: its papers, in how many
    places it differs from what the cell agreed to, and whether it is to be hung up."""
    kept = Revision.objects.filter(plan=OuterRef("pk"), number=OuterRef("revision"))
    signed = {"plan": OuterRef("pk"), "revision": OuterRef("revision")}
    signature = Signature.objects.standing().filter(**signed)
    ever_signed = Signature.objects.standing().filter(
        plan=OuterRef("plan"), revision__gte=OuterRef("revision")
    )
    prints = SigningPrint.objects.filter(~Exists(ever_signed), plan=OuterRef("pk"))
    return {
        "differing": Subquery(kept.values("differing")),
        "signed_on": Subquery(signature.values("signed_on")),
        "signature": Subquery(signature.values("kind")),
        "printed": Subquery(prints.order_by("-revision").values("revision")[:1]),
        "filed": Exists(Filing.objects.standing().filter(**signed)),
        "posting_due": is_posting_due(on),
        "head_since": find_head_since(on),
    }


def ask_of_typing(on, reader):
    """{name: expression}: whether anybody, and this reader (a pk), typed in it for its
    author; who does so now, and since when the author objects."""
    acts = Assistance.objects.filter(plan=OuterRef("pk"))
    said = Objection.objects.open().filter(plan=OuterRef("pk"))
    return {
        "typed": Exists(acts.that_typed()),
        "typed_by_reader": Exists(acts.that_typed().filter(helper=reader)),
        "typing": Subquery(acts.open(on).values("helper__full_name")[:1]),
        "objected_at": Subquery(said.values("made_at")[:1]),
    }


@cache
def prepare_unsent(are_older):
    """The query of fetch_unsent, for years of which it is given whether each lies
    before that of today's figures."""

    def build():
        return [build_unsent(*one) for one in enumerate(are_older)]

    return Prepared(build, is_planned=True)


def build_unsent(number, is_older):
    """Rows of the members of cells of whom a plan of a year is asked and who have sent
    nothing of it yet. An older year is asked of who has begun a plan of it, or had to
    make one on its last day."""
    on = Parameter("on", DateField())
    year = Parameter(f"year{number}", IntegerField())
    cells = ParameterOfIds(f"cells{number}")
    plans = Plan.objects.filter(year=year, member=OuterRef("pk"))
    sent = plans.filter(first_submitted_at__isnull=False)
    acts = Assistance.objects.filter(plan=OuterRef("draft"))
    typing = acts.open(on)
    by_author = PlanEvent.objects.filter(
        plan=OuterRef("plan"), step="begin", by=OuterRef("plan__member")
    )
    left = acts.left_behind(on).filter(~Exists(by_author), source__in=TAKEN_OVER)
    members = find_who_must_plan(on, cells).filter(~Exists(sent))
    if is_older:
        last = Parameter(f"asked{number}", DateField())
        members = members.filter(Exists(plans) | has_to_plan(last))
    members = members.annotate(draft=Subquery(plans.values("pk")[:1]))
    return members.values(
        "pk",
        "full_name",
        "name_sort",
        "draft",
        year=year,
        helper=Subquery(typing.values("helper")[:1]),
        helper_name=Subquery(typing.values("helper__full_name")[:1]),
        is_for_them=Exists(acts),
        left_by=Subquery(left.values("helper__full_name")[:1]),
        left_source=Subquery(left.values("source")[:1]),
    )


def list_besides(actor):
    """Querysets of the remarks that are disputed, of postings that are over, and of
    exemptions that are to be reviewed."""
    disputed = find_disputes_before(actor).disputed()
    ended = find_ended(actor)
    besides = [
        give_reason(disputed, Value(DISPUTED), "plan", F("disputed_at"), F("pk")),
        give_reason(ended, Value(ENDED), "plan"),
    ]
    if actor.cells:
        due = find_reviews_due(actor)
        besides.append(give_reason(due, Value(REVIEW), "cell"))
    return besides


def find_reviews_due(actor):
    """The memberships of those whose exemption is to be reviewed."""
    by, year = Parameter("by", DateField()), Parameter("year", IntegerField())
    due = Exemption.objects.unreviewed(actor.cells, actor.on, by=by, year=year)
    here = Membership.objects.in_force(actor.on).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=actor.cells
    )
    return here.filter(member__in=due.values("member"))


REASONS = PreparedForActor(build_reasons, is_planned=True)
FACTS = Prepared(build_facts, is_planned=True)
