"""The ward reads a register from a spreadsheet: upload, look at what differs, tick, apply. And the register as a file.

Reading and applying are the work of a process of its own; the pages only ask for it, and show how far it is.
"""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import permissions
from cells.acts.register import checklist, exporting, launching, uploads
from cells.acts.register.forms import GONE, PARTS, Group, RegisterForm, gone_forms, ticked_in
from cells.models import Cell, Committee, RegisterUpload

Stage = RegisterUpload.Stage
AGAIN_AFTER = "3"  # seconds until the page of a file that is being read asks again


@require_http_methods(["GET", "HEAD", "POST"])
def register(request):
    """Choose a file. One that is no spreadsheet is an error of the field, in words."""
    if not request.actor.committees:
        raise Http404
    committees = Committee.objects.open().filter(pk__in=request.actor.committees).exclude(kind=Committee.Kind.CITY)
    committees = committees.order_by("pk")
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = RegisterForm(*sent, committees=committees)
    if form.is_valid():
        upload = kept(form.cleaned_data, request.actor)
        return redirect("register_upload", upload.pk)
    return render(request, "cells/register/upload.html", {"form": form, "wards": committees.with_one_register()})


def kept(facts, actor):
    file, how = facts["file"], {name: facts[name] for name in ("committee", "on", "cell")}
    upload = uploads.keep_upload(file.name, file.read(), by=actor, at=timezone.now(), **how)
    transaction.on_commit(lambda: launching.launch(upload))
    return upload


@require_safe
def register_upload(request, pk):
    """Where an upload stands: how far it is read, what differs, what was applied."""
    upload = own_upload(request, pk)
    if upload.stage == Stage.APPLIED:
        return render(request, "cells/register/applied.html", {"upload": upload, "done": done(upload)})
    if upload.stage == Stage.FAILED:
        return render(request, "cells/register/failed.html", {"upload": upload})
    if upload.stage == Stage.COMPARED:
        return render(request, "cells/register/preview.html", overview(upload))
    return under_way(request, upload)


DONE = {
    "cells": "chi bộ lập mới",
    "new": "đảng viên nhập mới",
    "changed": "đồng chí có thông tin, chức vụ hoặc miễn sinh hoạt thay đổi",
    "moved": "đồng chí chuyển chi bộ",
    "plans": "kế hoạch đi theo sang chi bộ mới",
    "gone": "đồng chí thôi sinh hoạt (từ trần, chuyển đi, ra khỏi Đảng)",
    "posts": "chức vụ của người nhập mới",
    "exemptions": "trường hợp miễn sinh hoạt của người nhập mới",
}


def done(upload):
    """[(how many, of what)] that was applied; an upload from before there were groups tells of its members."""
    counts = {"new": upload.created.get("members", 0), **upload.created}
    return [(counts[name], words) for name, words in DONE.items() if counts.get(name)]


def under_way(request, upload):
    """How far it is. The page asks again by itself, without scripts, as long as somebody is at work."""
    is_stuck = uploads.is_stuck(upload, timezone.now())
    response = render(request, "cells/register/working.html", {"upload": upload, "is_stuck": is_stuck})
    if not is_stuck:
        response["Refresh"] = AGAIN_AFTER
    return response


def overview(upload):
    groups = checklist.counted(upload)
    addresses = {group: part for part, group in PARTS.items()}
    for row in groups:
        row["part"] = addresses[row["group"]]
    ticked = sum(row["ticked"] for row in groups)
    has_any = any(row["count"] for row in groups)
    listed_on = date.fromisoformat(upload.found["on"])
    return {"upload": upload, "groups": groups, "ticked": ticked, "has_any": has_any, "listed_on": listed_on}


@require_http_methods(["GET", "HEAD", "POST"])
def register_part(request, pk, part):
    """One group of differences, a page at a time; the ticks of the page are saved, or those of the whole group."""
    upload = own_upload(request, pk)
    if part not in PARTS or upload.stage != Stage.COMPARED:
        return redirect("register_upload", upload.pk)
    group = PARTS[part]
    rows = upload.differences.filter(group=group).order_by("position")
    page = Paginator(rows, checklist.PER_PAGE).get_page(request.GET.get("page"))
    typed = request.POST if request.method == "POST" else None
    forms = gone_forms(page, typed, latest=request.actor.on) if group == GONE else []
    if request.method == "POST" and saved(upload, group, page, forms, request.POST):
        messages.success(request, "Đã giữ các đánh dấu. Chưa ghi gì vào sổ.")
        return onward(request, upload, part, page)
    asked = {form.difference.pk: form for form in forms}
    shown = [{"each": each, "form": asked.get(each.pk)} for each in page]
    context = {"upload": upload, "part": part, "label": Group(group).label, "page": page, "rows": shown}
    context["has_errors"] = any(form.errors for form in forms)
    return render(request, "cells/register/part.html", context)


def saved(upload, group, page, forms, sent):
    """Save the ticks that were sent; False, and nothing is saved, if what became of somebody is not said well."""
    if "all" in sent or "none" in sent:
        checklist.tick_all(upload, group, "all" in sent)
        return True
    if not all(form.is_valid() for form in forms):
        return False
    if group == GONE:
        for form in forms:
            checklist.say_what_became(form.difference, form.cleaned_data["how"], form.cleaned_data["on"])
    else:
        checklist.tick(upload, group, [each.pk for each in page], ticked_in(sent))
    return True


def onward(request, upload, part, page):
    """After saving: the next page if that was asked for, else the overview."""
    if "further" in request.POST and page.has_next():
        response = redirect("register_part", upload.pk, part)
        response["Location"] += f"?page={page.next_page_number()}"
        return response
    return redirect("register_upload", upload.pk)


@require_POST
def apply(request, pk):
    """Have what is ticked applied, once, however often the button is pressed."""
    upload = own_upload(request, pk)
    if uploads.order(upload, at=timezone.now()):
        transaction.on_commit(lambda: launching.launch(upload))
    return redirect("register_upload", upload.pk)


@require_POST
def restart(request, pk):
    """Send another process after one that has gone quiet; two clicks send one."""
    upload = own_upload(request, pk)
    if uploads.reset(upload, at=timezone.now()):
        transaction.on_commit(lambda: launching.launch(upload))
    return redirect("register_upload", upload.pk)


@require_POST
def drop(request, pk):
    """Give a file up: its content is deleted. One that is being applied is not given up any more."""
    own_upload(request, pk)
    gone, _ = RegisterUpload.objects.filter(pk=pk).exclude(stage__in=(Stage.APPLYING, Stage.APPLIED)).delete()
    if not gone:
        messages.error(request, "Tệp này đang được ghi hoặc đã ghi vào sổ nên không bỏ được nữa.")
        return redirect("register_upload", pk)
    return redirect("register")


@require_safe
def cell_register(request, pk):
    """The register of one cell as a file."""
    cells = Cell.objects.overseen_by(request.actor).exclude(kind=Cell.Kind.UNIT)
    cell = get_object_or_404(cells.select_related("committee"), pk=pk)
    if not permissions.exports_register(request.actor, cell):
        raise PermissionDenied("Sổ danh sách đảng viên chỉ cấp ủy của chi bộ và cán bộ Đảng ủy tải về.")
    return as_file(exporting.workbook([cell], by=request.actor, on=request.actor.on), cell.name, request.actor.on)


@require_safe
def committee_register(request, pk):
    """The registers of all cells below a committee as one file."""
    watched = Committee.objects.with_one_register().filter(pk__in=request.actor.committees)
    committee, on = get_object_or_404(watched, pk=pk), request.actor.on
    cells = Cell.objects.below([committee.pk]).exclude(kind=Cell.Kind.UNIT).in_force(on).select_related("committee")
    return as_file(exporting.workbook(list(cells), by=request.actor, on=on), committee.name, on)


def as_file(content, name, on):
    response = HttpResponse(content, content_type=exporting.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{exporting.file_name(name, on)}"'
    return response


def own_upload(request, pk):
    """The upload, if this officer made it and still has charge of its committee."""
    mine = RegisterUpload.objects.filter(uploaded_by=request.user, committee__in=request.actor.committees)
    return get_object_or_404(mine.select_related("committee").defer("content"), pk=pk)
