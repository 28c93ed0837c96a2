"""What was recorded of a member for later days, and what becomes of it when something
that happened before is recorded only now?

It is put aside for this member: its rows are taken back, the last first. A movement is
cancelled; a decision about cells stays for everybody else and says for whom it was
taken back and why. When what put it aside is cancelled, it holds again, with the same
rows.
"""

from django.db import IntegrityError, transaction

from cells.acts.movements.case import CannotMove
from cells.effects import (
    find_disturbed_rows,
    model_named,
    read_begun,
    read_changed,
    redo_effects,
    undo_effects,
)
from cells.models import Movement, Reorganisation
from cells.wording import describe_row_and_term
from phucdong.writing import date_text

Kind = Movement.Kind
# Who came, went or died on a later day: that day is put right instead.
NOT_PUT_ASIDE = (Kind.RECEIVED, Kind.ADMITTED, Kind.SENT, Kind.DIED, Kind.LEFT)
# What a decision about cells writes of a person.
OF_A_PERSON = ("membership", "appointment", "exemptionproposal")


class TakesBack(CannotMove):
    """What was recorded for later days would be taken back, or something was done
    since, which the officer was not shown. Nothing was changed.

    `acts` are movements and decisions, `rows` dated rows (later_rows.py), the first
    first; `deeds` [Dependent] what stays in the log. args[0] says so in words.
    """

    def __init__(self, acts, rows=(), deeds=()):
        self.acts, self.rows, self.deeds = list(acts), list(rows), list(deeds)
        names = "; ".join([*self.list_words(), *(deed.words for deed in deeds)])
        super().__init__(f"Việc này bỏ những việc đã ghi cho ngày sau: {names}.")

    def list_words(self):
        """Of what is taken back."""
        words = [describe_act(act) for act in self.acts]
        words += [describe_row_and_term(row) for row in self.rows]
        return words

    @property
    def marks(self):
        return write_marks([*self.acts, *self.rows])


def list_later_acts(member, on):
    """[Movement or Reorganisation] of a later day, the first first; decisions about
    cells of the very day too, since who died that day belonged to the old cell."""
    movements = Movement.objects.filter(member=member, cancelled_at=None, on__gt=on)
    acts = [*movements.select_related("member", "to_cell")]
    decisions = Reorganisation.objects.filter(
        on__gte=on, applied_at__isnull=False, undone_at=None
    )
    for decision in decisions:
        if not is_put_aside(decision, member) and has_rows_of(decision, member):
            acts.append(decision)
    return sorted(acts, key=read_order)


def read_order(act):
    if isinstance(act, Movement):
        return act.on, act.recorded_at
    return act.on, act.applied_at


def may_be_put_aside(acts):
    for act in acts:
        if isinstance(act, Movement) and act.kind in NOT_PUT_ASIDE:
            return False
    return True


def describe_act(act):
    """ "Chuyển sang chi bộ khác trong phường, về Chi bộ 9, từ ngày 05/02/2026"."""
    day = date_text(act.on)
    if isinstance(act, Reorganisation):
        decision = act.decision()
        named = f" theo {decision}" if decision else ""
        return f"Sắp xếp chi bộ{named}, từ ngày {day} (riêng đồng chí này)"
    goal = f", về {act.to_cell}" if act.to_cell else ""
    return f"{act.get_kind_display()}{goal}, từ ngày {day}"


def write_marks(acts):
    """Names these acts and rows on a page, whatever else was recorded meanwhile."""
    names = []
    for act in acts:
        names.append(f"{act._meta.model_name}-{act.pk}")
    return " ".join(names)


# --- what a decision about cells did with one person ----------------------------------


def read_effects_on(decision, member):
    """As `effects` of cells/effects.py."""
    begun = []
    for row in read_begun(decision.effects):
        if row.columns.get("member") == member.pk:
            begun.append(row)
    changed = []
    own = find_own_rows(decision, member)
    for row in read_changed(decision.effects):
        if (row.model, row.pk) in own:
            changed.append(row)
    return {"begun": begun, "changed": changed}


def find_own_rows(decision, member):
    """{(model, pk)} of the rows that a decision changed which are the member's."""
    pks_of = {name: [] for name in OF_A_PERSON}
    for row in read_changed(decision.effects):
        if row.model in pks_of:
            pks_of[row.model].append(row.pk)
    own = set()
    for name, pks in pks_of.items():
        rows = model_named(name).objects.filter(pk__in=pks, member=member)
        for pk in rows.values_list("pk", flat=True):
            own.add((name, pk))
    return own


def has_rows_of(decision, member):
    effects = read_effects_on(decision, member)
    return bool(effects["begun"] or effects["changed"])


def is_put_aside(decision, member):
    return str(member.pk) in decision.effects.get("put_aside", {})


# --- putting aside, and back ----------------------------------------------------------


@transaction.atomic
def put_acts_aside(acts, movement, *, by, at):
    """Take these acts back for the member of a movement, the last first. Raises
    CannotMove, naming what was changed since."""
    because = f"{movement.get_kind_display()} từ ngày {date_text(movement.on)}"
    for act in reversed(acts):
        undo_for_member(act, movement.member)
        if isinstance(act, Movement):
            Movement.objects.filter(pk=act.pk).update(
                cancelled_at=at, cancelled_by=by.user, cancelled_because=because
            )
        else:
            note_in_decision(act, movement.member, because)
    movement.member.refresh_from_db()


def undo_for_member(act, member):
    effects = read_own_effects(act, member)
    words = (
        f"{describe_act(act)}: đã có việc khác dựa vào đó. Sửa hoặc bỏ việc ấy trước."
    )
    if find_disturbed_rows(effects):
        raise CannotMove(words)
    try:
        undo_effects(effects)
    except IntegrityError as refusal:  # a ProtectedError is one
        raise CannotMove(words) from refusal


def read_own_effects(act, member):
    if isinstance(act, Movement):
        return act.effects
    return read_effects_on(act, member)


def note_in_decision(decision, member, because):
    """For whom it was taken back, and why; "" for somebody for whom it holds again."""
    held = Reorganisation.objects.select_for_update().get(pk=decision.pk)
    aside = held.effects.get("put_aside", {})
    aside.pop(str(member.pk), None)
    if because:
        aside[str(member.pk)] = because
    held.effects["put_aside"] = aside
    Reorganisation.objects.filter(pk=held.pk).update(effects=held.effects)


def bring_acts_back(movement):
    """What a movement that was taken back had put aside holds again. Raises
    CannotMove."""
    aside = movement.effects.get("put_aside", [])
    for name, pk in aside:
        act = model_named(name).objects.get(pk=pk)
        if isinstance(act, Reorganisation):
            note_in_decision(act, movement.member, "")
        else:
            Movement.objects.filter(pk=pk).update(
                cancelled_at=None, cancelled_by=None, cancelled_because=""
            )
        if not redo_effects(read_own_effects(act, movement.member)):
            raise CannotMove(
                f"{describe_act(act)}: không ghi lại được như trước, vì các dòng đã "
                "được sửa."
            )
    movement.member.refresh_from_db()


def list_names(acts):
    """As `bring_acts_back` reads them, the first first."""
    return [[act._meta.model_name, act.pk] for act in acts]
