"""A row is put right with a reason and its former content is kept; what depends on it
is said."""

from datetime import date

import pytest
from django.urls import reverse

from cells.acts.corrections.rules import (
    CannotCorrect,
    correct_person,
    redate_row,
    take_row_away,
    write_birth_date,
)
from cells.acts.movements.records import record_movement
from cells.models import (
    Appointment,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
)
from cells.names import fold
from plans.models import Plan
from tests.cells.acts.movements.test_kinds import everything
from tests.factories import LONG_AGO, MembershipFactory
from tests.people import NOW, TODAY, a_plan_at
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

WHY = "Theo bản gốc của sổ"
FIFTH = date(2026, 2, 5)


def mend(people, act, what, **facts):
    return act(what, reason=WHY, by=people.actor("giang"), at=NOW, **facts)


def unmended(people, act, what, **facts):
    before = everything()
    with pytest.raises(CannotCorrect) as refusal:
        mend(people, act, what, **facts)
    assert everything() == before
    return str(refusal.value)


def sent(people):
    return record_movement(
        Movement.Kind.SENT, people.an, on=FIFTH, by=people.actor("giang"), at=NOW
    )


def test_a_date_of_the_register_is_put_right_and_what_it_was_is_kept(people):
    place = Membership.objects.get(member=people.an)
    made = mend(people, redate_row, place, since=date(2011, 3, 1))
    assert Membership.objects.get(member=people.an).since == date(2011, 3, 1)
    assert (made.kind, made.row, made.before, made.after) == (
        "membership",
        place.pk,
        {"since": "2010-01-01"},
        {"since": "2011-03-01"},
    )
    assert (made.member, made.reason, made.by, made.at) == (
        people.an,
        WHY,
        people.giang.user,
        NOW,
    )


@pytest.mark.parametrize("day", [date(2026, 2, 3), date(2026, 2, 7)])
def test_the_membership_before_follows(people, day):
    old = Membership.objects.get(member=people.an)
    Membership.objects.filter(pk=old.pk).update(until=FIFTH)
    new = MembershipFactory(member=people.an, cell=people.other_cell, since=FIFTH)
    mend(people, redate_row, new, since=day)
    rows = (
        Membership.objects.filter(member=people.an)
        .order_by("since")
        .values_list("since", "until")
    )
    assert list(rows) == [(LONG_AGO, day), (day, None)]
    assert Correction.objects.count() == 2


def test_what_a_movement_set_is_put_right_there(people):
    sent(people)
    place = Membership.objects.get(member=people.an)
    assert "Chuyển chính thức đi nơi khác" in unmended(
        people, redate_row, place, until=TODAY
    )
    assert mend(people, redate_row, place, since=date(2011, 3, 1))
    assert "Hủy biến động đó" in unmended(people, take_row_away, place)


def test_an_exemption_is_put_right_and_taken_away(people):
    row = Exemption.objects.create(
        member=people.an, since=FIFTH, resolution_number="3-NQ/CB"
    )
    mend(people, redate_row, row, since=date(2026, 2, 1), resolution_number="5-NQ/CB")
    made = mend(people, take_row_away, Exemption.objects.get())
    assert not Exemption.objects.exists()
    assert (made.row, made.after, made.before["resolution_number"]) == (
        row.pk,
        {},
        "5-NQ/CB",
    )


def test_overlapping_and_reversed_dates_are_refused(people):
    Exemption.objects.create(
        member=people.an, since=date(2020, 1, 1), until=date(2021, 1, 1)
    )
    row = Exemption.objects.create(member=people.an, since=FIFTH)
    assert "chồng lên" in unmended(people, redate_row, row, since=date(2020, 6, 1))
    assert "phải sau" in unmended(people, redate_row, row, until=FIFTH)


def test_the_only_place_of_a_person_is_not_taken_away(people):
    assert "duy nhất" in unmended(
        people, take_row_away, Membership.objects.get(member=people.an)
    )


def test_a_post_by_which_somebody_acted_stays(people):
    a_plan_at("finalizing", people)
    post = Appointment.objects.get(member=people.binh)
    assert "Đã có việc ghi theo dòng này" in unmended(people, take_row_away, post)


def test_nothing_else_is_no_correction(people):
    assert (
        mend(
            people, redate_row, Membership.objects.get(member=people.an), since=LONG_AGO
        )
        is None
    )
    assert mend(people, correct_person, people.an, full_name="Nguyễn Văn An") is None
    assert not Correction.objects.exists()


def test_a_name_is_put_right_with_its_keys(people):
    made = mend(
        people, correct_person, people.an, full_name="Nguyễn Văn Ấn", card="17514678"
    )
    member = Member.objects.get(pk=people.an.pk)
    assert (member.full_name, member.name_folded) == (
        "Nguyễn Văn Ấn",
        fold("Nguyễn Văn Ấn"),
    )
    assert made.before == {"full_name": "Nguyễn Văn An", "card": ""}
    assert "Số thẻ này" in unmended(
        people, correct_person, people.dung, card="17514678"
    )


# --- the pages ------------------------------------------------------------------------


def test_the_page_puts_right_and_the_story_tells_it(people, sign_in):
    client, place = sign_in("giang"), Membership.objects.get(member=people.an)
    address = reverse(
        "corrections:correct_row", args=[people.an.pk, "noi-sinh-hoat", place.pk]
    )
    assert client.get(address).status_code == 200
    assert (
        f'href="{address}"'
        in client.get(reverse("person:person", args=[people.an.pk])).content.decode()
    )
    client.post(address, {"since": "01/03/2011", "until": "", "reason": WHY})
    words = text_of(client.get(reverse("person:person", args=[people.an.pk])))
    assert "Sửa ngày đầu từ 01/01/2010 thành 01/03/2011" in words
    assert (
        "lý do: Theo bản gốc của sổ · đ/c Ngô Thị Giang ghi lúc 09:00 ngày 10/02/2026"
        in words
    )


def test_taking_away_twice_is_once(people, sign_in):
    row = Exemption.objects.create(member=people.an, since=FIFTH)
    address = reverse("corrections:take_away_row", args=[people.an.pk, "mien", row.pk])
    answers = [
        sign_in("giang").post(address, {"away-reason": WHY}).status_code
        for _ in range(2)
    ]
    assert answers == [302, 302]
    assert Correction.objects.count() == 1


def test_the_facts_of_a_person_are_put_right_by_a_reason(people, sign_in):
    client, address = (
        sign_in("giang"),
        reverse("corrections:correct_person", args=[people.an.pk]),
    )
    page = client.get(address).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {
        "born": "9/1958"
    }
    typed |= {"admitted_on": "01/01/2000", "official_on": "01/01/2001"}
    assert "Lỗi" in client.post(address, typed | {"reason": ""}).content.decode()
    client.post(address, typed | {"reason": WHY})
    member = Member.objects.get(pk=people.an.pk)
    assert (member.born_on, member.born_precision) == (date(1958, 9, 1), "month")
    assert write_birth_date(member) == "09/1958"
    assert set(Correction.objects.get().after) == {"born_on", "born_precision"}


@pytest.mark.parametrize("name", ["an", "binh", "dung", "hanh", "inh", "em", "quan"])
def test_nobody_but_the_ward_puts_right(people, sign_in, name):
    place = Membership.objects.get(member=people.an)
    movement = sent(people)
    client, before = sign_in(name), everything()
    for route, args in (
        ("corrections:correct_row", [people.an.pk, "noi-sinh-hoat", place.pk]),
        ("corrections:take_away_row", [people.an.pk, "noi-sinh-hoat", place.pk]),
        ("corrections:correct_person", [people.an.pk]),
        ("movements:correct_movement", [movement.pk]),
        ("movements:cancel_movement", [movement.pk]),
    ):
        answer = client.post(
            reverse(route, args=args),
            {"reason": WHY, "since": "01/03/2011", "on": "03/02/2026"},
        )
        assert answer.status_code == 404
    assert everything() == before


def test_nobody_puts_right_what_is_said_of_themselves(people, sign_in):
    place = Membership.objects.get(member=people.giang)
    client = sign_in("giang")
    assert (
        client.get(
            reverse("corrections:correct_person", args=[people.giang.pk])
        ).status_code
        == 403
    )
    assert (
        client.get(
            reverse(
                "corrections:correct_row",
                args=[people.giang.pk, "noi-sinh-hoat", place.pk],
            )
        ).status_code
        == 403
    )


def test_another_persons_row_is_not_found_on_this_persons_page(people, sign_in):
    place = Membership.objects.get(member=people.dung)
    address = reverse(
        "corrections:correct_row", args=[people.an.pk, "noi-sinh-hoat", place.pk]
    )
    assert sign_in("giang").get(address).status_code == 404
    assert (
        sign_in("giang")
        .get(
            reverse("corrections:correct_row", args=[people.dung.pk, "gi-do", place.pk])
        )
        .status_code
        == 404
    )


def test_plans_are_not_touched(people):
    plan = a_plan_at("signed", people)
    mend(
        people,
        redate_row,
        Membership.objects.get(member=people.an),
        since=date(2011, 3, 1),
    )
    assert Plan.objects.get(pk=plan.pk).status == "signed"
