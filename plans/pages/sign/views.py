"""The author reads the final text, enters the password again, and signs it."""

import uuid

from django.contrib.auth import authenticate
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from plans import readings
from plans.form import snapshot
from plans.models import Plan, Status
from plans.pages.editor.forms import SignForm
from plans.pages.editor.read_back_views import as_error
from plans.pages.review.step_views import moved_page
from plans.pages.sign import signature
from plans.refusals import NotReady, PlanMoved
from plans.workflow import needs

WRONG = "Mật khẩu chưa đúng. Chưa ký gì."
CHANGED = (
    "Bản trên trang không còn là bản đang lưu: vừa được sửa ở một cửa sổ khác, hoặc phần mềm vừa được nâng cấp. "
    "Chưa ký gì. Đồng chí đọc lại bản dưới đây rồi ký."
)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, pk):
    """The author alone: a helper types, but does not sign. Once signed, the confirmation stays at this address."""
    plan = get_object_or_404(Plan.objects.filter(member=request.actor.member).select_related(*readings.WITH), pk=pk)
    if request.method == "POST":
        return take_signature(request, plan)
    if plan.status in (Status.SIGNED, Status.POSTED):
        return signed_page(request, plan)
    is_due = plan.status == Status.FINALIZING and plan.goes_on_here
    return sign_page(request, plan) if is_due else redirect("my_plan")


def sign_page(request, plan, errors=(), status=200):
    """The final text with the field for the password, or what has to be done before it can be signed."""
    content = snapshot.of(plan, timezone.localdate())
    missing = needs.answers_and_form(plan, {})
    shown = snapshot.digest_of_sections(content.sections)
    form = SignForm(initial={"key": uuid.uuid4(), "seen": plan.revision, "shown": shown})
    page = {
        "plan": plan,
        "content": content,
        "form": form,
        "errors": [{"text": text, "url": "#id_password"} for text in errors],
        "missing": [as_error(plan, gap) for gap in missing],
    }
    return render(request, "plans/sign/sign.html", page, status=status)


def signed_page(request, plan):
    last = plan.signatures.order_by("-revision").first()
    return render(request, "plans/sign/signed.html", {"plan": plan, "signature": last})


def take_signature(request, plan):
    form = SignForm(request.POST)
    if form.hidden_errors:
        raise BadRequest
    if not is_really_there(request, form):
        return sign_page(request, plan, [WRONG], status=422)
    sent = {name: form.cleaned_data[name] for name in ("shown", "key", "seen")}
    try:
        signature.sign(plan, by=request.actor, at=timezone.now(), **sent)
    except signature.TextChanged:
        return sign_page(request, plan, [CHANGED], status=409)
    except NotReady:
        return sign_page(request, plan, status=422)
    except PlanMoved as moved:
        return moved_page(request, plan, moved.args[0], [])
    return redirect("sign", plan.pk)


def is_really_there(request, form):
    """Whether the password is the one of this login; guesses count as guesses at signing in do."""
    if not form.is_valid():
        return False
    name, password = request.user.get_username(), form.cleaned_data["password"]
    return authenticate(request, username=name, password=password) == request.user
