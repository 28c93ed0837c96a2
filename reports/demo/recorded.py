"""The movements of the year that runs, recorded as the ward records them: the page of a person tells each of them."""

from datetime import datetime, time

from django.utils import timezone

from cells.acts.movements.records import write_movement
from cells.models import Appointment, Movement
from cells.posts import Actor
from reports.demo.movements import DEATHS, LEAVING, MOVED, WARDS, Movements
from reports.demo.officers import Officers

Kind = Movement.Kind


class RecordedMovements(Movements):
    def __init__(self, year, cells, registry, *, keep, latest, today):
        super().__init__(year, cells, registry, keep=keep, latest=latest)
        self.by = Actor(Officers().of_role(Appointment.Role.WARD_OFFICER, today)[0].member, today)

    def record(self, kind, member, day, **said):
        at = datetime.combine(day, time(8), tzinfo=timezone.get_default_timezone())
        return write_movement(kind, member, on=day, by=self.by, at=at, **said)

    def paper(self, day):
        return {"paper_number": f"{self.rng.randint(11, 480)}-GTSHĐ", "paper_on": day}

    def paper_and_place(self, day):
        return {**self.paper(day), "place": self.rng.choice(WARDS)}

    def deaths(self):
        for row in self.draw(DEATHS, oldest=True):
            self.record(Kind.DIED, row.member, self.day())

    def departures(self):
        for row in self.draw(LEAVING, active=True):
            day = self.day()
            self.record(Kind.SENT, row.member, day, **self.paper_and_place(day))

    def receive(self, day, cell=None):
        member = self.person(self.registry.party_member(day, born=(1955, 1990)))
        cell = cell or self.rng.choice(self.cells)
        return self.record(Kind.RECEIVED, member, day, to_cell=cell, **self.paper_and_place(day)).member

    def admit(self, day, cell=None):
        born = (day.year - 38, day.year - 22)
        member = self.person(self.registry.party_member(day, born=born, admitted_on=day))
        return self.record(Kind.ADMITTED, member, day, to_cell=cell or self.rng.choice(self.cells)).member

    def receive_guest(self, until):
        since = self.day()
        member = self.person(self.registry.party_member(since, born=(1960, 1995)))
        cell = self.rng.choice(self.cells)
        self.record(Kind.GUEST, member, since, until=until, to_cell=cell, **self.paper_and_place(since))

    def inside(self):
        for row in self.draw(MOVED, active=True):
            cell, day = self.rng.choice([cell for cell in self.cells if cell.pk != row.cell_id]), self.day()
            self.record(Kind.MOVED, row.member, day, to_cell=cell, **self.paper(day))

    def send_away(self, row, until):
        day = self.day()
        self.record(Kind.AWAY, row.member, day, until=until, **self.paper_and_place(day))
