"""Where do the rows of a file go, and which of them are here already?

The sending ward becomes a committee that is over: it keeps its lasting id, is closed on the day and hangs below the
receiving ward from the day on, with its committees and cells. The ward's officers so read its past, while figures of
the ward as of earlier days stay what they were (Committee.joined_on).

Plans of earlier years belong to cycles of that committee, with the calendar, the bases and the form that they were
written on. The years under way when the cells came go on in the receiving ward's own cycle (or that of the nearest
committee above it), filed plans as well, so that nobody is asked for a second plan; if there is none, it is opened
with the calendar that came. A task's basis is the one of the same key there; the key of a basis that a ward had added
itself says nothing elsewhere, so those are told by their title; what is not there is added.
"""

from cells.models import Cell, Committee, ExemptionReview, FormerName, Membership
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.handover.putting import Refused, create
from plans.handover.putting_cells import put_cells, put_committees
from plans.handover.row_format import Keys, name_of
from plans.handover.rows_of_0_2_0 import put_shortcomings, put_tasks, put_texts
from plans.handover.rows_of_cells import (
    put_corrections,
    put_grounds,
    put_meetings,
    put_members,
    put_movements,
    put_names,
    put_posts,
    put_proposals,
)
from plans.handover.rows_of_plans import (
    put_bases,
    put_cycles,
    put_events,
    put_forms,
    put_revisions,
    put_rows,
    put_signatures,
)
from plans.models import Plan


class Place:
    """What the rows of one file are put under: the ward, the day, the officer, and the committee that is over."""

    def __init__(self, head, *, on, ward, by, at):
        self.on, self.ward, self.by, self.at = on, ward, by, at
        self.sender, self.chosen = head["ward"], [cell["id"] for cell in head["cells"]]
        self.keys, self.later = Keys(), []
        self.past = past_of(head["ward"], ward, on)
        self.keys.note(Committee, head["ward"]["id"], self.past.pk)

    def write(self, name, rows):
        """Write rows of one kind. KeyError for a kind that no file has."""
        if name in WRITERS:
            WRITERS[name](self, rows)
        else:
            create(self, AS_THEY_ARE[name], rows)

    def finish(self):
        """Rows that point at rows of their own kind, now that all of them are there."""
        for model, theirs, field, target in self.later:
            if ours := self.keys.get(model, target):
                model.objects.filter(pk=self.keys.get(model, theirs)).update(**{field: ours})
        self.later = []

    def points_at(self, model, rows, field):
        self.later += [(model, facts["id"], field, facts[field]) for facts in rows if facts[field]]

    def old_cells(self):
        """The cells that came, in the order of the file's head."""
        found = Cell.objects.in_bulk([self.keys.known[Cell][pk] for pk in self.chosen])
        return [found[self.keys.known[Cell][pk]] for pk in self.chosen]

    def plans(self):
        return list(self.keys.known.get(Plan, {}).values())


def past_of(sender, ward, on):
    """The committee under which the sender's past hangs; one for each day, if cells come on several."""
    known = Committee.objects.filter(uid=sender["uid"]).first()
    if known and (known.closed_on is None or known.parent_id != ward.pk):
        raise Refused([f"{known.name} đang có ở đây và không phải đảng bộ đã bàn giao cho {ward.name}."])
    if known and known.joined_on == on:
        return known
    facts = {"place": sender["place"], "kind": sender["kind"], "closed_on": on, "joined_on": on, "parent": ward}
    if known is None:
        return Committee.objects.create(uid=sender["uid"], name=sender["name"], **facts)
    name = f"{sender['name']} (bàn giao {on:%d/%m/%Y})"
    return Committee.objects.get_or_create(name=name, parent=ward, defaults=facts)[0]


WRITERS = {
    "committee": put_committees,
    "cell": put_cells,
    "form": put_forms,
    "member": put_members,
    "person": put_names,
    "appointment": put_posts,
    "meeting": put_meetings,
    "exemptionground": put_grounds,
    "exemptionproposal": put_proposals,
    "movement": put_movements,
    "correction": put_corrections,
    "cycle": put_cycles,
    "basis": put_bases,
    "row": put_rows,
    "revision": put_revisions,
    "planevent": put_events,
    "signature": put_signatures,
    # Of version 0.2.0.
    "sectiontext": put_texts,
    "shortcoming": put_shortcomings,
    "task": put_tasks,
}
AS_THEY_ARE = {
    name_of(model): model
    for model in (FormerName, Membership, *OF_A_PERSON, ExemptionReview, Plan, *OF_A_PLAN)
    if name_of(model) not in WRITERS
}
