"""One cell's page: its posts, its people with their plans, what became of it. And an
inspector's readings."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cells import chronicle, concerns
from cells import permissions as may
from cells.chronicle import describe_late_recording
from cells.models import Appointment, Cell
from cells.models.posts import came_with_register
from plans.models import AccessRecord, Cycle, Plan, Status
from plans.pages.cell import roster
from plans.permissions import may_read_years

PER_PAGE = 50


@require_safe
def cell_page(request, pk):
    cells = Cell.objects.overseen_by(request.actor).select_related(
        "committee__parent", "successor"
    )
    cells = cells.annotate(is_anything_undone=chronicle.is_anything_undone())
    shown, actor = get_object_or_404(cells, pk=pk), request.actor
    cycle = Cycle.objects.current(shown, actor.on)
    manages, leads = may.manages(actor, shown), shown.pk in actor.cells
    year = cycle.year if cycle else actor.on.year
    rows = roster.list_roster(shown, year, actor)
    official = exemptions_due = 0
    for row in rows:
        official += row["is_official"]
        exemptions_due += row["is_review_due"]
    posts = list_posts_ever(shown)
    concerned = []
    if manages or leads:
        concerned = concerns.list_concerns_of_cell(
            shown, actor.on, official=official, posts=posts
        )
    context = {
        "cell": shown,
        "cycle": cycle,
        "reads_years": may_read_years(actor),
        "rows": rows,
        "manages": manages,
        "leads": leads,
        "names_second_reader": may.names_second_reader(actor, shown),
        "is_open": shown.closed_on is None or shown.closed_on > actor.on,
        "concerns": concerned,
        "exemptions_due": exemptions_due,
    }
    context |= part_posts(posts, actor.on)
    context |= make_history_part(shown, year, actor)
    return render(request, "plans/cell/cell.html", context)


def list_posts_ever(cell):
    rows = Appointment.objects.filter(cell=cell).select_related(
        "member", "acting_for__member"
    )
    rows = rows.annotate(is_of_register=came_with_register())
    return list(rows.order_by("since", "pk"))


def part_posts(posts, on):
    """The posts in force, those to come, and those that ended, the newest first; with
    what is said of when they were recorded."""
    for post in posts:
        post.late_begin = post.late_end = ""
        if not post.is_of_register:
            post.late_begin = describe_late_recording(post.since, post.recorded_at)
        if post.until:
            post.late_end = describe_late_recording(post.until, post.ended_at)
    held = [post for post in posts if concerns.is_held(post, on)]
    later = [post for post in posts if post.since > on]
    past = [post for post in reversed(posts) if post.until and post.until <= on]
    return {"posts": held, "later_posts": later, "past_posts": past}


def make_history_part(cell, year, actor):
    """What became of the cell, who came and went this year, and where the plans (of the
    year) of those who went are."""
    arrivals, departures = chronicle.list_arrivals_and_departures(
        cell, actor.on.year, actor.on
    )
    gone = [row.member_id for row, _ in departures]
    plans, kept_years, undone = {}, [], []
    if departures:
        seen = Plan.objects.visible_to(actor).filter(year=year, member__in=gone)
        for plan in seen.select_related("cell"):
            plans[plan.member_id] = plan
    if cell.closed_on:
        kept_years = list_kept_years(cell, actor)
    if cell.is_anything_undone:
        undone = chronicle.find_undone_decisions(cell)
    return {
        "is_only_named": cell.never_was and not undone,
        "deeds": chronicle.list_cell_deeds(cell, undone),
        "arrivals": arrivals,
        "departures": [(deed, plans.get(row.member_id)) for row, deed in departures],
        "kept_years": kept_years,
    }


def list_kept_years(cell, actor):
    """[(year, [plan])] of what was filed in a cell that is closed by now, as far as the
    actor may read it."""
    plans = (
        Plan.objects.visible_to(actor)
        .filter(cell=cell, status=Status.POSTED)
        .exclude(member=actor.member)
    )
    rows = plans.select_related("member", "cycle").order_by(
        "-cycle__year", "member__name_sort", "pk"
    )
    by_year = groupby(rows, key=lambda plan: plan.cycle.year)
    return [(year, list(some)) for year, some in by_year]


@require_safe
def my_readings_page(request):
    """Everything that an inspector has opened, the newest first."""
    if not request.actor.inspected:
        raise PermissionDenied("Trang này dành cho cán bộ kiểm tra, giám sát.")
    opened = AccessRecord.objects.filter(reader=request.actor.member)
    rows = opened.select_related("plan__member", "plan__cell", "plan__cycle").order_by(
        "-at", "-pk"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/cell/my_readings.html", {"page": page})
