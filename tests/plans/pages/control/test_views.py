"""The ward's control of content: many plans listed, some asked to be mended, none lost,
all followed up."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from cells.models import Appointment, Cell
from plans import remarks
from plans.models import Cycle, Plan, Remark, Status
from plans.workflow import steps
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, change_first_task
from tests.plans.browsing import list_rows, table_rows, text_of

pytestmark = pytest.mark.django_db

VAGUE = {"deed": "Tích cực tham gia", "expected": "Tốt", "deadline": "Thường xuyên"}


def listed(client, query=""):
    """The names in the list, in their order."""
    page = client.get(f"/kiem-soat/{query}").content.decode()
    return [part.split('"')[0] for part in page.split('aria-label="Chọn ')[1:]]


def vague(people, of):
    plan = a_plan(people, of=of)
    change_first_task(plan, **VAGUE)
    for step, name in (("submit", of), ("agree", "binh"), ("sign", of)):
        steps.take_step(step, again(plan), by=people.actor(name), at=NOW)
    return again(plan)


def composed(client, plans, **common):
    return client.post(
        "/kiem-soat/soan/", {"plans": [plan.pk for plan in plans], **common}
    )


def request_for(plan, key=None, **fields):
    sent = {"key": key or uuid.uuid4(), "seen": plan.revision, "status": plan.status}
    sent |= {
        "reason": "vague",
        "note": f"Ghi rõ, đ/c {plan.member.full_name}",
        **fields,
    }
    return {f"{plan.pk}-{name}": value for name, value in sent.items()}


def ask(client, *requests, plans):
    sent = {name: value for each in requests for name, value in each.items()}
    return client.post(
        "/kiem-soat/gui/", {"plans": [plan.pk for plan in plans], **sent}
    )


# --- the list -------------------------------------------------------------------------


def test_the_list_holds_what_left_its_draft_sorted_by_given_name(people, sign_in):
    for name, status in (
        ("dung", "posted"),
        ("an", "cell_review"),
        ("bao", "finalizing"),
    ):
        a_plan_at(status, people, of=name)
    a_plan(people, of="binh")
    assert listed(sign_in("giang")) == ["Nguyễn Văn An", "Vũ Gia Bảo", "Phạm Thị Dung"]


def test_every_column_of_the_list_row_by_row(people, sign_in):
    """By pk Bình stands before Bảo, by bytes Phạm before Trần before Vũ."""
    for days, (name, status) in enumerate(
        [("dung", "posted"), ("binh", "signed"), ("bao", "finalizing")]
    ):
        plan = a_plan_at(
            status, people, of=name, reviewer="binh" if name != "binh" else "bao"
        )
        Plan.objects.filter(pk=plan.pk).update(moved_at=NOW - timedelta(days=days))
    vague(people, "an")
    a_plan_at("cell_review", people, of="chi")
    assert table_rows(sign_in("giang").get("/kiem-soat/")) == [
        ["Nguyễn Văn An", "Chi bộ 7", "Đã ký", "10/02/2026", "1 việc còn chung chung"],
        ["Vũ Gia Bảo", "Chi bộ 7", "Hoàn thiện", "08/02/2026", "–"],
        ["Trần Thị Bình", "Chi bộ 7", "Đã ký", "09/02/2026", "–"],
        ["Lê Kim Chi", "Chi bộ 9", "Chi bộ góp ý", "10/02/2026", "–"],
        ["Phạm Thị Dung", "Chi bộ 7", "Đã nộp, niêm yết", "10/02/2026", "–"],
    ]


def test_the_list_is_narrowed_by_cell_status_name_and_year(people, sign_in):
    a_plan_at("posted", people, of="dung")
    a_plan_at("cell_review", people, of="an")
    a_plan_at("cell_review", people, of="chi")
    client = sign_in("giang")
    assert listed(client, f"?cell={people.other_cell.pk}") == ["Lê Kim Chi"]
    assert listed(client, "?status=posted") == ["Phạm Thị Dung"]
    assert listed(client, "?q=dung+thi") == ["Phạm Thị Dung"]
    CycleFactory(committee=people.ward, year=2027)
    assert len(listed(client)) == 3
    assert listed(client, "?year=2027") == []
    with time_machine.travel(NOW.replace(year=2027)):
        client = sign_in("giang")
        assert len(listed(client)) == 3
        assert listed(client, "?year=2026&q=an") == ["Nguyễn Văn An"]
        Cycle.objects.filter(year=2026).update(closed_on=TODAY)
        assert listed(client) == []
        shown = text_of(client.get("/kiem-soat/?year=2026&q=an"))
        assert "Nguyễn Văn An" in shown and "năm đã đóng" in shown
        assert "Soạn yêu cầu" not in shown


def test_the_filter_offers_cells_by_number_and_years_from_the_newest(people, sign_in):
    for name in ("Chi bộ 12", "Chi bộ 10", "Chi bộ 8"):
        CellFactory(committee=people.ward, name=name)
    for year in (2024, 2027, 2025):
        CycleFactory(committee=people.ward, year=year)
    (
        CellFactory(),
        CycleFactory(committee=CommitteeFactory(), year=2030),
    )  # of another ward
    form = sign_in("giang").get("/kiem-soat/").context["form"]
    assert [label for _, label in form.fields["cell"].choices] == [
        "Mọi chi bộ",
        "Chi bộ 7",
        "Chi bộ 8",
        "Chi bộ 9",
        "Chi bộ 10",
        "Chi bộ 12",
        "UBND phường",
    ]
    years = [year for year, _ in form.fields["year"].choices]
    assert years == ["", 2027, 2026, 2025, 2024]


def test_only_the_general_ones_the_most_general_first(people, sign_in):
    a_plan_at("signed", people, of="an")
    vague(people, "dung")
    worst = vague(people, "bao")
    snapshot = worst.revisions.get(number=2).snapshot
    snapshot["sections"][-1]["rows"] *= 2
    worst.revisions.filter(number=2).update(snapshot=snapshot, digest="0" * 64)
    client = sign_in("giang")
    assert listed(client, "?vague=on") == ["Vũ Gia Bảo", "Phạm Thị Dung"]
    assert "2 việc còn chung chung" in text_of(client.get("/kiem-soat/"))


def test_an_unknown_filter_filters_nothing(people, sign_in):
    a_plan_at("posted", people)
    assert listed(sign_in("giang"), "?cell=x&status=khong&year=abc&page=99&vague=") == [
        "Nguyễn Văn An"
    ]


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "em", "quan"])
@pytest.mark.parametrize("path", ["/kiem-soat/", "/kiem-soat/theo-doi/"])
def test_the_pages_are_the_wards_alone(people, sign_in, name, path):
    assert sign_in(name).get(path).status_code == 403


def test_another_ward_is_not_in_the_list(people, sign_in):
    elsewhere = CellFactory(committee=CommitteeFactory())
    CycleFactory(committee=elsewhere.committee)
    MembershipFactory(member=people.em, cell=elsewhere)
    plan = a_plan_at("posted", people)
    Plan.objects.filter(pk=plan.pk).update(cell=elsewhere)
    client = sign_in("giang")
    assert listed(client) == []
    assert composed(client, [plan]).status_code == 404


def test_the_officers_own_plan_is_not_theirs_to_control(people, sign_in):
    plan = a_plan_at("posted", people, of="giang", reviewer="chi", filer="chi")
    client = sign_in("giang")
    assert listed(client) == []
    assert composed(client, [plan]).status_code == 404


@pytest.mark.parametrize(("query", "count"), [("", 8), ("?vague=on", 7)])
def test_the_list_asks_as_often_for_one_plan_as_for_three(
    people, sign_in, django_assert_num_queries, query, count
):
    client = sign_in("giang")
    for names in (["an"], ["dung", "bao"]):
        for name in names:
            vague(people, name)
        client.get(f"/kiem-soat/{query}")
        with django_assert_num_queries(count):
            client.get(f"/kiem-soat/{query}")


# --- asking for changes ---------------------------------------------------------------


def test_the_common_words_begin_every_request(people, sign_in):
    plans = [a_plan_at("posted", people, of=name) for name in ("an", "dung")]
    page = composed(
        sign_in("giang"), plans, reason="vague", note="Ghi rõ kết quả"
    ).content.decode()
    assert page.count("Ghi rõ kết quả") == 2
    assert page.count('<option value="vague" selected>') == 2
    assert again(plans[0]).status == Status.POSTED


def test_nothing_chosen_goes_back_to_the_same_list(people, sign_in):
    response = sign_in("giang").post("/kiem-soat/soan/", {"back": "status=posted"})
    assert response.url == "/kiem-soat/?status=posted"


def test_each_gets_its_own_words_and_its_own_line(people, sign_in):
    signed, posted = (
        a_plan_at("signed", people, of="an"),
        a_plan_at("posted", people, of="dung"),
    )
    requests = (
        request_for(signed, note="Ghi số hộ"),
        request_for(posted, reason="no_deadline", note="Ghi ngày xong"),
    )
    words = text_of(ask(sign_in("giang"), *requests, plans=[signed, posted]))
    assert "Đã gửi 2/2 yêu cầu" in words
    assert [again(plan).status for plan in (signed, posted)] == [
        "finalizing",
        "finalizing",
    ]
    assert set(Remark.objects.values_list("plan__member", "reason", "text")) == {
        (people.an.pk, "vague", "Ghi số hộ"),
        (people.dung.pk, "no_deadline", "Ghi ngày xong"),
    }


def test_what_was_sent_is_listed_by_name_with_what_became_of_it(people, sign_in):
    rows = [
        ("dung", "posted"),
        ("binh", "signed"),
        ("bao", "cell_review"),
        ("an", "finalizing"),
    ]
    plans = [
        a_plan_at(status, people, of=name, reviewer="bao" if name == "binh" else "binh")
        for name, status in rows
    ]
    page = composed(sign_in("giang"), plans, reason="vague", note="Ghi rõ")
    assert [plan.member.full_name for plan, _ in page.context["requests"]] == [
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
        "Trần Thị Bình",
        "Phạm Thị Dung",
    ]
    sent = ask(sign_in("giang"), *(request_for(plan) for plan in plans), plans=plans)
    assert list_rows(sent, '<ul class="rows card') == [
        "✓ Nguyễn Văn An Chi bộ 7 · Đã gửi góp ý; phải trả lời trước khi ký.",
        "✓ Vũ Gia Bảo Chi bộ 7 · Đã gửi góp ý; phải trả lời trước khi ký.",
        "✓ Trần Thị Bình Chi bộ 7 · Đã yêu cầu sửa; bản cũ nằm trong lưu trữ.",
        "✓ Phạm Thị Dung Chi bộ 7 · Đã yêu cầu sửa; bản cũ nằm trong lưu trữ.",
    ]


def test_a_plan_still_with_its_cell_gets_a_remark_instead(people, sign_in):
    plan = a_plan_at("cell_review", people)
    ask(sign_in("giang"), request_for(plan), plans=[plan])
    assert again(plan).status == Status.CELL_REVIEW
    assert plan.remarks.for_author().get().source == "ward"


def test_one_that_moved_meanwhile_is_named_with_what_was_typed(people, sign_in):
    good, moved, returned = (
        a_plan_at(status, people, of=name) for name, status in ROWS
    )
    requests = [request_for(plan) for plan in (good, moved, returned)]
    steps.take_step(
        "recall",
        moved,
        by=people.actor("giang"),
        at=NOW,
        reason="other",
        note="Lần trước",
    )
    steps.take_step(
        "return", returned, by=people.actor("binh"), at=NOW, note="Chi bộ trả lại"
    )
    words = text_of(ask(sign_in("giang"), *requests, plans=[good, moved, returned]))
    assert "Đã gửi 1/3 yêu cầu" in words
    assert "Chưa gửi: Phạm Thị Dung Chi bộ 7 · Đ/c Ngô Thị Giang" in words
    assert "Ghi rõ, đ/c Phạm Thị Dung" in words
    assert "Chưa gửi: Vũ Gia Bảo Chi bộ 7 · Đ/c Trần Thị Bình" in words
    assert "Ghi rõ, đ/c Vũ Gia Bảo" in words
    assert [again(plan).status for plan in (good, moved, returned)] == [
        "finalizing",
        "finalizing",
        "draft",
    ]
    assert Remark.objects.filter(plan=moved).count() == 1


ROWS = (("an", "posted"), ("dung", "signed"), ("bao", "cell_review"))


def test_a_double_click_sends_once_and_says_the_same(people, sign_in):
    plans = [a_plan_at(status, people, of=name) for name, status in ROWS]
    requests = [request_for(plan) for plan in plans]
    pages = [text_of(ask(sign_in("giang"), *requests, plans=plans)) for _ in range(2)]
    assert "Đã gửi 3/3 yêu cầu" in pages[0]
    assert pages[0] == pages[1]
    assert Remark.objects.count() == 3


def test_a_request_without_words_sends_none_and_keeps_all(people, sign_in):
    plans = [a_plan_at("posted", people, of=name) for name in ("an", "dung")]
    response = ask(
        sign_in("giang"),
        request_for(plans[0]),
        request_for(plans[1], note=" "),
        plans=plans,
    )
    assert response.status_code == 422
    assert "Ghi rõ, đ/c Nguyễn Văn An" in text_of(response)
    assert not Remark.objects.exists()
    assert {again(plan).status for plan in plans} == {"posted"}


@pytest.mark.parametrize("name", ["binh", "inh", "hanh", "an", "em"])
def test_only_the_ward_asks(people, sign_in, name):
    plan = a_plan_at("posted", people)
    assert ask(sign_in(name), request_for(plan), plans=[plan]).status_code == 403
    assert again(plan).status == Status.POSTED


def test_a_ward_officers_power_ends_today(people, sign_in):
    plan, client = a_plan_at("posted", people), sign_in("giang")
    assert composed(client, [plan]).status_code == 200
    Appointment.objects.filter(member=people.giang).update(until=TODAY)
    assert ask(client, request_for(plan), plans=[plan]).status_code == 403
    assert again(plan).status == Status.POSTED


# --- following up ---------------------------------------------------------------------


def recalled(people, of):
    plan = a_plan_at("posted", people, of=of)
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note=f"Ghi rõ, {of}",
    )
    return again(plan)


def test_what_became_of_each_is_told_and_counted(people, sign_in):
    recalled(people, "an")
    answered, mended = recalled(people, "dung"), recalled(people, "bao")
    for plan in (answered, mended):
        plan.remarks.update(answer="Đã ghi rõ")
    steps.take_step("sign", mended, by=people.actor("bao"), at=NOW)
    words = text_of(sign_in("giang").get("/kiem-soat/theo-doi/"))
    assert "Đã yêu cầu 3 · chưa sửa 2 · ký lại, chờ Đảng ủy xem 1 · đạt 0" in words
    assert (
        "Ghi rõ, an 10/02/2026 Hoàn thiện chưa sửa · còn 1 yêu cầu chưa trả lời"
        in words
    )
    assert "Ghi rõ, dung 10/02/2026 Hoàn thiện chưa sửa · đã trả lời, chờ ký" in words
    assert "Ghi rõ, bao 10/02/2026 Đã ký ký lại, không sửa chữ nào" in words


def test_every_column_of_what_is_followed_the_newest_request_first(people, sign_in):
    for days, name in ((2, "an"), (5, "dung"), (1, "bao")):
        plan = a_plan_at("posted", people, of=name)
        asked = {
            "reason": "vague" if name == "an" else "no_deadline",
            "note": f"Ghi rõ, {name}",
        }
        steps.take_step(
            "recall",
            plan,
            by=people.actor("giang"),
            at=NOW - timedelta(days=days),
            **asked,
        )
    # Answered, and taken back before the cell read it.
    plan.remarks.update(answer="Rồi")
    steps.take_step("resubmit", again(plan), by=people.actor("bao"), at=NOW)
    plan.remarks.update(answer="")
    posted = a_plan_at("posted", people, of="chi", reviewer="giang", filer="giang")
    for hours in (1, 2):  # of two requests the last one stands
        asked = {"reason": "vague", "note": f"Lần {hours}"}
        steps.take_step(
            "recall",
            posted,
            by=people.actor("giang"),
            at=NOW - timedelta(hours=hours),
            **asked,
        )
        posted.remarks.update(answer="Đã sửa")
        steps.take_step("sign", again(posted), by=people.actor("chi"), at=NOW)
        posted = again(posted)
    assert table_rows(sign_in("giang").get("/kiem-soat/theo-doi/")) == [
        [
            "Lê Kim Chi",
            "Chi bộ 9",
            "Còn chung chung Lần 2",
            "10/02/2026",
            "Đã ký ký lại, không sửa chữ nào · từ 10/02/2026",
        ],
        [
            "Vũ Gia Bảo",
            "Chi bộ 7",
            "Thiếu thời hạn Ghi rõ, bao",
            "09/02/2026",
            "Chi bộ góp ý chưa sửa · chi bộ đang đọc, còn 1 yêu cầu chưa trả lời · từ "
            "10/02/2026",
        ],
        [
            "Nguyễn Văn An",
            "Chi bộ 7",
            "Còn chung chung Ghi rõ, an",
            "08/02/2026",
            "Hoàn thiện chưa sửa · còn 1 yêu cầu chưa trả lời · từ 08/02/2026",
        ],
        [
            "Phạm Thị Dung",
            "Chi bộ 7",
            "Thiếu thời hạn Ghi rõ, dung",
            "05/02/2026",
            "Hoàn thiện chưa sửa · còn 1 yêu cầu chưa trả lời · từ 05/02/2026",
        ],
    ]


def test_one_that_the_cell_returned_again_stays_in_sight_without_a_link(
    people, sign_in
):
    plan = recalled(people, "an")
    plan.remarks.update(answer="Đã ghi rõ")
    steps.take_step("resubmit", plan, by=people.actor("an"), at=NOW)
    steps.take_step(
        "return", again(plan), by=people.actor("binh"), at=NOW, note="Chưa đạt"
    )
    page = sign_in("giang").get("/kiem-soat/theo-doi/")
    assert "chi bộ trả lại, đang sửa" in text_of(page)
    assert f"/ke-hoach/{plan.pk}/" not in page.content.decode()


def test_what_the_cell_asks_is_not_counted_with_what_the_ward_asked(people, sign_in):
    plan = recalled(people, "an")
    plan.remarks.update(answer="Đã ghi rõ")
    steps.take_step("resubmit", plan, by=people.actor("an"), at=NOW)
    said = {"reason": "vague", "text": "Còn ngõ 96?", "key": uuid.uuid4()}
    remarks.make_remark(again(plan), by=people.actor("binh"), at=NOW, **said)
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    assert plan.remarks.that_may_hold().count() == 1
    (row,) = table_rows(sign_in("giang").get("/kiem-soat/theo-doi/"))
    assert row[4] == "Hoàn thiện chưa sửa · đã trả lời, chờ ký · từ 10/02/2026"


def test_the_years_are_told_apart(people, sign_in):
    recalled(people, "an")
    Cycle.objects.update(year=2025)
    CycleFactory(committee=people.ward, year=2026)
    client = sign_in("giang")
    for query in ("", "?year=2025"):
        assert "Đã yêu cầu 1 · chưa sửa 1 · ký lại, chờ Đảng ủy xem 0" in text_of(
            client.get(f"/kiem-soat/theo-doi/{query}")
        )
    Cycle.objects.filter(year=2025).update(closed_on=TODAY)
    assert "Đã yêu cầu 0 · chưa sửa 0 · ký lại, chờ Đảng ủy xem 0" in text_of(
        client.get("/kiem-soat/theo-doi/")
    )
    assert "Đã yêu cầu 1 · chưa sửa 1 · ký lại, chờ Đảng ủy xem 0" in text_of(
        client.get("/kiem-soat/theo-doi/?year=2025")
    )


# --- cells that are over --------------------------------------------------------------


def test_a_cell_that_is_over_carries_its_year_in_list_choices_and_follow_up(
    people, sign_in
):
    plan = recalled(people, "an")
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=TODAY)
    new = CellFactory(name="Chi bộ 7", committee=people.ward)
    Cell.objects.filter(pk=people.cell.pk).update(successor=new)
    client = sign_in("giang")
    page = client.get("/kiem-soat/")
    assert [row["cell_name"] for row in page.context["rows"]] == ["Chi bộ 7 (đến 2026)"]
    offered = [label for _, label in page.context["form"].fields["cell"].choices]
    assert sorted(offered[1:]) == [
        "Chi bộ 7",
        "Chi bộ 7 (đến 2026)",
        "Chi bộ 9",
        "UBND phường",
    ]
    assert text_of(page).count("Chi bộ 7 (đến 2026)") == 2
    followed = text_of(client.get("/kiem-soat/theo-doi/"))
    assert "Nguyễn Văn An Chi bộ 7 (đến 2026)" in followed
    composed_page = text_of(composed(client, [plan]))
    assert "Chi bộ 7 (đến 2026) ·" in composed_page


def test_a_cell_that_never_was_is_no_choice(people, sign_in):
    CellFactory(
        name="Chi bộ 20", committee=people.ward, founded_on=TODAY, closed_on=TODAY
    )
    page = sign_in("giang").get("/kiem-soat/")
    offered = [label for _, label in page.context["form"].fields["cell"].choices]
    assert sorted(offered[1:]) == ["Chi bộ 7", "Chi bộ 9", "UBND phường"]
