"""The ward freezes the figures of a day."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells.models import Committee
from reports import permissions
from reports.frozen import content as freezing
from reports.pages.dashboard.views import chosen, overseen
from reports.pages.forms import FreezeForm


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request):
    if not request.actor.committees:
        raise Http404
    form = freeze_form(request)
    if request.method == "POST" and form.is_valid():
        report = frozen(form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, "Đã chốt. Từ nay bản này không thay đổi nữa.")
        return redirect("frozen_report", report.pk)
    return render(request, "reports/freeze.html", {"form": form})


def freeze_form(request):
    """The form with what is usual, or with the year and day of the page that it was opened from."""
    watched, today = overseen(request.actor), timezone.localdate()
    _, choice = chosen(request.GET, watched)
    usual = {"key": uuid.uuid4(), "cycle": choice.year, "on": choice.on}
    years = sorted({today.year, *watched.years()}, reverse=True)
    return FreezeForm(
        request.POST or None, committees=committees_of(request.actor), years=years, today=today, initial=usual
    )


def committees_of(actor):
    """[(id, name)] of the committees that somebody watches over, first those of their own posts."""
    held = {post.committee_id for post in actor.posts}
    watched = Committee.objects.filter(pk__in=actor.committees).order_by("name", "pk").values_list("pk", "name")
    return sorted(watched, key=lambda pair: pair[0] not in held)


def frozen(asked, *, by, at):
    if not permissions.freezes(by, asked["committee"]):
        raise PermissionDenied
    committee = get_object_or_404(Committee, pk=asked["committee"])
    named = {name: asked[name] for name in ("title", "number", "key")}
    return freezing.freeze(committee, asked["cycle"], asked["on"], by=by, at=at, **named)
