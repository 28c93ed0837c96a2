"""The duty to post is asked of who is head today: it lapses with the post, and arises
with it, wherever the plan stands."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from cells.acts.appointments.rules import appoint_member, end_appointment
from cells.acts.corrections.rules import redate_row, take_row_away
from cells.acts.movements.records import cancel_movement, record_movement
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.models import Appointment, Movement, Reorganisation
from plans.form import year_acts
from plans.models import Cycle, Objection, Plan, Status
from plans.papers import list_postings_due, read_papers
from plans.refusals import NotReady
from plans.workflow import steps, taking_back
from plans.workflow.lapsed_duty import complete_lapsed
from plans.workflow.verification import find_break_among
from reports.people import Cut
from reports.rates import count_rates
from tests.cells.acts.exemptions.forms import an_exemption
from tests.cells.acts.reorganisation.decisions import (
    a_dissolution,
    a_merger_of_both,
    applied,
)
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan_at, again
from tests.plans.browsing import list_rows, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WHERE = {
    "place": "Nhà văn hóa tổ 5",
    "since": TODAY,
    "until": TODAY + 30 * DAY,
    "posted_by": "Bảo",
}
BY_ACT = "Người viết không còn là người đứng đầu, nên không phải niêm yết."


def a_plan_that_waits_for_the_wall(people, of="binh", reviewer="bao"):
    plan = a_plan_at("signed", people, of=of, reviewer=reviewer)
    steps.record_filing(plan, by=people.actor(reviewer), at=NOW, filed_on=TODAY)
    return again(plan)


def post_of(people, name="binh"):
    return Appointment.objects.get(member=people.members[name], is_head=True)


def make_head(people, name="an", since=TODAY):
    return AppointmentFactory(
        member=people.members[name],
        role="head",
        cell=people.cell,
        is_head=True,
        since=since,
    )


# --- how a post ends ------------------------------------------------------------------


def end_post(people):
    end_appointment(post_of(people), TODAY, by=people.actor("giang"), at=NOW)


def take_post_away(people):
    by = people.actor("giang")
    take_row_away(post_of(people), reason="Ghi nhầm", by=by, at=NOW)


def redate_post(people):
    by = people.actor("giang")
    redate_row(post_of(people), reason="Ghi nhầm", by=by, at=NOW, until=TODAY)


def merge_cells(people):
    applied(people, a_merger_of_both(people, "Chi bộ 16"))


def dissolve_cell(people):
    applied(people, a_dissolution(people.cell, people.other_cell))


def moving(kind, **said):
    def move(people):
        to_cell = {name: getattr(people, cell) for name, cell in said.items()}
        by = people.actor("giang")
        record_movement(kind, people.binh, on=TODAY, by=by, at=NOW, **to_cell)

    return move


WAYS_TO_END = {
    "ended": end_post,
    "taken away": take_post_away,
    "dated anew": redate_post,
    "merged": merge_cells,
    "dissolved": dissolve_cell,
    "moved": moving(Movement.Kind.MOVED, to_cell="other_cell"),
    "sent": moving(Movement.Kind.SENT),
    "died": moving(Movement.Kind.DIED),
    "left": moving(Movement.Kind.LEFT),
}


@pytest.mark.parametrize("way", WAYS_TO_END)
def test_the_act_that_ends_the_post_completes_a_filed_plan_where_its_paper_is(
    people, way
):
    plan = a_plan_that_waits_for_the_wall(people)
    WAYS_TO_END[way](people)
    plan = again(plan)
    assert (plan.status, plan.cell) == (Status.POSTED, people.cell)
    event = plan.events.order_by("-number").first()
    assert (event.step, event.from_status, event.to_status, event.by, event.note) == (
        "complete",
        "signed",
        "posted",
        people.giang,
        BY_ACT,
    )
    assert find_break_among(Plan.objects.all()) == ""


@pytest.mark.parametrize("way", WAYS_TO_END)
@pytest.mark.parametrize("status", ["draft", "cell_review", "finalizing", "signed"])
def test_what_is_not_filed_is_completed_by_no_act(people, way, status):
    plan = a_plan_at(status, people, of="binh", reviewer="bao")
    WAYS_TO_END[way](people)
    assert again(plan).status == status
    assert not plan.events.filter(step="complete").exists()


def test_who_heads_something_else_has_still_to_post(people):
    make_head(people, "binh")
    plan = a_plan_that_waits_for_the_wall(people)
    secretary = Appointment.objects.get(member=people.binh, role="secretary")
    end_appointment(secretary, TODAY, by=people.actor("giang"), at=NOW)
    assert again(plan).status == Status.SIGNED


def test_a_post_that_ends_later_ends_nothing_today(people):
    plan = a_plan_that_waits_for_the_wall(people)
    end_appointment(post_of(people), TODAY + DAY, by=people.actor("giang"), at=NOW)
    assert again(plan).status == Status.SIGNED


def test_an_objection_holds_this_end_as_well(people):
    plan = a_plan_that_waits_for_the_wall(people)
    Objection.objects.create(plan=plan, revision=plan.revision, made_at=NOW)
    end_post(people)
    assert again(plan).status == Status.SIGNED


def test_a_term_that_runs_out_by_itself_completes_at_night(people):
    plan = a_plan_that_waits_for_the_wall(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY + DAY)
    told = StringIO()
    with time_machine.travel(NOW):
        call_command("complete_lapsed", stdout=told)
    assert again(plan).status == Status.SIGNED
    with time_machine.travel(NOW + DAY):
        call_command("complete_lapsed", stdout=told)
        call_command("complete_lapsed", stdout=told)
    assert [line.split(" bản")[0] for line in told.getvalue().splitlines()] == [
        "Đã ghi xong bước 4 cho 0",
        "Đã ghi xong bước 4 cho 1",
        "Đã ghi xong bước 4 cho 0",
    ]
    event = again(plan).events.order_by("-number").first()
    assert (event.step, event.by, event.at) == ("complete", people.bao, NOW + DAY)
    assert again(plan).moved_at == NOW + DAY
    assert "phần mềm ghi theo việc nộp" in event.note
    assert find_break_among(Plan.objects.all()) == ""


def test_until_the_night_the_author_reads_that_nothing_is_to_be_done(people, sign_in):
    plan = a_plan_that_waits_for_the_wall(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    page = text_of(sign_in("binh").get(reverse("home:my_plan")))
    assert "Hiện đồng chí không phải niêm yết, không phải làm gì thêm" in page
    assert "nộp chi bộ 01 bản trước hết ngày" not in page
    desk = sign_in("bao").get(reverse("desk:queue"))
    assert list_rows(desk, "<h2>Chờ niêm yết</h2>") == [
        "Trần Thị Bình không còn phải niêm yết: mở ra, ghi nhận xong bước 4"
    ]
    steps.take_step("complete", plan, by=people.actor("bao"), at=NOW)
    assert again(plan).status == Status.POSTED


def close(people):
    by = people.actor("giang")
    year_acts.close_year(people.cycle, "Đã tổng kết", by=by, at=NOW)


def test_in_a_year_that_is_closed_nothing_is_completed_or_asked_again(people):
    waiting = a_plan_that_waits_for_the_wall(people)
    close(people)
    end_post(people)
    assert again(waiting).status == Status.SIGNED
    year_acts.reopen_year(people.cycle, "Nhầm", by=people.actor("giang"), at=NOW)
    complete_lapsed(Plan.objects.all(), by=people.actor("giang"), at=NOW)
    assert again(waiting).status == Status.POSTED
    close(people)
    give_post_back(people)
    assert again(waiting).status == Status.POSTED


# --- what ended the post is undone ----------------------------------------------------


def cancel_movement_of(people, at=NOW):
    movement = Movement.objects.get(member=people.binh)
    cancel_movement(movement, reason="Nhầm", by=people.actor("giang"), at=at)


def undo_decision(people, at=NOW):
    (act,) = Reorganisation.objects.all()
    undo_reorganisation(act, by=people.actor("giang"), at=at, because="Nhầm")


def give_post_back(people, at=NOW):
    """Its end was a mistake: the row holds again."""
    post, by = post_of(people), people.actor("giang")
    redate_row(post, reason="Nhầm", by=by, at=at, until=None)


def prolong_post(people, at=NOW):
    """Chosen again on the very day on which the term ended, which is recorded later."""
    how = {"by": people.actor("giang"), "at": at, "since": TODAY}
    appoint_member(people.binh, "secretary", cell=people.cell, **how)


WAYS_BACK = {
    "ended": give_post_back,
    "ended, chosen again": prolong_post,
    "dated anew": give_post_back,
    "merged": undo_decision,
    "dissolved": undo_decision,
    "moved": cancel_movement_of,
    "sent": cancel_movement_of,
    "died": cancel_movement_of,
    "left": cancel_movement_of,
}


@pytest.mark.parametrize("way", WAYS_BACK)
def test_undone_the_completion_is_taken_back_and_the_plan_waits_for_the_wall(
    people, way
):
    plan = a_plan_that_waits_for_the_wall(people)
    WAYS_TO_END[way.split(",")[0]](people)
    completed = plan.events.get(step="complete")
    WAYS_BACK[way](people)
    plan = again(plan)
    assert (plan.status, plan.cell) == (Status.SIGNED, people.cell)
    event = plan.events.order_by("-number").first()
    assert (event.step, event.takes_back, event.reason, event.by) == (
        "take_back",
        completed.number,
        "complete",
        people.giang,
    )
    assert "vẫn phải niêm yết" in event.note
    assert list_postings_due(people.binh, TODAY) == [(plan, date(2026, 3, 15))]
    steps.record_posting(plan, by=people.actor("bao"), at=NOW, **WHERE)
    assert again(plan).status == Status.POSTED
    assert find_break_among(Plan.objects.all()) == ""


def test_home_and_desk_say_again_that_it_has_to_be_posted(people, sign_in):
    plan = a_plan_that_waits_for_the_wall(people)
    end_post(people)
    give_post_back(people)
    page = text_of(sign_in("binh").get(reverse("home:my_plan")))
    assert "niêm yết" in page and "Đã xong cả bốn bước" not in page
    assert "vẫn phải niêm yết" in page
    desk = sign_in("bao").get(reverse("desk:queue"))
    assert len(list_rows(desk, "<h2>Chờ niêm yết</h2>")) == 1
    log = text_of(sign_in("bao").get(reverse("review:plan", args=[plan.pk])))
    assert "rút lại việc ghi xong bước 4" in log


def test_figures_count_it_completed_on_the_days_between_alone(people):
    plan = a_plan_that_waits_for_the_wall(people)
    end_appointment(post_of(people), TODAY, by=people.actor("giang"), at=NOW)

    def count(on):
        rows = count_rates([Cut([people.cell.pk], on, people.cycle)])
        return [(row.counts["completed"], row.counts["posted"]) for row in rows]

    redate = {"reason": "Nhầm", "by": people.actor("giang", TODAY + 2 * DAY)}
    redate_row(post_of(people), at=NOW + 2 * DAY, until=None, **redate)
    assert [count(TODAY + days * DAY) for days in (0, 1, 2)] == [
        [(1, 1)],
        [(1, 1)],
        [(0, 0)],
    ]
    plan = again(plan)
    assert (plan.status, plan.moved_at) == (Status.SIGNED, NOW + 2 * DAY)


def test_who_is_head_anew_after_a_day_between_stays_through(people):
    """Ended on the tenth, a head again since the eleventh."""
    plan = a_plan_that_waits_for_the_wall(people)
    end_post(people)
    make_head(people, "binh", since=TODAY + DAY)
    by = people.actor("giang", TODAY + DAY)
    how = {"role": "inspector", "committee": people.ward, "since": TODAY}
    appoint_member(people.binh, by=by, at=NOW + DAY, **how)
    assert again(plan).status == Status.POSTED


def appoint_inspector(people):
    how = {"role": "inspector", "committee": people.ward, "since": TODAY}
    appoint_member(people.binh, by=people.actor("giang"), at=NOW, **how)


def test_an_act_that_makes_nobody_a_head_again_changes_nothing(people):
    plan = a_plan_that_waits_for_the_wall(people)
    end_post(people)
    appoint_inspector(people)
    assert again(plan).status == Status.POSTED
    assert not plan.events.filter(step="take_back").exists()


def test_who_became_head_on_the_day_of_filing_is_asked_again(people):
    Appointment.objects.filter(member=people.binh).update(since=TODAY)
    plan = a_plan_that_waits_for_the_wall(people)
    tomorrow = people.actor("giang", TODAY + DAY)
    end_appointment(post_of(people), TODAY + DAY, by=tomorrow, at=NOW + DAY)
    assert again(plan).status == Status.POSTED
    redate = {"reason": "Nhầm", "by": tomorrow, "at": NOW + DAY}
    redate_row(post_of(people), until=None, **redate)
    assert again(plan).status == Status.SIGNED


def test_who_was_head_when_the_filing_was_recorded_is_asked_again(people):
    """Handed in on the fifth, recorded on the tenth, when the posting was asked."""
    Appointment.objects.filter(member=people.binh).update(since=TODAY - 2 * DAY)
    plan = a_plan_at("signed", people, of="binh", reviewer="bao", at=NOW - 6 * DAY)
    bao = people.actor("bao")
    steps.record_filing(plan, by=bao, at=NOW, filed_on=TODAY - 5 * DAY)
    end_post(people)
    assert again(plan).status == Status.POSTED
    give_post_back(people)
    assert again(plan).status == Status.SIGNED


def test_what_somebody_completed_by_hand_since_stays_through(people):
    """The first completion was taken back; the term ran out once more, and the desk
    recorded the end of step four."""
    plan = a_plan_that_waits_for_the_wall(people)
    end_post(people)
    give_post_back(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    steps.take_step("complete", again(plan), by=people.actor("bao"), at=NOW)
    give_post_back(people)
    assert again(plan).status == Status.POSTED
    assert plan.events.filter(step="take_back").count() == 1


def file_anew(plan, people):
    """Recalled by the ward, signed and filed again."""
    giang, binh, bao = (people.actor(name) for name in ("giang", "binh", "bao"))
    said = {"reason": "vague", "note": "Rõ hơn"}
    steps.take_step("recall", again(plan), by=giang, at=NOW, **said)
    plan.remarks.update(answer="Đã sửa", answered_at=NOW)
    steps.take_step("sign", again(plan), by=binh, at=NOW)
    steps.record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)


def test_what_was_filed_anew_by_no_head_stays_through(people):
    """The completion of the revision before is none of this one."""
    plan = a_plan_that_waits_for_the_wall(people)
    end_post(people)
    file_anew(plan, people)
    assert again(plan).status == Status.POSTED
    give_post_back(people)
    assert again(plan).status == Status.POSTED


def test_who_became_head_between_two_revisions_is_asked_again(people):
    """By the filing of the newer one."""
    Appointment.objects.filter(member=people.binh).update(since=TODAY - 2 * DAY)
    plan = a_plan_at("signed", people, of="binh", reviewer="bao", at=NOW - 6 * DAY)
    bao = people.actor("bao")
    steps.record_filing(plan, by=bao, at=NOW - 6 * DAY, filed_on=TODAY - 6 * DAY)
    file_anew(plan, people)
    end_post(people)
    assert again(plan).status == Status.POSTED
    give_post_back(people)
    assert again(plan).status == Status.SIGNED


def test_who_was_no_head_when_they_filed_stays_through(people):
    """An filed as a member; that he was head since before is put right later."""
    plan = a_plan_at("posted", people)
    post = make_head(people, since=TODAY)
    redate = {"reason": "Nhầm", "by": people.actor("giang"), "at": NOW}
    redate_row(post, since=TODAY - 5 * DAY, **redate)
    assert again(plan).status == Status.POSTED


# --- who is head stays so, elsewhere --------------------------------------------------


def test_who_is_head_of_the_merged_cell_posts_there_and_the_paper_stays(people):
    plan = a_plan_that_waits_for_the_wall(people)
    applied(
        people,
        a_merger_of_both(
            people, "Chi bộ 16", secretary=people.binh.pk, deputies=[people.chi.pk]
        ),
    )
    plan = again(plan)
    assert (plan.status, plan.cell) == (Status.SIGNED, people.cell)
    with pytest.raises(PermissionDenied):
        steps.record_posting(plan, by=people.actor("dung"), at=NOW, **WHERE)
    steps.record_posting(plan, by=people.actor("chi"), at=NOW, **WHERE)
    assert (again(plan).status, again(plan).cell) == (Status.POSTED, people.cell)


# --- how a post begins ----------------------------------------------------------------


def test_who_becomes_head_afterwards_has_a_posting_due_and_stays_completed(
    people, sign_in
):
    plan = a_plan_at("posted", people)
    assert list_postings_due(people.an, TODAY) == []
    make_head(people, since=TODAY)
    late = "còn niêm yết trước hết ngày 15/03/2026"
    assert again(plan).status == Status.POSTED
    assert list_postings_due(people.an, TODAY) == [(plan, date(2026, 3, 15))]
    page = text_of(sign_in("an").get(reverse("home:my_plan")))
    assert "Chờ niêm yết công khai" in page
    assert "Nộp ngày 10/02/2026 · " + late in page
    assert "Đã xong cả bốn bước" not in page
    assert list_rows(sign_in("binh").get("/gop-y/"), "<h2>Chờ niêm yết</h2>") == [
        f"Nguyễn Văn An {late}"
    ]
    person = sign_in("giang").get(reverse("person:person", args=[people.an.pk]))
    assert "kế hoạch năm 2026 " + late in text_of(person)
    review = text_of(sign_in("binh").get(reverse("review:plan", args=[plan.pk])))
    assert "Đã nộp, còn niêm yết" in review
    assert f"{late} (là người đứng đầu từ 10/02/2026)" in review
    roster = text_of(sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk])))
    assert "Đã nộp, còn niêm yết" in roster
    assert "Đã nộp, chưa niêm yết" in text_of(open_names(sign_in))


def test_of_a_closed_year_no_head_is_asked_to_hang_up_a_plan(people, sign_in):
    plan = a_plan_at("posted", people)
    make_head(people, since=TODAY)
    Cycle.objects.update(closed_on=TODAY)
    assert list_postings_due(people.an, TODAY) == []
    pages = [
        sign_in("an").get(reverse("home:my_plan")),
        sign_in("binh").get(reverse("desk:queue")),
        sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk])),
        sign_in("binh").get(reverse("review:plan", args=[plan.pk])),
        sign_in("giang").get(reverse("person:person", args=[people.an.pk])),
        open_names(sign_in),
    ]
    for page in pages:
        assert page.status_code == 200 and "còn niêm yết" not in text_of(page)
    assert "Nguyễn Văn An" in text_of(pages[-1])


def open_names(sign_in):
    """The names behind the figure of heads whose plans do not hang."""
    asked = {"figure": "heads_unposted", "cycle": 2026}
    return sign_in("giang").get(reverse("names:figure"), asked)


def test_the_posting_of_a_plan_that_is_through_is_recorded_once_and_taken_back(
    people, sign_in
):
    plan, binh = a_plan_at("posted", people), people.actor("binh")
    with pytest.raises(NotReady):
        steps.record_posting(plan, by=binh, at=NOW, **WHERE)
    make_head(people)
    client = sign_in("binh")
    sent = {"key": "00000000-0000-4000-8000-000000000001", "seen": plan.revision}
    sent |= {"place": "Nhà văn hóa", "posted_by": "Bảo"}
    sent |= {"since": "10/02/2026", "until": "12/03/2026"}
    for _ in range(2):
        client.post(reverse("record:record_posting", args=[plan.pk]), sent)
    event = plan.events.order_by("-number").first()
    assert (event.step, event.from_status, event.to_status) == (
        "post",
        "posted",
        "posted",
    )
    assert plan.postings.count() == 1
    assert plan.events.filter(step="complete").count() == 1
    assert list_postings_due(people.an, TODAY) == []
    assert "Đã xong cả bốn bước" in text_of(sign_in("an").get(reverse("home:my_plan")))
    taking_back.take_back(again(plan), event.number, by=binh, at=NOW, note="Nhầm")
    assert again(plan).status == Status.POSTED
    assert list_postings_due(people.an, TODAY) == [(plan, date(2026, 3, 15))]
    assert find_break_among(Plan.objects.all()) == ""


def test_the_duty_that_arose_lapses_with_the_post_again(people):
    plan = a_plan_at("posted", people)
    post = make_head(people, since=TODAY - DAY)
    end_appointment(post, TODAY, by=people.actor("giang"), at=NOW)
    assert list_postings_due(people.an, TODAY) == []
    assert plan.events.filter(step="complete").count() == 1


def test_who_came_back_has_thirty_days_for_the_posting_too_on_every_page(
    people, sign_in
):
    plan = a_plan_that_waits_for_the_wall(people)
    an_exemption(people.binh, since=date(2025, 5, 1), until=date(2026, 3, 1))
    late = "còn niêm yết trước hết ngày 31/03/2026"
    with time_machine.travel(NOW + 20 * DAY):
        assert late in text_of(sign_in("binh").get(reverse("home:my_plan")))
        desk = sign_in("bao").get(reverse("desk:queue"))
        assert list_rows(desk, "<h2>Chờ niêm yết</h2>") == [f"Trần Thị Bình {late}"]
        review = sign_in("bao").get(reverse("review:plan", args=[plan.pk]))
        assert late in text_of(review)
        person = sign_in("giang").get(reverse("person:person", args=[people.binh.pk]))
        assert late in text_of(person)


# (the head posts of An: from when to when; the last day to hang the plan up)
STRETCHES = {
    "for years": ([(date(2010, 1, 1), None)], date(2026, 3, 15)),
    "just in time": ([(date(2026, 2, 13), None)], date(2026, 3, 15)),
    "a day later": ([(date(2026, 2, 14), None)], date(2026, 3, 16)),
    "after the day": ([(date(2026, 4, 1), None)], date(2026, 5, 1)),
    "appointed again without a break": (
        [(date(2010, 1, 1), date(2026, 4, 1)), (date(2026, 4, 1), None)],
        date(2026, 3, 15),
    ),
    "appointed again after a day": (
        [(date(2010, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), None)],
        date(2026, 5, 1),
    ),
    "no more": ([(date(2010, 1, 1), date(2026, 4, 1))], None),
}


@pytest.mark.parametrize("case", STRETCHES)
def test_a_head_has_thirty_days_from_becoming_it(people, case):
    rows, day = STRETCHES[case]
    plan = a_plan_at("posted", people)
    for since, until in rows:
        post = make_head(people, since=since)
        Appointment.objects.filter(pk=post.pk).update(until=until)
    found = list_postings_due(people.an, date(2026, 4, 1))
    assert found == ([] if day is None else [(plan, day)])
    papers = read_papers(plan, date(2026, 4, 1))
    assert papers.is_posting_due == (day is not None)
