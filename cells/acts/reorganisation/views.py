"""The ward arranges its cells anew: a draft with its parts, what it would move, how it
is applied and taken back."""

import json
from functools import wraps

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cells.acts.reorganisation import application, drafts, preview, reversal, scans
from cells.acts.reorganisation.dependents import find_dependents
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.forms import ReorganisationForm, UndoForm
from cells.acts.reorganisation.parts import make_part_key
from cells.effects import read_columns
from cells.models import Committee, Member, Reorganisation, Scan
from phucdong.writing import moment_text

GONE = "Phương án này đã được áp dụng hoặc đã bỏ. Chưa đổi gì thêm."


@require_safe
def reorganisations_page(request):
    """Drafts, those that were applied, those taken back; the newest first."""
    if not request.actor.committees:
        raise Http404
    acts = Reorganisation.objects.visible_to(request.actor).select_related("committee")
    newest_first = sorted(
        acts, key=lambda act: (act.applied_at is None, act.on, act.pk), reverse=True
    )
    rows = [(act, list_titles(act)) for act in newest_first]
    return render(request, "cells/reorganisation/list.html", {"rows": rows})


def list_titles(act):
    """What was shown of each part when it was applied; nothing of a draft."""
    told = act.effects.get("told", {})
    return [part["title"] for part in told.get("parts", [])]


@require_safe
def reorganisation_page(request, pk):
    """A draft with its parts and what it would move; or what an applied one has
    moved."""
    act = seen_act(request, pk)
    if act.applied_at is None:
        return draft_page(request, act)
    until = reversal.last_moment_to_undo(act)
    page = {
        "act": act,
        "told": act.effects["told"],
        "put_aside": list_put_aside(act),
        "until": until,
        "scan": act.scan_name,
        "is_open": act.undone_at is None and timezone.now() < until,
    }
    return render(request, "cells/reorganisation/done.html", page)


def list_put_aside(act):
    """[words]: for whom it was taken back by what happened to them before, and was
    recorded later (cells/acts/movements/later_acts.py)."""
    because = act.effects.get("put_aside")
    if not because:
        return []
    words = []
    for member in Member.objects.filter(pk__in=because).order_by("name_sort", "pk"):
        words.append(f"Đ/c {member}: {because[str(member.pk)]}")
    return words


@require_safe
def decision_scan(request, pk):
    """The paper of the decision: to be saved, never shown as a page of ours."""
    scan = get_object_or_404(Scan, reorganisation=seen_act(request, pk))
    suffixes = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
    file = f"quyet-dinh-{pk}.{suffixes[scan.content_type]}"
    response = HttpResponse(bytes(scan.content), content_type=scan.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def seen_act(request, pk):
    """The act, if this officer may know of it, with `scan_name`: of the file of the
    decision, None without one."""
    acts = Reorganisation.objects.visible_to(request.actor).select_related(
        "committee", "applied_by__member", "undone_by__member"
    )
    return get_object_or_404(acts.annotate(scan_name=F("scan__name")), pk=pk)


# --- a draft --------------------------------------------------------------------------


def while_a_draft(view):
    """Tell the officer whose draft was applied or given up by somebody else at the same
    time."""

    @wraps(view)
    def tell_if_gone(request, pk, **more):
        try:
            return view(request, pk, **more)
        except drafts.NoDraft:
            messages.error(request, GONE)
            return redirect("reorganisation:reorganisations")

    return tell_if_gone


def own_draft(request, pk):
    act = seen_act(request, pk)
    if act.applied_at:
        raise Http404
    return act


def draft_page(request, act, *, status=200, changed=()):
    foresight = foresee_reorganisation(act, by=request.actor)
    told = preview.describe_foresight(foresight)
    keys = [make_part_key(part) for part in act.parts]
    page = {
        "act": act,
        "told": told,
        "parts": list(zip(told["parts"], keys, strict=True)),
        "troubles": foresight.troubles,
        "seen": json.dumps(told["marks"]),
        "changed": changed,
        "scan": act.scan_name,
    }
    return render(request, "cells/reorganisation/draft.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new_draft_page(request):
    """Begin a draft: the decision and its day."""
    if not request.actor.committees:
        raise Http404
    form = decision_form(request)
    if request.method == "POST" and form.is_valid():
        committee = form.cleaned_data["committee"]
        act = drafts.prepare_draft(
            committee, form.facts(), by=request.actor, at=timezone.now()
        )
        if scan_kept(request, form, act):
            return redirect("reorganisation:reorganisation", act.pk)
    page = {
        "form": form,
        "title": "Sắp xếp chi bộ theo quyết định",
        "label": "Tiếp tục",
    }
    return render(request, "cells/reorganisation/decision.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@while_a_draft
def decision_page(request, pk):
    """Put the number or a day of a draft right."""
    act = own_draft(request, pk)
    initial = read_columns(act, ("decision_number", "decision_on", "on", "committee"))
    form = decision_form(request, initial=initial)
    if request.method == "POST" and form.is_valid():
        committee = form.cleaned_data["committee"]
        drafts.revise_draft(act, form.facts() | {"committee": committee})
        if scan_kept(request, form, act):
            return redirect("reorganisation:reorganisation", act.pk)
    page = {"form": form, "title": "Sửa quyết định", "label": "Ghi", "act": act}
    return render(request, "cells/reorganisation/decision.html", page)


def decision_form(request, **more):
    committees = Committee.objects.filter(pk__in=request.actor.committees)
    committees = committees.filter(closed_on=None).order_by("pk")
    if request.method == "POST":
        more |= {"data": request.POST, "files": request.FILES}
    return ReorganisationForm(committees=committees, **more)


def scan_kept(request, form, act):
    """Whether the draft has the paper that came with the form, if one came; else the
    form says what is wrong."""
    file = form.cleaned_data["scan"]
    if not file:
        return True
    try:
        scans.keep_scan(
            act, file.name, file.read(), by=request.actor, at=timezone.now()
        )
    except scans.NotTaken as refusal:
        form.add_error("scan", f"{refusal} Các mục khác đã được ghi.")
        return False
    return True


@require_POST
@while_a_draft
def part_removal(request, pk):
    act = own_draft(request, pk)
    drafts.remove_part_from_draft(act, request.POST.get("part", ""))
    return redirect("reorganisation:reorganisation", act.pk)


@require_POST
@while_a_draft
def draft_removal(request, pk):
    """Give a draft up."""
    drafts.give_draft_up(own_draft(request, pk))
    messages.success(request, "Đã bỏ phương án. Chưa có gì thay đổi ở các chi bộ.")
    return redirect("reorganisation:reorganisations")


# --- applying, taking back ------------------------------------------------------------


@require_POST
def application_step(request, pk):
    """Apply what is shown. What has changed since is shown anew, with nothing done."""
    act, seen = seen_act(request, pk), read_marks(request.POST.get("seen"))
    try:
        application.apply_reorganisation(
            act, by=request.actor, at=timezone.now(), seen=seen
        )
    except application.CannotReorganise:
        return draft_page(request, act, status=409)
    except application.OutdatedPreview as outdated:
        now = preview.describe_foresight(outdated.args[0])
        changed = preview.list_differences(seen, now)
        return draft_page(request, act, status=409, changed=changed)
    except application.AlreadyDone:
        return tell_already_done(request, pk)
    return redirect("reorganisation:reorganisation", act.pk)


def read_marks(text):
    """The marks that the page carried; {} for anything else, which no draft is like."""
    try:
        marks = json.loads(text or "")
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def tell_already_done(request, pk):
    """Who was first, unless it was the same officer: a double click."""
    acts = Reorganisation.objects.select_related(
        "applied_by__member", "undone_by__member"
    )
    act = acts.filter(pk=pk).first()
    if act is None:
        messages.error(request, GONE)
        return redirect("reorganisation:reorganisations")
    by, at, what = act.applied_by, act.applied_at, "áp dụng"
    if act.undone_at:
        by, at, what = act.undone_by, act.undone_at, "hoàn tác"
    if by and by != request.user:
        name = getattr(by, "member", None) or by
        words = f"Đ/c {name} đã {what} lúc {moment_text(at)}. Không đổi gì thêm."
        messages.warning(request, words)
    return redirect("reorganisation:reorganisation", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_page(request, pk):
    """Take an applied one back, with the reason; or say what depends on it."""
    act = seen_act(request, pk)
    if act.applied_at is None or act.undone_at:
        return redirect("reorganisation:reorganisation", pk)
    form, now, status = UndoForm(request.POST or None), timezone.now(), 200
    if request.method == "POST" and form.is_valid():
        try:
            reversal.undo_reorganisation(
                act, by=request.actor, at=now, because=form.cleaned_data["because"]
            )
            return redirect("reorganisation:reorganisation", pk)
        except application.AlreadyDone:
            return tell_already_done(request, pk)
        except reversal.CannotUndo:
            status = 409
    is_late = now >= reversal.last_moment_to_undo(act)
    page = {
        "act": act,
        "form": form,
        "is_late": is_late,
        "dependents": [] if is_late else find_dependents(act),
    }
    return render(request, "cells/reorganisation/undo.html", page, status=status)
