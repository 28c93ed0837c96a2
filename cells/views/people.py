"""The ward keeps its cells and people: new cells, new persons, posts, exemptions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import forms, permissions, personnel, timeline, warnings
from cells.acts.corrections.rules import write_birth_date
from cells.acts.movements.kinds import KINDS, find_possible_kinds
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership, Movement, Suspension
from cells.names import natural_key
from cells.posts import Actor, secretaries
from cells.wording import in_words

OVERLAP = "Ngày này chồng lên một dòng đã có, hoặc kết thúc trước khi bắt đầu. Chưa ghi gì."


@require_safe
def cells(request):
    """Cells and units below the ward officer's committees, with how many belong to each today."""
    if not request.actor.committees:
        raise Http404
    on = request.actor.on
    shown = list(Cell.objects.below(request.actor.committees).in_force(on).with_members(on).select_related("committee"))
    led = secretaries(shown, on)
    noticed = warnings.about(shown, on)
    rows = [(cell, led.get(cell.pk, ""), noticed.get(cell.pk, ())) for cell in sorted(shown, key=units_last)]
    wards = Committee.objects.with_one_register().filter(pk__in=request.actor.committees, closed_on=None)
    page = {"rows": rows, "wards": wards.order_by("pk"), "is_of_many": len({cell.committee_id for cell in shown}) > 1}
    return render(request, "cells/cells.html", page)


def units_last(cell):
    """Committee by committee, the units of staff outside the Party after the cells of each."""
    return natural_key(cell.committee.name), cell.committee_id, cell.kind == Cell.Kind.UNIT, natural_key(cell.name)


@require_http_methods(["GET", "HEAD", "POST"])
def new_cell(request):
    if not request.actor.committees:
        raise Http404
    committees = Committee.objects.open().filter(pk__in=request.actor.committees).order_by("name", "pk")
    form = forms.CellForm(request.POST or None, committees=committees)
    if request.method == "POST" and form.is_valid():
        same = {name: form.cleaned_data[name] for name in ("committee", "name")}
        if not Cell.objects.filter(closed_on=None, **same).exists():
            cell = Cell.objects.create(**form.cleaned_data)
            messages.success(request, f"Đã lập {cell.name}.")
            return redirect("cell", cell.pk)
        form.add_error("name", "Đã có chi bộ, đơn vị đang hoạt động mang tên này.")
    return render(request, "cells/form.html", {"form": form, "title": "Lập chi bộ, đơn vị", "label": "Lập"})


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request, pk):
    cell = managed_cell(request, pk)
    kind = forms.MemberForm if cell.kind == Cell.Kind.UNIT else forms.PartyMemberForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        since, origin = form.cleaned_data["since"], form.cleaned_data.get("origin", Membership.Origin.REGISTER)
        now = timezone.now()
        try:
            member = personnel.add_member(cell, form.facts(), since=since, origin=origin, by=request.actor, at=now)
        except personnel.CellClosed as closed:
            form.add_error(None, str(closed))
        else:
            messages.success(request, f"Đã thêm đồng chí {member.full_name} vào {cell.name}.")
            return redirect("person", member.pk)
    return render(request, "cells/form.html", {"form": form, "title": f"Thêm người vào {cell.name}", "label": "Thêm"})


@require_safe
def person(request, pk):
    member, home = managed_person(request, pk)
    return render(request, "cells/person.html", person_page(member, home, request.actor))


def person_page(member, home, by):
    """What holds today in words, what can happen now, and the whole story."""
    kept = {name: [line(row, by.on) for row in rows_of(kind, member)] for kind, name in NAMES.items()}
    kept["posts"] = [post for post in kept["posts"] if post["is_open"]]
    return {
        "person": member,
        "home": home,
        "born": write_birth_date(member),
        "is_probationary": member.is_probationary(by.on),
        "kept": kept,
        "kinds": [(KINDS[kind].address, kind.label) for kind in find_possible_kinds(member, by=by)],
        "timeline": timeline.of(member),
    }


NAMES = {Appointment: "posts", Exemption: "exemptions", Suspension: "suspensions"}


def rows_of(kind, member):
    rows = kind.objects.filter(member=member).order_by("-since")
    pointed_at = {Appointment: ("cell", "committee"), Exemption: ("ground",)}.get(kind)
    return rows.select_related(*pointed_at) if pointed_at else rows


def line(row, on):
    can_end = row.until is None or row.until > on
    return {"pk": row.pk, "since": row.since, "until": row.until, "is_open": can_end, "words": in_words(row)}


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request, pk):
    """Give somebody a post, or let them stand in for another for a period."""
    member, home = managed_person(request, pk)
    places, held = places_of(request.actor, home), posts_beside(member, home, request.actor.on)
    form = forms.AppointmentForm(request.POST or None, places=places, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            appointed(member, home, dict(form.cleaned_data), by=request.actor, at=timezone.now())
        except personnel.PostTaken as taken:
            form.add_error("role", f"{taken} Ghi ngày thôi của đồng chí ấy trước, hoặc chọn phụ trách thay.")
        except personnel.CellClosed as closed:
            form.add_error(None, str(closed))
        except personnel.ImpossibleDates:
            form.add_error("since", OVERLAP)
        else:
            messages.success(request, f"Đã ghi: giao chức vụ, đồng chí {member.full_name}.")
            return redirect("person", member.pk)
    page = {"form": form, "title": f"Giao chức vụ: {member.full_name}", "label": "Giao chức vụ", "person": member}
    return render(request, "cells/form.html", page)


def places_of(actor, home):
    """[(place, label)]: the person's cell, units (whose heads may belong to a cell), and the actor's committees."""
    units = Cell.objects.below(actor.committees).in_force(actor.on).filter(kind=Cell.Kind.UNIT).order_by("name")
    cells = [*([home] if home else []), *units.exclude(pk=home and home.pk)]
    committees = Committee.objects.open().filter(pk__in=actor.committees).order_by("pk")
    return [(f"cell-{row.pk}", row.name) for row in cells] + [(f"committee-{row.pk}", row.name) for row in committees]


def posts_beside(member, home, on):
    """Posts of others in the person's cell for whom they may stand in."""
    held = Appointment.objects.filter(cell=home, acting_for=None, role__in=Appointment.REVIEWERS)
    held = held.exclude(until__lte=on).exclude(member=member).select_related("member", "cell", "committee")
    return held.order_by("since", "pk") if home else held.none()


def appointed(member, home, facts, *, by, at):
    role, place, acting_for = facts.pop("role"), facts.pop("place"), facts.pop("acting_for")
    if role == forms.AppointmentForm.STAND_IN:
        return personnel.stand_in(member, acting_for, by=by, at=at, **facts)
    return personnel.appoint(member, role, by=by, at=at, **chosen_place(place, role, home, by), **facts)


def chosen_place(place, role, home, by):
    """{"cell": …} or {"committee": …}; a place that does not fit the role is the database's to refuse."""
    kind, _, pk = place.partition("-")
    if kind == "cell":
        return {"cell": Cell.objects.get(pk=pk)}
    return {"committee": Committee.objects.get(pk=pk)} if kind else place_of(role, home, by)


def place_of(role, home, by):
    """Where a post stands: of the person's own ward, as far as it is the officer's, or of the person's own cell."""
    if role in Appointment.OF_A_COMMITTEE:
        own = next(post.committee for post in by.posts if post.role == Appointment.Role.WARD_OFFICER)
        ward = home.committee.ward() if home else own
        return {"committee": ward if ward.pk in by.committees else own}
    if home is None:
        raise PermissionDenied("Người chưa thuộc chi bộ nào thì chưa giao chức vụ trong chi bộ được.")
    return {"cell": home}


@require_POST
def end(request, pk, row_pk):
    """End a post that is still held."""
    member, _ = managed_person(request, pk)
    row = get_object_or_404(Appointment.objects.filter(member=member).select_related("cell"), pk=row_pk)
    if not permissions.may_end(request.actor, row):
        raise PermissionDenied("Chức vụ này do cấp trên hoặc đảng bộ khác giao.")
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chưa ghi: ngày phải viết như 05/02/2026.")
        return redirect("person", member.pk)
    try:
        ended = personnel.end(row, form.cleaned_data["on"], by=request.actor, at=timezone.now())
        messages.success(request, "Đã ghi ngày thôi." if ended else "Dòng này đã kết thúc từ trước; không đổi gì.")
    except personnel.ImpossibleDates:
        messages.error(request, OVERLAP)
    return redirect("person", member.pk)


def managed_cell(request, pk):
    """The cell, if the actor manages it: what they may not know of is 404."""
    cell = get_object_or_404(Cell.objects.below(request.actor.committees).select_related("committee"), pk=pk)
    if not permissions.manages(request.actor, cell):
        raise PermissionDenied
    return cell


def managed_person(request, pk):
    """(person, their cell or None), if the actor manages the cell where they belong or belonged last."""
    member = get_object_or_404(Member, pk=pk)
    home = Actor(member, request.actor.on).home
    cell = home or last_cell(member)
    if cell is None or cell.committee_id not in request.actor.committees:
        raise Http404
    if not permissions.manages_person(request.actor, member, cell):
        raise PermissionDenied("Đồng chí không tự ghi chức vụ hay miễn sinh hoạt cho chính mình.")
    return member, home


def last_cell(member):
    """Where somebody belonged last, or was to come before that was cancelled; None for a stranger."""
    last = Membership.objects.filter(member=member).select_related("cell").order_by("-since").first()
    came = last or Movement.objects.filter(member=member).select_related("to_cell").order_by("-recorded_at").first()
    return came.cell if last else came and came.to_cell
