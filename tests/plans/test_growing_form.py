"""A field, a section, a step and a figure more: what is older opens, and the new is
everywhere by a line of data."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import expired_form
from phucdong import errors
from plans.form import documents, fields, gaps, guidance, snapshot, years
from plans.form.fields import BadForm, check_form
from plans.form.gaps import Gap
from plans.models import FormVersion, Plan, Row, Section
from plans.refusals import NotReady
from plans.workflow import steps
from reports import figures
from reports.figures import Figure
from tests.people import (
    NOW,
    a_plan,
    a_plan_at,
    add_row,
    again,
    first_task,
    gather,
    tasks_of,
    text_in,
)
from tests.plans.author import page, task
from tests.plans.browsing import lines_of, list_rows, piece_of, send, text_of
from tests.plans.every_page import open_every_page, opened
from tests.plans.handover.conftest import keys
from tests.plans.handover.exchange import a_receiver, elsewhere, exported, imported
from tests.reports.frozen.stored import pages_of, stored_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HELPER = {"key": "helper", "label": "Người giúp đỡ"}


def add_field(form, field=HELPER, key="tasks"):
    """The one line of data: nothing else is told of the new field."""
    section = form.sections.get(key=key)
    section.fields.append(field)
    section.save(update_fields=["fields"])


def add_section(form, key="pledge", title="Lời hứa"):
    asked = [{"key": "said", "label": "Nội dung", "lines": 3, "needed": True}]
    Section.objects.create(
        form_version=form, key=key, kind="text", position=90, title=title, fields=asked
    )


def grow(form):
    """A field and a section more, and another word for everything that was there."""
    for section in form.sections.exclude(kind="self_check"):
        renamed = [
            {**field, "label": "Chữ của bản sau", "caption": "Chữ của bản sau"}
            for field in section.fields
        ]
        Section.objects.filter(pk=section.pk).update(
            fields=renamed, title="Chữ của bản sau"
        )
    add_field(form)
    add_section(form)


def read_in(review):
    """What a reviewer reads of a plan: titles, labels and words."""
    blocks = [place.block for place in review.context["blocks"]]
    return [(block.title, block.head, block.fields) for block in blocks]


# --- what is older --------------------------------------------------------------------


def test_everything_that_is_older_opens_when_all_has_grown(people, monkeypatch):
    """Plans in every state, and reports of 0.2.0, under a form, a step table and
    figures that they never knew."""
    cast = {
        "an": "draft",
        "bao": "cell_review",
        "dung": "finalizing",
        "chi": "signed",
        "kha": "posted",
    }
    leads = {"chi": "giang", "kha": "lan"}
    for name, status in cast.items():
        who = leads.get(name, "binh")
        a_plan_at(
            status, people, name, reviewer=who, filer="hanh" if name == "kha" else who
        )
    writers = {people.members[name].pk: people.members[name].user for name in cast}
    before = open_every_page(people.giang.user, writers)
    grow(people.cycle.form_version)
    monkeypatch.setitem(steps.STEPS, "pause", steps.STEPS["withdraw"])
    monkeypatch.setitem(figures.FIGURES, "early", Figure("Gửi sớm", figures.OBLIGED))
    for words in (snapshot.TITLES, snapshot.HEADING):
        for name in words:
            monkeypatch.setitem(words, name, "Chữ của bản sau")
    for kind, words in fields.ROWS.items():
        monkeypatch.setitem(fields.ROWS, kind, replace(words, noun="Chữ của bản sau"))
    after = open_every_page(people.giang.user, writers)
    assert after.keys() > before.keys()
    for plan in Plan.objects.exclude(status="draft"):
        paper, review = (
            ("officer", reverse(name, args=[plan.pk]))
            for name in ("prints:print_plan", "review:plan")
        )
        assert read_in(after[review]) == read_in(before[review])
        assert lines_of(after[paper].content.decode()) == lines_of(
            before[paper].content.decode()
        )
    report = stored_report("ward-0.2.0", people)
    opened(people.giang.user, pages_of(report, ["members", "participated", "recalled"]))


def test_a_plan_that_stands_in_a_form_that_has_grown_shows_what_is_new_as_new(
    people, sign_in
):
    """Sent before, written on after: the comparison says so, and nothing that was there
    is marked."""
    plan = a_plan_at("finalizing", people)
    add_field(plan.form_version)
    row = first_task(plan)
    sent = {
        **row.values,
        "basis_id": row.basis_id,
        "helper": "đồng chí Hòa",
        "version": 1,
    }
    sign_in("an").post(reverse("editor:row", args=[plan.pk, "tasks", row.uid]), sent)
    steps.take_step("resubmit", plan, by=people.actor("an"), at=NOW)
    answer = sign_in("binh").get(reverse("review:plan", args=[plan.pk]))
    (changed,) = [
        place.block for place in answer.context["blocks"] if place.block.is_changed
    ]
    marked = [
        (field.label, field.pieces) for field in changed.fields if field.is_changed
    ]
    assert (changed.title, marked) == (
        "Việc đăng ký số 1",
        [("Người giúp đỡ", [("new", "đồng chí Hòa")])],
    )


# --- the new field --------------------------------------------------------------------


@pytest.fixture
def plan(people):
    """A plan in draft whose form asks for a helper of every task, and needs one."""
    add_field(people.cycle.form_version, {**HELPER, "needed": True})
    return a_plan(people)


def write_helpers(client, plan):
    """Write into every task who helps with it, on its page."""
    for number, row in enumerate(tasks_of(plan), start=1):
        sent = {
            **row.values,
            "basis_id": row.basis_id,
            "helper": f"Người {number}",
            "version": row.version,
        }
        assert (
            client.post(
                reverse("editor:row", args=[plan.pk, "tasks", row.uid]), sent
            ).status_code
            == 302
        )


def test_the_field_is_asked_for_in_the_editor(plan, sign_in):
    client = sign_in("an")
    shown = client.get(
        reverse("editor:row", args=[plan.pk, "tasks", first_task(plan).uid])
    )
    assert shown.context["form"]["helper"].label == "Người giúp đỡ"
    assert 'name="helper"' in page(shown)
    write_helpers(client, plan)
    assert [row.values["helper"] for row in tasks_of(plan)] == [
        "Người 1",
        "Người 2",
        "Người 3",
    ]
    again_shown = client.get(
        reverse("editor:row", args=[plan.pk, "tasks", first_task(plan).uid])
    )
    assert again_shown.context["form"]["helper"].value() == "Người 1"


def test_the_field_is_missed_where_it_is_empty(plan, people):
    uids = [str(row.uid) for row in tasks_of(plan)]
    missing = [
        Gap("tasks", uid, f"Việc {number}: chưa ghi người giúp đỡ")
        for number, uid in enumerate(uids, start=1)
    ]
    assert gaps.find_gaps(plan) == missing
    with pytest.raises(NotReady) as refused:
        steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    assert refused.value.missing == missing


def test_the_field_is_in_revision_review_comparison_print_and_read_back(
    plan, people, sign_in
):
    write_helpers(sign_in("an"), plan)
    read_back = reverse("editor:read_back", args=[plan.pk])
    assert "Người giúp đỡ Người 2" in text_of(sign_in("an").get(read_back))
    assert send(sign_in("an"), plan, "submit").status_code == 302
    kept = plan.revisions.get().snapshot["sections"][2]
    assert kept["fields"][-1] == {**HELPER, "lines": 1, "needed": True}
    assert [row["values"]["helper"] for row in kept["rows"]] == [
        "Người 1",
        "Người 2",
        "Người 3",
    ]
    address = reverse("review:plan", args=[plan.pk])
    assert "Người giúp đỡ Người 3" in text_of(sign_in("binh").get(address))
    paper = sign_in("binh").get(reverse("prints:print_plan", args=[plan.pk]))
    lines = lines_of(piece_of(paper, '<article class="sheet">', "</article>"))
    assert "Thời hạn: 30/06/2026. Căn cứ: Nhiệm vụ. Người giúp đỡ: Người 1" in lines
    send(sign_in("binh"), again(plan), "return", note="Ghi cả họ tên")
    row = first_task(plan)
    sent = {
        **row.values,
        "basis_id": row.basis_id,
        "helper": "Vũ Gia Bảo",
        "version": row.version,
    }
    sign_in("an").post(reverse("editor:row", args=[plan.pk, "tasks", row.uid]), sent)
    send(sign_in("an"), again(plan), "submit")
    assert "Người giúp đỡ [bỏ: Người 1 ] [mới: Vũ Gia Bảo ]" in text_of(
        sign_in("binh").get(address)
    )


def test_the_field_goes_along_when_the_cell_is_handed_over(db):
    with keys():
        with elsewhere():
            content = exported(a_sending_cell())
        imported(a_receiver(), content)
    plan = Plan.objects.get(member__full_name="Nguyễn Văn An")
    assert plan.form_version.sections.get(key="tasks").fields[-1] == HELPER
    assert plan.rows.get(section="tasks", position=1).values["helper"] == "Người 1"
    assert plan.rows.get(section="pledge").values == {"said": "Tôi hứa."}
    document = documents.read_document(plan.revisions.get().snapshot)
    assert document.sections[2].rows[0].values["helper"] == "Người 1"
    assert [section.title for section in document.sections][-1] == "Lời hứa"


def a_sending_cell():
    people = gather()
    add_field(people.cycle.form_version)
    add_section(people.cycle.form_version)
    plan = a_plan(people)
    add_row(plan, "pledge", said="Tôi hứa.")
    for number, row in enumerate(tasks_of(plan), start=1):
        Row.objects.filter(pk=row.pk).update(
            values={**row.values, "helper": f"Người {number}"}
        )
    steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    return people


# --- texts of several fields, rows without a deadline ---------------------------------


def test_a_text_may_have_several_fields(people, sign_in):
    more = {
        "key": "proof",
        "label": "Minh chứng",
        "hint": "Giấy tờ nào cho thấy?",
        "needed": True,
    }
    add_field(people.cycle.form_version, more, "political")
    plan, client = a_plan(people), sign_in("an")
    assert [gap.text for gap in gaps.find_gaps(plan)] == [
        "Tư tưởng chính trị: chưa ghi minh chứng"
    ]
    assert "Tư tưởng chính trị còn thiếu 1 chỗ" in text_of(
        client.get(reverse("editor:edit", args=[plan.pk]))
    )
    address = reverse("editor:section", args=[plan.pk, "political"])
    assert "Giấy tờ nào cho thấy?" in page(client.get(address))
    client.post(address, {"text": "Đọc sách", "proof": "Sổ tay", "version": 1})
    assert text_in(plan) == "Đọc sách"
    assert gaps.find_gaps(plan) == []
    assert send(client, plan, "submit").status_code == 302
    assert "Minh chứng: Sổ tay" in lines_of(
        page(sign_in("binh").get(reverse("prints:print_plan", args=[plan.pk])))
    )
    assert "Minh chứng Sổ tay" in text_of(
        sign_in("binh").get(reverse("review:plan", args=[plan.pk]))
    )


def test_a_text_that_was_sent_too_late_is_shown_with_all_its_fields(people, sign_in):
    add_field(
        people.cycle.form_version, {"key": "proof", "label": "Minh chứng"}, "political"
    )
    plan, client = a_plan_at("cell_review", people), sign_in("an")
    sent = {"text": "Đọc sách", "proof": "Sổ tay mới", "version": 1}
    answer = client.post(reverse("editor:section", args=[plan.pk, "political"]), sent)
    assert answer.status_code == 409
    assert "Đọc sách\nSổ tay mới" in page(answer)


@pytest.mark.parametrize(
    ("asks", "asked"),
    [
        ([""], ["Nội dung", "Minh chứng"]),
        (["Học bằng việc gì?"], ["Học bằng việc gì?", "Minh chứng"]),
        (["Học bằng việc gì?", "Đọc gì?"], ["Đọc gì?", "Minh chứng"]),
    ],
)
def test_a_text_is_asked_for_by_the_question_of_its_section_if_its_field_has_none(
    people, sign_in, asks, asked
):
    """[of the section, of its first field]"""
    section = people.cycle.form_version.sections.get(key="political")
    first = {**section.fields[0], "asks": "".join(asks[1:])}
    told = [first, {"key": "proof", "label": "Minh chứng"}]
    Section.objects.filter(pk=section.pk).update(asks=asks[0], fields=told)
    shown = sign_in("an").get(
        reverse("editor:section", args=[a_plan(people).pk, "political"])
    )
    assert [field.label for field in shown.context["form"].visible_fields()] == asked


@pytest.mark.parametrize("key", ["political", "tasks"])
@pytest.mark.parametrize(
    "more", [{}, {"lines": 3}, {"input": "basis", "meaning": "basis"}]
)
def test_the_words_of_a_form_are_words_on_every_page(people, sign_in, key, more):
    section = people.cycle.form_version.sections.get(key=key)
    said = {
        "label": "<b>nhãn</b>",
        "asks": "<b>hỏi</b>",
        "caption": "<b>tên</b>",
        "hint": "<b>gợi ý</b>",
    }
    asked = [section.fields[0], {"key": "other", "needed": True, **said, **more}]
    Section.objects.filter(pk=section.pk).update(fields=asked)
    plan, client = a_plan(people), sign_in("an")
    row = plan.rows.get(section=key, position=1)
    Row.objects.filter(pk=row.pk).update(values={**row.values, "other": "x"})
    uid = [] if key == "political" else [row.uid]
    for name, args in (
        ("editor:row" if uid else "editor:section", [key, *uid]),
        ("editor:read_back", []),
        ("prints:print_plan", []),
    ):
        shown = page(client.get(reverse(name, args=[plan.pk, *args])))
        assert "&lt;b&gt;" in shown and not re.search(
            "<b>(nhãn|hỏi|tên|gợi ý)", shown
        ), name
        assert (
            name in ("editor:read_back", "prints:print_plan")
            or "&lt;b&gt;gợi ý" in shown
        )


def test_a_line_that_is_too_long_stays_on_the_page_of_a_text_with_its_error_beside(
    people, sign_in
):
    add_field(
        people.cycle.form_version, {"key": "proof", "label": "Minh chứng"}, "political"
    )
    plan, long = a_plan(people), "dài " * 50 + "x"
    sent = {"text": "Đọc sách", "proof": long, "version": 1}
    answer = sign_in("an").post(
        reverse("editor:section", args=[plan.pk, "political"]), sent
    )
    assert answer.status_code == 422 and f'value="{long}"' in page(answer)
    assert 'aria-describedby="id_proof_error"' in page(answer)
    assert re.search(
        r'id="id_proof_error">\s*<p>Lỗi: Chỉ được dài 200 ký tự, hiện có 201\.</p>',
        page(answer),
    )


def test_rows_of_a_form_without_deadlines_say_nothing_of_any(people, sign_in):
    section = people.cycle.form_version.sections.get(key="tasks")
    Section.objects.filter(pk=section.pk).update(
        fields=[one for one in section.fields if one["key"] != "deadline"]
    )
    plan, client = a_plan(people), sign_in("an")
    shown = page(client.get(reverse("editor:section", args=[plan.pk, "tasks"])))
    assert "Vận động các hộ ngõ 94" in shown
    assert "Xong trước" not in shown and "Chưa có thời hạn" not in shown
    assert plan.rows.exclude(due_on=None).filter(section="tasks").count() == 0
    written = snapshot.list_written_sections(plan)[2]
    assert "deadline" not in guidance.list_checks(
        written.fields, written.rows[0].values
    )


def test_where_nothing_is_needed_nothing_is_asked_for_or_called_written(
    people, sign_in
):
    for section in people.cycle.form_version.sections.exclude(kind="self_check"):
        asked = [{**field, "needed": False} for field in section.fields]
        Section.objects.filter(pk=section.pk).update(fields=asked)
    plan, client = a_plan(people, filled=False), sign_in("an")
    assert gaps.find_gaps(plan) == []
    shown = client.get(reverse("editor:edit", args=[plan.pk]))
    assert list_rows(shown, '<ul class="tasks">') == [
        "Tư tưởng chính trị chưa viết",
        "Hạn chế chưa ghi",
        "Việc đăng ký chưa ghi",
        "Tự soi chỉ mình đồng chí xem được",
    ]
    assert "task-done" not in page(shown)
    shown = text_of(client.get(reverse("editor:section", args=[plan.pk, "tasks"])))
    assert "Chưa ghi việc nào" in shown and "Cần ít nhất" not in shown
    add_row(plan, "political", text="Đọc sách")
    assert "Tư tưởng chính trị Đã viết" in text_of(
        client.get(reverse("editor:edit", args=[plan.pk]))
    )


def test_two_sections_of_tasks_keep_their_own_rows(people, sign_in):
    form = people.cycle.form_version
    asked = form.sections.get(key="tasks").fields
    Section.objects.create(
        form_version=form,
        key="duties",
        kind="tasks",
        position=91,
        title="Chức trách",
        fields=asked,
    )
    plan, client = a_plan(people), sign_in("an")
    assert [gap.text for gap in gaps.find_gaps(plan)] == [
        "Chức trách: chưa đăng ký việc nào"
    ]
    client.post(
        reverse("editor:row", args=[plan.pk, "duties", uuid4()]),
        task(deed="Trực hai buổi mỗi tuần"),
    )
    assert [len(section.rows) for section in snapshot.list_written_sections(plan)] == [
        1,
        2,
        3,
        1,
    ]
    assert "4 việc đăng ký" in text_of(client.get(reverse("home:my_plan")))


def test_rows_are_counted_by_the_form_of_their_plan(people, sign_in):
    """Another form may call its tasks as this one calls its shortcomings."""
    form = FormVersion.objects.create(name="Mẫu khác", number=1)
    told = {"position": 1, "title": "Việc", "fields": [DEED]}
    Section.objects.create(form_version=form, key="shortcomings", kind="tasks", **told)
    a_plan(people)
    shown = text_of(sign_in("an").get(reverse("home:my_plan")))
    assert "3 việc đăng ký · 2 hạn chế cần khắc phục" in shown


# --- the versions of a form -----------------------------------------------------------


def test_a_file_with_another_field_makes_the_next_version(people):
    content = years.read_form_file()
    first = years.find_newest_form(content)
    content["sections"][-2]["fields"].append(HELPER)
    second = years.find_newest_form(content)
    assert (second.name, second.number) == (first.name, first.number + 1)
    assert years.stored_form(first) == years.wanted_form(years.read_form_file())
    assert years.find_newest_form(content) == second


def test_a_form_that_cannot_be_filled_in_is_no_version(db):
    content = years.read_form_file()
    content["sections"][-2]["fields"].append({**HELPER, "key": "version"})
    with pytest.raises(BadForm, match="tasks: version: not a key"):
        years.find_newest_form(content)
    assert not FormVersion.objects.exists()


DEED = {"key": "deed", "label": "Việc"}
BASIS = {"key": "basis", "label": "Căn cứ", "input": "basis", "meaning": "basis"}


@pytest.mark.parametrize(
    ("kind", "asked", "words"),
    [
        ("tasks", [], "no fields"),
        ("text", [], "no fields"),
        ("self_check", [DEED], "a self-check has no fields"),
        ("tasks", [{"key": "deed"}], "every field has a key and a label"),
        ("tasks", [{"key": "deed", "label": ""}], "every field has a key and a label"),
        ("tasks", [{**DEED, "size": 3}], "unknown: size"),
        ("tasks", [{**DEED, "key": "Deed"}], "Deed: not a key"),
        ("tasks", [{**DEED, "key": "a" * 31}], f"{'a' * 31}: not a key"),
        ("tasks", [{**DEED, "key": "then"}], "then: not a key"),
        ("tasks", [{**DEED, "key": "answer_1"}], "answer_1: not a key"),
        ("tasks", [{**DEED, "key": "was_1"}], "was_1: not a key"),
        ("tasks", [{**DEED, "key": "basis_id"}], "basis_id: not a key"),
        ("tasks", [{**DEED, "key": "held"}], "held: not a key"),
        ("tasks", [{**DEED, "key": "level_1"}], "level_1: not a key"),
        ("tasks", [{**DEED, "key": "my_password"}], "my_password: not a key"),
        ("graph", [DEED], "unknown kind: graph"),
        ("tasks", [{**DEED, "input": "day"}], "deed: unknown input or meaning"),
        ("tasks", [{**DEED, "meaning": "end"}], "deed: unknown input or meaning"),
        ("tasks", [{**DEED, "lines": 0}], "deed: no lines"),
        (
            "tasks",
            [{**DEED, "input": "basis"}],
            "deed: a basis is chosen, and nothing else is",
        ),
        (
            "tasks",
            [{**DEED, "meaning": "basis"}],
            "deed: a basis is chosen, and nothing else is",
        ),
        ("tasks", [DEED, DEED], "twice: deed"),
        (
            "tasks",
            [{**DEED, "meaning": "deed"}, {**DEED, "key": "b", "meaning": "deed"}],
            "twice: deed",
        ),
        ("tasks", [BASIS, {**BASIS, "key": "other"}], "twice: basis"),
    ],
)
def test_what_is_wrong_with_the_fields_of_a_section(kind, asked, words):
    with pytest.raises(BadForm) as refused:
        check_form([{"key": "a", "kind": kind, "fields": asked}])
    assert str(refused.value) == f"a: {words}"


def test_what_pages_send_or_do_not_keep_is_no_key(people, sign_in):
    """A field called like that would be sent twice, or be lost on the page for a
    refused form."""
    plan, client = a_plan(people), sign_in("an")
    addresses = [
        reverse("editor:section", args=[plan.pk, "political"]),
        reverse("editor:section", args=[plan.pk, "tasks"]),
    ]
    addresses.append(
        reverse("editor:row", args=[plan.pk, "tasks", first_task(plan).uid])
    )
    shown = "".join(page(client.get(address)) for address in addresses)
    sent = set(re.findall(r'name="(\w+)"', shown)) - {
        "viewport",
        "text",
        "deed",
        "expected",
        "deadline",
    }
    assert {
        "version",
        "writer",
        "then",
        "place",
        "basis_id",
        "csrfmiddlewaretoken",
    } <= sent
    for key in sent | errors.NOT_TYPED | expired_form.NEVER_HELD:
        with pytest.raises(BadForm, match=f"{key}: not a key"):
            check_form(
                [{"key": "a", "kind": "tasks", "fields": [{**DEED, "key": key}]}]
            )


def test_two_sections_of_one_key_are_no_form():
    with pytest.raises(BadForm, match="sections twice: text"):
        check_form(
            [
                {"key": "text", "kind": kind, "fields": [DEED]}
                for kind in ("text", "tasks")
            ]
        )


def test_a_form_with_every_meaning_is_one_that_can_be_filled_in():
    asked = [
        {**DEED, "key": f"o{number}", "meaning": meaning}
        for number, meaning in enumerate(("deed", "cause", ""))
    ]
    check_form(
        [
            {"key": "a", "kind": "tasks", "fields": [*asked, BASIS]},
            {"key": "b", "kind": "self_check", "fields": []},
        ]
    )
