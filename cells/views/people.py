"""The ward keeps its cells and people: new cells, new persons, posts, exemptions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import forms, permissions, personnel
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership, Suspension, Transfer
from cells.names import natural_key
from cells.posts import Actor, secretaries

KEPT = {
    "chuc-vu": (Appointment, forms.AppointmentForm, "Giao chức vụ"),
    "mien": (Exemption, forms.ExemptionForm, "Miễn công tác và sinh hoạt"),
    "dinh-chi": (Suspension, forms.SuspensionForm, "Đình chỉ sinh hoạt"),
    "di-vang": (Transfer, forms.AwayForm, "Chuyển đi tạm thời"),
}
OVERLAP = "Ngày này chồng lên một dòng đã có, hoặc kết thúc trước khi bắt đầu. Chưa ghi gì."


@require_safe
def cells(request):
    """Cells and units below the ward officer's committees, with how many belong to each today."""
    if not request.actor.committees:
        raise Http404
    on = request.actor.on
    shown = Cell.objects.below(request.actor.committees).in_force(on).with_members(on)
    led = secretaries(shown, on)
    rows = [(cell, led.get(cell.pk, "")) for cell in sorted(shown, key=units_last)]
    return render(request, "cells/cells.html", {"rows": rows})


def units_last(cell):
    return cell.kind == Cell.Kind.UNIT, natural_key(cell.name)


@require_http_methods(["GET", "HEAD", "POST"])
def new_cell(request):
    if not request.actor.committees:
        raise Http404
    form = forms.CellForm(request.POST or None)
    committees = Committee.objects.filter(pk__in=request.actor.committees).order_by("pk")
    if request.method == "POST" and form.is_valid():
        committee = next((post.committee for post in request.actor.posts if post.committee_id), committees.first())
        if not Cell.objects.filter(committee=committee, name=form.cleaned_data["name"], closed_on=None).exists():
            cell = Cell.objects.create(committee=committee, **form.cleaned_data)
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
        since, origin = form.cleaned_data["since"], form.cleaned_data["origin"]
        now = timezone.now()
        member = personnel.add_member(cell, form.facts(), since=since, origin=origin, by=request.actor, at=now)
        messages.success(request, f"Đã thêm đồng chí {member.full_name} vào {cell.name}.")
        return redirect("person", member.pk)
    return render(request, "cells/form.html", {"form": form, "title": f"Thêm người vào {cell.name}", "label": "Thêm"})


@require_safe
def person(request, pk):
    member, home = managed_person(request, pk)
    return render(request, "cells/person.html", person_page(member, home, request.actor.on))


def person_page(member, home, on):
    """The rows of each kind in words, newest first, with whether they can still be ended."""
    places = Membership.objects.filter(member=member).select_related("cell").order_by("-since")
    names = {Appointment: "posts", Exemption: "exemptions", Suspension: "suspensions", Transfer: "absences"}
    kept = {name: [line(row, on) for row in rows_of(kind, member)] for kind, name in names.items()}
    return {"person": member, "home": home, "places": places, "kept": kept}


def rows_of(kind, member):
    rows = kind.objects.filter(member=member).order_by("-since")
    return rows.select_related("cell", "committee") if kind is Appointment else rows


def line(row, on):
    can_end = row.until is None or row.until > on
    return {"pk": row.pk, "since": row.since, "until": row.until, "is_open": can_end, "words": in_words(row)}


def in_words(row):
    if isinstance(row, Appointment):
        return f"{row.label()}, {row.cell or row.committee}"
    if isinstance(row, Exemption):
        return f"{row.get_kind_display()} {row.resolution_number}".strip()
    if isinstance(row, Suspension):
        return row.decision or "Đình chỉ sinh hoạt"
    return f"{row.get_direction_display()} {row.place}".strip()


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, pk, kind):
    """Begin a post, an exemption, a suspension or an absence of one person."""
    member, home = managed_person(request, pk)
    model, form_class, title = kept_kind(kind)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded(model, member, home, form.cleaned_data, by=request.actor, at=timezone.now())
        except personnel.ImpossibleDates:
            form.add_error("since", OVERLAP)
        else:
            messages.success(request, f"Đã ghi: {title.lower()}, đồng chí {member.full_name}.")
            return redirect("person", member.pk)
    page = {"form": form, "title": f"{title}: {member.full_name}", "label": "Ghi", "person": member}
    return render(request, "cells/form.html", page)


def kept_kind(address):
    if address not in KEPT:
        raise Http404
    return KEPT[address]


def recorded(model, member, home, facts, *, by, at):
    if model is Appointment:
        role = facts.pop("role")
        return personnel.appoint(member, role, by=by, at=at, **place_of(role, home, by), **facts)
    verb = {Exemption: personnel.exempt, Suspension: personnel.suspend, Transfer: personnel.send_away}[model]
    return verb(member, by=by, at=at, **facts)


def place_of(role, home, by):
    """Where a post stands: of the officer's committee, or of the person's own cell."""
    if role in Appointment.OF_A_COMMITTEE:
        return {"committee": next(post.committee for post in by.posts if post.role == Appointment.Role.WARD_OFFICER)}
    if home is None:
        raise PermissionDenied("Người chưa thuộc chi bộ nào thì chưa giao chức vụ trong chi bộ được.")
    return {"cell": home}


@require_POST
def end(request, pk, kind, row_pk):
    """End a row that is still open."""
    member, _ = managed_person(request, pk)
    row = get_object_or_404(kept_kind(kind)[0].objects.filter(member=member), pk=row_pk)
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
    last = Membership.objects.filter(member=member).select_related("cell").order_by("-since").first()
    cell = home or (last and last.cell)
    if cell is None or cell.committee_id not in request.actor.committees:
        raise Http404
    if not permissions.manages_person(request.actor, member, cell):
        raise PermissionDenied("Đồng chí không tự ghi chức vụ hay miễn sinh hoạt cho chính mình.")
    return member, home
