"""Who comes and who goes between the plans of two years?

Everything happens between the middle of June and the end of November, when the year's
plans are finished, and on the first day of the next year, when those who were told to
return begin again; a few arrive in December, after the year's last deadline.

The movements of the year that runs are recorded as the ward records them, so that the
page of a person tells each of them; of those before, only what they changed is kept.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cells.acts.movements.records import write_movement
from cells.models import (
    Appointment,
    Cell,
    Exemption,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from cells.posts import Actor
from demo.exemptions import send_back
from demo.officers import Officers
from plans.place_on_date import find_exempt

Kind, Origin = Movement.Kind, Membership.Origin
DEATHS, LEAVING, RECEIVED, ADMITTED, MOVED, EXEMPTED = 12, 13, 14, 9, 6, 17
AWAY, SUSPENDED, DECEMBER = 4, 1, 3
# Of those who came, are away or suspended today.
NEWCOMERS, GUESTS, AWAY_TODAY, SUSPENDED_TODAY = 6, 5, 5, 2
WARDS = (
    "phường Sài Đồng",
    "phường Việt Hưng",
    "phường Giang Biên",
    "phường Bồ Đề",
    "huyện Gia Lâm",
    "quận Hà Đông",
)
# What a movement of an earlier year changed. Who came, and who left their cell:
ORIGINS = {
    Kind.RECEIVED: Origin.RECEIVED,
    Kind.ADMITTED: Origin.ADMITTED,
    Kind.MOVED: Origin.MOVED,
}
LEAVE = (Kind.DIED, Kind.SENT, Kind.MOVED)
# and by which transfer.
TRANSFERS = {
    Kind.RECEIVED: (Transfer.Kind.OFFICIAL, Transfer.Direction.IN),
    Kind.SENT: (Transfer.Kind.OFFICIAL, Transfer.Direction.OUT),
    Kind.MOVED: (Transfer.Kind.OFFICIAL, Transfer.Direction.INSIDE),
    Kind.AWAY: (Transfer.Kind.TEMPORARY, Transfer.Direction.OUT),
}


class Movements:
    """One year's movements over the cells that are open, none after `latest`.

    `today` is given in the year that runs.
    """

    def __init__(self, year, cells, registry, *, latest, today=None):
        self.cells, self.registry, self.rng = cells, registry, registry.rng
        self.first, self.last = date(year, 6, 15), min(date(year, 11, 20), latest)
        self.latest, self.year, self.new_year = latest, year, date(year + 1, 1, 1)
        self.by = None
        if today:
            officers = Officers().of_role(Appointment.Role.WARD_OFFICER, today)
            self.by = Actor(officers[0].member, today)
        held = Appointment.objects.in_force(self.first).values("member")
        here = Membership.objects.in_force(self.first)
        here = here.filter(kind=Membership.Kind.OFFICIAL, cell__in=cells)
        here = here.exclude(member__in=held).select_related("member")
        self.rows = list(here.order_by("pk"))
        free = Exemption.objects.in_force(self.first)
        self.exempt = set(free.values_list("member_id", flat=True))

    def happen(self):
        """All of a year's."""
        if self.last <= self.first:
            return
        for row in self.draw(DEATHS, oldest=True):
            self.note(Kind.DIED, row.member, self.day())
        for row in self.draw(LEAVING, active=True):
            self.note(Kind.SENT, row.member, self.day(), **self.paper_and_place())
        self.arrive()
        for row in self.draw(MOVED, active=True):
            self.move_elsewhere(row)
        for row in self.draw(EXEMPTED, oldest=True, active=True):
            self.exempt_from(row.member, self.day())
        away_until = max(self.new_year, self.last + timedelta(days=30))
        for row in self.draw(AWAY, active=True):
            self.send_away(row.member, away_until)
        for row in self.draw(SUSPENDED, active=True):
            self.suspend(row.member, until=self.new_year)

    def happen_lately(self, today):
        """Who came, is a guest, away or suspended today."""
        self.first, self.last = today - timedelta(days=80), today - timedelta(days=50)
        for number in range(NEWCOMERS):
            day = today - timedelta(days=7 + number % 3)
            if number % 2:
                self.receive(day)
            else:
                self.admit(day)
        for _ in range(GUESTS):
            self.receive_guest(until=today + timedelta(days=120))
        for row in self.draw(AWAY_TODAY, active=True):
            self.send_away(row.member, today + timedelta(days=150))
        for row in self.draw(SUSPENDED_TODAY, active=True):
            self.suspend(row.member, decision="Quyết định của Đảng ủy phường")

    # --- who, when, where

    def draw(self, count, *, oldest=False, active=False):
        """Memberships whose members have not been drawn this year."""
        rows = self.rows
        if active:
            rows = [row for row in rows if row.member_id not in self.exempt]
        if oldest:
            rows = sorted(rows, key=lambda row: row.member.born_on)[: count * 5]
        drawn = self.rng.sample(rows, min(count, len(rows)))
        taken = {row.pk for row in drawn}
        self.rows = [row for row in self.rows if row.pk not in taken]
        return drawn

    def day(self):
        return self.first + timedelta(
            days=self.rng.randrange((self.last - self.first).days)
        )

    def paper(self):
        return {"paper_number": f"{self.rng.randint(11, 480)}-GTSHĐ"}

    def paper_and_place(self):
        paper = self.paper()
        paper["place"] = self.rng.choice(WARDS)
        return paper

    # --- what happens

    def arrive(self):
        for _ in range(RECEIVED):
            self.receive(self.day())
        for _ in range(ADMITTED):
            self.admit(self.day())
        for _ in range(DECEMBER):
            day = date(self.year, 12, 5) + timedelta(days=self.rng.randrange(20))
            if day < self.latest:
                self.receive(day)

    def receive(self, day, cell=None):
        member = self.somebody(day, born=(1955, 1990))
        cell = cell or self.rng.choice(self.cells)
        self.note(Kind.RECEIVED, member, day, to_cell=cell, **self.paper_and_place())

    def receive_guest(self, until):
        day = self.day()
        member = self.somebody(day, born=(1960, 1995))
        cell = self.rng.choice(self.cells)
        paper = self.paper_and_place()
        self.note(Kind.GUEST, member, day, to_cell=cell, until=until, **paper)

    def admit(self, day):
        born = (day.year - 38, day.year - 22)
        member = self.somebody(day, born=born, admitted_on=day)
        self.note(Kind.ADMITTED, member, day, to_cell=self.rng.choice(self.cells))

    def somebody(self, day, **facts):
        member = self.registry.party_member(day, **facts).as_member()
        member.save()
        return member

    def move_elsewhere(self, row):
        cell = self.rng.choice([cell for cell in self.cells if cell.pk != row.cell_id])
        self.move(row.member, cell)

    def move(self, member, cell):
        self.note(Kind.MOVED, member, self.day(), to_cell=cell, **self.paper())

    def send_away(self, member, until):
        self.note(Kind.AWAY, member, self.day(), until=until, **self.paper_and_place())

    def suspend(self, member, **facts):
        Suspension.objects.create(member=member, since=self.day(), **facts)

    def exempt_from(self, member, day):
        Exemption.objects.create(
            member=member,
            since=day,
            resolution_number=f"{self.rng.randint(3, 40)}-NQ/CB",
            resolution_on=day,
            review_on=date(day.year + 1, 12, 5),
        )

    # --- how it is kept

    def note(self, kind, member, day, **said):
        if self.by is None:
            change_rows(kind, member, day, **said)
        else:
            if "paper_number" in said:
                said["paper_on"] = day
            at = datetime.combine(day, time(8), tzinfo=timezone.get_default_timezone())
            write_movement(kind, member, on=day, by=self.by, at=at, **said)


def change_rows(
    kind, member, day, *, to_cell=None, until=None, place="", paper_number=""
):
    """Change a member's rows as such a movement does, and keep nothing of it."""
    if kind in LEAVE:
        here = Membership.objects.in_force(day).filter(member=member)
        here.filter(kind=Membership.Kind.OFFICIAL).update(until=day)
    if kind in ORIGINS:
        Membership.objects.create(
            member=member, cell=to_cell, origin=ORIGINS[kind], since=day
        )
    if kind in TRANSFERS:
        kind_of_transfer, direction = TRANSFERS[kind]
        Transfer.objects.create(
            member=member,
            kind=kind_of_transfer,
            direction=direction,
            place=place or to_cell.name,
            paper_number=paper_number,
            since=day,
            until=until,
        )


# --- one cell of the article ----------------------------------------------------------


def balance_cell(moving, wanted):
    """Bring a cell to so many members and exempt members on 31 December.

    By movements of the autumn; `wanted` stands in data/ward.json.
    """
    cell = Cell.objects.in_force(moving.last).get(name=wanted["cell"])
    end = date(wanted["year"], 12, 31)
    settle_members(moving, cell, end, wanted["members"])
    settle_exemptions(moving, cell, end, wanted["exempt"])
    here = find_official_rows(cell, end).values("member")
    held = Exemption.objects.in_force(end).filter(member__in=here, until=None)
    held = held.order_by("-member__born_on", "pk")
    send_back(list(held[: wanted["returning"]]), wanted["year"])


def find_official_rows(cell, on):
    return Membership.objects.in_force(on).filter(
        cell=cell, kind=Membership.Kind.OFFICIAL
    )


def find_active_rows(moving, cell, on):
    """Of active members who have not been drawn this year."""
    rows = find_official_rows(cell, on).filter(pk__in=[row.pk for row in moving.rows])
    return rows.exclude(member__in=find_exempt(on)).select_related("member")


def settle_members(moving, cell, end, wanted):
    surplus = find_official_rows(cell, end).count() - wanted
    for _ in range(-surplus):
        moving.receive(moving.day(), cell)
    others = [other for other in moving.cells if other.pk != cell.pk]
    rows = find_active_rows(moving, cell, end).order_by("pk")
    for row in rows[: max(surplus, 0)]:
        moving.move(row.member, moving.rng.choice(others))


def settle_exemptions(moving, cell, end, wanted):
    """More of the oldest become exempt; there are never too many."""
    exempt_rows = find_official_rows(cell, end).filter(member__in=find_exempt(end))
    missing = wanted - exempt_rows.count()
    rows = find_active_rows(moving, cell, end).order_by("member__born_on", "pk")
    for row in rows[:missing]:
        moving.exempt_from(row.member, moving.day())
