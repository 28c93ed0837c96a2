"""What officers do to a year: which they may open, with which days, and what of it is
recorded."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from plans.form import year_acts, years
from plans.models import Basis, Cycle, Plan, YearRecord
from plans.refusals import YearClosed
from tests.factories import CommitteeFactory, CycleFactory
from tests.people import NOW, TODAY, a_plan, again, put_into

D = datetime.date
pytestmark = pytest.mark.django_db

OWN = [{"key": "nq", "label": "Nghị quyết phường", "title": "Nghị quyết số 1"}]


@pytest.fixture
def empty(people):
    """The cast in a ward that has not opened a year yet."""
    people.cycle.delete()
    return people


def open_as_proposed(people, year, today=TODAY, **decided):
    giang = people.actor("giang", on=today)
    proposed = year_acts.propose_year(year, today)
    return year_acts.open_year(
        people.ward, year, {**proposed, **decided}, by=giang, at=NOW
    )


def labels(cycle):
    return list(cycle.bases.order_by("position").values_list("label", flat=True))


# --- which years, which days ----------------------------------------------------------


@pytest.mark.parametrize(
    "opened, offered",
    [
        ([], [2026, 2027]),
        ([2019], [2026, 2027]),
        ([2026], [2027]),
        ([2027], [2026]),
        ([2026, 2027], []),
    ],
)
def test_this_year_and_the_next_may_be_opened_in_any_order(empty, opened, offered):
    for year in opened:
        years.open_cycle(empty.ward, year)
    assert year_acts.list_years_to_open(empty.ward, 2026) == offered


def test_a_ward_opens_no_year_where_the_city_keeps_them(empty):
    city = CommitteeFactory(kind="city")
    type(empty.ward).objects.filter(pk=empty.ward.pk).update(parent=city)
    empty.ward.refresh_from_db()
    assert year_acts.list_years_to_open(empty.ward, 2026) == [2026, 2027]
    years.open_cycle(city, 2026)
    assert year_acts.list_years_to_open(empty.ward, 2026) == []
    years.open_cycle(empty.ward, 2025)
    assert year_acts.list_years_to_open(empty.ward, 2026) == [2027]


@pytest.mark.parametrize("year", [2024, 2025, 2028])
def test_no_other_year_is_opened(empty, year):
    with pytest.raises(years.YearAlreadyOpen):
        open_as_proposed(empty, year)
    assert not Cycle.objects.exists()


USUAL_2027 = (
    D(2027, 1, 31),
    D(2027, 2, 28),
    D(2027, 3, 15),
    D(2027, 6, 30),
    D(2027, 12, 15),
)


@pytest.mark.parametrize(
    "year, today, days",
    [
        (2027, D(2026, 11, 27), USUAL_2027),
        (2027, D(2027, 1, 31), USUAL_2027),
        (
            2027,
            D(2027, 2, 1),
            (
                D(2027, 3, 3),
                D(2027, 3, 31),
                D(2027, 4, 15),
                D(2027, 6, 30),
                D(2027, 12, 15),
            ),
        ),
        (
            2027,
            D(2027, 4, 18),
            (
                D(2027, 5, 18),
                D(2027, 6, 15),
                D(2027, 6, 30),
                D(2027, 6, 30),
                D(2027, 12, 15),
            ),
        ),
        (
            2027,
            D(2027, 6, 1),
            (D(2027, 7, 1), D(2027, 7, 29), D(2027, 8, 13), None, D(2027, 12, 15)),
        ),
        (
            2026,
            D(2026, 11, 27),
            (D(2026, 12, 27), D(2027, 1, 24), D(2027, 2, 8), None, None),
        ),
    ],
)
def test_the_days_that_are_proposed(year, today, days):
    assert tuple(year_acts.propose_calendar(year, today).values()) == days


def test_a_year_keeps_the_wards_own_bases_of_the_year_before(empty):
    years.open_cycle(empty.ward, 2026, bases=OWN)
    assert labels(open_as_proposed(empty, 2027)) == ["Nghị quyết phường"]


def test_bases_of_a_ward_that_are_as_new_as_those_of_the_file_are_kept(empty):
    """Those of the file hold from 2025 on."""
    years.open_cycle(empty.ward, 2025, bases=OWN)
    assert labels(open_as_proposed(empty, 2026)) == ["Nghị quyết phường"]


def test_a_plan_that_was_brought_along_ends_with_the_year_that_is_opened(people):
    elsewhere = CycleFactory(committee=CommitteeFactory(), year=2027)
    plan = a_plan(people)
    put_into(plan, elsewhere)
    cycle = open_as_proposed(people, 2027)
    assert (again(plan).cycle, again(plan).ends_with) == (elsewhere, cycle)


def test_a_year_that_was_opened_ahead_lends_no_bases_to_the_one_before(empty):
    years.open_cycle(empty.ward, 2027, bases=OWN)
    assert "Nghị quyết phường" not in labels(open_as_proposed(empty, 2026))


def test_a_newer_set_of_bases_takes_the_place_of_the_wards_own(empty):
    years.open_cycle(empty.ward, 2020, bases=OWN)
    assert labels(open_as_proposed(empty, 2026))[2] == "Quy định 144-QĐ/TW"


def test_a_year_is_opened_as_it_was_decided(empty):
    cycle = open_as_proposed(
        empty, 2027, topic="", peers_may_read=False, confirmation_suffices=False
    )
    cycle.refresh_from_db()
    assert (cycle.topic, cycle.peers_may_read) == ("", False)
    assert cycle.confirmation_suffices is False
    assert cycle.draft_due_on == D(2027, 1, 31)


def test_a_loaded_year_may_lie_in_the_past_and_is_no_act_of_an_officer(empty):
    cycle = years.open_cycle(empty.ward, 2016)
    assert (cycle.draft_due_on, cycle.confirmation_suffices) == (D(2016, 1, 31), True)
    assert not YearRecord.objects.exists()


# --- what is recorded -----------------------------------------------------------------


def decide(cycle, **changes):
    return {name: getattr(cycle, name) for name in year_acts.DECIDED} | changes


def change(people, cycle, bases=(), **changes):
    year_acts.change_year(
        cycle, decide(cycle, **changes), bases, by=people.actor("giang"), at=NOW
    )


def recorded(people):
    rows = YearRecord.objects.order_by("pk")
    assert {(row.committee, row.by, row.at) for row in rows} <= {
        (people.ward, people.giang, NOW)
    }
    return [(row.year, row.kind, row.changes) for row in rows]


def test_opening_is_recorded_with_what_was_decided(empty):
    open_as_proposed(empty, 2027, topic="Chuyên đề")
    assert recorded(empty) == [
        (
            2027,
            "opened",
            [
                {"label": "chuyên đề học tập", "before": "", "after": "Chuyên đề"},
                {
                    "label": "gửi chi bộ trước hết ngày",
                    "before": "",
                    "after": "31/01/2027",
                },
                {
                    "label": "chi bộ góp ý xong trước hết ngày",
                    "before": "",
                    "after": "28/02/2027",
                },
                {
                    "label": "ký, nộp xong trước hết ngày",
                    "before": "",
                    "after": "15/03/2027",
                },
                {"label": "sơ kết ngày", "before": "", "after": "30/06/2027"},
                {"label": "tổng kết ngày", "before": "", "after": "15/12/2027"},
                {
                    "label": "đảng viên cùng chi bộ được đọc, góp ý",
                    "before": "",
                    "after": "có",
                },
                {
                    "label": "xác nhận trên phần mềm thay cho bản ký mực",
                    "before": "",
                    "after": "có",
                },
            ],
        )
    ]


def test_a_change_is_recorded_from_what_to_what(people):
    change(
        people,
        people.cycle,
        draft_due_on=D(2026, 2, 20),
        topic="Chuyên đề mới",
        confirmation_suffices=False,
        year_end_on=D(2026, 12, 15),
    )
    assert recorded(people) == [
        (
            2026,
            "changed",
            [
                {"label": "chuyên đề học tập", "before": "", "after": "Chuyên đề mới"},
                {
                    "label": "gửi chi bộ trước hết ngày",
                    "before": "31/01/2026",
                    "after": "20/02/2026",
                },
                {"label": "tổng kết ngày", "before": "", "after": "15/12/2026"},
                {
                    "label": "xác nhận trên phần mềm thay cho bản ký mực",
                    "before": "có",
                    "after": "không",
                },
            ],
        )
    ]


def test_a_closed_year_stays_as_it_is_until_it_is_opened_again(people):
    """Also by a page of an officer who had the year before them while it was open."""
    giang, seen = people.actor("giang"), Cycle.objects.get()
    year_acts.close_year(people.cycle, "Đã tổng kết", by=giang, at=NOW)
    before = list(Cycle.objects.values())
    basis = [{"key": "", "label": "NQ", "title": "Nghị quyết", "gone": False}]
    decided = {name: getattr(seen, name) for name in year_acts.DECIDED}
    decided["topic"] = "Khác"
    with pytest.raises(YearClosed) as refused:
        year_acts.change_year(seen, decided, basis, by=giang, at=NOW)
    assert str(refused.value).startswith("Năm 2026 đã đóng từ ngày 10/02/2026: lịch")
    assert list(Cycle.objects.values()) == before and not Basis.objects.exists()
    assert not YearRecord.objects.filter(kind="changed").exists()
    year_acts.reopen_year(people.cycle, "Đóng nhầm", by=giang, at=NOW)
    year_acts.change_year(seen, decided, basis, by=giang, at=NOW)
    assert Cycle.objects.get().topic == "Khác" and labels(seen) == ["NQ"]


def test_changed_bases_are_recorded_too(people):
    people.cycle.bases.create(key="a", label="A", title="Căn cứ A", position=1)
    people.cycle.bases.create(key="b", label="B", title="Căn cứ B", position=2)
    rows = [
        {"key": "a", "label": "A", "title": "Căn cứ A, sửa", "gone": False},
        {"key": "b", "label": "B", "title": "Căn cứ B", "gone": True},
        {"key": "", "label": "C", "title": "Căn cứ C", "gone": False},
    ]
    change(people, people.cycle, rows)
    (record,) = recorded(people)
    assert record[2] == [
        {"label": "căn cứ", "before": "A: Căn cứ A", "after": "A: Căn cứ A, sửa"},
        {"label": "căn cứ", "before": "B: Căn cứ B", "after": ""},
        {"label": "căn cứ", "before": "", "after": "C: Căn cứ C"},
    ]


def test_of_bases_only_the_one_that_changed_is_recorded(people):
    """A new one that was ticked to go was never there."""
    for position, key in enumerate(("a", "b"), start=1):
        Basis.objects.create(
            cycle=people.cycle, key=key, label=key, title=key, position=position
        )
    rows = [
        {"key": "a", "label": "a", "title": "a", "gone": False},
        {"key": "b", "label": "b", "title": "B", "gone": False},
        {"key": "", "label": "c", "title": "c", "gone": True},
    ]
    decided = {name: getattr(people.cycle, name) for name in year_acts.DECIDED}
    by = people.actor("giang")
    year_acts.change_year(people.cycle, decided, rows, by=by, at=NOW)
    assert YearRecord.objects.get().changes == [
        {"label": "căn cứ", "before": "b: b", "after": "b: B"}
    ]
    assert labels(people.cycle) == ["a", "b"]


def test_what_stays_the_same_is_no_change(people):
    change(people, people.cycle)
    assert recorded(people) == []


def test_the_record_says_what_was_stored_not_what_the_form_had_shown(people):
    """Another officer has moved the day since the form was opened."""
    stale = Cycle.objects.get(pk=people.cycle.pk)
    change(people, people.cycle, filed_due_on=D(2026, 4, 1))
    change(people, stale, topic="Chuyên đề")
    told = recorded(people)[1][2]
    assert [(one["before"], one["after"]) for one in told] == [
        ("", "Chuyên đề"),
        ("01/04/2026", "15/03/2026"),
    ]


def test_what_is_refused_is_not_recorded(people):
    a_plan(people)
    basis = Basis.objects.filter(rows__isnull=False).first()
    gone = {"key": basis.key, "label": "x", "title": "x", "gone": True}
    with pytest.raises(year_acts.BasisInUse):
        change(people, people.cycle, [gone], topic="Khác")
    assert recorded(people) == []
    assert Cycle.objects.get(pk=people.cycle.pk).topic == ""


# --- taking a year away ---------------------------------------------------------------


def remove(people, cycle):
    year_acts.remove_year(cycle, by=people.actor("giang"), at=NOW)


def test_a_year_without_plans_goes_and_the_record_stays(empty):
    cycle = open_as_proposed(empty, 2027)
    change(empty, cycle, topic="Chuyên đề")
    remove(empty, cycle)
    assert not Cycle.objects.exists() and not Basis.objects.exists()
    kinds = [(year, kind) for year, kind, _ in recorded(empty)]
    assert kinds == [(2027, "opened"), (2027, "changed"), (2027, "removed")]
    gone = {one["label"]: one["before"] for one in recorded(empty)[2][2]}
    assert gone["chuyên đề học tập"] == "Chuyên đề"
    assert gone["gửi chi bộ trước hết ngày"] == "31/01/2027"
    open_as_proposed(empty, 2027)


def test_a_year_with_a_plan_stays(people):
    plan = a_plan(people, filled=False)
    with pytest.raises(year_acts.YearHasPlans) as refused:
        remove(people, people.cycle)
    assert refused.value.args == (1,)
    assert Plan.objects.get().pk == plan.pk
    assert recorded(people) == []


def test_a_year_stays_also_when_its_plans_end_with_another(people):
    a_plan(people)
    theirs = CycleFactory(committee=CommitteeFactory(), year=2026)
    Plan.objects.update(ends_with=theirs)
    for cycle in (people.cycle, theirs):
        with pytest.raises(year_acts.YearHasPlans) as refused:
            year_acts.remove_year(cycle, by=people.actor("giang"), at=NOW)
        assert refused.value.args == (1,)


def test_whoever_comes_second_changes_and_removes_nothing(people):
    remove(people, people.cycle)
    stale = Cycle(pk=people.cycle.pk or 1, committee=people.ward, year=2026)
    for act in (remove, change):
        with pytest.raises(Cycle.DoesNotExist):
            act(people, stale)
    assert len(recorded(people)) == 1


# --- the record stays what it is ------------------------------------------------------


def test_the_database_refuses_to_change_a_record(empty):
    open_as_proposed(empty, 2027)
    before = list(YearRecord.objects.values())
    rows = YearRecord.objects.all()
    for action in (
        lambda: rows.update(year=2026),
        lambda: rows.update(changes=[]),
        lambda: rows._raw_delete(rows.db),
    ):
        with (
            pytest.raises((IntegrityError, DatabaseError), match="never changed"),
            transaction.atomic(),
        ):
            action()
    assert list(YearRecord.objects.values()) == before


def test_the_database_knows_the_kinds(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        YearRecord.objects.create(
            committee=people.ward, year=2026, kind="x", by=people.giang, at=NOW
        )
