"""The ward reads a register from a spreadsheet: upload, look at what differs, tick,
apply. And the register as a file.

Reading and applying are the work of a process of its own; the pages only ask for it,
and show how far it is.
"""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cells import permissions
from cells.acts.register import uploads, worker
from cells.acts.register.export import XLSX, build_register_file, register_file_name
from cells.acts.register.forms import RegisterForm, build_gone_forms, ticked_pks
from cells.models import Cell, Committee, RegisterDifference, RegisterUpload

Stage, Group = RegisterUpload.Stage, RegisterDifference.Group
AGAIN_AFTER = "3"  # seconds until the page of a file that is being read asks again
# The groups of differences as their pages are called.
GROUP_ADDRESSES = {
    "moi": Group.NEW,
    "thay-doi": Group.CHANGED,
    "chuyen-chi-bo": Group.MOVED,
    "khong-con": Group.GONE,
}
APPLIED_WORDS = {
    "cells": "chi bộ lập mới",
    "new": "đảng viên nhập mới",
    "changed": "đồng chí có thông tin, chức vụ hoặc miễn sinh hoạt thay đổi",
    "moved": "đồng chí chuyển chi bộ",
    "plans": "kế hoạch đi theo sang chi bộ mới",
    "gone": "đồng chí thôi sinh hoạt (từ trần, chuyển đi, ra khỏi Đảng)",
    "posts": "chức vụ của người nhập mới",
    "exemptions": "trường hợp miễn sinh hoạt của người nhập mới",
}


@require_http_methods(["GET", "HEAD", "POST"])
def register_form_page(request):
    """Choose a file. One that is no spreadsheet is an error of the field, in words."""
    if not request.actor.committees:
        raise Http404
    committees = Committee.objects.open().filter(pk__in=request.actor.committees)
    committees = committees.exclude(kind=Committee.Kind.CITY).order_by("pk")
    if request.method == "POST":
        form = RegisterForm(request.POST, request.FILES, committees=committees)
    else:
        form = RegisterForm(committees=committees)
    if form.is_valid():
        upload = keep_sent_file(form.cleaned_data, request.actor)
        return redirect("register:register_upload", upload.pk)
    wards = committees.with_one_register()
    context = {"form": form, "wards": wards}
    return render(request, "cells/register/upload.html", context)


def keep_sent_file(facts, actor):
    upload = uploads.keep_upload(
        facts["file"].name,
        facts["file"].read(),
        committee=facts["committee"],
        by=actor,
        at=timezone.now(),
        on=facts["on"],
        cell=facts["cell"],
    )
    transaction.on_commit(lambda: worker.launch_worker(upload))
    return upload


@require_safe
def upload_page(request, pk):
    """Where an upload stands: how far it is read, what differs, what was applied."""
    upload = get_own_upload(request, pk)
    if upload.stage == Stage.APPLIED:
        context = {"upload": upload, "done": list_what_was_applied(upload)}
        return render(request, "cells/register/applied.html", context)
    if upload.stage == Stage.FAILED:
        return render(request, "cells/register/failed.html", {"upload": upload})
    if upload.stage == Stage.COMPARED:
        context = summarise_groups(upload)
        return render(request, "cells/register/preview.html", context)
    return show_progress(request, upload)


def list_what_was_applied(upload):
    """[(how many, of what)]; an upload from before there were groups tells of its
    members."""
    counts = {"new": upload.created.get("members", 0)} | upload.created
    done = []
    for name, words in APPLIED_WORDS.items():
        if counts.get(name):
            done.append((counts[name], words))
    return done


def show_progress(request, upload):
    """How far it is. The page asks again by itself, without scripts, as long as
    somebody is at work."""
    is_stuck = uploads.is_stuck(upload, timezone.now())
    context = {"upload": upload, "is_stuck": is_stuck}
    response = render(request, "cells/register/progress.html", context)
    if not is_stuck:
        response["Refresh"] = AGAIN_AFTER
    return response


def summarise_groups(upload):
    """The context of the page of a file that has been compared."""
    groups = uploads.count_groups(upload)
    for part, group in GROUP_ADDRESSES.items():
        for row in groups:
            if row["group"] == group:
                row["part"] = part
    return {
        "upload": upload,
        "groups": groups,
        "ticked": sum(row["ticked"] for row in groups),
        "has_any": any(row["count"] for row in groups),
        "listed_on": date.fromisoformat(upload.found["on"]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def upload_group_page(request, pk, part):
    """One group of differences, a page at a time; the ticks of the page are saved, or
    those of the whole group."""
    upload = get_own_upload(request, pk)
    if part not in GROUP_ADDRESSES or upload.stage != Stage.COMPARED:
        return redirect("register:register_upload", upload.pk)
    group = GROUP_ADDRESSES[part]
    rows = upload.differences.filter(group=group).order_by("position")
    page = Paginator(rows, uploads.PER_PAGE).get_page(request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    forms = []
    if group == Group.GONE:
        forms = build_gone_forms(page, sent, latest=request.actor.on)
    if sent is not None and save_ticks(upload, group, page, forms, sent):
        messages.success(request, "Đã giữ các đánh dấu. Chưa ghi gì vào sổ.")
        return redirect_onward(request, upload, part, page)
    form_of = {form.difference.pk: form for form in forms}
    context = {
        "upload": upload,
        "part": part,
        "label": group.label,
        "page": page,
        "rows": [{"each": each, "form": form_of.get(each.pk)} for each in page],
        "has_errors": any(form.errors for form in forms),
    }
    return render(request, "cells/register/group.html", context)


def save_ticks(upload, group, page, forms, sent):
    """Save the ticks that were sent; False, and nothing is saved, if what became of
    somebody is not said well."""
    if "all" in sent:
        uploads.tick_group(upload, group)
        return True
    if "none" in sent:
        uploads.untick_group(upload, group)
        return True
    if not all(form.is_valid() for form in forms):
        return False
    if group == Group.GONE:
        for form in forms:
            facts = form.cleaned_data
            uploads.say_what_became(form.difference, facts["how"], facts["on"])
    else:
        shown = [each.pk for each in page]
        uploads.tick_shown(upload, group, shown, ticked_pks(sent))
    return True


def redirect_onward(request, upload, part, page):
    """After saving: the next page if that was asked for, else the overview."""
    if "further" in request.POST and page.has_next():
        response = redirect("register:register_part", upload.pk, part)
        response["Location"] += f"?page={page.next_page_number()}"
        return response
    return redirect("register:register_upload", upload.pk)


@require_POST
def order_upload(request, pk):
    """Have what is ticked applied, once, however often the button is pressed."""
    upload = get_own_upload(request, pk)
    if uploads.order_application(upload, at=timezone.now()):
        transaction.on_commit(lambda: worker.launch_worker(upload))
    return redirect("register:register_upload", upload.pk)


@require_POST
def restart_upload(request, pk):
    """Send another process after one that has gone quiet; two clicks send one."""
    upload = get_own_upload(request, pk)
    if uploads.release_stuck_upload(upload, at=timezone.now()):
        transaction.on_commit(lambda: worker.launch_worker(upload))
    return redirect("register:register_upload", upload.pk)


@require_POST
def drop_upload(request, pk):
    """Give a file up: its content is deleted. One that is being applied is not given up
    any more."""
    get_own_upload(request, pk)
    rows = RegisterUpload.objects.filter(pk=pk)
    gone, _ = rows.exclude(stage__in=(Stage.APPLYING, Stage.APPLIED)).delete()
    if not gone:
        messages.error(
            request,
            "Tệp này đang được ghi hoặc đã ghi vào sổ nên không bỏ được nữa.",
        )
        return redirect("register:register_upload", pk)
    return redirect("register:register")


@require_safe
def cell_register_file(request, pk):
    """The register of one cell as a file."""
    cells = Cell.objects.overseen_by(request.actor).exclude(kind=Cell.Kind.UNIT)
    cell = get_object_or_404(cells.select_related("committee"), pk=pk)
    if not permissions.exports_register(request.actor, cell):
        raise PermissionDenied(
            "Sổ danh sách đảng viên chỉ cấp ủy của chi bộ và cán bộ Đảng ủy tải về."
        )
    return send_register_file(request.actor, [cell], cell.name)


@require_safe
def committee_register_file(request, pk):
    """The registers of all cells below a committee as one file."""
    watched = Committee.objects.with_one_register()
    watched = watched.filter(pk__in=request.actor.committees)
    committee = get_object_or_404(watched, pk=pk)
    cells = Cell.objects.below([committee.pk]).exclude(kind=Cell.Kind.UNIT)
    cells = cells.in_force(request.actor.on).select_related("committee")
    return send_register_file(request.actor, list(cells), committee.name)


def send_register_file(actor, cells, name):
    content = build_register_file(cells, by=actor, on=actor.on)
    response = HttpResponse(content, content_type=XLSX)
    file_name = register_file_name(name, actor.on)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def get_own_upload(request, pk):
    """The upload, if this officer made it and still has charge of its committee. An old
    one is not shown, though nobody has deleted it yet."""
    mine = RegisterUpload.objects.filter(
        uploaded_by=request.user, committee__in=request.actor.committees
    )
    mine = mine.exclude(pk__in=uploads.old_uploads(timezone.now()))
    mine = mine.select_related("committee").defer("content")
    return get_object_or_404(mine, pk=pk)
