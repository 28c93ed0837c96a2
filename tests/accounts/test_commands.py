"""From an empty database to the first person who can do the rest on the pages."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import slips
from accounts.models import ActivationSlip, User
from cells.models import Appointment, Committee, Member
from tests.factories import CommitteeFactory, MemberFactory
from tests.markup import fold_spaces
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def printed(capsys):
    """(sign-in name, code) on the slip that a command has printed."""
    text = capsys.readouterr().out
    return re.search(r"Tên đăng nhập: +(\S+)", text)[1], re.search(r"Mã: +(\S+)", text)[
        1
    ]


def activate(client, name, code):
    client.post(reverse("entry:activate"), {"username": name, "code": code})
    password = {"new_password1": "hoa sua dau ngo", "new_password2": "hoa sua dau ngo"}
    return client.post(reverse("entry:set_password"), password)


def test_administrator_comes_in_and_sees_the_accounts(client, capsys):
    call_command("create_administrator", "Quan Tri")
    name, code = printed(capsys)
    assert name == "quantri"
    assert activate(client, name, code).status_code == 302
    user = User.objects.get()
    assert (user.is_administrator, getattr(user, "member", None)) == (True, None)
    assert client.get(reverse("accounts:accounts")).status_code == 200


def test_administrator_who_lost_the_password_gets_another_slip(capsys):
    call_command("create_administrator", "quantri")
    call_command("create_administrator", "quantri")
    assert User.objects.count() == 1
    assert ActivationSlip.objects.unspent().count() == 1


@pytest.mark.parametrize("name", ["an", "", " . "])
def test_administrator_takes_nobodys_name(people, name):
    with pytest.raises(CommandError):
        call_command("create_administrator", name)
    assert User.objects.filter(is_administrator=True).count() == 1
    assert not ActivationSlip.objects.exists()


def test_ward_begins_with_its_first_officer(client, capsys):
    call_command(
        "create_ward",
        "Đảng bộ phường Phúc Đồng",
        officer="Ngô Thị Giang",
        place="Phúc Đồng",
    )
    name, code = printed(capsys)
    assert name == "ngothigiang"
    post = Appointment.objects.get()
    assert (post.member.full_name, post.role, post.since) == (
        "Ngô Thị Giang",
        "ward_officer",
        TODAY,
    )
    assert (post.committee.name, post.committee.kind) == (
        "Đảng bộ phường Phúc Đồng",
        "ward",
    )
    assert activate(client, name, code).status_code == 302
    assert client.get(reverse("accounts:accounts")).status_code == 200


def test_ward_that_has_an_officer_gets_no_second_this_way(people):
    before = (Member.objects.count(), ActivationSlip.objects.count())
    with pytest.raises(CommandError, match="đã có cán bộ"):
        call_command("create_ward", people.ward.name, officer="Kẻ Lạ")
    assert (Member.objects.count(), ActivationSlip.objects.count()) == before


def test_ward_of_an_imported_register_finds_its_people():
    ward = CommitteeFactory(name="Đảng bộ phường Phúc Đồng")
    giang = MemberFactory(full_name="Ngô Thị Giang", card="05123456")
    call_command(
        "create_ward",
        "đảng bộ phường Phúc Đồng",
        officer="NGÔ THỊ GIANG",
        username="0912 345 678",
    )
    giang.refresh_from_db()
    assert giang.user.username == "0912345678"
    assert (Committee.objects.get(), Member.objects.get()) == (ward, giang)


def test_two_people_of_one_name_are_told_apart_by_the_card():
    MemberFactory(full_name="Ngô Thị Giang", card="1111111")
    second = MemberFactory(full_name="Ngô Thị Giang", card="2222222")
    with pytest.raises(CommandError, match="--card"):
        call_command("create_ward", "Đảng bộ phường X", officer="Ngô Thị Giang")
    assert not Committee.objects.exists()
    call_command(
        "create_ward", "Đảng bộ phường X", officer="Ngô Thị Giang", card="2222222"
    )
    assert Appointment.objects.get().member == second


def test_slip_of_the_server_is_told_from_one_of_an_officer(people, sign_in):
    slips.issue_slip(people.an.user, by=None, at=NOW)
    page = sign_in("an").get(reverse("entry:my_account")).content.decode()
    assert "quản trị máy chủ" in fold_spaces(page)


def test_a_city_and_wards_under_it_begin_by_command(capsys):
    call_command("create_ward", "Thành ủy Hà Nội", officer="Cán Bộ Một", kind="city")
    call_command(
        "create_ward",
        "Đảng bộ phường Phúc Đồng",
        officer="Cán Bộ Hai",
        under="thành ủy hà nội",
    )
    call_command(
        "create_ward",
        "Đảng bộ phường Long Biên",
        officer="Cán Bộ Ba",
        under="Thành ủy Hà Nội",
    )
    found = Committee.objects.order_by("pk").values_list("name", "kind", "parent__name")
    assert list(found) == [
        ("Thành ủy Hà Nội", "city", None),
        ("Đảng bộ phường Phúc Đồng", "ward", "Thành ủy Hà Nội"),
        ("Đảng bộ phường Long Biên", "ward", "Thành ủy Hà Nội"),
    ]
