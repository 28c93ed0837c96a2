"""What is frozen in a report, and how does it come into being?

The content is plain data and has its own words, so that nothing that changes later can
change it or is needed to read it (reports/frozen/documents.py). It has

    "format": 2, "title", "number", "committee": {"uid", "name"}, "year", "as_of",
    "frozen_at", "frozen_by"

and in words

    "figures": [{"key", "label",
        "of": key of the figure that it is shown as a share of,
        "rest_of": key of the figure of which it only tells the rest}],
        without the last two where it is neither
    "groups": [{"label", "figures": [key]}], the columns of the table of numbers
    "file": [{"figure": key, "label", "of": as above}],
        the columns of the file behind the name
    "recalls": [key], what is told of recalls at the head
    "days": [{"key", "label"}], the days of a calendar
    "rules": reports/rules.py

and of what was counted

    "calendars": [{"committee", key of a day: date}]
    "were", "now": {"on", "total": counts,
        "rows": [{"uid", "name", "is_unit", "ward", "gathers": [uid], "counts"}]}
    "people": [{"name", "cell": uid, "standing", "status", "figures": [key]}]

where counts are {key of a figure: number}. `were` has the cells of the day, `now` those
of the day of freezing; people are listed by the cells of the day. There are no texts of
plans in it and nothing of a person but the name.
"""

from collections import Counter
from datetime import UTC

from django.db import transaction
from django.utils import timezone

from cells.models import Cell
from cells.wording import write_post_line
from phucdong.writing import date_text
from plans.workflow import log
from reports import files, rates, rules
from reports.figures import FIGURES, RATES, STANDINGS, STATES
from reports.frozen.documents import FORMAT
from reports.frozen.seals import make_digest
from reports.models import FrozenReport
from reports.scope import find_scope_of_committees

CALENDAR = {
    "draft_due_on": "Hạn gửi chi bộ",
    "review_due_on": "Hạn chi bộ góp ý",
    "filed_due_on": "Hạn ký, nộp",
}
RECALLS = ["recalled", "mended", "unmended"]


@transaction.atomic
def freeze_report(committee, year, as_of, *, title, number, by, at, key):
    """The FrozenReport of a committee and all below it; of two clicks on one form
    (`key`) the first one's.

    Without a title it is called by its year and day.
    """
    if done := FrozenReport.objects.filter(key=key, frozen_by=by.user).first():
        return done
    if not title:
        day = date_text(as_of)
        title = f"Số liệu kế hoạch năm {year} tính đến hết ngày {day}"
    content = {
        "format": FORMAT,
        "title": title,
        "number": number,
        "frozen_at": at.astimezone(UTC).isoformat(),
        "frozen_by": f"{by.member.full_name} ({write_post_line(by)})",
    }
    content.update(gather_words_of_today())
    content.update(count_content(committee, year, as_of, timezone.localdate(at)))
    digest = make_digest(content)
    columns = {
        "committee": committee,
        "year": year,
        "as_of": as_of,
        "title": title,
        "number": number,
        "content": content,
        "digest": digest,
        "seal": log.seal_digest(digest),
        "frozen_by": by.user,
        "frozen_at": at,
    }
    report, _ = FrozenReport.objects.get_or_create(key=key, defaults=columns)
    return report


# --- the words -----------------------------------------------------------------------


def gather_words_of_today():
    """How the figures, columns and days are called, and by which rules is counted."""
    groups = []
    for label, names in rules.GROUPS.items():
        groups.append({"label": label, "figures": list(names)})
    return {
        "figures": [describe_figure(key) for key in FIGURES],
        "groups": groups,
        "file": files.COLUMNS,
        "recalls": RECALLS,
        "days": [{"key": day, "label": label} for day, label in CALENDAR.items()],
        "rules": rules.write_rules(),
    }


def describe_figure(key):
    words = {"key": key, "label": FIGURES[key].label}
    if key in RATES:
        words["of"] = "obliged"
    if key in rules.REST:
        words["rest_of"] = rules.REST[key]
    return words


# --- what is counted -----------------------------------------------------------------


def count_content(committee, year, as_of, today):
    """The part of the content that is counted. The figures are the numbers of these
    very people: of one query, so that what happens at this moment cannot come between a
    figure and its names."""
    scope = find_scope_of_committees({committee.pk})
    cuts = scope.cuts(year, as_of)
    cuts_now = scope.cuts(year, as_of, today)
    found = rates.count_rates_apart({"were": cuts, "now": cuts_now})
    uids = {pk: str(uid) for pk, uid in Cell.objects.values_list("pk", "uid")}
    people = []
    for row, figures in rates.list_everybody(cuts):
        if figures:
            people.append(describe_person(row, figures, uids))
    return {
        "committee": {"uid": str(committee.uid), "name": committee.name},
        "year": year,
        "as_of": as_of.isoformat(),
        "calendars": [describe_calendar(cut.cycle, scope) for cut in cuts if cut.cycle],
        "were": make_frozen_table(scope, found["were"], as_of, uids, people),
        "now": make_frozen_table(scope, found["now"], today, uids, people),
        "people": people,
    }


def describe_person(row, figures, uids):
    return {
        "name": row.full_name,
        "cell": uids[row.cell_id],
        "standing": STANDINGS.get(row.standing, ""),
        "status": STATES[row.status],
        "figures": figures,
    }


def describe_calendar(cycle, scope):
    calendar = {"committee": scope.tree[cycle.committee_id].name}
    for day in CALENDAR:
        calendar[day] = getattr(cycle, day).isoformat()
    return calendar


def make_frozen_table(scope, found, on, uids, people):
    wards = {}
    for ward, some in scope.wards(found, on):
        for row in some:
            wards[row.pk] = ward.name
    heads = Counter()
    for person in people:
        for figure in person["figures"]:
            heads[person["cell"], figure] += 1
    rows = [make_frozen_row(row, wards.get(row.pk, ""), uids, heads) for row in found]
    total = sum_counts(row["counts"] for row in rows if not row["is_unit"])
    return {"on": on.isoformat(), "rows": rows, "total": total}


def make_frozen_row(row, ward, uids, heads):
    """`heads` are {(uid of a cell, figure): number}."""
    gathers = sorted(uids[pk] for pk in row.gathers)
    counts = dict.fromkeys(FIGURES, 0)
    for uid in gathers:
        for figure in FIGURES:
            counts[figure] += heads[uid, figure]
    return {
        "uid": uids[row.pk],
        "name": row.name,
        "is_unit": row.kind == Cell.Kind.UNIT,
        "ward": ward,
        "gathers": gathers,
        "counts": counts,
    }


def sum_counts(several):
    summed = dict.fromkeys(FIGURES, 0)
    for counts in several:
        for figure in summed:
            summed[figure] += counts[figure]
    return summed
