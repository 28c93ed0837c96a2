"""What hangs on somebody's place and posts ends or stays, whichever act moves or ends
them."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from cells.acts.appointments.rules import end_appointment
from cells.acts.hanging import (
    list_what_hangs,
    list_what_hangs_on_post,
    read_what_holds,
    settle_what_hangs,
)
from cells.acts.movements.records import cancel_movement, record_movement
from cells.acts.refusals import Refused
from cells.models import (
    Appointment,
    Exemption,
    ExemptionProposal,
    Movement,
    Suspension,
    Transfer,
)
from plans.form.year_acts import close_year
from plans.models import Assistance, Objection
from plans.workflow.assistances import begin_assistance
from plans.workflow.steps import record_filing, record_posting
from plans.workflow.unsent import find_left_behind
from tests.cells.acts.exemptions.forms import a_proposal
from tests.cells.acts.reorganisation.decisions import a_dissolution, applied
from tests.factories import AppointmentFactory, CellFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

Kind = Movement.Kind
FIFTH = date(2026, 2, 5)
LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)


def act(people, kind, member, **said):
    by = people.actor("giang")
    return record_movement(kind, member, on=FIFTH, by=by, at=LATER, **said)


def typing(people, helper="dung", of="an"):
    plan = a_plan(people, of)
    return begin_assistance(
        plan, people.members[helper], "sheet", by=people.actor(of), at=NOW
    )


def is_ended(assistance, ending="out_of_cell"):
    assistance.refresh_from_db()
    return (assistance.ending, assistance.ended_at) == (ending, LATER)


# The plan of who moves goes along, away from the typist; of who is gone it stays.
@pytest.mark.parametrize(
    ("who", "kind", "ending"),
    [
        ("an", Kind.MOVED, "out_of_cell"),
        ("an", Kind.SENT, "handed_back"),
        ("an", Kind.DIED, "handed_back"),
        ("an", Kind.LEFT, "handed_back"),
        ("dung", Kind.MOVED, "out_of_cell"),
        ("dung", Kind.SENT, "out_of_cell"),
        ("dung", Kind.DIED, "out_of_cell"),
        ("dung", Kind.LEFT, "out_of_cell"),
    ],
)
def test_typing_ends_when_author_or_typist_goes_and_the_log_says_so(
    people, who, kind, ending
):
    one = typing(people)
    said = {"to_cell": people.other_cell} if kind == Kind.MOVED else {}
    act(people, kind, people.members[who], **said)
    assert is_ended(one, ending)
    event = one.plan.events.order_by("number").last()
    assert (event.step, event.by) == ("hand_back", people.giang)
    call_command("verify_log")


def test_typing_goes_on_where_both_go_on_together(people):
    one = typing(people)
    applied(people, a_dissolution(people.cell, people.other_cell), at=LATER)
    one.refresh_from_db()
    assert one.ended_at is None
    assert again(one.plan).cell == people.other_cell


def test_typing_ends_where_a_decision_parts_the_two(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    one = typing(people)
    applied(
        people,
        a_dissolution(people.cell, people.other_cell, to={people.dung: third}),
        at=LATER,
    )
    assert is_ended(one)


def test_typing_by_an_officer_from_another_cell_ends_with_the_post(people):
    """Chi stands in for a while; she belongs to Cell 9."""
    post = AppointmentFactory(
        member=people.chi, role=Appointment.Role.DEPUTY_SECRETARY, cell=people.cell
    )
    one = typing(people, helper="chi")
    end_appointment(post, TODAY, by=people.actor("giang"), at=LATER)
    assert is_ended(one)


def test_typing_by_a_member_of_the_cell_outlasts_the_post(people):
    one = typing(people, helper="bao")
    post = Appointment.objects.get(member=people.bao)
    end_appointment(post, TODAY, by=people.actor("giang"), at=LATER)
    one.refresh_from_db()
    assert one.ended_at is None


def test_a_proposal_of_the_cell_that_was_left_is_closed_and_another_can_be_made(people):
    proposal = a_proposal(people)
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    proposal.refresh_from_db()
    assert (proposal.decided_at, proposal.decided_by) == (LATER, people.giang.user)
    assert (proposal.refusal, proposal.exemption) == (
        "Tự khép lại: đồng chí không còn sinh hoạt ở Chi bộ 7.",
        None,
    )
    assert not ExemptionProposal.objects.filter(decided_at=None).exists()


def test_a_proposal_goes_on_with_the_cell_that_goes_on(people):
    proposal = a_proposal(people)
    applied(people, a_dissolution(people.cell, people.other_cell), at=LATER)
    proposal.refresh_from_db()
    assert (proposal.cell, proposal.decided_at) == (people.other_cell, None)


def test_a_proposal_of_a_cell_that_went_on_in_theirs_goes_on(people):
    """Of before decisions led proposals along."""
    eleven = CellFactory(
        name="Chi bộ 11", committee=people.ward, closed_on=TODAY, successor=people.cell
    )
    proposal = a_proposal(people, cell=eleven)
    settle_what_hangs([people.an.pk], by=people.actor("giang"), at=LATER)
    proposal.refresh_from_db()
    assert proposal.decided_at is None


def say_unsent(plan, by, source="reviewer"):
    """A remark that its author has not been shown yet."""
    said = {"revision": plan.revision, "reason": "other", "text": "Ghi rõ số hộ."}
    return plan.remarks.create(source=source, by=by, made_at=NOW, **said)


def test_unsent_remarks_stay_for_who_reads_next(people):
    plan = a_plan_at("cell_review", people)
    say_unsent(plan, people.binh, source="cell")
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    (left,) = find_left_behind(again(plan), TODAY)
    assert (left.by, left.released_at) == (people.binh, None)


def told_of(member):
    proposal = read_what_holds(member, TODAY).proposal
    return [rest.words for rest in list_what_hangs(member, TODAY, [], proposal)]


def test_the_page_of_the_movement_lists_all_of_it_before(people, sign_in):
    one = typing(people)
    a_proposal(people)
    assert told_of(people.an) == [
        "Việc gõ hộ kết thúc: kế hoạch của đ/c Nguyễn Văn An, đ/c Phạm Thị Dung gõ hộ, "
        "từ bản viết tay",
        "Đề nghị miễn của Chi bộ 7 từ ngày 01/03/2026, chưa quyết định: tự khép lại",
    ]
    assert told_of(people.dung) == [
        "Việc gõ hộ kết thúc: kế hoạch của đ/c Nguyễn Văn An, " + one.describe()
    ]
    address = reverse("movements:record_movement", args=[people.an.pk, "tu-tran"])
    page = sign_in("giang").get(address).content.decode()
    assert "Việc gõ hộ kết thúc" in page and "tự khép lại" in page
    assert Assistance.objects.get().ended_at is None


def test_what_others_have_not_sent_of_their_plan_is_told(people):
    say_unsent(a_plan_at("cell_review", people), people.binh)
    assert told_of(people.an) == [
        "Góp ý chưa gửi của đ/c Trần Thị Bình trên kế hoạch của đ/c Nguyễn Văn An: ở "
        "lại cho người đọc tiếp, ghi rõ của ai"
    ]


def test_what_is_over_or_read_by_nobody_next_is_not_told(people):
    """Typing that has ended, and a remark on a plan that the cell has read."""
    one = typing(people, of="dung", helper="bao")
    Assistance.objects.filter(pk=one.pk).update(ended_at=NOW, ending="handed_back")
    say_unsent(a_plan_at("finalizing", people), people.binh)
    assert told_of(people.an) == told_of(people.dung) == []


def test_what_a_cancelled_movement_had_ended_is_begun_anew_by_hand(people):
    one = typing(people)
    movement = act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    cancel_movement(movement, reason="Nhầm", by=people.actor("giang"), at=LATER)
    assert is_ended(one)
    begin_assistance(
        again(one.plan), people.dung, "sheet", by=people.actor("an"), at=LATER
    )


# --- before a post ends ---------------------------------------------------------------


def words_of(post):
    return [rest.words for rest in list_what_hangs_on_post(post, TODAY)]


def post_of(people, name):
    return Appointment.objects.get(member=people.members[name], until=None)


def post_of_head(people):
    return Appointment.objects.get(member=people.binh, is_head=True)


def waits_for_the_wall(people):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    record_filing(plan, by=people.actor("bao"), at=NOW, filed_on=TODAY)
    return again(plan)


def test_a_filed_plan_that_waits_for_the_wall_is_told(people):
    plan = waits_for_the_wall(people)
    (rest,) = list_what_hangs_on_post(post_of(people, "binh"), TODAY)
    assert (rest.words, rest.pk) == (
        "Kế hoạch năm 2026 không phải niêm yết nữa: đã nộp, nên xong bước 4",
        plan.pk,
    )
    assert words_of(post_of(people, "bao")) == []


def test_what_is_signed_and_not_filed_has_nothing_to_be_posted_any_more(people):
    a_plan_at("signed", people, of="binh", reviewer="bao")
    assert words_of(post_of(people, "binh")) == [
        "Kế hoạch năm 2026 không phải niêm yết nữa"
    ]


def test_an_objection_holds_the_end_of_step_four(people):
    plan = waits_for_the_wall(people)
    Objection.objects.create(plan=plan, revision=plan.revision, made_at=NOW)
    assert words_of(post_of(people, "binh")) == [
        "Kế hoạch năm 2026 không phải niêm yết nữa"
    ]


def test_of_who_heads_something_else_nothing_lapses(people):
    waits_for_the_wall(people)
    secretary = post_of(people, "binh")
    AppointmentFactory(
        member=people.binh, role=Appointment.Role.HEAD, cell=people.cell, is_head=True
    )
    assert words_of(secretary) == []


def test_another_post_that_makes_nobody_a_head_does_not_count(people):
    waits_for_the_wall(people)
    inspector = Appointment.Role.INSPECTOR
    AppointmentFactory(member=people.binh, role=inspector, committee=people.ward)
    assert len(words_of(post_of_head(people))) == 1


def test_what_hangs_on_the_wall_already_is_asked_no_more(people):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    where = {"place": "Nhà văn hóa", "posted_by": "Bảo", "since": TODAY}
    by = people.actor("bao")
    record_posting(plan, by=by, at=NOW, until=TODAY + 30 * DAY, **where)
    assert words_of(post_of(people, "binh")) == []


def test_of_a_year_that_is_closed_nothing_lapses(people):
    waits_for_the_wall(people)
    close_year(people.cycle, "Đã tổng kết", by=people.actor("giang"), at=NOW)
    assert words_of(post_of(people, "binh")) == []


def test_what_was_not_sent_is_told_of_whose_last_post_in_the_cell_it_is(people):
    plan = a_plan_at("cell_review", people)
    say_unsent(plan, people.bao, source="cell")
    post = post_of(people, "bao")
    assert words_of(post) == []
    say_unsent(plan, people.bao)
    assert words_of(post) == [
        "Góp ý chưa gửi của đ/c Vũ Gia Bảo trên kế hoạch của đ/c Nguyễn Văn An: ở lại "
        "cho người đọc tiếp, ghi rõ của ai"
    ]
    AppointmentFactory(
        member=people.bao, role=Appointment.Role.CELL_COMMITTEE_MEMBER, cell=people.cell
    )
    assert words_of(post) == []


def test_what_was_said_in_another_cell_or_in_another_post_is_not_told(people):
    """Chi, secretary of Cell 9, was a deputy in Cell 7 too; An, who read there before,
    is now only its head."""
    say_unsent(a_plan_at("cell_review", people, of="hanh"), people.chi)
    typing(people, helper="chi", of="inh")
    deputy = Appointment.Role.DEPUTY_SECRETARY
    post = AppointmentFactory(member=people.chi, role=deputy, cell=people.cell)
    assert words_of(post) == []
    say_unsent(a_plan_at("cell_review", people, of="dung"), people.an)
    head = Appointment.Role.HEAD
    post = AppointmentFactory(member=people.an, role=head, cell=people.cell)
    assert words_of(post) == []


def test_typing_is_told_of_who_types_by_the_post_alone(people):
    post = AppointmentFactory(
        member=people.chi, role=Appointment.Role.DEPUTY_SECRETARY, cell=people.cell
    )
    one = typing(people, helper="chi")
    assert words_of(post) == [
        "Việc gõ hộ kết thúc: kế hoạch của đ/c Nguyễn Văn An, " + one.describe()
    ]
    typing(people, helper="bao", of="dung")
    assert words_of(post_of(people, "bao")) == []


def test_the_page_lists_it_before_the_post_ends(people, sign_in):
    waits_for_the_wall(people)
    post, client = post_of(people, "binh"), sign_in("giang")
    address = reverse("appointments:end_row", args=[people.binh.pk, post.pk])
    assert (
        address
        in client.get(reverse("person:person", args=[people.binh.pk])).content.decode()
    )
    page = client.get(address)
    assert "đã nộp, nên xong bước 4" in text_of(page)
    client.post(address, {"on": "10/02/2026", "shown": ""})
    post.refresh_from_db()
    assert post.until is None
    sent = {"on": "10/02/2026", "shown": page.context["shown"]}
    for _ in range(2):
        answer = client.post(address, sent)
        assert answer.status_code == 302
    post.refresh_from_db()
    assert post.until == TODAY


def test_what_came_since_the_page_was_shown_stops_it(people):
    waits_for_the_wall(people)
    how = {"by": people.actor("giang"), "at": LATER, "shown": ""}
    with pytest.raises(Refused, match="Vừa có thêm việc"):
        end_appointment(post_of(people, "binh"), TODAY, **how)
    assert post_of(people, "binh").until is None


def test_a_movement_tells_of_the_posting_too(people, sign_in):
    waits_for_the_wall(people)
    address = reverse("movements:record_movement", args=[people.binh.pk, "tu-tran"])
    page = text_of(sign_in("giang").get(address))
    assert "không phải niêm yết nữa: đã nộp, nên xong bước 4" in page


def test_what_holds_today_is_read_with_the_proposal_that_waits(people):
    """Not what is over, what begins later, or what is no absence."""
    before, later = TODAY - 5 * DAY, TODAY + 5 * DAY
    for model in (Exemption, Suspension):
        model.objects.create(member=people.an, since=before, until=TODAY)
        model.objects.create(member=people.an, since=later)
    away = {"member": people.an, "direction": "out"}
    Transfer.objects.create(kind="temporary", since=before, until=TODAY, **away)
    Transfer.objects.create(kind="official", since=before, **away)
    assert read_what_holds(people.an, TODAY) == ([], None)
    exempt = Exemption.objects.create(member=people.an, since=TODAY, until=later)
    held = Suspension.objects.create(member=people.an, since=TODAY, until=later)
    absent = Transfer.objects.create(kind="temporary", since=TODAY, until=later, **away)
    inside = Transfer.objects.create(
        member=people.an, direction="inside", kind="temporary", since=TODAY, until=later
    )
    a_proposal(people, decided_at=NOW)
    assert read_what_holds(people.an, TODAY) == ([exempt, held, absent, inside], None)
    waiting = a_proposal(people)
    assert read_what_holds(people.an, TODAY) == (
        [exempt, held, absent, inside],
        waiting,
    )


# Who goes, who reads their plan and who files it, whom they help to type.
GOING = {
    "tu-tran": ("binh", "bao", "bao", "dung"),
    "chuyen-di": ("binh", "bao", "bao", "dung"),
    "ra-khoi-dang": ("binh", "bao", "bao", "dung"),
    "chuyen-chi-bo": ("binh", "bao", "bao", "dung"),
    "ket-nap": ("kha", "lan", "hanh", "lan"),
}


@pytest.fixture(params=GOING)
def going(request, people):
    """(address, member): of a head whose filed plan waits for the wall, who is
    exempt and proposed for it, who types, and whose remark was not sent."""
    name, reviewer, filer, author = GOING[request.param]
    member, home = people.members[name], people.actor(name).home
    AppointmentFactory(
        member=member, role=Appointment.Role.HEAD, cell=home, is_head=True
    )
    plan = a_plan_at("signed", people, of=name, reviewer=reviewer)
    record_filing(plan, by=people.actor(filer), at=NOW, filed_on=TODAY)
    typing(people, helper=name, of=author)
    Exemption.objects.create(member=member, since=TODAY)
    a_proposal(people, member=member)
    say_unsent(a_plan_at("cell_review", people), member)
    return request.param, member


def test_the_page_of_a_head_asks_no_more_than_twelve_times(
    people, sign_in, going, django_assert_max_num_queries
):
    address, member = going
    url = reverse("movements:record_movement", args=[member.pk, address])
    client = sign_in("giang")
    with django_assert_max_num_queries(12):
        page = text_of(client.get(url))
    for words in (
        "Kết thúc từ ngày ấy: Người đứng đầu",
        "không phải niêm yết nữa: đã nộp, nên xong bước 4",
        "Việc gõ hộ kết thúc",
        "chưa quyết định: tự khép lại",
        "Góp ý chưa gửi của",
    ):
        assert words in page


def test_a_form_that_is_filled_in_wrongly_asks_no_more_than_twelve_times(
    people, sign_in, going, django_assert_max_num_queries
):
    address, member = going
    url = reverse("movements:record_movement", args=[member.pk, address])
    client = sign_in("giang")
    with django_assert_max_num_queries(12):
        page = text_of(client.post(url, {"on": "32/02/2026", "to_cell": "0"}))
    assert "Lỗi:" in page and "Việc gõ hộ kết thúc" in page
