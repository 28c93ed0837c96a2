"""Writing: everything typed is kept, whoever else acted meanwhile, with and without
scripts."""

import datetime
import unicodedata
from uuid import UUID, uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from plans import remarks
from plans.models import Basis, Row
from plans.models.content import THE_TEXT
from plans.workflow import steps
from tests.factories import CycleFactory
from tests.people import (
    NOW,
    a_plan,
    a_plan_at,
    add_row,
    again,
    change,
    change_first_task,
    change_text,
    first_task,
    tasks_of,
)
from tests.plans.author import (
    autosave,
    page,
    row_url,
    saved_text,
    task,
    text_url,
    write,
)
from tests.plans.browsing import list_rows, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- saving a text --------------------------------------------------------------------


def test_a_text_is_saved_and_leads_on(people, sign_in):
    plan = a_plan(people)
    answer = write(sign_in("an"), plan, "Mỗi tháng đọc một chuyên đề.", then="next")
    assert answer.url == text_url(plan, "shortcomings")
    assert saved_text(plan) == "Mỗi tháng đọc một chuyên đề."


def test_after_the_last_section_comes_reading_back(people, sign_in):
    plan = a_plan(people)
    plan.form_version.sections.filter(position__gt=1).delete()
    assert write(sign_in("an"), plan, "một", then="next").url == reverse(
        "editor:read_back", args=[plan.pk]
    )
    assert write(sign_in("an"), plan, "một", 2).url == reverse(
        "editor:edit", args=[plan.pk]
    )


def test_line_breaks_and_spaces_at_the_beginning_are_kept(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "\r\n  Một\r\n\r\nHai\x00")
    assert saved_text(plan) == "\n  Một\n\nHai"
    assert "\n\n  Một" in page(client.get(text_url(plan)))


def test_letters_are_stored_alike_from_every_keyboard(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, unicodedata.normalize("NFD", "Đồng chí tự phê bình"))
    assert saved_text(plan) == "Đồng chí tự phê bình"
    assert write(client, plan, "Đồng chí tự phê bình").status_code == 302


def test_a_text_that_is_too_long_stays_on_the_page(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    before, long = saved_text(plan), "dài " * 6000
    answer = write(client, plan, long)
    assert (
        answer.status_code == 422
        and long.strip() in page(answer)
        and "<title>Lỗi: " in page(answer)
    )
    assert saved_text(plan) == before


# --- two windows ----------------------------------------------------------------------


def test_a_second_tab_is_shown_both_texts_and_neither_is_lost(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "từ thẻ một")
    answer = write(client, plan, "từ thẻ hai", version=1)
    assert answer.status_code == 409
    assert "từ thẻ một" in page(answer) and "từ thẻ hai" in page(answer)
    assert saved_text(plan) == "từ thẻ một"
    assert 'name="version" value="2"' in page(answer)
    write(client, plan, "từ thẻ hai", version=2)
    assert saved_text(plan) == "từ thẻ hai"


def test_a_double_click_saves_once_without_a_conflict(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    for _ in range(2):
        assert write(client, plan, "một lần").status_code == 302
    assert plan.rows.get(section="political").version == 2


def test_the_first_text_of_a_section_by_two_tabs(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    write(client, plan, "một", version=0)
    answer = write(client, plan, "hai", version=0)
    assert answer.status_code == 409 and "một" in page(answer) and "hai" in page(answer)


def test_a_row_that_was_changed_elsewhere_shows_both_and_the_basis_in_words(
    people, sign_in
):
    plan, client = a_plan(people), sign_in("an")
    basis = plan.cycle.bases.get(key="own")
    client.post(row_url(plan), task(deed="từ thẻ một", version=1, basis_id=basis.pk))
    answer = client.post(row_url(plan), task(deed="từ thẻ hai", version=1))
    assert answer.status_code == 409
    assert "từ thẻ một" in page(answer) and "từ thẻ hai" in page(answer)
    assert f">\n{basis.label}</textarea>" in page(answer)


def test_a_row_that_was_taken_out_elsewhere_can_be_written_again(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    url = row_url(plan)
    uid = first_task(plan).uid
    client.post(reverse("editor:remove_row", args=[plan.pk, "tasks", uid]))
    answer = client.post(url, task(deed="còn gõ ở thẻ hai", version=1))
    assert (
        answer.status_code == 409
        and "vừa bị bỏ" in page(answer)
        and "còn gõ ở thẻ hai" in page(answer)
    )
    assert 'name="version" value="0"' in page(answer)
    client.post(url, task(deed="còn gõ ở thẻ hai", version=0))
    assert list(
        tasks_of(plan).filter(uid=uid).values_list("values__deed", "position")
    ) == [("còn gõ ở thẻ hai", 4)]


# --- a step taken meanwhile -----------------------------------------------------------


def test_a_step_taken_meanwhile_leaves_the_text_on_a_clear_page(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    answer = write(client, plan, "viết thêm sau khi gửi")
    assert answer.status_code == 409
    assert "viết thêm sau khi gửi" in page(answer)
    assert "Nguyễn Văn An gửi kế hoạch cho chi bộ lúc 09:00 ngày 10/02/2026" in page(
        answer
    )
    assert saved_text(plan) != "viết thêm sau khi gửi"


def test_every_field_of_a_row_is_on_that_page(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    url = row_url(plan)
    steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    answer = page(
        client.post(
            url, task(deed="việc mới", expected="chín hộ", deadline="quý IV", version=1)
        )
    )
    assert all(
        words in answer
        for words in ("việc mới", "chín hộ", "quý IV", "Kết quả thế nào là đạt?")
    )


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_a_stale_edit_cannot_touch_a_plan_that_has_moved_on(people, sign_in, status):
    plan, client = a_plan_at(status, people), sign_in("an")
    before, uid = saved_text(plan), first_task(plan).uid
    assert write(client, plan, "sửa lén").status_code == 409
    assert (
        client.post(row_url(plan), task(deed="sửa lén", version=1)).status_code == 409
    )
    for route, fields in (
        ("editor:remove_row", {}),
        ("editor:raise_row", {"place": 2}),
    ):
        assert (
            client.post(
                reverse(route, args=[plan.pk, "tasks", uid]), fields
            ).status_code
            == 409
        )
    assert (saved_text(plan), first_task(plan).values["deed"]) == (
        before,
        "Vận động các hộ ngõ 94",
    )


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_the_pages_of_a_plan_that_moved_on_lead_to_reading(people, sign_in, status):
    plan, client = a_plan_at(status, people), sign_in("an")
    for url in (
        text_url(plan),
        text_url(plan, "tasks"),
        row_url(plan),
        reverse("editor:edit", args=[plan.pk]),
    ):
        assert client.get(url).url == reverse("editor:read_back", args=[plan.pk])


# --- the login has expired ------------------------------------------------------------


def test_an_expired_login_keeps_the_text_for_its_writer(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    writer = (
        page(client.get(text_url(plan))).split('name="writer" value="')[1].split('"')[0]
    )
    client.logout()
    answer = write(client, plan, "gõ lúc phiên đã hết", writer=writer)
    assert answer.status_code == 302 and reverse("entry:sign_in") in answer.url
    again_shown = page(sign_in("an").get(reverse("entry:held")))
    assert (
        "gõ lúc phiên đã hết" in again_shown
        and f'action="{text_url(plan)}"' in again_shown
    )


def test_the_script_is_sent_to_sign_in_and_the_text_is_held_as_well(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    writer = (
        page(client.get(text_url(plan))).split('name="writer" value="')[1].split('"')[0]
    )
    client.logout()
    answer = autosave(
        client, text_url(plan), text="tự lưu lúc phiên đã hết", version=1, writer=writer
    )
    assert answer.status_code == 302
    assert "tự lưu lúc phiên đã hết" in page(sign_in("an").get(reverse("entry:held")))


def test_held_text_that_meets_a_newer_one_is_held_until_it_is_saved(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "từ thẻ một")
    assert 'name="held" value="abc"' in page(
        write(client, plan, "từ thẻ hai", held="abc")
    )


# --- the script -----------------------------------------------------------------------


def test_the_script_is_told_when_and_which_version(people, sign_in):
    plan = a_plan(people)
    answer = autosave(
        sign_in("an"),
        text_url(plan),
        text="Đọc 12 chuyên đề, mỗi tháng một.",
        version=1,
    ).json()
    assert (answer["saved"], answer["fields"]) == ("09:00", {"version": 2})
    assert "Có con số" in answer["checks"]
    assert saved_text(plan) == "Đọc 12 chuyên đề, mỗi tháng một."


def test_the_script_is_told_of_a_conflict_and_of_a_step(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "từ thẻ một")
    answer = autosave(client, text_url(plan), text="từ thẻ hai", version=1)
    assert answer.status_code == 409 and "cửa sổ khác" in answer.json()["problem"]
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    answer = autosave(client, text_url(plan), text="từ thẻ hai", version=2)
    assert answer.status_code == 409 and "gửi kế hoạch" in answer.json()["problem"]


def test_the_button_after_the_script_is_no_conflict(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    for text in ("một", "một hai"):
        version = client.get(text_url(plan)).context["form"]["version"].value()
        assert (
            autosave(client, text_url(plan), text=text, version=version).status_code
            == 200
        )
    assert write(client, plan, "một hai ba", version=3).status_code == 302


def test_the_script_makes_one_row_of_a_new_one(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    url = client.get(reverse("editor:new_row", args=[plan.pk, "tasks"])).url
    assert autosave(client, url, **task()).json()["fields"] == {}
    version = autosave(client, url, **task(deed="Vận động")).json()["fields"]["version"]
    autosave(client, url, **task(deed="Vận động ngõ 94", version=version))
    assert list(tasks_of(plan).values_list("values__deed", "version")) == [
        ("Vận động ngõ 94", 2)
    ]


# --- rows -----------------------------------------------------------------------------


def test_a_new_task_is_one_row_however_often_it_is_sent(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    new = client.get(reverse("editor:new_row", args=[plan.pk, "tasks"])).url
    for _ in range(2):
        assert client.post(new, task(deed="Vận động ngõ 94")).status_code == 302
    assert list(tasks_of(plan).values_list("values__deed", flat=True)) == [
        "Vận động ngõ 94"
    ]


def test_nothing_is_required_in_a_draft(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    new = reverse("editor:row", args=[plan.pk, "tasks", uuid4()])
    assert client.post(new, task(deadline="khi nào xong thì xong")).status_code == 302
    assert tasks_of(plan).get().values["deadline"] == "khi nào xong thì xong"


def test_a_new_row_in_which_nothing_was_written_is_none(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    assert client.post(
        reverse("editor:row", args=[plan.pk, "tasks", uuid4()]), task()
    ).url == text_url(plan, "tasks")
    assert not tasks_of(plan).exists()


def test_a_row_that_was_written_can_be_emptied(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    url = row_url(plan)
    assert client.post(url, task(version=1)).status_code == 302
    assert first_task(plan).values == {"deed": "", "expected": "", "deadline": ""}
    assert (
        first_task(plan).basis,
        first_task(plan).due_on,
        first_task(plan).version,
    ) == (None, None, 2)
    tasks_of(plan).filter(position__gt=1).delete()
    shown = list_rows(
        client.get(reverse("editor:edit", args=[plan.pk])), '<ul class="tasks">'
    )
    assert shown[2] == "Việc đăng ký còn thiếu 4 chỗ"


def test_a_deadline_without_a_year_is_of_the_year_of_the_plan(people, sign_in):
    plan = a_plan(people)
    type(plan.cycle).objects.filter(pk=plan.cycle_id).update(year=2025)
    sign_in("an").post(row_url(plan), task(deed="Trực", deadline="30/6", version=1))
    assert first_task(plan).due_on == datetime.date(2025, 6, 30)


def test_a_shortcoming_keeps_all_its_fields(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    said = {
        "text": "Ít nói",
        "cause": "Ngại",
        "remedy": "Nói",
        "deadline": "30/06",
        "helped_by": "Vũ Gia Bảo",
    }
    client.post(
        reverse("editor:row", args=[plan.pk, "shortcomings", uuid4()]),
        {**said, "version": 0},
    )
    assert plan.rows.get(section="shortcomings").values == said


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        (
            "shortcomings",
            {
                "text": "Hạn chế, khuyết điểm của tôi",
                "cause": "Nguyên nhân",
                "remedy": "Tôi khắc phục thế nào?",
                "deadline": "Khắc phục xong trước ngày",
                "helped_by": "Ai giúp, ai theo dõi",
            },
        ),
        (
            "tasks",
            {
                "deed": "Tôi sẽ làm gì?",
                "expected": "Kết quả thế nào là đạt?",
                "deadline": "Xong trước ngày",
                "basis_id": "Gắn với căn cứ nào?",
            },
        ),
    ],
)
def test_every_field_of_a_row_is_asked_for_by_its_name(people, sign_in, key, labels):
    plan = a_plan(people)
    row = plan.rows.get(section=key, position=1)
    held = {**row.values, "basis_id": row.basis_id}
    form = sign_in("an").get(row_url(plan, row.uid, key)).context["form"]
    assert {name: form[name].label for name in labels} == labels
    assert {name: form[name].value() for name in labels} == {
        name: held[name] for name in labels
    }


def test_only_the_bases_of_the_year_can_be_chosen(people, sign_in):
    plan = a_plan(people)
    last_year = CycleFactory(committee=people.ward, year=2025)
    Basis.objects.create(
        cycle=last_year, key="old", label="Nghị quyết cũ", title="Nghị quyết cũ"
    )
    form = sign_in("an").get(row_url(plan)).context["form"]
    told = [label for _, label in form.fields["basis_id"].choices]
    assert told == ["Chọn căn cứ", "Nghị quyết 4", "Nhiệm vụ", "Khuyết điểm"]


def test_saving_a_row_leads_to_the_next_one(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    _, second, last = tasks_of(plan).order_by("position")
    assert "Lưu và xem việc tiếp theo" in page(client.get(row_url(plan)))
    assert client.post(
        row_url(plan), task(deed="a", version=1, then="next")
    ).url == row_url(plan, second.uid)
    assert "tiếp theo" not in page(client.get(row_url(plan, last.uid)))
    new = client.post(
        row_url(plan, last.uid), task(deed="b", version=1, then="new")
    ).url
    assert new == reverse("editor:new_row", args=[plan.pk, "tasks"])


def test_a_row_is_taken_out_once(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    out = reverse("editor:remove_row", args=[plan.pk, "tasks", first_task(plan).uid])
    for _ in range(2):
        answer = client.post(out)
        assert answer.status_code == 302
    assert order(plan) == [
        "Thăm các gia đình chính sách",
        "Nộp các khoản quỹ của khu phố",
    ]
    assert "Đã bỏ một việc khỏi bản đang viết." in [
        str(each) for each in get_messages(answer.wsgi_request)
    ]


def test_a_row_is_moved_up_once_however_often_it_is_sent(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    first, second, third = order(plan)
    uid = tasks_of(plan).get(values__deed=third).uid
    for _ in range(2):
        client.post(
            reverse("editor:raise_row", args=[plan.pk, "tasks", uid]), {"place": 3}
        )
    assert order(plan) == [first, third, second]
    client.post(reverse("editor:raise_row", args=[plan.pk, "tasks", uid]), {"place": 2})
    assert order(plan) == [third, first, second]
    client.post(reverse("editor:raise_row", args=[plan.pk, "tasks", uid]), {"place": 1})
    assert order(plan) == [third, first, second]
    assert (
        client.post(
            reverse("editor:raise_row", args=[plan.pk, "tasks", uid])
        ).status_code
        == 400
    )


def test_a_row_with_the_uid_of_a_text_is_taken_out_alone(people, sign_in):
    """Rows of two sections may have one uid: nobody's text goes with a task that was
    given that of texts."""
    plan, client = a_plan(people), sign_in("an")
    tasks_of(plan).filter(position=1).update(uid=THE_TEXT)
    client.post(reverse("editor:remove_row", args=[plan.pk, "tasks", THE_TEXT]))
    assert order(plan) == [
        "Thăm các gia đình chính sách",
        "Nộp các khoản quỹ của khu phố",
    ]
    assert saved_text(plan) == "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang."


def order(plan):
    return list(tasks_of(plan).values_list("values__deed", flat=True))


def test_another_plans_row_is_out_of_reach(people, sign_in):
    mine, theirs = a_plan(people), a_plan(people, of="dung")
    uid = first_task(theirs).uid
    sign_in("an").post(reverse("editor:remove_row", args=[mine.pk, "tasks", uid]))
    sign_in("an").post(reverse("editor:remove_row", args=[theirs.pk, "tasks", uid]))
    assert Row.objects.filter(uid=uid).exists()


@pytest.mark.parametrize("key", ["political", "self_check", "khong-co"])
def test_only_sections_of_rows_have_rows(people, sign_in, key):
    plan, client = a_plan(people), sign_in("an")
    assert (
        client.get(reverse("editor:row", args=[plan.pk, key, UUID(int=1)])).status_code
        == 404
    )
    assert client.get(reverse("editor:new_row", args=[plan.pk, key])).status_code == 404


def test_the_box_says_what_is_not_concrete_yet(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    assert "Có việc làm rõ ràng" in page(client.get(row_url(plan)))
    change_first_task(
        plan, deed="Tham gia tích cực", expected="Tốt", deadline="thường xuyên"
    )
    shown = page(client.get(row_url(plan)))
    assert "“tích cực” là làm gì, bao nhiêu lần?" in shown and "Chưa có con số" in shown
    assert "Đã cụ thể chưa?" not in page(
        client.get(reverse("editor:row", args=[plan.pk, "tasks", uuid4()]))
    )


# --- the list of sections -------------------------------------------------------------


def test_the_list_says_what_is_written_and_what_is_missing(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    plan.rows.filter(section="political").delete()
    change_first_task(plan, deadline="")
    shown = " ".join(page(client.get(reverse("editor:edit", args=[plan.pk]))).split())
    assert (
        'Tư tưởng chính trị</a> <span class="task-state task-open">chưa viết<' in shown
    )
    assert 'Hạn chế</a> <span class="task-state task-done">2 hạn chế<' in shown
    assert (
        'Việc đăng ký</a> <span class="task-state task-open">còn thiếu 1 chỗ<' in shown
    )
    assert "Còn 2 chỗ chưa viết" in shown


def test_every_section_stands_with_its_rows_gaps_and_remarks(people, sign_in):
    plan = a_plan_at("cell_review", people)
    row = {"section": "tasks", "row": first_task(plan).uid}
    for where in ({}, {}, {"section": "political"}, row, row, row):
        said = {"reason": "vague", "text": "Ghi rõ", "key": uuid4(), **where}
        remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    client, url = sign_in("an"), reverse("editor:edit", args=[plan.pk])
    assert "Còn 6 góp ý chưa trả lời, ghi ở từng mục." in text_of(client.get(url))
    # A change: what was said of the whole plan holds it no more.
    change(tasks_of(plan).get(position=2), deadline="", basis=None)
    client, url = sign_in("an"), reverse("editor:edit", args=[plan.pk])
    shown = client.get(url)
    assert list_rows(shown, '<ul class="tasks">') == [
        "Tư tưởng chính trị Đã viết · 1 góp ý chờ trả lời",
        "Hạn chế 2 hạn chế",
        "Việc đăng ký còn thiếu 2 chỗ · 3 góp ý chờ trả lời",
        "Tự soi chỉ mình đồng chí xem được",
    ]
    assert "Còn 4 góp ý chưa trả lời, ghi ở từng mục." in text_of(shown)
    assert "Đọc lại cả bản Còn 2 chỗ chưa viết" in text_of(shown)
    plan.remarks.update(answer="Đã ghi")
    tasks_of(plan).filter(position=2).delete()
    plan.rows.filter(section="shortcomings").delete()
    change_text(plan, "")
    shown = client.get(url)
    assert list_rows(shown, '<ul class="tasks">') == [
        "Tư tưởng chính trị chưa viết",
        "Hạn chế chưa ghi",
        "Việc đăng ký 2 việc",
        "Tự soi chỉ mình đồng chí xem được",
    ]
    assert "góp ý chưa trả lời" not in text_of(shown)


# --- figures of the pages -------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_editor_asks_a_fixed_number_of_questions(
    people, sign_in, rows, django_assert_max_num_queries
):
    plan, client = a_plan_at("finalizing", people), sign_in("an")
    for number in range(1, rows):
        add_row(plan, "tasks", deed=f"Việc {number}", position=number + 1)
    for url in (
        text_url(plan),
        text_url(plan, "tasks"),
        row_url(plan),
        reverse("editor:edit", args=[plan.pk]),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(url).status_code == 200


def test_long_plans_stay_small_pages(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    change_text(plan, "Mỗi tháng đọc một chuyên đề. " * 100)
    for number in range(2, 12):
        add_row(
            plan,
            "tasks",
            deed="Vận động các hộ ngõ 94 " * 10,
            expected="30/38 hộ",
            position=number,
        )
    for url in (
        text_url(plan),
        text_url(plan, "tasks"),
        row_url(plan),
        reverse("editor:read_back", args=[plan.pk]),
    ):
        assert len(client.get(url).content) <= 60 * 1024
