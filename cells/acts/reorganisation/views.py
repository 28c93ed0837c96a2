"""The ward arranges its cells anew: a draft with its parts, what it would move, applying it, taking it back."""

import json
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells.acts.reorganisation import application as reorganising
from cells.acts.reorganisation import dependents as undoing
from cells.acts.reorganisation import drafts as drafting
from cells.acts.reorganisation import forms, scans
from cells.acts.reorganisation import preview as foretelling
from cells.acts.reorganisation.parts import key_of
from cells.models import Committee, Reorganisation, Scan
from phucdong.writing import moment_text

GONE = "Phương án này đã được áp dụng hoặc đã bỏ. Chưa đổi gì thêm."


def while_a_draft(view):
    """Tell the officer whose draft was applied or given up by somebody else at the same time."""

    @wraps(view)
    def told(request, pk, **more):
        try:
            return view(request, pk, **more)
        except drafting.NoDraft:
            messages.error(request, GONE)
            return redirect("reorganisations")

    return told


@require_safe
def reorganisations(request):
    """Drafts, those that were applied, those taken back; the newest first."""
    if not request.actor.committees:
        raise Http404
    acts = Reorganisation.objects.visible_to(request.actor).select_related("committee")
    rows = sorted(acts, key=lambda act: (act.applied_at is None, act.on, act.pk), reverse=True)
    return render(request, "cells/reorganisation/list.html", {"rows": [(act, titles(act)) for act in rows]})


def titles(act):
    """What was shown of each part when it was applied; of a draft only how many there are."""
    return [part["title"] for part in act.effects.get("told", {}).get("parts", [])]


@require_http_methods(["GET", "HEAD", "POST"])
def new_reorganisation(request):
    """Begin a draft: the decision and its day."""
    if not request.actor.committees:
        raise Http404
    form = decision_form(request)
    if request.method == "POST" and form.is_valid():
        act = drafting.prepare(form.cleaned_data["committee"], form.facts(), by=request.actor, at=timezone.now())
        if scan_kept(request, form, act):
            return redirect("reorganisation", act.pk)
    page = {"form": form, "title": "Sắp xếp chi bộ theo quyết định", "label": "Tiếp tục"}
    return render(request, "cells/reorganisation/decision.html", page)


def decision_form(request, **more):
    committees = Committee.objects.filter(pk__in=request.actor.committees, closed_on=None).order_by("pk")
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    return forms.DecisionForm(*sent, committees=committees, **more)


def scan_kept(request, form, act):
    """Whether the draft has the paper that came with the form, if one came; else the form says what is wrong."""
    file = form.cleaned_data["scan"]
    if not file:
        return True
    try:
        scans.keep_scan(act, file.name, file.read(), by=request.actor, at=timezone.now())
    except scans.NotTaken as refusal:
        form.add_error("scan", f"{refusal} Các mục khác đã được ghi.")
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@while_a_draft
def change_decision(request, pk):
    """Put the number or a day of a draft right."""
    act = own_draft(request, pk)
    initial = {name: getattr(act, name) for name in ("decision_number", "decision_on", "on", "committee")}
    form = decision_form(request, initial=initial)
    if request.method == "POST" and form.is_valid():
        drafting.revise(act, {**form.facts(), "committee": form.cleaned_data["committee"]})
        if scan_kept(request, form, act):
            return redirect("reorganisation", act.pk)
    page = {"form": form, "title": "Sửa quyết định", "label": "Ghi", "act": act}
    return render(request, "cells/reorganisation/decision.html", page)


@require_safe
def reorganisation(request, pk):
    """A draft with its parts and what it would move; or what an applied one has moved."""
    act = seen_act(request, pk)
    if act.applied_at is None:
        return draft_page(request, act)
    page = {"act": act, "told": act.effects["told"], "until": undoing.until(act), "scan": scan_name(act)}
    page["is_open"] = act.undone_at is None and timezone.now() < page["until"]
    return render(request, "cells/reorganisation/done.html", page)


def draft_page(request, act, *, status=200, changed=()):
    foresight = reorganising.foresee(act, by=request.actor)
    told = foretelling.tell(foresight)
    page = {
        "act": act,
        "told": told,
        "parts": list(zip(told["parts"], [key_of(part) for part in act.parts], strict=True)),
        "troubles": foresight.troubles,
        "seen": json.dumps(told["marks"]),
        "changed": changed,
        "scan": scan_name(act),
    }
    return render(request, "cells/reorganisation/draft.html", page, status=status)


@require_POST
@while_a_draft
def remove_part(request, pk):
    act = own_draft(request, pk)
    drafting.remove_part(act, request.POST.get("part", ""))
    return redirect("reorganisation", act.pk)


@require_POST
@while_a_draft
def drop_draft(request, pk):
    """Give a draft up."""
    drafting.give_up(own_draft(request, pk))
    messages.success(request, "Đã bỏ phương án. Chưa có gì thay đổi ở các chi bộ.")
    return redirect("reorganisations")


@require_POST
def apply(request, pk):
    """Apply what is shown. What has changed since is shown anew, with nothing done."""
    act = seen_act(request, pk)
    try:
        reorganising.apply(act, by=request.actor, at=timezone.now(), seen=marks_of(request.POST.get("seen")))
    except reorganising.CannotApply:
        return draft_page(request, act, status=409)
    except reorganising.Outdated as outdated:
        seen, now = marks_of(request.POST.get("seen")), foretelling.tell(outdated.args[0])
        return draft_page(request, act, status=409, changed=foretelling.differences(seen, now))
    except reorganising.AlreadyDone:
        return already_done(request, pk)
    return redirect("reorganisation", act.pk)


def marks_of(text):
    """The marks that the page carried; {} for anything else, which no draft is like."""
    try:
        marks = json.loads(text or "")
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def already_done(request, pk):
    act = Reorganisation.objects.select_related("applied_by__member", "undone_by__member").filter(pk=pk).first()
    if act is None:
        messages.error(request, GONE)
        return redirect("reorganisations")
    by, at, what = (
        (act.undone_by, act.undone_at, "hoàn tác") if act.undone_at else (act.applied_by, act.applied_at, "áp dụng")
    )
    if by and by != request.user:
        messages.warning(request, f"Đ/c {name_of(by)} đã {what} lúc {moment_text(at)}. Không đổi gì thêm.")
    return redirect("reorganisation", pk)


def name_of(user):
    return getattr(user, "member", None) or user


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, pk):
    """Take an applied one back, with the reason; or say what depends on it."""
    act = seen_act(request, pk)
    if act.applied_at is None or act.undone_at:
        return redirect("reorganisation", pk)
    form = forms.UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reorganising.undo(act, by=request.actor, at=timezone.now(), because=form.cleaned_data["because"])
            return redirect("reorganisation", pk)
        except reorganising.AlreadyDone:
            return already_done(request, pk)
        except reorganising.CannotUndo:
            return undo_page(request, act, form, status=409)
    return undo_page(request, act, form)


def undo_page(request, act, form, status=200):
    is_late = timezone.now() >= undoing.until(act)
    rest = (
        []
        if is_late
        else [(words, route and reverse(route, args=[pk])) for words, route, pk in reorganising.dependents(act)]
    )
    page = {"act": act, "form": form, "dependents": rest, "is_late": is_late, "until": undoing.until(act)}
    return render(request, "cells/reorganisation/undo.html", page, status=status)


@require_safe
def scan(request, pk):
    """The paper of the decision: to be saved, never shown as a page of ours."""
    kept = get_object_or_404(Scan.objects.filter(reorganisation=seen_act(request, pk)))
    suffix = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[kept.content_type]
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="quyet-dinh-{pk}.{suffix}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def seen_act(request, pk):
    """The act, if this officer may know of it."""
    acts = Reorganisation.objects.visible_to(request.actor)
    return get_object_or_404(acts.select_related("committee", "applied_by__member", "undone_by__member"), pk=pk)


def scan_name(act):
    """The name of the file of the decision, "" without one."""
    return Scan.objects.filter(reorganisation=act).values_list("name", flat=True).first() or ""


def own_draft(request, pk):
    act = seen_act(request, pk)
    if act.applied_at:
        raise Http404
    return act
