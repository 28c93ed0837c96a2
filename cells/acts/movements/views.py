"""What happens to a member is recorded here, put right or cancelled; the plans follow."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cells.acts.movements import ARRIVALS, CORRECTABLE, CannotMove, arrivals
from cells.acts.movements import forms as change_forms
from cells.acts.movements import words as movements
from cells.models import Appointment, Cell, Member, Movement
from cells.views.people import managed_cell, managed_person
from cells.wording import in_words

Kind = Movement.Kind


@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk, movement):
    """One kind of movement of one member."""
    kind = kind_of(movement)
    member, home = managed_person(request, pk)
    form = change_forms.MovementForm(request.POST or None, kind=kind, cells=goals(request.actor, member, home, kind))
    if request.method == "POST" and form.is_valid() and recorded(request, form, kind, member, form.cleaned_data):
        return redirect("person", member.pk)
    return movement_page(request, form, kind, member)


def kind_of(address):
    if address not in change_forms.ADDRESSES:
        raise Http404
    return change_forms.ADDRESSES[address]


def goals(actor, member, home, kind):
    """The cells to which a member may go: for a party member (to be) cells, for staff outside the Party units."""
    cells = Cell.objects.below(actor.committees).in_force(actor.on).exclude(pk=home and home.pk)
    staff = member.kind == Member.Kind.STAFF and kind != Kind.ADMITTED
    return cells.filter(kind=Cell.Kind.UNIT) if staff else cells.exclude(kind=Cell.Kind.UNIT)


def recorded(request, form, kind, member, said):
    """Record it and say what became of it, or put into the form why it does not fit."""
    now = timezone.now()
    try:
        movement = movements.record(kind, member, by=request.actor, at=now, **said)
    except CannotMove as refusal:
        form.add_error(None, f"{refusal} Chưa ghi gì.")
        return None
    if movement.recorded_at == now:  # The second click of a double click says nothing twice.
        what = f"Đã ghi: {movement.get_kind_display().lower()}, đồng chí {member.full_name}."
        messages.success(request, " ".join([what, *movements.told(member, request.actor.on)]))
    return movement


def movement_page(request, form, kind, member):
    posts = Appointment.objects.in_force(request.actor.on).filter(member=member).select_related("cell", "committee")
    ends = kind in (Kind.MOVED, Kind.SENT, Kind.DIED, Kind.LEFT, Kind.ADMITTED)
    context = {
        "form": form,
        "title": Kind(kind).label,
        "person": member,
        "foretold": movements.foretold(kind, member),
        "posts": [in_words(post) for post in posts] if ends else [],
        "label": "Ghi biến động",
    }
    return render(request, "cells/movements/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request, pk, movement):
    """Somebody comes to a cell from outside or is admitted: a new person, or one whom the ward knew before."""
    kind, cell = kind_of(movement), managed_cell(request, pk)
    if kind not in ARRIVALS or cell.kind == Cell.Kind.UNIT or cell.closed_on:
        raise Http404
    on = request.actor.on
    form = change_forms.ArrivalForm(request.POST, kind=kind) if request.method == "POST" else None
    found = []
    if form and form.is_valid():
        member, found = meant(form, request.actor)
        said = {**form.said(), "to_cell": cell}
        if member and (movement := arrived(request, form, kind, member, said)):
            return redirect("person", movement.member_id)
    form = form or change_forms.blank_arrival(kind, on)
    context = {"form": form, "title": f"{Kind(kind).label}: {cell.name}", "cell": cell, "found": found}
    return render(request, "cells/movements/receive.html", {**context, "foretold": [movements.NO_PLAN[kind]]})


def meant(form, actor):
    """(Member that the form means, []), or (None, [Member]) of whom one has to be chosen first."""
    facts, known = form.facts(), form.cleaned_data["known"]
    twin = Member.objects.filter(uid=form.cleaned_data["key"]).first()
    found = [] if twin else arrivals.known(facts, actor.committees)
    if chosen := next((member for member in found if str(member.pk) == known), None):
        return chosen, []
    by_card = [member for member in found if member.card and member.card == facts.get("card")]
    if found and (known != "new" or by_card):
        return None, found
    return twin or Member(uid=form.cleaned_data["key"], **facts), []


@transaction.atomic
def arrived(request, form, kind, member, said):
    """The movement; a new person is made with it, or not at all."""
    if member.pk is None:
        member = arrivals.new_person(member.uid, form.facts())
    elif member.pk == getattr(request.actor.member, "pk", None):
        raise PermissionDenied("Đồng chí không tự ghi biến động cho chính mình.")
    movement = recorded(request, form, kind, member, said)
    transaction.set_rollback(movement is None)
    return movement


# --- putting right -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """Another day or paper for a movement, with the reason; the same page cancels it."""
    movement = managed_movement(request, pk)
    form = change_forms.CorrectMovementForm(request.POST or None, kind=movement.kind, initial=said_by(movement))
    if request.method == "POST" and form.is_valid():
        said = {"reason": form.cleaned_data["reason"], **form.facts()}
        if answered(request, form, movements.correct, movement, "Đã sửa", **said):
            return redirect("person", movement.member_id)
    return correct_page(request, movement, form)


@require_POST
def cancel(request, pk):
    movement = managed_movement(request, pk)
    form = change_forms.ReasonForm(request.POST, prefix="cancel")
    if form.is_valid() and answered(request, form, movements.cancel, movement, "Đã hủy", **form.cleaned_data):
        return redirect("person", movement.member_id)
    unsent = change_forms.CorrectMovementForm(kind=movement.kind, initial=said_by(movement))
    return correct_page(request, movement, unsent, cancel_form=form)


def said_by(movement):
    return {name: getattr(movement, name) for name in CORRECTABLE}


def managed_movement(request, pk):
    movement = get_object_or_404(Movement.objects.select_related("member", "from_cell", "to_cell"), pk=pk)
    managed_person(request, movement.member_id)
    return movement


def answered(request, form, act, movement, said, **facts):
    try:
        correction = act(movement, by=request.actor, at=timezone.now(), **facts)
    except CannotMove as refusal:
        form.add_error(None, f"{refusal} Chưa đổi gì.")
        return False
    words = f"{said}: {movement.get_kind_display().lower()}, đồng chí {movement.member.full_name}."
    messages.success(request, words if correction else "Không có gì khác trước nên không đổi gì.")
    return True


def correct_page(request, movement, form, cancel_form=None):
    context = {
        "movement": movement,
        "person": movement.member,
        "form": form,
        "cancel_form": cancel_form or change_forms.ReasonForm(prefix="cancel"),
    }
    return render(request, "cells/movements/correct.html", context)
