"""How every page of the editor saves: the text is kept, or the page that says why not
still holds it.

The same address serves a person who presses the button and the script that saves while
they type (static/js/autosave.js): the script sends the header X-Autosave and gets JSON.
"""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from plans import remarks
from plans.form.autosave import Conflict
from plans.pages.review.step_views import show_moved
from plans.refusals import PlanMoved, YearClosed
from plans.workflow import deeds

ELSEWHERE = (
    "Phần này vừa được sửa ở một cửa sổ khác. Chữ đồng chí gõ vẫn còn trên trang; "
    "bấm Lưu để xem cả hai bản."
)
STILL_THERE = "Chữ đồng chí gõ vẫn còn trên trang, hãy chép lại nếu cần."


def save_or_show(request, plan, action, *, onward, conflict, typed, beside=dict):
    """Run `action(at)` → {hidden field: new value}, then go `onward`; see the module
    for the rest.

    `conflict()` renders the page with both texts; `typed` is [(label, text)] of what
    was written; `beside()` is what else the script puts on its page.
    """
    at = timezone.now()
    try:
        with transaction.atomic():
            fields = action(at)
    except (Conflict, remarks.AnsweredElsewhere):
        if is_sent_by_script(request):
            return answer_problem(ELSEWHERE)
        return conflict()
    except PlanMoved as moved:
        event = moved.args[0]
        if is_sent_by_script(request):
            return answer_problem(word_moved(event))
        return show_moved(request, plan, event, typed)
    except YearClosed as closed:
        if is_sent_by_script(request):
            return answer_problem(f"{closed} {STILL_THERE}")
        raise
    if not is_sent_by_script(request):
        return redirect(*onward)
    answer = {"saved": f"{timezone.localtime(at):%H:%M}", "fields": fields}
    answer |= beside()
    return JsonResponse(answer)


def is_sent_by_script(request):
    return request.headers.get("X-Autosave") == "1"


def answer_problem(words):
    return JsonResponse({"problem": words}, status=409)


def word_moved(event):
    what = "Kế hoạch đã chuyển bước."
    if event:
        what = f"{deeds.tell_event(event)}, nên bản này không sửa được nữa."
    return f"{what} {STILL_THERE}"


def save_answers(form, *, by, at):
    """Save the changed answers; {hidden field: the answer as it is now}."""
    fields = {}
    for remark, answer, was in form.changed():
        remarks.answer_remark(remark, answer, by=by, at=at, was=was)
        fields[f"was_{remark.pk}"] = answer
    return fields
