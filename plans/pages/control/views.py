"""The ward's control of content: many plans read, some asked to be mended, each with
its reason, all followed up."""

import uuid
from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cells.models import Cell
from cells.models.organisation import add_years
from cells.ward_choice import read_cell_filter
from phucdong.writing import date_text
from plans import reasons
from plans.models import Cycle, Status
from plans.own_years import word_other_year
from plans.pages.control import requests as domain
from plans.pages.control.forms import ChoosingForm, NarrowingForm, RequestForm
from plans.place_on_date import EXCUSES
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds
from plans.workflow.agreement import word_differing

PER_PAGE = 50


def for_ward_only(request):
    if not request.actor.committees:
        raise PermissionDenied("Trang này dành cho cán bộ Đảng ủy.")


# --- the list -------------------------------------------------------------------------


@require_safe
def control_page(request):
    """Plans that left their draft, narrowed by cell, status, name, and whether their
    tasks are general."""
    for_ward_only(request)
    form, asked = read_narrowing(request)
    page, rows = list_plans_to_control(request, asked)
    context = {
        "form": form,
        "page": page,
        "rows": [word_plan_to_control(row, request.actor.on) for row in rows],
        "may_choose": any(row["ends_with__closed_on"] is None for row in rows),
        "is_of_many": is_of_many_wards(rows),
        "query": write_query(request),
        "back": request.GET.urlencode(),
        "choosing": ChoosingForm(),
    }
    return render(request, "plans/control/control.html", context)


def read_narrowing(request):
    """The filter and what it asks for (an unknown value asks for nothing): without a
    year, all that are under way."""
    line = set(request.actor.committees)
    for post in request.actor.posts:
        if post.committee:
            line.update(above.pk for above in post.committee.line())
    years = list(
        Cycle.objects.filter(committee__in=line)
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )
    cells = Cell.objects.filter(committee__in=request.actor.committees)
    cells = cells.that_ever_were().order_by(Length("name"), "name", "pk")
    wards, sent = read_cell_filter(request.actor.committees, request.GET, cells)
    form = NarrowingForm(sent, cells=cells, wards=wards, years=years)
    form.full_clean()
    asked = dict(form.cleaned_data)
    asked["ward"] = wards.opened
    asked["year"] = asked.get("year")
    return form, asked


def list_plans_to_control(request, asked):
    """(Page, rows of the page). Only the general ones, the most general first, if that
    was asked for."""
    plans = domain.narrow_plans(
        domain.find_watched(request.actor),
        year=asked["year"],
        ward=asked["ward"],
        cell=asked.get("cell"),
        status=asked.get("status"),
        q=asked.get("q"),
    )
    number, on = request.GET.get("page"), request.actor.on
    if asked.get("vague"):
        page = Paginator(domain.list_vaguest(plans, on), PER_PAGE).get_page(number)
        return page, page.object_list
    page = Paginator(domain.read_content(plans, on), PER_PAGE).get_page(number)
    return page, domain.add_vague(list(page.object_list))


def is_of_many_wards(rows):
    """Whether the cells of these rows need the name of their committee beside their
    own."""
    return len({row["cell__committee__name"] for row in rows}) > 1


def word_plan_to_control(row, on):
    vague_words = ""
    if row["vague"]:
        vague_words = f"{row['vague']} việc còn chung chung"
    return row | {
        "label": Status(row["status"]).label,
        "cell_name": add_years(row["cell__name"], row["cell__closed_on"]),
        "excused": EXCUSES.get(row["excuse"], ""),
        "since": date_text(row["moved_at"]),
        "vague_words": vague_words,
        "year": word_other_year(row["cycle__year"], on),
        "differing": word_signed_differing(row),
    }


def word_signed_differing(row):
    """ "sửa 2 chỗ theo góp ý" of what is signed; "" of anything else."""
    if row["status"] not in domain.RECALLABLE:
        return ""
    return word_differing(row["now__differing"])


def write_query(request):
    """What the links to other pages of the list keep: "cell=3&" or ""."""
    kept = request.GET.copy()
    kept.pop("page", None)
    if not kept:
        return ""
    return f"{kept.urlencode()}&"


# --- asking for changes ---------------------------------------------------------------


@require_POST
def compose_page(request):
    """One request for each chosen plan, beginning with the words that are common to
    all."""
    for_ward_only(request)
    form = ChoosingForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(chain.from_iterable(form.errors.values())))
        return redirect(f"{reverse('control:control')}?{request.POST.get('back', '')}")
    sent = form.cleaned_data
    given = {"reason": sent["reason"], "note": sent["note"]}
    chosen = find_chosen(request, sent["plans"])
    return show_compose(request, [(plan, make_request(plan, given)) for plan in chosen])


def find_chosen(request, pks):
    """The chosen plans below the officer's committees, sorted by name; all of them or
    404."""
    watched = domain.find_watched(request.actor).filter(pk__in=pks).with_related()
    plans = list(watched.order_by("member__name_sort", "pk"))
    if len(plans) != len(set(pks)):
        raise Http404
    return plans


def make_request(plan, given):
    initial = {"key": uuid.uuid4(), "seen": plan.revision, "status": plan.status}
    initial |= given
    return RequestForm(initial=initial, prefix=str(plan.pk))


def show_compose(request, requests, status=200):
    context = {"requests": requests, "reasons": reasons.CHOICES}
    return render(request, "plans/control/control_compose.html", context, status=status)


@require_POST
def send_act(request):
    """Send every request; each gets its own line, and those that moved meanwhile are
    named with what was typed."""
    for_ward_only(request)
    picked = ChoosingForm(request.POST)
    if not picked.is_valid():
        return redirect("control:control")
    plans = domain.find_ever_watched(request.actor).filter(
        pk__in=picked.cleaned_data["plans"]
    )
    known = plans.with_related().order_by("member__name_sort", "pk")
    requests, results, done = [], [], 0
    for plan in known:
        requests.append((plan, RequestForm(request.POST, prefix=str(plan.pk))))
    if any(form.errors for _, form in requests):
        return show_compose(request, requests, status=422)
    for plan, form in requests:
        result = word_result(plan, form.cleaned_data, request.actor)
        results.append(result)
        done += result["done"]
    title = f"Đã gửi {done}/{len(results)} yêu cầu"
    context = {"results": results, "title": title}
    return render(request, "plans/control/control_sent.html", context)


def word_result(plan, sent, actor):
    """{plan, done, words, typed} of one request."""
    outcome = {"plan": plan, "done": False, "typed": sent["note"]}
    try:
        domain.ask_for_changes(plan, by=actor, at=timezone.now(), **sent)
    except PlanMoved as moved:
        who = "Kế hoạch đã chuyển bước"
        if moved.args[0]:
            who = deeds.tell_event(moved.args[0])
        outcome["words"] = f"{who}. Chưa gửi yêu cầu này."
        return outcome
    except NotReady as not_ready:
        outcome["words"] = " ".join(not_ready.missing)
        return outcome
    outcome["done"] = True
    outcome["words"] = "Đã gửi góp ý; phải trả lời trước khi ký."
    if sent["status"] in domain.RECALLABLE:
        outcome["words"] = "Đã yêu cầu sửa; bản cũ nằm trong lưu trữ."
    return outcome
