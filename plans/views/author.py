"""The author reads everything back, answers, signs, prints; and the private self-check."""

import hashlib
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plans import completeness, log, permissions, reading, snapshot, workflow, writing
from plans.forms.steps import blank
from plans.forms.writing import AnswersForm, SelfCheckForm, SignForm
from plans.models import Plan, Status
from plans.models.plan import ANSWERABLE, EDITABLE
from plans.views.editor import frame, reread, typed_answers, written_by
from plans.views.saving import answer_all, save


@require_safe
def read_back(request, pk):
    """The whole plan as it will be read, what is missing (each with a link), and who will read it next."""
    plan = written_by(request.actor, pk)
    is_open = plan.status in EDITABLE
    content = snapshot.of(plan, timezone.localdate()) if is_open else plan.revisions.get(number=plan.revision).snapshot
    gaps = completeness.gaps_of(content["sections"]) if is_open else []
    steps = workflow.open_steps(plan, request.actor)
    page = {
        "content": content,
        "gaps": [{"text": gap.text, "url": place(plan, gap)} for gap in gaps],
        "is_open": is_open,
        "can_send": "submit" in steps,
        "can_resubmit": "resubmit" in steps and has_changed(plan, content),
        "can_sign": "sign" in steps and permissions.is_author(request.actor, plan),
        "waiting": plan.remarks.unanswered().count(),
        "step_form": blank(plan, request.actor.on),
        "signature": plan.signatures.filter(revision=plan.revision).first(),
    }
    return render(request, "plans/read_back.html", {**frame(request, plan), **page})


def place(plan, gap):
    """Where a gap is mended."""
    if gap.row:
        return f"/ke-hoach/{plan.pk}/muc/{gap.section}/{gap.row}/"
    return f"/ke-hoach/{plan.pk}/muc/{gap.section}/"


def has_changed(plan, content):
    """Whether the working text differs from the revision that the cell agreed to."""
    agreed = plan.revisions.filter(number=plan.revision).first()
    return agreed is not None and agreed.snapshot["sections"] != content["sections"]


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request, pk):
    """All remarks that the author was shown, each with its answer."""
    plan = written_by(request.actor, pk)
    asked = plan.remarks.for_author().select_related("by", "plan__member", "plan__cycle", "plan__cell")
    form = AnswersForm(request.POST or None, remarks=asked.order_by("made_at", "pk"))
    if request.method != "POST" or not form.is_valid():
        return answers_page(request, plan, form)

    def conflict(saved):
        return answers_page(request, plan, reread(form, asked.all()), elsewhere=True, status=409)

    act = {"onward": after_writing(plan), "conflict": conflict, "typed": typed_answers(form)}
    return save(request, plan, lambda at: answer_all(form, by=request.actor, at=at), **act)


def answers_page(request, plan, form, *, elsewhere=False, status=200):
    page = {"answers": form, "elsewhere": elsewhere, "can_answer": plan.status in ANSWERABLE}
    return render(request, "plans/answers.html", {**frame(request, plan), **page}, status=status)


# --- signing -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, pk):
    """The author reads the final text, enters the password again, and signs it."""
    plan = get_object_or_404(Plan.objects.filter(member=request.actor.member).select_related(*reading.WITH), pk=pk)
    if plan.status in (Status.SIGNED, Status.POSTED):
        return render(request, "plans/signed.html", {"plan": plan, "signature": last_signature(plan)})
    if plan.status != Status.FINALIZING:
        return redirect("my_plan")
    form = SignForm(request.POST or None, initial={"key": uuid.uuid4(), "seen": plan.revision, "edited": text_of(plan)})
    if request.method == "POST" and form.is_valid():
        return try_to_sign(request, plan, form)
    return sign_page(request, plan, form)


def text_of(plan):
    """Digest of the working text: what is signed is what was on the page."""
    return hashlib.sha256(log.canonical(snapshot.sections(plan)).encode()).hexdigest()


def sign_page(request, plan, form, missing=(), status=200):
    content = snapshot.of(plan, timezone.localdate())
    gaps = missing or workflow.answers_and_form(plan, {})
    page = {"content": content, "form": form, "gaps": [as_error(plan, gap) for gap in gaps]}
    return render(request, "plans/sign.html", {"plan": plan, **page}, status=status)


def as_error(plan, gap):
    if isinstance(gap, completeness.Gap):
        return {"text": gap.text, "url": place(plan, gap)}
    return {"text": gap, "url": f"/ke-hoach/{plan.pk}/tra-loi/"}


def try_to_sign(request, plan, form):
    if not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", "Mật khẩu chưa đúng. Chưa ký gì.")
        return sign_page(request, plan, form, status=422)
    if form.cleaned_data["edited"] != text_of(plan):
        form.add_error(None, "Bản kế hoạch vừa được sửa ở cửa sổ khác. Đồng chí đọc lại bản dưới đây rồi ký.")
        return sign_page(request, plan, SignForm(initial=form.initial), status=409)
    sent = {name: form.cleaned_data[name] for name in ("key", "seen")}
    try:
        workflow.take("sign", plan, by=request.actor, at=timezone.now(), **sent)
    except workflow.NotReady as not_ready:
        return sign_page(request, plan, form, not_ready.missing, status=422)
    except workflow.PlanMoved:
        messages.error(request, "Kế hoạch vừa chuyển bước ở nơi khác. Chưa ký gì thêm.")
    return redirect("sign", plan.pk)


def last_signature(plan):
    return plan.signatures.order_by("-revision").first()


# --- the private self-check ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request, pk, group):
    """One group of the self-check, for the author alone (not for a helper either)."""
    plan = get_object_or_404(Plan.objects.filter(member=request.actor.member).select_related("cycle"), pk=pk)
    items = list(plan.form_version.manifestations.order_by("group", "number"))
    groups = sorted({item.group for item in items})
    if group not in groups:
        raise Http404
    saved = plan.self_checks.filter(group=group).first()
    options = {"manifestations": [item for item in items if item.group == group]}
    if request.method == "POST":
        return save_self_check(request, plan, group, groups, SelfCheckForm(request.POST, **options), options)
    form = SelfCheckForm(initial={"version": saved.version if saved else 0}, answers=saved and saved.answers, **options)
    return self_check_page(request, plan, group, groups, form)


def self_check_page(request, plan, group, groups, form, *, elsewhere=(), status=200):
    titles = {item.group: item.group_title for item in form.manifestations}
    page = {"plan": plan, "group": group, "groups": groups, "form": form, "title": titles[group]}
    return render(request, "plans/self_check.html", {**page, "elsewhere": elsewhere}, status=status)


def save_self_check(request, plan, group, groups, form, options):
    if not form.is_valid():
        return self_check_page(request, plan, group, groups, form, status=422)

    def action(at):
        said, version = form.answers(), form.cleaned_data["version"]
        return {"version": writing.save_self_check(plan, group, said, version=version, by=request.actor)}

    def conflict(saved):
        again = SelfCheckForm({**request.POST.dict(), "version": saved.version}, **options)
        notes = [(f"Biểu hiện {number}", answer["note"]) for number, answer in saved.answers.items() if answer["note"]]
        return self_check_page(request, plan, group, groups, again, elsewhere=notes, status=409)

    following = group + 1 if group + 1 in groups and request.POST.get("then") == "next" else None
    onward = ("self_check", plan.pk, following) if following else after_writing(plan)
    return save(request, plan, action, onward=onward, conflict=conflict, typed=[])


def after_writing(plan):
    return ("edit", plan.pk) if plan.status in EDITABLE else ("my_plan",)


# --- paper ---------------------------------------------------------------------------------------------------------


@require_safe
def print_plan(request, pk):
    """The A4 page: the author's working text, or for a reader the revision before them. Never the self-check."""
    own = Plan.objects.written_by(request.actor).filter(pk=pk).select_related(*reading.WITH).first()
    if own:
        return render(request, "plans/print.html", printed(own, writes=True))
    read = get_object_or_404(Plan.objects.visible_to(request.actor).select_related(*reading.WITH), pk=pk)
    reading.record_opening(read, by=request.actor, at=timezone.now())
    return render(request, "plans/print.html", printed(read, writes=False))


def printed(plan, *, writes):
    revision = plan.revisions.filter(number=plan.revision).first()
    if writes and plan.status in EDITABLE:
        content, revision = snapshot.of(plan, timezone.localdate()), None
    elif revision is None:
        raise PermissionDenied
    else:
        content = revision.snapshot
    signature = plan.signatures.filter(revision=plan.revision).first() if revision else None
    return {"plan": plan, "content": content, "revision": revision, "signature": signature}
