"""What each kind of movement begins and ends, whom it refuses, and that it is put right
or cancelled as a whole."""

from datetime import date

import pytest

from cells.acts.movements.case import CannotMove
from cells.acts.movements.kinds import KINDS, find_possible_kinds
from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
)
from cells.models import (
    Appointment,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from cells.personal_record import PersonalRecord
from plans.place_on_date import find_who_must_plan
from tests.factories import (
    LONG_AGO,
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW

pytestmark = pytest.mark.django_db

Kind = Movement.Kind
FIFTH, EIGHTH = date(2026, 2, 5), date(2026, 2, 8)
SUMMER = date(2026, 8, 1)
PAPER = {"paper_number": "12-GTSHĐ", "paper_on": FIFTH}


def act(people, kind, member, on=FIFTH, **said):
    return record_movement(
        kind, member, on=on, by=people.actor("giang"), at=NOW, **said
    )


def places(member):
    rows = Membership.objects.filter(member=member).order_by("since", "kind")
    return [
        (row.cell.name, row.kind, row.origin, row.since, row.until, row.ending)
        for row in rows
    ]


def transfers(member):
    rows = Transfer.objects.filter(member=member).order_by("since", "pk")
    return [
        (row.kind, row.direction, row.place, row.paper_number, row.since, row.until)
        for row in rows
    ]


def everything():
    models = (
        Member,
        Membership,
        Appointment,
        Exemption,
        Suspension,
        Transfer,
        Movement,
        Correction,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


def newcomer():
    return MemberFactory(full_name="Đinh Văn Mới")


def obliged(member, on):
    return find_who_must_plan(on).filter(pk=member.pk).exists()


HERE = ("Chi bộ 7", "official", "register", LONG_AGO)

# --- what each kind does --------------------------------------------------------------


def test_moved_inside_the_ward_ends_here_and_begins_there(people):
    movement = act(people, Kind.MOVED, people.bao, to_cell=people.other_cell, **PAPER)
    assert places(people.bao) == [
        (*HERE, FIFTH, "moved"),
        ("Chi bộ 9", "official", "moved", FIFTH, None, ""),
    ]
    assert transfers(people.bao) == [
        ("official", "inside", "Chi bộ 9", "12-GTSHĐ", FIFTH, None)
    ]
    assert Appointment.objects.get(member=people.bao).until == FIFTH
    assert (movement.from_cell, movement.to_cell, movement.recorded_by) == (
        people.cell,
        people.other_cell,
        people.giang.user,
    )
    assert [obliged(people.bao, day) for day in (date(2026, 2, 4), FIFTH, EIGHTH)] == [
        True,
        True,
        True,
    ]


def test_sent_out_of_the_ward_ends_all_that_holds(people):
    Exemption.objects.create(member=people.bao, since=date(2026, 1, 1))
    act(people, Kind.SENT, people.bao, place="Đảng ủy phường Sài Đồng", **PAPER)
    assert places(people.bao) == [(*HERE, FIFTH, "sent")]
    assert transfers(people.bao) == [
        ("official", "out", "Đảng ủy phường Sài Đồng", "12-GTSHĐ", FIFTH, None)
    ]
    assert Appointment.objects.get(member=people.bao).until == FIFTH
    assert Exemption.objects.get().until == FIFTH


def test_the_duty_ends_with_the_day_of_leaving(people):
    act(people, Kind.SENT, people.an, place="Nơi khác")
    assert [obliged(people.an, day) for day in (date(2026, 2, 4), FIFTH, EIGHTH)] == [
        True,
        False,
        False,
    ]


def test_a_post_of_a_committee_above_the_ward_is_not_the_wards_to_end(people):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    above = AppointmentFactory(member=people.an, role="ward_officer", committee=city)
    below = AppointmentFactory(
        member=people.an, role="inspector", committee=people.ward
    )
    act(people, Kind.SENT, people.an, place="Nơi khác")
    assert [Appointment.objects.get(pk=post.pk).until for post in (above, below)] == [
        None,
        FIFTH,
    ]


def test_away_for_a_term_and_back_early(people):
    act(people, Kind.AWAY, people.an, until=SUMMER, place="Nghệ An", **PAPER)
    assert transfers(people.an) == [
        ("temporary", "out", "Nghệ An", "12-GTSHĐ", FIFTH, SUMMER)
    ]
    assert [obliged(people.an, day) for day in (date(2026, 2, 4), FIFTH, SUMMER)] == [
        True,
        False,
        True,
    ]
    act(people, Kind.BACK, people.an, on=EIGHTH)
    assert transfers(people.an) == [
        ("temporary", "out", "Nghệ An", "12-GTSHĐ", FIFTH, EIGHTH)
    ]
    assert [obliged(people.an, day) for day in (date(2026, 2, 7), EIGHTH)] == [
        False,
        True,
    ]
    assert places(people.an) == [(*HERE, None, "")]


def test_lent_to_another_cell_is_a_guest_there_and_counts_at_home(people):
    act(people, Kind.LENT, people.an, to_cell=people.other_cell, until=SUMMER)
    assert places(people.an) == [
        (*HERE, None, ""),
        ("Chi bộ 9", "temporary", "moved", FIFTH, SUMMER, ""),
    ]
    assert transfers(people.an) == [
        ("temporary", "inside", "Chi bộ 9", "", FIFTH, SUMMER)
    ]
    assert find_who_must_plan(EIGHTH, [people.cell]).filter(pk=people.an.pk).exists()
    assert (
        not find_who_must_plan(EIGHTH, [people.other_cell])
        .filter(pk=people.an.pk)
        .exists()
    )


def test_a_guest_who_moves_to_where_they_are_is_a_guest_no_more(people):
    act(people, Kind.LENT, people.an, to_cell=people.other_cell, until=SUMMER)
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.other_cell)
    assert places(people.an) == [
        (*HERE, EIGHTH, "moved"),
        ("Chi bộ 9", "temporary", "moved", FIFTH, EIGHTH, "moved"),
        ("Chi bộ 9", "official", "moved", EIGHTH, None, ""),
    ]
    assert [row[-1] for row in transfers(people.an)] == [EIGHTH, None]


def test_a_guest_who_moves_elsewhere_stays_a_guest_where_they_are(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    act(people, Kind.LENT, people.an, to_cell=people.other_cell, until=SUMMER)
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=third)
    assert places(people.an)[1:] == [
        ("Chi bộ 9", "temporary", "moved", FIFTH, SUMMER, ""),
        ("Chi bộ 11", "official", "moved", EIGHTH, None, ""),
    ]
    assert transfers(people.an)[0][-1] == SUMMER


def test_a_guest_who_is_away_and_moves_to_where_they_were_stays_away(people):
    act(people, Kind.LENT, people.an, to_cell=people.other_cell, until=SUMMER)
    act(people, Kind.AWAY, people.an, on=date(2026, 2, 6), until=SUMMER)
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.other_cell)
    assert [(row[1], row[-1]) for row in transfers(people.an)] == [
        ("inside", EIGHTH),
        ("out", SUMMER),
        ("inside", None),
    ]


def test_that_somebody_was_received_does_not_end_with_their_death(people):
    act(people, Kind.RECEIVED, people.em, to_cell=people.cell)
    act(people, Kind.DIED, people.em, on=EIGHTH)
    assert transfers(people.em) == [("official", "in", "", "", FIFTH, None)]


def test_received_from_outside_belongs_from_the_day(people):
    member = newcomer()
    act(
        people,
        Kind.RECEIVED,
        member,
        to_cell=people.cell,
        place="Đảng ủy xã Yên Viên",
        **PAPER,
    )
    assert places(member) == [("Chi bộ 7", "official", "received", FIFTH, None, "")]
    assert transfers(member) == [
        ("official", "in", "Đảng ủy xã Yên Viên", "12-GTSHĐ", FIFTH, None)
    ]
    assert [obliged(member, day) for day in (date(2026, 2, 4), FIFTH)] == [False, True]


def test_one_who_returns_is_the_same_person(people):
    act(people, Kind.SENT, people.an, place="Nơi khác")
    act(
        people,
        Kind.RECEIVED,
        people.an,
        on=EIGHTH,
        to_cell=people.other_cell,
        place="Nơi khác",
    )
    assert places(people.an) == [
        (*HERE, FIFTH, "sent"),
        ("Chi bộ 9", "official", "received", EIGHTH, None, ""),
    ]


def test_a_guest_from_outside_belongs_nowhere_and_owes_nothing(people):
    member = newcomer()
    act(
        people,
        Kind.GUEST,
        member,
        to_cell=people.cell,
        until=SUMMER,
        place="Trường Chính trị",
    )
    assert places(member) == [("Chi bộ 7", "temporary", "received", FIFTH, SUMMER, "")]
    assert transfers(member) == [
        ("temporary", "in", "Trường Chính trị", "", FIFTH, SUMMER)
    ]
    assert not obliged(member, EIGHTH)


def test_a_guest_from_outside_may_be_received_officially(people):
    member = newcomer()
    act(people, Kind.GUEST, member, to_cell=people.cell, until=SUMMER)
    act(people, Kind.RECEIVED, member, on=EIGHTH, to_cell=people.cell)
    assert places(member) == [
        ("Chi bộ 7", "temporary", "received", FIFTH, EIGHTH, "moved"),
        ("Chi bộ 7", "official", "received", EIGHTH, None, ""),
    ]
    assert [row[-1] for row in transfers(member)] == [EIGHTH, None]


def test_staff_of_a_unit_are_admitted_into_a_cell(people):
    act(people, Kind.ADMITTED, people.lan, to_cell=people.cell)
    people.lan.refresh_from_db()
    assert (
        people.lan.kind,
        people.lan.admitted_on,
        people.lan.is_probationary(EIGHTH),
    ) == ("party", FIFTH, True)
    assert places(people.lan) == [
        ("UBND phường", "official", "register", LONG_AGO, FIFTH, "moved"),
        ("Chi bộ 7", "official", "admitted", FIFTH, None, ""),
    ]
    assert Appointment.objects.get(member=people.lan).until == FIFTH


def test_who_is_admitted_keeps_a_post_that_is_none_of_a_unit(people):
    post = AppointmentFactory(
        member=people.kha, role="second_reader", cell=people.other_cell
    )
    act(people, Kind.ADMITTED, people.kha, to_cell=people.cell)
    post.refresh_from_db()
    assert post.until is None


def test_who_is_admitted_again_is_on_probation_again(people):
    assert people.em.official_on is not None
    act(people, Kind.ADMITTED, people.em, to_cell=people.cell)
    people.em.refresh_from_db()
    assert (people.em.admitted_on, people.em.official_on) == (FIFTH, None)


def test_recognised_as_official(people):
    Member.objects.filter(pk=people.an.pk).update(
        admitted_on=date(2025, 2, 5), official_on=None
    )
    people.an.refresh_from_db()
    act(people, Kind.RECOGNISED, people.an)
    people.an.refresh_from_db()
    assert people.an.official_on == FIFTH
    assert [people.an.is_probationary(day) for day in (date(2026, 2, 4), FIFTH)] == [
        True,
        False,
    ]


@pytest.mark.parametrize("kind, ending", [(Kind.DIED, "died"), (Kind.LEFT, "left")])
def test_nothing_holds_of_one_who_died_or_left_the_party(people, kind, ending):
    Suspension.objects.create(member=people.bao, since=date(2026, 1, 1))
    act(people, Kind.AWAY, people.bao, on=date(2026, 2, 1), until=SUMMER)
    act(people, kind, people.bao)
    assert places(people.bao) == [(*HERE, FIFTH, ending)]
    assert Appointment.objects.get(member=people.bao).until == FIFTH
    assert Suspension.objects.get().until == FIFTH
    assert transfers(people.bao) == [
        ("temporary", "out", "", "", date(2026, 2, 1), FIFTH)
    ]


def test_staff_move_between_units(people):
    other = CellFactory(name="Trạm y tế", committee=people.ward, kind="unit")
    act(people, Kind.MOVED, people.kha, to_cell=other)
    assert [row[0] for row in places(people.kha)] == ["UBND phường", "Trạm y tế"]


# --- what is refused: in words, and nothing is changed --------------------------------


def refused(people, kind, member, on=FIFTH, **said):
    before = everything()
    with pytest.raises(CannotMove) as refusal:
        act(people, kind, member, on=on, **said)
    assert everything() == before
    return str(refusal.value)


def test_a_day_that_has_not_come_is_refused(people):
    assert "chưa đến" in refused(people, Kind.SENT, people.an, on=date(2026, 2, 11))


def test_nobody_leaves_before_they_came(people):
    Membership.objects.filter(member=people.an).update(since=FIFTH)
    words = refused(people, Kind.SENT, people.an)
    assert words == "Đồng chí về Chi bộ 7 từ ngày 05/02/2026; ngày này phải sau đó."
    assert "mới thuộc Chi bộ 7" in refused(
        people, Kind.SENT, people.an, on=date(2026, 2, 4)
    )


def test_somebody_already_gone_goes_nowhere(people):
    act(people, Kind.SENT, people.an)
    assert "không thuộc chi bộ" in refused(people, Kind.DIED, people.an, on=EIGHTH)
    assert "đã thôi ở Chi bộ 7 từ ngày 05/02/2026" in refused(
        people, Kind.LEFT, people.an, on=date(2026, 2, 4)
    )


def test_the_dead_do_not_return(people):
    act(people, Kind.DIED, people.an)
    assert "từ trần" in refused(
        people, Kind.RECEIVED, people.an, on=EIGHTH, to_cell=people.cell
    )


def test_somebody_who_belongs_to_a_cell_is_not_received(people):
    words = refused(people, Kind.RECEIVED, people.an, to_cell=people.other_cell)
    assert words == "Đồng chí đang thuộc Chi bộ 7 từ ngày 01/01/2010."


@pytest.mark.parametrize(
    "cell, words",
    [
        ({"founded_on": EIGHTH}, "thành lập ngày 08/02/2026"),
        ({"closed_on": date(2026, 2, 1)}, "đã kết thúc ngày 01/02/2026"),
        ({"closed_on": EIGHTH}, "đã kết thúc ngày 08/02/2026"),
        ({"kind": "unit"}, "đơn vị của người ngoài Đảng"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused(people, cell, words):
    there = CellFactory(name="Chi bộ 30", committee=people.ward, **cell)
    assert words in refused(people, Kind.MOVED, people.an, to_cell=there)


def test_moving_to_ones_own_cell_is_refused(people):
    assert "đang thuộc Chi bộ 7 rồi" in refused(
        people, Kind.MOVED, people.an, to_cell=people.cell
    )


def test_a_term_has_an_end_after_its_beginning(people):
    assert "dự kiến kết thúc" in refused(people, Kind.AWAY, people.an)
    assert "phải sau" in refused(people, Kind.AWAY, people.an, until=FIFTH)


def test_one_who_is_away_does_not_go_away_again(people):
    act(people, Kind.AWAY, people.an, until=SUMMER)
    assert "trở về trước" in refused(
        people, Kind.AWAY, people.an, on=EIGHTH, until=SUMMER
    )
    assert "phải sau đó" in refused(people, Kind.BACK, people.an)


def test_who_was_nowhere_does_not_come_back(people):
    assert "không đang sinh hoạt tạm thời" in refused(people, Kind.BACK, people.an)


def test_a_visit_of_a_register_that_begins_later_stands_in_the_way(people):
    MembershipFactory(
        member=people.an, cell=people.other_cell, kind="temporary", since=EIGHTH
    )
    words = refused(people, Kind.DIED, people.an)
    assert (
        "Sinh hoạt tại Chi bộ 9 (khách, tạm thời) bắt đầu từ ngày 08/02/2026" in words
    )


def test_the_official_are_not_recognised_again(people):
    assert "đã là đảng viên chính thức" in refused(people, Kind.RECOGNISED, people.an)


def test_staff_outside_the_party_do_not_leave_it(people):
    for kind in (Kind.LEFT, Kind.RECOGNISED, Kind.AWAY):
        assert "Chỉ ghi được cho đảng viên" in refused(
            people, kind, people.kha, until=SUMMER
        )


def possible_to(people, member):
    return find_possible_kinds(PersonalRecord(member), by=people.actor("giang"))


def test_what_is_possible_today(people):
    of_member = {Kind.MOVED, Kind.LENT, Kind.SENT, Kind.AWAY, Kind.DIED, Kind.LEFT}
    of_staff = {Kind.MOVED, Kind.SENT, Kind.DIED, Kind.ADMITTED}
    assert set(possible_to(people, people.an)) == of_member
    assert set(possible_to(people, people.kha)) == of_staff
    assert set(possible_to(people, people.em)) == {
        Kind.RECEIVED,
        Kind.GUEST,
        Kind.ADMITTED,
    }
    act(people, Kind.AWAY, people.an, until=SUMMER)
    assert Kind.BACK in possible_to(people, people.an)
    act(people, Kind.DIED, people.bao)
    assert possible_to(people, people.bao) == []


def test_the_same_said_twice_is_recorded_once(people):
    first = act(people, Kind.SENT, people.an, place="Nơi khác")
    after = everything()
    assert act(people, Kind.SENT, people.an, place="Nơi khác") == first
    assert everything() == after


# --- putting right --------------------------------------------------------------------

WHY = "Nhầm ngày ghi trên giấy giới thiệu"


def put_right(people, movement, **facts):
    return correct_movement(
        movement, reason=WHY, by=people.actor("giang"), at=NOW, **facts
    )


def test_a_wrong_date_moves_every_row_of_the_act(people):
    movement = act(people, Kind.MOVED, people.bao, to_cell=people.other_cell, **PAPER)
    correction = put_right(
        people, movement, on=date(2026, 2, 3), paper_number="13-GTSHĐ"
    )
    assert places(people.bao) == [
        (*HERE, date(2026, 2, 3), "moved"),
        ("Chi bộ 9", "official", "moved", date(2026, 2, 3), None, ""),
    ]
    assert transfers(people.bao) == [
        ("official", "inside", "Chi bộ 9", "13-GTSHĐ", date(2026, 2, 3), None)
    ]
    assert Appointment.objects.get(member=people.bao).until == date(2026, 2, 3)
    assert (correction.before, correction.after) == (
        {"on": "2026-02-05", "paper_number": "12-GTSHĐ"},
        {"on": "2026-02-03", "paper_number": "13-GTSHĐ"},
    )
    assert (correction.member, correction.kind, correction.row) == (
        people.bao,
        "movement",
        movement.pk,
    )
    assert (correction.reason, correction.by, correction.at) == (
        WHY,
        people.giang.user,
        NOW,
    )
    assert Movement.objects.get().on == date(2026, 2, 3)


def test_a_correction_that_changes_nothing_is_none(people):
    movement = act(people, Kind.SENT, people.an)
    after = everything()
    assert put_right(people, movement, on=FIFTH) is None
    assert everything() == after


def test_a_cancelled_movement_gives_back_every_row(people):
    rows = everything()[:6]
    movement = act(people, Kind.MOVED, people.bao, to_cell=people.other_cell)
    correction = cancel_movement(
        movement, reason="Ghi nhầm người", by=people.actor("giang"), at=NOW
    )
    assert everything()[:6] == rows
    assert (correction.after, correction.reason) == ({}, "Ghi nhầm người")
    movement.refresh_from_db()
    assert (movement.cancelled_by, movement.cancelled_because) == (
        people.giang.user,
        "Ghi nhầm người",
    )


def test_a_person_stays_when_the_reception_is_cancelled(people):
    member = newcomer()
    movement = act(people, Kind.RECEIVED, member, to_cell=people.cell)
    cancel_movement(movement, reason=WHY, by=people.actor("giang"), at=NOW)
    assert places(member) == []
    act(people, Kind.RECEIVED, member, to_cell=people.other_cell)
    assert [row[0] for row in places(member)] == ["Chi bộ 9"]


def unmended(people, act_again, *args, **facts):
    before = everything()
    with pytest.raises(CannotMove) as refusal:
        act_again(*args, by=people.actor("giang"), at=NOW, reason=WHY, **facts)
    assert everything() == before
    return str(refusal.value)


def test_what_later_movements_depend_on_is_not_put_right(people):
    first = act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    act(people, Kind.SENT, people.an, on=EIGHTH)
    words = unmended(people, cancel_movement, first)
    assert "Đã ghi tiếp: Chuyển chính thức đi nơi khác ngày 08/02/2026" in words
    assert "đã thay đổi sau đó" in unmended(
        people, correct_movement, first, on=date(2026, 2, 3)
    )


def test_a_departure_is_not_cancelled_after_the_return(people):
    first = act(people, Kind.SENT, people.an)
    act(people, Kind.RECEIVED, people.an, on=EIGHTH, to_cell=people.other_cell)
    assert "Tiếp nhận chính thức" in unmended(people, cancel_movement, first)


def test_a_post_in_the_new_cell_depends_on_the_movement(people):
    movement = act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    AppointmentFactory(
        member=people.an,
        role="cell_committee_member",
        cell=people.other_cell,
        since=date(2026, 2, 7),
    )
    assert "Chi ủy viên, Chi bộ 9 dựa vào" in unmended(
        people, cancel_movement, movement
    )
    assert "Chi ủy viên" in unmended(people, correct_movement, movement, on=EIGHTH)
    assert put_right(people, movement, on=date(2026, 2, 6))


def test_an_admission_stays_once_its_member_was_recognised(people):
    movement = act(people, Kind.ADMITTED, people.kha, to_cell=people.cell)
    people.kha.refresh_from_db()
    act(people, Kind.RECOGNISED, people.kha, on=EIGHTH)
    assert "Công nhận chính thức" in unmended(people, cancel_movement, movement)


def test_a_new_date_that_does_not_fit_changes_nothing(people):
    Membership.objects.filter(member=people.an).update(since=date(2026, 2, 1))
    movement = act(people, Kind.SENT, people.an)
    assert "ngày này phải sau đó" in unmended(
        people, correct_movement, movement, on=date(2026, 2, 1)
    )
    assert "chưa đến" in unmended(
        people, correct_movement, movement, on=date(2026, 2, 11)
    )


def test_what_was_cancelled_is_not_cancelled_again(people):
    movement = act(people, Kind.SENT, people.an)
    cancel_movement(movement, reason="Ghi nhầm", by=people.actor("giang"), at=NOW)
    after = everything()
    assert (
        cancel_movement(movement, reason="Ghi nhầm", by=people.actor("giang"), at=NOW)
        is None
    )
    assert everything() == after
    assert "đã được hủy" in unmended(people, cancel_movement, movement)
    assert "đã được hủy" in unmended(people, correct_movement, movement, on=EIGHTH)


def test_two_cells_in_a_row_cannot_be_put_in_the_wrong_order(people):
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    second = act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.cell)
    assert "đang thuộc Chi bộ 7 rồi" in unmended(
        people, correct_movement, second, on=date(2026, 2, 4)
    )


def test_every_kind_stands_in_the_table():
    assert set(KINDS) == set(Kind)


def test_somebody_who_belongs_nowhere_since_is_kept_apart(people):
    MembershipFactory(member=people.em, cell=people.cell, since=EIGHTH)
    words = refused(people, Kind.RECEIVED, people.em, to_cell=people.other_cell)
    assert words == "Từ ngày 08/02/2026 đồng chí đã thuộc Chi bộ 7."
