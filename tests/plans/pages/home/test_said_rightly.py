"""After people and cells have moved, a person's first page says what the rows say."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.acts.appointments.rules import end_appointment
from cells.acts.movements.records import record_movement
from cells.models import Appointment, Membership, Movement
from tests.cells.acts.exemptions.forms import an_exemption
from tests.cells.acts.reorganisation.decisions import a_merger_of_both, applied
from tests.factories import AppointmentFactory, MembershipFactory
from tests.people import NOW, TODAY, a_plan_at
from tests.plans.browsing import list_rows, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Kind = Movement.Kind
DAY = timedelta(days=1)
FIFTH = date(2026, 2, 5)
NOT_NAMED = "chưa có tên trong chi bộ hay đơn vị nào"


def mine(sign_in, name):
    return text_of(sign_in(name).get(reverse("home:my_plan")))


def move(people, kind, name="an", on=FIFTH, **said):
    by = people.actor("giang")
    record_movement(kind, people.members[name], on=on, by=by, at=NOW, **said)


# --- which cell -----------------------------------------------------------------------


def test_the_own_cell_is_named_and_that_of_the_filed_plan_beside_it(people, sign_in):
    a_plan_at("posted", people)
    assert "Nguyễn Văn An · Chi bộ 7" in mine(sign_in, "an")
    move(people, Kind.MOVED, to_cell=people.other_cell)
    words = mine(sign_in, "an")
    assert "Nguyễn Văn An · Chi bộ 9 · kế hoạch đã nộp ở Chi bộ 7" in words


def test_a_plan_that_goes_along_is_in_the_own_cell(people, sign_in):
    a_plan_at("draft", people)
    move(people, Kind.MOVED, to_cell=people.other_cell)
    words = mine(sign_in, "an")
    assert "Nguyễn Văn An · Chi bộ 9" in words and "· kế hoạch" not in words


# --- who belongs nowhere --------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        (
            Kind.SENT,
            {"place": "Đảng bộ phường Bồ Đề"},
            "Đồng chí đã chuyển đến Đảng bộ phường Bồ Đề ngày 05/02/2026",
        ),
        (Kind.SENT, {}, "Đồng chí đã chuyển đến nơi khác ngày 05/02/2026"),
        (Kind.LEFT, {}, "Đồng chí đã ra khỏi Đảng ngày 05/02/2026"),
    ],
)
def test_who_has_gone_reads_where_and_when(people, sign_in, kind, said, words):
    move(people, kind, **said)
    page = mine(sign_in, "an")
    assert words in page
    assert "Trước đó đồng chí sinh hoạt tại Chi bộ 7" in page
    assert NOT_NAMED not in page


def test_who_never_belonged_anywhere_is_told_to_wait(people, sign_in):
    assert NOT_NAMED in mine(sign_in, "em")


def test_who_is_a_guest_alone_plans_at_home(people, sign_in):
    MembershipFactory(member=people.em, cell=people.cell, kind="temporary", since=FIFTH)
    page = mine(sign_in, "em")
    assert "Đồng chí sinh hoạt tạm thời tại Chi bộ 7 từ ngày 05/02/2026" in page
    assert NOT_NAMED not in page


def test_who_comes_later_reads_from_when(people, sign_in):
    MembershipFactory(member=people.em, cell=people.cell, since=TODAY + DAY)
    page = mine(sign_in, "em")
    assert "Đồng chí sinh hoạt tại Chi bộ 7 từ ngày 11/02/2026" in page
    assert NOT_NAMED not in page


# --- what has changed -----------------------------------------------------------------


def news(sign_in, name, route="home:my_plan"):
    answer = sign_in(name).get(reverse(route))
    if "Đồng chí cần biết" not in text_of(answer):
        return []
    return list_rows(answer, "<h2>Đồng chí cần biết</h2>")


def test_everybody_of_merged_cells_is_told_what_changed_for_them(people, sign_in):
    assert news(sign_in, "an") == []
    merger = a_merger_of_both(people, "Chi bộ 16", secretary=people.chi.pk)
    applied(people, merger)
    moved = "Từ ngày 10/02/2026 đồng chí sinh hoạt tại Chi bộ 16, trước đó là "
    led = "Từ ngày 10/02/2026 Bí thư Chi bộ 16 là đ/c Lê Kim Chi."
    assert news(sign_in, "an") == [
        moved + "Chi bộ 7 (đến 2026), theo sắp xếp chi bộ.",
        led,
    ]
    assert sorted(news(sign_in, "binh")) == [
        led,
        moved + "Chi bộ 7 (đến 2026), theo sắp xếp chi bộ.",
        "Từ ngày 10/02/2026 đồng chí thôi làm Bí thư chi bộ, Chi bộ 7.",
    ]
    posts = [
        "Từ ngày 10/02/2026 đồng chí là Bí thư chi bộ, Chi bộ 16.",
        "Từ ngày 10/02/2026 đồng chí thôi làm Bí thư chi bộ, Chi bộ 9.",
    ]
    assert sorted(news(sign_in, "chi", "desk:queue")) == posts
    moved += "Chi bộ 9 (đến 2026), theo sắp xếp chi bộ."
    assert sorted(news(sign_in, "chi")) == sorted([*posts, moved])


@pytest.mark.parametrize(("days", "number"), [(0, 1), (29, 1), (30, 0)])
def test_it_is_told_for_thirty_days(people, sign_in, days, number):
    Appointment.objects.filter(member=people.bao).update(until=TODAY - days * DAY)
    assert len(news(sign_in, "bao")) == number


@pytest.mark.parametrize(("days", "number"), [(0, 1), (29, 1), (30, 0)])
def test_a_place_and_a_post_that_began_are_told_for_thirty_days(
    people, sign_in, days, number
):
    since = TODAY - days * DAY
    Appointment.objects.filter(member=people.bao).update(since=since)
    Membership.objects.filter(member=people.an).update(since=since, origin="moved")
    assert len(news(sign_in, "bao")) == len(news(sign_in, "an")) == number


def test_the_last_change_stands_first(people, sign_in):
    Appointment.objects.filter(member=people.bao).update(until=FIFTH)
    Membership.objects.filter(member=people.bao).update(
        since=FIFTH - DAY, origin="moved"
    )
    post = {"cell": people.cell, "role": "cell_committee_member", "since": TODAY}
    AppointmentFactory(member=people.bao, **post)
    assert news(sign_in, "bao") == [
        "Từ ngày 10/02/2026 đồng chí là Chi ủy viên, Chi bộ 7.",
        "Từ ngày 05/02/2026 đồng chí thôi làm Phó bí thư chi bộ, Chi bộ 7.",
        "Từ ngày 04/02/2026 đồng chí sinh hoạt tại Chi bộ 7.",
    ]


def test_a_cell_that_was_left_long_before_is_not_the_one_before(people, sign_in):
    """Somebody went elsewhere, and came back to another cell."""
    left = Membership.objects.filter(member=people.an)
    left.update(until=FIFTH - 5 * DAY, ending="sent")
    MembershipFactory(
        member=people.an, cell=people.other_cell, since=FIFTH, origin="received"
    )
    assert news(sign_in, "an") == [
        "Từ ngày 05/02/2026 đồng chí sinh hoạt tại Chi bộ 9."
    ]


def test_a_post_that_ends_later_is_no_news(people, sign_in):
    post = Appointment.objects.get(member=people.bao)
    end_appointment(post, TODAY + DAY, by=people.actor("giang"), at=NOW)
    assert news(sign_in, "bao") == []


def test_a_new_secretary_is_told_by_the_title_of_the_post(people, sign_in):
    AppointmentFactory(
        member=people.an,
        cell=people.cell,
        role="secretary",
        title="Bí thư lâm thời",
        since=FIFTH,
    )
    assert news(sign_in, "an") == [
        "Từ ngày 05/02/2026 đồng chí là Bí thư lâm thời, Chi bộ 7."
    ]


# --- who leads the cell ---------------------------------------------------------------

LED = "Từ ngày 05/02/2026 Bí thư Chi bộ 7 là đ/c Phạm Thị Dung."


def succeed(people, since=FIFTH, name="dung", **facts):
    """Somebody becomes secretary of Cell 7 in Bình's place."""
    Appointment.objects.filter(member=people.binh).update(until=since)
    usual = {"cell": people.cell, "role": "secretary", "is_head": True}
    post = usual | {"member": people.members[name], "since": since} | facts
    return AppointmentFactory(**post)


def test_the_members_of_a_cell_are_told_who_leads_it_now(people, sign_in):
    succeed(people)
    assert news(sign_in, "an") == news(sign_in, "bao") == [LED]
    assert news(sign_in, "chi") == news(sign_in, "lan") == []
    assert news(sign_in, "dung") == [
        "Từ ngày 05/02/2026 đồng chí là Bí thư chi bộ, Chi bộ 7."
    ]
    assert news(sign_in, "binh") == [
        "Từ ngày 05/02/2026 đồng chí thôi làm Bí thư chi bộ, Chi bộ 7.",
        LED,
    ]


@pytest.mark.parametrize(("days", "number"), [(-1, 0), (0, 1), (29, 1), (30, 0)])
def test_who_leads_is_told_for_thirty_days_and_not_ahead(people, sign_in, days, number):
    succeed(people, TODAY - days * DAY)
    assert len(news(sign_in, "an")) == number


def test_whose_term_is_renewed_is_nobody_new(people, sign_in):
    succeed(people, name="binh")
    assert news(sign_in, "an") == []


def test_who_stands_in_does_not_lead(people, sign_in):
    post = Appointment.objects.get(member=people.binh)
    succeed(people, acting_for=post, is_head=False)
    assert news(sign_in, "an") == []


def test_another_post_is_told_to_its_holder_alone(people, sign_in):
    succeed(people, role="deputy_secretary", is_head=False)
    assert news(sign_in, "an") == []


def test_whoever_has_given_it_up_by_now_is_not_told(people, sign_in):
    succeed(people, until=TODAY)
    assert news(sign_in, "an") == []


def test_a_secretary_of_the_register_is_nobody_new(people, sign_in):
    Membership.objects.filter(member=people.dung).update(recorded_at=NOW)
    succeed(people, recorded_at=NOW)
    assert news(sign_in, "an") == news(sign_in, "dung") == []


def test_of_the_cell_left_behind_nothing_is_told(people, sign_in):
    succeed(people)
    move(people, Kind.MOVED, on=TODAY, to_cell=people.other_cell)
    told = news(sign_in, "an")
    assert len(told) == 1 and "đồng chí sinh hoạt tại Chi bộ 9" in told[0]


def test_staff_are_told_who_leads_their_unit_and_a_title_is_said(people, sign_in):
    Appointment.objects.filter(member=people.lan).update(until=FIFTH)
    post = AppointmentFactory(
        member=people.em, cell=people.unit, role="unit_lead", since=FIFTH
    )
    assert news(sign_in, "kha") == [
        "Từ ngày 05/02/2026 Phụ trách UBND phường là đ/c Hoàng Văn Em."
    ]
    Appointment.objects.filter(pk=post.pk).update(title="Chánh văn phòng")
    assert news(sign_in, "kha") == [
        "Từ ngày 05/02/2026 Chánh văn phòng, UBND phường, là đ/c Hoàng Văn Em."
    ]


def test_who_was_listed_by_a_register_has_no_news(people, sign_in):
    Membership.objects.filter(member=people.an).update(since=FIFTH)
    assert news(sign_in, "an") == []


def test_an_exemption_that_begins_later_is_seen_everywhere(people, sign_in):
    an_exemption(people.an, since=TODAY + DAY)
    later = "Từ ngày 11/02/2026 đồng chí được miễn công tác và sinh hoạt"
    assert later in news(sign_in, "an")[0]
    assert "Việc cần làm: viết kế hoạch năm 2026" in mine(sign_in, "an")
    person = sign_in("giang").get(reverse("person:person", args=[people.an.pk]))
    assert "chưa đến ngày, từ 11/02/2026" in text_of(person)
    roster = sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk]))
    assert "miễn sinh hoạt từ 11/02/2026" in text_of(roster)
    listed = text_of(
        sign_in("binh").get(reverse("exemptions:exemptions", args=[people.cell.pk]))
    )
    assert "Chưa đến ngày Nguyễn Văn An" in listed and "từ 11/02/2026" in listed
    assert "đồng chí đang được miễn" in listed and "Không ai được miễn" in listed


def test_what_prolongs_an_exemption_is_nothing_new(people, sign_in):
    an_exemption(people.an, since=FIFTH, until=TODAY + DAY)
    an_exemption(people.an, since=TODAY + DAY)
    assert news(sign_in, "an") == []
    roster = sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk]))
    assert "miễn sinh hoạt từ" not in text_of(roster)


# --- lent to another cell -------------------------------------------------------------


def test_who_is_lent_and_both_cells_are_told_who_reads_the_plan(people, sign_in):
    move(people, Kind.LENT, to_cell=people.other_cell, until=TODAY + 100 * DAY)
    assert news(sign_in, "an") == [
        "Đồng chí sinh hoạt tạm thời tại Chi bộ 9 từ 05/02/2026 đến trước 21/05/2026; "
        "kế hoạch vẫn do Chi bộ 7 đọc và nhận."
    ]
    assert "Nguyễn Văn An · Chi bộ 7" in mine(sign_in, "an")
    here = sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk]))
    assert (
        "đang sinh hoạt tạm thời ở Chi bộ 9, kế hoạch vẫn do chi bộ này đọc"
        in text_of(here)
    )
    there = sign_in("chi").get(reverse("cell:cell", args=[people.other_cell.pk]))
    assert "khách (sinh hoạt tạm thời), kế hoạch do Chi bộ 7 đọc" in text_of(there)


def test_a_visit_that_is_over_is_told_no_more(people, sign_in):
    MembershipFactory(
        member=people.an,
        cell=people.other_cell,
        kind="temporary",
        since=FIFTH - 30 * DAY,
        until=FIFTH,
    )
    assert news(sign_in, "an") == []


def test_of_a_guest_from_outside_no_cell_here_reads_the_plan(people, sign_in):
    MembershipFactory(member=people.em, cell=people.cell, kind="temporary", since=FIFTH)
    here = sign_in("binh").get(reverse("cell:cell", args=[people.cell.pk]))
    words = "khách (sinh hoạt tạm thời), kế hoạch ở nơi sinh hoạt chính thức"
    assert words in text_of(here)


# --- who was staff outside the Party --------------------------------------------------


def admit(people):
    move(people, Kind.ADMITTED, "kha", to_cell=people.cell)


def test_staff_who_become_members_hear_by_when_a_plan_is_due(people, sign_in):
    admit(people)
    page = mine(sign_in, "kha")
    assert "Đồng chí được kết nạp ngày 05/02/2026, sinh hoạt tại Chi bộ 7." in page
    assert "Đồng chí viết rồi gửi chi bộ trước hết ngày 07/03/2026" in page
    assert "không phải lập bản khác" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            "draft",
            "Kế hoạch năm 2026 đồng chí đã bắt đầu khi còn ở đơn vị đi tiếp cùng đồng "
            "chí, không phải lập bản khác.",
        ),
        (
            "posted",
            "Kế hoạch năm 2026 đồng chí đã nộp khi còn ở đơn vị vẫn có giá trị, không "
            "phải lập bản khác.",
        ),
    ],
)
def test_a_plan_of_a_member_of_staff_is_the_plan_of_the_year(
    people, sign_in, status, words
):
    how = {"reviewer": "lan", "filer": "hanh", "at": NOW - 10 * DAY}
    a_plan_at(status, people, "kha", **how)
    admit(people)
    assert words in mine(sign_in, "kha")
