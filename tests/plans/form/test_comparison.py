"""What a reviewer is shown between two revisions."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.form import comparison
from plans.form.comparison import Compared, ComparedBlock
from plans.form.documents import Document, read_section_of_0_2_0
from plans.models.field import Field

TASK = {
    "uid": "u1",
    "deed": "Tham gia phong trào",
    "expected": "",
    "deadline": "trong năm",
    "basis": "a",
    "basis_label": "Việc",
}


def of_sections(*sections):
    """A Document of these sections, written as 0.2.0 wrote them."""
    return Document(
        {},
        {},
        [],
        2026,
        "",
        {},
        [],
        [read_section_of_0_2_0(section) for section in sections],
    )


def a_document(text="Đọc hết chuyên đề.", tasks=(TASK,)):
    return of_sections(
        {"key": "political", "title": "Tư tưởng", "kind": "text", "text": text},
        {"key": "tasks", "title": "Việc đăng ký", "kind": "tasks", "rows": list(tasks)},
    )


def test_without_an_earlier_revision_nothing_is_changed():
    shown = comparison.compare_blocks(a_document())
    assert [(block.place, block.title, block.state) for block in shown] == [
        ("political", "Tư tưởng", "same"),
        ("tasks:u1", "Việc đăng ký số 1", "same"),
    ]
    assert shown[1].head == Compared("Việc sẽ làm", [("same", "Tham gia phong trào")])
    assert [field.label for field in shown[1].fields] == ["Thời hạn", "Căn cứ"]


def test_rows_are_matched_by_uid_whatever_their_order():
    second = {**TASK, "uid": "u2", "deed": "Thăm hỏi hộ nghèo"}
    before, now = a_document(tasks=[TASK, second]), a_document(tasks=[second, TASK])
    assert [block.state for block in comparison.compare_blocks(now, before)] == [
        "same",
        "same",
        "same",
    ]
    assert comparison.count_changes(now, before) == 0


def test_added_removed_and_changed_rows_are_told_apart():
    changed = {**TASK, "deadline": "30/06/2026"}
    gone, added = {**TASK, "uid": "u2"}, {**TASK, "uid": "u3"}
    before, now = a_document(tasks=[TASK, gone]), a_document(tasks=[changed, added])
    shown = comparison.compare_blocks(now, before)
    assert [(block.title, block.state) for block in shown[1:]] == [
        ("Việc đăng ký số 1", "changed"),
        ("Việc đăng ký số 2", "added"),
        ("Việc đăng ký số 2", "removed"),
    ]
    assert shown[1].fields[0] == Compared(
        "Thời hạn", [("gone", "trong năm"), ("new", "30/06/2026")]
    )
    assert shown[3].head.pieces == [("gone", "Tham gia phong trào")]
    assert comparison.count_changes(now, before) == 3


SHORTCOMING = {
    "uid": "s1",
    "text": "Ít phát biểu",
    "cause": "Chuẩn bị chưa kỹ",
    "remedy": "Mỗi kỳ một lần",
    "deadline": "31/03/2026",
    "helped_by": "Tổ đảng số 2",
}


def two_sections(shortcoming, task):
    return of_sections(
        {
            "key": "shortcomings",
            "title": "Hạn chế",
            "kind": "shortcomings",
            "rows": [shortcoming],
        },
        {"key": "tasks", "title": "Việc đăng ký", "kind": "tasks", "rows": [task]},
    )


def test_every_field_of_a_row_stands_under_its_own_label():
    task = {**TASK, "expected": "30 hộ"}
    shown = comparison.compare_blocks(two_sections(SHORTCOMING, task))
    assert shown == [
        ComparedBlock(
            "shortcomings:s1",
            "shortcomings",
            "Hạn chế số 1",
            "same",
            Compared("Hạn chế", [("same", "Ít phát biểu")]),
            [
                Compared("Nguyên nhân", [("same", "Chuẩn bị chưa kỹ")]),
                Compared("Biện pháp khắc phục", [("same", "Mỗi kỳ một lần")]),
                Compared("Thời hạn", [("same", "31/03/2026")]),
                Compared("Ai giúp", [("same", "Tổ đảng số 2")]),
            ],
        ),
        ComparedBlock(
            "tasks:u1",
            "tasks",
            "Việc đăng ký số 1",
            "same",
            Compared("Việc sẽ làm", [("same", "Tham gia phong trào")]),
            [
                Compared("Kết quả cần đạt", [("same", "30 hộ")]),
                Compared("Thời hạn", [("same", "trong năm")]),
                Compared("Căn cứ", [("same", "Việc")]),
            ],
        ),
    ]
    assert [block.anchor for block in shown] == ["muc-shortcomings-s1", "muc-tasks-u1"]


FIELDS = [("shortcomings", name) for name in SHORTCOMING if name != "uid"]
FIELDS += [("tasks", name) for name in ("deed", "expected", "deadline", "basis_label")]


@pytest.mark.parametrize(("section", "name"), FIELDS)
def test_a_change_of_any_field_of_a_row_is_counted_and_marked(section, name):
    """Of a value that was there, and of one that is new."""
    rows = {"shortcomings": SHORTCOMING, "tasks": TASK}
    changed = {**rows, section: {**rows[section], name: "Viết lại"}}
    before, now = two_sections(*rows.values()), two_sections(*changed.values())
    assert comparison.count_changes(now, before) == 1
    block = next(
        block for block in comparison.compare_blocks(now, before) if block.is_changed
    )
    was = [("gone", rows[section][name])] if rows[section][name] else []
    marked = [field.pieces for field in [block.head, *block.fields] if field.is_changed]
    assert (block.kind, block.state, marked) == (
        section,
        "changed",
        [[*was, ("new", "Viết lại")]],
    )


def test_a_row_that_moved_and_one_that_was_taken_out_keep_their_numbers():
    rows = [
        {**TASK, "uid": uid, "deed": f"Việc {uid}"} for uid in ("u1", "u2", "u3", "u4")
    ]
    before, now = a_document(tasks=rows), a_document(tasks=[rows[3], rows[0]])
    assert [
        (block.place, block.title, block.state)
        for block in comparison.compare_blocks(now, before)[1:]
    ] == [
        ("tasks:u4", "Việc đăng ký số 1", "same"),
        ("tasks:u1", "Việc đăng ký số 2", "same"),
        ("tasks:u2", "Việc đăng ký số 2", "removed"),
        ("tasks:u3", "Việc đăng ký số 3", "removed"),
    ]
    removed = comparison.compare_blocks(now, before)[3]
    assert [removed.head, *removed.fields] == [
        Compared("Việc sẽ làm", [("gone", "Việc u2")]),
        Compared("Thời hạn", [("gone", "trong năm")]),
        Compared("Căn cứ", [("gone", "Việc")]),
    ]


def test_a_section_that_only_one_of_the_two_has_was_empty_in_the_other():
    both = a_document()
    for kept, left in (("political", "tasks"), ("tasks", "political")):
        one = replace(
            both, sections=[section for section in both.sections if section.key == kept]
        )
        state = {"tasks": "added", "political": "changed"}[left]
        assert {
            block.kind: block.state for block in comparison.compare_blocks(both, one)
        }[{"political": "text"}.get(left, left)] == state
        assert (
            comparison.count_changes(both, one)
            == comparison.count_changes(one, both)
            == 1
        )
        assert [
            text
            for kind, text in comparison.compare_blocks(one, both)[-1].head.pieces
            if kind == "gone"
        ] != []


def test_a_text_that_only_one_of_the_two_has_and_nobody_wrote_is_no_change():
    both = a_document(text=" ")
    one = replace(both, sections=both.sections[1:])
    assert (
        comparison.count_changes(both, one),
        comparison.count_changes(one, both),
    ) == (0, 0)
    assert not any(
        block.is_changed
        for block in [
            *comparison.compare_blocks(both, one),
            *comparison.compare_blocks(one, both),
        ]
    )


def test_a_field_that_only_one_of_the_two_has_was_empty_in_the_other():
    now, before = a_document(), a_document()
    section = now.sections[1]
    row = replace(
        section.rows[0], values={**section.rows[0].values, "helper": "đồng chí Hòa"}
    )
    helper = Field("helper", "Người giúp đỡ")
    now.sections[1] = replace(section, fields=[*section.fields, helper], rows=[row])
    assert comparison.compare_blocks(now, before)[1].fields[-1] == Compared(
        "Người giúp đỡ", [("new", "đồng chí Hòa")]
    )
    assert comparison.compare_blocks(before, now)[1].fields[-1] == Compared(
        "Người giúp đỡ", [("gone", "đồng chí Hòa")]
    )
    assert (
        comparison.count_changes(now, before)
        == comparison.count_changes(before, now)
        == 1
    )
    now.sections[1].rows[0].values["helper"] = ""
    assert (
        comparison.count_changes(now, before)
        == comparison.count_changes(before, now)
        == 0
    )


def test_words_that_stayed_are_not_marked():
    assert comparison.compare_texts(
        "Đọc và ghi sổ tay thường xuyên.", "Đọc và ghi sổ tay mỗi tháng."
    ) == [
        ("same", "Đọc và ghi sổ tay "),
        ("gone", "thường xuyên."),
        ("new", "mỗi tháng."),
    ]


def test_a_few_words_in_common_do_not_chop_up_a_sentence_written_anew():
    pieces = comparison.compare_texts(
        "Tham gia phong trào ở khu dân cư.", "Vận động các hộ ở ngõ 94 phân loại rác."
    )
    assert [kind for kind, _ in pieces] == ["gone", "new"]


def test_a_new_line_break_alone_is_no_change():
    before, now = a_document("Một.\nHai."), a_document("Một. Hai.")
    assert comparison.count_changes(now, before) == 0
    assert [block.state for block in comparison.compare_blocks(now, before)] == [
        "same",
        "same",
    ]


words = st.lists(
    st.sampled_from(["chi", "bộ", "đọc", "ghi", "hộ", "\n", "  "]), max_size=30
).map(" ".join)


@given(words, words)
def test_nothing_is_lost_between_the_two_texts(before, now):
    pieces = comparison.compare_texts(before, now)
    assert (
        " ".join(text for kind, text in pieces if kind != "gone").split() == now.split()
    )
    assert (
        " ".join(text for kind, text in pieces if kind != "new").split()
        == before.split()
    )
    assert bool(comparison.count_changes(a_document(now), a_document(before))) == (
        now.split() != before.split()
    )


def test_a_text_of_one_word_repeated_is_compared_at_once():
    begun = time.perf_counter()
    comparison.compare_texts("học tập " * 1000, "tập học học " * 700)
    assert time.perf_counter() - begun < 2
