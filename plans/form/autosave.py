"""How what the author writes is saved: never over somebody's newer text, never into a
plan that has moved on.

Every save first touches the plan's row with a conditional UPDATE (which locks it: a
step taken at the same moment comes wholly before or wholly after), then writes one row
that still has the version that the writer read.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max

from plans import permissions
from plans.form.deadlines import find_day_meant
from plans.form.fields import find_field_with_meaning
from plans.models import Assistance, Capacity, Plan, Row, SelfCheck
from plans.models.capacity import WRITERS
from plans.models.content import THE_TEXT
from plans.models.field import Meaning
from plans.models.plan import EDITABLE
from plans.refusals import PlanMoved, refuse_moved


class Conflict(Exception):
    """Another tab or person has saved since. Nothing was changed; `saved` is the row as
    it is now (or None)."""

    def __init__(self, saved):
        self.saved = saved
        super().__init__("saved elsewhere meanwhile")


def save_text(plan, section, values, **how):
    """Save what stands in the fields of a section of text; as save_row."""
    return save_row(plan, section, THE_TEXT, values, **how)


@transaction.atomic
def save_row(plan, section, uid, values, *, version, by, at):
    """Save a row of a Section over `version` (0: nothing yet, it is added at the end).
    Returns the new version.

    `values` is {field key: text}, and "basis_id" for the field in which a basis is
    chosen. Raises Conflict, PlanMoved.
    """
    hold_for_writing(plan, by, at)
    rows = Row.objects.filter(plan=plan, section=section.key)
    last = 0
    if not version:
        last = rows.aggregate(last=Max("position"))["last"] or 0
    which = {"plan": plan, "section": section.key, "uid": uid}
    columns = make_columns(plan, section, values)
    return put_version(Row, which, columns, version, position=last + 1)


def make_columns(plan, section, values):
    """{column: value} of a Row: the texts by key, the basis, and the day that the
    deadline means."""
    texts = {}
    for field in section.asked:
        if not field.is_chosen:
            texts[field.key] = values.get(field.key, "")
    due_on = None
    deadline = find_field_with_meaning(section.asked, Meaning.DEADLINE)
    if deadline:
        due_on = find_day_meant(values.get(deadline.key, ""), plan.cycle.year)
    return {"values": texts, "basis_id": values.get("basis_id"), "due_on": due_on}


@transaction.atomic
def remove_row(plan, section, uid, *, by, at):
    """Take a row out of the working text (revisions keep it). Taking it out twice is
    once."""
    hold_for_writing(plan, by, at)
    Row.objects.filter(plan=plan, section=section.key, uid=uid).delete()


@transaction.atomic
def raise_row(plan, section, uid, place, *, by, at):
    """Move a row one place up from its `place` (1 is the first). A row that is
    elsewhere by now stays there."""
    hold_for_writing(plan, by, at)
    rows = Row.objects.filter(plan=plan, section=section.key)
    uids = list(rows.order_by("position", "pk").values_list("uid", flat=True))
    if place > 1 and uids[place - 1 : place] == [uid]:
        uids[place - 2], uids[place - 1] = uids[place - 1], uids[place - 2]
    for position, each in enumerate(uids, start=1):
        rows.filter(uid=each).exclude(position=position).update(position=position)


@transaction.atomic
def save_self_check(plan, group, answers, *, version, by):
    """Save a group of the private self-check. The author alone, in any state of the
    plan; no event, no log."""
    permissions.require(by, plan, {Capacity.AUTHOR})
    permissions.require_year_under_way(plan)
    return put_version(
        SelfCheck, {"plan": plan, "group": group}, {"answers": answers}, version
    )


def hold_for_writing(plan, by, at):
    """Refuse whoever may not write and whatever has moved on; keep the plan's row until
    the end."""
    permissions.require(by, plan, WRITERS)
    if not Plan.objects.filter(pk=plan.pk, status__in=EDITABLE).update(edited_at=at):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    if not Assistance.objects.note_word(plan, by, at):
        raise PermissionDenied


def put_version(model, which, values, version, **at_first):
    """Write `values` over `version` of the row `which`, or add it if version is 0. A
    repeated save is one."""
    if version:
        known = model.objects.filter(**which, version=version)
        if known.update(**values, version=F("version") + 1):
            return version + 1
        saved = model.objects.filter(**which).first()
    else:
        saved, is_new = model.objects.get_or_create(
            **which, defaults=dict(values, **at_first)
        )
        if is_new:
            return saved.version
    if saved and all(getattr(saved, name) == value for name, value in values.items()):
        return saved.version
    raise Conflict(saved)


__all__ = [
    "Conflict",
    "PlanMoved",
    "raise_row",
    "remove_row",
    "save_row",
    "save_self_check",
    "save_text",
]
