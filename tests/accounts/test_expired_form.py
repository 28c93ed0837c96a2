"""Text that is sent after the login has expired waits for the one who typed it, and for
nobody else."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.template import Context, Template
from django.urls import reverse

from accounts import expired_form, slips
from tests.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PASSWORD = "mua xuan chin chan"
TEXT = "Đọc hết chuyên đề năm.\n\nGhi sổ tay mỗi tháng một trang."
TARGET = "/mat-khau/"


@pytest.fixture(autouse=True)
def passwords(people):
    for name in ("an", "dung"):
        people.members[name].user.replace_password(PASSWORD, at=NOW)


def form_of(user, **fields):
    return {
        "csrfmiddlewaretoken": "x",
        "writer": expired_form.sign_writer(user),
        **fields,
    }


def sign_in_as(client, name):
    return client.post(
        reverse("entry:sign_in"), {"username": name, "password": PASSWORD}
    )


@pytest.fixture
def lost(people, client):
    """A browser whose login has expired while An was writing."""
    sent = client.post(
        TARGET, form_of(people.an.user, text=TEXT, key="5f0c", rows=["một", "hai"])
    )
    assert (sent.status_code, sent.url) == (302, reverse("entry:sign_in"))
    return client


def test_text_waits_for_its_writer(lost):
    assert sign_in_as(lost, "an").url == reverse("entry:held")
    page = lost.get(reverse("entry:held")).content.decode()
    assert "Chữ đồng chí vừa viết vẫn còn" in page
    assert f'action="{TARGET}"' in page
    shown = re.findall(
        r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S
    )
    assert shown == [("text", TEXT), ("rows", "một")]
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    )
    assert (hidden["key"], hidden["rows"]) == ("5f0c", "hai")
    assert {"csrfmiddlewaretoken", "writer", "held"} <= hidden.keys()


def test_sign_in_page_says_that_nothing_was_lost_without_showing_it(lost, client):
    page = lost.get(reverse("entry:sign_in")).content.decode()
    assert "<b>vẫn còn</b>" in page
    assert "chuyên đề" not in page
    assert (
        "<b>vẫn còn</b>"
        not in type(client)().get(reverse("entry:sign_in")).content.decode()
    )


def test_activating_with_a_slip_leads_to_the_text_as_well(lost, people):
    printed = slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    lost.post(reverse("entry:activate"), {"username": "an", "code": printed.code})
    password = {"new_password1": "hoa sua dau ngo", "new_password2": "hoa sua dau ngo"}
    assert lost.post(reverse("entry:set_password"), password).url == reverse(
        "entry:held"
    )


def test_another_person_never_sees_it_and_it_is_gone(lost):
    assert sign_in_as(lost, "dung").url == reverse("home:home")
    assert lost.get(reverse("entry:held")).status_code == 404
    lost.post(reverse("entry:sign_out"))
    assert sign_in_as(lost, "an").url == reverse("home:home")
    assert lost.get(reverse("entry:held")).status_code == 404


def test_another_person_does_not_see_it_whatever_the_way_in(lost, people):
    lost.force_login(people.dung.user, backend="accounts.backends.IssuedNameBackend")
    assert lost.get(reverse("entry:held")).status_code == 404


def test_another_browser_does_not_see_it(lost):
    other = type(lost)()
    assert sign_in_as(other, "an").url == reverse("home:home")
    assert other.get(reverse("entry:held")).status_code == 404


def test_sent_again_and_taken_it_is_forgotten(lost):
    sign_in_as(lost, "an")
    token = lost.session["held"]["token"]
    refused = lost.post("/khong-co-trang-nay/", {"held": token, "text": TEXT})
    assert refused.status_code == 404
    assert lost.get(reverse("entry:held")).status_code == 200
    assert lost.post(TARGET, {"held": "khac", "text": TEXT}).status_code == 200
    assert lost.get(reverse("entry:held")).status_code == 200
    lost.post(TARGET, {"held": token, "text": TEXT})
    assert lost.get(reverse("entry:held")).status_code == 404


def test_it_can_be_let_go(lost):
    sign_in_as(lost, "an")
    assert lost.post(reverse("entry:held")).url == reverse("home:home")
    assert lost.get(reverse("entry:held")).status_code == 404


def test_reading_the_page_keeps_the_text(lost):
    sign_in_as(lost, "an")
    pages = [lost.get(reverse("entry:held")).status_code for _ in range(2)]
    assert pages == [200, 200]


@pytest.mark.parametrize(
    "writer",
    [
        "",
        "1",
        "an",
        signing.dumps(1, salt="another"),
        signing.dumps(1, salt=expired_form.SALT)[:-1] + "~",
    ],
    ids=["none", "number", "name", "another salt", "tampered"],
)
def test_form_without_a_true_writer_is_not_kept(client, people, writer):
    client.post(TARGET, {"text": TEXT, "writer": writer})
    assert "held" not in client.session
    assert sign_in_as(client, "an").url == reverse("home:home")


def test_form_that_is_too_large_is_not_kept(client, people):
    client.post(TARGET, form_of(people.an.user, text="a" * expired_form.LARGEST))
    assert "held" not in client.session
    client.post(TARGET, form_of(people.an.user, text="a" * (expired_form.LARGEST - 10)))
    assert "held" in client.session


def test_only_the_last_form_is_kept(lost, people):
    lost.post(TARGET, form_of(people.an.user, text="Bản sau."))
    assert lost.session["held"]["fields"] == [["text", "Bản sau."]]


def test_passwords_are_not_kept(client, people):
    client.post(
        TARGET,
        form_of(people.an.user, text=TEXT, old_password="bí mật", password="bí mật"),
    )
    assert client.session["held"]["fields"] == [["text", TEXT]]


def test_reading_keeps_nothing(client, people):
    client.get(
        TARGET, {"writer": expired_form.sign_writer(people.an.user), "text": TEXT}
    )
    assert "held" not in client.session


def test_tag_names_the_writer_and_nobody_when_nobody_is_there(rf, people):
    request = rf.get("/")
    request.user = people.an.user
    field = Template("{% writer %}").render(Context({"request": request}))
    token = re.fullmatch(r'<input type="hidden" name="writer" value="([^"]+)">', field)[
        1
    ]
    assert signing.loads(token, salt=expired_form.SALT) == people.an.user.pk
    request.user = AnonymousUser()
    assert Template("{% writer %}").render(Context({"request": request})) == ""


def test_what_a_person_wrote_is_told_from_what_a_form_adds():
    prose = ["Đọc", "ba việc", TEXT, "mot hai"]
    added = ["", "5f0c2a1e-0000-4000-8000-000000000000", "12", "on", "a" * 80]
    assert [expired_form.is_prose("text", text) for text in prose + added] == [
        True
    ] * 4 + [False] * 5


def test_an_answer_from_before_is_sent_along_unseen(people, client):
    client.post(
        TARGET, form_of(people.an.user, answer_7="Đã ghi rõ.", was_7="Câu trả lời cũ.")
    )
    page = (
        sign_in_as(client, "an") and client.get(reverse("entry:held")).content.decode()
    )
    assert re.findall(r'<textarea[^>]*name="(\w+)"', page) == ["answer_7"]
    assert '<input type="hidden" name="was_7" value="Câu trả lời cũ.">' in page
