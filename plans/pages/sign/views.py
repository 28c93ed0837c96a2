"""The author reads the final text, enters the password again, and signs it."""

import uuid

from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from plans import permissions, readings
from plans.form import snapshot
from plans.models import Objection, Plan, Status
from plans.pages.editor.agreed_views import list_unasked
from plans.pages.editor.forms import SignForm
from plans.pages.editor.read_back_views import make_error_of_gap
from plans.pages.review.step_forms import make_blank_step
from plans.pages.review.step_views import show_moved
from plans.pages.sign import signature
from plans.place_on_date import find_deadlines_of_member
from plans.refusals import NotReady, PlanMoved, YearClosed
from plans.workflow import agreement, needs

HELD = (
    "Đồng chí không đồng ý với việc đã làm thay mình. Chờ trả lời, hoặc rút lại ý ấy ở "
    "trang Kế hoạch của tôi, rồi ký."
)
WRONG = "Mật khẩu chưa đúng. Chưa ký gì."
CHANGED = (
    "Bản trên trang không còn là bản đang lưu: vừa được sửa ở một cửa sổ khác, hoặc "
    "phần mềm vừa được nâng cấp. "
    "Chưa ký gì. Đồng chí đọc lại bản dưới đây rồi ký."
)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request, pk):
    """The author alone: a helper types, but does not sign. Once signed, the
    confirmation stays at this address."""
    plan = get_own_plan(request.actor, pk)
    if request.method == "POST":
        return take_sent_signature(request, plan)
    if plan.status in (Status.SIGNED, Status.POSTED):
        return show_signed(request, plan)
    goes_on = permissions.goes_on(request.actor, plan)
    is_due = plan.status == Status.FINALIZING and goes_on
    if not is_due:
        return redirect("home:my_plan")
    return show_text_to_sign(request, plan)


def get_own_plan(actor, pk):
    """With `is_held`: whether its author waits for the answer to an objection."""
    said = Objection.objects.open().filter(plan=OuterRef("pk"))
    plans = Plan.objects.filter(member=actor.member).annotate(is_held=Exists(said))
    return get_object_or_404(plans.with_related(), pk=pk)


def show_text_to_sign(request, plan, errors=(), status=200):
    """The final text with the field for the password, or what has to be done before it
    can be signed."""
    readings.note_opening_by_writer(plan, at=timezone.now())
    content = snapshot.take_document(plan, timezone.localdate())
    said = list(plan.remarks.for_author())
    shown = snapshot.make_digest_of_sections(content.sections)
    form = SignForm(
        initial={"key": uuid.uuid4(), "seen": plan.revision, "shown": shown}
    )
    page = {
        "plan": plan,
        "content": content,
        "form": form,
        "errors": [{"text": text, "url": "#id_password"} for text in errors],
        "missing": list_missing(plan, content, said),
        "unasked": list_unasked(
            plan, agreement.find_agreed_revision(plan), content.sections, said
        ),
        "step_form": make_blank_step(plan, request.actor.on),
    }
    return render(request, "plans/sign/sign.html", page, status=status)


def list_missing(plan, content, said):
    """[{text, url}] of what has to be done first."""
    read = {"sections": content.sections, "said": said}
    missing = needs.need_answers_and_form(plan, read)
    found = [make_error_of_gap(plan, gap) for gap in missing]
    if plan.is_held:
        found.insert(0, {"text": HELD, "url": reverse("home:my_plan")})
    return found


def show_signed(request, plan):
    last = plan.signatures.standing().order_by("-revision").first()
    due = find_deadlines_of_member(plan.member, plan.cycle, request.actor.on)
    page = {"plan": plan, "signature": last, "filed_due": due.filed}
    return render(request, "plans/sign/signed.html", page)


def take_sent_signature(request, plan):
    form = SignForm(request.POST)
    if form.hidden_errors:
        raise BadRequest
    if not is_password_right(request, form):
        return show_text_to_sign(request, plan, [WRONG], status=422)
    sent = {name: form.cleaned_data[name] for name in ("shown", "key", "seen")}
    try:
        signature.sign_shown_text(plan, by=request.actor, at=timezone.now(), **sent)
    except signature.TextChanged:
        return show_text_to_sign(request, plan, [CHANGED], status=409)
    except YearClosed as closed:
        messages.error(request, str(closed))
        return redirect("editor:read_back", plan.pk)
    except NotReady:
        if not permissions.goes_on(request.actor, plan):
            return redirect("home:my_plan")
        return show_text_to_sign(request, plan, status=422)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], [])
    return redirect("sign:sign", plan.pk)


def is_password_right(request, form):
    """Whether the password is the one of this login; guesses count as guesses at
    signing in do."""
    if not form.is_valid():
        return False
    name, password = request.user.get_username(), form.cleaned_data["password"]
    return authenticate(request, username=name, password=password) == request.user
