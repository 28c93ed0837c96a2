"""What every page has in common on which a plan is written: the plan, its section, the
remarks on it, the frame."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, FilteredRelation, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter
from plans import permissions, readings
from plans.models import Assistance, Plan, Row, Section
from plans.models.capacity import author_belongs
from plans.models.plan import EDITABLE
from plans.pages.editor.forms import AnswersForm, RowForm
from plans.refusals import TypingEnded, explain_closed_year


@dataclass(frozen=True)
class Elsewhere:
    """What another window has saved meanwhile: [(label, text)], or that the row is
    gone."""

    pairs: list
    is_gone: bool = False


def get_written_plan(actor, pk):
    """The plan, if the actor writes it: their own, or one that they type for
    somebody."""
    return get_found(WRITTEN_PLAN.fetch(actor, {"plan": pk}), actor, pk)


def get_plan_with_section(actor, pk, key):
    """The same with the section of this key as `plan.section`, in one query."""
    found = PLAN_WITH_SECTION.fetch(actor, {"plan": pk, "key": key})
    return get_found(found, actor, pk)


def get_found(plans, actor, pk):
    """The only one of these; Http404 without any, with why to whoever typed it."""
    if not plans:
        if Assistance.objects.filter(plan__pk=pk, helper=actor.member).exists():
            raise TypingEnded
        raise Http404
    [plan] = plans
    return plan


def find_written_plan(somebody):
    """With `author_belongs`, as permissions.does_author_belong asks for it."""
    plans = Plan.objects.filter(pk=Parameter("plan", BigIntegerField()))
    plans = plans.annotate(author_belongs=author_belongs(somebody.on))
    return plans.written_by(somebody).with_related()


def build_plan_with_section(somebody):
    key = Parameter("key", CharField())
    at_key = FilteredRelation(
        "form_version__sections", condition=Q(form_version__sections__key=key)
    )
    plans = find_written_plan(somebody).kept_here().annotate(section=at_key)
    plans = plans.filter(section__isnull=False, author_belongs=True)
    return [plans.select_related("section")]


WRITTEN_PLAN = PreparedForActor(lambda somebody: [find_written_plan(somebody)])
PLAN_WITH_SECTION = PreparedForActor(build_plan_with_section)


def is_written_now(plan):
    """Whether the text of a plan that find_written_plan found may be changed; else it
    is only read back."""
    return plan.status in EDITABLE and plan.goes_on_here and plan.author_belongs


def list_rows_of_section(plan):
    """The rows of `plan.section` in the order in which they stand; a text has one at
    most."""
    rows = Row.objects.filter(plan=plan, section=plan.section.key)
    return list(rows.select_related("basis").order_by("position", "pk"))


def make_row_form(plan, data=None, **how):
    """The form of a text or row of `plan.section`, with the bases that can be chosen if
    it asks for one."""
    bases = []
    if any(field.is_chosen for field in plan.section.asked):
        found = plan.cycle.bases.order_by("position")
        bases = list(found.values_list("pk", "label"))
    return RowForm(data, section=plan.section, bases=bases, **how)


def make_frame(request, plan):
    """What every such page shows around its form; whoever writes has opened the plan
    by it."""
    readings.note_opening_by_writer(plan, at=timezone.now())
    is_helper = not permissions.is_author(request.actor, plan)
    back = reverse("editor:edit", args=[plan.pk])
    on_desk = is_helper and bool(request.actor.cells)
    return {
        "plan": plan,
        "is_helper": is_helper,
        "on_desk": on_desk,
        "back": back,
        "closed_year": explain_closed_year(plan.ends_with),
    }


def find_remarks_on(plan, section, row=None):
    """Released remarks on a section as a whole, or on one of its rows; none before the
    plan was ever sent."""
    if not plan.revision:
        return []
    asked = plan.remarks.for_author().filter(section=section.key, row=row)
    return order_remarks(asked)


def order_remarks(remarks):
    """Remarks with the newest first, and with what answering them asks for."""
    of_plan = ("plan__member", "plan__cycle", "plan__ends_with")
    related = ("by", "settled_by", *of_plan, "plan__cell__committee")
    return remarks.select_related(*related).order_by("-made_at", "-pk")


def reread_answers(answers, remarks):
    """The answers again as they were typed, on top of the answers that are there
    now."""
    remarks = list(remarks)
    data = answers.data.dict()
    for remark in remarks:
        data[f"was_{remark.pk}"] = remark.answer
    return AnswersForm(data, remarks=remarks)


def find_way_to_list(plan):
    """Back from a page of the plan: to its sections, or to the author's own page when
    nothing can be edited."""
    if is_written_now(plan):
        return "editor:edit", plan.pk
    return ("home:my_plan",)


def find_next_section(plan):
    """The key of the section after `plan.section`, or None."""
    later = Section.objects.filter(
        form_version=plan.form_version_id, position__gt=plan.section.position
    )
    return later.order_by("position").values_list("key", flat=True).first()
