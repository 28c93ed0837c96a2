"""Printing a plan to be signed by hand: what stands on the sheets is kept as a
revision, with a code, before anybody signs them."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from plans import permissions
from plans.models import Plan, SigningPrint, Status
from plans.models.capacity import PRINTERS
from plans.refusals import NotReady, refuse_moved
from plans.workflow import log, sheets, step_rows, steps


@transaction.atomic
def print_for_signing(plan, *, by, at):
    """The SigningPrint of the text as it stands now. As long as no word is changed it
    is the same one again.

    Raises PermissionDenied, PlanMoved, or NotReady with what signing asks for too.
    """
    permissions.require(by, plan, PRINTERS)
    on = timezone.localdate(at)
    here = Plan.objects.filter(pk=plan.pk, status=Status.FINALIZING, cell=plan.cell_id)
    # Two at once are one after the other: the row is ours from here on.
    if not here.update(edited_at=F("edited_at")):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    plan = log.read_plan_again(plan)
    missing = steps.STEPS["sign"].needs(plan, {"on": on})
    if missing:
        raise NotReady(missing)
    printed = sheets.find_valid_print(plan, on)
    if printed is None:
        printed = make_print(plan, by=by, at=at)
    return printed


def make_print(plan, *, by, at):
    step_rows.keep_revision(plan, by=by, at=at)
    printed = SigningPrint.objects.create(
        plan=plan,
        revision=plan.revision,
        code=step_rows.make_code(),
        printed_at=at,
        printed_by=by.member,
    )
    log.record_event(
        plan, "print", by=by, at=at, from_status=plan.status, to_status=plan.status
    )
    return printed
