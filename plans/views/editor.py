"""The editor: the list of sections, and one page for each section, row and group of the self-check."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans import completeness, guidance, permissions, snapshot, writing
from plans.forms.writing import AnswersForm, ShortcomingForm, TaskForm, TextForm
from plans.models import Plan, Section, Shortcoming, Task
from plans.models.plan import EDITABLE
from plans.views.saving import answer_all, save

ROWS = {Section.Kind.SHORTCOMINGS: Shortcoming, Section.Kind.TASKS: Task}
NOUN = {Section.Kind.SHORTCOMINGS: "Hạn chế", Section.Kind.TASKS: "Việc đăng ký"}
WITH = ("member", "cycle", "cell__committee", "helper")


def written_by(actor, pk):
    """The plan, if the actor writes it: their own, or one that they type for somebody."""
    return get_object_or_404(Plan.objects.written_by(actor).select_related(*WITH), pk=pk)


@require_safe
def edit(request, pk):
    """The list of sections, each with what is still missing in it and the remarks that wait."""
    plan = written_by(request.actor, pk)
    if plan.status not in EDITABLE:
        return redirect("read_back", plan.pk)
    return render(request, "plans/edit.html", {**frame(request, plan), **overview(plan)})


def overview(plan):
    sections = list(plan.form_version.sections.order_by("position"))
    content = snapshot.sections(plan)
    gaps = completeness.gaps_of(content)
    waiting = list(plan.remarks.unanswered().values_list("section", flat=True)) if plan.revision else []
    lines = [line(plan, section, gaps, waiting) for section in sections]
    return {"lines": lines, "missing": len(gaps), "waiting": len(waiting), "general": waiting.count("")}


def line(plan, section, gaps, waiting):
    missing = sum(gap.section == section.key for gap in gaps)
    private = section.kind == Section.Kind.SELF_CHECK
    words = "Chỉ mình đồng chí xem" if private else f"Còn thiếu {missing}" if missing else "Đã viết"
    asked = waiting.count(section.key)
    return {"section": section, "is_done": not missing, "private": private, "words": words, "asked": asked}


def frame(request, plan, key=""):
    """What every page of the editor shows around its form."""
    is_helper = not permissions.is_author(request.actor, plan)
    return {"plan": plan, "is_helper": is_helper, "back": reverse("edit", args=[plan.pk]), "current": key}


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, pk, key):
    plan = written_by(request.actor, pk)
    shown = get_object_or_404(Section, form_version=plan.form_version_id, key=key)
    if shown.kind == Section.Kind.SELF_CHECK:
        return redirect("self_check", plan.pk, 1)
    if request.method != "POST" and plan.status not in EDITABLE:
        return redirect("read_back", plan.pk)
    return text_page(request, plan, shown) if shown.kind == Section.Kind.TEXT else rows_page(request, plan, shown)


def remarks_on(plan, section, row=None):
    """Released remarks on a section as a whole, or on one of its rows."""
    if not plan.revision:
        return []
    asked = plan.remarks.for_author().filter(section=section.key, row=row)
    return asked.select_related("by", "plan__member", "plan__cycle", "plan__cell").order_by("made_at", "pk")


# --- a text --------------------------------------------------------------------------------------------------------


def text_page(request, plan, section):
    answers = AnswersForm(request.POST or None, remarks=remarks_on(plan, section))
    if request.method == "POST":
        return save_text(request, plan, section, TextForm(request.POST), answers)
    saved = plan.texts.filter(key=section.key).first()
    start = {"text": saved.text, "version": saved.version} if saved else {"version": 0}
    return text_form(request, plan, section, TextForm(initial=start), answers)


def text_form(request, plan, section, form, answers, *, elsewhere=None, status=200):
    page = {"section": section, "form": form, "answers": answers, "elsewhere": elsewhere}
    return render(request, "plans/section.html", {**frame(request, plan), **page}, status=status)


def save_text(request, plan, section, form, answers):
    if not (form.is_valid() and answers.is_valid()):
        return text_form(request, plan, section, form, answers, status=422)

    def action(at):
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        version = writing.save_text(plan, section.key, text, version=version, by=request.actor, at=at)
        return {"version": version, **answer_all(answers, by=request.actor, at=at)}

    def conflict(saved):
        again, elsewhere = over(TextForm, form, saved), [("Nội dung", saved.text)] if saved else []
        again_answers = reread(answers, remarks_on(plan, section))
        return text_form(request, plan, section, again, again_answers, elsewhere=elsewhere, status=409)

    typed = [(section.title, form.cleaned_data["text"]), *typed_answers(answers)]
    return save(request, plan, action, onward=next_place(request, plan, section), conflict=conflict, typed=typed)


def over(kind, form, saved, **options):
    """The form again with what was typed, ready to be saved over what is there now."""
    version = saved.version if saved else form.cleaned_data["version"]
    return kind({**form.data.dict(), "version": version}, **options)


def reread(answers, remarks):
    """The answers again as typed, on top of the answers that are there now."""
    now = {f"was_{remark.pk}": remark.answer for remark in remarks}
    return AnswersForm({**answers.data.dict(), **now}, remarks=remarks)


def typed_answers(answers):
    return [("Trả lời góp ý", answer) for _, answer, _ in answers.changed()]


def next_place(request, plan, section):
    """After saving: the next section, or the list."""
    if request.POST.get("then") != "next":
        return "edit", plan.pk
    later = Section.objects.filter(form_version=plan.form_version_id, position__gt=section.position)
    following = later.order_by("position").first()
    return ("section", plan.pk, following.key) if following else ("read_back", plan.pk)


# --- rows ----------------------------------------------------------------------------------------------------------


def rows_page(request, plan, section):
    """The rows of a section; each has a page of its own."""
    answers = AnswersForm(request.POST or None, remarks=remarks_on(plan, section))
    if request.method == "POST":
        return save_answers(request, plan, section, answers)
    content = snapshot.tasks(plan) if section.kind == Section.Kind.TASKS else snapshot.shortcomings(plan)
    asked = list(plan.remarks.unanswered().filter(section=section.key).values_list("row", flat=True))
    rows = [{**row, "asked": [str(uid) for uid in asked].count(row["uid"])} for row in content]
    page = {"section": section, "rows": rows, "answers": answers, "noun": NOUN[section.kind]}
    return render(request, "plans/rows.html", {**frame(request, plan), **page})


def save_answers(request, plan, section, answers):
    if not answers.is_valid():
        return redirect("section", plan.pk, section.key)

    def conflict(saved):
        return redirect("section", plan.pk, section.key)

    place = ("section", plan.pk, section.key)
    typed = typed_answers(answers)
    act = {"onward": place, "conflict": conflict, "typed": typed}
    return save(request, plan, lambda at: answer_all(answers, by=request.actor, at=at), **act)


@require_safe
def new_row(request, pk, key):
    """A page for a row that does not exist yet; its uid makes a double click one row. Nothing is saved here."""
    plan, section = row_section(request, pk, key)
    return redirect("row", plan.pk, section.key, uuid.uuid4())


def row_section(request, pk, key):
    plan = written_by(request.actor, pk)
    section = get_object_or_404(Section, form_version=plan.form_version_id, key=key)
    if section.kind not in ROWS:
        raise Http404
    return plan, section


@require_http_methods(["GET", "HEAD", "POST"])
def row(request, pk, key, uid):
    plan, section = row_section(request, pk, key)
    if request.method != "POST" and plan.status not in EDITABLE:
        return redirect("read_back", plan.pk)
    answers = AnswersForm(request.POST or None, remarks=remarks_on(plan, section, uid))
    if request.method == "POST":
        return save_row(request, plan, section, uid, row_form(plan, section, request.POST), answers)
    rows = rows_of(plan, section)
    saved = next((row for row in rows if row.uid == uid), None)
    return row_page(request, plan, section, uid, row_form(plan, section, saved=saved), answers, rows=rows)


def rows_of(plan, section):
    return list(ROWS[section.kind].objects.filter(plan=plan).order_by("position", "pk"))


def row_form(plan, section, data=None, saved=None):
    """The form of a row, empty or as it was saved or sent."""
    kind = TaskForm if section.kind == Section.Kind.TASKS else ShortcomingForm
    bases = plan.cycle.bases.order_by("position").values_list("pk", "label")
    options = {"bases": list(bases)} if kind is TaskForm else {}
    if data is not None:
        return kind(data, **options)
    start = {name: getattr(saved, name) for name in kind.base_fields} if saved else {"version": 0}
    return kind(initial=start, **options)


def row_page(request, plan, section, uid, form, answers, *, rows=None, elsewhere=None, status=200):
    uids = [row.uid for row in (rows_of(plan, section) if rows is None else rows)]
    is_new = uid not in uids
    number = len(uids) + 1 if is_new else uids.index(uid) + 1
    page = {"section": section, "form": form, "answers": answers, "elsewhere": elsewhere, "is_new": is_new, "uid": uid}
    says = {"number": number, "noun": NOUN[section.kind], "checks": checks(section, form)}
    return render(request, "plans/row.html", {**frame(request, plan), **page, **says}, status=status)


def checks(section, form):
    """The lines of "Đã cụ thể chưa?" for a task that has been written."""
    if section.kind != Section.Kind.TASKS:
        return []
    deed, expected, deadline = (form[name].value() or "" for name in ("deed", "expected", "deadline"))
    return guidance.checks(deed, expected, deadline, form["basis_id"].value()) if deed.strip() else []


def save_row(request, plan, section, uid, form, answers):
    if not (form.is_valid() and answers.is_valid()):
        return row_page(request, plan, section, uid, form, answers, status=422)

    def action(at):
        values, version, model = form.values(), form.cleaned_data["version"], form.model
        version = writing.save_row(model, plan, uid, values, version=version, by=request.actor, at=at)
        return {"version": version, **answer_all(answers, by=request.actor, at=at)}

    def conflict(saved):
        data = {**request.POST.dict(), "version": saved.version if saved else 0}
        again_answers = reread(answers, remarks_on(plan, section, uid))
        shown = labelled(form, saved) if saved else []
        again = row_form(plan, section, data)
        return row_page(request, plan, section, uid, again, again_answers, elsewhere=shown, status=409)

    typed = [(form.fields[name].label, str(value)) for name, value in form.values().items() if name != "basis_id"]
    onward = ("new_row" if request.POST.get("then") == "next" else "section", plan.pk, section.key)
    act = {"onward": onward, "conflict": conflict, "typed": [*typed, *typed_answers(answers)]}
    return save(request, plan, action, **act)


def labelled(form, saved):
    """[(label, text)] of a row as it is saved now."""
    return [(form.fields[name].label, getattr(saved, name)) for name in form.values() if name != "basis_id"]


@require_POST
def remove_row(request, pk, key, uid):
    plan, section = row_section(request, pk, key)

    def action(at):
        writing.remove_row(ROWS[section.kind], plan, uid, by=request.actor, at=at)
        return {}

    place = ("section", plan.pk, section.key)
    return save(request, plan, action, onward=place, conflict=lambda saved: redirect(*place), typed=[])
