"""What lies on the desk: every list of it, row by row, in the order of the names."""

import re
from datetime import date, timedelta

import pytest

from cells.models import Appointment, Exemption
from plans import remarks
from plans.models import Cycle, Plan, Signature
from plans.pages.desk.desk import read_desk
from plans.workflow import printing, steps
from plans.workflow.assistances import hand_back
from tests.cells.acts.exemptions.forms import an_exemption
from tests.factories import (
    AppointmentFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import list_rows
from tests.plans.typed import begin_typing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DAY = timedelta(days=1)


@pytest.fixture
def people(people):
    """The cast, and Ân in cell 7: last by number and by bytes, between An and Bảo by
    name."""
    member = MemberFactory(full_name="Đinh Văn Ân", user=UserFactory(username="aan"))
    MembershipFactory(member=member, cell=people.cell)
    people.members["aan"] = member
    return people


def desk(sign_in, name="binh"):
    return sign_in(name).get("/gop-y/")


def say(people, plan, *names, **how):
    for number, name in enumerate(names):
        said = {
            "reason": "vague",
            "text": "Ghi rõ",
            "key": f"00000000-0000-4000-8000-00000000000{number}",
            **how,
        }
        remarks.make_remark(plan, by=people.actor(name), at=NOW, **said)


def moved(plan, days):
    Plan.objects.filter(pk=plan.pk).update(moved_at=NOW - days * DAY)


def test_what_waits_lies_in_the_order_in_which_it_came(people, sign_in):
    for days, name in ((1, "an"), (3, "dung"), (2, "aan")):
        moved(a_plan_at("cell_review", people, name), days)
    assert list_rows(desk(sign_in), 'id="cho-doc"') == [
        "Phạm Thị Dung Lần 1 · gửi 07/02/2026",
        "Đinh Văn Ân Lần 1 · gửi 08/02/2026",
        "Nguyễn Văn An Lần 1 · gửi 09/02/2026",
    ]


def test_what_fellow_members_sent_lies_in_the_order_in_which_it_came(people, sign_in):
    plans = {
        name: a_plan_at("cell_review", people, name)
        for name in ("an", "dung", "aan", "bao")
    }
    for days, name in ((1, "an"), (9, "dung"), (2, "aan"), (1, "bao")):
        moved(plans[name], days)
    say(people, again(plans["aan"]), "dung", "bao")
    assert list_rows(desk(sign_in, "dung"), "Kế hoạch của đồng chí cùng chi bộ") == [
        "Đinh Văn Ân gửi 08/02/2026 · đồng chí đã ghi 1 góp ý",
        "Nguyễn Văn An gửi 09/02/2026",
        "Vũ Gia Bảo gửi 09/02/2026",
    ]


def test_what_went_back_says_since_when_and_what_waits(people, sign_in):
    for days, name, said in (
        (2, "dung", ["binh"]),
        (3, "bao", []),
        (4, "aan", ["binh", "bao", "dung"]),
        (5, "an", []),
    ):
        plan = a_plan_at("cell_review", people, name)
        say(people, plan, *said)
        steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Sửa")
        moved(plan, days)
    quiet = a_plan_at("cell_review", people, "binh")  # one's own is not among them
    steps.take_step("return", quiet, by=people.actor("bao"), at=NOW, note="Sửa")
    Plan.objects.get(member=people.dung).remarks.update(answer="Đã rõ")
    assert list_rows(desk(sign_in), "chờ người viết sửa và gửi lại") == [
        "Nguyễn Văn An từ 05/02/2026 · không còn góp ý nào chờ trả lời Trả nhầm?",
        "Đinh Văn Ân từ 06/02/2026 · còn 2 góp ý chưa trả lời Trả nhầm?",
        "Vũ Gia Bảo từ 07/02/2026 · không còn góp ý nào chờ trả lời Trả nhầm?",
        "Phạm Thị Dung từ 08/02/2026 · không còn góp ý nào chờ trả lời Trả nhầm?",
    ]


def test_a_remark_that_the_author_does_not_see_waits_for_no_answer(people, sign_in):
    plan = a_plan_at("cell_review", people)
    say(people, plan, "binh", is_internal=True)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Sửa")
    plan.remarks.update(released_at=NOW)
    assert list_rows(desk(sign_in), "chờ người viết sửa và gửi lại") == [
        "Nguyễn Văn An từ 10/02/2026 · không còn góp ý nào chờ trả lời Trả nhầm?"
    ]


def test_what_waits_for_paper_says_what_is_due(people, sign_in):
    AppointmentFactory(
        member=people.dung, role=Appointment.Role.HEAD, cell=people.cell, is_head=True
    )
    plans = {name: a_plan_at("signed", people, name) for name in ("dung", "an")}
    Signature.objects.filter(plan=plans["an"]).update(signed_on=date(2026, 2, 3))
    plans["bao"] = a_plan_at("finalizing", people, "bao")
    plans["aan"] = a_plan_at("cell_review", people, "aan")
    say(people, plans["aan"], "binh", "bao", "dung")
    steps.take_step("agree", plans["aan"], by=people.actor("binh"), at=NOW)
    page = desk(sign_in)
    printing.print_for_signing(again(plans["bao"]), by=people.actor("binh"), at=NOW)
    plans["chi"] = a_plan_at("finalizing", people, "chi", reviewer="giang")
    AppointmentFactory(
        member=people.binh, role="deputy_secretary", cell=people.other_cell
    )
    page = desk(sign_in)
    assert list_rows(page, '<ul class="check-rows">') == [
        "Nguyễn Văn An đã ký 03/02/2026",
        "Phạm Thị Dung đã ký 10/02/2026 · còn niêm yết",
    ]
    assert list_rows(page, '<ul class="ink-rows">') == [
        "Đinh Văn Ân chưa ký · còn 2 góp ý chưa trả lời",
        "Vũ Gia Bảo chưa ký · bản in số 2 Ngày ký của Vũ Gia Bảo",
        "Lê Kim Chi chưa ký · chưa in để ký trên phần mềm: ngày ghi là của tờ giấy "
        "khác Ngày ký của Lê Kim Chi",
    ]
    content = page.content.decode()
    boxes = re.findall(r'name="copies" value="([^"]+)"', content)
    days = re.findall(r'name="(ky-[^"]+)"', content)
    numbers = {
        name: f"{plan.pk}-{again(plan).revision}" for name, plan in plans.items()
    }
    assert boxes == [numbers["an"], numbers["dung"]]
    assert days == [f"ky-{numbers['bao']}", f"ky-{numbers['chi']}"]


def test_no_day_is_written_before_somebody_writes_it(people, sign_in):
    a_plan_at("finalizing", people)
    [line] = re.findall(r'<input[^>]*name="ky-[^>]*>', desk(sign_in).content.decode())
    assert "value" not in line


def test_where_confirmation_does_not_suffice_a_day_is_asked(people, sign_in):
    a_plan_at("signed", people)
    people.cycle.__class__.objects.update(confirmation_suffices=False)
    page = desk(sign_in)
    assert list_rows(page, '<ul class="ink-rows">') == [
        "Nguyễn Văn An đã ký 10/02/2026 Ngày ký của Nguyễn Văn An"
    ]
    assert 'name="copies"' not in page.content.decode()


def test_heads_whose_copy_is_filed_wait_for_the_board_until_it_hangs_there(
    people, sign_in
):
    where = {
        "place": "Nhà văn hóa tổ 5",
        "since": TODAY,
        "until": TODAY + 30 * DAY,
        "posted_by": "Bảo",
    }
    for name in ("dung", "bao", "aan", "an"):
        since = TODAY if name == "dung" else date(2010, 1, 1)
        AppointmentFactory(
            member=people.members[name],
            role="head",
            cell=people.cell,
            is_head=True,
            since=since,
        )
        plan = a_plan_at("signed", people, name)
        steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)
    steps.record_posting(again(plan), by=people.actor("binh"), at=NOW, **where)
    assert list_rows(desk(sign_in), "còn niêm yết tại nơi làm việc") == [
        "Đinh Văn Ân còn niêm yết trước hết ngày 15/03/2026",
        "Vũ Gia Bảo còn niêm yết trước hết ngày 15/03/2026",
        "Phạm Thị Dung còn niêm yết trước hết ngày 15/03/2026",
    ]


def test_who_has_not_sent_is_named_with_who_writes(people, sign_in):
    late = MemberFactory(full_name="Cao Thị Bé")
    MembershipFactory(member=late, cell=people.cell)
    Exemption.objects.create(member=late, since=TODAY)
    a_plan(people, "dung")
    for name, helper in (("bao", "binh"), ("an", "bao")):
        begin_typing(people, name, helper=helper, by=helper)
    assert list_rows(desk(sign_in), "trong chi bộ gõ hộ, in ra") == [
        "Nguyễn Văn An đ/c Vũ Gia Bảo đang gõ hộ",
        "Đinh Văn Ân chưa bắt đầu Gõ hộ",
        "Vũ Gia Bảo đồng chí đang gõ hộ Gõ tiếp",
        "Phạm Thị Dung đang viết",
    ]
    hand_back(Plan.objects.get(member=people.an), by=people.actor("bao"), at=NOW)
    first, *_ = list_rows(desk(sign_in), "trong chi bộ gõ hộ, in ra")
    assert first == "Nguyễn Văn An chưa có ai gõ tiếp Gõ hộ"


def test_one_whose_plan_was_sent_once_is_not_among_those_who_sent_nothing(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    steps.take_step("withdraw", plan, by=people.actor("an"), at=NOW)
    assert list_rows(desk(sign_in), "trong chi bộ gõ hộ, in ra") == [
        "Đinh Văn Ân chưa bắt đầu Gõ hộ",
        "Vũ Gia Bảo chưa bắt đầu Gõ hộ",
        "Phạm Thị Dung chưa bắt đầu Gõ hộ",
    ]


def test_plans_of_a_year_lie_on_the_desk_until_it_is_closed(people, sign_in):
    for name, reviewer in (("an", "binh"), ("dung", "binh"), ("binh", "bao")):
        plan = a_plan_at(
            "signed" if name == "dung" else "cell_review",
            people,
            name,
            reviewer=reviewer,
        )
        if name != "dung":
            steps.take_step(
                "return", plan, by=people.actor(reviewer), at=NOW, note="Sửa"
            )
    there = (["Nguyễn Văn An"], ["Phạm Thị Dung"])
    assert found(people) == (*there, [(2026, "Đang viết")])
    CycleFactory(committee=people.ward, year=2027)
    assert found(people) == (*there, [(2026, "Đang viết")])
    new_year = date(2027, 1, 1)
    mine = [(2026, "Đang viết"), (2027, "")]
    assert found(people, on=new_year) == (*there, mine)
    Cycle.objects.filter(year=2026).update(closed_on=new_year)
    assert found(people, on=new_year) == ([], [], [(2027, "")])


def found(people, on=TODAY):
    """Who is to mend, whose copy is due, and where the officer's own plans stand."""
    lying = read_desk(people.actor("binh", on))
    returned, papers = (
        [row["member__full_name"] for row in rows]
        for rows in (lying.returned, lying.papers)
    )
    return returned, papers, [(own.year, own.label) for own in lying.own]


def test_reviews_of_exemptions_are_counted_cell_by_cell(people):
    AppointmentFactory(member=people.binh, role="secretary", cell=people.other_cell)
    an_exemption(people.an), an_exemption(people.dung), an_exemption(people.chi)
    assert read_desk(people.actor("binh")).reviews == [
        (people.cell, 2),
        (people.other_cell, 1),
    ]
