"""What happens to a member is recorded here, put right or cancelled."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cells.acts.access import (
    get_managed_cell,
    get_managed_person,
    get_managed_record,
)
from cells.acts.corrections.forms import ReasonForm
from cells.acts.dependents import make_digest
from cells.acts.hanging import list_what_hangs, read_what_holds
from cells.acts.movements import records, words
from cells.acts.movements.arrivals import create_person, find_known_people
from cells.acts.movements.case import CannotMove, MovementCase
from cells.acts.movements.forms import (
    ArrivalForm,
    CorrectMovementForm,
    MovementForm,
    blank_arrival_form,
)
from cells.acts.movements.kinds import ARRIVALS, KINDS, find_kind
from cells.acts.movements.later_acts import TakesBack
from cells.acts.movements.resting import list_resting
from cells.effects import read_columns
from cells.models import Appointment, Cell, Member, Movement
from cells.ward_choice import WardChoice
from cells.wording import describe_row_and_term

Kind = Movement.Kind
LATELY = timedelta(days=365)
ENDS_POSTS = (Kind.MOVED, Kind.SENT, Kind.DIED, Kind.LEFT, Kind.ADMITTED)


@require_http_methods(["GET", "HEAD", "POST"])
def movement_page(request, pk, movement):
    """One kind of movement of one member."""
    kind = kind_or_404(movement)
    record = get_managed_record(request, pk)
    member, home = record.member, record.find_home(request.actor.on)
    cells = find_goals(request.actor, member, home, kind)
    wards = WardChoice(
        request.actor.committees, request.POST, usual=home and home.committee_id
    )
    form = MovementForm(request.POST or None, kind=kind, cells=cells, wards=wards)
    if (
        request.method == "POST"
        and form.is_valid()
        and movement_recorded(request, form, kind, member, form.cleaned_data)
    ):
        return redirect("person:person", member.pk)
    context = {
        "form": form,
        "title": Kind(kind).label,
        "person": member,
        "foretold": words.foretell_plan(kind, member, request.actor.on),
        **list_what_ends(kind, record, by=request.actor),
        "label": "Ghi biến động",
    }
    return render(request, "cells/movements/record.html", context)


def kind_or_404(address):
    kind = find_kind(address)
    if kind is None:
        raise Http404
    return kind


def find_goals(actor, member, home, kind):
    """The cells to which a member may go: for a party member (to be) cells, for staff
    outside the Party units."""
    cells = find_cells_of_late(actor)
    if home:
        cells = cells.exclude(pk=home.pk)
    if member.kind == Member.Kind.STAFF and kind != Kind.ADMITTED:
        return cells.filter(kind=Cell.Kind.UNIT)
    return cells.exclude(kind=Cell.Kind.UNIT)


def find_cells_of_late(actor):
    """Those that are open, and those that were until lately and for which another goes
    on: what happened before a decision is recorded after it too."""
    below = Cell.objects.filter(committee__in=actor.committees)
    a_year_ago = actor.on - LATELY
    until_lately = below.filter(
        closed_on__gt=a_year_ago, closed_on__lte=actor.on, successor__isnull=False
    ).exclude(founded_on=F("closed_on"))
    return below.in_force(actor.on) | until_lately


def list_what_ends(kind, record, *, by):
    """For the page: the posts, exemptions, suspensions and absences of today that end
    with it for the member of a PersonalRecord, and what hangs on who goes. What is
    recorded for later days is known with the day (TakesBack)."""
    if kind not in ENDS_POSTS:
        return {}
    member = record.member
    holding = read_what_holds(member, by.on)
    posts, models = find_posts_that_end(kind, record, by=by)
    terms = [row for row in holding.terms if type(row) in models]
    return {
        "ending": [describe_row_and_term(row) for row in [*posts, *terms]],
        "dependents": list_what_hangs(member, by.on, posts, holding.proposal),
    }


def find_posts_that_end(kind, record, *, by):
    """(Appointments, {model} of all that ends)."""
    today = Movement(kind=kind, member=record.member, on=by.on)
    case = MovementCase(today, record, by=by, at=None)
    posts, models = [], set()
    for rows in KINDS[kind].ends(case):
        models.add(rows.model)
        if rows.model is Appointment:
            posts.extend(case.still(rows).filter(since__lte=by.on).order_by("pk"))
    return posts, models


def movement_recorded(request, form, kind, member, said):
    """The movement, and what became of it as a message; None, and the form says why, if
    it does not fit."""
    now = timezone.now()
    try:
        movement = records.record_movement(
            kind, member, by=request.actor, at=now, **read_shown(request), **said
        )
    except TakesBack as refusal:
        form.takes_back = ShownBefore(refusal)
        return None
    except CannotMove as refusal:
        form.add_error(None, f"{refusal} Chưa ghi gì.")
        return None
    if movement.recorded_at == now:  # A double click says nothing twice.
        name = movement.get_kind_display().lower()
        sentences = [f"Đã ghi: {name}, đồng chí {member.full_name}."]
        sentences += words.tell_plan(member, request.actor.on)
        messages.success(request, " ".join(sentences))
    return movement


class ShownBefore:
    """What a movement takes back, and what stays in the log, as its page lists it
    before it is recorded; `seen` and `told` come back with the form as what the officer
    was shown."""

    def __init__(self, refusal):
        self.words, self.deeds = refusal.list_words(), refusal.deeds
        self.seen, self.told = refusal.marks, make_digest(refusal.deeds)


def read_shown(request):
    return {name: request.POST.get(name, "") for name in ("seen", "told")}


# --- who comes ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def arrival_page(request, pk, movement):
    """Somebody comes to a cell from outside or is admitted: a new person, or one whom
    the ward knew before."""
    kind, cell = kind_or_404(movement), get_managed_cell(request, pk)
    if kind not in ARRIVALS or cell.kind == Cell.Kind.UNIT:
        raise Http404
    if cell.list_succession()[-1].closed_on:
        raise Http404
    found = []
    if request.method == "POST":
        form = ArrivalForm(request.POST, kind=kind)
    else:
        form = blank_arrival_form(kind, request.actor.on)
    if form.is_valid():
        member, found = choose_person(form, request.actor)
        arrived = member and arrival_recorded(request, form, kind, member, cell)
        if arrived:
            return redirect("person:person", arrived.member_id)
    context = {
        "form": form,
        "title": f"{Kind(kind).label}: {cell.name}",
        "cell": cell,
        "found": found,
        "foretold": [words.NO_PLAN[kind]],
    }
    return render(request, "cells/movements/receive.html", context)


def choose_person(form, actor):
    """(Member that the form means, []), or (None, [Member]) of whom one has to be
    chosen first."""
    facts, answer = form.columns(), form.cleaned_data["known"]
    key = form.cleaned_data["key"]
    twin = Member.objects.filter(uid=key).first()
    if twin:
        return twin, []
    found = find_known_people(facts, actor.committees)
    has_card = False
    for member in found:
        if str(member.pk) == answer:
            return member, []
        has_card = has_card or bool(member.card and member.card == facts.get("card"))
    if found and (answer != "new" or has_card):
        return None, found
    return Member(uid=key, **facts), []


@transaction.atomic
def arrival_recorded(request, form, kind, member, cell):
    """The movement; a new person is made with it, or not at all."""
    if member.pk is None:
        member = create_person(member.uid, form.columns())
    elif request.actor.member and member.pk == request.actor.member.pk:
        raise PermissionDenied("Đồng chí không tự ghi biến động cho chính mình.")
    said = form.said()
    said["to_cell"] = cell
    movement = movement_recorded(request, form, kind, member, said)
    transaction.set_rollback(movement is None)
    return movement


# --- putting right --------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def movement_correction_page(request, pk):
    """Another day or paper for a movement, with the reason; the same page cancels
    it."""
    movement = managed_movement(request, pk)
    form = correction_form(movement, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, said = records.correct_movement, form.cleaned_data
        said |= read_shown(request)
        said["shown"] = request.POST.get("shown", "")
        if movement_corrected(request, form, act, movement, "Đã sửa", said):
            return redirect("person:person", movement.member_id)
    return correction_page(request, movement, form, ReasonForm(prefix="cancel"))


@require_POST
def movement_cancellation(request, pk):
    movement = managed_movement(request, pk)
    form = ReasonForm(request.POST, prefix="cancel")
    if form.is_valid():
        act, said = records.cancel_movement, form.cleaned_data
        said["shown"] = request.POST.get("shown", "")
        if movement_corrected(request, form, act, movement, "Đã hủy", said):
            return redirect("person:person", movement.member_id)
    return correction_page(request, movement, correction_form(movement), form)


def correction_form(movement, sent=None):
    initial = read_columns(movement, records.CORRECTABLE)
    return CorrectMovementForm(sent, kind=movement.kind, initial=initial)


def managed_movement(request, pk):
    rows = Movement.objects.select_related("member", "from_cell", "to_cell")
    movement = get_object_or_404(rows, pk=pk)
    get_managed_person(request, movement.member_id)
    return movement


def movement_corrected(request, form, act, movement, what, said):
    """Whether it was put right or cancelled; else the form says why not."""
    try:
        correction = act(movement, by=request.actor, at=timezone.now(), **said)
    except TakesBack as refusal:
        form.takes_back = ShownBefore(refusal)
        return False
    except CannotMove as refusal:
        form.add_error(None, f"{refusal} Chưa đổi gì.")
        return False
    name, person = movement.get_kind_display().lower(), movement.member.full_name
    if correction:
        sentences = [f"{what}: {name}, đồng chí {person}."]
        sentences += words.tell_plan(movement.member, request.actor.on)
        messages.success(request, " ".join(sentences))
    else:
        messages.success(request, "Không có gì khác trước nên không đổi gì.")
    return True


def correction_page(request, movement, form, cancel_form):
    dependents = list_resting(movement)
    context = {
        "dependents": dependents,
        "shown": make_digest(dependents),
        "movement": movement,
        "person": movement.member,
        "form": form,
        "cancel_form": cancel_form,
    }
    return render(request, "cells/movements/correct.html", context)
