"""The whole demonstration from nothing: Phúc Đồng with invented people, 2016–2020 and the current year."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cells.models import Appointment, Cell, Committee, Meeting, Member
from cells.posts import Actor
from demo import arrangements, balance, changes, exempting, founding, sign_ins
from demo.finishing import finish
from demo.histories import lay_down
from demo.movements import Movements
from demo.officers import Officers
from demo.past import PastYear, authors_on
from demo.persons import Registry
from demo.pool import Pen, data
from demo.present import PresentYear
from demo.recorded import RecordedMovements
from phucdong.databases import analyse
from plans.cycles import open_cycle
from plans.models import Cycle, Plan

CALENDAR = ("draft_due_on", "review_due_on", "filed_due_on")
OLDEST_MOVE = 60  # days before today on which the last ordinary movement happens
EARLIEST = date(2022, 1, 1)


def is_empty():
    """Whether the database holds nothing that somebody may have entered."""
    return not any(model.objects.exists() for model in (User, Committee, Cell, Member, Cycle, Plan))


def is_loaded():
    """Whether the database holds this demonstration (its people may have changed their logins since)."""
    ward = Committee.objects.filter(name=data("ward")["ward"]["name"])
    first_year = Cycle.objects.filter(committee__in=ward, year=min(map(int, data("ward")["years"])))
    return first_year.exists() and User.objects.filter(username=sign_ins.ADMINISTRATOR.username).exists()


@transaction.atomic
def load(today, say):
    """Load everything into an empty database, or nothing. `say` is told what is being done, in Vietnamese.

    `today` (not before 2022) is the day on which the current cycle is in full swing.
    """
    Load(today, say).run()


class Load:
    def __init__(self, today, say):
        self.today, self.say, self.facts = today, say, data("ward")
        self.rng = Random("Phúc Đồng 2016")
        self.registry = Registry(self.rng)
        self.latest = today - timedelta(days=OLDEST_MOVE)

    def run(self):
        self.say("Nhập danh sách đảng viên của 24 chi bộ năm 2016 …")
        self.ward = founding.found(self.registry)
        for year in sorted(self.facts["years"], key=int):
            self.say(f"Kế hoạch năm {year} …")
            analyse()
            self.past_year(int(year), self.facts["years"][year])
        for year in range(2021, self.today.year + 1):
            self.quiet_year(year)
        self.say(f"Kế hoạch năm {self.today.year}, đang thực hiện …")
        self.present_year()
        analyse()

    # --- 2016–2020

    def past_year(self, year, facts):
        self.elect(year)
        calendar = {name: date.fromisoformat(facts[name]) for name in CALENDAR}
        cycle = open_cycle(self.ward, year, calendar=calendar)
        plans = PastYear(cycle, facts, self.rng)
        merged_on = date.fromisoformat(self.facts["merged_on"])
        if year == merged_on.year:
            self.year_of_the_merger(plans, cycle, merged_on)
        else:
            plans.spring()
        if year > 2016:
            self.move(year)
        plans.autumn()

    def year_of_the_merger(self, plans, cycle, merged_on):
        self.hold_seminar()
        names = [name for entry in self.facts["merges"] for name in entry["cells"]]
        plans.spring(unfinished_in=names, before=merged_on)
        morning = datetime.combine(merged_on, time(8), tzinfo=timezone.get_default_timezone())
        secretary = Officers().of_role(Appointment.Role.WARD_OFFICER, merged_on)[0].member
        officer = Actor(secretary, merged_on, user=sign_ins.give_a_login(secretary))
        how = {"decision": self.facts["merge_decision"], "by": officer, "at": morning}
        act = changes.merge_cells(self.ward, self.facts["merges"], on=merged_on, **how)
        for cell in Cell.objects.in_force(merged_on).filter(name__in=self.facts["dismissed_in"]).order_by("pk"):
            changes.replace_secretary(cell, merged_on, act.decision())
        pen = Pen(cycle, self.rng)
        moved = Plan.objects.filter(cycle=cycle, cell__founded_on=merged_on)
        finish(moved, Officers(), pen, first_day=merged_on)

    def hold_seminar(self):
        seminar = self.facts["seminar"]
        day = date.fromisoformat(seminar["held_on"])
        cells = Cell.objects.in_force(day).exclude(name__in=seminar["not_held_in"]).order_by("pk")
        held = (Meeting(cell=cell, held_on=day, subject=seminar["subject"]) for cell in cells)
        Meeting.objects.bulk_create(held)

    # --- between the plans

    def elect(self, year):
        for text in self.facts["renewals"]:
            day = date.fromisoformat(text)
            if day.year == year and day < self.latest:
                changes.hold_elections(self.party_cells(day), day, self.rng)

    def move(self, year):
        movements = self.movements(year)
        movements.happen()
        wanted = self.facts["balance"]
        if movements.last == date(year, 11, 20):
            balance.review_exemptions(year, self.rng, returning=0 if year == wanted["year"] else 4)
        if year == wanted["year"]:
            balance.balance(movements, wanted)

    def quiet_year(self, year):
        """A year of which the demonstration keeps no plans."""
        if year == date.fromisoformat(self.facts["unit"]["founded_on"]).year:
            self.unit = arrangements.found_unit(self.ward, self.facts["unit"], self.registry)
        self.elect(year)
        self.move(year)

    def movements(self, year):
        facts = {"keep": (), "latest": self.latest}
        if year == self.today.year:
            facts["today"] = self.today
        kind = RecordedMovements if year == self.today.year else Movements
        return kind(year, self.party_cells(date(year, 6, 15)), self.registry, **facts)

    def party_cells(self, on):
        return list(Cell.objects.in_force(on).exclude(kind=Cell.Kind.UNIT).order_by("pk"))

    # --- today

    def present_year(self):
        facts, today = self.facts["present"], self.today
        arrangements.arrange(self.movements(today.year), facts, today)
        due = {name: today + timedelta(days=days) for name, days in facts["calendar"].items()}
        cycle = open_cycle(self.ward, today.year, calendar=due)
        year = PresentYear(cycle, facts, self.rng, today, arrangements.hold_meetings(cycle, today))
        authors = authors_on(today)
        seven = Cell.objects.in_force(today).get(name=facts["crowded"])
        chosen = sign_ins.give_logins(seven, self.unit, today)
        mine = {member.pk for member in chosen.values()}
        others = [(member, cell) for member, cell in authors if member.pk not in mine]
        stories = year.stories(others) + year.volunteers()
        lay_down(stories, year.setting.officers, rng=self.rng)
        sign_ins.live_through(chosen, {member.pk: cell for member, cell in authors}, year)
        sign_ins.give_more_logins([member for member, _ in others])
        exempting.propose_and_review(seven, chosen, today)
