"""Which cells and people may a ward officer's act be about? What somebody may not know
of is 404, what they know of and may not change is 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from cells import permissions
from cells.acts.refusals import require
from cells.models import Cell
from cells.personal_record import PersonalRecord, find_personal_record

OWN = "Đồng chí không tự ghi chức vụ hay miễn sinh hoạt cho chính mình."


def get_managed_cell(request, pk):
    """The cell, if the actor manages it."""
    below = Cell.objects.below(request.actor.committees).select_related("committee")
    cell = get_object_or_404(below, pk=pk)
    if not permissions.manages(request.actor, cell):
        raise PermissionDenied
    return cell


def get_managed_person(request, pk):
    """(person, their cell or None), if the actor manages the cell where they belong or
    belonged last."""
    record = get_managed_record(request, pk)
    return record.member, record.find_home(request.actor.on)


def get_managed_record(request, pk):
    """The PersonalRecord of somebody, if the actor manages the cell where they belong
    or belonged last."""
    record = find_personal_record(pk)
    if record is None:
        raise Http404
    cell = record.find_home(request.actor.on) or record.find_last_cell()
    if cell is None or cell.committee_id not in request.actor.committees:
        raise Http404
    if not permissions.manages_person(request.actor, record.member, cell):
        raise PermissionDenied(OWN)
    return record


def require_manager(actor, member):
    """As get_managed_person, of an act that no page stands before."""
    record = PersonalRecord(member)
    cell = record.find_home(actor.on) or record.find_last_cell()
    require(cell and permissions.manages_person(actor, member, cell))
