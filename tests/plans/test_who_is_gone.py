"""Who is gone is gone: nothing is done by, for or in the name of an author who belongs
to no cell today; a paper from before is still filed."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cells.models import Membership
from plans import remarks
from plans.form import autosave
from plans.models import Assistance, Plan, PlanEvent, Status
from plans.pages.control import follow_up, requests
from plans.pages.desk import pile
from plans.pages.desk.desk import read_desk
from plans.refusals import NotReady, PlanMoved
from plans.workflow import (
    assistances,
    disputes,
    objections,
    printing,
    steps,
    taking_back,
    verdicts,
    wall,
)
from plans.workflow.steps import STEPS
from tests.people import EVERYBODY, NOW, TODAY, a_plan_at, again, section_of
from tests.plans.browsing import text_of
from tests.plans.gone import BEFORE, LEFT_ON, WAYS, Ending, leave
from tests.plans.typed import begin_typing

pytestmark = pytest.mark.django_db

# Who may record a paper from before where the plan stands; nothing else is open.
OF_PAPERS = {
    "draft": {},
    "cell_review": {},
    "finalizing": {"binh": ["sign"], "bao": ["sign"]},
    "signed": {"binh": ["complete"], "bao": ["complete"]},
    "posted": {},
}


@pytest.mark.parametrize("ending", WAYS)
@pytest.mark.parametrize("status", Status.values)
def test_only_papers_of_somebody_who_is_gone_are_recorded(people, status, ending):
    plan = a_plan_at(status, people)
    leave(people.an, ending)
    offered = {}
    for name in EVERYBODY:
        names = steps.list_open_steps(again(plan), people.actor(name))
        if names:
            offered[name] = names
    assert offered == OF_PAPERS[status]


@pytest.mark.parametrize("status", Status.values)
def test_no_step_is_taken_by_or_for_somebody_who_is_gone(people, status):
    """Neither what was open before nor anything else; all that a step might ask for is
    sent along."""
    plan = a_plan_at(status, people)
    leave(people.an)
    before = list(Plan.objects.values()), PlanEvent.objects.count()
    said = {"reason": "vague", "note": "Ghi rõ", "signed_on": TODAY}
    for name in EVERYBODY:
        for step in STEPS:
            if step == "complete":
                continue
            with pytest.raises((PermissionDenied, NotReady, PlanMoved)):
                steps.take_step(
                    step, again(plan), by=people.actor(name), at=NOW, **said
                )
    assert (list(Plan.objects.values()), PlanEvent.objects.count()) == before


def test_the_words_of_a_refusal_tell_what_happened(people):
    plan = a_plan_at("cell_review", people)
    leave(people.an, Ending.SENT)
    with pytest.raises(NotReady) as refused:
        steps.take_step("agree", plan, by=people.actor("binh"), at=NOW)
    assert refused.value.missing == [
        "Đ/c Nguyễn Văn An đã chuyển đến Đảng bộ xã Yên Viên ngày 05/02/2026, nên bản "
        "này không làm bước nào nữa."
    ]


# --- a paper from before --------------------------------------------------------------


def test_a_paper_signed_and_handed_in_before_is_recorded_afterwards(people):
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    leave(people.an)
    steps.take_step("sign", plan, by=binh, at=NOW, signed_on=BEFORE)
    steps.record_filing(again(plan), by=binh, at=NOW, filed_on=BEFORE)
    assert again(plan).status == Status.POSTED


@pytest.mark.parametrize("day", [LEFT_ON, TODAY])
def test_nobody_signs_or_files_from_the_day_of_leaving_on(people, day):
    binh = people.actor("binh")
    inked, signed = a_plan_at("finalizing", people), a_plan_at("signed", people, "dung")
    leave(people.an)
    leave(people.dung)
    with pytest.raises(NotReady, match="từ trần ngày 05/02/2026: chỉ ghi được giấy"):
        steps.take_step("sign", inked, by=binh, at=NOW, signed_on=day)
    with pytest.raises(NotReady, match="từ trần ngày 05/02/2026: chỉ ghi được giấy"):
        steps.record_filing(signed, by=binh, at=NOW, filed_on=day)
    assert [again(plan).status for plan in (inked, signed)] == ["finalizing", "signed"]


def test_who_left_and_came_back_goes_on(people):
    plan = a_plan_at("cell_review", people)
    leave(people.an, Ending.SENT)
    Membership.objects.create(
        member=people.an, cell=people.cell, origin="received", since=TODAY
    )
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    inked = people.actor("bao")
    steps.take_step("sign", again(plan), by=inked, at=NOW, signed_on=LEFT_ON)
    assert again(plan).status == Status.SIGNED


def test_what_was_recorded_by_mistake_is_taken_back_and_what_hangs_taken_down(people):
    binh, bao = people.actor("binh"), people.actor("bao")
    agreed = a_plan_at("finalizing", people)
    posted = a_plan_at("signed", people, "binh", reviewer="bao")
    steps.record_posting(
        posted,
        by=bao,
        at=NOW,
        place="Nhà văn hóa",
        since=TODAY,
        until=TODAY,
        posted_by="Bảo",
    )
    number = agreed.events.get(step="agree").number
    leave(people.an)
    taking_back.take_back(again(agreed), number, by=binh, at=NOW, note="Nhầm người")
    assert again(agreed).status == Status.CELL_REVIEW
    leave(people.binh)
    wall.take_down_posting(
        again(posted), by=bao, at=NOW, taken_down_on=TODAY, taken_down_by="Bảo"
    )
    assert posted.postings.get().taken_down_on == TODAY


def test_who_is_gone_takes_nothing_back(people):
    plan = a_plan_at("signed", people)
    number = plan.events.get(step="sign").number
    leave(people.an, Ending.LEFT)
    with pytest.raises(PermissionDenied):
        taking_back.take_back(
            again(plan), number, by=people.actor("an"), at=NOW, note="Nhầm"
        )
    taking_back.take_back(
        again(plan), number, by=people.actor("giang"), at=NOW, note="Nhầm"
    )


# --- beside the steps -----------------------------------------------------------------


def test_who_is_gone_writes_nothing_and_nobody_writes_for_them(people):
    plan, dung = begin_typing(people, "an", helper="dung"), people.actor("dung")
    assert Plan.objects.written_by(dung).exists()
    leave(people.an, Ending.LEFT)
    plan, an, binh = again(plan), people.actor("an"), people.actor("binh")
    words = {"text": "Viết tiếp"}
    section = section_of(plan)
    writes = [
        lambda: autosave.save_text(plan, section, words, version=1, by=an, at=NOW),
        lambda: autosave.save_text(plan, section, words, version=1, by=dung, at=NOW),
        lambda: autosave.save_self_check(plan, 1, {}, version=0, by=an),
        lambda: assistances.begin_assistance(
            plan, people.bao, Assistance.Source.SHEET, by=binh, at=NOW
        ),
        lambda: steps.begin_plan(people.an, people.cycle, people.cell, by=an, at=NOW),
    ]
    for write in writes:
        with pytest.raises(PermissionDenied):
            write()
    assert not Plan.objects.written_by(dung).exists()


def test_nothing_else_is_done_with_the_plan_of_somebody_who_is_gone(people):
    plan = a_plan_at("cell_review", people)
    inked = a_plan_at("finalizing", people, "dung")
    leave(people.an)
    leave(people.dung)
    key = uuid.UUID(int=1)
    for name in ("dung", "binh", "giang"):
        with pytest.raises(PermissionDenied):
            remarks.make_remark(
                again(plan),
                by=people.actor(name),
                at=NOW,
                reason="vague",
                text="Bao nhiêu?",
                key=key,
            )
    with pytest.raises(PermissionDenied):
        printing.print_for_signing(again(inked), by=people.actor("binh"), at=NOW)
    with pytest.raises(PermissionDenied):
        objections.object_to_deeds(again(inked), by=people.actor("dung"), at=NOW)
    with pytest.raises(PermissionDenied):
        verdicts.record_verdict(
            again(inked), by=people.actor("giang"), at=NOW, key=key, seen=1
        )


# --- the lists ------------------------------------------------------------------------


def lists_of(people):
    """{list: names of authors} of what lies before Bình, Dung and Giang."""
    binh, dung, giang = (people.actor(name) for name in ("binh", "dung", "giang"))
    desk = read_desk(binh)
    return {
        "pile": names_of(pile.find_pile(binh)),
        "fellows": names_of(pile.find_plans_of_fellows(dung)),
        "returned": [row["member__full_name"] for row in desk.returned],
        "ink": [row["member__full_name"] for row in desk.ink],
        "confirmed": [row["member__full_name"] for row in desk.confirmed],
        "unsent": [row["full_name"] for row in desk.unsent],
        "control": names_of(requests.find_watched(giang)),
        "followed": names_of(follow_up.find_followed(giang)),
        "disputed": [row.by.full_name for row in disputes.find_disputes_before(giang)],
    }


def names_of(plans):
    return [plan.member.full_name for plan in plans]


WHERE = {
    "draft": ["unsent"],
    "cell_review": ["pile", "fellows", "control"],
    "finalizing": ["ink", "control"],
    "signed": ["confirmed", "control"],
    "posted": ["control"],
}


@pytest.mark.parametrize("status", Status.values)
def test_who_is_gone_is_in_no_list(people, status):
    a_plan_at(status, people)
    found = lists_of(people)
    name = "Nguyễn Văn An"
    assert [one for one, names in found.items() if name in names] == WHERE[status]
    leave(people.an)
    assert not [one for one, names in lists_of(people).items() if name in names]


def test_nobody_follows_up_what_was_asked_of_somebody_who_is_gone(people):
    plan, giang = a_plan_at("signed", people), people.actor("giang")
    steps.take_step("recall", plan, by=giang, at=NOW, reason="vague", note="Ghi rõ")
    said = plan.remarks.get()
    remarks.answer_remark(said, "Đủ rõ.", by=people.actor("an"), at=NOW)
    disputes.dispute_remark(said, by=people.actor("an"), at=NOW)
    found = lists_of(people)
    assert (found["followed"], len(found["disputed"])) == (["Nguyễn Văn An"], 1)
    leave(people.an)
    found = lists_of(people)
    assert (found["followed"], found["disputed"]) == ([], [])


def test_a_returned_plan_of_somebody_who_is_gone_is_not_waited_for(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    steps.take_step("return", plan, by=binh, at=NOW, note="Ghi rõ")
    assert lists_of(people)["returned"] == ["Nguyễn Văn An"]
    leave(people.an)
    assert lists_of(people)["returned"] == []


def test_an_objection_of_somebody_who_is_gone_waits_for_nobody(people):
    plan = a_plan_at("finalizing", people)
    by = people.actor("binh")
    steps.take_step("sign", plan, by=by, at=NOW, signed_on=BEFORE)
    objections.object_to_deeds(again(plan), by=people.actor("an"), at=NOW)
    assert len(read_desk(people.actor("bao")).objected) == 1
    leave(people.an)
    assert read_desk(people.actor("bao")).objected == []


def test_of_many_copies_the_one_of_somebody_who_is_gone_is_told(people, sign_in):
    """The page was opened before the death was recorded."""
    gone, here = a_plan_at("signed", people), a_plan_at("signed", people, "dung")
    inked = a_plan_at("finalizing", people, "bao")
    leave(people.an)
    leave(people.bao)
    client = sign_in("binh")
    sent = {
        "key": uuid.uuid4(),
        "copies": [f"{plan.pk}-{plan.revision}" for plan in (gone, here)],
        "day": "10/02/2026",
        f"ky-{inked.pk}-{inked.revision}": "10/02/2026",
    }
    client.post(reverse("record:record_copies"), sent)
    words = text_of(client.get(reverse("desk:queue")))
    assert "Đã ghi nhận 01 bản: Phạm Thị Dung." in words
    gone_words = "đã từ trần ngày 05/02/2026: chỉ ghi được giấy ký, nộp trước ngày ấy."
    for name in ("Nguyễn Văn An", "Vũ Gia Bảo"):
        assert f"chưa ghi nhận bản của đ/c {name}: Đ/c {name} {gone_words}" in words
    statuses = [again(plan).status for plan in (gone, here, inked)]
    assert statuses == ["signed", "posted", "finalizing"]


def test_the_ward_is_told_of_whom_it_asks_for_nothing_any_more(people):
    plan = a_plan_at("signed", people)
    leave(people.an)
    said = {"seen": plan.revision, "status": "signed"}
    with pytest.raises(NotReady, match="từ trần ngày 05/02/2026"):
        requests.ask_for_changes(
            again(plan),
            by=people.actor("giang"),
            at=NOW,
            key=uuid.uuid4(),
            reason="vague",
            note="Ghi rõ",
            **said,
        )


# --- what they and others read --------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending.LEFT, "Đồng chí đã ra khỏi Đảng ngày 05/02/2026"),
        (Ending.SENT, "Đồng chí đã chuyển đến Đảng bộ xã Yên Viên ngày 05/02/2026"),
    ],
)
def test_who_left_reads_what_is_their_own_and_nothing_is_asked(
    people, sign_in, ending, words
):
    plan = a_plan_at("finalizing", people)
    leave(people.an, ending)
    client = sign_in("an")
    first = text_of(client.get(reverse("home:my_plan")))
    assert words in first and "Ở đây đồng chí chỉ đọc, in được" in first
    assert "Kế hoạch đã có ở đây" in first and "Việc cần làm" not in first
    read = text_of(client.get(reverse("editor:read_back", args=[plan.pk])))
    assert "Đọc hết chuyên đề năm" in read and "Gửi chi bộ" not in read
    assert client.get(reverse("prints:print_plan", args=[plan.pk])).status_code == 200
    written_on = reverse("editor:read_back", args=[plan.pk])
    assert client.get(reverse("editor:edit", args=[plan.pk])).url == written_on
    section = reverse("editor:section", args=[plan.pk, "political"])
    assert client.get(section).status_code == 404
    home = reverse("home:my_plan")
    assert client.get(reverse("sign:sign", args=[plan.pk])).url == home


def test_the_page_of_a_plan_offers_what_is_left(people, sign_in):
    plan = a_plan_at("signed", people)
    leave(people.an)
    response = sign_in("binh").get(f"/ke-hoach/{plan.pk}/")
    assert "Đồng chí đã từ trần ngày 05/02/2026. Bản này chỉ đọc" in text_of(response)
    page = response.content.decode()
    assert 'name="filed_on"' in page
    assert 'value="10/02/2026"' not in page
