"""What everybody signed in may read: heads' plans that are posted; and what a stranger
may: whether a code is true."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import throttle
from plans.form import documents
from plans.models import Plan, Revision, Signature
from plans.pages.editor.forms import CheckCodeForm

# A code has 50 bits: this keeps a machine from asking for the sake of asking, not a
# person who mistypes.
MOST_TRIES, WITHIN = 30, 10 * 60


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
    page, status = {"form": form}, 200
    if form.is_bound and is_guessed_too_often(request):
        page["is_stopped"] = True
        status = 429
    elif form.is_valid():
        page["is_asked"] = True
        page |= find_what_code_stands_for(form)
    return render(request, "plans/board/check_code.html", page, status=status)


def is_guessed_too_often(request):
    """Whether this address has asked more often than a person does; every question
    counts."""
    key = f"check_code:{throttle.find_client_address(request)}"
    cache.add(key, 0, WITHIN)
    try:
        return cache.incr(key) > MOST_TRIES
    except ValueError:  # It has just expired between the two calls.
        return False


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
