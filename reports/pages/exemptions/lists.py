"""Which exemptions and suspensions should the ward look at, as of a date?

The lists take the people who are counted in reports/rates.py as exempt and suspended:
rows in force on the date, of those whose official membership of these cells is in force
on it. What a list asks:

- `new`: begun since the first day of the last quarter
- `told`: told to return, the day has not come
- `ending`: the term ends within 30 days
- `passed`: it ended within the last 90 days and no new one followed
- `overdue`: the day of the next review is past, or was never set though there is no end
- `unfounded`: no number or no day of a resolution, or no end though the committee above
  decides for a term
- `suspended`
- `waiting`: what cells propose and nobody has decided

What was due on a past date is told from the reviews: if one came after it, from the
last before it, and a year on.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from cells.acts.exemptions import words
from cells.acts.exemptions.reviews import Outcome, find_anniversary, join_reviews
from cells.models import (
    Cell,
    Exemption,
    ExemptionProposal,
    Member,
    Membership,
    Suspension,
)
from cells.models.ranges import in_force
from cells.wording import describe_term
from phucdong.writing import date_text
from plans.place_on_date import end_of_day

SOON, LATELY = timedelta(days=30), timedelta(days=90)
LISTS = {
    "new": "Mới miễn từ đầu quý trước",
    "waiting": "Đề nghị chờ quyết định",
    "ending": "Hết hạn trong 30 ngày tới",
    "passed": "Đã hết hạn, không gia hạn",
    "overdue": "Quá hạn rà soát",
    "unfounded": "Thiếu căn cứ",
    "told": "Đã yêu cầu trở lại sinh hoạt",
    "suspended": "Bị đình chỉ",
    "reviewed": "Đã rà soát trong năm",
    "unreviewed": "Còn phải rà soát",
}


@dataclass
class Entry:
    """One line behind a number: who, in which cell (id), what is said, where it
    opens."""

    name: str
    sort: str
    cell_id: int
    words: str
    url: str
    lists: set = field(default_factory=set)


def find_entries(scope, on):
    """[Entry] of the exempt, of those whose term has passed, of the suspended, and of
    what is proposed."""
    cells = scope.cells.exclude(kind=Cell.Kind.UNIT)
    here = Member.objects.belonging(on, cells).values("pk")
    lately = Q(until__lte=on, until__gt=on - LATELY)
    home = find_home(cells, on)
    rows = Exemption.objects.filter(in_force(on) | lately, member__in=here)
    rows = list(join_reviews(rows.annotate(home=home)))
    exempt = {row.member_id for row in rows if is_in_force(row, on)}
    suspended = Suspension.objects.in_force(on).filter(member__in=here)
    suspended = suspended.exclude(member__in=exempt).annotate(home=home)
    entries = []
    for row in rows:
        entries.append(make_entry_of_exemption(row, on, exempt))
    for row in suspended.select_related("member"):
        entries.append(make_entry_of_suspension(row))
    for row in find_waiting_proposals(cells, on):
        entries.append(make_entry_of_proposal(row))
    return entries


def is_in_force(row, on):
    """Of a row that has begun."""
    return row.until is None or row.until > on


def find_home(cells, on):
    """The id of the cell of the official membership of a row's member."""
    held = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=cells, member=OuterRef("member")
    )
    return Subquery(held.values("cell")[:1])


def find_waiting_proposals(cells, on):
    """Proposals of these cells that were undecided at the end of a date."""
    end = end_of_day(on)
    undecided = Q(decided_at=None) | Q(decided_at__gte=end)
    rows = ExemptionProposal.objects.filter(
        undecided, cell__in=cells, proposed_at__lt=end
    )
    return rows.select_related("member", "ground")


def make_entry_of_exemption(row, on, exempt):
    said = [
        words.describe_ground(row),
        words.describe_resolution(row),
        describe_term(row.since, row.until),
    ]
    before = [review for review in row.said if review.reviewed_on <= on]
    if before:
        said.append(f"rà soát {words.describe_review(before[0])}")
    else:
        said.append("chưa rà soát")
    if is_in_force(row, on):
        lists = choose_lists(row, before, on)
    elif row.member_id in exempt or was_told_to_return(before):
        lists = set()
    else:
        lists = {"passed"}
    return make_entry(row, row.home, said, "exemptions:exemption", lists)


def make_entry_of_suspension(row):
    decision = "Không ghi số quyết định"
    if row.decision:
        decision = f"Quyết định {row.decision}"
    if row.decided_on:
        decision += f" ngày {date_text(row.decided_on)}"
    said = [decision, describe_term(row.since, row.until)]
    return make_entry(row, row.home, said, "suspensions:suspension", {"suspended"})


def make_entry_of_proposal(row):
    said = [
        row.ground.label,
        words.describe_resolution(row),
        describe_term(row.since, row.until),
    ]
    return make_entry(
        row, row.cell_id, said, "exemptions:exemption_proposal", {"waiting"}
    )


def make_entry(row, cell_id, said, route, lists):
    return Entry(
        name=row.member.full_name,
        sort=row.member.name_sort,
        cell_id=cell_id,
        words=" · ".join(said),
        url=reverse(route, args=[row.pk]),
        lists=lists,
    )


# --- the lists of an exemption in force ----------------------------------------------


def choose_lists(row, before, on):
    """The lists in which it stands on a date. `before` are its reviews by then, the
    newest first."""
    found = set()
    if row.since >= find_last_quarter(on):
        found.add("new")
    if is_unfounded(row):
        found.add("unfounded")
    is_reviewed = any(review.reviewed_on.year == on.year for review in before)
    if is_reviewed:
        found.add("reviewed")
    if was_told_to_return(before):
        found.add("told")
        return found
    if row.until is not None and row.until <= on + SOON:
        found.add("ending")
    if is_due_by(row, before, on - timedelta(days=1)):
        found.add("overdue")
    if not is_reviewed and is_due_by(row, before, on + SOON):
        found.add("unreviewed")
    return found


def was_told_to_return(before):
    return bool(before) and before[0].outcome == Outcome.RETURNED


def is_due_by(row, before, day):
    """Whether the next review is due by a day; without one it is if there is no end."""
    due_on = find_next_review(row, before)
    if due_on is None:
        return row.until is None
    return due_on <= day


def find_next_review(row, before):
    """The day of the next review as it was known then, or None."""
    if len(before) == len(row.said):
        return row.review_on
    last = before[0].reviewed_on if before else row.since
    return find_anniversary(last)


def is_unfounded(row):
    if not row.resolution_number or not row.resolution_on:
        return True
    return row.kind == Exemption.Kind.OTHER and row.until is None


def find_last_quarter(on):
    """The first day of the quarter before the one of a date."""
    month = (on.month - 1) // 3 * 3 + 1
    if month > 3:
        return on.replace(month=month - 3, day=1)
    return on.replace(year=on.year - 1, month=10, day=1)
