"""What is recorded of the revision that was signed last: its signature, the copy handed
in, the board?"""

from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q

from plans.models import Filing, Plan, Posting, Signature, Status


class Papers(NamedTuple):
    signature: Signature | None = None
    filing: Filing | None = None
    posting: Posting | None = None


def read_papers(plan):
    """The Papers of a plan, each with who recorded it; one query, none before it is
    signed."""
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
    plans = Plan.objects.filter(pk=plan.pk).annotate(**joined)
    found = plans.select_related(*(f"{name}__recorded_by" for name in joined)).get()
    # A join without a row leaves no attribute behind.
    return Papers(*(getattr(found, name, None) for name in joined))
