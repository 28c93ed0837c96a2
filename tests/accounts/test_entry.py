"""Getting in: by password, by slip; and what an open session is worth afterwards."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts import slips
from accounts.models import AccountEvent, ActivationSlip
from cells.models import Membership
from tests.markup import fold_spaces
from tests.people import NOW
from tests.plans.gone import Ending, leave

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PASSWORD = "mua xuan chin chan"
NEW_PASSWORD = "hoa sua dau ngo"


@pytest.fixture
def an(people):
    people.an.user.replace_password(PASSWORD, at=NOW)
    type(people.an).objects.filter(pk=people.an.pk).update(
        card="05123456", phone="0912345678"
    )
    return people.an


def send(client, username="an", password=PASSWORD, **more):
    return client.post(
        reverse("entry:sign_in"), {"username": username, "password": password, **more}
    )


def signed_in(client):
    return client.get(reverse("entry:my_account")).status_code == 200


@pytest.mark.parametrize(
    "typed", ["an", " AN ", "05123456", "05.123 456", "0912 345.678", "+84912345678"]
)
def test_sign_in_by_name_card_or_phone_however_it_is_spelled(an, client, typed):
    assert send(client, typed).url == reverse("home:home")
    assert signed_in(client)


def test_wrong_password_says_what_to_do_and_nothing_about_the_name(an, client):
    pages = [send(client, name, "sai mat khau") for name in ("an", "khongcoai")]
    assert [page.status_code for page in pages] == [200, 200]
    errors = [list(page.context["form"].non_field_errors()) for page in pages]
    assert errors[0] == errors[1]
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in errors[0][0]
    assert "phiếu kích hoạt" in pages[0].content.decode()
    assert not signed_in(client)


def test_a_number_that_two_people_share_opens_nobodys_login(an, people, client):
    type(an).objects.filter(pk=people.dung.pk).update(phone="0912345678")
    assert send(client, "0912345678").status_code == 200
    assert not signed_in(client)
    assert send(client, "an").status_code == 302


def test_somebody_who_is_signed_in_goes_home(sign_in):
    assert sign_in("an").get(reverse("entry:sign_in")).url == reverse("home:home")


@pytest.mark.parametrize(
    "aim",
    ["https://xau.example/", "//xau.example/", "javascript:alert(1)", "/\\xau.example"],
)
def test_next_leads_nowhere_else(an, client, aim):
    assert send(client, next=aim).url == reverse("home:home")


def test_next_leads_to_the_page_that_was_asked_for(an, client):
    asked = client.get(reverse("entry:change_password"))
    assert (
        asked.url
        == f"{reverse('entry:sign_in')}?next={reverse('entry:change_password')}"
    )
    assert 'name="next" value="/mat-khau/"' in client.get(asked.url).content.decode()
    assert send(client, next=reverse("entry:change_password")).url == reverse(
        "entry:change_password"
    )


def test_sign_out_is_a_post(sign_in):
    client = sign_in("an")
    assert client.get(reverse("entry:sign_out")).status_code == 405
    assert signed_in(client)
    assert client.post(reverse("entry:sign_out")).url == reverse("entry:sign_in")
    assert not signed_in(client)


def test_locking_ends_the_open_session_and_unlocking_gives_the_password_back(
    an, people, client
):
    send(client)
    an.user.set_active(False, by=people.giang.user, at=NOW)
    assert not signed_in(client)
    assert send(client).status_code == 200
    an.user.set_active(True, by=people.giang.user, at=NOW)
    assert send(client).status_code == 302


# --- with a slip ----------------------------------------------------------------------


@pytest.fixture
def printed(people):
    return slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)


def show(client, printed, username="an"):
    return client.post(
        reverse("entry:activate"), {"username": username, "code": printed.code}
    )


def choose(client, password=NEW_PASSWORD, again=None):
    passwords = {"new_password1": password, "new_password2": again or password}
    return client.post(reverse("entry:set_password"), passwords)


def test_slip_leads_to_a_password_and_in(an, printed, client):
    assert show(client, printed).url == reverse("entry:set_password")
    assert "<b>an</b>" in client.get(reverse("entry:set_password")).content.decode()
    assert choose(client).url == reverse("home:home")
    page = client.get(reverse("entry:my_account"))
    assert (
        "Mật khẩu đã được đặt. Từ nay đồng chí đăng nhập bằng tên an."
        in page.content.decode()
    )
    client.logout()
    assert send(client, password=PASSWORD).status_code == 200
    assert send(client, password=NEW_PASSWORD).status_code == 302


def test_wrong_code_and_wrong_name_get_the_same_answer(printed, client):
    pages = [
        show(client, printed, "dung"),
        client.post(reverse("entry:activate"), {"username": "an", "code": "AAAA-AAAA"}),
    ]
    errors = [list(page.context["form"].non_field_errors()) for page in pages]
    assert errors[0] == errors[1]
    assert len(errors[0]) == 1


def test_password_page_needs_a_slip_shown_in_this_browser(printed, client):
    assert client.get(reverse("entry:set_password")).url == reverse("entry:activate")
    assert choose(client).url == reverse("entry:activate")
    assert not ActivationSlip.objects.get().used_at


def test_password_page_closes_after_a_quarter_of_an_hour(printed, client):
    show(client, printed)
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert choose(client).url == reverse("entry:activate")
    assert not ActivationSlip.objects.get().used_at


@pytest.mark.parametrize(
    "password, again, said",
    [
        ("ngan", None, "Mật khẩu này quá ngắn"),
        ("1234567890", None, "phổ biến"),
        ("0987612345", None, "chỉ có chữ số"),
        ("mat khau rieng", "mat khau khac", "không giống nhau"),
    ],
)
def test_unfit_password_is_refused_and_the_slip_still_works(
    printed, client, password, again, said
):
    show(client, printed)
    page = choose(client, password, again)
    assert page.status_code == 200
    assert said in str(page.context["form"].errors)
    assert list(page.context["form"].errors) == [
        "new_password2" if again else "new_password1"
    ]
    assert choose(client).status_code == 302


def test_slip_that_was_replaced_meanwhile_says_so(people, printed, client):
    show(client, printed)
    slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    assert choose(client).url == reverse("entry:activate")
    assert ActivationSlip.objects.filter(used_at__isnull=False).count() == 0


def test_slip_replaces_a_lost_password_and_ends_what_is_open(
    an, printed, client, django_user_model
):
    thief = type(client)()
    send(thief)
    assert signed_in(thief)
    show(client, printed)
    choose(client)
    assert signed_in(client)
    assert not signed_in(thief)


def test_activating_in_somebody_elses_browser_leaves_nothing_of_theirs(
    printed, sign_in
):
    client = sign_in("binh")
    client.session["binh"] = "private"
    show(client, printed)
    choose(client)
    page = client.get(reverse("entry:my_account"))
    assert page.wsgi_request.user.username == "an"
    assert "binh" not in client.session


# --- one's own password ---------------------------------------------------------------


def test_changing_the_password_ends_other_sessions_and_not_this_one(an, client):
    other = type(client)()
    send(client), send(other)
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert (
        client.post(
            reverse("entry:change_password"), {"old_password": "sai", **passwords}
        ).status_code
        == 200
    )
    done = client.post(
        reverse("entry:change_password"), {"old_password": PASSWORD, **passwords}
    )
    assert done.url == reverse("entry:my_account")
    assert signed_in(client)
    assert not signed_in(other)
    assert AccountEvent.objects.filter(user=an.user, kind="password").count() == 2


def test_a_death_closes_the_login_and_taking_it_back_opens_it(an, people, client):
    send(client)
    assert signed_in(client)
    leave(an)
    assert not signed_in(client)
    send(client)
    assert not signed_in(client)
    rows = Membership.objects.filter(member=an)
    rows.update(until=None, ending="")
    send(client)
    assert signed_in(client)


@pytest.mark.parametrize("ending", [Ending.LEFT, Ending.SENT])
def test_who_left_still_signs_in(an, client, ending):
    leave(an, ending)
    send(client)
    assert signed_in(client)


def test_no_slip_opens_the_login_of_somebody_who_has_died(an, printed, client):
    show(client, printed)
    leave(an)
    choose(client)
    assert not signed_in(client)
    assert slips.find_live_slip(an.user, NOW) is None
    assert an.user.check_password(PASSWORD)


def test_setting_a_password_writes_no_other_column(an):
    stale = type(an.user).objects.get(pk=an.user.pk)
    type(an.user).objects.filter(pk=an.user.pk).update(is_active=False)
    stale.replace_password(NEW_PASSWORD, at=NOW)
    assert not type(an.user).objects.get(pk=an.user.pk).is_active


def test_owner_reads_who_printed_a_slip(people, printed, sign_in):
    page = sign_in("an").get(reverse("entry:my_account")).content.decode()
    assert re.search(
        r"In lúc 09:00 ngày 10/02/2026, chưa dùng.*?Người in: Trần Thị Bình",
        fold_spaces(page),
    )
    assert printed.code not in page
