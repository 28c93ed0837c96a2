"""A year is closed and opened again: who may, what is recorded, and what nobody does in
it meanwhile."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from plans import permissions, remarks
from plans.form import autosave, year_acts
from plans.models import Cycle, Plan, Posting, Remark, Status, YearRecord
from plans.refusals import YearClosed
from plans.workflow import (
    assistances,
    objections,
    printing,
    steps,
    taking_back,
    verdicts,
    wall,
)
from tests.factories import CommitteeFactory, CycleFactory
from tests.people import (
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    again,
    put_into,
    section_of,
    text_in,
)

pytestmark = pytest.mark.django_db
REASON = "Đã tổng kết năm"


def close(people, cycle=None, at=NOW):
    year_acts.close_year(cycle or people.cycle, REASON, by=people.actor("giang"), at=at)


def reopen(people):
    year_acts.reopen_year(people.cycle, "Đóng nhầm", by=people.actor("giang"), at=NOW)


def told(record):
    return [(change["label"], change["after"]) for change in record.changes]


# --- the acts -------------------------------------------------------------------------


def test_what_was_not_finished_is_recorded_and_stays_as_it_stands(people):
    for name, status in (
        ("an", "draft"),
        ("dung", "cell_review"),
        ("chi", "draft"),
        ("bao", "signed"),
    ):
        a_plan_at(status, people, name)
    a_plan_at("posted", people, "giang", reviewer="chi", filer="chi")
    before = list(Plan.objects.order_by("pk").values())
    close(people)
    people.cycle.refresh_from_db()
    assert people.cycle.closed_on == TODAY and not people.cycle.is_under_way
    [record] = YearRecord.objects.all()
    assert (record.kind, record.by, record.at) == ("closed", people.giang, NOW)
    assert told(record) == [
        ("lý do", REASON),
        ("kế hoạch chưa xong", "4 (Đang viết 2, Chi bộ góp ý 1, Đã ký 1)"),
    ]
    assert list(Plan.objects.order_by("pk").values()) == before


def test_of_a_finished_year_it_is_said_that_nothing_is_left(people):
    close(people)
    record = YearRecord.objects.get()
    assert told(record)[1] == ("kế hoạch chưa xong", "không còn bản nào")


def test_a_year_that_is_opened_again_goes_on(people):
    plan = a_plan_at("cell_review", people)
    close(people)
    reopen(people)
    assert again(plan).goes_on_here
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    kinds = YearRecord.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["closed", "reopened"]
    assert told(YearRecord.objects.get(kind="reopened")) == [("lý do", "Đóng nhầm")]


def test_twice_is_once(people):
    reopen(people)
    assert not YearRecord.objects.exists()
    close(people)
    close(people, at=NOW + datetime.timedelta(days=3))
    assert Cycle.objects.get().closed_on == TODAY
    assert YearRecord.objects.count() == 1


def test_the_year_of_another_ward_and_another_year_are_another_matter(people):
    theirs = CycleFactory(committee=CommitteeFactory(), year=2026)
    older = CycleFactory(committee=people.ward, year=2025)
    close(people)
    assert set(Cycle.objects.under_way()) == {theirs, older}
    for other in (theirs, older):
        assert not year_acts.list_records(other)
    Cycle.objects.update(closed_on=TODAY)
    reopen(people)
    assert list(Cycle.objects.under_way()) == [people.cycle]


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "em", "quan"])
def test_nobody_but_who_keeps_the_year_closes_or_opens_it(people, name):
    by = people.actor(name)
    with pytest.raises(PermissionDenied):
        year_acts.close_year(people.cycle, REASON, by=by, at=NOW)
    close(people)
    with pytest.raises(PermissionDenied):
        year_acts.reopen_year(people.cycle, REASON, by=by, at=NOW)
    assert YearRecord.objects.count() == 1


def test_what_is_unfinished_is_counted_by_cell_and_by_year(people):
    for name in ("an", "dung", "chi"):
        a_plan(people, name)
    a_plan_at("posted", people, "bao")
    older = CycleFactory(committee=people.ward, year=2025)
    plan = a_plan(people, "giang")
    put_into(plan, older)
    assert year_acts.count_unfinished_by_cell(people.cycle) == [
        ("Chi bộ 7", 2),
        ("Chi bộ 9", 1),
    ]
    Plan.objects.filter(member=people.dung).update(cell=people.other_cell)
    assert year_acts.count_unfinished_by_cell(people.cycle) == [
        ("Chi bộ 9", 2),
        ("Chi bộ 7", 1),
    ]
    assert year_acts.count_unfinished_by_year(people.ward) == [(2025, 1), (2026, 3)]
    close(people, older)
    assert year_acts.count_unfinished_by_year(people.ward) == [(2026, 3)]


# --- what nobody does in a closed year ------------------------------------------------


def save(people, plan):
    autosave.save_text(
        plan,
        section_of(plan),
        {"text": "Khác hẳn"},
        version=1,
        by=people.actor("an"),
        at=NOW,
    )


def step(name, who, **details):
    def take(people, plan):
        steps.take_step(name, plan, by=people.actor(who), at=NOW, **details)

    return take


def remark(people, plan):
    remarks.make_remark(
        plan,
        by=people.actor("binh"),
        at=NOW,
        reason="vague",
        text="Ghi rõ",
        key="7f1c4b0c-0000-4000-8000-000000000001",
    )


def file(people, plan):
    steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)


def type_for(people, plan):
    assistances.begin_assistance(
        plan, people.dung, "sheet", by=people.actor("an"), at=NOW
    )


def print_it(people, plan):
    printing.print_for_signing(plan, by=people.actor("an"), at=NOW)


def take_back(people, plan):
    last = plan.events.order_by("-number").first()
    taking_back.take_back(
        plan, last.number, by=people.actor("giang"), at=NOW, note="Nhầm"
    )


def object_to(people, plan):
    objections.object_to_deeds(plan, by=people.actor("an"), at=NOW)


def say_met(people, plan):
    verdicts.record_verdict(
        plan, by=people.actor("giang"), at=NOW, key=None, seen=plan.revision
    )


def check_oneself(people, plan):
    autosave.save_self_check(plan, 1, {}, version=0, by=people.actor("an"))


REFUSED = [
    ("draft", save),
    ("draft", step("submit", "an")),
    ("draft", type_for),
    ("draft", check_oneself),
    ("cell_review", remark),
    ("cell_review", step("withdraw", "an")),
    ("cell_review", step("agree", "binh")),
    ("cell_review", step("return", "binh", note="Sửa lại")),
    ("cell_review", object_to),
    ("finalizing", save),
    ("finalizing", step("sign", "an")),
    ("finalizing", step("resubmit", "an")),
    ("finalizing", print_it),
    ("finalizing", take_back),
    ("signed", file),
    ("signed", step("recall", "giang", reason="vague", note="Ghi rõ")),
    ("posted", step("recall", "giang", reason="vague", note="Ghi rõ")),
    ("posted", take_back),
    ("posted", say_met),
]


@pytest.mark.parametrize("is_stale", [False, True], ids=["seen", "stale"])
@pytest.mark.parametrize("status, act", REFUSED)
def test_nothing_is_done_in_a_closed_year_and_it_is_said_why(
    people, status, act, is_stale
):
    """A page from before the year was closed holds a plan whose year is open."""
    plan = a_plan_at(status, people)
    if not is_stale:
        close(people)
        plan = again(plan)
    else:
        permissions.capacities_of(people.actor("an"), plan)
        assert plan.goes_on_here
        close(people)
    before = list(Plan.objects.values()), plan.events.count(), text_in(plan)
    with pytest.raises(YearClosed) as refused:
        act(people, plan)
    assert str(refused.value).startswith("Năm 2026 đã đóng từ ngày 10/02/2026")
    assert (list(Plan.objects.values()), plan.events.count(), text_in(plan)) == before
    assert not Remark.objects.exists()


def test_the_year_with_which_a_plan_ends_decides(people):
    """Not the one in which it was begun."""
    plan = a_plan_at("cell_review", people)
    elsewhere = CycleFactory(committee=CommitteeFactory(), year=2026)
    Plan.objects.update(ends_with=elsewhere)
    close(people)
    assert again(plan).goes_on_here
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    reopen(people)
    assert year_acts.count_unfinished_by_year(people.ward) == []
    assert year_acts.count_unfinished_by_year(elsewhere.committee) == [(2026, 1)]
    seen = Plan.objects.with_related().get()
    Cycle.objects.filter(pk=elsewhere.pk).update(closed_on=TODAY)
    for one in (seen, again(plan)):
        with pytest.raises(YearClosed):
            steps.take_step("sign", one, by=people.actor("an"), at=NOW)
    assert year_acts.count_unfinished(people.cycle) == {}
    assert year_acts.count_unfinished_by_cell(people.cycle) == []
    assert year_acts.count_unfinished(elsewhere) == {"finalizing": 1}


def test_no_plan_is_begun_in_a_closed_year(people):
    close(people)
    with pytest.raises(YearClosed):
        a_plan(people)
    assert not Plan.objects.exists()


def test_answers_wait_until_the_year_is_opened_again(people):
    plan = a_plan_at("cell_review", people)
    remark(people, plan)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Sửa")
    close(people)
    an, said = people.actor("an"), plan.remarks.get()
    with pytest.raises(YearClosed):
        remarks.answer_remark(said, "Đã sửa", by=an, at=NOW)
    with pytest.raises(YearClosed):
        remarks.tick_remark(said, by=people.actor("binh"), at=NOW)
    reopen(people)
    remarks.answer_remark(plan.remarks.get(), "Đã sửa", by=an, at=NOW)
    assert plan.remarks.get().answer == "Đã sửa"


def test_a_sheet_that_hangs_still_comes_down(people):
    """Chi is a head, and the ward may say it too."""
    plan = a_plan_at("signed", people, "chi", reviewer="giang")
    giang, days = people.actor("giang"), datetime.timedelta(days=30)
    where = {"place": "Nhà văn hóa", "until": TODAY + days, "posted_by": "Ban"}
    steps.record_posting(plan, by=giang, at=NOW, since=TODAY, **where)
    close(people)
    plan = again(plan)
    assert permissions.may_take_down(giang, plan)
    with pytest.raises(YearClosed):
        wall.renew_posting(plan, by=giang, at=NOW, since=TODAY + days * 2, **where)
    wall.take_down_posting(
        plan, by=giang, at=NOW, taken_down_on=TODAY, taken_down_by="Ban"
    )
    assert Posting.objects.get().taken_down_on == TODAY


def test_a_helper_still_hands_back(people):
    plan = a_plan(people)
    type_for(people, plan)
    close(people)
    assert assistances.hand_back(again(plan), by=people.actor("dung"), at=NOW)


def test_it_is_read_as_before(people):
    plan = a_plan_at("cell_review", people)
    readers = [
        n for n in ("an", "binh", "giang", "inh", "chi") if sees(people, n, plan)
    ]
    close(people)
    assert [
        n for n in ("an", "binh", "giang", "inh", "chi") if sees(people, n, plan)
    ] == (readers)
    assert readers == ["an", "binh", "giang", "inh"]
    assert not Plan.objects.reviewable_by(people.actor("binh"))
    assert Status(again(plan).status) == Status.CELL_REVIEW


def sees(people, name, plan):
    return Plan.objects.visible_to(people.actor(name)).filter(pk=plan.pk).exists()
