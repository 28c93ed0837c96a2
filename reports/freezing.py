"""What is frozen in a report, is it still whole, and which figures would differ if they were counted anew?

The content is plain data, so that nothing that changes later can change it: {"title", "number", "committee": {"uid",
"name"}, "year", "as_of", "frozen_at", "frozen_by", "calendars": [{"committee", a day for each of CALENDAR}], "were" and
"now": {"on", "rows": [{"uid", "name", "kind", "ward", "gathers": [uid], "counts"}], "total": counts},
"people": [{"name", "cell": uid, "standing", "status", "figures": [figure]}], "rules"}. `were` has the cells of the day,
`now` those of the day of freezing; people are listed by the cells of the day. There are no texts of plans in it and
nothing of a person but the name.
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
from reports import drill, rates, rules, scope
from reports.figures import STANDINGS
from reports.models import FrozenReport

CALENDAR = {"draft_due_on": "Hạn gửi chi bộ", "review_due_on": "Hạn chi bộ góp ý", "filed_due_on": "Hạn ký, nộp"}
# What says only the rest of another figure is not compared: it would tell every difference twice.
REST = ("left_out", "not_participated", "not_completed")
COMPARED = tuple(figure for figure in rates.FIGURES if figure not in REST)


@transaction.atomic
def freeze(committee, year, as_of, *, title, number, by, at, key):
    """The FrozenReport of a committee and all below it; of two clicks on one form (`key`) the first one's.

    Without a title it is called by its year and day.
    """
    title = title or f"Số liệu kế hoạch năm {year} tính đến hết ngày {date_text(as_of)}"
    if done := FrozenReport.objects.filter(key=key, frozen_by=by.user).first():
        return done
    content = {
        "title": title,
        "number": number,
        "frozen_at": at.astimezone(UTC).isoformat(),
        "frozen_by": f"{by.member.full_name} ({navigation.post_line(by)})",
        **counted(committee, year, as_of, timezone.localdate(at)),
        "rules": rules.in_words(),
    }
    digest = digest_of(content)
    columns = {"committee": committee, "year": year, "as_of": as_of, "title": title, "number": number}
    sealed = {"content": content, "digest": digest, "seal": log.sealed(digest)}
    report, _ = FrozenReport.objects.get_or_create(
        key=key, defaults={**columns, **sealed, "frozen_by": by.user, "frozen_at": at}
    )
    return report


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
    own = [row["counts"] for row in rows if row["kind"] != Cell.Kind.UNIT]
    return {"on": on.isoformat(), "rows": rows, "total": summed(own)}


def row_of(row, ward, uids, heads):
    gathers = sorted(uids[pk] for pk in row.gathers)
    counts = summed({figure: heads[uid, figure] for figure in rates.FIGURES} for uid in gathers)
    return {"uid": uids[row.pk], "name": row.name, "kind": row.kind, "ward": ward, "gathers": gathers, "counts": counts}


def summed(several):
    """The sum of several counts."""
    several = list(several)
    return {figure: sum(counts[figure] for counts in several) for figure in rates.FIGURES}


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
    """{"calendars": [(committee, what, old day, new day)], "cells": [(name, [(figure, old, new)])]} between what is
    frozen and what the same day gives now; the cells as they were, the total last. A cell that is not there is None."""
    content = report.content
    anew = counted(report.committee, report.year, report.as_of, today)
    old, new = by_cell(content["were"]), by_cell(anew["were"])
    cells = [(name, changes(old.get(key), new.get(key))) for key, name in names_of(content["were"], anew["were"])]
    cells.append(("Tổng cộng", changes(content["were"]["total"], anew["were"]["total"])))
    return {
        "calendars": calendar_changes(content["calendars"], anew["calendars"]),
        "cells": [(name, changed) for name, changed in cells if changed],
    }


def by_cell(table):
    return {row["uid"]: row["counts"] for row in table["rows"]}


def names_of(old, new):
    """[(uid, name)] of the cells of both, by the name that is frozen where there is one."""
    return list({row["uid"]: row["name"] for row in [*new["rows"], *old["rows"]]}.items())


def changes(old, new):
    """[(figure, old, new)] of the figures that differ."""
    pairs = [(figure, old and old[figure], new and new[figure]) for figure in COMPARED]
    return [(figure, before, after) for figure, before, after in pairs if (before or 0) != (after or 0)]


def calendar_changes(old, new):
    before = {calendar["committee"]: calendar for calendar in old}
    after = {calendar["committee"]: calendar for calendar in new}
    return [
        (name, words, before.get(name, {}).get(day), after.get(name, {}).get(day))
        for name in sorted(before.keys() | after.keys())
        for day, words in CALENDAR.items()
        if before.get(name, {}).get(day) != after.get(name, {}).get(day)
    ]
