"""The pages on which the ward records who comes, goes and changes; who may, and what a
double click does."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from cells.models import Appointment, Member, Membership, Movement
from plans.models import Plan
from tests.factories import AppointmentFactory, CellFactory, CommitteeFactory
from tests.people import TODAY, a_plan_at
from tests.plans.browsing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FIFTH = {"on": "05/02/2026"}


def send(client, member, address, **facts):
    return client.post(
        reverse("movements:record_movement", args=[member.pk, address]),
        {**FIFTH, **facts},
    )


def newcomer(**facts):
    return {
        "key": str(uuid4()),
        "full_name": "Đinh Văn Mới",
        "born": "1958",
        **FIFTH,
        **facts,
    }


def receive(client, cell, facts, address="tiep-nhan"):
    return client.post(reverse("movements:receive", args=[cell.pk, address]), facts)


def test_the_form_says_what_ends_and_where_the_plan_goes(people, sign_in):
    a_plan_at("cell_review", people, of="bao")
    words = text_of(
        sign_in("giang").get(
            reverse("movements:record_movement", args=[people.bao.pk, "chuyen-chi-bo"])
        )
    )
    assert "chuyển theo sang nơi mới, cùng góp ý và lịch sử" in words
    assert "Kết thúc từ ngày ấy: Phó bí thư chi bộ, Chi bộ 7, từ 01/01/2010" in words
    assert "Không sau hôm nay" in words


def test_the_page_after_says_where_the_plan_is_and_who_reads_it(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("giang")
    answer = send(client, people.an, "chuyen-chi-bo", to_cell=people.other_cell.pk)
    words = text_of(client.get(answer.url))
    assert "Kế hoạch năm 2026 ở Chi bộ 9 (chi bộ góp ý); đ/c Lê Kim Chi đọc." in words
    assert "Chuyển sang chi bộ khác trong phường: từ Chi bộ 7, về Chi bộ 9" in words
    assert Plan.objects.get(pk=plan.pk).cell == people.other_cell


def test_a_double_click_records_one_and_shows_no_mistake(people, sign_in):
    answers = [
        send(sign_in("giang"), people.an, "chuyen-di", place="Hà Nam").status_code
        for _ in range(2)
    ]
    assert (answers, Movement.objects.count()) == ([302, 302], 1)


def test_what_does_not_fit_is_said_and_nothing_is_recorded(people, sign_in):
    answer = send(sign_in("giang"), people.an, "chuyen-di", on="11/02/2026")
    assert "Ngày này chưa đến" in text_of(answer) and "Chưa ghi gì" in text_of(answer)
    assert not Movement.objects.exists()


@pytest.mark.parametrize("name", ["an", "binh", "dung", "hanh", "inh", "em", "quan"])
def test_nobody_but_the_ward_records(people, sign_in, name):
    client = sign_in(name)
    assert send(client, people.an, "chuyen-di").status_code == 404
    assert receive(client, people.cell, newcomer()).status_code == 404
    assert (
        not Movement.objects.exists()
        and not Member.objects.filter(full_name="Đinh Văn Mới").exists()
    )


def test_nobody_records_their_own(people, sign_in):
    assert send(sign_in("giang"), people.giang, "chuyen-di").status_code == 403
    Membership.objects.filter(member=people.giang).update(until=TODAY)
    typed = newcomer(
        full_name=people.giang.full_name, born="", known=str(people.giang.pk)
    )
    assert receive(sign_in("giang"), people.cell, typed).status_code == 403


def test_cells_of_another_ward_are_no_goal(people, sign_in):
    there = CellFactory(committee=CommitteeFactory())
    answer = send(sign_in("giang"), people.an, "chuyen-chi-bo", to_cell=there.pk)
    assert answer.status_code == 200 and not Movement.objects.exists()
    assert receive(sign_in("giang"), there, newcomer()).status_code == 404


def test_an_unknown_kind_is_not_found(people, sign_in):
    assert send(sign_in("giang"), people.an, "gi-do").status_code == 404
    assert (
        receive(sign_in("giang"), people.cell, newcomer(), "chuyen-di").status_code
        == 404
    )
    assert receive(sign_in("giang"), people.unit, newcomer()).status_code == 404


# --- who comes ------------------------------------------------------------------------


def test_a_new_person_is_received_once(people, sign_in):
    facts = newcomer(place="Xã Yên Viên", card="99887766", admitted_on="01/01/2000")
    answers = [
        receive(sign_in("giang"), people.cell, facts).status_code for _ in range(2)
    ]
    member = Member.objects.get(full_name="Đinh Văn Mới")
    assert answers == [302, 302]
    assert (member.born_on, member.born_precision, member.card) == (
        date(1958, 1, 1),
        "year",
        "99887766",
    )
    place = Membership.objects.get(member=member)
    assert (place.cell, place.origin, place.since) == (
        people.cell,
        "received",
        date(2026, 2, 5),
    )


def test_one_whom_the_ward_knew_is_offered_and_no_second_person_is_made(
    people, sign_in
):
    client = sign_in("giang")
    send(client, people.an, "chuyen-di")
    facts = newcomer(full_name="nguyen van an", born="", on="08/02/2026")
    assert "Có phải đồng chí đã biết?" in text_of(
        receive(client, people.other_cell, facts)
    )
    assert Membership.objects.filter(member=people.an).count() == 1
    receive(client, people.other_cell, facts | {"known": str(people.an.pk)})
    assert (
        Membership.objects.get(member=people.an, until=None).cell == people.other_cell
    )
    assert Member.objects.filter(name_folded="nguyen van an").count() == 1


def test_somebody_of_the_same_name_may_be_new(people, sign_in):
    facts = newcomer(full_name="Nguyễn Văn An", born="", known="new")
    receive(sign_in("giang"), people.other_cell, facts)
    assert Member.objects.filter(full_name="Nguyễn Văn An").count() == 2


def test_a_card_means_one_person_only(people, sign_in):
    Member.objects.filter(pk=people.em.pk).update(card="17514678")
    facts = newcomer(card="17514678", known="new")
    words = text_of(receive(sign_in("giang"), people.cell, facts))
    assert "Hoàng Văn Em" in words and "Có phải đồng chí đã biết?" in words
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()


def test_nobody_is_made_when_the_movement_is_refused(people, sign_in):
    answer = receive(sign_in("giang"), people.cell, newcomer(on="11/02/2026"))
    assert "Ngày này chưa đến" in text_of(answer)
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()


def test_a_new_member_is_admitted_on_the_day(people, sign_in):
    receive(sign_in("giang"), people.cell, newcomer(), "ket-nap")
    member = Member.objects.get(full_name="Đinh Văn Mới")
    assert (member.kind, member.admitted_on, member.official_on) == (
        "party",
        date(2026, 2, 5),
        None,
    )


# --- putting right --------------------------------------------------------------------


def test_a_movement_is_put_right_and_cancelled_on_its_page(people, sign_in):
    client = sign_in("giang")
    send(client, people.an, "chuyen-di", place="Hà Nam")
    movement = Movement.objects.get()
    address = reverse("movements:correct_movement", args=[movement.pk])
    assert "Hà Nam" in client.get(address).content.decode()
    client.post(address, {"on": "03/02/2026", "place": "Hà Nam", "reason": "Nhầm ngày"})
    assert Membership.objects.get(member=people.an).until == date(2026, 2, 3)
    words = text_of(client.get(reverse("person:person", args=[people.an.pk])))
    assert (
        "Sửa ngày đầu từ 05/02/2026 thành 03/02/2026" in words
        and "lý do: Nhầm ngày" in words
    )
    cancel = reverse("movements:cancel_movement", args=[movement.pk])
    assert [
        client.post(cancel, {"cancel-reason": "Nhầm người"}).status_code
        for _ in range(2)
    ] == [302, 302]
    assert Membership.objects.get(member=people.an).until is None
    assert "Đã hủy" in text_of(
        client.get(reverse("person:person", args=[people.an.pk]))
    )


# --- posts ----------------------------------------------------------------------------


def appoint(client, member, **facts):
    return client.post(
        reverse("appointments:appoint", args=[member.pk]),
        {"since": "10/02/2026", **facts},
    )


def test_a_term_a_decision_and_a_double_click(people, sign_in):
    facts = {
        "role": "cell_committee_member",
        "until": "10/02/2028",
        "decision": "12-QĐ/ĐU ngày 05/02/2026",
    }
    answers = [
        appoint(sign_in("giang"), people.dung, **facts).status_code for _ in range(2)
    ]
    post = Appointment.objects.get(member=people.dung)
    assert answers == [302, 302]
    assert (post.cell, post.until, post.decision) == (
        people.cell,
        date(2028, 2, 10),
        facts["decision"],
    )


def test_somebody_stands_in_for_a_period(people, sign_in):
    secretary = Appointment.objects.get(member=people.binh)
    client = sign_in("giang")
    words = text_of(
        appoint(client, people.dung, role="stand_in", acting_for=secretary.pk)
    )
    assert "Phụ trách thay thì phải có ngày kết thúc" in words
    assert "Chọn đồng chí được thay" in text_of(
        appoint(client, people.dung, role="stand_in", until="01/05/2026")
    )
    appoint(
        client,
        people.dung,
        role="stand_in",
        acting_for=secretary.pk,
        until="01/05/2026",
    )
    post = Appointment.objects.get(member=people.dung)
    assert (post.role, post.acting_for, post.is_head, post.cell) == (
        "secretary",
        secretary,
        False,
        people.cell,
    )
    assert people.actor("dung").post_over(people.cell) == post


def test_a_cell_has_one_secretary_at_a_time(people, sign_in):
    words = text_of(appoint(sign_in("giang"), people.dung, role="secretary"))
    assert "Chi bộ 7 đã có bí thư: đồng chí Trần Thị Bình" in words
    assert not Appointment.objects.filter(member=people.dung).exists()


def test_an_inspector_has_a_scope_and_a_term(people, sign_in):
    below = CommitteeFactory(name="Đảng bộ Công ty May", parent=people.ward)
    facts = {
        "role": "inspector",
        "place": f"committee-{below.pk}",
        "until": "01/05/2026",
    }
    appoint(sign_in("giang"), people.dung, **facts)
    post = Appointment.objects.get(member=people.dung)
    assert (post.committee, post.cell, post.until) == (below, None, date(2026, 5, 1))
    stranger = CommitteeFactory()
    appoint(
        sign_in("giang"), people.an, role="inspector", place=f"committee-{stranger.pk}"
    )
    assert not Appointment.objects.filter(member=people.an).exists()


def test_a_place_that_does_not_fit_the_post_is_refused_in_words(people, sign_in):
    answer = appoint(
        sign_in("giang"), people.an, role="inspector", place=f"cell-{people.cell.pk}"
    )
    assert (
        answer.status_code == 200
        and not Appointment.objects.filter(member=people.an).exists()
    )


# --- the cell's page and the list -----------------------------------------------------


def test_a_warning_stands_on_the_page_of_the_cell_and_on_the_list(people, sign_in):
    Appointment.objects.filter(member=people.bao).update(until=date(2026, 2, 20))
    words = "Nhiệm kỳ của Phó bí thư chi bộ Vũ Gia Bảo hết trước ngày 20/02/2026"
    for name, there in (("giang", True), ("binh", True), ("inh", False)):
        assert (
            words in text_of(sign_in(name).get(f"/chi-bo/{people.cell.pk}/"))
        ) == there
    assert words in text_of(sign_in("giang").get("/chi-bo/"))


def test_a_closed_cell_says_what_became_of_it_and_shows_its_filed_plans(
    people, sign_in
):
    plan = a_plan_at("posted", people)
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    type(people.cell).objects.filter(pk=people.cell.pk).update(
        closed_on=TODAY, successor=people.other_cell
    )
    page = sign_in("giang").get(f"/chi-bo/{people.cell.pk}/")
    words = text_of(page)
    assert (
        "Chi bộ 7 đã kết thúc hoạt động từ ngày 10/02/2026. Đảng viên chuyển về Chi bộ "
        "9" in words
    )
    assert "Kế hoạch đã nộp năm 2026 (1)" in words
    assert f'href="/ke-hoach/{plan.pk}/"' in page.content.decode()
    assert "Tiếp nhận chính thức" not in words


@pytest.mark.parametrize("more", [1, 3])
def test_a_persons_page_asks_as_often_for_any_number_of_rows(
    people, sign_in, more, django_assert_num_queries
):
    for number in range(more):
        AppointmentFactory(
            member=people.an,
            role="head",
            cell=people.unit,
            since=date(2011 + number, 1, 1),
            until=date(2011 + number, 6, 1),
        )
    client = sign_in("giang")
    client.get(reverse("person:person", args=[people.an.pk]))
    with django_assert_num_queries(11):
        client.get(reverse("person:person", args=[people.an.pk]))
    # Of who is head it is asked what they have still to post.
    with django_assert_num_queries(12):
        client.get(reverse("person:person", args=[people.binh.pk]))


def test_what_came_from_elsewhere_without_what_it_did_says_that_it_stays(
    people, sign_in
):
    send(sign_in("giang"), people.an, "chuyen-di", place="Hà Nam")
    movement = Movement.objects.get()
    Movement.objects.update(effects={})
    address = reverse("movements:correct_movement", args=[movement.pk])
    page = text_of(sign_in("giang").get(address))
    assert "ở đây không hủy, không sửa được" in page
    assert "Ghi nhầm hẳn" not in page
