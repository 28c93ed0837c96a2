"""The editor: the list of sections, and one page for each of them."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from plans import permissions
from plans.form import autosave, guidance
from plans.models import Section
from plans.pages.editor.forms import AnswersForm, make_start, retype_over
from plans.pages.editor.outline import make_outline
from plans.pages.editor.row_views import open_rows
from plans.pages.editor.saving import save_answers, save_or_show
from plans.pages.editor.written import (
    Elsewhere,
    find_next_section,
    find_remarks_on,
    get_plan_with_section,
    get_written_plan,
    is_written_now,
    list_rows_of_section,
    make_frame,
    make_row_form,
    reread_answers,
)


@require_safe
def sections_page(request, pk):
    """The list of sections, each with what is still missing in it and the remarks that
    wait."""
    plan = get_written_plan(request.actor, pk)
    if not is_written_now(plan):
        return redirect("editor:read_back", plan.pk)
    entries, held = make_outline(plan)
    missing = sum(len(entry.gaps) for entry in entries)
    page = {"entries": entries, "missing": missing, "waiting": len(held)}
    page |= make_frame(request, plan)
    return render(request, "plans/editor/edit.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def section_page(request, pk, key):
    plan = get_plan_with_section(request.actor, pk, key)
    if plan.section.kind == Section.Kind.SELF_CHECK:
        return redirect_to_self_check(request, plan)
    if request.method != "POST" and not is_written_now(plan):
        return redirect("editor:read_back", plan.pk)
    if plan.section.kind == Section.Kind.TEXT:
        return open_text(request, plan)
    return open_rows(request, plan)


def redirect_to_self_check(request, plan):
    if not permissions.is_author(request.actor, plan):
        raise Http404
    return redirect("editor:self_check", plan.pk, 1)


# --- a text ---------------------------------------------------------------------------


def open_text(request, plan):
    asked = find_remarks_on(plan, plan.section)
    if request.method == "POST":
        form = make_row_form(plan, request.POST)
        answers = AnswersForm(request.POST, remarks=asked)
        return save_sent_text(request, plan, form, answers)
    form = make_row_form(plan, initial=make_start(find_saved_text(plan), plan.section))
    return show_text(request, plan, form, AnswersForm(remarks=asked))


def find_saved_text(plan):
    return next(iter(list_rows_of_section(plan)), None)


def show_text(request, plan, form, answers, *, elsewhere=None, status=200):
    page = {
        "section": plan.section,
        "form": form,
        "answers": answers,
        "elsewhere": elsewhere,
        "checks": guidance.check_text(join_text_of_form(form)),
    }
    page |= make_frame(request, plan)
    return render(request, "plans/editor/section.html", page, status=status)


def join_text_of_form(form):
    """All that is written in the fields of a text."""
    values = form.written()
    return "\n".join(
        str(values[field.key]) for field in form.asked if not field.is_chosen
    )


def save_sent_text(request, plan, form, answers):
    if not (form.is_valid() and answers.is_valid()):
        return show_text(request, plan, form, answers, status=422)
    values, version = form.values(), form.cleaned_data["version"]

    def action(at):
        now = autosave.save_text(
            plan, plan.section, values, version=version, by=request.actor, at=at
        )
        fields = save_answers(answers, by=request.actor, at=at)
        fields["version"] = now
        return fields

    def tell_checks():
        return {"checks": render_checks(guidance.check_text(join_text_of_form(form)))}

    return save_or_show(
        request,
        plan,
        action,
        onward=find_way_after_text(request, plan),
        conflict=lambda: show_text_conflict(request, plan, form, answers),
        typed=[(plan.section.title, join_text_of_form(form)), *answers.typed()],
        beside=tell_checks,
    )


def render_checks(checks):
    if not checks:
        return ""
    return render_to_string("elements/checks.html", {"checks": checks})


def show_text_conflict(request, plan, form, answers):
    """The page with both texts: what was typed is in the fields, ready to be saved over
    what is there now."""
    saved, asked = find_saved_text(plan), list(find_remarks_on(plan, plan.section))
    elsewhere = Elsewhere(form.differing(saved) + answers.differing(asked))
    again = make_row_form(plan, retype_over(saved, request.POST))
    return show_text(
        request,
        plan,
        again,
        reread_answers(answers, asked),
        elsewhere=elsewhere,
        status=409,
    )


def find_way_after_text(request, plan):
    """After saving: the next section, or the list."""
    if request.POST.get("then") != "next":
        return "editor:edit", plan.pk
    following = find_next_section(plan)
    if following is None:
        return "editor:read_back", plan.pk
    return "editor:section", plan.pk, following
