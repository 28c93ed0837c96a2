"""What the ward asked for is followed until it has seen that it is met."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from plans import remarks
from plans.models import AccessRecord, PlanEvent, Revision, Status
from plans.refusals import NotReady, PlanMoved
from plans.workflow import steps, verdicts
from plans.workflow.verification import find_break_among
from reports import rates
from tests.people import NOW, TODAY, a_plan_at, again, change_first_task, change_text
from tests.plans.browsing import table_rows, text_of

pytestmark = pytest.mark.django_db

LIST = reverse("control:control_follow_up")
CHANGES = reverse("control:control_changes")
VERDICTS = reverse("control:control_verdicts")
LATER = NOW + timedelta(hours=1)


def recall(plan, people, note="Ghi rõ bao nhiêu hộ.", at=NOW):
    asked = {"reason": "vague", "note": note}
    by = people.actor("giang")
    return steps.take_step("recall", again(plan), by=by, at=at, **asked)


def sign_again(plan, people, name="an", at=LATER):
    plan.remarks.filter(answer="").update(answer="Đã ghi lại.", answered_at=at)
    steps.take_step("sign", again(plan), by=people.actor(name), at=at)
    return again(plan)


@pytest.fixture
def recalled(people):
    plan = a_plan_at("posted", people)
    recall(plan, people)
    return again(plan)


def outcome(sign_in):
    (row,) = table_rows(sign_in("giang").get(LIST))
    return row[4]


def met(plan, people, name="giang", **how):
    how = {"at": LATER, "key": uuid.uuid4(), "seen": plan.revision, **how}
    return verdicts.record_verdict(plan, by=people.actor(name), **how)


# --- what is said ---------------------------------------------------------------------


def test_a_recall_that_was_only_answered_is_told_as_such(recalled, people, sign_in):
    sign_again(recalled, people)
    assert outcome(sign_in) == "Đã ký ký lại, không sửa chữ nào · từ 10/02/2026"


def test_which_places_were_changed_is_told(recalled, people, sign_in):
    change_text(recalled, "Viết lại cho rõ.")
    change_first_task(recalled, deed="Vận động 38 hộ")
    sign_again(recalled, people)
    assert outcome(sign_in) == (
        "Đã ký ký lại, sửa 2 chỗ: Tư tưởng chính trị, Việc đăng ký số 1 · từ 10/02/2026"
    )


def test_what_was_signed_again_before_the_upgrade_waits_for_nobody(
    recalled, people, sign_in
):
    change_text(recalled, "Viết lại cho rõ.")
    sign_again(recalled, people)
    Revision.objects.update(differing=None)
    page = sign_in("giang").get(LIST)
    words = text_of(page)
    assert "ký lại, sửa 1 chỗ: Tư tưởng chính trị (trước bản này)" in words
    assert [row["waits"] for row in page.context["rows"]] == [False]
    assert (
        "ký lại, chờ Đảng ủy xem 0 · đạt 0 · ký lại trước bản phần mềm này 1" in words
    )


@pytest.mark.parametrize("status", ["cell_review", "finalizing"])
def test_requests_to_plans_that_were_never_signed_are_followed_too(
    people, sign_in, status
):
    plan = a_plan_at(status, people)
    said = {"reason": "vague", "text": "Bao nhiêu hộ?", "key": uuid.uuid4()}
    remarks.make_remark(plan, by=people.actor("giang"), at=NOW, **said)
    (row,) = table_rows(sign_in("giang").get(LIST))
    assert row[2] == "Còn chung chung Bao nhiêu hộ?"
    assert "chưa sửa" in row[4] and "còn 1 yêu cầu chưa trả lời" in row[4]
    if status == "cell_review":
        steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    change_text(plan, "Viết lại cho rõ.")
    sign_again(plan, people)
    # It was never signed before.
    assert outcome(sign_in).startswith("Đã ký đã ký, sửa 1 chỗ: Tư tưởng chính trị")


# --- the ward has seen it -------------------------------------------------------------


def test_the_changes_of_many_stand_on_one_page_and_are_met_at_once(people, sign_in):
    plans = [a_plan_at("posted", people, of=name) for name in ("an", "dung")]
    for plan, name in zip(plans, ("an", "dung"), strict=True):
        recall(plan, people)
        change_text(plan, f"Viết lại cho rõ: {name}.")
        sign_again(plan, people, name)
    client = sign_in("giang")
    chosen = {"plans": [plan.pk for plan in plans]}
    page = client.get(CHANGES, chosen)
    words = text_of(page)
    assert "Ghi rõ bao nhiêu hộ." in words and "Đã ghi lại." in words
    assert "an." in words and "dung." in words
    read = AccessRecord.objects.filter(reader=people.giang, capacity="ward")
    assert sorted(read.values_list("plan", flat=True)) == sorted(chosen["plans"])
    sent = dict(chosen)
    for _, form in page.context["changes"]:
        for name in ("key", "seen"):
            sent[form.add_prefix(name)] = form.initial[name]
    done = client.post(VERDICTS, sent, follow=True)
    assert "Đã ghi đạt 02 bản: Nguyễn Văn An, Phạm Thị Dung." in text_of(done)
    assert "ký lại, chờ Đảng ủy xem 0 · đạt 2" in text_of(done)
    assert "Đảng ủy đã xem, đạt · ký lại, sửa 1 chỗ: Tư tưởng chính trị" in text_of(
        done
    )
    # Once more the same form: nothing more is recorded.
    client.post(VERDICTS, sent)
    assert PlanEvent.objects.filter(step="verdict").count() == 2
    assert "Không có bản nào chờ xem" in text_of(client.get(CHANGES, chosen))


def test_a_verdict_moves_nothing_and_stands_in_the_chain(recalled, people):
    plan = sign_again(recalled, people)
    before = rates.with_rates(
        type(people.cell).objects.all(), cycle=people.cycle, on=TODAY
    )
    event = met(plan, people)
    assert (event.from_status, event.to_status) == (Status.SIGNED, Status.SIGNED)
    assert again(plan).status == Status.SIGNED
    assert find_break_among(type(plan).objects.all()) == ""
    after = rates.with_rates(
        type(people.cell).objects.all(), cycle=people.cycle, on=TODAY
    )
    assert [row.counts for row in after] == [row.counts for row in before]


def test_after_another_recall_it_is_open_again(recalled, people, sign_in):
    plan = sign_again(recalled, people)
    met(plan, people)
    recall(plan, people, "Vẫn chưa rõ.", at=LATER)
    assert outcome(sign_in).startswith("Hoàn thiện chưa sửa")
    sign_again(plan, people)
    assert "đạt" not in outcome(sign_in)


def test_what_is_not_met_is_asked_for_again_from_the_same_page(
    recalled, people, sign_in
):
    plan, client = sign_again(recalled, people), sign_in("giang")
    assert "Chưa đạt, yêu cầu sửa lại" in text_of(
        client.get(CHANGES, {"plans": [plan.pk]})
    )
    compose = client.post(reverse("control:control_compose"), {"plans": [plan.pk]})
    assert "Yêu cầu sửa 01 kế hoạch" in text_of(compose)


def test_the_author_reads_that_it_is_met(recalled, people, sign_in):
    met(sign_again(recalled, people), people)
    shown = text_of(sign_in("binh").get(f"/ke-hoach/{recalled.pk}/"))
    assert "đã xem chỗ sửa theo yêu cầu của Đảng ủy, đạt" in shown


# --- what is refused ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["an", "binh", "dung", "inh", "hanh", "chi", "quan"])
def test_nobody_but_the_ward_says_that_it_is_met(recalled, people, sign_in, name):
    plan = sign_again(recalled, people)
    with pytest.raises(PermissionDenied):
        met(plan, people, name)
    assert sign_in(name).get(CHANGES, {"plans": [plan.pk]}).status_code == 403
    assert sign_in(name).post(VERDICTS, {"plans": [plan.pk]}).status_code == 403


def test_a_revision_that_was_not_seen_is_not_met(recalled, people):
    plan = sign_again(recalled, people)
    with pytest.raises(PlanMoved):
        met(plan, people, seen=plan.revision - 1)
    with pytest.raises(PlanMoved):
        recall(plan, people, at=LATER)
        met(plan, people)


def test_what_nobody_asked_for_is_not_met(people):
    plan = a_plan_at("signed", people)
    with pytest.raises(NotReady):
        met(plan, people)


def test_a_ward_officer_does_not_judge_their_own_plan(people, sign_in):
    plan = a_plan_at("posted", people, of="giang", reviewer="chi", filer="chi")
    with pytest.raises(PermissionDenied):
        met(plan, people)
    assert sign_in("giang").get(CHANGES, {"plans": [plan.pk]}).status_code == 404


def test_without_a_tick_the_page_says_so(people, sign_in):
    done = sign_in("giang").get(CHANGES, follow=True)
    assert "Đánh dấu ít nhất một kế hoạch." in text_of(done)
