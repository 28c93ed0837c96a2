"""The private self-check: for the author alone, in any state of the plan; not for a
helper, and on no other page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from plans.form import autosave
from plans.models import Manifestation, Plan
from plans.models.capacity import author_belongs
from plans.pages.editor.forms import SelfCheckForm, find_saved_version, retype_over
from plans.pages.editor.saving import save_or_show
from plans.pages.editor.written import find_way_to_list
from plans.refusals import explain_closed_year


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def self_check_page(request, pk, group):
    """One group of manifestations."""
    own = Plan.objects.filter(member=request.actor.member)
    own = own.annotate(author_belongs=author_belongs(request.actor.on))
    plan = get_object_or_404(own.select_related("cycle", "ends_with", "cell"), pk=pk)
    shown = list(
        Manifestation.objects.filter(form_version=plan.form_version_id).order_by(
            "group", "number"
        )
    )
    mine = [item for item in shown if item.group == group]
    if not mine:
        raise Http404
    groups = sorted({item.group for item in shown})
    if request.method == "POST":
        return save_sent_group(
            request, plan, groups, SelfCheckForm(request.POST, manifestations=mine)
        )
    saved = plan.self_checks.filter(group=group).first()
    answers = {}
    if saved:
        answers = saved.answers
    start = {"version": find_saved_version(saved)}
    form = SelfCheckForm(initial=start, answers=answers, manifestations=mine)
    return show_group(request, plan, groups, form)


def show_group(request, plan, groups, form, *, elsewhere=None, status=200):
    here = form.manifestations[0]
    page = {
        "plan": plan,
        "groups": groups,
        "group": here.group,
        "title": here.group_title,
        "form": form,
        "is_last": here.group == groups[-1],
        "elsewhere": elsewhere,
        "closed_year": explain_closed_year(plan.ends_with),
    }
    return render(request, "plans/editor/self_check.html", page, status=status)


def save_sent_group(request, plan, groups, form):
    if not form.is_valid():
        return show_group(request, plan, groups, form, status=422)
    group = form.manifestations[0].group

    def action(at):
        said, version = form.answers(), form.cleaned_data["version"]
        now = autosave.save_self_check(
            plan, group, said, version=version, by=request.actor
        )
        return {"version": now}

    return save_or_show(
        request,
        plan,
        action,
        onward=find_way_after_group(request, plan, groups, group),
        conflict=lambda: join_both(request, plan, groups, form),
        typed=[],
    )


def join_both(request, plan, groups, form):
    """The page with what another window has saved, and what was typed in the fields."""
    saved = plan.self_checks.filter(group=form.manifestations[0].group).first()
    data = retype_over(saved, request.POST)
    again = SelfCheckForm(data, manifestations=form.manifestations)
    return show_group(
        request,
        plan,
        groups,
        again,
        elsewhere={"pairs": form.differing(saved)},
        status=409,
    )


def find_way_after_group(request, plan, groups, group):
    following = [number for number in groups if number > group]
    if request.POST.get("then") == "next" and following:
        return "editor:self_check", plan.pk, following[0]
    return find_way_to_list(plan)
