"""The editor: the list of sections, and one page for each of them."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from plans import permissions
from plans.form import autosave, guidance
from plans.models import Section
from plans.models.plan import EDITABLE
from plans.pages.editor.forms import AnswersForm, start_of
from plans.pages.editor.outline import outline
from plans.pages.editor.row_views import rows_page
from plans.pages.editor.saving import answer_all, save
from plans.pages.editor.written import (
    Elsewhere,
    after_this,
    frame,
    plan_at,
    plan_of,
    remarks_on,
    reread,
    row_form,
    rows_of,
)


@require_safe
def edit(request, pk):
    """The list of sections, each with what is still missing in it and the remarks that wait."""
    plan = plan_of(request.actor, pk)
    if plan.status not in EDITABLE or not plan.goes_on_here:
        return redirect("read_back", plan.pk)
    entries = outline(plan)
    page = {
        "entries": entries,
        "missing": sum(len(entry.gaps) for entry in entries),
        "waiting": sum(entry.waiting for entry in entries) + (entries[0].general if entries else 0),
    }
    return render(request, "plans/editor/edit.html", {**frame(request, plan), **page})


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, pk, key):
    plan = plan_at(request.actor, pk, key)
    if plan.section.kind == Section.Kind.SELF_CHECK:
        return to_the_self_check(request, plan)
    if request.method != "POST" and plan.status not in EDITABLE:
        return redirect("read_back", plan.pk)
    return text_page(request, plan) if plan.section.kind == Section.Kind.TEXT else rows_page(request, plan)


def to_the_self_check(request, plan):
    if not permissions.is_author(request.actor, plan):
        raise Http404
    return redirect("self_check", plan.pk, 1)


# --- a text --------------------------------------------------------------------------------------------------------


def text_page(request, plan):
    asked = remarks_on(plan, plan.section)
    if request.method == "POST":
        return save_text(request, plan, row_form(plan, request.POST), AnswersForm(request.POST, remarks=asked))
    form = row_form(plan, initial=start_of(saved_text(plan), plan.section))
    return text_form(request, plan, form, AnswersForm(remarks=asked))


def saved_text(plan):
    return next(iter(rows_of(plan)), None)


def text_form(request, plan, form, answers, *, elsewhere=None, status=200):
    page = {"section": plan.section, "form": form, "answers": answers, "elsewhere": elsewhere}
    checks = guidance.text_checks(text_in(form))
    page |= {"checks": checks, **frame(request, plan)}
    return render(request, "plans/editor/section.html", page, status=status)


def text_in(form):
    """All that is written in the fields of a text."""
    values = form.written()
    return "\n".join(str(values[field.key]) for field in form.asked if not field.is_chosen)


def save_text(request, plan, form, answers):
    if not (form.is_valid() and answers.is_valid()):
        return text_form(request, plan, form, answers, status=422)
    values, version = form.values(), form.cleaned_data["version"]

    def action(at):
        now = autosave.save_text(plan, plan.section, values, version=version, by=request.actor, at=at)
        return {"version": now, **answer_all(answers, by=request.actor, at=at)}

    return save(
        request,
        plan,
        action,
        onward=onward(request, plan),
        conflict=lambda: text_conflict(request, plan, form, answers),
        typed=[(plan.section.title, text_in(form)), *answers.typed()],
        beside=lambda: {"checks": checks_box(guidance.text_checks(text_in(form)))},
    )


def checks_box(checks):
    return render_to_string("elements/checks.html", {"checks": checks}) if checks else ""


def text_conflict(request, plan, form, answers):
    """The page with both texts: what was typed is in the fields, ready to be saved over what is there now."""
    saved, asked = saved_text(plan), list(remarks_on(plan, plan.section))
    elsewhere = Elsewhere([*form.differing(saved), *answers.differing(asked)])
    again = row_form(plan, {**request.POST.dict(), "version": saved.version if saved else 0})
    return text_form(request, plan, again, reread(answers, asked), elsewhere=elsewhere, status=409)


def onward(request, plan):
    """After saving: the next section, or the list."""
    if request.POST.get("then") != "next":
        return "edit", plan.pk
    following = after_this(plan)
    return ("section", plan.pk, following) if following else ("read_back", plan.pk)
