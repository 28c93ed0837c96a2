"""Somebody else's plan: its revision, what was said about it, and what the reader may
do."""

from itertools import chain

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cells.memberships import describe_leaving, find_leaving
from cells.models import Member
from phucdong.writing import date_text
from plans import permissions, readings, remarks
from plans.models import Capacity, Plan, Remark, Status
from plans.models.plan import EDITABLE
from plans.pages.desk import pile
from plans.pages.review import remark_forms, sheet, step_forms, typed
from plans.pages.review.record_part import make_record_part
from plans.pages.review.step_blocks import list_step_blocks
from plans.papers import FILED_NOT_POSTED, read_papers
from plans.reasons import REASONS
from plans.refusals import explain_closed_year
from plans.workflow import deeds, steps, taking_back
from plans.workflow.deeds_for_author import read_deeds_for_author

NEIGHBOURS = 9
# What ?xem= may say: only what was mended, or the whole.
VIEWS = ("sua", "ca-ban")
NEVER_SENT = "Kế hoạch này chưa gửi chi bộ."


@require_safe
def plan_page(request, pk):
    """The reader's page; whoever writes this plan is sent to the page that they write
    on."""
    shown = require_visible_plan(request.actor, pk)
    if permissions.is_author(request.actor, shown):
        return redirect("home:my_plan")
    if (
        permissions.has_capacity(request.actor, shown, {Capacity.HELPER})
        and shown.status in EDITABLE
    ):
        return redirect("editor:edit", pk)
    readings.record_reading(shown, by=request.actor, at=timezone.now())
    return show_plan(request, shown)


def require_visible_plan(actor, pk):
    """As readings.get_visible_plan; 404 for a plan that they may not see."""
    try:
        return readings.get_visible_plan(actor, pk)
    except Plan.DoesNotExist as missing:
        raise Http404 from missing


def require_plan_within_reach(actor, pk):
    """As readings.get_plan_within_reach; 404 for a plan that they may not know of."""
    try:
        return readings.get_plan_within_reach(actor, pk)
    except Plan.DoesNotExist as missing:
        raise Http404 from missing


def show_plan(
    request,
    plan,
    *,
    step_form=None,
    remark_form=None,
    record_form=None,
    answer_form=None,
    errors=(),
    status=200,
):
    """The page itself, also with what a refused form brought back; 403 of a plan that
    was never sent: there is nothing of it that a reader could see or decide."""
    if not plan.revision:
        raise PermissionDenied(NEVER_SENT)
    actor = request.actor
    said = remarks.list_remarks_shown_to(actor, plan)
    events = deeds.list_events(plan)
    judged = deeds.find_last_judged_among(plan, events)
    shown = sheet.make_sheet(
        plan, judged, said, actor, remarks.find_tickable_sources(actor, plan)
    )
    papers = read_papers(plan, actor.on)
    context = {
        "plan": plan,
        "sheet": shown,
        "heading": make_heading(plan, shown, events, papers),
        "is_ward": permissions.has_capacity(actor, plan, {Capacity.WARD}),
        "closed_year": explain_closed_year(plan.ends_with),
        "events": deeds.tell_history(events),
        "leaving": word_leaving(actor, plan),
        "may_take_back": taking_back.may_take_any_back(actor, plan, events),
        "errors": [
            *errors,
            *list_errors(step_form, remark_form, record_form, answer_form),
        ],
    }
    context |= make_remark_part(request, plan, shown, remark_form)
    context |= choose_blocks(request, plan, shown, context.get("remark_at"))
    context["compared"] = word_compared(plan, shown)
    done = read_deeds_for_author(plan, events)
    read = {"papers": papers, "is_held": done.is_held}
    context |= make_decision_part(actor, plan, shown, read, step_form)
    context |= make_record_part(actor, plan, papers, record_form)
    context |= typed.make_typed_part(plan, done, actor, answer_form)
    context |= find_neighbours(actor, plan)
    return render(request, "plans/review/plan.html", context, status=status)


def list_errors(*forms):
    """[{text, url}] of what was typed and has to be mended."""
    errors = []
    for form in forms:
        if form is None:
            continue
        for name, texts in form.errors.items():
            url = ""
            if name in form.fields:
                url = f"#{form[name].id_for_label}"
            for text in texts:
                errors.append({"text": text, "url": url})
    return errors


# --- the plan -------------------------------------------------------------------------


def make_heading(plan, shown, events, papers):
    """The badge and the line under the name."""
    sending = steps.list_sending_steps()
    rounds = sum(event.step in sending for event in events)
    label = plan.get_status_display()
    if plan.status == Status.CELL_REVIEW and rounds > 1:
        label = f"{label} · lần {rounds}"
    is_to_be_hung = papers.is_posting_due and plan.goes_on_here
    if plan.status == Status.POSTED and is_to_be_hung:
        label = FILED_NOT_POSTED
    facts = [
        plan.member.get_kind_display(),
        *shown.person["posts"],
        shown.person["occupation"],
        shown.person["cell"],
        f"bản {plan.revision}, {date_text(plan.moved_at)}",
    ]
    return {"label": label, "facts": " · ".join(filter(None, facts))}


def choose_blocks(request, plan, shown, remark_at):
    """The blocks on the page: a reviewer of a mended plan sees what changed first, the
    whole is one link away.

    The block at which a remark is being written is always among them.
    """
    chosen = request.GET.get("xem")
    is_reviewer = permissions.may_act(request.actor, plan, {Capacity.REVIEWER})
    mended = shown.changed and plan.status == Status.CELL_REVIEW and is_reviewer
    is_partial = bool(shown.changed) and (
        chosen == "sua" or (mended and chosen != "ca-ban")
    )
    blocks = shown.places
    if is_partial:
        blocks = [
            place
            for place in shown.places
            if is_wanted(place, shown) or place.block.place == remark_at
        ]
    keep = ""
    if chosen in VIEWS:
        keep = f"?xem={chosen}"
    return {"blocks": blocks, "is_partial": is_partial, "keep": keep}


def is_wanted(place, shown):
    """Whether a reviewer of a mended plan has to see a place. Of one that was agreed to
    and sent again these are the ones that were changed unasked."""
    if shown.unasked is None:
        return place.is_open
    return place.block.place in shown.unasked


def word_compared(plan, shown):
    """ "so với bản 2, chi bộ thông qua ngày 27/11/2026"; "" where the cell judged
    nothing before."""
    if shown.judged is None:
        return ""
    cell = "chi bộ"
    if plan.member.kind == Member.Kind.STAFF:
        cell = "đơn vị"
    deed = steps.describe_judgement(shown.judged)
    day = date_text(shown.judged.at)
    return f"so với bản {shown.judged.revision}, {cell} {deed} ngày {day}"


def word_leaving(actor, plan):
    """How an author left who belongs to no cell any more; "" of anybody else."""
    if permissions.does_author_belong(actor, plan):
        return ""
    leaving = find_leaving(plan.member, actor.on)
    if leaving is None:
        return ""
    return describe_leaving(leaving)


# --- remarks --------------------------------------------------------------------------


def make_remark_part(request, plan, shown, form):
    """The one remark form of the page, standing at the place that was asked for ("" is
    the whole plan)."""
    if not permissions.may_remark(request.actor, plan):
        return {"remark_form": None}
    titles, kinds = [], {}
    for place in shown.places:
        block = place.block
        titles.append((block.place, block.title))
        kinds[block.place] = block.kind
    asked = request.GET.get("ve")
    if form is None:
        place = asked or ""
        if place not in kinds:
            place = ""
        form = remark_forms.make_blank_remark(
            plan, titles, place, request.GET.get("ly-do", "")
        )
    at = form["place"].value()
    if at not in kinds:
        at = ""
    kind = kinds.get(at, "text")
    source = remarks.find_source(request.actor, plan)
    return {
        "remark_form": form,
        "remark_at": at,
        "is_remarking": asked is not None or form.is_bound,
        "is_peer": source == Remark.Source.PEER,
        "is_sent_at_once": source == Remark.Source.WARD,
        "reasons": [(reason, kind in reason.kinds) for reason in REASONS.values()],
    }


# --- steps ----------------------------------------------------------------------------


def make_decision_part(actor, plan, shown, read, form):
    """The step buttons that are open to this person, and what their words need."""
    unreleased = unticked = 0
    left_behind = []
    for said in list_shown_remarks(shown):
        if said.is_left_behind:
            left_behind.append(said.remark)
        elif said.is_open and said.remark.released_at is None:
            unreleased += 1
        elif said.is_open and said.may_tick:
            unticked += 1
    if form is None:
        form = step_forms.make_blank_step(
            plan, timezone.localdate(), step_forms.list_sheets_to_sign(plan)
        )
    blocks = list_step_blocks(plan, actor, form, is_author=False, **read)
    return {
        "step_form": form,
        "step_blocks": blocks,
        "may_agree": "agree" in steps.list_open_steps(plan, actor),
        "unreleased": unreleased,
        "unticked": unticked,
        "left_behind": left_behind,
        "may_hold_back": permissions.may_act(actor, plan, {Capacity.REVIEWER}),
    }


def list_shown_remarks(shown):
    return chain.from_iterable(place.remarks for place in [*shown.places, shown.whole])


# --- the pile beside it ---------------------------------------------------------------


def find_neighbours(actor, plan):
    """The part of the pile around this plan, and the plans before and after it."""
    is_reviewer = permissions.may_act(actor, plan, {Capacity.REVIEWER})
    is_fellow = (
        permissions.has_capacity(actor, plan, {Capacity.PEER})
        and plan.status == Status.CELL_REVIEW
    )
    if is_reviewer:
        order = pile.list_pks_in_pile(actor)
    elif is_fellow:
        plans = pile.find_plans_of_fellows(actor)
        order = list(plans.values_list("pk", flat=True))
    else:
        return {}
    here, previous = -1, None
    if plan.pk in order:
        here = order.index(plan.pk)
    if here > 0:
        previous = order[here - 1]
    first = max(0, here - NEIGHBOURS // 2)
    near = order[first : first + NEIGHBOURS]
    if is_reviewer:
        lines = pile.list_part_of_pile(near, actor, timezone.now())
    else:
        lines = pile.list_fellows(plans.filter(pk__in=near), actor)
    return {
        "pile": lines,
        "pile_size": len(order),
        "number": str(plan.pk),
        "previous": previous,
        "next": next(iter(order[here + 1 :]), None),
    }
