"""Which rows of plans and people lie on an officer's desk beside the pile to read?
Asked in few queries; plans/pages/desk/desk.py puts them into words."""

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from cells.models import Exemption, Membership
from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.models import (
    Assistance,
    Capacity,
    Cycle,
    Filing,
    Objection,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Signature,
    SigningPrint,
    Status,
)
from plans.models.capacity import (
    list_filer_rules,
    list_reviewer_rules,
    ward_rule,
    was_typed,
)
from plans.models.cycle import is_in_turn, is_under_way
from plans.models.plan import EDITABLE
from plans.place_on_date import find_heads, find_who_must_plan
from plans.walls import find_ended
from plans.workflow import checklist
from plans.workflow.disputes import find_disputes_before

# Why a plan lies on the desk: it was handed out, its author objects, the reader types.
OUT, OBJECTED, TYPED = "out", "objected", "typed"


def fetch_plans(actor):
    """Rows of PLANS, sorted by name, with how many remarks hold each."""
    rows = PLANS.fetch(actor, {})
    held = checklist.count_holding_remarks([row["pk"] for row in rows if row["open"]])
    for row in rows:
        row["holding"] = held.get(row["pk"], 0)
    return sorted(rows, key=lambda row: (row["member__name_sort"], row["pk"]))


def fetch_unsent(actor):
    """Rows of UNSENT; nothing is asked for whoever reviews in no cell."""
    if not actor.cells:
        return []
    return UNSENT.fetch(
        {"cells": actor.cells, "reader": actor.member.pk, "on": actor.on}
    )


def build_plans(actor):
    """Plans of the years under way that were read and are not through step 4, and the
    actor's own of the current one; those whose authors object; those that the actor
    types.

    A queryset for each rule: joined by OR, PostgreSQL reads every plan of the city.
    """
    found = [Q(member=actor.member) & is_in_turn(actor.on)]
    on_their_way = Q(status=Status.FINALIZING) | Q(
        status=Status.DRAFT, first_submitted_at__isnull=False
    )
    goes_on = is_under_way(actor.on)
    for rule in list_reviewer_rules(actor):
        found.append(rule & on_their_way & goes_on)
    for rule in list_filer_rules(actor):
        found.append(rule & Q(status=Status.SIGNED) & goes_on)
    querysets = []
    for plans in found:
        rows = read_what_is_due(Plan.objects.filter(plans), OUT, actor)
        querysets.append(rows)
    for plans in find_plans_objected_to(actor):
        querysets.append(read_what_is_due(plans, OBJECTED, actor))
    typed = Plan.objects.toward_whom(actor, Capacity.HELPER)
    typed = typed.filter(status__in=EDITABLE)
    querysets.append(read_what_is_due(typed, TYPED, actor))
    return querysets


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
    for rule in list_reviewer_rules(actor):
        found.append(rule & said & ~Q(status=Status.POSTED) & ~did_it)
    return [Plan.objects.filter(rule, ~Q(member=actor.member)) for rule in found]


def read_what_is_due(plans, why, actor):
    """Rows with what of step 4 is recorded of the revision signed last, in how many
    places that differs from what the cell agreed to, what is known of typing, and, of
    what is not signed, whether there are remarks that may hold it."""
    is_open = Q(status__in=EDITABLE)
    unanswered = Remark.objects.that_may_hold().filter(plan=OuterRef("pk"))
    kept = Revision.objects.filter(plan=OuterRef("pk"), number=OuterRef("revision"))
    signed = {"plan": OuterRef("pk"), "revision": OuterRef("revision")}
    signature = Signature.objects.standing().filter(**signed)
    posted = Exists(Posting.objects.standing().filter(**signed))
    ever_signed = Signature.objects.standing().filter(
        plan=OuterRef("plan"), revision__gte=OuterRef("revision")
    )
    prints = SigningPrint.objects.filter(~Exists(ever_signed), plan=OuterRef("pk"))
    heads = find_heads(actor.on).filter(member=OuterRef("member"))
    acts = Assistance.objects.filter(plan=OuterRef("pk"))
    said = Objection.objects.open().filter(plan=OuterRef("pk"))
    return plans.annotate(
        why=Value(why, output_field=CharField()),
        open=Case(When(is_open, then=Exists(unanswered)), default=False),
        differing=Subquery(kept.values("differing")),
        signed_on=Subquery(signature.values("signed_on")),
        signature=Subquery(signature.values("kind")),
        printed=Subquery(prints.order_by("-revision").values("revision")[:1]),
        filed=Exists(Filing.objects.standing().filter(**signed)),
        posting_due=Case(When(posted, then=False), default=Exists(heads)),
        typed=Exists(acts.that_typed()),
        typed_by_reader=Exists(acts.that_typed().filter(helper=actor.member)),
        typing=Subquery(acts.open(actor.on).values("helper__full_name")[:1]),
        objected_at=Subquery(said.values("made_at")[:1]),
    ).values(
        "pk",
        "why",
        "cell",
        "cell__name",
        "typed",
        "typed_by_reader",
        "typing",
        "objected_at",
        "member",
        "member__full_name",
        "member__name_sort",
        "status",
        "moved_at",
        "revision",
        "cycle__year",
        "open",
        "differing",
        "signed_on",
        "signature",
        "printed",
        "cycle__confirmation_suffices",
        "filed",
        "posting_due",
    )


def build_unsent():
    """Rows of the members of cells, without the reader, who must plan this year and
    have not sent anything yet."""
    on, reader = Parameter("on", DateField()), Parameter("reader", BigIntegerField())
    this_years = Plan.objects.filter(is_in_turn(on), member=OuterRef("pk"))
    sent = this_years.filter(first_submitted_at__isnull=False)
    acts = Assistance.objects.filter(plan=OuterRef("draft"))
    typing = acts.open(on)
    members = find_who_must_plan(on, ParameterOfIds("cells")).exclude(pk=reader)
    members = members.filter(~Exists(sent), Exists(Cycle.objects.all()))
    members = members.annotate(draft=Subquery(this_years.values("pk")[:1]))
    return [
        members.order_by("name_sort", "pk").values(
            "pk",
            "full_name",
            "draft",
            helper=Subquery(typing.values("helper")[:1]),
            helper_name=Subquery(typing.values("helper__full_name")[:1]),
            is_for_them=Exists(acts),
        )
    ]


def build_besides(actor):
    """Rows of the remarks that are disputed and, without a moment, of the postings that
    are over: in one query, as both are few."""
    none = Value(None, output_field=DateTimeField())
    columns = ("pk", "plan", "plan__member__full_name", "plan__cell__name")
    disputed = find_disputes_before(actor).disputed()
    ended = find_ended(actor).order_by().annotate(disputed_at=none)
    return [rows.values(*columns, "disputed_at") for rows in (disputed, ended)]


PLANS = PreparedForActor(build_plans)
BESIDES = PreparedForActor(build_besides)
UNSENT = Prepared(build_unsent)


def build_reviews_due():
    """The cell (pk) of each member with an exemption that is to be reviewed."""
    on, by = Parameter("on", DateField()), Parameter("by", DateField())
    year, cells = Parameter("year", IntegerField()), ParameterOfIds("cells")
    due = Exemption.objects.unreviewed(cells, on, by=by, year=year)
    here = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=cells
    )
    return [here.filter(member__in=due.values("member")).values_list("cell", flat=True)]


REVIEWS_DUE = Prepared(build_reviews_due)
