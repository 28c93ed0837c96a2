"""Whose exemptions may somebody read, and whose may they keep? What somebody may not
know of is 404, what they know of and may not change is 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from cells import permissions
from cells.acts.exemptions.reviews import join_reviews
from cells.models import Cell, Exemption, ExemptionProposal

OWN = "Đồng chí không tự ghi, tự rà soát miễn sinh hoạt của chính mình."
SHARED_LIST = (
    "Danh sách lý do miễn dùng chung cho mọi chi bộ, do cấp ủy cao nhất ở đây giữ."
)


def get_seen_cell(request, pk):
    """A cell of party members whose figures the actor may read."""
    cells = Cell.objects.overseen_by(request.actor).exclude(kind=Cell.Kind.UNIT)
    return get_object_or_404(cells.select_related("committee"), pk=pk)


def get_kept_cell(request, pk):
    cell = get_seen_cell(request, pk)
    if not permissions.keeps_exemptions(request.actor, cell):
        raise PermissionDenied
    return cell


def get_seen_exemption(request, pk):
    """An exemption of somebody who belongs to such a cell today, with its reviews."""
    cells = Cell.objects.overseen_by(request.actor)
    rows = join_reviews(Exemption.objects.of_cells(cells, request.actor.on))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def get_kept_exemption(request, pk):
    row = get_seen_exemption(request, pk)
    if not permissions.exempts(request.actor, row.member):
        raise PermissionDenied(OWN)
    return row


def get_seen_proposal(request, pk):
    cells = Cell.objects.overseen_by(request.actor)
    rows = ExemptionProposal.objects.filter(cell__in=cells)
    rows = rows.select_related("member", "ground", "cell__committee", "exemption")
    return get_object_or_404(rows, pk=pk)


def get_decidable_proposal(request, pk):
    row = get_seen_proposal(request, pk)
    if not permissions.decides(request.actor, row):
        raise PermissionDenied
    return row


def get_withdrawable_proposal(request, pk):
    row = get_seen_proposal(request, pk)
    if not permissions.withdraws(request.actor, row):
        raise PermissionDenied
    return row


def refuse_others_than_keepers(actor):
    """Who keeps the list of grounds is one of few."""
    if not permissions.keeps_grounds(actor):
        raise PermissionDenied(SHARED_LIST)
