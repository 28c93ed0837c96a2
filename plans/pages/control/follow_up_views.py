"""What became of what the ward asked for: the list, what changed in many plans on one
page, and the ward's word that it is met."""

import uuid
from itertools import chain

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plans import readings
from plans.models import AccessRecord
from plans.pages.control import follow_up
from plans.pages.control.forms import ChosenForm, VerdictForm
from plans.pages.control.requests import narrow_to_year
from plans.pages.control.views import (
    for_ward_only,
    is_of_many_wards,
    read_narrowing,
    write_query,
)
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds, verdicts

# On a phone each row is as tall as a hand.
A_SHEET = 15


@require_safe
def follow_up_page(request):
    """What became of the plans that the ward asked to be mended."""
    for_ward_only(request)
    form, asked = read_narrowing(request)
    followed = follow_up.find_followed(request.actor)
    plans = narrow_to_year(followed, asked["year"])
    rows = plans.order_by("-asked_at", "pk").values(*follow_up.COLUMNS)
    page = Paginator(rows, A_SHEET).get_page(request.GET.get("page"))
    listed = follow_up.list_followed(list(page.object_list), request.actor.on)
    context = {
        "form": form,
        "is_of_many": is_of_many_wards(listed),
        "year": asked["year"],
        "tally": follow_up.count_followed(plans),
        "page": page,
        "rows": listed,
        "may_choose": any(row["waits"] for row in listed),
        "query": write_query(request),
    }
    return render(request, "plans/control/control_follow_up.html", context)


@require_safe
def changes_page(request):
    """What changed in the chosen plans; that they were opened is noted like any
    reading."""
    for_ward_only(request)
    form = ChosenForm(request.GET)
    if not form.is_valid():
        messages.error(request, " ".join(chain.from_iterable(form.errors.values())))
        return redirect("control:control_follow_up")
    plans = find_chosen(request, form.cleaned_data["plans"])
    changes = follow_up.list_changes(plans)
    readings.record_readings(
        [change.plan for change in changes],
        by=request.actor,
        at=timezone.now(),
        capacity=AccessRecord.Capacity.WARD,
    )
    listed = []
    for change in changes:
        given = {"key": uuid.uuid4(), "seen": change.plan.revision}
        form = VerdictForm(initial=given, prefix=str(change.plan.pk), auto_id=False)
        listed.append((change, form))
    return render(request, "plans/control/control_changes.html", {"changes": listed})


def find_chosen(request, pks):
    """The chosen plans of which something was asked, by name; all of them or 404."""
    found = follow_up.find_followed(request.actor).filter(pk__in=pks)
    found = found.exclude(member=request.actor.member).with_related()
    plans = list(found.order_by("member__name_sort", "pk"))
    if len(plans) != len(set(pks)):
        raise Http404
    return plans


@require_POST
def verdicts_act(request):
    """Each chosen plan is met; one that moved on meanwhile is named."""
    for_ward_only(request)
    picked = ChosenForm(request.POST)
    if not picked.is_valid():
        messages.error(request, " ".join(chain.from_iterable(picked.errors.values())))
        return redirect("control:control_follow_up")
    done = []
    for plan in find_chosen(request, picked.cleaned_data["plans"]):
        form = VerdictForm(request.POST, prefix=str(plan.pk))
        if not form.is_valid():
            raise Http404
        problem = record_or_tell(plan, form.cleaned_data, request.actor)
        if problem:
            messages.warning(
                request, f"chưa ghi đ/c {plan.member.full_name}: {problem}"
            )
        else:
            done.append(plan.member.full_name)
    if done:
        messages.success(request, f"Đã ghi đạt {len(done):02d} bản: {', '.join(done)}.")
    return redirect("control:control_follow_up")


def record_or_tell(plan, sent, actor):
    """ "", or in words why nothing was recorded."""
    try:
        verdicts.record_verdict(plan, by=actor, at=timezone.now(), **sent)
    except PlanMoved as moved:
        if not moved.args[0]:
            return "đã chuyển bước"
        return deeds.tell_event(moved.args[0])
    except NotReady as not_ready:
        return " ".join(not_ready.missing)
    return ""
