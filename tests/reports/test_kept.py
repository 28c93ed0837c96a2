"""Counts that are kept say what counting anew says, whatever was changed in between."""

import datetime
import sqlite3
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cells.models import (
    Appointment,
    Cell,
    Exemption,
    Membership,
    Suspension,
    Transfer,
)
from phucdong.prepared import Prepared
from plans.models import Plan, PlanEvent
from plans.workflow import steps
from reports import kept, rates, scope, tally, triggers
from reports.models import CellChange, KeptCount
from reports.people import PREPARED_PEOPLE, Cut, Keep
from reports.scope import find_scope_of_actor
from tests.factories import (
    CellFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY, a_plan_at, again
from tests.races import at_once
from tests.reports.histories import DAY, DEEDS, START, History, cuts_of, pick
from tests.reports.test_rates_histories import lived

D = datetime.date
KEEPS = (Keep.WHOLE, Keep.BY_CELL)


def figures(cuts):
    return {row.pk: row.counts for row in rates.count_rates(cuts)}


def keep(cuts, way):
    return [replace(cut, keep=way) for cut in cuts]


# --- whatever happens ----------------------------------------------------------------


class KeptHistory(History):
    """One in which every day that was ever counted is asked again after every day, of
    what is kept and anew; and in which rows of the past are put right."""

    def close_the_day(self):
        self.counted[self.day] = None
        for day in self.counted:
            cuts = cuts_of(self, day)
            anew, total = figures(cuts), rates.sum_cuts(cuts)
            for way in KEEPS:
                kept_cuts = keep(cuts, way)
                assert figures(kept_cuts) == anew, (day, way)
                assert rates.sum_cuts(kept_cuts) == total, (day, way)

    def begin_earlier(self, one, other):
        """A row is put right: it holds from some days before on."""
        model = (Membership, Exemption, Suspension, Transfer, Appointment)[other % 5]
        row = pick(model.objects.order_by("pk"), one)
        if row is None:
            return
        since = row.since - (1 + one) * DAY
        same = model.objects.filter(member=row.member).exclude(pk=row.pk)
        before = Q(until=None) | Q(until__gt=since)
        if not same.filter(before, since__lt=row.since).exists():
            model.objects.filter(pk=row.pk).update(since=since)

    def end_earlier(self, one, other):
        model = (Membership, Exemption, Suspension, Transfer, Appointment)[other % 5]
        ended = model.objects.exclude(until=None).order_by("pk")
        row = pick(ended, one)
        if row and row.until - DAY > row.since:
            model.objects.filter(pk=row.pk).update(until=row.until - DAY)

    def take_away(self, one, other):
        """A row is taken away as if it had never been."""
        model = (Exemption, Suspension, Transfer)[other % 3]
        if row := pick(model.objects.order_by("pk"), one):
            if model is Exemption:
                row.reviews.all().delete()
            model.objects.filter(pk=row.pk).delete()

    def put_into_another_cell(self, one, other):
        row = pick(Membership.objects.filter(kind="official").order_by("pk"), one)
        cell = pick(self.cells(), other)
        Membership.objects.filter(pk=row.pk).update(cell=cell)

    def call_newcomer(self, one, other):
        row = pick(Membership.objects.order_by("pk"), one)
        origin = ("admitted", "register")[other % 2]
        Membership.objects.filter(pk=row.pk).update(origin=origin)


PUT_RIGHT = [
    "begin_earlier",
    "end_earlier",
    "take_away",
    "put_into_another_cell",
    "call_newcomer",
]
HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 3, 9]),
        st.sampled_from([deed for deed in DEEDS if deed != "merge_two"] + PUT_RIGHT),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    min_size=10,
    max_size=20,
)


def test_what_is_kept_says_what_counting_anew_says(db):
    beginning = KeptHistory()

    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(happenings=HAPPENINGS)
    def run(happenings):
        lived(beginning, happenings, lambda history: None)

    run()


# --- a cell of the year before -------------------------------------------------------


@pytest.fixture
def past(people):
    """The cut of the cells of the ward as of the end of 2025, kept."""
    cycle = CycleFactory(
        committee=people.ward,
        year=2025,
        draft_due_on=D(2025, 1, 31),
        review_due_on=D(2025, 2, 28),
        filed_due_on=D(2025, 3, 15),
    )
    Membership.objects.filter(member=people.an).update(since=D(2020, 1, 1))
    Membership.objects.filter(member=people.dung).update(since=D(2025, 12, 20))
    cells = list(Cell.objects.values_list("pk", flat=True))
    return Cut(cells, D(2025, 12, 31), cycle, 2025, keep=Keep.WHOLE)


def count_asked(monkeypatch):
    """A list that grows with every count that is made anew."""
    asked, count = [], tally.ask_of_cuts

    def counted(cuts, *args):
        if any(cut.cells for cut in cuts):
            asked.append(cuts)
        return count(cuts, *args)

    monkeypatch.setattr(tally, "ask_of_cuts", counted)
    return asked


def test_a_year_that_is_over_is_counted_once(past, monkeypatch):
    asked = count_asked(monkeypatch)
    first = figures([past])
    assert figures([past]) == first
    people = [cuts for cuts in asked if cuts[0].keep == Keep.WHOLE]
    assert len(people) == 3  # the cells twice, the people once
    assert KeptCount.objects.count() == 1


def test_today_is_kept_by_cell_where_there_are_many(people, past, monkeypatch):
    asked = find_scope_of_actor(people.actor("giang"))
    assert {cut.keep for cut in asked.cuts(2026, TODAY)} == {Keep.NOT}
    monkeypatch.setattr(scope, "MANY_CELLS", len(past.cells))
    [cut] = find_scope_of_actor(people.actor("giang")).cuts(2026, TODAY)
    assert (cut.keep, sorted(cut.cells)) == (Keep.BY_CELL, sorted(past.cells))


def test_another_process_asks_the_same_question(past, monkeypatch):
    """Whose texts are built anew."""
    asked = kept.list_questions([past])
    anew = Prepared(PREPARED_PEOPLE.build, PREPARED_PEOPLE.sql)
    monkeypatch.setitem(kept.ASKED, past.keep, (tally.COUNTED, anew))
    assert kept.list_questions([past]) == asked


def test_other_figures_are_another_question(past, monkeypatch):
    """After an upgrade: an answer is told by their order."""
    asked = kept.list_questions([past])
    others = dict(reversed(kept.FIGURES.items()))
    monkeypatch.setattr(kept, "FIGURES", others)
    assert kept.list_questions([past]) != asked


@pytest.mark.parametrize("way", KEEPS)
def test_what_happens_today_does_not_ask_of_the_year_before(
    people, past, way, monkeypatch
):
    past = replace(past, keep=way)
    first = figures([past])
    Membership.objects.filter(member=people.an).update(until=TODAY)
    MembershipFactory(member=people.an, cell=people.other_cell, since=TODAY)
    a_plan_at("cell_review", people)
    Exemption.objects.create(member=people.dung, since=TODAY)
    asked = count_asked(monkeypatch)
    kept.count_people([past])
    gone_only = [cuts for cuts in asked if way == Keep.WHOLE or len(asked) > 1]
    assert gone_only == []
    assert figures([past]) == first


PAST = D(2025, 6, 1)
CHANGES = {
    "somebody was there": lambda p: MembershipFactory(
        member=MemberFactory(), cell=p.cell, since=PAST
    ),
    "somebody had left": lambda p: Membership.objects.filter(member=p.an).update(
        until=PAST
    ),
    "somebody was in another cell": lambda p: Membership.objects.filter(
        member=p.an
    ).update(cell=p.other_cell),
    "somebody came later": lambda p: Membership.objects.filter(member=p.an).update(
        since=TODAY
    ),
    "somebody was a guest": lambda p: Membership.objects.filter(member=p.an).update(
        kind="temporary"
    ),
    "somebody was admitted in December": lambda p: Membership.objects.filter(
        member=p.an
    ).update(origin="admitted", since=D(2025, 12, 20)),
    "somebody was received": lambda p: Membership.objects.filter(member=p.dung).update(
        origin="received"
    ),
    "a post was one of a head": lambda p: p.binh.appointments.update(is_head=False),
    "somebody was exempt": lambda p: Exemption.objects.create(
        member=p.an, since=PAST, until=TODAY
    ),
    "somebody was suspended": lambda p: Suspension.objects.create(
        member=p.an, since=PAST
    ),
    "somebody was away": lambda p: Transfer.objects.create(
        member=p.an, since=PAST, kind="temporary", direction="out"
    ),
    "somebody was a head": lambda p: Appointment.objects.create(
        member=p.an, cell=p.cell, role="deputy_secretary", is_head=True, since=PAST
    ),
    "a plan comes from elsewhere": lambda p: Plan.objects.create(
        member=p.an,
        cycle=p.of_2025,
        ends_with=p.of_2025,
        year=2025,
        cell=p.cell,
        form_version=p.of_2025.form_version,
        begun_at=NOW.replace(year=2025),
        moved_at=NOW.replace(year=2025),
        edited_at=NOW.replace(year=2025),
    ),
}


@pytest.mark.parametrize("way", KEEPS)
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_put_right_in_the_past_is_counted(people, past, change, way):
    people.of_2025 = past.cycle
    past = replace(past, keep=way)
    first = figures([past])
    CHANGES[change](people)
    now = figures([past])
    assert now != first
    assert now == figures([replace(past, keep=Keep.NOT)])


def test_what_is_taken_away_is_counted(people, past):
    row = Exemption.objects.create(member=people.an, since=PAST)
    first = figures([past])
    row.delete()
    assert figures([past]) != first


@pytest.mark.parametrize(
    "change",
    [{"draft_due_on": D(2026, 1, 5)}, {"filed_due_on": D(2026, 1, 5)}],
)
def test_another_calendar_is_another_question(people, past, change):
    figures([past])
    for name, day in change.items():
        setattr(past.cycle, name, day)
    assert figures([past]) == figures([replace(past, keep=Keep.NOT)])
    assert KeptCount.objects.count() == 2


# --- the rows that the database writes -----------------------------------------------


def test_a_change_tells_the_year_from_which_on_figures_are_others(people):
    CellChange.objects.all().delete()
    row = Exemption.objects.create(member=people.an, since=D(2021, 3, 1))
    assert noted() == {(people.cell.pk, 2021)}
    Exemption.objects.filter(pk=row.pk).update(until=D(2023, 3, 1))
    assert noted() == {(people.cell.pk, 2021), (people.cell.pk, 2023)}
    Exemption.objects.filter(pk=row.pk).update(until=D(2022, 3, 1))
    assert (people.cell.pk, 2022) in noted()
    Exemption.objects.filter(pk=row.pk).update(since=D(2020, 3, 1))
    assert (people.cell.pk, 2020) in noted()


def test_what_is_not_counted_is_no_change(people):
    row = Exemption.objects.create(member=people.an, since=D(2021, 3, 1))
    plan = a_plan_at("draft", people)
    CellChange.objects.all().delete()
    Exemption.objects.filter(pk=row.pk).update(resolution_number="12")
    Plan.objects.filter(pk=plan.pk).update(edited_at=NOW)
    assert noted() == set()


def test_a_step_is_a_change_of_this_year(people):
    plan = a_plan_at("cell_review", people)
    CellChange.objects.all().delete()
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    assert noted() == {(people.cell.pk, 2026)}


def test_a_plan_that_was_in_another_cell_is_a_change_there(people):
    plan = a_plan_at("draft", people)
    CellChange.objects.all().delete()
    last = plan.events.order_by("-number").first()
    PlanEvent.objects.create(
        plan=plan,
        number=last.number + 1,
        step="move",
        from_status="draft",
        to_status="draft",
        by=people.giang,
        at=NOW,
        from_cell=people.other_cell,
        revision=0,
    )
    assert noted() == {(people.cell.pk, 2026), (people.other_cell.pk, 2026)}


def noted():
    return set(CellChange.objects.values_list("cell", "year"))


def test_every_table_that_is_counted_has_its_triggers(db):
    named = {
        "postgresql": "SELECT tgname FROM pg_trigger",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(named[connection.vendor])
        found = {name for [name] in cursor.fetchall()}
    for counted in triggers.TABLES:
        for event in counted.events:
            assert triggers.name_trigger(counted, event) in found


# What else a count reads of these tables, and why nothing has to be noted of it.
KNOWN = {
    "plans_plan.status": "only changes with an event",
    "plans_plan.moved_at": "only changes with an event",
    "plans_plan.cell_id": "only changes with an event",
    "plans_plan.year": "never changes",
    "plans_signature": "comes, and is taken back, with an event of that moment",
    "plans_filing": "comes, and is taken back, with an event of that moment",
    "plans_posting": "comes, and is taken back, with an event of that moment",
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite tells what is read")
def test_whatever_a_count_reads_is_noted_when_it_changes(people, past):
    read = set()

    def note(action, table, column, *_):
        if action == sqlite3.SQLITE_READ and table.split("_")[0] in ("cells", "plans"):
            read.add((table, column))
        return sqlite3.SQLITE_OK

    connection.connection.set_authorizer(note)
    try:
        tally.ask_of_cuts([past], tally.COUNTED, PREPARED_PEOPLE)
    finally:
        connection.connection.set_authorizer(None)
    assert ("cells_exemption", "until") in read
    noted = {counted.table: counted for counted in triggers.TABLES}
    for table, column in read:
        if table in KNOWN or f"{table}.{column}" in KNOWN or column == "id":
            continue
        counted = noted[table]
        columns = [*triggers.list_columns_from_the_first(counted), *counted.later]
        assert column in columns, (table, column)


def test_a_cell_that_never_was_is_a_change(people):
    CellChange.objects.all().delete()
    cell = CellFactory(committee=people.ward, founded_on=D(2025, 7, 1))
    assert noted() == set()
    Cell.objects.filter(pk=cell.pk).update(closed_on=D(2025, 7, 1))
    assert noted() == {(cell.pk, 2025)}
    Cell.objects.filter(pk=cell.pk).update(name="Chi bộ khác")
    assert noted() == {(cell.pk, 2025)}


def test_many_rows_of_changes_are_added_up(people):
    CellChange.objects.all().delete()
    many = [CellChange(cell=people.cell, year=2025) for _ in range(40_000)]
    CellChange.objects.bulk_create(many, batch_size=1_000)
    CellChange.objects.create(cell=people.cell, year=2024)
    here, years = [people.cell.pk], [2023, 2024, 2025]
    before = kept.count_changes(here, years)
    assert before == [{here[0]: 0}, {here[0]: 1}, {here[0]: 40_001}]
    kept.add_up_changes(here)
    assert CellChange.objects.count() == 2
    assert kept.count_changes(here, years) == before


def test_days_that_are_over_are_forgotten_and_ends_of_years_are_not(people, past):
    figures([past])
    for day in (TODAY - DAY, TODAY):
        figures([replace(past, on=day, keep=Keep.BY_CELL)])
    days = set(KeptCount.objects.values_list("on", flat=True))
    assert days == {D(2025, 12, 31), TODAY}


# --- at the same moment --------------------------------------------------------------


def count_no_changes(cells, years):
    return [{} for _ in years]


@pytest.mark.parametrize("is_guarded", [True, False])
def test_what_changes_while_people_are_counted_is_counted_next_time(
    people, past, monkeypatch, is_guarded
):
    """Without the number of changes, which is read first, the old answer would stay:
    the control."""
    if not is_guarded:
        monkeypatch.setattr(kept, "count_changes", count_no_changes)
    count = tally.ask_of_cuts

    def counted(cuts, *args):
        rows = count(cuts, *args)
        if any(cut.cells for cut in cuts):
            Exemption.objects.create(member=people.an, since=PAST)
        return rows

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tally, "ask_of_cuts", counted)
        kept.count_people([past])
    anew = figures([replace(past, keep=Keep.NOT)])
    assert (figures([past]) == anew) == is_guarded


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_two_may_keep_the_same_at_once(transactional_db):
    cells = [CellFactory().pk for _ in range(5)]
    for pk in cells:
        MembershipFactory(member=MemberFactory(), cell_id=pk, since=START)
    cut = Cut(cells, START, None, 2026, keep=Keep.BY_CELL)
    results = at_once(*[lambda: figures([cut])] * 4)
    assert all(result == results[0] for result in results)
    assert KeptCount.objects.count() == len(cells)
