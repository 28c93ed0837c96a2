"""The races, with two connections at once, on PostgreSQL; each has a control that fails
when its guard is gone."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cells.models import Appointment
from plans.form import autosave
from plans.models import Plan, Remark, Status
from plans.refusals import HasPlanOfYear, NotReady, PlanMoved
from plans.workflow import disputes, log, steps
from plans.workflow.steps import begin_plan, take_step
from tests import races
from tests.factories import AppointmentFactory, CommitteeFactory, CycleFactory
from tests.people import (
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    again,
    gather,
    open_to_changes,
    section_of,
    text_in,
)
from tests.plans.workflow.test_disputes import a_disputed_remark, read
from tests.races import meet_after, meet_before, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


REFUSED = (PlanMoved, NotReady, HasPlanOfYear, autosave.Conflict)
at_once = partial(races.at_once, refused=REFUSED)


def unguarded(plan, step, at, seen):
    """The step without its condition: what `moved` would be if it did not name the
    expected status."""
    return bool(Plan.objects.filter(pk=plan.pk).update(status=step.target, moved_at=at))


def two_reviewers(people, plan):
    one, two = again(plan), again(plan)
    return (
        lambda: take_step("agree", one, by=people.actor("binh"), at=NOW),
        lambda: take_step(
            "return", two, by=people.actor("bao"), at=NOW, note="Viết rõ hơn."
        ),
    )


def test_of_two_reviewers_one_is_refused(monkeypatch):
    people = gather()
    plan = a_plan_at("cell_review", people)
    meet_before(monkeypatch, steps, "move_if_unchanged")
    results = at_once(*two_reviewers(people, plan))
    assert refusals(results) == ["PlanMoved"]
    assert plan.events.filter(step__in=["agree", "return"]).count() == 1


def test_control_without_the_condition_both_reviewers_win(monkeypatch):
    people = gather()
    plan = a_plan_at("cell_review", people)
    monkeypatch.setattr(steps, "move_if_unchanged", unguarded)
    results = at_once(*two_reviewers(people, plan))
    assert refusals(results) == []
    assert plan.events.filter(step__in=["agree", "return"]).count() == 2


def test_a_double_click_at_the_same_moment_is_one_effect(monkeypatch):
    people = gather()
    plan, key = a_plan(people), uuid4()
    one, two = again(plan), again(plan)
    meet_before(monkeypatch, steps, "move_if_unchanged")
    results = at_once(
        lambda: take_step("submit", one, by=people.actor("an"), at=NOW, key=key),
        lambda: take_step("submit", two, by=people.actor("an"), at=NOW, key=key),
    )
    assert results[0] == results[1] and refusals(results) == []
    assert (again(plan).revision, plan.events.filter(step="submit").count()) == (1, 1)


def test_control_without_a_key_the_second_click_is_refused(monkeypatch):
    people = gather()
    plan = a_plan(people)
    one, two = again(plan), again(plan)
    meet_before(monkeypatch, steps, "move_if_unchanged")
    results = at_once(
        lambda: take_step("submit", one, by=people.actor("an"), at=NOW),
        lambda: take_step("submit", two, by=people.actor("an"), at=NOW),
    )
    assert refusals(results) == ["PlanMoved"]


def save(plan, people, text, version=1):
    return lambda: autosave.save_text(
        plan,
        section_of(plan),
        {"text": text},
        version=version,
        by=people.actor("an"),
        at=NOW,
    )


def test_of_two_tabs_that_save_at_once_one_is_told():
    people = gather()
    plan = a_plan(people)
    results = at_once(
        save(plan, people, "từ thẻ một"), save(plan, people, "từ thẻ hai")
    )
    assert refusals(results) == ["Conflict"]
    saved = plan.rows.get(section="political")
    assert saved.version == 2 and saved.values["text"] in ("từ thẻ một", "từ thẻ hai")


def test_control_without_the_version_the_last_save_wins_silently(monkeypatch):
    def put(model, which, values, version, **at_first):
        return model.objects.filter(**which).update(**values)

    people = gather()
    plan = a_plan(people)
    monkeypatch.setattr(autosave, "put_version", put)
    assert (
        refusals(
            at_once(save(plan, people, "từ thẻ một"), save(plan, people, "từ thẻ hai"))
        )
        == []
    )


def sign_while_writing(people, plan, monkeypatch, patience):
    """A save that has looked at the plan, and a signature that is committed before it
    writes; or, if it is held back, after as many seconds of patience."""
    looked, signed = threading.Event(), threading.Event()
    put = autosave.put_version

    def late(*args, **kwargs):
        looked.set()
        signed.wait(patience)
        return put(*args, **kwargs)

    def sign():
        looked.wait(10)
        event = take_step("sign", plan, by=people.actor("an"), at=NOW)
        signed.set()
        return event

    monkeypatch.setattr(autosave, "put_version", late)
    return at_once(save(plan, people, "sửa sau khi ký"), sign)


def signed_text(plan):
    return (
        plan.revisions.order_by("-number")
        .first()
        .snapshot["sections"][0]["rows"][0]["values"]["text"]
    )


def test_a_save_comes_wholly_before_or_after_a_signature(monkeypatch):
    people = gather()
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    sign_while_writing(people, plan, monkeypatch, patience=1)
    assert again(plan).status == Status.SIGNED
    assert signed_text(plan) == text_in(plan)


def test_control_without_the_hold_the_signed_text_is_not_the_text(monkeypatch):
    people = gather()
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    monkeypatch.setattr(autosave, "hold_for_writing", lambda *args: None)
    sign_while_writing(people, plan, monkeypatch, patience=30)
    assert signed_text(plan) != text_in(plan)


def test_two_officers_who_record_a_filing_at_once_record_one():
    people = gather()
    plan = a_plan_at("signed", people)
    one, two = again(plan), again(plan)
    results = at_once(
        lambda: steps.record_filing(
            one, by=people.actor("binh"), at=NOW, filed_on=TODAY
        ),
        lambda: steps.record_filing(
            two, by=people.actor("bao"), at=NOW, filed_on=TODAY
        ),
    )
    assert refusals(results) == ["PlanMoved"]
    assert (plan.filings.count(), plan.events.filter(step="complete").count()) == (1, 1)


def test_two_beginnings_at_once_are_one_plan():
    people = gather()
    begin = [
        lambda: (
            steps.begin_plan(
                people.an, people.cycle, people.cell, by=people.actor("an"), at=NOW
            ).pk
        ),
        lambda: (
            steps.begin_plan(
                people.an, people.cycle, people.cell, by=people.actor("binh"), at=NOW
            ).pk
        ),
    ]
    results = at_once(*begin)
    assert results[0] == results[1]
    assert Plan.objects.get().events.count() == 1


def test_nothing_is_kept_of_a_step_that_fails_half_way(monkeypatch):
    people = gather()
    plan = a_plan(people)

    def break_off(*args, **kwargs):
        raise NotReady(["giữa chừng"])

    monkeypatch.setattr(steps.log, "record_event", break_off)
    with pytest.raises(NotReady), transaction.atomic():
        take_step("submit", plan, by=people.actor("an"), at=NOW)
    plan = again(plan)
    assert (plan.status, plan.revision, plan.revisions.count()) == (Status.DRAFT, 0, 0)


def two_who_decide(people):
    """Of a remark of the ward two others of its officers."""
    said = a_disputed_remark(people, by="giang")
    for name in ("em", "hanh"):
        post = {"committee": people.ward, "role": Appointment.Role.WARD_OFFICER}
        AppointmentFactory(member=people.members[name], **post)
    return [
        lambda name=name: disputes.settle_dispute(
            read(said), "kept", f"Lời {name}.", by=people.actor(name), at=NOW
        )
        for name in ("em", "hanh")
    ]


def test_of_two_who_decide_about_a_dispute_the_second_is_told(monkeypatch):
    people = gather()
    acts = two_who_decide(people)
    meet_before(monkeypatch, log, "hold_plan")
    results = at_once(*acts)
    assert sorted(results) == [False, True]
    winner = ("em", "hanh")[results.index(True)]
    assert Remark.objects.get().reply == f"Lời {winner}."


def test_control_without_the_lock_both_go_on_to_decide(monkeypatch):
    """The key of the event is the same for both, so the database refuses the second."""
    people = gather()
    acts = two_who_decide(people)
    monkeypatch.setattr(log, "hold_plan", again)
    meet_before(monkeypatch, disputes, "settle")
    results = races.at_once(*acts, refused=IntegrityError)
    assert refusals(results) == ["IntegrityError"]


# --- one plan a year ------------------------------------------------------------------


def begin_in_two_wards(people):
    """An begins in the year of the own ward when an officer of another cell begins it
    in that of another ward: each of them holds another cell."""
    others = CycleFactory(committee=CommitteeFactory())
    an, chi = people.actor("an"), people.actor("chi")
    return at_once(
        lambda: begin_plan(people.an, people.cycle, people.cell, by=an, at=NOW),
        lambda: begin_plan(people.an, others, people.other_cell, by=chi, at=NOW),
    )


def test_of_two_plans_of_a_year_that_are_begun_at_once_one_is_begun(monkeypatch):
    people = gather()
    meet_after(monkeypatch, steps, "find_home_by_now")
    assert refusals(begin_in_two_wards(people)) == ["HasPlanOfYear"]
    assert Plan.objects.count() == 1


def test_control_without_the_constraint_both_are_begun(monkeypatch):
    people = gather()
    [constraint] = [
        one
        for one in Plan._meta.constraints
        if one.name == "plans_plan_one_per_member_and_year"
    ]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Plan, constraint)
    try:
        # Both are there before either is told.
        meet_before(monkeypatch, log, "record_event")
        assert refusals(begin_in_two_wards(people)) == []
        assert Plan.objects.count() == 2
    finally:
        Plan.objects.order_by("pk").first().events.all().delete()
        Plan.objects.order_by("pk").first().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Plan, constraint)
