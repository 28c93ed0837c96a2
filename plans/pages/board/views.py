"""What everybody signed in may read: heads' plans that are posted; and what a stranger
may: whether a code is true."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import guesses
from accounts.visitors import read_visitor
from plans.form import documents
from plans.models import Plan, Revision, Signature
from plans.pages.editor.forms import CheckCodeForm


@require_safe
def board_page(request):
    """The list of posted plans, by year and name."""
    posted = find_posted(request.actor).select_related(
        "member", "cell__committee", "cycle"
    )
    plans = list(posted.order_by("-cycle__year", "member__name_sort", "pk"))
    is_of_many = len({plan.cell.committee_id for plan in plans}) > 1
    page = {"plans": plans, "is_of_many": is_of_many}
    return render(request, "plans/board/board.html", page)


@require_safe
def posted_page(request, pk):
    """The posted copy: without birth date, phone, remarks and self-check."""
    found = find_posted(request.actor).select_related(
        "member", "cell__committee", "cycle"
    )
    plan = get_object_or_404(found, pk=pk)
    kept = plan.revisions.get(number=plan.revision)
    page = {
        "plan": plan,
        "content": documents.read_document(kept.snapshot),
        "posting": plan.postings.filter(revision=plan.revision).first(),
        "signature": plan.signatures.filter(revision=plan.revision).first(),
    }
    return render(request, "plans/board/posted.html", page)


def find_posted(actor):
    """What hangs on the boards of somebody's own ward; a city's officer sees those of
    all its wards."""
    return Plan.objects.on_the_board(actor.on).around(actor)


@login_not_required
@require_safe
def check_code_page(request):
    """Whether the code printed under a signature is true: whose cell, which year, when;
    nothing of the content."""
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
    signed; {} if nothing."""
    found = Signature.objects.filter(check_code=form.cleaned_data["code"])
    signature = found.select_related("plan__cycle", "plan__cell__committee").first()
    if signature is None:
        return {}
    revision = Revision.objects.get(plan=signature.plan_id, number=signature.revision)
    newer = Signature.objects.filter(
        plan=signature.plan_id, revision__gt=signature.revision
    ).order_by("-revision")
    return {"signature": signature, "digest": revision.digest, "newer": newer.first()}
