"""How do cells leave? One closed file; and, when asked for, the day on which they
end."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from cells.models import (
    Appointment,
    Cell,
    Committee,
    ExemptionProposal,
    Member,
    Membership,
    Transfer,
)
from phucdong.whole_files import create_whole_file
from plans.form import years
from plans.handover.contents import Contents, lock_tables
from plans.handover.row_format import encode_line, name_kind, write_rows
from plans.handover.sealed_file import Sealer
from plans.handover.unit_sums import UnitSums
from plans.models import HandoverFile
from plans.workflow import verification

GOES_ALONG = "Tự khép lại: bàn giao cùng chi bộ cho {}, nơi nhận quyết định."
LATER_DAY = (
    "Hãy bàn giao từ một ngày sau đó; nếu nơi nhận đã nhận tệp của ngày này thì hủy "
    "việc ấy ở đây và ghi ở nơi nhận."
)
CELL_IS_OVER = "Tự khép lại: chi bộ đề nghị đã được bàn giao cho đảng bộ khác."


class CannotExport(Exception):
    """The words say what stands in the way. Nothing was written, nothing changed."""


@dataclass
class Exported:
    """What a file holds, and what is other in it than in the one before."""

    counts: dict  # {kind of row: how many}
    earlier: HandoverFile | None  # the last file of the same cells
    changed: list  # names of people, and of plans, that were written otherwise there
    left: list  # names of proposals that ended here with the cells


@transaction.atomic
def export_cells(file, cells, *, ward, on, to, passphrase, at, close=False):
    """Write these cells of a ward into a file object, closed by the passphrase.

    `on` is the first day on which they belong to the receiving ward, called `to`. Every
    chain is verified before. With `close` they end here on that day (close_cells).
    Returns Exported; raises CannotExport.
    """
    lock_tables()
    refuse_cells_that_cannot_go(cells, on)
    contents = Contents(ward, cells, on)
    refuse_who_moved_on(contents)
    words = verification.find_break_among(contents.plans)
    if words:
        raise CannotExport(f"Nhật ký không nguyên vẹn. {words}")
    sums = UnitSums()
    sealer = Sealer(file, passphrase)
    counts = write_contents(sealer, contents, sums, to=to, at=at)
    earlier = find_earlier_file(contents)
    note_file(contents, sums, to=to, at=at)
    left = []
    if close:
        left = close_cells(contents, to=to, at=at)
    return Exported(counts, earlier, list_changes(sums, earlier), left)


def find_earlier_file(contents):
    """The last file in which the same cells of the ward were written; None if there is
    none."""
    cells = list_uids(contents.chosen)
    sent = HandoverFile.objects.filter(
        way=HandoverFile.Way.SENT, ward=contents.ward, on=contents.on
    )
    for file in sent.order_by("-made_at", "-pk"):
        if file.cells == cells:
            return file
    return None


def list_changes(sums, earlier):
    """[name] of the people and plans of which the earlier file says something else, or
    nothing."""
    if earlier is None:
        return []
    changed = []
    for uid, digest in sums.digests.items():
        if earlier.in_file.get(uid) != digest:
            changed.append(uid)
    return sums.list_names(changed)


def note_file(contents, sums, *, to, at):
    HandoverFile.objects.create(
        way=HandoverFile.Way.SENT,
        ward=contents.ward,
        other_ward=to,
        on=contents.on,
        made_at=at,
        cells=list_uids(contents.chosen),
        in_file=sums.digests,
        recorded_at=at,
    )


def list_uids(cells):
    return sorted(str(cell.uid) for cell in cells)


def refuse_cells_that_cannot_go(cells, on):
    if not cells:
        raise CannotExport("Chưa chọn chi bộ nào để bàn giao.")
    young = [cell.name for cell in cells if cell.founded_on and cell.founded_on >= on]
    if young:
        names = ", ".join(young)
        raise CannotExport(f"{names} chưa thành lập trước ngày {on:%d/%m/%Y}.")
    for model in (Membership, Appointment):
        begun = model.objects.filter(cell__in=cells, since__gte=on)
        later = begun.select_related("member", "cell").order_by("pk")
        names = ", ".join(f"{row.member} ({row.cell})" for row in later)
        if names:
            raise CannotExport(
                f"Có người về chi bộ hoặc nhận chức vụ từ ngày {on:%d/%m/%Y} "
                f"trở đi: {names}. {LATER_DAY}"
            )


def refuse_who_moved_on(contents):
    """Who went on to another cell here on the day or later: the file would take them
    along, and they belong here."""
    gone = Membership.objects.filter(
        member__in=contents.people,
        kind=Membership.Kind.OFFICIAL,
        since__gte=contents.on,
    )
    rows = gone.select_related("member", "cell").order_by("pk")
    names = ", ".join(f"{row.member} (sang {row.cell})" for row in rows)
    if names:
        raise CannotExport(
            f"Có người đã sang chi bộ khác ở đây từ ngày {contents.on:%d/%m/%Y} trở "
            f"đi: {names}. {LATER_DAY}"
        )


# --- the file -------------------------------------------------------------------------


def write_contents(sealer, contents, sums, *, to, at):
    """The head, the rows in an order in which they can be written again, the foot.
    `sums` (UnitSums) is told every row.

    The foot says how many there are of each kind: they are returned.
    """
    counts = Counter()
    sealer.write(encode_line("head", describe_file(contents, to=to, at=at)))
    for name, facts in gather_entries(contents):
        counts[name] += 1
        sums.add(name, facts)
        sealer.write(encode_line(name, facts))
    sealer.write(encode_line("foot", counts))
    sealer.finish()
    return counts


def describe_file(contents, *, to, at):
    """What is in it: authenticated like all of it, and read before anything else."""
    ward = contents.ward
    return {
        "ward": {
            "id": ward.pk,
            "uid": ward.uid,
            "name": ward.name,
            "place": ward.place,
            "kind": ward.kind,
        },
        "to": to,
        "on": contents.on,
        "made_at": at,
        "cells": [
            {"id": cell.pk, "uid": cell.uid, "name": cell.name}
            for cell in contents.chosen
        ],
    }


def gather_entries(contents):
    """(name, facts) of every row. `person` is somebody of whom only the name goes."""
    committees = Committee.objects.filter(pk__in=contents.committees)
    yield from name_rows(committees.exclude(pk=contents.ward.pk))
    yield from name_rows(Cell.objects.filter(pk__in=contents.cells))
    for version in contents.forms.order_by("pk"):
        sections, manifestations = years.stored_form(version)
        form = {"id": version.pk, "name": version.name}
        form["sections"] = sections
        form["manifestations"] = manifestations
        yield "form", form
    yield from name_rows(Member.objects.filter(pk__in=contents.people))
    others = contents.others.order_by("pk")
    for pk, uid, name in others.values_list("pk", "uid", "full_name"):
        yield "person", {"id": pk, "uid": uid, "full_name": name}
    under_way = set(contents.cycles_under_way.values_list("pk", flat=True))
    for rows in contents.list_tables():
        for name, facts in name_rows(rows):
            if name == "cycle":
                facts["goes_on"] = facts["id"] in under_way
            yield name, facts


def name_rows(rows):
    name = name_kind(rows.model)
    for facts in write_rows(rows):
        yield name, facts


@contextmanager
def create_file(path):
    """A file object for a path where nothing may be yet.

    The file appears there whole, or not at all. With cells that are closed: inside
    their transaction, so that they do not end before the file is safe on the disk.
    """
    try:
        with create_whole_file(path) as file:
            yield file
    except FileExistsError as error:
        message = f"Đã có tệp {error}: đặt tên khác, để không ghi đè lên nó."
        raise CannotExport(message) from error


# --- the end here ---------------------------------------------------------------------


def close_cells(contents, *, to, at):
    """The cells are closed, who belongs to them moves out officially, posts end.

    Plans stay to be read. Returns [name] of the proposals that end here.
    """
    on, cells = contents.on, contents.chosen
    held = Membership.objects.filter(cell__in=cells).exclude(until__lte=on)
    Transfer.objects.bulk_create(
        Transfer(
            member_id=member,
            kind=Transfer.Kind.OFFICIAL,
            direction=Transfer.Direction.OUT,
            place=to,
            since=on,
            recorded_at=at,
        )
        for member in find_who_moves_out(held)
    )
    held.update(until=on, ended_at=at, ending=Membership.Ending.HANDED_OVER)
    posts = Appointment.objects.filter(cell__in=cells).exclude(until__lte=on)
    posts.update(until=on, ended_at=at)
    chosen = Cell.objects.filter(pk__in=[cell.pk for cell in cells])
    chosen.update(closed_on=on)
    return end_proposals(contents, to=to, at=at)


def end_proposals(contents, *, to, at):
    """What a cell of the line proposed, and nobody decided here: the receiving ward
    decides it, or of people who stay nobody. Returns [name] of all."""
    waiting = ExemptionProposal.objects.filter(
        Q(cell__in=contents.line) | Q(member__in=contents.people), decided_at=None
    )
    waiting = waiting.select_related("member", "cell").order_by("pk")
    goes, stays, told = [], [], []
    people = set(contents.people)
    for row in waiting:
        if row.member_id in people:
            goes.append(row.pk)
            told.append(f"{row.member} ({row.cell}): nơi nhận quyết định")
        else:
            stays.append(row.pk)
            told.append(f"{row.member} ({row.cell}): ở lại, khép lại tại đây")
    rows = ExemptionProposal.objects
    rows.filter(pk__in=goes).update(decided_at=at, refusal=GOES_ALONG.format(to))
    rows.filter(pk__in=stays).update(decided_at=at, refusal=CELL_IS_OVER)
    return told


def find_who_moves_out(memberships):
    """Ids of the party members among those who belong officially."""
    official = memberships.filter(
        kind=Membership.Kind.OFFICIAL, member__kind=Member.Kind.PARTY
    )
    return official.order_by("member").values_list("member", flat=True)
