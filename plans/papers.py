"""What is recorded of the revision that was signed last, and was not taken back: its
signature, the copy handed in, the board?"""

from datetime import date
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce

from phucdong.prepared import Parameter, Prepared
from plans.models import BoardSwitch, Consent, Filing, Plan, Posting, Signature, Status
from plans.place_on_date import (
    annotate_arrival,
    find_deadlines,
    find_head_since,
    find_heads,
    find_posting_deadline,
)

# Of who became head after their plan was through all steps.
FILED_NOT_POSTED = "Đã nộp, còn niêm yết"

# {which paper of the present revision: where a plan keeps all of them}
RECORDS = {"signature": "signatures", "filing": "filings"}
JOINED = (*RECORDS, "consent")


class Papers(NamedTuple):
    signature: Signature | None = None
    filing: Filing | None = None
    posting: Posting | None = None
    # To the board in the software, as long as it holds.
    consent: Consent | None = None
    # Since when its author has headed something, None for who heads nothing today.
    head_since: date | None = None
    # Of its author, as annotate_arrival.
    entered_on: date | None = None
    returned_on: date | None = None
    # Whether the ward's board in the software is on.
    is_board_on: bool = False
    # Of all revisions, the last first.
    postings: tuple = ()

    @property
    def is_of_head(self):
        return self.head_since is not None

    @property
    def is_posting_due(self):
        """Of who is head today, whenever they became it and wherever the plan
        stands."""
        return self.is_of_head and self.posting is None


def read_papers(plan, on):
    """The Papers of a plan, each with who recorded it, and whether its author is a head
    on a date; one query, none before it is signed."""
    if plan.status not in (Status.SIGNED, Status.POSTED):
        return Papers()
    rows = PLAN_WITH_PAPERS.fetch({"plan": plan.pk, "on": on})
    found = rows[0]
    # A join without a row leaves no attribute behind.
    papers = {name: getattr(found, name, None) for name in JOINED}
    # One row for each posting.
    hung = [row.posting for row in rows if getattr(row, "posting", None)]
    present = [posting for posting in hung if posting.revision == found.revision]
    return Papers(
        posting=next(iter(present), None),
        head_since=found.head_since,
        entered_on=found.entered_on,
        returned_on=found.returned_on,
        is_board_on=bool(found.is_board_on),
        postings=tuple(hung),
        **papers,
    )


def build_plan_with_papers():
    joined = {}
    for name, rows in RECORDS.items():
        of_revision = Q(**{f"{rows}__revision": F("revision")})
        stands = Q(**{f"{rows}__taken_back_at__isnull": True})
        joined[name] = FilteredRelation(rows, condition=of_revision & stands)
    holds = Q(consents__withdrawn_at__isnull=True)
    joined["consent"] = FilteredRelation("consents", condition=holds)
    stands = Q(postings__taken_back_at__isnull=True)
    joined["posting"] = FilteredRelation("postings", condition=stands)
    plans = Plan.objects.filter(pk=Parameter("plan", BigIntegerField()))
    on = Parameter("on", DateField())
    plans = annotate_arrival(plans, on).annotate(
        head_since=find_head_since(on),
        is_board_on=say_whether_board_is_on(),
        **joined,
    )
    plans = plans.order_by(F("posting__since").desc(nulls_last=True), "-posting__pk")
    related = [f"{name}__recorded_by" for name in joined]
    related += ["signature__sheet", "posting__end_recorded_by"]
    return [plans.select_related(*related)]


def list_postings_due(member, on):
    """[(Plan, last day)] of the years under way that somebody has signed and, being
    head today, has still to hang up."""
    signed = Plan.objects.going_on_here().filter(
        is_posting_due(on),
        member=member,
        status__in=(Status.SIGNED, Status.POSTED),
    )
    found = annotate_arrival(signed.select_related("cycle"), on)
    found = found.annotate(head_since=find_head_since(on))
    listed = []
    for plan in found.order_by("cycle__year", "pk"):
        due = find_deadlines(plan.cycle, plan.entered_on, plan.returned_on)
        day = find_posting_deadline(due.filed, plan.head_since)
        listed.append((plan, day))
    return listed


def is_filed():
    """Whether the revision of a plan that was signed last is handed in."""
    filings = Filing.objects.standing().filter(
        plan=OuterRef("pk"), revision=OuterRef("revision")
    )
    return Exists(filings)


def is_posting_due(on):
    """As Papers.is_posting_due, of the plans of a query."""
    postings = Posting.objects.standing().filter(
        plan=OuterRef("pk"), revision=OuterRef("revision")
    )
    heads = find_heads(on).filter(member=OuterRef("member"))
    return Exists(heads) & ~Exists(postings)


def say_whether_board_is_on():
    """As plans.models.board.is_board_on, of the committee of a plan's cell: the nearest
    that was ever asked, two above it at most."""
    asked = []
    for committee in ("committee", "committee__parent", "committee__parent__parent"):
        switches = BoardSwitch.objects.filter(committee=OuterRef(f"cell__{committee}"))
        newest = switches.order_by("-set_at", "-pk")
        asked.append(Subquery(newest.values("is_on")[:1]))
    return Coalesce(*asked)


PLAN_WITH_PAPERS = Prepared(build_plan_with_papers)
