"""How cells leave: what is refused, and what ends here on the day."""

import datetime

import pytest
from django.urls import reverse

from cells.models import Cell, Membership, Transfer
from plans.handover import CannotExport, create_file
from plans.models import Plan, PlanEvent
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY, a_plan_at
from tests.plans.handover.exchange import DAY, EVE, a_sender, exported

pytestmark = pytest.mark.django_db


def refused(people, cells=None):
    with pytest.raises(CannotExport) as refusal:
        exported(people, cells, close=True)
    assert not Cell.objects.filter(closed_on=DAY).exists()
    return str(refusal.value)


def test_a_broken_chain_is_not_handed_on_and_is_named():
    people = a_sender()
    plan = Plan.objects.get(member=people.dung, cycle__year=2025)
    PlanEvent.objects.filter(plan=plan, step="recall").update(note="viết lại")
    assert f"Kế hoạch số {plan.pk}: nhật ký đứt ở sự kiện 5 (recall" in refused(people)


def test_a_broken_chain_of_somebody_who_stays_is_no_hindrance():
    people = a_sender()
    PlanEvent.objects.filter(plan__member=people.chi).update(note="viết lại")
    assert exported(people)


def test_who_comes_after_the_day_has_to_wait(people):
    MembershipFactory(member=people.em, cell=people.cell, since=DAY)
    assert "Hoàng Văn Em (Chi bộ 7)" in refused(people)


def test_a_post_that_begins_after_the_day_has_to_wait(people):
    AppointmentFactory(
        member=people.em, cell=people.cell, role="cell_committee_member", since=DAY
    )
    assert "Hoàng Văn Em (Chi bộ 7)" in refused(people)


def test_who_went_on_to_another_cell_after_the_day_does_not_go_along(people):
    people.an.memberships.update(until=DAY)
    MembershipFactory(member=people.an, cell=people.other_cell, since=DAY)
    words = refused(people)
    assert "Nguyễn Văn An (sang Chi bộ 9)" in words
    assert "hủy việc ấy ở đây và ghi ở nơi nhận" in words


def test_who_is_a_guest_elsewhere_after_the_day_goes_along(people):
    until = DAY + datetime.timedelta(days=90)
    MembershipFactory(
        member=people.an,
        cell=people.other_cell,
        kind="temporary",
        since=DAY,
        until=until,
    )
    exported(people, close=True)
    assert Transfer.objects.filter(member=people.an, direction="out").exists()


def test_a_cell_founded_after_the_day_is_refused(people):
    Cell.objects.filter(pk=people.cell.pk).update(founded_on=DAY)
    people.cell.refresh_from_db()
    assert "chưa thành lập" in refused(people)


# --- closing --------------------------------------------------------------------------


@pytest.fixture
def closed(people):
    """Cell 7 has left on the day; An's plan waits for review, Dung's is filed."""
    a_plan_at("cell_review", people)
    a_plan_at("posted", people, "dung")
    exported(people, close=True)
    return people


def test_without_closing_nothing_changes(people):
    exported(people)
    assert (
        Membership.objects.filter(until=None).count() == 10
        and not Transfer.objects.exists()
    )


def test_everybody_leaves_on_the_day_by_an_official_transfer(closed):
    ended = Membership.objects.filter(cell=closed.cell)
    assert set(ended.values_list("until", "ending")) == {(DAY, "handed_over")}
    rows = Transfer.objects.values_list(
        "member__full_name", "kind", "direction", "place", "since"
    )
    assert len(rows) == 4
    assert ("Nguyễn Văn An", "official", "out", "Đảng bộ phường Long Biên", DAY) in rows
    closed.cell.refresh_from_db()
    assert closed.cell.closed_on == DAY
    assert (
        not Membership.objects.filter(cell=closed.other_cell)
        .exclude(until=None)
        .exists()
    )


def test_what_was_over_before_the_day_stays_as_it_was(people):
    """Em was in Cell 7 until years ago, An had a post there; a guest has no transfer
    out of the ward."""
    then = {"since": datetime.date(2015, 1, 1), "until": datetime.date(2016, 1, 1)}
    left = MembershipFactory(member=people.em, cell=people.cell, ending="sent", **then)
    role = "cell_committee_member"
    post = AppointmentFactory(member=people.an, cell=people.cell, role=role, **then)
    guest = MembershipFactory(
        member=people.em, cell=people.cell, kind="temporary", since=EVE
    )
    exported(people, close=True)
    for row in (left, post, guest):
        row.refresh_from_db()
    assert (left.until, left.ending, post.until) == (
        then["until"],
        "sent",
        then["until"],
    )
    assert (guest.until, guest.ending) == (DAY, "handed_over")
    assert not Transfer.objects.filter(member=people.em).exists()


def test_who_works_in_a_unit_leaves_without_a_transfer_of_the_party(people):
    exported(people, [people.unit], close=True)
    assert not Transfer.objects.exists()
    assert not Membership.objects.in_force(DAY).filter(cell=people.unit).exists()


def test_powers_are_gone_at_the_next_request_of_somebody_signed_in(people, sign_in):
    plan = a_plan_at("cell_review", people)
    client = sign_in("binh")
    assert client.get(reverse("review:plan", args=[plan.pk])).status_code == 200
    exported(people, close=True)
    assert client.get(reverse("review:plan", args=[plan.pk])).status_code == 404
    assert people.actor("binh", EVE).cells and not people.actor("binh", DAY).cells


def test_plans_stay_to_be_read_by_the_ward_and_their_authors(closed, sign_in):
    plan = Plan.objects.get(member=closed.dung)
    assert (
        sign_in("giang").get(reverse("review:plan", args=[plan.pk])).status_code == 200
    )
    assert "2026" in sign_in("dung").get(reverse("home:my_plan")).content.decode()


def test_closing_twice_is_refused(closed):
    with pytest.raises(AssertionError):
        assert exported(closed, close=True) is None
    assert Transfer.objects.count() == 4


# --- the file on the disk -------------------------------------------------------------


def test_a_file_appears_whole_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "ban-giao.bin"
    with create_file(path) as file:
        file.write(b"x")
        assert not path.exists()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"x", 0o600)
    assert [found.name for found in tmp_path.iterdir()] == ["ban-giao.bin"]


def test_nothing_is_left_of_a_file_that_failed(tmp_path):
    with (
        pytest.raises(ZeroDivisionError),
        create_file(tmp_path / "ban-giao.bin") as file,
    ):
        file.write(b"x")
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["ban-giao.bin", "ban-giao.bin.part"])
def test_a_file_that_is_there_is_not_overwritten(tmp_path, name):
    (tmp_path / name).write_bytes(b"cu")
    with (
        pytest.raises(CannotExport, match=name),
        create_file(tmp_path / "ban-giao.bin"),
    ):
        raise AssertionError
    assert (tmp_path / name).read_bytes() == b"cu"


def test_the_day_may_lie_back(people):
    assert exported(people, on=TODAY - datetime.timedelta(days=9), at=NOW)
