"""Shortcomings and tasks: the list of a section's rows, and one page for each row."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from plans.form import autosave, guidance, snapshot
from plans.form.fields import ROWS
from plans.models.field import Meaning
from plans.pages.editor.forms import AnswersForm, make_start, retype_over
from plans.pages.editor.saving import is_sent_by_script, save_answers, save_or_show
from plans.pages.editor.written import (
    Elsewhere,
    find_remarks_on,
    get_plan_with_section,
    is_written_now,
    list_rows_of_section,
    make_frame,
    make_row_form,
    reread_answers,
)
from plans.workflow import checklist


def open_rows(request, plan):
    """The rows of a section; each has a page of its own."""
    section = plan.section
    asked = find_remarks_on(plan, section)
    if request.method == "POST":
        return save_sent_answers(
            request, plan, AnswersForm(request.POST, remarks=asked)
        )
    page = {
        "section": section,
        "words": ROWS[section.kind],
        "rows": list_rows(plan),
        "is_needed": any(field.needed for field in section.asked),
        "answers": AnswersForm(remarks=asked),
    }
    page |= make_frame(request, plan)
    return render(request, "plans/editor/rows.html", page)


def list_rows(plan):
    """The rows in short: what the first field says, the deadline (None if the form asks
    for none), and how many remarks on each hold the plan."""
    section = snapshot.write_section(plan.section, list_rows_of_section(plan))
    held = []
    if plan.revision:
        said = plan.remarks.that_may_hold().filter(section=section.key)
        held = checklist.find_holding_remarks(plan, [section], said)
    asked = [str(remark.row) for remark in held]
    rows = []
    for row in section.rows:
        head = row.values[section.fields[0].key]
        deadline = section.said(row, Meaning.DEADLINE)
        line = {"uid": row.uid, "head": head, "deadline": deadline}
        line["waiting"] = asked.count(row.uid)
        rows.append(line)
    return rows


def save_sent_answers(request, plan, answers):
    """The answers to remarks on the section as a whole, which stand above its rows."""
    place = ("editor:section", plan.pk, plan.section.key)
    if not answers.is_valid():
        return redirect(*place)

    def conflict():
        messages.warning(
            request,
            "góp ý này vừa được trả lời ở một cửa sổ khác. Cả hai câu trả lời có ở "
            "trang dưới.",
        )
        return redirect("editor:answers", plan.pk)

    def action(at):
        return save_answers(answers, by=request.actor, at=at)

    return save_or_show(
        request, plan, action, onward=place, conflict=conflict, typed=answers.typed()
    )


# --- one row --------------------------------------------------------------------------


def get_plan_of_row(request, pk, key):
    plan = get_plan_with_section(request.actor, pk, key)
    if plan.section.kind not in ROWS:
        raise Http404
    return plan


@require_safe
def new_row_page(request, pk, key):
    """A page for a row that does not exist yet; its uid makes a double click one row.
    Nothing is saved here."""
    plan = get_plan_of_row(request, pk, key)
    return redirect("editor:row", plan.pk, plan.section.key, uuid.uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
def row_page(request, pk, key, uid):
    plan = get_plan_of_row(request, pk, key)
    if request.method != "POST" and not is_written_now(plan):
        return redirect("editor:read_back", plan.pk)
    rows = list_rows_of_section(plan)
    asked = find_remarks_on(plan, plan.section, uid)
    if request.method == "POST":
        form = make_row_form(plan, request.POST)
        answers = AnswersForm(request.POST, remarks=asked)
        return save_sent_row(request, plan, uid, form, answers, rows)
    form = make_row_form(plan, initial=make_start(find_row(rows, uid), plan.section))
    return show_row(request, plan, uid, form, AnswersForm(remarks=asked), rows)


def find_row(rows, uid):
    for row in rows:
        if row.uid == uid:
            return row
    return None


def show_row(request, plan, uid, form, answers, rows, *, elsewhere=None, status=200):
    uids = [row.uid for row in rows]
    is_new = uid not in uids
    place = len(uids)
    if not is_new:
        place = uids.index(uid)
    page = {
        "section": plan.section,
        "words": ROWS[plan.section.kind],
        "form": form,
        "answers": answers,
        "elsewhere": elsewhere,
        "uid": uid,
        "is_new": is_new,
        "number": place + 1,
        "has_next": place + 1 < len(uids),
        "checks": guidance.check_row(form.asked, form.written()),
    }
    page |= make_frame(request, plan)
    return render(request, "plans/editor/row.html", page, status=status)


def save_sent_row(request, plan, uid, form, answers, rows):
    if not (form.is_valid() and answers.is_valid()):
        return show_row(request, plan, uid, form, answers, rows, status=422)

    def action(at):
        if form.is_blank():
            return {}
        values, version = form.values(), form.cleaned_data["version"]
        now = autosave.save_row(
            plan, plan.section, uid, values, version=version, by=request.actor, at=at
        )
        fields = save_answers(answers, by=request.actor, at=at)
        fields["version"] = now
        return fields

    def tell_checks():
        if not checks:
            return {"checks": ""}
        return {"checks": render_to_string("elements/checks.html", {"checks": checks})}

    checks = guidance.check_row(form.asked, form.written())
    return save_or_show(
        request,
        plan,
        action,
        onward=find_way_after_row(request, plan, uid, rows),
        conflict=lambda: show_row_conflict(request, plan, uid, form, answers),
        typed=[*form.typed(), *answers.typed()],
        beside=tell_checks,
    )


def show_row_conflict(request, plan, uid, form, answers):
    """The page with both: what was typed is in the fields, ready to be saved over what
    is there now."""
    rows = list_rows_of_section(plan)
    asked = list(find_remarks_on(plan, plan.section, uid))
    saved = find_row(rows, uid)
    elsewhere = Elsewhere(
        form.differing(saved) + answers.differing(asked), is_gone=saved is None
    )
    again = make_row_form(plan, retype_over(saved, request.POST))
    return show_row(
        request,
        plan,
        uid,
        again,
        reread_answers(answers, asked),
        rows,
        elsewhere=elsewhere,
        status=409,
    )


def find_way_after_row(request, plan, uid, rows):
    """After saving: the next row, a new one, or the list of rows."""
    then = request.POST.get("then")
    if then == "new":
        return "editor:new_row", plan.pk, plan.section.key
    uids = [row.uid for row in rows]
    if then == "next" and uid in uids and uid != uids[-1]:
        following = uids[uids.index(uid) + 1]
        return "editor:row", plan.pk, plan.section.key, following
    return "editor:section", plan.pk, plan.section.key


# --- taking out, moving ---------------------------------------------------------------


@require_POST
def remove_row_act(request, pk, key, uid):
    plan = get_plan_of_row(request, pk, key)

    def action(at):
        autosave.remove_row(plan, plan.section, uid, by=request.actor, at=at)
        return {}

    return arrange_rows(
        request,
        plan,
        action,
        f"Đã bỏ một {ROWS[plan.section.kind].short} khỏi bản đang viết.",
    )


@require_POST
def raise_row_act(request, pk, key, uid):
    """Move a row one place up in its list, from the place that it had on the page."""
    plan, place = get_plan_of_row(request, pk, key), request.POST.get("place", "")
    if not place.isdecimal():
        raise BadRequest

    def action(at):
        autosave.raise_row(plan, plan.section, uid, int(place), by=request.actor, at=at)
        return {}

    return arrange_rows(request, plan, action)


def arrange_rows(request, plan, action, said=""):
    place = ("editor:section", plan.pk, plan.section.key)
    response = save_or_show(
        request, plan, action, onward=place, conflict=lambda: redirect(*place), typed=[]
    )
    if said and response.status_code == 302 and not is_sent_by_script(request):
        messages.success(request, said)
    return response
