"""Where does a plan stand in its author's eyes: the four-step line, what to do next, by
when?

Pure functions over what was read (authors_year.py); the line tells the story, not the
database: a plan that was returned stands at step 2 with the ball in the member's court.
"""

from dataclasses import dataclass, replace

from cells.models import Member
from phucdong.writing import date_text, due_text
from plans.models import Status
from plans.place_on_date import EXCUSES
from plans.workflow.deeds import describe_event
from plans.workflow.steps import STEPS, list_sending_steps

DONE, NOW, TODO = "done", "now", "todo"


@dataclass(frozen=True)
class NextAction:
    """What to do: a title, a sentence, and the route of the page that does it ("" when
    there is nothing to do); `quote` is what somebody wrote about it."""

    title: str
    text: str
    route: str = ""
    label: str = ""
    quote: str = ""


def find_state_of_author(standing):
    """One word for where the author stands, from the status and the last steps."""
    plan = standing.plan
    if plan is None:
        return standing.excuse or "not_begun"
    if plan.status == Status.DRAFT:
        if is_judged(standing.last_to(Status.DRAFT)):
            return "returned"
        return "draft"
    if plan.status == Status.FINALIZING:
        return find_state_in_finalizing(standing)
    if plan.status == Status.POSTED and standing.is_posting_due:
        return "to_post"
    return {
        Status.CELL_REVIEW: "in_review",
        Status.SIGNED: "signed",
        Status.POSTED: "done",
    }[plan.status]


def is_judged(event):
    return event is not None and event.step in STEPS and STEPS[event.step].judges


def find_state_in_finalizing(standing):
    if not standing.holding:
        return "ready_to_sign"
    last = standing.last_to(Status.FINALIZING)
    if last and STEPS[last.step].reopens:
        return "recalled"
    return "to_answer"


# --- words ----------------------------------------------------------------------------


def word_until(day, on):
    """ "trước hết ngày 28/02/2026 (còn 9 ngày)"."""
    return f"trước hết ngày {date_text(day)} ({due_text(day, on)})"


def name_with_post(person, post):
    """ "bí thư chi bộ Trần Thị Bình"; without a post "đ/c Trần Thị Bình"."""
    if post is None:
        return f"đ/c {person.full_name}"
    label = post.label()
    return f"{label[0].lower()}{label[1:]} {person.full_name}"


def capitalise(words):
    return words[:1].upper() + words[1:]


def name_actor(event):
    return name_with_post(event.by, event.post)


def word_cell_or_unit(s):
    if s.member.kind == Member.Kind.STAFF:
        return "đơn vị"
    return "chi bộ"


# --- what to do next ------------------------------------------------------------------


def find_next_action(standing):
    action = ACTIONS[find_state_of_author(standing)](standing)
    if standing.excuse and standing.plan is not None:
        action = ask_for_nothing(standing, action)
    if standing.taken_back:
        return tell_taken_back(standing.taken_back, action)
    return action


def ask_for_nothing(s, action):
    """The same page, for who is excused and goes on of their own will."""
    text = (
        f"Đồng chí {EXCUSES[s.excuse]}. Trong thời gian ấy không ai yêu cầu đồng chí "
        f"viết, gửi, ký hay nộp, và không tính quá hạn."
    )
    if action.route:
        text = f"{text} Muốn làm tiếp thì đồng chí vẫn làm được."
    return replace(action, title="Hiện đồng chí chưa phải làm gì", text=text)


def tell_taken_back(event, action):
    """What was taken back, and why, in front of what is to be done."""
    who, day = capitalise(name_actor(event)), date_text(event.at)
    text = f"{who} {describe_event(event)} ngày {day}. {action.text}"
    return replace(action, text=text, quote=event.note)


def tell_exempt(s):
    text = (
        "Đồng chí được miễn công tác và sinh hoạt nên không bắt buộc. Muốn viết thì "
        "vẫn viết được (tự nguyện)."
    )
    return NextAction(
        f"Năm {s.cycle.year} đồng chí không phải lập kế hoạch",
        text,
        "home:begin_plan",
        "Tự nguyện viết",
    )


def tell_suspended(s):
    text = "Trong thời gian đình chỉ sinh hoạt, đồng chí không phải lập kế hoạch."
    return NextAction("Hiện đồng chí chưa phải làm gì", text)


def tell_away(s):
    text = "Đồng chí đang sinh hoạt tạm thời ở nơi khác, kế hoạch làm theo nơi đó."
    return NextAction("Hiện đồng chí chưa phải làm gì", text)


def tell_not_begun(s):
    text = (
        f"Đồng chí viết rồi gửi {word_cell_or_unit(s)} "
        f"{word_until(s.deadlines.draft, s.on)}. Viết đến đâu lưu đến đó."
    )
    return NextAction(
        f"Việc cần làm: viết kế hoạch năm {s.cycle.year}",
        text,
        "home:begin_plan",
        "Bắt đầu viết",
    )


def tell_draft(s):
    when = f"gửi {word_cell_or_unit(s)} {word_until(s.deadlines.draft, s.on)}"
    if not s.missing:
        text = f"Các mục đã viết đủ. Đồng chí đọc lại rồi {when}."
        return NextAction(
            f"Việc cần làm: đọc lại và gửi {word_cell_or_unit(s)}",
            text,
            "editor:read_back",
            "Đọc lại cả bản",
        )
    text = f"Còn {s.missing} chỗ chưa viết. Viết đủ, đồng chí đọc lại rồi {when}."
    return NextAction(
        "Việc cần làm: viết tiếp kế hoạch", text, "editor:edit", "Viết tiếp"
    )


def tell_returned(s):
    back = s.last_to(Status.DRAFT)
    text = f"{capitalise(name_actor(back))} trả lại ngày {date_text(back.at)}."
    resend = f"gửi lại {word_until(s.deadlines.review, s.on)}"
    if s.holding:
        title = f"Việc cần làm: sửa theo {s.holding} góp ý của {word_cell_or_unit(s)}"
        text = f"{text} Đồng chí sửa hoặc trả lời từng góp ý rồi {resend}."
        return NextAction(title, text, "editor:answers", "Xem góp ý và sửa", back.note)
    text = f"{text} Sửa xong, đồng chí đọc lại rồi {resend}."
    return NextAction(
        "Việc cần làm: sửa rồi gửi lại",
        text,
        "editor:read_back",
        "Đọc lại cả bản",
        back.note,
    )


def tell_in_review(s):
    text = (
        f"{capitalise(word_cell_or_unit(s))} góp ý xong "
        f"{word_until(s.deadlines.review, s.on)}."
    )
    if s.holding:
        text = f"Đảng ủy góp ý trong khi {word_cell_or_unit(s)} đang đọc. {text}"
        return NextAction(
            f"Việc cần làm: trả lời {s.holding} góp ý",
            text,
            "editor:answers",
            "Xem và trả lời góp ý",
        )
    return NextAction(
        f"Chờ {word_cell_or_unit(s)} góp ý",
        f"{text} Bây giờ đồng chí chưa phải làm gì.",
    )


def tell_to_answer(s):
    text = (
        f"{capitalise(word_cell_or_unit(s))} đã thông qua. Đồng chí trả lời từng góp "
        f"ý, sửa nếu cần, rồi ký "
    )
    title = f"Việc cần làm: trả lời {s.holding} góp ý"
    return NextAction(
        title,
        f"{text}{word_until(s.deadlines.filed, s.on)}.",
        "editor:answers",
        "Xem góp ý và hoàn thiện",
    )


def tell_recalled(s):
    recall = s.last_to(Status.FINALIZING)
    when = date_text(recall.at)
    text = (
        f"Đảng ủy đọc bản đã ký và yêu cầu sửa ngày {when}. Đồng chí sửa, trả lời rồi "
        f"ký và nộp lại; bản cũ còn lưu."
    )
    return NextAction(
        "Việc cần làm: sửa theo yêu cầu của Đảng ủy",
        text,
        "editor:answers",
        "Xem yêu cầu và sửa",
        recall.note,
    )


def tell_ready_to_sign(s):
    last = s.last_to(Status.FINALIZING)
    if last and STEPS[last.step].reopens:
        return tell_ready_to_sign_again(s, last)
    text = (
        f"{capitalise(word_cell_or_unit(s))} đã thông qua. Đồng chí đọc lại bản cuối "
        f"rồi ký "
    )
    return NextAction(
        "Việc cần làm: ký chính thức",
        f"{text}{word_until(s.deadlines.filed, s.on)}.",
        "sign:sign",
        "Đọc lại và ký",
    )


def tell_ready_to_sign_again(s, recall):
    """What the ward asked for stays before the author until it is signed again."""
    text = (
        f"Đảng ủy yêu cầu sửa ngày {date_text(recall.at)}; đồng chí đã sửa hoặc đã trả "
        f"lời. Đồng chí đọc lại bản cuối rồi ký "
    )
    return NextAction(
        "Việc cần làm: ký lại",
        f"{text}{word_until(s.deadlines.filed, s.on)}.",
        "sign:sign",
        "Đọc lại và ký",
        recall.note,
    )


def tell_signed(s):
    receiver_does = (
        f"{capitalise(word_receiver(s))} ghi nhận khi nhận bản; đồng chí không phải "
        f"làm gì thêm trên máy."
    )
    if s.filing and s.is_posting_due:
        return tell_to_post(s)
    if s.filing:
        return NextAction(
            f"Đã nộp {word_receiver(s)} 01 bản",
            f"Nộp ngày {date_text(s.filing.filed_on)}. Hiện đồng chí không phải niêm "
            f"yết, không phải làm gì thêm; chi bộ ghi nhận xong bước 4.",
        )
    text = (
        f"Đồng chí in và nộp {word_receiver(s)} "
        f"{word_until(s.deadlines.filed, s.on)}. {receiver_does}"
    )
    return NextAction(
        f"Việc cần làm: nộp {word_receiver(s)} 01 bản",
        text,
        "prints:print_plan",
        "In bản kế hoạch",
    )


def tell_to_post(s):
    filed = ""
    if s.filing:
        filed = f"Đã nộp ngày {date_text(s.filing.filed_on)}. "
    return NextAction(
        "Chờ niêm yết công khai",
        f"{filed}Đồng chí là người đứng đầu nên bản này còn niêm yết ở nơi làm việc "
        f"{word_until(s.posting_due_on, s.on)}.",
        "prints:print_posting",
        "In bản niêm yết",
    )


def tell_done(s):
    days = []
    for name, day in (
        ("sơ kết", s.cycle.midyear_on),
        ("tổng kết", s.cycle.year_end_on),
    ):
        if day and day >= s.on:
            days.append(f"{name} ngày {date_text(day)}")
    text = "Bây giờ là lúc làm theo kế hoạch"
    if days:
        text = f"{text}, rồi {' và '.join(days)}"
    text = f"{text}."
    if s.posting and s.posting.find_state(s.on) == s.posting.State.ENDED:
        text = (
            f"{text} Bản niêm yết của đồng chí đã hết hạn ngày "
            f"{date_text(s.posting.until)}: báo chi bộ ghi là gia hạn hay đã gỡ."
        )
    return NextAction("Đã xong cả bốn bước", text)


ACTIONS = {
    "exempt": tell_exempt,
    "suspended": tell_suspended,
    "away": tell_away,
    "not_begun": tell_not_begun,
    "draft": tell_draft,
    "returned": tell_returned,
    "in_review": tell_in_review,
    "to_answer": tell_to_answer,
    "recalled": tell_recalled,
    "ready_to_sign": tell_ready_to_sign,
    "signed": tell_signed,
    "to_post": tell_to_post,
    "done": tell_done,
}


# --- the four-step line ---------------------------------------------------------------

# The step at which somebody stands; 0 is before the first, 5 after the last.
NOW_AT = {
    "exempt": 0,
    "suspended": 0,
    "away": 0,
    "not_begun": 1,
    "draft": 1,
    "returned": 2,
    "in_review": 2,
    "to_answer": 3,
    "recalled": 3,
    "ready_to_sign": 3,
    "signed": 4,
    "to_post": 4,
    "done": 5,
}


def list_four_steps(standing):
    """[{title, text, state}] for elements/four_steps.html."""
    now = NOW_AT[find_state_of_author(standing)]
    reviewers = capitalise(word_cell_or_unit(standing))
    lines = [
        ("Tự viết kế hoạch", word_writing_line(standing, now)),
        (f"{reviewers} góp ý", word_review_line(standing, now)),
        ("Hoàn thiện và ký", word_signing_line(standing, now)),
        (word_last_step(standing), word_filing_line(standing, now)),
    ]
    steps = []
    for number, (title, text) in enumerate(lines, start=1):
        state = mark_step(number, now)
        steps.append({"title": title, "text": text, "state": state})
    return steps


def mark_step(number, now):
    if number < now:
        return DONE
    if number == now:
        return NOW
    return TODO


def word_due(s, words, day):
    """ "hạn 28/02/2026"; nothing is due of who is excused."""
    if s.excuse:
        return EXCUSES[s.excuse]
    return f"{words} {date_text(day)}"


def word_writing_line(s, now):
    if now > 1:
        sent = s.last(*list_sending_steps())
        return f"Gửi {word_cell_or_unit(s)} ngày {date_text(sent.at)}"
    due = word_due(s, "hạn gửi", s.deadlines.draft)
    back = s.last_to(Status.DRAFT)
    if back:
        return f"Rút lại ngày {date_text(back.at)} · {due}"
    return capitalise(due)


def word_review_line(s, now):
    if now > 2:
        agreed = s.last("agree")
        if agreed is None:
            return ""
        return f"{capitalise(name_actor(agreed))} thông qua ngày {date_text(agreed.at)}"
    if now < 2:
        return capitalise(word_due(s, "hạn", s.deadlines.review))
    if find_state_of_author(s) == "returned":
        back = s.last_to(Status.DRAFT)
        return (
            f"{capitalise(name_actor(back))} trả lại ngày {date_text(back.at)} "
            f"· đồng chí sửa rồi gửi lại"
        )
    if s.reading:
        reader = s.reading.reader
        return (
            f"Đang ở bước này · {name_with_post(reader, s.offices.get(reader.pk))} đọc "
            f"ngày {date_text(s.reading.at)}"
        )
    return "Đang ở bước này · chưa có ai đọc"


def word_signing_line(s, now):
    if now > 3:
        return (
            f"{s.signature.get_kind_display()} ngày {date_text(s.signature.signed_on)}"
        )
    due = word_due(s, "hạn", s.deadlines.filed)
    if now == 3:
        return f"Đang ở bước này · {due}"
    return capitalise(due)


def word_last_step(s):
    filing = f"nộp {word_receiver(s)} 01 bản"
    if s.is_head:
        return f"Niêm yết và {filing}"
    return capitalise(filing)


def word_receiver(s):
    if s.member.kind == Member.Kind.STAFF:
        return "Chủ tịch UBND"
    return "chi bộ"


def word_filing_line(s, now):
    if now >= 4:
        return capitalise(" · ".join(word_copies(s)))
    if s.is_head:
        return "Đồng chí là người đứng đầu, phải niêm yết"
    return "Đồng chí không phải niêm yết"


def word_copies(s):
    """What is recorded of the signed copies, and what is not yet."""
    filed = f"chưa nộp, {word_due(s, 'hạn', s.deadlines.filed)}"
    if s.filing:
        filed = f"nộp ngày {date_text(s.filing.filed_on)}"
    if s.posting:
        return [filed, word_posting(s.posting, s.on)]
    if s.is_head:
        return [filed, f"còn niêm yết trước hết ngày {date_text(s.posting_due_on)}"]
    return [filed]


def word_posting(posting, on):
    """ "niêm yết tại Nhà văn hóa từ 05/02/2026 đến hết 07/03/2026, đã hết hạn"."""
    days = f"từ {date_text(posting.since)} đến hết {date_text(posting.until)}"
    words = f"niêm yết tại {posting.place} {days}"
    state = posting.find_state(on)
    if state == posting.State.ENDED:
        return f"{words}, đã hết hạn"
    if state == posting.State.TAKEN_DOWN:
        return f"{words}, đã gỡ ngày {date_text(posting.taken_down_on)}"
    return words
