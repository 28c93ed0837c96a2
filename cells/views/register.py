"""The ward reads a register from a spreadsheet: upload, look at what it would change, apply."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells.models import Committee, RegisterUpload
from cells.register import CannotApply, Unreadable, compare
from cells.register.forms import RegisterForm
from cells.register.preview import preview
from cells.register.uploads import apply_upload, keep_upload, register_in


@require_http_methods(["GET", "HEAD", "POST"])
def register(request):
    """Choose a file. A file that cannot be read is an error of the field, in words."""
    if not request.actor.committees:
        raise Http404
    committees = Committee.objects.filter(pk__in=request.actor.committees, closed_on=None).order_by("pk")
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = RegisterForm(*sent, committees=committees)
    if form.is_valid():
        try:
            upload = kept(form.cleaned_data, request.actor)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("register_upload", upload.pk)
    return render(request, "cells/register.html", {"form": form})


def kept(facts, actor):
    file, committee = facts["file"], facts["committee"]
    how = {"on": facts["on"], "cell": facts["cell"]}
    return keep_upload(file.name, file.read(), committee=committee, by=actor, at=timezone.now(), **how)


@require_safe
def register_upload(request, pk):
    """What a register would change; after applying it, what it changed."""
    upload = own_upload(request, pk)
    if upload.applied_at:
        return render(request, "cells/register_applied.html", {"upload": upload})
    try:
        comparison = compare(register_in(upload), ward=upload.committee)
    except Unreadable as error:
        return unreadable(request, error)
    return render(request, "cells/register_preview.html", {"upload": upload, **preview(comparison)})


@require_POST
def apply(request, pk):
    """Apply it once, however often the button is pressed; with errors the page shows them."""
    upload = own_upload(request, pk)
    try:
        apply_upload(upload, by=request.actor, at=timezone.now())
    except Unreadable as error:
        return unreadable(request, error)
    except CannotApply as refused:
        return render(
            request, "cells/register_preview.html", {"upload": upload, **preview(refused.args[0])}, status=409
        )
    return redirect("register_upload", upload.pk)


@require_POST
def drop(request, pk):
    """Give a file up: its content is deleted."""
    own_upload(request, pk)
    RegisterUpload.objects.filter(pk=pk, applied_at=None).delete()
    return redirect("register")


def unreadable(request, error):
    """The file was readable when it came: the machine is too busy, or has other limits now."""
    messages.error(request, f"Chưa nhập gì. {error}")
    return redirect("register")


def own_upload(request, pk):
    """The upload, if this officer made it and still has charge of its committee."""
    mine = RegisterUpload.objects.filter(uploaded_by=request.user, committee__in=request.actor.committees)
    return get_object_or_404(mine.select_related("committee"), pk=pk)
