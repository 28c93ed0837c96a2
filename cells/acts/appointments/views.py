"""A ward officer gives somebody a post, or writes down when one ends."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells import permissions
from cells.acts.access import get_managed_person
from cells.acts.appointments.forms import AppointmentForm, EndForm
from cells.acts.appointments.places import (
    find_post_place,
    find_posts_to_stand_in_for,
    list_post_places,
)
from cells.acts.appointments.rules import (
    PostTaken,
    appoint_member,
    appoint_stand_in,
    end_appointment,
)
from cells.acts.dependents import make_digest
from cells.acts.hanging import list_what_hangs_on_post
from cells.acts.refusals import Refused
from cells.dated_rows import CellClosed, ImpossibleDates
from cells.models import Appointment
from cells.ward_choice import WardChoice
from cells.wording import describe_row_and_term
from phucdong.writing import date_text

OVERLAP = (
    "Ngày này chồng lên một dòng đã có, hoặc kết thúc trước khi bắt đầu. Chưa ghi gì."
)
OTHERS_POST = "Chức vụ này do cấp trên hoặc đảng bộ khác giao."
TAKEN = "{} Ghi ngày thôi của đồng chí ấy trước, hoặc chọn phụ trách thay."


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_form_page(request, pk):
    """Give somebody a post, or let them stand in for another for a period."""
    member, home = get_managed_person(request, pk)
    wards = WardChoice(
        request.actor.committees, request.POST, usual=home and home.committee_id
    )
    form = AppointmentForm(
        request.POST or None,
        places=list_post_places(request.actor, member, home, wards),
        wards=wards,
        held=find_posts_to_stand_in_for(member, home, request.actor.on),
    )
    if form.is_valid():
        post = give_post(form, member, home, by=request.actor)
        if post:
            messages.success(request, tell_post(post))
            return redirect("person:person", member.pk)
    context = {
        "form": form,
        "title": f"Giao chức vụ: {member.full_name}",
        "label": "Giao chức vụ",
        "person": member,
    }
    return render(request, "cells/form.html", context)


def give_post(form, member, home, *, by):
    """The Appointment, or None; then the form says why."""
    facts = dict(form.cleaned_data)
    role, place = facts.pop("role"), facts.pop("place")
    acting_for, at = facts.pop("acting_for"), timezone.now()
    try:
        if role == AppointmentForm.STAND_IN:
            return appoint_stand_in(member, acting_for, by=by, at=at, **facts)
        place = find_post_place(place, role, home, by)
        facts |= place._asdict()
        return appoint_member(member, role, by=by, at=at, **facts)
    except PostTaken as taken:
        form.add_error("role", TAKEN.format(taken))
    except CellClosed as closed:
        form.add_error(None, str(closed))
    except ImpossibleDates:
        form.add_error("since", OVERLAP)
    return None


def tell_post(post):
    words = f"Đã ghi: giao chức vụ, đồng chí {post.member.full_name}."
    if post.cell and post.cell.closed_on:
        closed = date_text(post.cell.closed_on)
        words += f" {post.cell} đã kết thúc ngày {closed}; chức vụ hết "
        words += f"trước ngày {date_text(post.until)}."
    return words


@require_http_methods(["GET", "HEAD", "POST"])
def end_of_appointment_page(request, pk, row_pk):
    """End a post that is still held; the page says first what ends with it."""
    member, _ = get_managed_person(request, pk)
    posts = Appointment.objects.filter(member=member)
    posts = posts.select_related("member", "cell", "committee")
    post = get_object_or_404(posts, pk=row_pk)
    if not permissions.may_end(request.actor, post):
        raise PermissionDenied(OTHERS_POST)
    form = EndForm(request.POST or None)
    if form.is_valid() and appointment_ended(request, form, post):
        return redirect("person:person", member.pk)
    dependents = list_what_hangs_on_post(post, request.actor.on)
    context = {
        "form": form,
        "person": member,
        "words": describe_row_and_term(post),
        "dependents": dependents,
        "shown": make_digest(dependents),
    }
    return render(request, "cells/appointments/end.html", context)


def appointment_ended(request, form, post):
    """Whether it ends, or had ended; if not, the form says why."""
    said = {"at": timezone.now(), "shown": request.POST.get("shown", "")}
    try:
        is_new = end_appointment(
            post, form.cleaned_data["on"], by=request.actor, **said
        )
    except ImpossibleDates:
        form.add_error("on", OVERLAP)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    done = "Đã ghi ngày thôi."
    if not is_new:
        done = "Dòng này đã kết thúc từ trước; không đổi gì."
    messages.success(request, done)
    return True
