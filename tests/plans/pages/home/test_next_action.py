"""The four-step line and the next action, as tables: where a plan stands, and what its
author reads."""

import datetime
from types import SimpleNamespace

import pytest

from cells.models import Appointment, Member
from plans.models import Filing, Posting, Signature, Status
from plans.pages.home import next_action
from plans.pages.home.authors_year import AuthorsYear
from plans.papers import Papers
from plans.place_on_date import find_deadlines

pytestmark = pytest.mark.one_database

ON = datetime.date(2026, 2, 19)
CYCLE = SimpleNamespace(
    year=2026,
    draft_due_on=datetime.date(2026, 1, 31),
    review_due_on=datetime.date(2026, 2, 28),
    filed_due_on=datetime.date(2026, 3, 15),
    midyear_on=datetime.date(2026, 6, 30),
    year_end_on=datetime.date(2026, 12, 15),
)
AN = Member(pk=1, full_name="Nguyễn Văn An")
BINH = Member(pk=2, full_name="Trần Thị Bình")
SECRETARY = Appointment(member=BINH, role=Appointment.Role.SECRETARY)
GIANG = Member(pk=3, full_name="Ngô Thị Giang")
OFFICER = Appointment(member=GIANG, role=Appointment.Role.WARD_OFFICER)
SIGNED = Signature(kind=Signature.Kind.ELECTRONIC, signed_on=datetime.date(2026, 2, 18))
INK = Signature(kind=Signature.Kind.INK, signed_on=datetime.date(2026, 2, 17))
FILED = Filing(filed_on=datetime.date(2026, 2, 18))
BOARD = Posting(
    place="Nhà văn hóa",
    since=datetime.date(2026, 2, 18),
    until=datetime.date(2026, 3, 18),
)


def event(step, day, by=AN, post=None, note=""):
    at = datetime.date(2026, 2, day)
    return SimpleNamespace(step=step, at=at, by=by, post=post, note=note)


BEGUN = event("begin", 1)
SENT = event("submit", 5)
RETURNED = event("return", 12, BINH, SECRETARY)
AGREED = event("agree", 14, BINH, SECRETARY)
RECALLED = event("recall", 17, GIANG, OFFICER)


def standing(status="", *events, **facts):
    plan = SimpleNamespace(status=status) if status else None
    known = {
        "on": ON,
        "cycle": CYCLE,
        "member": AN,
        "deadlines": find_deadlines(CYCLE),
        "offices": {2: SECRETARY},
    }
    papers = {name: facts.pop(name, None) for name in Papers._fields}
    known |= {"plan": plan, "events": (BEGUN, *events), "papers": Papers(**papers)}
    return AuthorsYear(**{**known, **facts})


# What happened: (standing, its state, steps done-now-to do, the next action's title,
# its page)
PLACES = {
    "nothing": (
        standing(),
        "not_begun",
        "1...",
        "Việc cần làm: viết kế hoạch năm 2026",
        "home:begin_plan",
    ),
    "exempt": (
        standing(excuse="exempt"),
        "exempt",
        "....",
        "Năm 2026 đồng chí không phải lập kế hoạch",
        "home:begin_plan",
    ),
    "suspended": (
        standing(excuse="suspended"),
        "suspended",
        "....",
        "Hiện đồng chí chưa phải làm gì",
        "",
    ),
    "away": (
        standing(excuse="away"),
        "away",
        "....",
        "Hiện đồng chí chưa phải làm gì",
        "",
    ),
    "half a draft": (
        standing(Status.DRAFT, missing=3),
        "draft",
        "1...",
        "Việc cần làm: viết tiếp kế hoạch",
        "editor:edit",
    ),
    "a full draft": (
        standing(Status.DRAFT),
        "draft",
        "1...",
        "Việc cần làm: đọc lại và gửi chi bộ",
        "editor:read_back",
    ),
    "sent": (
        standing(Status.CELL_REVIEW, SENT),
        "in_review",
        "✓2..",
        "Chờ chi bộ góp ý",
        "",
    ),
    "sent, the ward asks": (
        standing(Status.CELL_REVIEW, SENT, holding=1),
        "in_review",
        "✓2..",
        "Việc cần làm: trả lời 1 góp ý",
        "editor:answers",
    ),
    "withdrawn": (
        standing(Status.DRAFT, SENT, event("withdraw", 6)),
        "draft",
        "1...",
        "Việc cần làm: đọc lại và gửi chi bộ",
        "editor:read_back",
    ),
    "returned": (
        standing(Status.DRAFT, SENT, RETURNED, holding=2),
        "returned",
        "✓2..",
        "Việc cần làm: sửa theo 2 góp ý của chi bộ",
        "editor:answers",
    ),
    "returned, answered": (
        standing(Status.DRAFT, SENT, RETURNED),
        "returned",
        "✓2..",
        "Việc cần làm: sửa rồi gửi lại",
        "editor:read_back",
    ),
    "sent again": (
        standing(Status.CELL_REVIEW, SENT, RETURNED, SENT),
        "in_review",
        "✓2..",
        "Chờ chi bộ góp ý",
        "",
    ),
    "agreed, remarks left": (
        standing(Status.FINALIZING, SENT, AGREED, holding=1),
        "to_answer",
        "✓✓3.",
        "Việc cần làm: trả lời 1 góp ý",
        "editor:answers",
    ),
    "agreed": (
        standing(Status.FINALIZING, SENT, AGREED),
        "ready_to_sign",
        "✓✓3.",
        "Việc cần làm: ký chính thức",
        "sign:sign",
    ),
    "signed": (
        standing(Status.SIGNED, SENT, AGREED, signature=SIGNED),
        "signed",
        "✓✓✓4",
        "Việc cần làm: nộp chi bộ 01 bản",
        "prints:print_plan",
    ),
    "a head's, filed": (
        standing(
            Status.SIGNED, SENT, AGREED, signature=SIGNED, filing=FILED, is_head=True
        ),
        "signed",
        "✓✓✓4",
        "Chờ niêm yết công khai",
        "prints:print_posting",
    ),
    "head no more, filed": (
        standing(Status.SIGNED, SENT, AGREED, signature=SIGNED, filing=FILED),
        "signed",
        "✓✓✓4",
        "Đã nộp chi bộ 01 bản",
        "",
    ),
    "head since it was filed": (
        standing(
            Status.POSTED, SENT, AGREED, signature=SIGNED, filing=FILED, is_head=True
        ),
        "to_post",
        "✓✓✓4",
        "Chờ niêm yết công khai",
        "prints:print_posting",
    ),
    "recalled": (
        standing(
            Status.FINALIZING, SENT, AGREED, event("sign", 15), RECALLED, holding=1
        ),
        "recalled",
        "✓✓3.",
        "Việc cần làm: sửa theo yêu cầu của Đảng ủy",
        "editor:answers",
    ),
    "recalled, answered": (
        standing(Status.FINALIZING, SENT, AGREED, event("sign", 15), RECALLED),
        "ready_to_sign",
        "✓✓3.",
        "Việc cần làm: ký lại",
        "sign:sign",
    ),
    "done": (
        standing(Status.POSTED, SENT, AGREED, signature=SIGNED, filing=FILED),
        "done",
        "✓✓✓✓",
        "Đã xong cả bốn bước",
        "",
    ),
}


def marks(steps):
    signs = {"done": "✓", "todo": "."}
    return "".join(
        signs.get(step["state"], str(number))
        for number, step in enumerate(steps, start=1)
    )


@pytest.mark.parametrize(
    ("now", "state", "line", "title", "route"), PLACES.values(), ids=PLACES
)
def test_where_a_plan_stands_and_what_to_do(now, state, line, title, route):
    action = next_action.find_next_action(now)
    assert (
        next_action.find_state_of_author(now),
        marks(next_action.list_four_steps(now)),
    ) == (state, line)
    assert (action.title, action.route) == (title, route)
    assert bool(action.label) == bool(route) and action.text.endswith(".")


def test_every_state_has_words_and_a_place():
    assert (
        set(next_action.ACTIONS)
        == set(next_action.NOW_AT)
        == {state for _, state, *_ in PLACES.values()}
    )


READING = SimpleNamespace(reader=BINH, at=datetime.date(2026, 2, 12))
AS_STAFF = Member(pk=1, full_name="Đặng Văn Kha", kind=Member.Kind.STAFF)
# (standing, which step, what stands under its title)
LINES = [
    (standing(), 1, "Hạn gửi 31/01/2026"),
    (
        standing(Status.DRAFT, SENT, event("withdraw", 6)),
        1,
        "Rút lại ngày 06/02/2026 · hạn gửi 31/01/2026",
    ),
    (standing(Status.CELL_REVIEW, SENT), 1, "Gửi chi bộ ngày 05/02/2026"),
    (standing(Status.CELL_REVIEW, SENT), 2, "Đang ở bước này · chưa có ai đọc"),
    (
        standing(Status.CELL_REVIEW, SENT, reading=READING),
        2,
        "Đang ở bước này · bí thư chi bộ Trần Thị Bình đọc ngày 12/02/2026",
    ),
    (
        standing(Status.CELL_REVIEW, SENT, reading=READING, offices={}),
        2,
        "Đang ở bước này · đ/c Trần Thị Bình đọc ngày 12/02/2026",
    ),
    (
        standing(Status.DRAFT, SENT, RETURNED),
        2,
        "Bí thư chi bộ Trần Thị Bình trả lại ngày 12/02/2026 · đồng chí sửa rồi gửi "
        "lại",
    ),
    (
        standing(Status.CELL_REVIEW, SENT, RETURNED, event("submit", 16)),
        1,
        "Gửi chi bộ ngày 16/02/2026",
    ),
    (
        standing(Status.FINALIZING, SENT, AGREED),
        2,
        "Bí thư chi bộ Trần Thị Bình thông qua ngày 14/02/2026",
    ),
    (standing(Status.FINALIZING, SENT, AGREED), 3, "Đang ở bước này · hạn 15/03/2026"),
    (standing(Status.FINALIZING, SENT, AGREED), 4, "Đồng chí không phải niêm yết"),
    (
        standing(Status.SIGNED, SENT, AGREED, signature=SIGNED),
        3,
        "Ký điện tử ngày 18/02/2026",
    ),
    (
        standing(Status.SIGNED, SENT, AGREED, signature=INK),
        3,
        "Ký tay trên bản in ngày 17/02/2026",
    ),
    (
        standing(Status.SIGNED, SENT, AGREED, signature=SIGNED),
        4,
        "Chưa nộp, hạn 15/03/2026",
    ),
    (
        standing(
            Status.SIGNED, SENT, AGREED, signature=SIGNED, filing=FILED, is_head=True
        ),
        4,
        "Nộp ngày 18/02/2026 · còn niêm yết trước hết ngày 15/03/2026",
    ),
    (
        standing(
            Status.POSTED,
            SENT,
            AGREED,
            signature=SIGNED,
            filing=FILED,
            posting=BOARD,
            is_head=True,
        ),
        4,
        "Nộp ngày 18/02/2026 · niêm yết tại Nhà văn hóa từ 18/02/2026 đến hết "
        "18/03/2026",
    ),
]


@pytest.mark.parametrize(("now", "number", "words"), LINES)
def test_each_step_says_who_and_when(now, number, words):
    assert next_action.list_four_steps(now)[number - 1]["text"] == words


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({}, "Nộp chi bộ 01 bản"),
        ({"is_head": True}, "Niêm yết và nộp chi bộ 01 bản"),
        ({"member": AS_STAFF}, "Nộp Chủ tịch UBND 01 bản"),
    ],
)
def test_the_last_step_follows_from_who_the_person_is(facts, title):
    assert next_action.list_four_steps(standing(**facts))[3]["title"] == title


def test_a_deadline_says_what_it_means_today():
    assert (
        "trước hết ngày 31/01/2026 (quá hạn 19 ngày)"
        in next_action.find_next_action(standing()).text
    )
    action = next_action.find_next_action(
        standing(Status.DRAFT, SENT, RETURNED, holding=2)
    )
    assert "gửi lại trước hết ngày 28/02/2026 (còn 9 ngày)" in action.text


# --- who is excused, who came lately --------------------------------------------------

GOES_ON = " Muốn làm tiếp thì đồng chí vẫn làm được."


@pytest.mark.parametrize(
    ("status", "events", "facts"),
    [
        (Status.DRAFT, (), {"missing": 3}),
        (Status.DRAFT, (SENT, RETURNED), {"holding": 2}),
        (Status.FINALIZING, (SENT, AGREED), {}),
        (Status.FINALIZING, (SENT, AGREED, RECALLED), {"holding": 1}),
        (Status.SIGNED, (SENT, AGREED), {"signature": SIGNED}),
    ],
)
@pytest.mark.parametrize(
    ("excuse", "words"),
    [
        ("exempt", "Đồng chí đang miễn sinh hoạt."),
        ("suspended", "Đồng chí đang bị đình chỉ sinh hoạt."),
        ("away", "Đồng chí đang tạm chuyển đi nơi khác."),
    ],
)
def test_nothing_is_asked_of_who_is_excused_with_an_open_plan(
    status, events, facts, excuse, words
):
    """The way on is the same as without the excuse."""
    asked = next_action.find_next_action(standing(status, *events, **facts))
    action = next_action.find_next_action(
        standing(status, *events, excuse=excuse, **facts)
    )
    assert action.title == "Hiện đồng chí chưa phải làm gì"
    assert action.text == (
        f"{words} Trong thời gian ấy không ai yêu cầu đồng chí viết, gửi, ký hay nộp, "
        f"và không tính quá hạn.{GOES_ON}"
    )
    assert (action.route, action.label, action.quote) == (
        asked.route,
        asked.label,
        asked.quote,
    )


def test_the_line_has_no_deadline_of_who_is_excused():
    now = standing(Status.FINALIZING, SENT, AGREED, excuse="exempt")
    line = [step["text"] for step in next_action.list_four_steps(now)]
    assert line[2:] == [
        "Đang ở bước này · đang miễn sinh hoạt",
        "Đồng chí không phải niêm yết",
    ]


def test_the_term_of_a_newcomer_is_the_same_at_each_step():
    own = find_deadlines(CYCLE, entered_on=datetime.date(2026, 2, 20))
    day = "trước hết ngày 22/03/2026"
    for now in (
        standing(deadlines=own),
        standing(Status.DRAFT, deadlines=own),
        standing(Status.DRAFT, SENT, RETURNED, holding=2, deadlines=own),
        standing(Status.CELL_REVIEW, SENT, deadlines=own),
        standing(Status.FINALIZING, SENT, AGREED, deadlines=own),
        standing(Status.SIGNED, SENT, AGREED, signature=SIGNED, deadlines=own),
    ):
        assert day in next_action.find_next_action(now).text
    line = next_action.list_four_steps(standing(deadlines=own))
    assert [step["text"] for step in line[:3]] == [
        "Hạn gửi 22/03/2026",
        "Hạn 22/03/2026",
        "Hạn 22/03/2026",
    ]


@pytest.mark.parametrize("unanswered", [0, 1])
def test_what_was_written_with_a_return_stands_on_the_first_page(unanswered):
    returned = event("return", 12, BINH, SECRETARY, note="Ghi rõ bao nhiêu hộ.")
    told = standing("draft", BEGUN, SENT, returned, holding=unanswered)
    assert next_action.find_next_action(told).quote == "Ghi rõ bao nhiêu hộ."


def test_why_the_ward_recalled_stands_on_the_first_page():
    recalled = event("recall", 17, GIANG, OFFICER, note="Chưa ai kiểm tra được.")
    told = standing("finalizing", BEGUN, SENT, AGREED, recalled, holding=1)
    assert next_action.find_next_action(told).quote == "Chưa ai kiểm tra được."
