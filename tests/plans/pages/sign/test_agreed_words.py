"""Before the signature: each place that was changed unasked is named, and goes back to
the agreed words by one tap, or the cell reads it again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from plans.models import Status
from plans.workflow import steps
from tests.people import (
    NOW,
    a_plan_at,
    add_row,
    again,
    change_first_task,
    change_text,
    first_task,
    open_to_changes,
    tasks_of,
    text_in,
)
from tests.plans.author import PASSWORD, hidden, page, set_password, write
from tests.plans.browsing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DAY = timedelta(days=1)


@pytest.fixture
def plan(people):
    set_password(people)
    return a_plan_at("finalizing", people)


def sign_url(plan):
    return reverse("sign:sign", args=[plan.pk])


def forms_on(client, plan, url=None):
    """[{place, version}] of the buttons that take agreed words back."""
    markup = page(client.get(url or sign_url(plan)))
    action = reverse("editor:take_agreed_words", args=[plan.pk])
    parts = markup.split(f'action="{action}"')[1:]
    return [hidden(part, "place", "version") for part in parts]


def take_back(client, plan, fields):
    return client.post(
        reverse("editor:take_agreed_words", args=[plan.pk]), fields, follow=True
    )


def test_the_page_names_the_places_and_asks_for_no_password(plan, sign_in):
    change_text(plan, "Khi nào khỏe thì đi.")
    change_first_task(plan, deed="Việc khác hẳn")
    client = sign_in("an")
    shown = client.get(sign_url(plan))
    words = text_of(shown)
    assert "Có 02 chỗ khác lời chi bộ đã thông qua" in words
    assert "Tư tưởng chính trị" in words and "Việc đăng ký số 1" in words
    assert words.count("Lấy lại lời đã thông qua") == 2
    assert words.count("Gửi chi bộ đọc lại") == 2
    assert 'type="password"' not in page(shown)


def test_one_tap_takes_the_agreed_words_back(plan, sign_in):
    agreed, client = text_in(plan), sign_in("an")
    change_text(plan, "Khi nào khỏe thì đi.")
    [fields] = forms_on(client, plan)
    done = take_back(client, plan, fields)
    assert "Tư tưởng chính trị: đã lấy lại lời chi bộ đã thông qua." in text_of(done)
    assert text_in(plan) == agreed
    assert 'type="password"' in page(done)
    # A double click finds nothing left to do.
    assert take_back(client, plan, fields).status_code == 200
    assert text_in(plan) == agreed


def test_rows_come_back_go_and_keep_their_basis(plan, sign_in):
    client, rows = sign_in("an"), list(tasks_of(plan).values("uid", "values", "basis"))
    first, *_, last = tasks_of(plan)
    other = plan.cycle.bases.exclude(pk=first.basis_id).first()
    tasks_of(plan).filter(pk=first.pk).update(basis=other)
    last.delete()
    add_row(plan, "tasks", position=9, deed="Việc mới")
    for _ in range(3):
        take_back(client, plan, forms_on(client, plan)[0])
    now = list(tasks_of(plan).values("uid", "values", "basis"))
    assert sorted(now, key=str) == sorted(rows, key=str)
    assert forms_on(client, plan) == []


def test_what_another_window_wrote_meanwhile_is_not_lost(plan, sign_in):
    client = sign_in("an")
    change_text(plan, "Khi nào khỏe thì đi.")
    [fields] = forms_on(client, plan)
    write(client, plan, "Viết ở cửa sổ khác.")
    answer = take_back(client, plan, fields)
    assert "vừa được sửa ở một cửa sổ khác" in text_of(answer)
    assert text_in(plan) == "Viết ở cửa sổ khác."


def test_a_signature_sent_from_an_old_page_is_refused_with_the_places(plan, sign_in):
    client = sign_in("an")
    fields = hidden(page(client.get(sign_url(plan))), "key", "seen", "shown")
    change_text(plan, "Khi nào khỏe thì đi.")
    answer = client.post(sign_url(plan), {**fields, "password": PASSWORD})
    assert answer.status_code == 422
    assert "Có 01 chỗ khác lời chi bộ đã thông qua" in text_of(answer)
    assert again(plan).status == Status.FINALIZING


def test_places_that_somebody_asked_for_are_not_named(plan, people, sign_in):
    change_text(plan, "Viết cụ thể hơn.")
    open_to_changes(plan, people)
    assert 'type="password"' in page(sign_in("an").get(sign_url(plan)))


@pytest.mark.parametrize("name", ["binh", "dung", "giang", "chi"])
def test_nobody_else_takes_words_back(plan, sign_in, name):
    change_text(plan, "Khi nào khỏe thì đi.")
    answer = take_back(sign_in(name), plan, {"place": "political", "version": 2})
    assert answer.status_code == 404
    assert text_in(plan) == "Khi nào khỏe thì đi."


# --- the cell reads it again ----------------------------------------------------------


@pytest.fixture
def sent_again(plan, people):
    """One place was changed unasked, another by a remark."""
    uid = first_task(plan).uid
    plan.remarks.create(
        revision=1,
        section="tasks",
        row=uid,
        reason="vague",
        text="Bao nhiêu hộ?",
        source="reviewer",
        by=people.binh,
        made_at=NOW,
        released_at=NOW,
        answer="38 hộ.",
        answered_at=NOW,
    )
    change_first_task(plan, deed="Lập-danh-sách-ngõ")
    change_text(plan, "Khi nào khỏe thì đi.")
    steps.take_step("resubmit", again(plan), by=people.actor("an"), at=NOW)
    return again(plan)


def test_it_stands_first_on_the_desk(sent_again, people, sign_in):
    for name in ("dung", "bao"):
        older = a_plan_at("cell_review", people, of=name)
        type(older).objects.filter(pk=older.pk).update(moved_at=NOW - DAY)
    words = text_of(sign_in("binh").get(reverse("desk:queue")))
    assert words.index("Nguyễn Văn An") < words.index("Phạm Thị Dung")
    assert "đã thông qua, gửi đọc lại" in words


def test_only_the_places_that_nobody_asked_for_are_shown(sent_again, sign_in):
    url = reverse("review:plan", args=[sent_again.pk])
    words = text_of(sign_in("binh").get(url))
    assert "01 chỗ sửa mà không ai góp ý, ở ngay dưới đây" in words
    assert "Khi nào khỏe thì đi." in words
    assert "Lập-danh-sách-ngõ" not in words
    assert "Lập-danh-sách-ngõ" in text_of(sign_in("binh").get(f"{url}?xem=ca-ban"))


def test_an_officer_agrees_in_one_tap(sent_again, sign_in):
    client = sign_in("binh")
    url = reverse("review:plan", args=[sent_again.pk])
    shown = page(client.get(url))
    part = shown[: shown.index("Thông qua chỗ đã sửa")]
    fields = hidden(part[part.rindex("<form") :], "key", "seen")
    agree = reverse("review:plan_step", args=[sent_again.pk, "agree"])
    assert client.post(agree, fields).status_code == 302
    assert again(sent_again).status == Status.FINALIZING


@pytest.mark.parametrize("name", ["giang", "inh"])
def test_others_are_not_offered_the_tap(sent_again, sign_in, name):
    url = reverse("review:plan", args=[sent_again.pk])
    assert "Thông qua chỗ đã sửa" not in text_of(sign_in(name).get(url))
