"""What everybody signed in may read, where the ward has switched its board on: posted
plans of heads who agreed; what hangs on the walls, for whoever watches over them; and
what a stranger may: whether a code is true."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import guesses
from accounts.visitors import read_visitor
from cells.models import Committee
from plans import permissions
from plans.form import documents
from plans.models import BoardSwitch, Plan, Revision, Signature, SigningPrint
from plans.pages.board.forms import SwitchForm
from plans.pages.board.switches import list_switches
from plans.pages.editor.forms import CheckCodeForm
from plans.refusals import NotReady, PlanMoved
from plans.walls import list_postings, may_see_wall
from plans.workflow import wall


@require_safe
def board_page(request):
    """The list of posted plans, by year and name; and who may switch it."""
    actor = request.actor
    posted = find_posted(actor).select_related("member", "cell__committee", "cycle")
    plans = list(posted.order_by("-cycle__year", "member__name_sort", "pk"))
    is_of_many = len({plan.cell.committee_id for plan in plans}) > 1
    page = {
        "plans": plans,
        "is_of_many": is_of_many,
        "switches": list_switches(actor),
        "sees_wall": may_see_wall(actor),
    }
    return render(request, "plans/board/board.html", page)


@require_safe
def wall_page(request):
    """What hangs at the workplaces of those whom somebody watches over, what is over,
    and what was taken down."""
    if not may_see_wall(request.actor):
        raise PermissionDenied
    rows = list_postings(request.actor)
    return render(request, "plans/board/wall.html", {"rows": rows})


@require_POST
def switch_act(request, pk):
    """Switch the board of a ward on, or say that it is off."""
    committee = get_object_or_404(Committee.objects.open(), pk=pk)
    if not permissions.may_keep_cycles(request.actor, committee.pk):
        raise PermissionDenied
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    is_on = form.cleaned_data["state"] == "on"
    BoardSwitch.objects.create(
        committee=committee,
        is_on=is_on,
        set_by=request.actor.member,
        set_at=timezone.now(),
    )
    words = "Đã để bảng trên phần mềm ở trạng thái tắt."
    if is_on:
        words = "Đã bật bảng trên phần mềm. Chỉ bản của người đã đồng ý mới hiện."
    messages.success(request, words)
    return redirect("board:board")


# --- the head's consent ---------------------------------------------------------------


@require_POST
def consent_act(request, pk):
    """The head agrees, by one tap of their own."""
    plan = get_own_plan(request.actor, pk)
    try:
        wall.give_consent(plan, by=request.actor, at=timezone.now())
    except (NotReady, PlanMoved):
        messages.error(request, "Chưa ghi được: bản này hiện không niêm yết.")
    else:
        messages.success(request, "Đã ghi đồng chí đồng ý. Rút lại lúc nào cũng được.")
    return redirect("home:my_plan")


@require_POST
def withdrawal_act(request, pk):
    """The head withdraws the consent, at any time and without a reason."""
    plan = get_own_plan(request.actor, pk)
    wall.withdraw_consent(plan, by=request.actor, at=timezone.now())
    messages.success(request, "Đã rút lại. Bản của đồng chí không còn trên bảng.")
    return redirect("home:my_plan")


def get_own_plan(actor, pk):
    plans = Plan.objects.filter(member=actor.member).with_related()
    return get_object_or_404(plans, pk=pk)


@require_safe
def posted_page(request, pk):
    """The posted copy: without birth date, phone, remarks and self-check."""
    found = find_posted(request.actor).select_related(
        "member", "cell__committee", "cycle"
    )
    plan = get_object_or_404(found, pk=pk)
    kept = plan.revisions.get(number=plan.revision)
    hung, signed = plan.postings.standing(), plan.signatures.standing()
    page = {
        "plan": plan,
        "content": documents.read_document(kept.snapshot),
        "posting": hung.filter(revision=plan.revision).latest("since"),
        "signature": signed.filter(revision=plan.revision).first(),
    }
    return render(request, "plans/board/posted.html", page)


def find_posted(actor):
    """What hangs on the boards of somebody's own ward; a city's officer sees those of
    all its wards."""
    return Plan.objects.on_the_board(actor.on).around(actor)


@login_not_required
@require_safe
def check_code_page(request):
    """Whether the code printed under a signature, or on a print for signing, is true:
    whose cell, which year, when; nothing of the content."""
    form = CheckCodeForm()
    if "code" in request.GET:
        form = CheckCodeForm(request.GET)
    if not form.is_bound:
        return show_check(request, form)
    now = timezone.now()
    try:
        guesses.count_question(read_visitor(request), at=now)
    except guesses.TooManyGuesses as stopped:
        minutes = stopped.count_minutes_left(now)
        return show_check(request, form, status=429, minutes=minutes)
    if not form.is_valid():
        return show_check(request, form)
    return show_check(request, form, is_asked=True, **find_what_code_stands_for(form))


def show_check(request, form, status=200, **found):
    page = {"form": form, **found}
    return render(request, "plans/board/check_code.html", page, status=status)


def find_what_code_stands_for(form):
    """{signature, digest, newer}: what a code stands for, and whether a later one was
    signed; of a print without a signature {printed, digest}; {} if nothing.

    A signature that was taken back is shown as such, unless the print was signed
    again.
    """
    code = form.cleaned_data["code"]
    found = Signature.objects.filter(check_code=code)
    found = found.select_related("plan__cycle", "plan__cell__committee")
    signature = found.order_by(F("taken_back_at").desc(nulls_first=True)).first()
    if signature is None:
        return find_unsigned_print(code)
    revision = Revision.objects.get(plan=signature.plan_id, number=signature.revision)
    standing = Signature.objects.standing().filter(plan=signature.plan_id)
    newer = standing.filter(revision__gt=signature.revision).order_by("-revision")
    return {"signature": signature, "digest": revision.digest, "newer": newer.first()}


def find_unsigned_print(code):
    """{printed, digest}: a print that was made for signing, of which no signature is
    recorded; {} if there is none."""
    found = SigningPrint.objects.filter(code=code)
    printed = found.select_related("plan__cycle", "plan__cell__committee").first()
    if printed is None:
        return {}
    revision = Revision.objects.get(plan=printed.plan_id, number=printed.revision)
    return {"printed": printed, "digest": revision.digest}
