"""Who may do this? Tests on what somebody is toward a plan (plans/models/capacity.py).

Where the plan stands is asked by plans/workflow/steps.py.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper

from cells.models import Appointment
from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter, Prepared
from plans.models import AccessRecord, Capacity, Cycle, Plan, Status
from plans.models.capacity import author_belongs, capacity_rules
from plans.models.plan import READABLE
from plans.refusals import refuse_closed_year

# Who may remark on a plan where it stands: in the cell's review its officers and fellow
# members; the ward once it has left its draft. Of one that is signed it recalls: nobody
# could answer a remark there.
MAY_REMARK = {
    Status.DRAFT: set(),
    Status.CELL_REVIEW: {Capacity.REVIEWER, Capacity.PEER, Capacity.WARD},
    Status.FINALIZING: {Capacity.WARD},
    Status.SIGNED: set(),
    Status.POSTED: set(),
}
# Whose posts let them read the calendar of a year and who changed it.
READ_YEARS = {
    *Appointment.REVIEWERS,
    Appointment.Role.WARD_OFFICER,
    Appointment.Role.INSPECTOR,
}
# As what a reading is recorded: the first of these that somebody is.
RECORDED_AS = (
    (
        AccessRecord.Capacity.REVIEWER,
        {
            Capacity.REVIEWER,
            Capacity.OFFICER,
            Capacity.SECOND_READER,
            Capacity.RECEIVER,
        },
    ),
    (AccessRecord.Capacity.WARD, {Capacity.WARD}),
    (AccessRecord.Capacity.INSPECTOR, {Capacity.INSPECTOR}),
    (AccessRecord.Capacity.OFFICE, {Capacity.OFFICE}),
)


def capacities_of(actor, plan):
    """The set of capacities that somebody has toward a plan; worked out once for these
    two, in one query at most."""
    known = plan.__dict__.setdefault("capacities_by_actor", {})
    if actor not in known:
        known[actor] = find_capacities(actor, plan)
    return known[actor]


def find_capacities(actor, plan):
    if actor.member is None:
        return frozenset()
    if plan.member_id == actor.member.pk:
        return frozenset({Capacity.AUTHOR})
    found = get_with_capacities(actor, plan.pk)
    plan.author_belongs = found.author_belongs
    return capacities_of(actor, found)


def get_with_capacities(actor, pk):
    """A plan with its cell, cycle, form and author, what somebody is toward it and
    whether its author belongs to a cell, in one query. Raises Plan.DoesNotExist."""
    found = PLAN_WITH_CAPACITIES.fetch(actor, {"plan": pk})
    if not found:
        raise Plan.DoesNotExist
    [plan] = found
    held = {capacity for capacity in Capacity if getattr(plan, f"is_{capacity}", False)}
    if Capacity.AUTHOR in held:
        held = {Capacity.AUTHOR}
    plan.capacities_by_actor = {actor: frozenset(held)}
    return plan


def build_plan_with_capacities(somebody):
    columns = {}
    for capacity, rule in capacity_rules(somebody).items():
        columns[f"is_{capacity}"] = ExpressionWrapper(rule, BooleanField())
    plans = Plan.objects.with_related().annotate(**columns)
    plans = plans.annotate(author_belongs=author_belongs(somebody.on))
    return [plans.filter(pk=Parameter("plan", BigIntegerField()))]


PLAN_WITH_CAPACITIES = PreparedForActor(build_plan_with_capacities)


def is_author(actor, plan):
    return has_capacity(actor, plan, {Capacity.AUTHOR})


def has_capacity(actor, plan, capacities):
    """Whether somebody has one of these capacities toward a plan."""
    return not capacities_of(actor, plan).isdisjoint(capacities)


def may_read(actor, plan):
    """The same as Plan.objects.visible_to, of a plan that is there already."""
    held = capacities_of(actor, plan)
    return any(plan.status in READABLE.get(capacity, ()) for capacity in held)


def may_act(actor, plan, capacities):
    """The same, as long as the plan goes on."""
    return has_capacity(actor, plan, capacities) and goes_on(actor, plan)


def goes_on(actor, plan):
    """Whether anything is still done with a plan: one that was handed over with its
    cell, one whose year is closed, and one whose author belongs to no cell today, is
    only read."""
    return plan.goes_on_here and does_author_belong(actor, plan)


def does_author_belong(actor, plan):
    """The same as plans.models.capacity.author_belongs, of a plan that is there
    already; asked once, with what somebody is toward it. Not of an actor who is
    nothing toward any plan."""
    if actor.member is None:
        return False
    if is_author(actor, plan) and not hasattr(plan, "author_belongs"):
        plan.author_belongs = actor.home is not None
    return plan.author_belongs


def may_keep_papers(actor, plan, capacities):
    """The same also of an author who is gone: a paper from before is filed, what hangs
    is taken down, and what was recorded by mistake is taken back."""
    return plan.goes_on_here and has_capacity(actor, plan, capacities)


def require(actor, plan, capacities):
    """As may_act: raise PermissionDenied, or YearClosed where only that stands in the
    way."""
    require_papers(actor, plan, capacities)
    if not does_author_belong(actor, plan):
        raise PermissionDenied


def require_papers(actor, plan, capacities):
    """As may_keep_papers; errors as require."""
    if not (plan.is_kept_here and has_capacity(actor, plan, capacities)):
        raise PermissionDenied
    refuse_closed_year(plan.ends_with)


def require_year_under_way(plan):
    """Raise YearClosed if the year with which it ends has been closed meanwhile.

    Every act asks it anew once it holds the plan's row: whoever closes a year holds the
    rows of all plans that end with it, so that an act comes wholly before that or not
    at all.
    """
    refuse_closed_year(CYCLE.fetch_first({"cycle": plan.ends_with_id}))


def build_cycle():
    return [Cycle.objects.filter(pk=Parameter("cycle", BigIntegerField()))]


CYCLE = Prepared(build_cycle)


def may_take_down(actor, plan):
    """Whoever posts; also in a year that is closed, since what hangs on a wall does not
    come down by that."""
    return plan.is_kept_here and has_capacity(actor, plan, {Capacity.POSTER})


def may_remark(actor, plan):
    return may_act(actor, plan, MAY_REMARK[plan.status])


def recorded_capacity(actor, plan):
    """As what somebody's reading of another's plan is recorded; None for the author."""
    held = capacities_of(actor, plan)
    if Capacity.AUTHOR in held:
        return None
    for recorded, capacities in RECORDED_AS:
        if not held.isdisjoint(capacities):
            return recorded
    return AccessRecord.Capacity.PEER


def may_begin_for(actor, member, cell):
    """May begin this year's plan: the member, or an officer of the member's cell, who
    then names who types it."""
    return actor.member is not None and (
        actor.member.pk == member.pk or cell.pk in actor.cells
    )


def find_committees_of_years(actor):
    """Ids of the committees whose years somebody may read: officers of cells and of the
    ward, and inspectors, those in which their cells take part."""
    read = actor.committees | actor.inspected
    for post in actor.posts:
        if post.role in READ_YEARS:
            committee = post.committee or post.cell.committee
            read = read | {above.pk for above in committee.line()}
    return read


def may_read_years(actor):
    """Whether there is any committee of find_committees_of_years; asks the database
    nothing."""
    above = actor.committees | actor.inspected
    return bool(above) or any(post.role in READ_YEARS for post in actor.posts)


def may_keep_cycles(actor, committee_id):
    """Opens and changes the years of a committee: its ward officers, and those of the
    committees above."""
    return actor.member is not None and committee_id in actor.committees
