"""What was done to a year goes along with the plans of it, once it is over."""

import pytest
from django.core.management import call_command

from plans.form import year_acts
from plans.models import Cycle, Plan, YearRecord
from tests.factories import CycleFactory
from tests.people import NOW
from tests.plans.handover.exchange import (
    a_receiver,
    a_sender,
    elsewhere,
    exported,
    imported,
    plan_of,
)

pytestmark = pytest.mark.django_db


def a_sender_that_changed_its_years():
    people = a_sender()
    for year in (2025, 2026):
        cycle = Cycle.objects.get(year=year)
        # 2025 was changed before it was closed.
        of_year = Cycle.objects.filter(pk=cycle.pk)
        of_year.update(closed_on=None)
        decided = {name: getattr(cycle, name) for name in year_acts.DECIDED}
        decided["topic"] = f"Chuyên đề mới {year}"
        decided["confirmation_suffices"] = year == 2026
        year_acts.change_year(cycle, decided, [], by=people.actor("giang"), at=NOW)
        of_year.update(closed_on=cycle.closed_on)
    return people


def test_records_of_a_year_that_is_over_arrive_once_and_name_who(db):
    with elsewhere():
        people = a_sender_that_changed_its_years()
        assert plan_of("dung", 2025).cycle.topic == "Chuyên đề mới 2025"
        file = exported(people)
        sent = YearRecord.objects.get(year=2025)
    there = a_receiver()
    imported(there, file)
    record = YearRecord.objects.get()
    cycle = Cycle.objects.get(year=2025)
    assert (record.uid, record.changes) == (sent.uid, sent.changes)
    assert (record.committee, record.year) == (cycle.committee, 2025)
    assert (record.by.full_name, record.at) == ("Ngô Thị Giang", NOW)
    assert list(year_acts.list_records(cycle)) == [record]
    assert cycle.confirmation_suffices is False
    call_command("verify_log", verbosity=0)


def test_the_year_under_way_is_the_receivers_and_its_records_stay(db):
    with elsewhere():
        file = exported(a_sender_that_changed_its_years())
    there = a_receiver()
    imported(there, file)
    assert not YearRecord.objects.filter(year=2026).exists()
    assert there.cycle.topic == Cycle.objects.get(pk=there.cycle.pk).topic


# --- a year before that nobody has closed ---------------------------------------------


def a_sender_with_an_open_year():
    """Dung's plan of 2025 was filed, but the year goes on there."""
    people = a_sender()
    Cycle.objects.filter(year=2025).update(closed_on=None)
    return people


def test_a_closed_year_arrives_closed(db):
    with elsewhere():
        file = exported(a_sender())
        closed_on = Cycle.objects.get(year=2025).closed_on
    imported(a_receiver(), file)
    assert closed_on is not None
    assert Cycle.objects.get(year=2025).closed_on == closed_on


def test_an_open_year_of_before_goes_on_in_the_receivers_own(db):
    with elsewhere():
        file = exported(a_sender_with_an_open_year())
    there = a_receiver()
    own = CycleFactory(committee=there.ward, year=2025)
    imported(there, file)
    assert find_cycle_that_came() == own


def test_one_that_nobody_keeps_there_stays_the_senders_and_goes_on(db):
    with elsewhere():
        file = exported(a_sender_with_an_open_year())
    there = a_receiver()
    imported(there, file)
    cycle = find_cycle_that_came()
    assert cycle.is_under_way and cycle.committee.closed_on is not None
    assert cycle not in Cycle.objects.by_year(there.cell).values()


def find_cycle_that_came():
    """Of the plan of Dung that was filed in 2025."""
    plans = Plan.objects.filter(member__full_name="Phạm Thị Dung")
    return plans.get(cycle__year=2025).cycle
