"""A slip opens one login, once, for a while, and only if the code is right."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import slips
from accounts.guesses import TooManyGuesses
from accounts.models import ActivationSlip, User
from accounts.visitors import Visitor
from tests.factories import MemberFactory, MembershipFactory
from tests.people import NOW

pytestmark = pytest.mark.django_db

PASSWORD = "mua xuan chin chan"


@pytest.fixture
def printed(people):
    """A slip that Bình has printed for An."""
    return slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)


def newcomer(people, **fields):
    member = MemberFactory(**{"full_name": "Nguyễn Thị Mới", **fields})
    MembershipFactory(member=member, cell=people.cell)
    return member


def open_slip(name, code, at=NOW):
    return slips.open_slip(name, code, visitor=Visitor("10.0.0.1"), at=at)


def wrong(code):
    """Another code of the same shape."""
    return ("A" if code[0] != "A" else "C") + code[1:]


def test_code_has_two_groups_of_four_letters_that_are_not_mistaken_for_others():
    codes = {slips.make_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(
        re.fullmatch(
            r"[34679ACDEFGHJKMNPQRTUVWXY]{4}-[34679ACDEFGHJKMNPQRTUVWXY]{4}", code
        )
        for code in codes
    )


def test_slip_sets_a_password_once(people, printed):
    slip = open_slip("an", printed.code)
    assert slip == printed.slip
    user = slips.spend_slip(slip.pk, PASSWORD, at=NOW)
    assert user == people.an.user
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    with pytest.raises(slips.SlipSpent):
        slips.spend_slip(slip.pk, "mot mat khau khac", at=NOW)
    assert open_slip("an", printed.code) is None
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_code_is_read_as_people_type_it(printed):
    typed = f" {printed.code.lower().replace('-', ' ')} "
    assert open_slip("An", typed) == printed.slip


def test_the_database_does_not_hold_the_code(printed):
    row = ActivationSlip.objects.values_list().get(pk=printed.slip.pk)
    assert printed.code.replace("-", "") not in "".join(map(str, row)).upper()


def test_who_printed_it_and_when_is_recorded(people, printed):
    slip = ActivationSlip.objects.get()
    assert (slip.user, slip.issued_by, slip.issued_at) == (
        people.an.user,
        people.binh.user,
        NOW,
    )
    assert slip.expires_at == NOW + timedelta(days=14)


def test_twenty_wrong_tries_make_the_right_code_wait_and_no_more(printed):
    for _ in range(20):
        assert open_slip("an", wrong(printed.code)) is None
    with pytest.raises(TooManyGuesses) as stopped:
        open_slip("an", printed.code)
    assert stopped.value.until == NOW + timedelta(hours=1)
    later = NOW + timedelta(hours=1)
    assert open_slip("an", printed.code, at=later) == printed.slip


def test_right_codes_are_no_guesses(printed):
    for _ in range(30):
        assert open_slip("an", printed.code) == printed.slip


def test_slip_runs_out_after_fourteen_days(printed):
    last = NOW + timedelta(days=14)
    assert open_slip("an", printed.code, at=last) is None
    assert open_slip("an", printed.code, at=last - timedelta(seconds=1)) == printed.slip
    with pytest.raises(slips.SlipSpent):
        slips.spend_slip(printed.slip.pk, PASSWORD, at=last)


def test_a_newer_slip_ends_the_older(people, printed):
    newer = slips.issue_slip_to(people.an, by=people.actor("giang"), at=NOW)
    assert open_slip("an", printed.code) is None
    with pytest.raises(slips.SlipSpent):
        slips.spend_slip(printed.slip.pk, PASSWORD, at=NOW)
    assert open_slip("an", newer.code) == newer.slip


def test_the_database_refuses_two_unspent_slips_of_a_login(people, printed):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivationSlip.objects.create(
            user=people.an.user, code_digest="x", issued_at=NOW, expires_at=NOW
        )


def test_slip_of_one_person_does_not_open_another(printed):
    assert open_slip("dung", printed.code) is None
    assert open_slip("khongcoai", printed.code) is None
    assert open_slip("an", printed.code) == printed.slip


def test_locked_login_is_opened_by_no_slip(people, printed):
    opened = open_slip("an", printed.code)
    people.an.user.set_active(False, by=people.giang.user, at=NOW)
    assert open_slip("an", printed.code) is None
    with pytest.raises(slips.SlipSpent):
        slips.spend_slip(opened.pk, PASSWORD, at=NOW)
    assert ActivationSlip.objects.get().used_at is None


def test_refused_slip_changes_nothing(people):
    for name, other in [
        ("an", "dung"),
        ("binh", "binh"),
        ("chi", "giang"),
        ("binh", "giang"),
        ("giang", "hanh"),
    ]:
        with pytest.raises(PermissionDenied):
            slips.issue_slip_to(people.members[other], by=people.actor(name), at=NOW)
    with pytest.raises(PermissionDenied):
        slips.issue_slip_to(
            newcomer(people), by=people.actor("chi"), at=NOW, username="moi"
        )
    assert not ActivationSlip.objects.exists()
    assert not User.objects.filter(username="moi").exists()


def test_person_without_login_gets_one_that_opens_with_the_slip_only(people):
    member = newcomer(people)
    printed = slips.issue_slip_to(
        member, by=people.actor("binh"), at=NOW, username="nguyenthimoi"
    )
    member.refresh_from_db()
    assert member.user.username == "nguyenthimoi"
    assert not member.user.has_set_password()
    assert open_slip("nguyenthimoi", printed.code) == printed.slip


def test_login_of_somebody_else_is_never_handed_over(people):
    with pytest.raises(slips.LoginMeanwhile):
        slips.issue_slip_to(
            newcomer(people), by=people.actor("binh"), at=NOW, username="an"
        )
    people.an.refresh_from_db()
    assert people.an.user.username == "an"
    assert not ActivationSlip.objects.exists()


def test_two_officers_who_give_a_login_at_once_make_one(people):
    first, second = newcomer(people), None
    second = type(first).objects.get(pk=first.pk)
    slips.issue_slip_to(first, by=people.actor("binh"), at=NOW, username="nguyenthimoi")
    with pytest.raises(slips.LoginMeanwhile):
        slips.issue_slip_to(
            second, by=people.actor("bao"), at=NOW, username="nguyenthimoi2"
        )
    assert not User.objects.filter(username="nguyenthimoi2").exists()
    assert ActivationSlip.objects.count() == 1


def test_words_for_what_became_of_a_slip(people, printed):
    assert slips.describe_slip(printed.slip, NOW) == "chưa dùng"
    assert slips.describe_slip(printed.slip, NOW + timedelta(days=14)) == "đã hết hạn"
    slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    printed.slip.refresh_from_db()
    assert slips.describe_slip(printed.slip, NOW) == "đã thay bằng phiếu mới hơn"
    slips.spend_slip(ActivationSlip.objects.unspent().get().pk, PASSWORD, at=NOW)
    told = [slips.describe_slip(slip, NOW) for slip in slips.list_slips(people.an.user)]
    assert told == ["đã dùng", "đã thay bằng phiếu mới hơn"]
