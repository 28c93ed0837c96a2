"""What happened to a plan, in words: who, in what post, did what, when."""

from django.db.models import BigIntegerField, Case, OuterRef, Subquery, Value, When
from django.db.models.lookups import Exact

from phucdong.prepared import Parameter, Prepared
from phucdong.writing import moment_text
from plans.models import PlanEvent
from plans.workflow import log
from plans.workflow.steps import (
    describe_deed,
    list_judging_steps,
    list_sending_steps,
)

# What is recorded besides the steps of the table (plans/workflow/steps.py).
DEEDS = {
    "begin": "bắt đầu viết kế hoạch",
    "file": "ghi nhận đã nộp 01 bản",
    "post": "ghi nhận đã niêm yết",
    "verdict": "đã xem chỗ sửa theo yêu cầu của Đảng ủy, đạt",
    "print": "in bản để ký",
    "renew": "ghi nhận gia hạn niêm yết",
    "take_down": "ghi nhận đã gỡ bản niêm yết",
    "consent": "đồng ý cho hiện bản niêm yết trên phần mềm",
    "consent_paper": "ghi nhận đồng ý trên giấy cho hiện bản niêm yết trên phần mềm",
    "withdraw_consent": "rút lại đồng ý hiện bản niêm yết trên phần mềm",
    "assist": "ghi việc gõ hộ",
    "hand_back": "kết thúc việc gõ hộ",
    "object": "không đồng ý với việc đã làm thay mình",
    "answer_objection": "trả lời người viết về việc không đồng ý",
    "dispute": "không đồng ý với một góp ý",
    "settle_dispute": "trả lời ý không đồng ý của người viết",
    "drop_dispute": "thôi ý không đồng ý, làm theo góp ý",
    "hold_back": "giữ lại một góp ý chưa gửi của người trước",
}
MOVE = "move"
# What was taken back (plans/workflow/taking_back.py), by the step of what it was.
TAKEN_BACK = {
    "agree": "rút lại việc thông qua",
    "return": "rút lại việc trả lại",
    "sign": "rút lại chữ ký",
    "file": "rút lại việc ghi nộp bản",
    "post": "rút lại việc ghi niêm yết",
    "renew": "rút lại việc ghi gia hạn niêm yết",
    # By itself (plans/workflow/lapsed_duty.py).
    "complete": "rút lại việc ghi xong bước 4",
}


def tell_plan_of_year(plan):
    """In words, why no second plan of its year is begun, and where it is."""
    status = plan.get_status_display().lower()
    return (
        f"đã có kế hoạch năm {plan.year} ({status}) ở {plan.cell}. Mỗi người mỗi năm "
        f"lập một kế hoạch, nên không bắt đầu bản thứ hai."
    )


def list_events(plan):
    """[PlanEvent] of a plan, the newest first, with what their words need."""
    events = EVENTS.fetch({"plan": plan.pk})
    name_cells_of_moves(events)
    return events


def name_cells_of_moves(events):
    """Each move leads to where the next one set out, the last to where the plan is."""
    went_on_from = None
    for event in events:
        if event.step == MOVE:
            event.to_cell = went_on_from or event.plan.cell
            went_on_from = event.from_cell


def build_events():
    events = PlanEvent.objects.filter(plan=Parameter("plan", BigIntegerField()))
    related = (
        "by",
        "post__acting_for__member",
        "meeting",
        "from_cell",
        "plan__cell",
    )
    return [events.select_related(*related).order_by("-number")]


EVENTS = Prepared(build_events)


def describe_event(event):
    """ "trả lại để sửa"; a signature recorded by somebody else than the author is
    ink."""
    if event.step == log.TAKE_BACK:
        return TAKEN_BACK[event.reason]
    if event.step == MOVE:
        return describe_move(event)
    return describe_deed(event) or DEEDS.get(event.step, event.step)


def describe_move(event):
    """ "chuyển kế hoạch theo tác giả từ Chi bộ 7 sang Chi bộ 9"; one that takes an
    earlier one back says so."""
    words = "chuyển kế hoạch theo tác giả"
    if event.takes_back is not None:
        words = "hoàn tác việc chuyển kế hoạch, đưa về"
    if event.from_cell is not None and event.to_cell is not None:
        before, after = event.from_cell, event.to_cell
        words += f" từ {before.name_with_years} sang {after.name_with_years}"
    return words


def describe_who_acted(event):
    """ "Vũ Gia Bảo (Phó bí thư chi bộ, thay mặt đ/c Trần Thị Bình, Bí thư chi bộ)"; the
    author has no post here."""
    if event.post is None:
        return event.by.full_name
    return f"{event.by.full_name} ({describe_post(event.post)})"


def describe_post(post):
    if post.acting_for_id is None:
        return post.label()
    return (
        f"{post.label()}, thay mặt đ/c {post.acting_for.member.full_name}, "
        f"{post.acting_for.label()}"
    )


def tell_event(event):
    """ "Đ/c Trần Thị Bình (Bí thư chi bộ) trả lại để sửa lúc 20:14 ngày 19/02/2026"."""
    return (
        f"Đ/c {describe_who_acted(event)} {describe_event(event)} lúc "
        f"{moment_text(event.at)}"
    )


def tell_history(events):
    """[(sentence, PlanEvent)] of a plan's events; of what was taken back since, it says
    so."""
    taken_back = {event.takes_back for event in events}
    told = []
    for event in events:
        sentence = tell_event(event)
        if event.number in taken_back:
            sentence = f"{sentence} (sau đó đã rút lại)"
        told.append((sentence, event))
    return told


# --- the revision before the present one that was judged last


def find_last_judged():
    """As a column of plans; NULL if none was."""
    judged = PlanEvent.objects.standing().filter(
        plan=OuterRef("pk"),
        step__in=list_judging_steps(),
        revision__lt=OuterRef("revision"),
    )
    return Subquery(judged.order_by("-revision").values("revision")[:1])


def find_last_judged_among(plan, events):
    """The event that judged it, of a plan whose events are there already (the newest
    first); None if none was."""
    judging = list_judging_steps()
    for event in log.leave_out_taken_back(events):
        if event.step in judging and event.revision < plan.revision:
            return event
    return None


# --- a text that was agreed to and is sent again


def is_sent_again():
    """Whether a plan was sent last after its cell had agreed to it, as a condition of
    plans."""
    sent = PlanEvent.objects.filter(plan=OuterRef("pk"), step__in=list_sending_steps())
    last = Subquery(sent.order_by("-number").values("step")[:1])
    return Case(When(Exact(last, Value("resubmit")), then=True), default=False)
