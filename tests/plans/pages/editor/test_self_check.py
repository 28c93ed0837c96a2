"""The private self-check: kept for its author alone, always."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from plans.models import SelfCheck
from tests.markup import fold_spaces
from tests.people import EVERYBODY, a_plan, a_plan_at, again, first_task
from tests.plans.author import CANARY, autosave, page, write
from tests.plans.typed import begin_typing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def url_of(plan, group=1):
    return reverse("editor:self_check", args=[plan.pk, group])


def test_it_is_saved_and_shown_to_its_author(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    client.post(url_of(plan), {"version": 0, "level_2": "at_risk", "note_2": CANARY})
    assert SelfCheck.objects.get().answers == {
        "2": {"level": "at_risk", "note": CANARY}
    }
    shown = fold_spaces(page(client.get(url_of(plan))))
    assert CANARY in shown and "Chỉ mình đồng chí xem được" in shown
    assert 'value="at_risk" id="id_level_2_1" checked' in shown


def test_the_script_saves_it_too(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    told = autosave(
        client, url_of(plan), version=0, level_1="none", note_1="một"
    ).json()
    assert told["fields"] == {"version": 1}
    assert autosave(
        client, url_of(plan), version=1, level_1="none", note_1="hai"
    ).json()["fields"] == {"version": 2}


def test_two_tabs_lose_nothing(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    client.post(
        url_of(plan),
        {
            "version": 0,
            "level_1": "none",
            "note_1": "ghi chú một",
            "level_2": "present",
        },
    )
    answer = client.post(
        url_of(plan), {"version": 0, "level_1": "at_risk", "note_1": "ghi chú hai"}
    )
    assert answer.status_code == 409 and "ghi chú hai" in page(answer)
    assert "Không có: ghi chú một" in page(
        answer
    ) and "Có biểu hiện</textarea>" in page(answer)
    assert 'name="version" value="1"' in page(answer)


def test_its_groups_are_those_of_the_form(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    plan.form_version.manifestations.create(
        group=2, group_title="Nhóm hai", number=1, text="Khác"
    )
    assert client.post(url_of(plan), {"version": 0, "then": "next"}).url == url_of(
        plan, 2
    )
    assert client.post(url_of(plan, 2), {"version": 0, "then": "next"}).url == reverse(
        "editor:edit", args=[plan.pk]
    )
    assert client.get(url_of(plan, 3)).status_code == 404


@pytest.mark.parametrize(
    "status", ["draft", "cell_review", "finalizing", "signed", "posted"]
)
def test_its_author_goes_on_with_it_in_any_state(people, sign_in, status):
    plan, client = a_plan_at(status, people), sign_in("an")
    assert (
        client.post(url_of(plan), {"version": 0, "note_1": "thêm"}).status_code == 302
    )
    assert SelfCheck.objects.get().answers == {"1": {"level": "", "note": "thêm"}}


def test_an_expired_login_keeps_the_notes_for_their_writer_alone(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    writer = (
        page(client.get(url_of(plan))).split('name="writer" value="')[1].split('"')[0]
    )
    client.logout()
    client.post(url_of(plan), {"version": 0, "note_1": CANARY, "writer": writer})
    assert CANARY in page(sign_in("an").get(reverse("entry:held")))
    assert sign_in("dung").get(reverse("entry:held")).status_code == 404


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "an"])
def test_nobody_else_opens_it_or_writes_it(people, sign_in, name):
    plan, client = a_plan_at("cell_review", people), sign_in(name)
    assert client.get(url_of(plan)).status_code == 404
    assert (
        client.post(url_of(plan), {"version": 0, "note_1": "chen vào"}).status_code
        == 404
    )
    assert not SelfCheck.objects.exists()


def test_a_helper_does_not_see_it(people, sign_in):
    plan = begin_typing(people)
    client = sign_in("binh")
    assert client.get(url_of(plan)).status_code == 404
    assert (
        client.get(reverse("editor:section", args=[plan.pk, "self_check"])).status_code
        == 404
    )
    assert "Tự soi" not in page(client.get(reverse("editor:edit", args=[plan.pk])))


def addresses(plan, people):
    """Pages on which a plan is read, in all its parts, by somebody."""
    of_plan = (
        "review:plan",
        "editor:edit",
        "editor:read_back",
        "editor:answers",
        "home:readers",
        "sign:sign",
        "prints:print_plan",
        "board:posted",
    )
    sections = [
        reverse("editor:section", args=[plan.pk, key])
        for key in ("political", "shortcomings", "tasks")
    ]
    row = reverse("editor:row", args=[plan.pk, "tasks", first_task(plan).uid])
    cells = [reverse("cell:cell", args=[people.cell.pk])]
    lists = [
        reverse(name)
        for name in (
            "home:my_plan",
            "desk:queue",
            "board:board",
            "dashboard:dashboard",
            "control:control",
            "cell:my_readings",
            "entry:my_account",
        )
    ]
    return [
        *(reverse(name, args=[plan.pk]) for name in of_plan),
        *sections,
        row,
        *cells,
        *lists,
    ]


@pytest.mark.parametrize(
    "status", ["draft", "cell_review", "finalizing", "signed", "posted"]
)
def test_it_is_on_no_other_page_of_anybody(people, sign_in, status):
    plan = a_plan_at(status, people)
    plan.self_checks.create(
        group=1, answers={"1": {"level": "present", "note": CANARY}}
    )
    assert CANARY in page(sign_in("an").get(url_of(plan)))
    opened = 0
    for name in EVERYBODY:
        client = sign_in(name)
        for address in addresses(plan, people):
            answer = client.get(address, follow=True)
            opened += answer.status_code == 200
            assert CANARY not in page(answer), (name, address)
    assert opened > 20


def test_it_is_in_no_record(people, sign_in, capsys):
    plan = a_plan_at("posted", people)
    sign_in("an").post(url_of(plan), {"version": 0, "note_1": CANARY})
    call_command("rates", "--cycle", "2026")
    stored = [
        *plan.revisions.values_list("snapshot", flat=True),
        *plan.events.values_list("note", flat=True),
        *plan.remarks.values_list("text", "answer"),
        capsys.readouterr().out,
    ]
    assert CANARY not in str(stored)


def test_it_does_not_touch_the_plan(people, sign_in):
    plan = a_plan_at("signed", people)
    before = again(plan).edited_at, plan.events.count()
    sign_in("an").post(url_of(plan), {"version": 0, "note_1": CANARY})
    assert (again(plan).edited_at, plan.events.count()) == before
    assert write(sign_in("an"), plan, "sửa lén").status_code == 409
