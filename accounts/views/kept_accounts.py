"""The accounts that an officer looks after: the list, a slip for one, locking, and
slips for a whole cell."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import account_list, permissions, sign_in_names, slips
from accounts.account_list import State
from accounts.forms import ManySlipsForm, NameForm, SearchForm
from accounts.slip_endings import find_endings, sum_endings
from backups.status import find_fault_of_backup
from cells.permissions import keeps_grounds
from cells.ward_choice import read_cell_filter

PER_PAGE = 50
MEANWHILE = (
    "Vừa có người khác cấp tài khoản cho đồng chí này, hoặc tên vừa chọn đã có "
    "người dùng. Chưa in phiếu nào."
)


@require_safe
def account_list_page(request):
    if not permissions.keeps_accounts(request.actor):
        raise PermissionDenied("Trang này dành cho cán bộ quản lý tài khoản.")
    cells = permissions.find_cells_kept(request.actor).order_by("name", "pk")
    committees = permissions.find_committees_kept(request.actor)
    wards, sent = read_cell_filter(committees, request.GET, cells)
    form = SearchForm(sent, cells=cells, wards=wards)
    asked = {}
    if form.is_valid():
        asked = form.cleaned_data | {"ward": wards.opened}
    kept = account_list.annotate_state(
        permissions.find_people_kept(request.actor), timezone.now()
    )
    found = account_list.narrow_people(kept, request.actor.on, **asked)
    page = paginate_people(found, request)
    only_cell = None
    if len(cells[:2]) == 1:
        only_cell = cells[0]
    context = {
        "form": form,
        "page": page,
        "rows": make_account_rows(request.actor, page),
        "tally": account_list.count_states(kept),
        "only_cell": only_cell,
        "cell": asked.get("cell") or only_cell,
        "query": repeat_query(request),
        "keeps_grounds": request.actor.is_administrator
        and keeps_grounds(request.actor),
        "backup_fault": read_backup_fault(request.actor),
    }
    return render(request, "accounts/accounts.html", context)


def read_backup_fault(actor):
    """This page is the administrator's first."""
    if not actor.is_administrator:
        return ""
    return find_fault_of_backup(timezone.now())


def make_account_rows(actor, people):
    return [account_list.make_account_row(actor, member) for member in people]


def repeat_query(request):
    """What was asked for, in front of the number of another page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    if not asked:
        return ""
    return f"{asked.urlencode()}&"


def paginate_people(people, request):
    in_order = account_list.prefetch_standing(people, request.actor.on).order_by(
        "name_sort", "pk"
    )
    return Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))


@require_http_methods(["GET", "HEAD", "POST"])
def slip_page(request, member_pk):
    """One person's login: what stands, and the button that prints a slip. The printed
    slip is shown once, here."""
    row = find_account_row(request, member_pk)
    form = make_name_form(row.member, request.POST or None)
    if request.method == "POST" and not row.prints:
        raise PermissionDenied("Phiếu của đồng chí này do cấp trên in.")
    if request.method == "POST" and (form is None or form.is_valid()):
        username = ""
        if form:
            username = form.cleaned_data["username"]
        try:
            printed = slips.issue_slip_to(
                row.member, by=request.actor, at=timezone.now(), username=username
            )
        except slips.LoginMeanwhile:
            messages.warning(request, MEANWHILE)
            return redirect("accounts:slip", member_pk)
        return show_printed_slips(
            request, [printed], back=reverse("accounts:slip", args=[member_pk])
        )
    context = read_record(row.member.user)
    context.update(row=row, form=form)
    return render(request, "accounts/slip.html", context)


def find_account_row(request, member_pk):
    people = account_list.annotate_state(
        permissions.find_people_kept(request.actor), timezone.now()
    )
    member = get_object_or_404(
        account_list.prefetch_standing(people, request.actor.on), pk=member_pk
    )
    return account_list.make_account_row(request.actor, member)


def make_name_form(member, posted):
    """The choice of a sign-in name for somebody without a login; None for the
    others."""
    if member.user:
        return None
    offered = sign_in_names.offer_names([member])
    return NameForm(posted, offered=offered[member.pk])


def read_record(user):
    if user is None:
        return {}
    now = timezone.now()
    printed = slips.list_slips(user)[:10]
    events = user.events.select_related("by__member").order_by("-at", "-pk")
    return {
        "printed": [(slip, slips.describe_slip(slip, now)) for slip in printed],
        "events": events[:10],
    }


def show_printed_slips(request, printed, back):
    site = request.build_absolute_uri(reverse("entry:activate"))
    context = {
        "printed": printed,
        "site": site.split("://")[1].rstrip("/"),
        "back": back,
        "by": request.actor,
    }
    return render(request, "accounts/printed_slips.html", context)


@require_POST
def lock_or_unlock(request, member_pk):
    row = find_account_row(request, member_pk)
    if not row.locks:
        raise PermissionDenied("Đồng chí không khóa, mở khóa được tài khoản này.")
    active = request.POST.get("wanted") == "unlock"
    row.member.user.set_active(active, by=request.user, at=timezone.now())
    done = "đã khóa, không đăng nhập được nữa"
    if active:
        done = "đã mở khóa, đăng nhập lại được ngay"
    messages.success(request, f"Tài khoản của đồng chí {row.member} {done}.")
    return redirect("accounts:slip", member_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cell_slips_page(request, cell_pk):
    """Slips for those of a cell who cannot sign in yet, one page a person. Where one
    ends what somebody has in hand, that is said, and asked once more."""
    cell = get_object_or_404(permissions.find_cells_kept(request.actor), pk=cell_pk)
    people = account_list.find_people_not_yet_in(request.actor, cell, timezone.now())
    rows = [row for row in make_account_rows(request.actor, people) if row.prints]
    newcomers = [row.member for row in rows if row.state == State.NONE]
    others = [row.member for row in rows if row.state != State.NONE]
    form = ManySlipsForm(
        request.POST or None, people=newcomers + others, newcomers=newcomers
    )
    if form.is_valid():
        wanted = form.cleaned_data["people"]
        chosen = [member for member in newcomers + others if member.pk in wanted]
        return ask_or_print(request, cell, chosen, form.cleaned_data)
    told = [(member, find_endings(member)) for member in others]
    page = {
        "cell": cell,
        "form": form,
        "rows": rows,
        "newcomers": newcomers,
        "others": told,
        "sums": sum_endings([endings for _, endings in told]),
        "ticked": [int(pk) for pk in request.POST.getlist("people") if pk.isdecimal()],
    }
    return render(request, "accounts/cell_slips.html", page)


def ask_or_print(request, cell, chosen, sent):
    """Print, unless something ends for somebody of whom it was not said."""
    told = [(member, find_endings(member)) for member in chosen]
    ending = [(member, endings) for member, endings in told if endings.is_any]
    if {member.pk for member, _ in ending} <= set(sent["told"]):
        return print_slips(request, chosen, sent["kind"])
    page = {
        "cell": cell,
        "chosen": chosen,
        "kind": sent["kind"],
        "ending": ending,
        "sums": sum_endings([endings for _, endings in ending]),
    }
    return render(request, "accounts/confirm_slips.html", page)


def print_slips(request, people, kind):
    offered = sign_in_names.offer_names(people)
    now = timezone.now()
    printed = []
    try:
        with transaction.atomic():
            for member in people:
                names = offered[member.pk]
                username = names.get(kind, names["name"])
                slip = slips.issue_slip_to(
                    member, by=request.actor, at=now, username=username
                )
                printed.append(slip)
    except slips.LoginMeanwhile:
        messages.warning(request, MEANWHILE)
        return redirect(request.path)
    return show_printed_slips(request, printed, back=reverse("accounts:accounts"))
