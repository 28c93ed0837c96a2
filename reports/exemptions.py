"""Which exemptions and suspensions should the ward look at, as of a date, and who stands behind each number?

The counts of members, exempt and suspended are those of reports/rates.py. The lists below take the same people: rows in
force on the date, of those whose official membership of these cells is in force on it. What a list asks:

- `new`: begun since the first day of the last quarter · `told`: told to return, the day has not come
- `ending`: the term ends within 30 days · `passed`: it ended within the last 90 days and no new one followed
- `overdue`: the day of the next review is past, or was never set though there is no end
- `unfounded`: no number or no day of a resolution, or no end though the committee above decides for a term
- `suspended` · `waiting`: what cells propose and nobody has decided

What was due on a past date is told from the reviews: if one came after it, from the last before it, and a year on.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from cells.acts.exemptions import words
from cells.acts.exemptions.reviews import Outcome, find_anniversary, join_reviews
from cells.models import Cell, Exemption, ExemptionProposal, Member, Membership, Suspension
from cells.models.ranges import in_force
from cells.wording import describe_term
from phucdong.writing import count_text, date_text, padded, percent, rate_text
from reports import outliers, rates
from reports.choice import Links
from reports.tally import end_of

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
TILES = tuple(LISTS)[:-2]


@dataclass
class Entry:
    """One line behind a number: who, in which cell (id), what is said, where it opens."""

    name: str
    sort: str
    cell_id: int
    words: str
    url: str
    lists: set = field(default_factory=set)


def page(scope, choice):
    """The template's context."""
    found = rates.count(scope.cuts(choice.year, choice.on, choice.as_now))
    cells, _ = rates.apart(found)
    total, entries = rates.total(cells), entries_of(scope, choice.on)
    links, names = Links(choice), NameLinks(choice)
    out = outliers.standing_out(cells)
    counts = total.counts
    return {
        "choice": choice,
        "query": choice.query(),
        "says": rate_text(counts["exempt"], counts["members"]),
        "exempt_url": links("exempt") if counts["exempt"] else "",
        "tiles": [tile(name, entries, names) for name in TILES],
        "lines": [line(row, entries, links, names, row in out, counts) for row in by_share(cells)],
        "rule": outliers.RULE,
        "quarter": date_text(last_quarter(choice.on)),
    }


class NameLinks:
    """Addresses of the names behind a number of this page."""

    def __init__(self, choice):
        self.start, self.tail = reverse("exemption_names"), choice.query()

    def __call__(self, name, cell=None):
        asked = urlencode({"list": name, **({"cell": cell} if cell else {})})
        return f"{self.start}?{asked}" + (f"&{self.tail}" if self.tail else "")


def tile(name, entries, names):
    count = sum(name in entry.lists for entry in entries)
    return {"label": LISTS[name], "figure": count_text(count), "url": names(name) if count else ""}


def by_share(cells):
    return sorted(cells, key=lambda row: -row.counts["exempt"] / row.counts["members"] if row.counts["members"] else 1)


def line(row, entries, links, names, is_out, all_counts):
    """A cell: its rate, how far its reviews have come, why to look at it."""
    counts = row.counts
    here = [entry for entry in entries if entry.cell_id in row.gathers]
    done, left = (sum(name in entry.lists for entry in here) for name in ("reviewed", "unreviewed"))
    weak = sum(bool(entry.lists & {"overdue", "unfounded"}) for entry in here)
    whole = percent(all_counts["exempt"], all_counts["members"])
    return {
        "pk": row.pk,
        "name": row.name,
        "members": count_text(counts["members"]),
        "exempt": rate_text(counts["exempt"], counts["members"]),
        "exempt_url": links("exempt", row.pk) if counts["exempt"] else "",
        "done": f"{done}/{done + left}" if done + left else "–",
        "done_url": names("reviewed", row.pk) if done else "",
        "left": padded(left) if left else "",
        "left_url": names("unreviewed", row.pk),
        "why": f"Cao hơn hẳn mức chung {whole} của phường" if is_out else "",
        "weak": padded(weak) if weak else "",
        "weak_urls": [
            (LISTS[name].lower(), names(name, row.pk))
            for name in ("overdue", "unfounded")
            if any(name in entry.lists for entry in here)
        ],
    }


def names(scope, choice, name, cell):
    """The context of the names behind a number; None when the cell is not in the scope."""
    found, _ = rates.apart(rates.count(scope.cuts(choice.year, choice.on, choice.as_now)))
    row = rates.total(found) if cell is None else next((row for row in found if cell in row.gathers), None)
    if row is None:
        return None
    called = {pk: each.name for each in found for pk in each.gathers}
    entries = [entry for entry in entries_of(scope, choice.on) if name in entry.lists and entry.cell_id in row.gathers]
    entries.sort(key=lambda entry: (entry.sort, entry.url))
    return {
        "choice": choice,
        "label": LISTS[name],
        "cell": row.name if cell else "",
        "count": padded(len(entries)),
        "people": [(entry, called.get(entry.cell_id, "")) for entry in entries],
        "back": choice.query(),
        "query": urlencode({"list": name, **({"cell": cell} if cell else {})}) + f"&{choice.query()}&",
    }


# --- the people ------------------------------------------------------------------------------------------------------


def entries_of(scope, on):
    """[Entry] of the exempt, of those whose term has passed, of the suspended, and of what is proposed."""
    cells = scope.cells.exclude(kind=Cell.Kind.UNIT)
    here = Member.objects.belonging(on, cells).values("pk")
    lately = Q(until__lte=on, until__gt=on - LATELY)
    rows = list(join_reviews(Exemption.objects.filter(in_force(on) | lately, member__in=here)))
    exempt = {row.member_id for row in rows if row.until is None or row.until > on}
    suspended = Suspension.objects.in_force(on).filter(member__in=here).exclude(member__in=exempt)
    suspended = list(suspended.select_related("member"))
    held = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL, cell__in=cells)
    homes = dict(held.filter(member__in={row.member_id for row in [*rows, *suspended]}).values_list("member", "cell"))
    return [
        *(of_exemption(row, homes[row.member_id], on, exempt) for row in rows),
        *(of_suspension(row, homes[row.member_id]) for row in suspended),
        *(of_proposal(row) for row in waiting(cells, on)),
    ]


def waiting(cells, on):
    """Proposals of these cells that were undecided at the end of a date."""
    undecided = Q(decided_at=None) | Q(decided_at__gte=end_of(on))
    rows = ExemptionProposal.objects.filter(undecided, cell__in=cells, proposed_at__lt=end_of(on))
    return rows.select_related("member", "ground")


def of_exemption(row, cell_id, on, exempt):
    said = [words.describe_ground(row), words.describe_resolution(row), describe_term(row.since, row.until)]
    before = [review for review in row.said if review.reviewed_on <= on]
    said += [f"rà soát {words.describe_review(before[0])}"] if before else ["chưa rà soát"]
    lists = lists_of(row, before, on) if row.until is None or row.until > on else passed(row, before, exempt)
    return entry(row, cell_id, " · ".join(said), "exemption", lists)


def of_suspension(row, cell_id):
    decision = f"Quyết định {row.decision}" if row.decision else "Không ghi số quyết định"
    day = f" ngày {date_text(row.decided_on)}" if row.decided_on else ""
    return entry(row, cell_id, f"{decision}{day} · {describe_term(row.since, row.until)}", "suspension", {"suspended"})


def of_proposal(row):
    said = f"{row.ground.label} · {words.describe_resolution(row)} · {describe_term(row.since, row.until)}"
    return entry(row, row.cell_id, said, "exemption_proposal", {"waiting"})


def entry(row, cell_id, said, route, lists):
    member = row.member
    return Entry(member.full_name, member.name_sort, cell_id, said, reverse(route, args=[row.pk]), lists)


def passed(row, before, exempt):
    followed = row.member_id in exempt or was_told(before)
    return set() if followed else {"passed"}


def lists_of(row, before, on):
    """In which lists an exemption in force on a date stands. `before` are its reviews by then, the newest first."""
    told, due_on = was_told(before), next_review(row, before)
    open_ended = row.until is None
    reviewed = any(review.reviewed_on.year == on.year for review in before)
    is_due = not told and not reviewed and (due_on <= on + SOON if due_on else open_ended)
    asked = {
        "new": row.since >= last_quarter(on),
        "told": told,
        "ending": not told and not open_ended and row.until <= on + SOON,
        "overdue": not told and (due_on < on if due_on else open_ended),
        "unfounded": is_unfounded(row),
        "reviewed": reviewed,
        "unreviewed": is_due,
    }
    return {name for name, holds in asked.items() if holds}


def was_told(before):
    return bool(before) and before[0].outcome == Outcome.RETURNED


def next_review(row, before):
    """The day of the next review as it was known then, or None."""
    if len(before) == len(row.said):
        return row.review_on
    return find_anniversary(before[0].reviewed_on if before else row.since)


def is_unfounded(row):
    for_a_term = row.kind == Exemption.Kind.OTHER
    return not row.resolution_number or not row.resolution_on or (for_a_term and row.until is None)


def last_quarter(on):
    """The first day of the quarter before the one of a date."""
    month = (on.month - 1) // 3 * 3 + 1
    return on.replace(month=month - 3, day=1) if month > 3 else on.replace(year=on.year - 1, month=10, day=1)
