"""What was recorded lately of the people and posts of cells, long after the day from
which it holds?

One query for any number of cells; only rows of these cells and of who belongs to them
are read.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from cells.models import (
    Appointment,
    Exemption,
    Membership,
    Suspension,
    Transfer,
)
from cells.models.posts import came_with_register
from cells.wording import count_days_back
from phucdong.prepared import Parameter, ParameterOfIds, Prepared

# What was dated back by more days than LONG_BACK is told so long after it was recorded.
LATELY = timedelta(days=30)
LONG_BACK = 7
# As a page says what was dated back.
EXEMPT, SUSPENDED, AWAY = "Miễn", "Đình chỉ", "Tạm vắng"
POST, MOVEMENT = "Chức vụ", "Biến động"
NOTHING = Cast(Value(None), DateField())
Origin = Membership.Origin


class DatedBack(NamedTuple):
    """`what` is one of the words above; `claimed` is the day that a cell wrote of an
    exemption and the ward has not confirmed, or None."""

    number: int
    cell_pk: int
    what: str
    name: str
    holds_from: date
    noted_at: datetime | None
    claimed: date | None

    @property
    def days(self):
        return count_days_back(self.claimed or self.holds_from, self.noted_at)


def find_rows_dated_back(cells, on):
    """{cell pk: [DatedBack]} of these cells (ids), the first recorded first: exemptions
    of who belongs there that wait for the ward's word; and what was recorded lately,
    long after its day: exemptions, suspensions, absences, who came and went, posts that
    began or ended. A post that did both is told once.

    What a register said is nothing dated back: it names no ground of an exemption, and
    says how long somebody has been there.
    """
    lately = timezone.make_aware(datetime.combine(on - LATELY, time.min))
    rows = ROWS.fetch({"cells": cells, "on": on, "lately": lately})
    farthest = {}
    for row in [DatedBack(*row) for row in rows]:
        held = farthest.get((row.what, row.number))
        is_farther = held is None or row.days > held.days
        if is_farther and (row.claimed or row.days > LONG_BACK):
            farthest[row.what, row.number] = row
    found = defaultdict(list)
    for row in sorted(farthest.values(), key=order_by_recording):
        found[row.cell_pk].append(row)
    return found


def order_by_recording(row):
    """What has no moment comes first: it is from before moments were kept."""
    return row.noted_at is not None, row.noted_at, row.number


# --- the text, built once -------------------------------------------------------------

CELLS = ParameterOfIds("cells")
ON = Parameter("on", DateField())
SINCE = Parameter("lately", DateTimeField())


def build_rows():
    recorded = Q(recorded_at__gte=SINCE)
    waits = Q(claimed_since__isnull=False, claim_decided_at=None)
    claimed = Case(When(waits, then=F("claimed_since")), output_field=DateField())
    exempt = Exemption.objects.filter(recorded, ground__isnull=False)
    waiting = Exemption.objects.filter(waits)
    suspended = Suspension.objects.filter(recorded)
    away = Transfer.objects.filter(
        recorded, kind=Transfer.Kind.TEMPORARY, direction=Transfer.Direction.OUT
    )
    posts = Appointment.objects.filter(cell__in=CELLS)
    there = Membership.objects.filter(cell__in=CELLS, kind=Membership.Kind.OFFICIAL)
    return [
        select_of_members(exempt, EXEMPT, claimed),
        select_of_members(waiting, EXEMPT, claimed),
        select_of_members(suspended, SUSPENDED, NOTHING),
        select_of_members(away, AWAY, NOTHING),
        select_begun(posts.exclude(came_with_register()), POST),
        select_ended(posts, POST),
        select_begun(there.exclude(origin=Origin.REGISTER), MOVEMENT),
        select_ended(there, MOVEMENT),
    ]


def select_of_members(rows, what, claimed):
    """Of who belongs to the cells."""
    here = Membership.objects.in_force(ON).filter(
        cell__in=CELLS, kind=Membership.Kind.OFFICIAL, member=OuterRef("member")
    )
    where = Subquery(here.values("cell")[:1])
    rows = rows.filter(Exists(here))
    return select_columns(rows, what, where, "since", "recorded_at", claimed)


def select_begun(rows, what):
    return select_in_cells(rows, what, "since", "recorded_at")


def select_ended(rows, what):
    return select_in_cells(rows, what, "until", "ended_at")


def select_in_cells(rows, what, day, moment):
    """Most of what is recorded holds from about that day, and is left to the
    database."""
    is_late = {f"{moment}__gte": SINCE, f"{moment}__gt": F(day) + LONG_BACK_IN_SQL}
    rows = rows.filter(**is_late)
    return select_columns(rows, what, F("cell"), day, moment, NOTHING)


def select_columns(rows, what, where, day, moment, claimed):
    rows = rows.annotate(
        number=F("pk"),
        cell_pk=where,
        what=Value(what),
        name=F("member__full_name"),
        holds_from=F(day),
        noted_at=F(moment),
        claimed=claimed,
    )
    return rows.order_by().values_list(*DatedBack._fields)


LONG_BACK_IN_SQL = timedelta(days=LONG_BACK)
ROWS = Prepared(build_rows)
