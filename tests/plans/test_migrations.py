"""The migration that makes every chain anew checks it in its old form first; that of
the first recalls reads them from the log; that of the wall tells the wards whose plans
stood on the board in the software."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command

from plans.models import BoardSwitch, Plan, PlanEvent
from plans.workflow import log
from plans.workflow.steps import record_posting, take_step
from tests.factories import CommitteeFactory
from tests.people import NOW, TODAY, a_plan_at, again

the_wall = import_module("plans.migrations.0013_the_wall")
first_recall = import_module("plans.migrations.0008_first_recall")
rechaining = import_module("plans.migrations.0003_chain_by_lasting_ids")


def in_their_old_form(plan):
    before = ""
    for event in log.join_what_events_point_at(plan.events.order_by("number")):
        before = rechaining.as_it_was(event, before)
        PlanEvent.objects.filter(pk=event.pk).update(
            digest=before, seal="", revision_digest=""
        )


def test_old_chains_become_the_ones_that_are_written_today(people):
    plan = a_plan_at("posted", people)
    today = list(
        plan.events.order_by("number").values("digest", "seal", "revision_digest")
    )
    in_their_old_form(plan)
    rechaining.chain_again(apps, None)
    assert (
        list(plan.events.order_by("number").values("digest", "seal", "revision_digest"))
        == today
    )
    call_command("verify_log", verbosity=0)


def test_a_chain_that_was_tampered_with_is_not_sealed_anew(people):
    plan = a_plan_at("posted", people)
    in_their_old_form(plan)
    PlanEvent.objects.filter(plan=plan, step="agree").update(note="viết lại")
    before = list(PlanEvent.objects.order_by("pk").values())
    with pytest.raises(ValueError, match=f"plan {plan.pk}: event 3"):
        rechaining.chain_again(apps, None)
    assert list(PlanEvent.objects.order_by("pk").values()) == before


def test_the_first_recall_is_read_from_the_log(people):
    plan, other = a_plan_at("posted", people), a_plan_at("posted", people, "dung")
    asked = {"reason": "vague", "note": "Ghi rõ số hộ."}
    take_step("recall", again(plan), by=people.actor("giang"), at=NOW, **asked)
    recalled_at = again(plan).first_recalled_at
    assert (recalled_at, again(other).first_recalled_at) == (NOW, None)
    later = log.record_event(
        again(plan),
        "recall",
        by=people.actor("giang"),
        at=NOW + timedelta(days=3),
        from_status="signed",
        to_status="finalizing",
    )
    assert later.at > recalled_at
    Plan.objects.update(first_recalled_at=None)
    first_recall.read_from_log(apps, None)
    assert again(plan).first_recalled_at == NOW
    assert again(other).first_recalled_at is None


def test_boards_are_off_and_the_wards_whose_plans_stood_there_are_told(people):
    below = CommitteeFactory(kind="grassroots", parent=people.ward)
    CommitteeFactory(name="Phường không niêm yết gì")
    plan = a_plan_at("signed", people, "binh", reviewer="bao")
    hung = {"place": "Bảng tin", "since": TODAY, "until": TODAY, "posted_by": "Bảo"}
    record_posting(plan, by=people.actor("bao"), at=NOW, **hung)
    type(people.cell).objects.filter(pk=people.cell.pk).update(committee=below)
    the_wall.switch_boards_off(apps, None)
    told = BoardSwitch.objects.values_list("committee", "is_on", "set_by")
    assert list(told) == [(people.ward.pk, False, None)]
