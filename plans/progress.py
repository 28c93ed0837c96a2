"""Where does a plan stand in its author's eyes: the four-step line, what to do next, by when?

Pure functions over what was read (a `Standing`); the line tells the story, not the database: a plan that was
returned stands at step 2 with the ball in the member's court.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from cells.models import Member
from phucdong.writing import date_text, due_text
from plans.models import Status

NEWCOMERS_DAYS = 30
DONE, NOW, TODO = "done", "now", "todo"


@dataclass(frozen=True)
class Standing:
    """All that the line and the next action are made of. `events` run from the first to the last."""

    on: date
    cycle: object
    member: object
    plan: object = None
    events: list = field(default_factory=list)
    reader: object = None
    unanswered: int = 0
    is_head: bool = False
    exempt: bool = False
    draft_due_on: date = None
    due: tuple = ()

    def last(self, *steps):
        """The last event of these steps, or None."""
        return next((event for event in reversed(self.events) if event.step in steps), None)


@dataclass(frozen=True)
class NextAction:
    """What to do: a title, a sentence, and the route of the page that does it ("" when there is nothing to do)."""

    title: str
    text: str
    route: str = ""
    label: str = ""


def state(standing):
    """One word for where the author stands, from the status and the last steps."""
    plan = standing.plan
    if plan is None:
        return "not_begun"
    if plan.status == Status.DRAFT:
        last = standing.last("begin", "submit", "return", "withdraw")
        return "returned" if last and last.step == "return" else "draft"
    if plan.status == Status.FINALIZING:
        return finalizing(standing)
    return {Status.CELL_REVIEW: "in_review", Status.SIGNED: "signed", Status.POSTED: "done"}[plan.status]


def finalizing(standing):
    if not standing.unanswered:
        return "ready_to_sign"
    last = standing.last("agree", "recall", "sign")
    return "recalled" if last and last.step == "recall" else "to_answer"


# --- by when -------------------------------------------------------------------------------------------------------


def draft_due_on(cycle, membership):
    """When the draft is due: the cycle's day, or for a newcomer 30 days after entry (DOMAIN.md §3)."""
    if membership and membership.origin in membership.NEWCOMERS and membership.since > cycle.draft_due_on:
        return membership.since + timedelta(days=NEWCOMERS_DAYS)
    return cycle.draft_due_on


def by(day, on):
    """ "trước hết ngày 28/02/2026 (còn 9 ngày)"."""
    return f"trước hết ngày {date_text(day)} ({due_text(day, on)})"


# --- what to do next -----------------------------------------------------------------------------------------------


def next_action(standing):
    return ACTIONS[state(standing)](standing)


def not_begun(s):
    if s.exempt:
        text = "Đồng chí được miễn sinh hoạt nên không bắt buộc. Nếu muốn, đồng chí vẫn viết được (tự nguyện)."
        return NextAction("Đồng chí được miễn xây dựng kế hoạch", text, "begin_plan", "Tự nguyện viết kế hoạch")
    text = f"Đồng chí viết rồi gửi chi bộ {by(s.draft_due_on, s.on)}. Viết đến đâu lưu đến đó, nghỉ rồi viết tiếp."
    return NextAction("Việc cần làm: viết kế hoạch năm", text, "begin_plan", "Bắt đầu viết")


def draft(s):
    text = f"Viết xong, đồng chí đọc lại cả bản rồi gửi chi bộ {by(s.draft_due_on, s.on)}."
    return NextAction("Việc cần làm: viết tiếp kế hoạch", text, "edit", "Viết tiếp")


def returned(s):
    who, when = s.last("return").by.full_name, date_text(s.last("return").at)
    title = f"Việc cần làm: sửa theo {s.unanswered} góp ý của chi bộ" if s.unanswered else "Việc cần làm: sửa kế hoạch"
    text = f"Đ/c {who} đọc và trả lại ngày {when}. Đồng chí sửa, trả lời từng góp ý rồi gửi lại "
    return NextAction(title, f"{text}{by(s.cycle.review_due_on, s.on)}.", "edit", "Xem góp ý và sửa")


def in_review(s):
    text = f"Chi bộ góp ý xong {by(s.cycle.review_due_on, s.on)}. Bây giờ đồng chí chưa phải làm gì."
    if s.unanswered:
        return NextAction(f"Việc cần làm: trả lời {s.unanswered} góp ý", text, "answers", "Trả lời góp ý")
    return NextAction("Chờ chi bộ góp ý", text)


def to_answer(s):
    text = f"Chi bộ đã thông qua. Đồng chí trả lời từng góp ý, sửa nếu cần, rồi ký {by(s.cycle.filed_due_on, s.on)}."
    return NextAction(f"Việc cần làm: trả lời {s.unanswered} góp ý", text, "edit", "Xem góp ý và hoàn thiện")


def recalled(s):
    when = date_text(s.last("recall").at)
    text = f"Đảng ủy đọc bản đã ký và yêu cầu sửa ngày {when}. Đồng chí sửa, trả lời rồi ký lại; bản cũ còn lưu."
    return NextAction("Việc cần làm: sửa theo yêu cầu của Đảng ủy", text, "edit", "Xem yêu cầu và sửa")


def ready_to_sign(s):
    text = f"Chi bộ đã thông qua. Đồng chí đọc lại bản cuối rồi ký {by(s.cycle.filed_due_on, s.on)}."
    return NextAction("Việc cần làm: ký chính thức", text, "sign", "Đọc lại và ký")


def signed(s):
    waits = " ".join(words for is_due, words in s.due if is_due)
    text = (
        f"Đồng chí in và nộp 01 bản cho {receiver(s)}. Người nhận sẽ ghi vào sổ, đồng chí không phải làm gì trên máy."
    )
    return NextAction(
        f"Việc cần làm: {last_step(s).lower()}", f"{text} {waits}".strip(), "print_plan", "In bản kế hoạch"
    )


def done(s):
    return NextAction("Đã xong cả bốn bước", "Bây giờ là lúc làm theo kế hoạch. Đồng chí xem lại bất cứ lúc nào.")


ACTIONS = {
    "not_begun": not_begun,
    "draft": draft,
    "returned": returned,
    "in_review": in_review,
    "to_answer": to_answer,
    "recalled": recalled,
    "ready_to_sign": ready_to_sign,
    "signed": signed,
    "done": done,
}


# --- the four-step line --------------------------------------------------------------------------------------------

NOW_AT = {
    "not_begun": 1,
    "draft": 1,
    "returned": 2,
    "in_review": 2,
    "to_answer": 3,
    "recalled": 3,
    "ready_to_sign": 3,
    "signed": 4,
    "done": 5,
}


def four_steps(standing):
    """[{title, text, state}] for elements/four_steps.html."""
    now = NOW_AT[state(standing)]
    lines = [
        ("Tự viết kế hoạch", writing_line(standing, now)),
        ("Chi bộ góp ý", review_line(standing, now)),
        ("Hoàn thiện và ký", signing_line(standing, now)),
        (last_step(standing), filing_line(standing, now)),
    ]
    marks = [DONE if number < now else NOW if number == now else TODO for number in range(1, 5)]
    return [{"title": title, "text": text, "state": mark} for (title, text), mark in zip(lines, marks, strict=True)]


def writing_line(s, now):
    sent = s.last("submit", "resubmit")
    return f"Gửi chi bộ ngày {date_text(sent.at)}" if sent and now > 1 else f"Hạn {date_text(s.draft_due_on)}"


def review_line(s, now):
    back, agreed = s.last("return"), s.last("agree")
    if now > 2:
        return f"{agreed.by.full_name} thông qua ngày {date_text(agreed.at)}" if agreed else ""
    if now < 2:
        return f"Hạn {date_text(s.cycle.review_due_on)}"
    if state(s) == "returned":
        return f"{back.by.full_name} trả lại ngày {date_text(back.at)} · đồng chí sửa rồi gửi lại"
    if s.reader:
        return f"Đang ở bước này · {s.reader.reader.full_name} đọc ngày {date_text(s.reader.at)}"
    return "Đang ở bước này · chưa có ai đọc"


def signing_line(s, now):
    signature = s.last("sign")
    if now > 3:
        return f"Ký ngày {date_text(signature.at)}"
    return f"{'Đang ở bước này · hạn' if now == 3 else 'Hạn'} {date_text(s.cycle.filed_due_on)}"


def last_step(s):
    filing = f"Nộp {receiver(s)} 01 bản"
    return f"Niêm yết và {filing[0].lower()}{filing[1:]}" if s.is_head else filing


def receiver(s):
    return "Chủ tịch UBND" if s.member.kind == Member.Kind.STAFF else "chi bộ"


def filing_line(s, now):
    filed = s.last("complete")
    if now > 4 and filed:
        return f"Xong ngày {date_text(filed.at)}"
    if now == 4:
        return " ".join(words for is_due, words in s.due if is_due)
    return f"Hạn {date_text(s.cycle.filed_due_on)}" if s.is_head else "Đồng chí không phải niêm yết"
