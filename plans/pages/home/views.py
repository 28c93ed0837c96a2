"""A person's first page, and the author's own: what must I do, by when, where does my
plan stand?"""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cells import posts
from cells.memberships import describe_leaving, find_leaving, find_next_place
from cells.models import Appointment, Membership
from cells.news import is_recent, list_news
from cells.prepared import PreparedForActor
from plans import own_years, readings
from plans.models import Assistance, Cycle, Plan, Status
from plans.models.board import is_board_on
from plans.models.plan import EDITABLE
from plans.pages.home import authors_year, next_action
from plans.pages.review.step_blocks import list_step_blocks
from plans.pages.review.step_forms import make_blank_step
from plans.refusals import HasPlanOfYear
from plans.workflow import assistances, deeds, steps, taking_back
from plans.workflow.assistances import TypedPlan
from plans.workflow.deeds_for_author import read_deeds_for_author
from plans.workflow.wall import ON_THE_WALL

OVERSEERS = {Appointment.Role.WARD_OFFICER, Appointment.Role.INSPECTOR}
PLAN_GOES_ALONG = (
    "Kế hoạch năm {} đồng chí đã bắt đầu khi còn ở đơn vị đi tiếp cùng đồng chí, không "
    "phải lập bản khác."
)
PLAN_STANDS = (
    "Kế hoạch năm {} đồng chí đã nộp khi còn ở đơn vị vẫn có giá trị, không phải lập "
    "bản khác."
)
DESK = {*Appointment.REVIEWERS, Appointment.Role.CHAIRMAN_OFFICE}


@require_safe
def home_redirect(request):
    """Everybody to the page where their work lies."""
    actor = request.actor
    held = {post.role for post in actor.posts}
    if actor.is_administrator and actor.member is None:
        return redirect("accounts:accounts")
    if held & OVERSEERS:
        return redirect("dashboard:dashboard")
    if held & DESK:
        return redirect("desk:queue")
    return redirect("home:my_plan")


@require_safe
def my_plan_page(request):
    actor = request.actor
    if actor.member is None:
        return render(request, "plans/home/my_plan_none.html", {"why": "no_person"})
    plans, helping = list_plans_at_hand(actor)
    years = read_years_at_home(actor, plans)
    cycle = choose_year_at_home(years, request.GET.get("nam"))
    if cycle is None:
        context = explain_nothing_to_do(actor)
        news = list_news(actor)
        context |= {"earlier": plans, "helping": helping, "news": news}
        return render(request, "plans/home/my_plan_none.html", context)
    context = describe_this_year(actor, cycle, plans)
    context["other_years"] = list_other_years(years.shown, context["standing"], plans)
    told = {one.year for one in years.shown}
    context["earlier"] = [plan for plan in plans if plan.year not in told]
    context["helping"] = helping
    context["news"] = [*list_news(actor), *word_plan_from_unit(actor, context["plan"])]
    return render(request, "plans/home/my_plan.html", context)


def read_years_at_home(actor, plans):
    """The OwnYears of whoever belongs to a cell, or None."""
    if not actor.home:
        return None
    return own_years.read_own_years(actor.member, actor.home, plans, actor.on)


def choose_year_at_home(years, asked):
    if years is None:
        return None
    return years.choose(asked)


def list_other_years(cycles, shown, plans):
    """[(Cycle, its plan or None, when its draft is due)] of the years that go on beside
    the AuthorsYear that is shown, the older first."""
    by_year = {plan.year: plan for plan in plans}
    others = []
    for cycle in cycles:
        if cycle != shown.cycle:
            due = shown.find_deadlines_in(cycle).draft
            others.append((cycle, by_year.get(cycle.year), due))
    return others


def explain_nothing_to_do(actor):
    """Why: the last year if all are closed; of who belongs nowhere, where they will
    belong or are a guest, or how they left, where to and since when."""
    if actor.home:
        last = Cycle.objects.current(actor.home, actor.on)
        if last:
            return {"why": "all_closed", "last_year": last}
        return {"why": "no_cycle"}
    coming = find_next_place(actor.member, actor.on)
    if coming:
        return {"why": name_coming(coming, actor.on), "coming": coming}
    leaving = find_leaving(actor.member, actor.on)
    if leaving is None:
        return {"why": "no_cell"}
    if leaving.ending == Membership.Ending.HANDED_OVER:
        return {
            "why": "handed_over",
            "last": leaving.membership,
            "to": leaving.place,
        }
    return {
        "why": "gone",
        "last": leaving.membership,
        "leaving": describe_leaving(leaving),
    }


def name_coming(row, on):
    if row.since > on:
        return "comes_later"
    return "guest"


def list_plans_at_hand(actor):
    """([Plan], [TypedPlan]): all of a person, the newest year first, and those that
    they type for others, by name. One query."""
    own, of_others = [], []
    for plan in PLANS_AT_HAND.fetch(actor, {}):
        if plan.member_id == actor.member.pk:
            own.append(plan)
        else:
            of_others.append(plan)
    own.sort(key=lambda plan: (plan.cycle.year, plan.pk), reverse=True)
    of_others.sort(key=lambda plan: (plan.member.name_sort, plan.pk))
    return own, [name_typed_plan(plan) for plan in of_others]


def name_typed_plan(plan):
    return TypedPlan(plan.pk, plan.member.full_name, plan.cycle.year)


def build_plans_at_hand(somebody):
    """With `typing_until` (the day on which the open act of typing is over, or None)
    and `was_typed`."""
    own = Plan.objects.filter(member=somebody.member).with_related()
    acts = Assistance.objects.filter(plan=OuterRef("pk"))
    known = {
        "typing_until": Subquery(acts.open(somebody.on).values("lapses_on")[:1]),
        "was_typed": Exists(acts.that_typed()),
    }
    typed = assistances.find_plans_typed_by(somebody)
    return [own.annotate(**known), typed.annotate(**known)]


PLANS_AT_HAND = PreparedForActor(build_plans_at_hand)


def describe_this_year(actor, cycle, plans):
    plan = next((plan for plan in plans if plan.year == cycle.year), None)
    cell, form, blocks = actor.home, None, []
    if plan:
        readings.note_opening_by_writer(plan, at=timezone.now())
        cell, form = plan.cell, make_blank_step(plan, actor.on)
        blocks = list_step_blocks(plan, actor, form, is_author=True)
    reviewing = posts.find_reviewers(cell, actor.on, besides=actor.member.pk)
    now = authors_year.read_authors_year(actor, cycle, plan, reviewing)
    wall = {}
    if plan and plan.status in ON_THE_WALL:
        wall = describe_wall(plan, now)
    four_steps = []
    if plan or not now.excuse:
        four_steps = next_action.list_four_steps(now)
    return {
        "plan": plan,
        "cycle": cycle,
        "cell": cell,
        "standing": now,
        "action": next_action.find_next_action(now),
        "steps": four_steps,
        "wall": wall,
        "may_take_back": may_take_signature_back(actor, plan, now),
        "is_editable": plan is not None and plan.status in EDITABLE,
        "step_form": form,
        "step_blocks": blocks,
        "to_ask": next(iter(reviewing), None),
        "may_ask_for_help": plan is None or plan.status in EDITABLE,
        **describe_what_others_did(plan, now),
    }


def word_plan_from_unit(actor, plan):
    """[sentence]: who was admitted lately asks whether another plan is due."""
    if plan is None:
        return []
    begun_on = timezone.localdate(plan.begun_at)
    admitted = Membership.Origin.ADMITTED
    for row in actor.recent_memberships:
        is_lately = is_recent(row.since, actor.on) and row.origin == admitted
        if is_lately and begun_on < row.since:
            year = plan.cycle.year
            if plan.status == Status.POSTED:
                return [PLAN_STANDS.format(year)]
            return [PLAN_GOES_ALONG.format(year)]
    return []


def may_take_signature_back(actor, plan, now):
    """Whether the author signed it, and nothing rests on that yet."""
    if now.signature is None or now.filing or now.posting:
        return False
    return taking_back.may_take_any_back(actor, plan, now.all_events)


def describe_wall(plan, now):
    """Of a head's signed plan: whether the board in the software is on, and the consent
    that holds; what may be withdrawn is shown although the board is off."""
    if not (now.is_head or now.posting):
        return {}
    return {
        "is_head": now.is_head,
        "board_is_on": is_board_on(plan.cell.committee),
        "consent": now.papers.consent,
    }


def describe_what_others_did(plan, standing):
    """What was done in the author's name, and what they say to it; {} if nothing
    was."""
    if plan is None:
        return {}
    done = read_deeds_for_author(plan, standing.events)
    if not done.typings and not done.inked:
        return {}
    can_object = plan.was_typed or done.inked
    return {
        "done": done,
        "is_typed_now": plan.typing_until is not None,
        "may_object": can_object and not done.is_held and plan.status != Status.DRAFT,
    }


@require_POST
def begin_my_plan(request):
    """Begin this year's plan, or that of another year under way (twice is once), and go
    to its first page; or to the one that somebody has of that year already."""
    actor = request.actor
    plans, _ = list_plans_at_hand(actor)
    years = read_years_at_home(actor, plans)
    cycle = choose_year_at_home(years, request.POST.get("nam"))
    if cycle is None:
        return redirect("home:my_plan")
    try:
        plan = steps.begin_plan(
            actor.member, cycle, actor.home, by=actor, at=timezone.now()
        )
    except HasPlanOfYear as other:
        told = deeds.tell_plan_of_year(other.args[0])
        messages.warning(request, f"Đồng chí {told}")
        return redirect(f"{reverse('home:my_plan')}?nam={cycle.year}")
    return redirect("editor:edit", plan.pk)


@require_safe
def readers_page(request, pk):
    """Who has read my plan: the author's page alone."""
    plan = get_object_or_404(
        Plan.objects.filter(member=request.actor.member).select_related("cycle"), pk=pk
    )
    openings = readings.list_readings(plan)
    more = max(0, openings.count() - MOST)
    shown = {"plan": plan, "openings": openings[:MOST], "more": more}
    return render(request, "plans/home/readers.html", shown)


MOST = 200
