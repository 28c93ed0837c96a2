"""How does a file of another installation become part of this one?

All of it, or nothing. It is read twice: first to know what is here already
(renewal.py), then rows come in the order of the file and are written in batches;
placement.py says what becomes of those that may be here already, successors.py how
cells, people and plans go on from the day.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from cells.models import ExemptionReview, FormerName, Membership
from plans.handover import rows_of_0_2_0, rows_of_cells, rows_of_plans
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN, lock_tables
from plans.handover.placement import Placement, Refused, create_rows
from plans.handover.renewal import (
    Renewal,
    clear_posts,
    clear_renewed,
    find_members,
    plan_renewal,
)
from plans.handover.row_format import name_kind
from plans.handover.sealed_file import CannotOpen, read_sealed_lines
from plans.handover.successors import found_successors
from plans.handover.unit_sums import UnitSums, sum_units_here
from plans.models import HandoverFile, Plan
from plans.workflow import verification

BATCH = 500
# By the name that the kind of row has in the file.
WRITERS = {
    "committee": rows_of_cells.put_committees,
    "cell": rows_of_cells.put_cells,
    "form": rows_of_plans.put_forms,
    "formername": rows_of_cells.put_former_names,
    "member": rows_of_cells.put_members,
    "person": rows_of_cells.put_names,
    "appointment": rows_of_cells.put_posts,
    "meeting": rows_of_cells.put_meetings,
    "exemptionground": rows_of_cells.put_grounds,
    "exemptionproposal": rows_of_cells.put_proposals,
    "movement": rows_of_cells.put_movements,
    "correction": rows_of_cells.put_corrections,
    "cycle": rows_of_plans.put_cycles,
    "basis": rows_of_plans.put_bases,
    "yearrecord": rows_of_plans.put_year_records,
    "plan": rows_of_plans.put_plans,
    "row": rows_of_plans.put_rows,
    "revision": rows_of_plans.put_revisions,
    "planevent": rows_of_plans.put_events,
    "signature": rows_of_plans.put_signatures,
    "signingprint": rows_of_plans.put_signing_prints,
    "accessrecord": rows_of_plans.put_readings,
    # Of version 0.2.0.
    "sectiontext": rows_of_0_2_0.put_texts,
    "shortcoming": rows_of_0_2_0.put_shortcomings,
    "task": rows_of_0_2_0.put_tasks,
}
ALL_THAT_COMES = (
    FormerName,
    Membership,
    *OF_A_PERSON,
    ExemptionReview,
    Plan,
    *OF_A_PLAN,
)
AS_THEY_ARE = {
    name_kind(model): model
    for model in ALL_THAT_COMES
    if name_kind(model) not in WRITERS
}
UNREADABLE = "Tệp có dòng mà phiên bản phần mềm này không đọc hoặc không ghi được."
INCOMPLETE = "Số dòng trong tệp không khớp với số ghi ở cuối tệp."
# What a row raises that this version cannot make sense of.
SENSELESS = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    ValidationError,
    DatabaseError,
)


class CannotImport(Exception):
    """The words say what stands in the way, and hold nothing of the content.

    Nothing was changed.
    """


@dataclass
class Received:
    """What came, from which ward, on which day."""

    ward_name: str
    on: date
    counts: dict  # {kind of row: how many}
    cells: list  # of pairs: the cell there, the cell here
    posts: list  # that are to be filled
    moved: int  # plans that go on here
    fixed: list  # movements that can be neither cancelled nor dated anew here
    renewal: Renewal  # what was here already


def import_cells(file, *, ward, by, at, passphrase, dry_run=False, keep=()):
    """Read a closed file into a ward; `by` is the officer (an Actor) who takes it over.

    Every chain is verified from the rows as they are here, and sealed with the key of
    this installation. A newer file of the same cells is read forward (renewal.py);
    `keep` are names of people who stay as they are here where both sides went on. A dry
    run does all of this and takes it back. Returns Received; raises CannotImport or
    AlreadyThere.
    """
    begin = file.tell()

    def read_entries():
        file.seek(begin)
        return map(json.loads, read_sealed_lines(file, passphrase))

    try:
        with transaction.atomic():
            received = receive_cells(read_entries, ward=ward, by=by, at=at, keep=keep)
            transaction.set_rollback(dry_run)
    except CannotOpen as error:
        raise CannotImport(str(error)) from error
    except Refused as refused:
        raise CannotImport(" ".join(refused.args[0])) from refused
    except SENSELESS:
        raise CannotImport(UNREADABLE) from None
    return received


def receive_cells(read_entries, *, ward, by, at, keep):
    """`read_entries` gives [name, facts] of every row, each time from the beginning."""
    entries = read_entries()
    head = read_head(next(entries, None))
    on = date.fromisoformat(head["on"])
    if on > timezone.localdate(at):
        raise CannotImport(f"Ngày bàn giao {on:%d/%m/%Y} chưa đến.")
    lock_tables()
    units = UnitSums()
    for name, facts in entries:
        units.add(name, facts)
    renewal = plan_renewal(head, units, on=on, keep=keep)
    clear_renewed(renewal)
    place = Placement(head, on=on, ward=ward, by=by, at=at)
    place.note_what_is_here(units, renewed=renewal.renewed, kept=renewal.kept)
    entries = read_entries()
    next(entries)
    counts = put_entries(entries, place)
    if renewal.earlier:
        clear_posts(renewal, units)
    successors = found_successors(place)
    words = verification.find_break_among(place.find_plans())
    if words:
        raise CannotImport(f"Nhật ký trong tệp không nguyên vẹn. {words}")
    note_file(head, units, renewal, place)
    return Received(
        ward_name=head["ward"]["name"],
        on=on,
        counts=counts,
        cells=successors.cells,
        posts=successors.posts,
        moved=successors.moved,
        fixed=place.find_fixed_movements(),
        renewal=renewal,
    )


def read_head(entry):
    name, head = entry or ("", {})
    if name != "head":
        raise CannotImport("Tệp không có phần đầu.")
    return head


def note_file(head, units, renewal, place):
    """What came, and how it stands here now. Of what stays as it was here both are as
    they were noted before."""
    in_file = units.digests
    here = sum_units_here(find_members(units)).digests
    for uid in renewal.kept:
        in_file[uid] = renewal.earlier.in_file.get(uid, "")
        here[uid] = renewal.earlier.here.get(uid, "")
    HandoverFile.objects.create(
        way=HandoverFile.Way.RECEIVED,
        ward=place.ward,
        other_ward=place.sender["name"],
        on=place.on,
        made_at=head["made_at"],
        cells=sorted(cell["uid"] for cell in head["cells"]),
        in_file=in_file,
        here=here,
        recorded_by=place.by.user,
        recorded_at=place.at,
    )


def put_entries(entries, place):
    """Write every row, in batches of one kind. The foot says how many there must be."""
    counts, foot = Counter(), None
    for name, group in groupby(entries, key=itemgetter(0)):
        rows = (facts for _, facts in group)
        if name == "foot":
            foot = next(rows)
            continue
        while batch := list(islice(rows, BATCH)):
            counts[name] += len(batch)
            put_batch(place, name, [row for row in batch if place.takes(name, row)])
        place.finish()
    if foot != counts:
        raise CannotImport(INCOMPLETE)
    return counts


def put_batch(place, name, rows):
    """Write rows of one kind. Raises KeyError for a kind that no file has."""
    if name in WRITERS:
        WRITERS[name](place, rows)
    else:
        create_rows(place, AS_THEY_ARE[name], rows)
