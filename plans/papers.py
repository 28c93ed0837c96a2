"""What is recorded of the revision that was signed last: its signature, the copy handed
in, the board?"""

from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from plans.models import Filing, Plan, Posting, Signature, Status
from plans.place_on_date import find_heads


class Papers(NamedTuple):
    signature: Signature | None = None
    filing: Filing | None = None
    posting: Posting | None = None
    is_of_head: bool = False


def read_papers(plan, on):
    """The Papers of a plan, each with who recorded it, and whether its author is a head
    on a date; one query, none before it is signed."""
    if plan.status not in (Status.SIGNED, Status.POSTED):
        return Papers()
    joined = {}
    for name, rows in (
        ("signature", "signatures"),
        ("filing", "filings"),
        ("posting", "postings"),
    ):
        of_revision = Q(**{f"{rows}__revision": F("revision")})
        joined[name] = FilteredRelation(rows, condition=of_revision)
    heads = find_heads(on).filter(member=OuterRef("member"))
    plans = Plan.objects.filter(pk=plan.pk).annotate(is_of_head=Exists(heads), **joined)
    found = plans.select_related(*(f"{name}__recorded_by" for name in joined)).get()
    # A join without a row leaves no attribute behind.
    rows = {name: getattr(found, name, None) for name in joined}
    return Papers(is_of_head=found.is_of_head, **rows)
