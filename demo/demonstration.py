"""How is the whole demonstration built from nothing?

Phúc Đồng with invented people: the plans of 2016–2020 and of the current year.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cells.models import Appointment, Cell, Committee, Member
from cells.posts import Actor
from demo import sign_ins
from demo.changes import Changes
from demo.decisions import decide_and_take_back
from demo.exemptions import propose_and_review, review_exemptions
from demo.history_rows import write_histories
from demo.meetings import hold_recent_meetings, hold_seminar, list_party_cells
from demo.merger import finish_plans, merge_cells
from demo.mistakes import take_mistakes_back
from demo.movements import Movements, balance_cell
from demo.objections import add_objections
from demo.officers import (
    Officers,
    find_holder,
    hold_elections,
    leave_without_secretary,
    name_second_reader,
    replace_secretary,
)
from demo.opening import close_past_year, open_present_year
from demo.past_year import PastYear
from demo.pen import Pen
from demo.persons import Registry
from demo.pool import read_data
from demo.present_year import PresentYear
from demo.stories import list_homes
from demo.walls import hang_and_take_down
from demo.ward import found_unit, found_ward
from phucdong.databases import analyse
from plans.form.years import open_cycle
from plans.models import Cycle, Plan

CALENDAR = ("draft_due_on", "review_due_on", "filed_due_on")
OLDEST_MOVE = 60  # days before today on which the last ordinary movement happens
BEFORE_THE_PLANS = 50  # days before today
EARLIEST = date(2022, 1, 1)


def is_database_empty():
    """Whether it holds nothing that somebody may have entered."""
    entered = (User, Committee, Cell, Member, Cycle, Plan)
    return not any(model.objects.exists() for model in entered)


def is_demonstration_loaded():
    """Whether the database holds it; its people may have changed their logins."""
    facts = read_data("ward")
    ward = Committee.objects.filter(name=facts["ward"]["name"])
    first_year = min(int(year) for year in facts["years"])
    cycles = Cycle.objects.filter(committee__in=ward, year=first_year)
    administrators = User.objects.filter(username=sign_ins.ADMINISTRATOR.username)
    return cycles.exists() and administrators.exists()


@transaction.atomic
def load_demonstration(today, say):
    """Load everything into an empty database, or nothing.

    `today` (not before 2022) is the day on which the current cycle is in full swing;
    `say` is told what is being done, in Vietnamese.
    """
    Demonstration(today, say).load()


class Demonstration:
    def __init__(self, today, say):
        self.today, self.say, self.facts = today, say, read_data("ward")
        self.rng = Random("Phúc Đồng 2016")
        self.registry = Registry(self.rng)
        self.latest = today - timedelta(days=OLDEST_MOVE)

    def load(self):
        self.say("Nhập danh sách đảng viên của 24 chi bộ năm 2016 …")
        self.ward = found_ward(self.registry)
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
        close_past_year(cycle)

    def year_of_the_merger(self, plans, cycle, merged_on):
        hold_seminar(self.facts["seminar"])
        names = []
        for entry in self.facts["merges"]:
            names.extend(entry["cells"])
        plans.spring(unfinished_in=names, before=merged_on)
        act = self.merge(merged_on)
        dismissed = Cell.objects.in_force(merged_on)
        dismissed = dismissed.filter(name__in=self.facts["dismissed_in"])
        for cell in dismissed.order_by("pk"):
            replace_secretary(cell, merged_on, act.decision())
        moved = Plan.objects.filter(cycle=cycle, cell__founded_on=merged_on)
        finish_plans(moved, Officers(), Pen(cycle, self.rng), first_day=merged_on)

    def merge(self, merged_on):
        """By the ward's secretary, in the morning."""
        officers = Officers().of_role(Appointment.Role.WARD_OFFICER, merged_on)
        secretary = officers[0].member
        login = sign_ins.give_secretary_login(secretary)
        return merge_cells(
            self.ward,
            self.facts["merges"],
            on=merged_on,
            decision=self.facts["merge_decision"],
            by=Actor(secretary, merged_on, user=login),
            at=datetime.combine(
                merged_on, time(8), tzinfo=timezone.get_default_timezone()
            ),
        )

    # --- between the plans

    def elect(self, year):
        for text in self.facts["renewals"]:
            day = date.fromisoformat(text)
            if day.year == year and day < self.latest:
                hold_elections(list_party_cells(day), day, self.rng)

    def move(self, year):
        movements = self.movements(year)
        movements.happen()
        wanted = self.facts["balance"]
        is_balanced = year == wanted["year"]
        if movements.last == date(year, 11, 20):
            if is_balanced:
                review_exemptions(year, self.rng, returning=0)
            else:
                review_exemptions(year, self.rng)
        if is_balanced:
            balance_cell(movements, wanted)

    def quiet_year(self, year):
        """A year of which the demonstration keeps no plans."""
        facts = self.facts["unit"]
        if year == date.fromisoformat(facts["founded_on"]).year:
            self.unit = found_unit(self.ward, facts, self.registry)
        self.elect(year)
        self.move(year)

    def movements(self, year):
        cells = list_party_cells(date(year, 6, 15))
        today = None
        if year == self.today.year:
            today = self.today
        return Movements(year, cells, self.registry, latest=self.latest, today=today)

    # --- today

    def present_year(self):
        facts, today = self.facts["present"], self.today
        self.movements(today.year).happen_lately(today)
        leave_without_secretary(facts["without_secretary"], today - timedelta(days=45))
        name_second_reader(facts["perfect"], today - timedelta(days=20))
        due = {}
        for name, days in facts["calendar"].items():
            due[name] = today + timedelta(days=days)
        cycle = open_present_year(self.ward, due, today)
        meetings = hold_recent_meetings(cycle, today)
        year = PresentYear(cycle, facts, self.rng, today, meetings)
        seven = Cell.objects.in_force(today).get(name=facts["crowded"])
        chosen = sign_ins.give_logins(seven, self.unit, today)
        self.take_decision_back(facts["taken_back"], chosen["danguy"])
        homes = list_homes(today)
        mine = {member.pk for member in chosen.values()}
        others = [home for home in homes if home.member_id not in mine]
        officers = year.setting.officers
        stories = year.stories(others) + year.volunteers()
        stories = self.let_head_file(year, stories, homes)
        add_objections(stories, officers, today - timedelta(days=2))
        write_histories(stories, officers, rng=self.rng)
        own = {home.member_id: home for home in homes}
        own_stories = sign_ins.tell_own_stories(chosen, own, year)
        write_histories(own_stories, officers, rng=self.rng)
        hang_and_take_down(cycle, self.ward, officers, today)
        take_mistakes_back(cycle, today, mine)
        sign_ins.check_oneself(chosen["dangvien"], year)
        sign_ins.give_waiting_logins([home.member for home in others])
        propose_and_review(seven, chosen, today)
        Changes(self.ward, cycle, chosen, facts, today).happen()

    def take_decision_back(self, names, officer):
        """Before the plans of the year were begun."""
        on = self.today - timedelta(days=BEFORE_THE_PLANS)
        at = datetime.combine(on, time(9), tzinfo=timezone.get_default_timezone())
        member = Member.objects.select_related("user").get(pk=officer.pk)
        by = Actor(member, on, user=member.user)
        decide_and_take_back(self.ward, names, by=by, at=at)

    def let_head_file(self, year, stories, homes):
        """Of the secretary who will go (demo/changes.py): filed, not posted yet. Told
        with dice of its own, so that all others fall as before."""
        cell = self.facts["present"]["new_secretary"]
        head = find_holder(
            self.today,
            role=Appointment.Role.SECRETARY,
            cell__name=cell,
            cell__closed_on=None,
        )
        others = [story for story in stories if story.member.pk != head.pk]
        (home,) = [home for home in homes if home.member_id == head.pk]
        dice, meetings = Random(head.pk), year.setting.meetings
        own = PresentYear(year.cycle, year.facts, dice, self.today, meetings)
        return [*others, own.tell("filed_not_posted", home)]
