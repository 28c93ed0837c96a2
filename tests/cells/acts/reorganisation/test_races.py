"""Two at once about the same cells, on PostgreSQL; each with a control that fails when
its guard is gone."""

import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from cells.acts.reorganisation import application
from cells.acts.reorganisation.application import (
    AlreadyDone,
    CannotReorganise,
    apply_reorganisation,
)
from cells.models import Appointment, Cell, Membership, Reorganisation
from plans.models import Plan
from plans.refusals import PlanMoved
from plans.workflow import steps
from tests import races
from tests.factories import AppointmentFactory
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan_at, again, gather
from tests.races import meet_after, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


REFUSED = (AlreadyDone, CannotReorganise, PlanMoved, PermissionDenied, DatabaseError)
at_once = partial(races.at_once, refused=REFUSED)


def a_draft(people, name="Chi bộ 20"):
    part = a_merger(
        [people.cell, people.other_cell],
        name,
        committee=people.ward,
        secretary=people.chi.pk,
    )
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    return Reorganisation.objects.create(
        committee=people.ward, on=TODAY, parts=[part], **prepared
    )


def apply(people, act):
    return lambda: apply_reorganisation(act, by=people.actor("giang"), at=NOW)


def test_of_two_officers_who_apply_at_once_one_is_told():
    people = gather()
    act = a_draft(people)
    assert refusals(at_once(apply(people, act), apply(people, act))) == ["AlreadyDone"]
    assert Cell.objects.filter(name="Chi bộ 20").count() == 1
    assert Membership.objects.filter(member=people.an).count() == 2


def test_of_two_decisions_about_the_same_cells_one_is_refused():
    people = gather()
    one, two = a_draft(people, "Chi bộ 20"), a_draft(people, "Chi bộ 21")
    assert refusals(at_once(apply(people, one), apply(people, two))) == [
        "CannotReorganise"
    ]
    assert Cell.objects.filter(name__in=["Chi bộ 20", "Chi bộ 21"]).count() == 1


def test_control_without_taking_turns_both_are_worked_out_and_the_database_breaks_one_off(
    monkeypatch,
):
    people = gather()
    one, two = a_draft(people, "Chi bộ 20"), a_draft(people, "Chi bộ 21")
    monkeypatch.setattr(application, "hold_committees", lambda: None)
    monkeypatch.setattr(application, "hold_cells", lambda pks: None)
    meet_after(monkeypatch, application, "foresee_reorganisation")
    assert refusals(at_once(apply(people, one), apply(people, two))) in (
        ["IntegrityError"],
        ["OperationalError"],
    )


def paused(monkeypatch, happens):
    """Whoever files has looked at the plan; then the decision is applied; then the
    filing goes on."""
    looked, done = threading.Event(), threading.Event()
    record_copy = steps.record_copy

    def late(*args, **how):
        looked.set()
        done.wait(10)
        return record_copy(*args, **how)

    def act():
        looked.wait(10)
        try:
            return happens()
        finally:
            done.set()

    monkeypatch.setattr(steps, "record_copy", late)
    return act


def a_signed_plan_of_a_head(people):
    """Filing it does not complete it: it has to be posted as well."""
    head = {"role": Appointment.Role.HEAD, "is_head": True}
    AppointmentFactory(member=people.an, cell=people.cell, **head)
    return a_plan_at("signed", people)


def file(people, plan):
    return lambda: steps.record_filing(
        plan, by=people.actor("binh"), at=NOW, filed_on=TODAY
    )


def test_a_filing_comes_wholly_before_or_after(monkeypatch):
    """The dismissed secretary who had the plan open is told that it has moved on; the
    plan is with the new cell."""
    people = gather()
    plan, act = a_signed_plan_of_a_head(people), a_draft(people)
    happens = paused(monkeypatch, apply(people, act))
    results = at_once(file(people, again(plan)), happens)
    assert refusals(results) == ["PlanMoved"]
    assert (again(plan).status, again(plan).cell.name, plan.filings.count()) == (
        "signed",
        "Chi bộ 20",
        0,
    )


def test_control_without_the_cell_in_the_condition_a_dismissed_secretary_files(
    monkeypatch,
):
    people = gather()
    plan, act = a_signed_plan_of_a_head(people), a_draft(people)
    stale = again(plan)
    happens = paused(monkeypatch, apply(people, act))
    filtered = Plan.objects.filter

    def without_cell(*args, cell=None, **more):
        return filtered(*args, **more)

    monkeypatch.setattr(Plan.objects, "filter", without_cell)
    assert refusals(at_once(file(people, stale), happens)) == []
    assert plan.filings.count() == 1


def test_a_plan_begun_at_the_same_moment_is_begun_in_the_new_cell(monkeypatch):
    people = gather()
    act, home = a_draft(people), people.cell
    looked, done, by_now = threading.Event(), threading.Event(), steps.find_home_by_now

    def late(*args):
        looked.set()
        done.wait(10)
        return by_now(*args)

    def reorganise():
        looked.wait(10)
        apply(people, act)()
        done.set()

    monkeypatch.setattr(steps, "find_home_by_now", late)

    def begin():
        by = people.actor("an")
        return steps.begin_plan(people.an, people.cycle, home, by=by, at=NOW)

    assert refusals(at_once(begin, reorganise)) == []
    assert Plan.objects.get().cell.name == "Chi bộ 20"
