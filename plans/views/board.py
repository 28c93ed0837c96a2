"""What everybody signed in may read: heads' plans that are posted; and what a stranger may: whether a code is true."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plans.forms.writing import CheckCodeForm
from plans.models import Plan, Signature


@require_safe
def board(request):
    """The list of posted plans, by cell and name."""
    posted = Plan.objects.on_the_board(request.actor.on).select_related("member", "cell", "cycle")
    plans = posted.order_by("-cycle__year", "member__name_sort", "pk")[:300]
    return render(request, "plans/board.html", {"plans": plans})


@require_safe
def posted(request, pk):
    """The posted copy: without birth date, phone, remarks and self-check."""
    found = Plan.objects.on_the_board(request.actor.on).select_related("member", "cell__committee", "cycle")
    plan = found.filter(pk=pk).first()
    if plan is None:
        raise Http404
    content = plan.revisions.get(number=plan.revision).snapshot
    posting = plan.postings.filter(revision=plan.revision).first()
    return render(request, "plans/posted.html", {"plan": plan, "content": content, "posting": posting})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request):
    """Whether the code printed under a signature is true: whose cell, which year, when; nothing of the content."""
    form = CheckCodeForm(request.POST or None)
    page = {"form": form, "asked": False}
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["code"].upper().split()).replace("-", "")
        page |= {"asked": True, "signature": Signature.objects.filter(check_code=code).select_related(*WITH).first()}
    return render(request, "plans/check_code.html", page)


WITH = ("plan__cycle", "plan__cell")
