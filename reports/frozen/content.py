"""What is frozen in a report, and how does it come into being?

The content is plain data and has its own words, so that nothing that changes later can
change it or is needed to read it (reports/frozen/documents.py). It has

    "format": 3, "title", "number", "committee": {"uid", "name"}, "year", "as_of",
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
    "names": [{"cell": uid, "people": how many, "digest"}]

where counts are {key of a figure: number}. `were` has the cells of the day, `now` those
of the day of freezing; people are listed by the cells of the day.

The people of a cell are a row of FrozenNames, whose digest stands in `names`:

    [{"order", "name", "standing", "status", "figures": [key]}]

with `order` telling the place in the list of all by given name. There are no texts of
plans in it and nothing of a person but the name.

A city has a report of each ward, which says so, and has itself the wards as its rows,
which gather the cells of party members, and no names:

    "part_of": {"key", "name"} of the report of the city, in a part alone
    "parts": [{"uid", "name", "digest"}]
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC
from uuid import uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cells.wording import write_post_line
from phucdong.writing import date_text
from plans.workflow import log
from reports import files, rules
from reports.figures import FIGURES, RATES
from reports.frozen.counting import Ground, WardTable, count_ward
from reports.frozen.documents import FORMAT
from reports.frozen.seals import make_digest
from reports.models import FrozenNames, FrozenReport

CALENDAR = {
    "draft_due_on": "Hạn gửi chi bộ",
    "review_due_on": "Hạn chi bộ góp ý",
    "filed_due_on": "Hạn ký, nộp",
}
RECALLS = ["recalled", "mended", "unmended"]


def freeze_report(committee, year, as_of, *, title, number, by, at, key):
    """The FrozenReport of a committee and all below it; of two clicks on one form
    (`key`) the first one's.

    Without a title it is called by its year and day. Of several wards each has a report
    of its own, a part of this one.
    """
    if done := FrozenReport.objects.filter(key=key, frozen_by=by.user).first():
        return done
    if not title:
        day = date_text(as_of)
        title = f"Số liệu kế hoạch năm {year} tính đến hết ngày {day}"
    columns = {
        "year": year,
        "as_of": as_of,
        "title": title,
        "number": number,
        "frozen_by": by.user,
        "frozen_at": at,
    }
    words = {
        "format": FORMAT,
        "title": title,
        "number": number,
        "year": year,
        "as_of": as_of.isoformat(),
        "frozen_at": at.astimezone(UTC).isoformat(),
        "frozen_by": f"{by.member.full_name} ({write_post_line(by)})",
    }
    words.update(gather_words_of_today())
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if is_outermost:
                see_one_moment()
            ground = Ground(committee, year, as_of, timezone.localdate(at))
            return Freezing(ground, columns, words).write_all(committee, key)
    except IntegrityError:
        if done := FrozenReport.objects.filter(key=key).first():
            return done
        raise


def see_one_moment():
    """The wards of a city are read one after another: whoever moves from one to the
    next meanwhile is counted once. PostgreSQL; SQLite always does so."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


@dataclass
class Freezing:
    """What a report and its parts have in common, and how they are written."""

    ground: Ground
    columns: dict
    words: dict

    def write_all(self, committee, key):
        if self.ground.has_several_wards:
            return self.write_city(committee, key)
        return self.write_ward(committee, key, count_ward(self.ground))

    def write_city(self, city, key):
        """The reports of the wards, one after another, then that of the city, which
        has their digests."""
        ground, parts = self.ground, {}
        were = WardTable(ground, ground.as_of, ground.wards_were)
        now = WardTable(ground, ground.today, ground.wards_of_successors)
        part_of = {"key": str(key), "name": city.name}
        for ward in ground.wards:
            count = count_ward(ground, ward)
            if count.were["rows"] or count.now["rows"]:
                key_of_part = uuid5(key, str(ward.uid))
                part = self.write_ward(ward, key_of_part, count, part_of)
                parts[ward.pk] = describe_part(ward, part.digest)
                were.add_people(count.people)
                now.add_people(count.people)
        content = {
            "calendars": describe_calendars(ground, ground.cuts),
            "were": were.make_table(parts),
            "now": now.make_table(parts),
            "names": [],
            "parts": list(parts.values()),
        }
        return self.write_report(city, key, content)

    def write_ward(self, committee, key, count, part_of=None):
        """The report with the names of a ward; of the city's with `part_of`."""
        people = self.group_by_cell(count.people)
        content = {
            "calendars": describe_calendars(self.ground, count.cuts),
            "were": count.were,
            "now": count.now,
            "names": [describe_names(uid, some) for uid, some in people.items()],
            "parts": [],
        }
        if part_of:
            content["part_of"] = part_of
        report = self.write_report(committee, key, content)
        rows = []
        for uid, some in people.items():
            rows.append(FrozenNames(report=report, cell=uid, people=some))
        FrozenNames.objects.bulk_create(rows)
        return report

    def group_by_cell(self, people):
        """{uid of a cell: its people} of a WardCount's."""
        found = defaultdict(list)
        for cell, person in people:
            found[self.ground.uids[cell]].append(person)
        return dict(sorted(found.items()))

    def write_report(self, committee, key, counted):
        told = {"uid": str(committee.uid), "name": committee.name}
        content = {**self.words, "committee": told, **counted}
        digest = make_digest(content)
        return FrozenReport.objects.create(
            committee=committee,
            key=key,
            parent_id=content.get("part_of", {}).get("key"),
            content=content,
            digest=digest,
            seal=log.seal_digest(digest),
            **self.columns,
        )


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


def describe_calendars(ground, cuts):
    """Of the cycles of these cuts."""
    found = []
    for cut in cuts:
        if cut.cycle:
            committee = ground.scope.tree[cut.cycle.committee_id]
            calendar = {"committee": committee.name}
            for day in CALENDAR:
                calendar[day] = getattr(cut.cycle, day).isoformat()
            found.append(calendar)
    return found


def describe_names(uid, people):
    return {"cell": uid, "people": len(people), "digest": make_digest(people)}


def describe_part(ward, digest):
    return {"uid": str(ward.uid), "name": ward.name, "digest": digest}
