"""Somebody else's plan: its revision, what was said about it, and what the reader may
do."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cells import posts
from phucdong.writing import date_text
from plans import permissions, readings, remarks
from plans.models import Capacity, Plan, Remark, Status
from plans.models.plan import EDITABLE
from plans.pages.desk import pile
from plans.pages.record import forms as record_forms
from plans.pages.review import remark_forms, sheet, step_forms
from plans.pages.review.step_blocks import list_step_blocks
from plans.papers import read_papers
from plans.reasons import REASONS
from plans.workflow import deeds, steps

NEIGHBOURS = 9
# What ?xem= may say: only what was mended, or the whole.
VIEWS = ("sua", "ca-ban")


@require_safe
def plan_page(request, pk):
    """The reader's page; whoever writes this plan is sent to the page that they write
    on."""
    try:
        shown = readings.get_visible_plan(request.actor, pk)
    except Plan.DoesNotExist as missing:
        raise Http404 from missing
    if permissions.is_author(request.actor, shown):
        return redirect("home:my_plan")
    if (
        permissions.has_capacity(request.actor, shown, {Capacity.HELPER})
        and shown.status in EDITABLE
    ):
        return redirect("editor:edit", pk)
    readings.record_reading(shown, by=request.actor, at=timezone.now())
    return show_plan(request, shown)


def show_plan(
    request,
    plan,
    *,
    step_form=None,
    remark_form=None,
    record_form=None,
    errors=(),
    status=200,
):
    """The page itself, also with what a refused form brought back."""
    actor = request.actor
    said = remarks.find_remarks_shown_to(actor, plan)
    events = list(deeds.list_events(plan))
    judged = deeds.find_last_judged_revision(plan, events)
    shown = sheet.make_sheet(
        plan, judged, said, actor, remarks.find_tickable_sources(actor, plan)
    )
    talk = make_remark_part(request, plan, shown, remark_form)
    context = {
        "plan": plan,
        "sheet": shown,
        "heading": make_heading(plan, shown, events),
        **talk,
        **choose_blocks(request, plan, shown, talk.get("remark_at")),
        **make_decision_part(actor, plan, shown, step_form),
        **make_record_part(actor, plan, record_form),
        **find_neighbours(actor, plan),
        "is_ward": permissions.has_capacity(actor, plan, {Capacity.WARD}),
        "events": [(deeds.tell_event(event), event) for event in events],
        "errors": [*errors, *list_errors(step_form, remark_form, record_form)],
    }
    return render(request, "plans/review/plan.html", context, status=status)


def list_errors(*forms):
    """[{text, url}] of what was typed and has to be mended."""
    return [
        {
            "text": text,
            "url": f"#{form[name].id_for_label}" if name in form.fields else "",
        }
        for form in forms
        if form is not None
        for name, texts in form.errors.items()
        for text in texts
    ]


# --- the plan -------------------------------------------------------------------------


def make_heading(plan, shown, events):
    """The badge and the line under the name."""
    sending = steps.list_sending_steps()
    rounds = sum(event.step in sending for event in events)
    again = (
        f" · lần {rounds}" if plan.status == Status.CELL_REVIEW and rounds > 1 else ""
    )
    facts = [
        plan.member.get_kind_display(),
        *shown.person["posts"],
        shown.person["occupation"],
        shown.person["cell"],
        f"bản {plan.revision}, {date_text(plan.moved_at)}",
    ]
    return {
        "label": plan.get_status_display() + again,
        "facts": " · ".join(filter(None, facts)),
    }


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
    return {
        "blocks": [
            place
            for place in shown.places
            if not is_partial or place.is_open or place.block.place == remark_at
        ],
        "is_partial": is_partial,
        "keep": f"?xem={chosen}" if chosen in VIEWS else "",
    }


# --- remarks --------------------------------------------------------------------------


def make_remark_part(request, plan, shown, form):
    """The one remark form of the page, standing at the place that was asked for ("" is
    the whole plan)."""
    if not permissions.may_remark(request.actor, plan):
        return {"remark_form": None}
    titles = [(place.block.place, place.block.title) for place in shown.places]
    kinds = {place.block.place: place.block.kind for place in shown.places}
    asked = request.GET.get("ve")
    form = form or remark_forms.make_blank_remark(
        plan, titles, asked if asked in kinds else "", request.GET.get("ly-do", "")
    )
    at = form["place"].value() if form["place"].value() in kinds else ""
    source = remarks.find_source(request.actor, plan)
    return {
        "remark_form": form,
        "remark_at": at,
        "is_remarking": asked is not None or form.is_bound,
        "is_peer": source == Remark.Source.PEER,
        "is_sent_at_once": source == Remark.Source.WARD,
        "reasons": [
            (reason, kinds.get(at, "text") in reason.kinds)
            for reason in REASONS.values()
        ],
    }


# --- steps ----------------------------------------------------------------------------


def make_decision_part(actor, plan, shown, form):
    """The step buttons that are open to this person, and what their words need."""
    said = [said for place in [*shown.places, shown.whole] for said in place.remarks]
    waiting = [one for one in said if one.is_open]
    form = form or step_forms.make_blank_step(plan, timezone.localdate())
    return {
        "step_form": form,
        "step_blocks": list_step_blocks(plan, actor, form, is_author=False),
        "unreleased": sum(one.remark.released_at is None for one in waiting),
        "unticked": sum(
            one.remark.released_at is not None and one.may_tick for one in waiting
        ),
    }


# --- step 4 ---------------------------------------------------------------------------


def make_record_part(actor, plan, form):
    """What is recorded of the revision signed last, what is still due, and the forms
    for whoever may record it."""
    if plan.status not in (Status.SIGNED, Status.POSTED):
        return {}
    papers = read_papers(plan)
    is_head = posts.is_head(plan.member, actor.on)
    part = {**papers._asdict(), "is_head": is_head}
    if plan.status == Status.SIGNED and not papers.filing:
        part["filing_form"] = make_filing_form(actor, plan, form)
    if plan.status == Status.SIGNED and is_head and not papers.posting:
        part["posting_form"] = make_posting_form(actor, plan, form)
    return part


def make_filing_form(actor, plan, form):
    if not permissions.may_act(actor, plan, {Capacity.FILER}):
        return None
    sent = form if isinstance(form, record_forms.FilingForm) else None
    return sent or record_forms.make_blank_record(
        record_forms.FilingForm, plan, actor.on, filed_on=actor.on
    )


def make_posting_form(actor, plan, form):
    if not permissions.may_act(actor, plan, {Capacity.POSTER}):
        return None
    sent = form if isinstance(form, record_forms.PostingForm) else None
    return sent or record_forms.make_blank_record(
        record_forms.PostingForm, plan, actor.on, since=actor.on
    )


# --- the pile beside it ---------------------------------------------------------------


def find_neighbours(actor, plan):
    """The part of the pile around this plan, and the plans before and after it."""
    is_reviewer = permissions.may_act(actor, plan, {Capacity.REVIEWER})
    is_fellow = (
        permissions.has_capacity(actor, plan, {Capacity.PEER})
        and plan.status == Status.CELL_REVIEW
    )
    if not is_reviewer and not is_fellow:
        return {}
    plans = pile.find_pile(actor) if is_reviewer else pile.find_plans_of_fellows(actor)
    order = list(plans.values_list("pk", flat=True))
    here = order.index(plan.pk) if plan.pk in order else -1
    first = max(0, here - NEIGHBOURS // 2)
    near = plans.filter(pk__in=order[first : first + NEIGHBOURS])
    return {
        "pile": pile.list_waiting(near, actor, timezone.now())
        if is_reviewer
        else pile.list_fellows(near, actor),
        "pile_size": len(order),
        "number": str(plan.pk),
        "previous": order[here - 1] if here > 0 else None,
        "next": next(iter(order[here + 1 :]), None),
    }
