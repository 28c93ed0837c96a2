"""The author's checklist: every remark that was sent, with what to do about it. Its
place is changed, it is answered, or the author says that they do not agree."""

from django.contrib import messages
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.models.plan import ANSWERABLE
from plans.pages.editor.forms import AnswersForm
from plans.pages.editor.saving import save_answers, save_or_show
from plans.pages.editor.written import (
    find_way_to_list,
    get_written_plan,
    is_written_now,
    make_frame,
    order_remarks,
    reread_answers,
)
from plans.refusals import NotReady
from plans.workflow import checklist, disputes


@require_http_methods(["GET", "HEAD", "POST"])
def answers_page(request, pk):
    """All remarks that the author was shown; those that hold the plan stand first."""
    plan = get_written_plan(request.actor, pk)
    asked = read_remarks(plan)
    if request.method != "POST":
        return show_answers(request, plan, asked, AnswersForm(remarks=asked))
    form = AnswersForm(request.POST, remarks=asked)
    if not form.is_valid():
        return show_answers(request, plan, asked, form, status=422)
    try:
        return save_sent(request, plan, asked, form)
    except NotReady as not_ready:
        name = f"answer_{request.POST.get('dispute')}"
        if name not in form.fields:
            name = None
        form.add_error(name, " ".join(not_ready.missing))
        return show_answers(request, plan, asked, form, status=422)


def read_remarks(plan):
    """[Remark] that the author was shown, each with the very same plan."""
    asked = list(order_remarks(plan.remarks.for_author()))
    for remark in asked:
        remark.plan = plan
    return asked


def find_pressed(request, button, asked):
    """The remark whose button ("dispute" or "drop") was pressed, or None."""
    pressed = request.POST.get(button)
    return next((remark for remark in asked if str(remark.pk) == pressed), None)


def save_sent(request, plan, asked, form):
    disputed = find_pressed(request, "dispute", asked)
    dropped = find_pressed(request, "drop", asked)

    def action(at):
        fields = save_answers(form, by=request.actor, at=at)
        if disputed:
            disputes.dispute_remark(disputed, by=request.actor, at=at)
            messages.success(request, word_dispute(disputed, request.actor.on))
        if dropped:
            disputes.drop_dispute(dropped, by=request.actor, at=at)
        return fields

    def conflict():
        now = read_remarks(plan)
        elsewhere = {"pairs": form.differing(now)}
        again = reread_answers(form, now)
        return show_answers(request, plan, now, again, elsewhere=elsewhere, status=409)

    onward = find_way_to_list(plan)
    if disputed or dropped:
        onward = ("editor:answers", plan.pk)
    return save_or_show(
        request, plan, action, onward=onward, conflict=conflict, typed=form.typed()
    )


def word_dispute(remark, on):
    who = disputes.name_who_decides(remark, on)
    return f"Đã ghi: đồng chí không đồng ý. Ý này chuyển tới {who} xem lại."


def show_answers(request, plan, asked, form, *, elsewhere=None, status=200):
    held = checklist.find_holding_remarks(plan, said=asked)
    page = {
        "answers": form,
        "asked": asked,
        "lines": list_lines(form, asked, held),
        "held": held,
        "elsewhere": elsewhere,
        "can_answer": plan.status in ANSWERABLE
        and permissions.goes_on(request.actor, plan),
        "is_open": is_written_now(plan),
        "word": find_word(plan),
        "deciders": name_deciders(asked, request.actor.on),
    }
    page |= make_frame(request, plan)
    return render(request, "plans/editor/answers.html", page, status=status)


def list_lines(form, asked, held):
    """[(remark, field of its answer, hidden field, whether it holds the plan)], those
    that hold it first; the fields are None of what takes no answer."""
    fields = {remark.pk: (answer, was) for remark, answer, was in form.pairs()}
    pks = {remark.pk for remark in held}
    first, rest = [], []
    for remark in asked:
        answer, was = fields.get(remark.pk, (None, None))
        if remark.pk in pks:
            first.append((remark, answer, was, True))
        else:
            rest.append((remark, answer, was, False))
    return first + rest


def find_word(plan):
    """The event of the return of this revision, if a note came with it."""
    back = (
        plan.events.standing()
        .filter(step__in=("return", "recall"))
        .select_related("by")
        .order_by("-number")
        .first()
    )
    is_return = back is not None and back.step == "return"
    if is_return and back.note and back.revision == plan.revision:
        return back
    return None


def name_deciders(asked, on):
    """Who reads what the author does not agree with, in words; "" if nothing waits."""
    waiting = [remark for remark in asked if remark.is_disputed]
    names = {disputes.name_who_decides(remark, on): None for remark in waiting}
    return "; ".join(names)
