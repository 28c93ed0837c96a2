"""Which decisions about cells are there in the year that runs, besides one that holds
(demo/changes.py)? One that was taken back and one that waits for its day; by the
ordinary functions."""

from datetime import timedelta

from cells.acts.reorganisation import parts
from cells.acts.reorganisation.application import apply_reorganisation
from cells.acts.reorganisation.drafts import add_part_to_draft, prepare_draft
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.models import Cell
from demo.officers import find_free_members

SPLIT_OFF = 8  # people who go to the cell that was founded too early
BECAUSE = "Ghi nhầm: đề án tách chi bộ chưa được Đảng ủy thông qua."
AHEAD = timedelta(days=12)


def prepare_decision(ward, part, on, number, *, by, at):
    """A draft with one part."""
    facts = {"on": on, "decision_number": number, "decision_on": by.on}
    draft = prepare_draft(ward, facts, by=by, at=at)
    add_part_to_draft(draft, part)
    draft.refresh_from_db()
    return draft


def decide_and_take_back(ward, names, *, by, at):
    """A cell was split, and two days later it never was."""
    cell = Cell.objects.in_force(by.on).get(name=names["cell"])
    members = find_free_members(cell, by.on)[:SPLIT_OFF]
    part = describe_split(cell, names["name"], members)
    act = prepare_decision(ward, part, by.on, "31-QĐ/ĐU", by=by, at=at)
    act = apply_reorganisation(act, by=by, at=at + timedelta(hours=1))
    undone_at = at + timedelta(days=2)
    undo_reorganisation(act, by=by, at=undone_at, because=BECAUSE)


def describe_split(cell, name, members):
    """These people leave a cell for a new one; the first leads it."""
    secretary, deputy, *_ = members
    piece = {
        "name": name,
        "members": [member.pk for member in members],
        "secretary": secretary.pk,
        "deputies": [deputy.pk],
        "committee_members": [],
    }
    return {
        "kind": parts.SPLIT,
        "cell": cell.pk,
        "keeps": True,
        "pieces": [piece],
        "successor": None,
    }


def decide_ahead(ward, names, *, by, at):
    """A cell is to have another name; that waits for its day."""
    cell = Cell.objects.in_force(by.on).get(name=names["cell"])
    part = {"kind": parts.RENAME, "cell": cell.pk, "name": names["name"]}
    prepare_decision(ward, part, by.on + AHEAD, "48-QĐ/ĐU", by=by, at=at)
