"""Where do the rows of a file go, and which of them are here already?

The sending ward becomes a committee that is over: it keeps its lasting id, is closed
on the day and hangs below the receiving ward from the day on, with its committees and
cells. The ward's officers so read its past, while figures of the ward as of earlier
days stay what they were (Committee.joined_on).

Plans of earlier years belong to cycles of that committee, with the calendar, the bases
and the form that they were written on. The years under way when the cells came go on
in the receiving ward's own cycle (or that of the nearest committee above it), filed
plans as well; if there is none, it is opened with the calendar that came. (Within one
installation a plan that moves to another ward keeps its cycle: it has a year, by which
it is found.) A task's basis is the one of the same key there; the key of
a basis that a ward had added itself says nothing elsewhere, so those are told by their
title; what is not there is added.
"""

from typing import NamedTuple

from cells.models import Cell, Committee, Member, Movement
from plans.handover.row_format import Keys, list_carried_fields, read_row
from plans.handover.unit_sums import READINGS
from plans.models import Plan


class Refused(Exception):
    """args[0] lists in words what is here already and is another one."""


class LaterPointer(NamedTuple):
    """A row points at one of its own kind; both by the numbers of the sender."""

    model: type
    row: int
    field: str
    target: int


class Placement:
    """What the rows of one file are put under.

    The ward, the day, the officer, and the committee that is over.
    """

    def __init__(self, head, *, on, ward, by, at):
        self.on, self.ward, self.by, self.at = on, ward, by, at
        self.sender = head["ward"]
        self.chosen = [cell["id"] for cell in head["cells"]]
        self.keys = Keys()
        self.later = []
        # That can be neither cancelled nor dated anew here.
        self.fixed_movements = []
        self.units, self.renewed, self.kept = None, set(), set()
        self.past = find_past_committee(self.sender, ward, on)
        self.keys.note(Committee, self.sender["id"], self.past.pk)

    def note_what_is_here(self, units, *, renewed, kept):
        """Lasting ids of the people and plans of the file (`units` is its UnitSums)
        that give way to it, and of those that stay as they are here."""
        self.units, self.renewed, self.kept = units, renewed, kept
        for model, uids in ((Member, units.members), (Plan, units.plans)):
            ours = {}
            for uid, pk in model.objects.filter(uid__in=kept).values_list("uid", "pk"):
                ours[str(uid)] = pk
            for theirs, uid in uids.items():
                if uid in ours:
                    self.keys.note(model, theirs, ours[uid])

    def takes(self, name, facts):
        """Whether a row is written: not one of whom or what stays as it is here, but
        for who opened a plan, and posts, which events of others point at."""
        if name == "appointment":
            return True
        if name == READINGS and self.keys.get(Plan, facts["plan"]):
            return True
        return self.units.find_unit(name, facts) not in self.kept

    def gives_way(self, name, facts):
        """Whether a row that is here becomes that of the file."""
        unit = self.units.find_unit(name, facts)
        return unit is None or unit in self.renewed

    def point_later(self, model, rows, field):
        """Once all of them are there: `finish` writes it."""
        for facts in rows:
            if facts[field]:
                self.later.append(LaterPointer(model, facts["id"], field, facts[field]))

    def finish(self):
        """Rows that point at rows of their own kind, now that all are there."""
        for model, row, field, target in self.later:
            ours = self.keys.get(model, target)
            if ours:
                found = model.objects.filter(pk=self.keys.get(model, row))
                found.update(**{field: ours})
        self.later = []

    def find_old_cells(self):
        """The cells that came, in the order of the file's head."""
        ours = [self.keys.known[Cell][theirs] for theirs in self.chosen]
        found = Cell.objects.in_bulk(ours)
        return [found[pk] for pk in ours]

    def find_fixed_movements(self):
        rows = Movement.objects.filter(pk__in=self.fixed_movements)
        return list(rows.select_related("member").order_by("on", "pk"))

    def find_plans(self):
        return Plan.objects.filter(pk__in=self.keys.known.get(Plan, {}).values())


def find_past_committee(sender, ward, on):
    """Under which the sender's past hangs; one for each day, if cells come on
    several."""
    known = Committee.objects.filter(uid=sender["uid"]).first()
    if known and (known.closed_on is None or known.parent_id != ward.pk):
        message = (
            f"{known.name} đang có ở đây và không phải đảng bộ đã bàn giao cho "
            f"{ward.name}."
        )
        raise Refused([message])
    if known and known.joined_on == on:
        return known
    facts = {
        "place": sender["place"],
        "kind": sender["kind"],
        "closed_on": on,
        "joined_on": on,
        "parent": ward,
    }
    if known is None:
        uid, name = sender["uid"], sender["name"]
        return Committee.objects.create(uid=uid, name=name, **facts)
    name = f"{sender['name']} (bàn giao {on:%d/%m/%Y})"
    committee, _ = Committee.objects.get_or_create(
        name=name, parent=ward, defaults=facts
    )
    return committee


# --- rows as they came become rows here ----------------------------------------------


def create_rows(place, model, rows):
    """New rows as they came."""
    save_rows(place, model, rows, read_rows(place, model, rows))


def read_rows(place, model, rows):
    return [read_row(model, facts, place.keys) for facts in rows]


def save_rows(place, model, rows, made):
    """Save what was `made` of `rows`, in the same order, and note their numbers."""
    model.objects.bulk_create(made)
    for facts, row in zip(rows, made, strict=True):
        place.keys.note(model, facts["id"], row.pk)


def update_rows(place, model, rows):
    """Rows that are here, by their lasting id, get the columns of the file."""
    for facts in rows:
        found = model.objects.filter(pk=place.keys.get(model, facts["id"]))
        found.update(**read_columns(place, model, facts))


def read_columns(place, model, facts):
    """{field: value} of a row of the file, without its numbers."""
    row = read_row(model, facts, place.keys)
    fields = {*facts} - {"id", "uid"}
    names = [field.name for field in list_carried_fields(model)]
    return {name: getattr(row, name) for name in names if name in fields}


def find_new_rows(place, model, rows):
    """The rows whose lasting id is not here yet; the numbers of others are noted."""
    uids = [facts["uid"] for facts in rows]
    known = {}
    for uid, pk in model.objects.filter(uid__in=uids).values_list("uid", "pk"):
        known[str(uid)] = pk
    new = []
    for facts in rows:
        if facts["uid"] in known:
            place.keys.note(model, facts["id"], known[facts["uid"]])
        else:
            new.append(facts)
    return new
