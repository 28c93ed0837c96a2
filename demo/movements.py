"""Who comes and who goes between the plans of two years? Deaths, transfers, admissions, exemptions, suspensions.

Everything happens between the middle of June and the end of November, when the year's plans are finished, and on the
first day of the next year, when those who were told to return begin again; a few arrive in December, after the year's
last deadline.
"""

from datetime import date, timedelta

from cells.models import Appointment, Exemption, Member, Membership, Suspension, Transfer

Origin = Membership.Origin
DEATHS, LEAVING, RECEIVED, ADMITTED, MOVED, EXEMPTED, AWAY, SUSPENDED, DECEMBER = 12, 13, 14, 9, 6, 17, 4, 1, 3
WARDS = ("phường Sài Đồng", "phường Việt Hưng", "phường Giang Biên", "phường Bồ Đề", "huyện Gia Lâm", "quận Hà Đông")


class Movements:
    """One year's movements over the cells that are open; nobody in `keep` (ids) goes."""

    def __init__(self, year, cells, registry, *, keep, latest):
        self.year, self.cells, self.registry, self.rng = year, cells, registry, registry.rng
        self.first, self.last = date(year, 6, 15), min(date(year, 11, 20), latest)
        self.latest, self.new_year = latest, date(year + 1, 1, 1)
        busy = Appointment.objects.in_force(self.first).values("member")
        here = Membership.objects.in_force(self.first).filter(kind=Membership.Kind.OFFICIAL, cell__in=cells)
        rows = here.exclude(member__in=busy).exclude(member__in=keep).select_related("member", "cell")
        self.rows = list(rows.order_by("pk"))
        self.exempt = set(Exemption.objects.in_force(self.first).values_list("member_id", flat=True))

    def happen(self):
        if self.last <= self.first:
            return
        self.deaths()
        self.departures()
        self.arrivals()
        self.inside()
        self.exemptions()
        self.absences()

    def day(self):
        return self.first + timedelta(days=self.rng.randrange((self.last - self.first).days))

    def draw(self, count, *, oldest=False, active=False):
        """Memberships whose members have not been drawn this year."""
        rows = [row for row in self.rows if not active or row.member_id not in self.exempt]
        if oldest:
            rows = sorted(rows, key=lambda row: row.member.born_on)[: count * 5]
        drawn = self.rng.sample(rows, min(count, len(rows)))
        taken = {row.pk for row in drawn}
        self.rows = [row for row in self.rows if row.pk not in taken]
        return drawn

    def deaths(self):
        for row in self.draw(DEATHS, oldest=True):
            self.end(row, self.day())

    def departures(self):
        for row in self.draw(LEAVING, active=True):
            day = self.day()
            self.end(row, day)
            self.transfer(row.member, Transfer.Kind.OFFICIAL, Transfer.Direction.OUT, day)

    def arrivals(self):
        for _ in range(RECEIVED):
            self.receive(self.day())
        for _ in range(ADMITTED):
            self.admit(self.day())
        for _ in range(DECEMBER):
            day = date(self.year, 12, 5) + timedelta(days=self.rng.randrange(20))
            if day < self.latest:
                self.receive(day)

    def receive(self, day, cell=None):
        member = self.join(self.registry.party_member(day, born=(1955, 1990)), cell, Origin.RECEIVED, day)
        self.transfer(member, Transfer.Kind.OFFICIAL, Transfer.Direction.IN, day)
        return member

    def admit(self, day, cell=None):
        years = (day.year - 38, day.year - 22)
        return self.join(self.registry.party_member(day, born=years, admitted_on=day), cell, Origin.ADMITTED, day)

    def join(self, person, cell, origin, day):
        member = self.person(person)
        Membership.objects.create(member=member, cell=cell or self.rng.choice(self.cells), origin=origin, since=day)
        return member

    def person(self, person):
        return Member.objects.create(
            full_name=person.full_name,
            sex=person.sex,
            born_on=person.born_on,
            born_precision=Member.Precision.DAY,
            native_place=person.native_place,
            occupation=person.occupation,
            admitted_on=person.admitted_on,
            official_on=person.official_on,
            card=person.card,
        )

    def inside(self):
        for row in self.draw(MOVED, active=True):
            self.move(row, self.rng.choice([cell for cell in self.cells if cell.pk != row.cell_id]), self.day())

    def move(self, row, cell, day):
        self.end(row, day)
        Membership.objects.create(member=row.member, cell=cell, origin=Origin.MOVED, since=day)
        self.transfer(row.member, Transfer.Kind.OFFICIAL, Transfer.Direction.INSIDE, day, cell.name)

    def exemptions(self):
        for row in self.draw(EXEMPTED, oldest=True, active=True):
            self.exempt_from(row.member, self.day())

    def exempt_from(self, member, day):
        number = f"{self.rng.randint(3, 40)}-NQ/CB"
        review_on = date(day.year + 1, 12, 5)
        return Exemption.objects.create(
            member=member, since=day, resolution_number=number, resolution_on=day, review_on=review_on
        )

    def absences(self):
        """Some work elsewhere or are suspended for the rest of the year."""
        for row in self.draw(AWAY, active=True):
            self.send_away(row, max(self.new_year, self.last + timedelta(days=30)))
        for row in self.draw(SUSPENDED, active=True):
            Suspension.objects.create(member=row.member, since=self.day(), until=self.new_year)

    def send_away(self, row, until):
        self.transfer(row.member, Transfer.Kind.TEMPORARY, Transfer.Direction.OUT, self.day(), until=until)

    def end(self, row, day):
        Membership.objects.filter(pk=row.pk).update(until=day)

    def transfer(self, member, kind, direction, day, place="", until=None):
        paper = f"{self.rng.randint(11, 480)}-GTSHĐ"
        place = place or self.rng.choice(WARDS)
        return Transfer.objects.create(
            member=member, kind=kind, direction=direction, place=place, paper_number=paper, since=day, until=until
        )
