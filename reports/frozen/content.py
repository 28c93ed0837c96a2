"""What is frozen in a report, is it still whole, and which figures would differ if they were counted anew?

The content is plain data and has its own words, so that nothing that changes later can change it or is needed to read
it (reports/documents.py). It has

    "format": 2, "title", "number", "committee": {"uid", "name"}, "year", "as_of", "frozen_at", "frozen_by"

and in words

    "figures": [{"key", "label", "of": key of the figure that it is shown as a share of,
        "rest_of": key of the figure of which it only tells the rest}], without the last two where it is neither
    "groups": [{"label", "figures": [key]}], the columns of the table of numbers
    "file": [{"figure": key, "label", "of": as above}], the columns of the file behind the name
    "recalls": [key], what is told of recalls at the head
    "days": [{"key", "label"}], the days of a calendar
    "rules": reports/rules.py

and of what was counted

    "calendars": [{"committee", key of a day: date}]
    "were", "now": {"on", "rows": [{"uid", "name", "is_unit", "ward", "gathers": [uid], "counts"}], "total": counts}
    "people": [{"name", "cell": uid, "standing", "status", "figures": [key]}]

where counts are {key of a figure: number}. `were` has the cells of the day, `now` those of the day of freezing; people
are listed by the cells of the day. There are no texts of plans in it and nothing of a person but the name.
"""

import hashlib
import hmac
from collections import Counter
from datetime import UTC

from django.db import transaction
from django.utils import timezone

from cells.models import Cell
from phucdong import navigation
from phucdong.writing import date_text
from plans import log
from reports import drill, files, rates, rules, scope
from reports import number_tables as tables
from reports.figures import FIGURES, RATES, STANDINGS
from reports.frozen import documents
from reports.models import FrozenReport

CALENDAR = {"draft_due_on": "Hạn gửi chi bộ", "review_due_on": "Hạn chi bộ góp ý", "filed_due_on": "Hạn ký, nộp"}
# What says only the rest of another figure.
REST = {"left_out": "obliged", "not_participated": "participated", "not_completed": "completed"}
RECALLS = ["recalled", "mended", "unmended"]


@transaction.atomic
def freeze(committee, year, as_of, *, title, number, by, at, key):
    """The FrozenReport of a committee and all below it; of two clicks on one form (`key`) the first one's.

    Without a title it is called by its year and day.
    """
    title = title or f"Số liệu kế hoạch năm {year} tính đến hết ngày {date_text(as_of)}"
    if done := FrozenReport.objects.filter(key=key, frozen_by=by.user).first():
        return done
    content = {
        "format": documents.FORMAT,
        "title": title,
        "number": number,
        "frozen_at": at.astimezone(UTC).isoformat(),
        "frozen_by": f"{by.member.full_name} ({navigation.post_line(by)})",
        **words_of_today(),
        **counted(committee, year, as_of, timezone.localdate(at)),
    }
    digest = digest_of(content)
    columns = {"committee": committee, "year": year, "as_of": as_of, "title": title, "number": number}
    sealed = {"content": content, "digest": digest, "seal": log.sealed(digest)}
    report, _ = FrozenReport.objects.get_or_create(
        key=key, defaults={**columns, **sealed, "frozen_by": by.user, "frozen_at": at}
    )
    return report


def words_of_today():
    """The words of the content: how the figures, columns and days are called, and by which rules they are counted."""
    return {
        "figures": [figure_in_words(key) for key in FIGURES],
        "groups": [{"label": label, "figures": list(names)} for label, names in tables.GROUPS.items()],
        "file": files.COLUMNS,
        "recalls": RECALLS,
        "days": [{"key": day, "label": label} for day, label in CALENDAR.items()],
        "rules": rules.in_words(),
    }


def figure_in_words(key):
    words = {"key": key, "label": FIGURES[key].label}
    if key in RATES:
        words["of"] = "obliged"
    if key in REST:
        words["rest_of"] = REST[key]
    return words


def counted(committee, year, as_of, today):
    """The part of the content that is counted. The figures are the numbers of these very people: of one query, so that
    what happens at this moment cannot come between a figure and its names."""
    asked = scope.of_committees({committee.pk})
    cuts = asked.cuts(year, as_of)
    uids = {pk: str(uid) for pk, uid in Cell.objects.values_list("pk", "uid")}
    people = [person_of(row, figures, uids) for row, figures in rates.everybody(cuts) if figures]
    return {
        "committee": {"uid": str(committee.uid), "name": committee.name},
        "year": year,
        "as_of": as_of.isoformat(),
        "calendars": [calendar_of(cut.cycle, asked) for cut in cuts if cut.cycle],
        "were": table_of(asked, cuts, as_of, uids, people),
        "now": table_of(asked, asked.cuts(year, as_of, today), today, uids, people),
        "people": people,
    }


def calendar_of(cycle, asked):
    name = asked.tree[cycle.committee_id].name
    return {"committee": name, **{day: getattr(cycle, day).isoformat() for day in CALENDAR}}


def table_of(asked, cuts, on, uids, people):
    found = rates.count(cuts)
    wards = {row.pk: ward.name for ward, rows in asked.wards(found, on) for row in rows}
    heads = Counter((person["cell"], figure) for person in people for figure in person["figures"])
    rows = [row_of(row, wards.get(row.pk, ""), uids, heads) for row in found]
    own = [row["counts"] for row in rows if not row["is_unit"]]
    return {"on": on.isoformat(), "rows": rows, "total": summed(own)}


def row_of(row, ward, uids, heads):
    gathers = sorted(uids[pk] for pk in row.gathers)
    counts = summed({figure: heads[uid, figure] for figure in FIGURES} for uid in gathers)
    return {
        "uid": uids[row.pk],
        "name": row.name,
        "is_unit": row.kind == Cell.Kind.UNIT,
        "ward": ward,
        "gathers": gathers,
        "counts": counts,
    }


def summed(several):
    """The sum of several counts."""
    several = list(several)
    return {figure: sum(counts[figure] for counts in several) for figure in FIGURES}


def person_of(row, figures, uids):
    said = {"standing": STANDINGS.get(row.standing, ""), "status": drill.STATES[row.status]}
    return {"name": row.full_name, "cell": uids[row.cell_id], **said, "figures": figures}


# --- is it whole? --------------------------------------------------------------------------------------------------


def digest_of(content):
    return hashlib.sha256(log.canonical(content).encode()).hexdigest()


def is_whole(report):
    """Whether a report is what was frozen: its content by digest and seal, its columns by the content."""
    repeated = [report.title, report.number, report.year, report.as_of.isoformat(), str(report.committee.uid)]
    content = report.content
    told = [*(content.get(name) for name in ("title", "number", "year", "as_of")), content["committee"]["uid"]]
    is_sealed = hmac.compare_digest(report.seal, log.sealed(report.digest))
    return hmac.compare_digest(report.digest, digest_of(content)) and is_sealed and repeated == told


def first_broken():
    """(report or None, how many stand whole before it)"""
    number = 0
    for number, report in enumerate(FrozenReport.objects.select_related("committee").order_by("pk").iterator()):
        if not is_whole(report):
            return report, number
        number += 1
    return None, number


# --- if it were counted today --------------------------------------------------------------------------------------


def differences(report, today):
    """What differs between what is frozen and what the same day gives now, as `compare` tells it."""
    anew = counted(report.committee, report.year, report.as_of, today)
    return compare(documents.read_document(report.content), anew)


def compare(document, anew):
    """{"calendars": [(committee, what, old day, new day)], "cells": [(name, [(figure, old, new)])]} of the figures and
    days that a document has; the cells as they were, the total last. What is not there is None."""
    figures = documents.compared_in(document)
    old, new = document["were"], anew["were"]
    before, after = by_cell(old), by_cell(new)
    cells = [(name, changes(figures, before.get(uid), after.get(uid))) for uid, name in names_of(old, new)]
    cells.append(("Tổng cộng", changes(figures, old["total"], new["total"])))
    return {
        "calendars": calendar_changes(document["days"], document["calendars"], anew["calendars"]),
        "cells": [(name, changed) for name, changed in cells if changed],
    }


def by_cell(table):
    return {row["uid"]: row["counts"] for row in table["rows"]}


def names_of(old, new):
    """[(uid, name)] of the cells of both, by the name that is frozen where there is one."""
    return list({row["uid"]: row["name"] for row in [*new["rows"], *old["rows"]]}.items())


def changes(figures, old, new):
    """[(figure, old, new)] of the figures that differ. In a cell that is not there nobody was counted; a figure that
    is not there was not counted at all, which is no nought."""
    pairs = [(figure, (old or {}).get(figure), (new or {}).get(figure)) for figure in figures]
    if old is None or new is None:
        return [(figure, before, after) for figure, before, after in pairs if before or after]
    return [(figure, before, after) for figure, before, after in pairs if before != after]


def calendar_changes(days, old, new):
    before = {calendar["committee"]: calendar for calendar in old}
    after = {calendar["committee"]: calendar for calendar in new}
    return [
        (name, day["label"], before.get(name, {}).get(day["key"]), after.get(name, {}).get(day["key"]))
        for name in sorted(before.keys() | after.keys())
        for day in days
        if before.get(name, {}).get(day["key"]) != after.get(name, {}).get(day["key"])
    ]
