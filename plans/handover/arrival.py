"""How does a file of another installation become part of this one? All of it, or nothing.

Rows come in the order of the file and are written in batches; plans/handover/placement.py says what becomes of those
that may be here already, plans/handover/successors.py how cells, people and plans go on from the day.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from cells.models import Cell
from plans import verifying
from plans.handover.placement import Place, Refused
from plans.handover.sealed_file import CannotOpen, lines
from plans.handover.successors import go_on
from plans.models import Plan

BATCH = 500


class AlreadyThere(Exception):
    """This file was received before. Nothing was changed."""


class CannotImport(Exception):
    """The words say what stands in the way, and hold nothing of the content. Nothing was changed."""


@dataclass
class Received:
    """What came: from which ward, on which day, how many rows of each kind; [(cell there, cell here)], the posts that
    are to be filled, and how many plans go on here."""

    ward_name: str
    on: date
    counts: dict
    cells: list
    posts: list
    moved: int


def import_cells(file, *, ward, by, at, passphrase, dry_run=False):
    """Read a closed file into a ward; `by` is the officer (an Actor) who takes it over. Returns Received.

    Every chain is verified from the rows as they are here, and sealed with the key of this installation. A dry run
    does all of this and takes it back. Raises CannotImport or AlreadyThere.
    """
    try:
        with transaction.atomic():
            received = receive(lines(file, passphrase), ward=ward, by=by, at=at)
            transaction.set_rollback(dry_run)
    except CannotOpen as error:
        raise CannotImport(str(error)) from error
    except Refused as refused:
        raise CannotImport(" ".join(refused.args[0])) from refused
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError, DatabaseError):
        raise CannotImport("Tệp có dòng mà phiên bản phần mềm này không đọc hoặc không ghi được.") from None
    return received


def receive(packed, *, ward, by, at):
    entries = (json.loads(line) for line in packed)
    head = head_of(next(entries, None))
    on = date.fromisoformat(head["on"])
    if on > timezone.localdate(at):
        raise CannotImport(f"Ngày bàn giao {on:%d/%m/%Y} chưa đến.")
    refuse_what_is_here(head)
    place = Place(head, on=on, ward=ward, by=by, at=at)
    counts = write(entries, place)
    gone_on = go_on(place)
    if words := verifying.break_among(Plan.objects.filter(pk__in=place.plans())):
        raise CannotImport(f"Nhật ký trong tệp không nguyên vẹn. {words}")
    return Received(head["ward"]["name"], on, counts, gone_on.cells, gone_on.posts, gone_on.moved)


def head_of(entry):
    name, head = entry or ("", {})
    if name != "head":
        raise CannotImport("Tệp không có phần đầu.")
    return head


def refuse_what_is_here(head):
    """A cell with a successor was received before; one that is open is one of our own."""
    known = list(Cell.objects.filter(uid__in=[cell["uid"] for cell in head["cells"]]).order_by("pk"))
    received = [cell for cell in known if cell.closed_on and cell.successor_id]
    if len(received) == len(head["cells"]):
        raise AlreadyThere
    if here := [cell.name for cell in known if cell in received or cell.closed_on is None]:
        raise CannotImport(f"Đã có ở đây: {', '.join(here)}. Tệp này chồng lên những gì đã có.")


def write(entries, place):
    """Write every row, in batches of one kind. The foot says how many there must be."""
    counts, foot = Counter(), None
    for name, group in groupby(entries, key=lambda entry: entry[0]):
        rows = (facts for _, facts in group)
        if name == "foot":
            foot = next(rows)
            continue
        while batch := list(islice(rows, BATCH)):
            counts[name] += len(batch)
            place.write(name, batch)
        place.finish()
    if foot != counts:
        raise CannotImport("Số dòng trong tệp không khớp với số ghi ở cuối tệp.")
    return counts
