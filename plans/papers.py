"""What is recorded of the revision that was signed last: its signature, the copy handed
in, the board?"""

from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
)

from phucdong.prepared import Parameter, Prepared
from plans.models import Consent, Filing, Plan, Posting, Signature, Status
from plans.place_on_date import find_heads

# {which paper: where a plan keeps all of them}
RECORDS = {"signature": "signatures", "filing": "filings", "posting": "postings"}


class Papers(NamedTuple):
    signature: Signature | None = None
    filing: Filing | None = None
    posting: Posting | None = None
    # To the board in the software, as long as it holds.
    consent: Consent | None = None
    is_of_head: bool = False


def read_papers(plan, on):
    """The Papers of a plan, each with who recorded it, and whether its author is a head
    on a date; one query, none before it is signed."""
    if plan.status not in (Status.SIGNED, Status.POSTED):
        return Papers()
    found = PLAN_WITH_PAPERS.fetch_first({"plan": plan.pk, "on": on})
    # A join without a row leaves no attribute behind.
    papers = {name: getattr(found, name, None) for name in (*RECORDS, "consent")}
    return Papers(is_of_head=found.is_of_head, **papers)


def build_plan_with_papers():
    joined = {}
    for name, rows in RECORDS.items():
        of_revision = Q(**{f"{rows}__revision": F("revision")})
        joined[name] = FilteredRelation(rows, condition=of_revision)
    holds = Q(consents__withdrawn_at__isnull=True)
    joined["consent"] = FilteredRelation("consents", condition=holds)
    heads = find_heads(Parameter("on", DateField())).filter(member=OuterRef("member"))
    plans = Plan.objects.filter(pk=Parameter("plan", BigIntegerField()))
    plans = plans.annotate(is_of_head=Exists(heads), **joined)
    # Of several postings of the revision the last one.
    plans = plans.order_by(F("posting__since").desc(nulls_last=True))
    related = [f"{name}__recorded_by" for name in joined]
    return [plans.select_related("signature__sheet", *related)]


PLAN_WITH_PAPERS = Prepared(build_plan_with_papers)
