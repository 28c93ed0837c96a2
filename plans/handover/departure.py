"""How do cells leave? One closed file; and, when asked for, the day on which they
end."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection, transaction

from cells.models import Appointment, Cell, Committee, Member, Membership, Transfer
from phucdong.whole_files import create_whole_file
from plans.form import years
from plans.handover.contents import KEPT_STILL, Contents
from plans.handover.row_format import encode_line, name_kind, write_rows
from plans.handover.sealed_file import Sealer
from plans.workflow import verification


class CannotExport(Exception):
    """The words say what stands in the way. Nothing was written, nothing changed."""


@transaction.atomic
def export_cells(file, cells, *, ward, on, to, passphrase, at, close=False):
    """Write these cells of a ward into a file object, closed by the passphrase.

    `on` is the first day on which they belong to the receiving ward, called `to`. Every
    chain is verified before. With `close` they end here on that day (close_cells).
    Returns {kind of row: how many}; raises CannotExport.
    """
    lock_tables()
    refuse_cells_that_cannot_go(cells, on)
    contents = Contents(ward, cells, on)
    words = verification.find_break_among(contents.plans)
    if words:
        raise CannotExport(f"Nhật ký không nguyên vẹn. {words}")
    counts = write_contents(Sealer(file, passphrase), contents, to=to, at=at)
    if close:
        close_cells(contents, to=to, at=at)
    return counts


def lock_tables():
    """Nobody writes what goes along while it is read.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in KEPT_STILL)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


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
                f"trở đi: {names}. Hãy bàn giao từ một ngày sau đó."
            )


# --- the file -------------------------------------------------------------------------


def write_contents(sealer, contents, *, to, at):
    """The head, the rows in an order in which they can be written again, the foot.

    The foot says how many there are of each kind: they are returned.
    """
    counts = Counter()
    sealer.write(encode_line("head", describe_file(contents, to=to, at=at)))
    for name, facts in gather_entries(contents):
        counts[name] += 1
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

    Plans stay to be read.
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


def find_who_moves_out(memberships):
    """Ids of the party members among those who belong officially."""
    official = memberships.filter(
        kind=Membership.Kind.OFFICIAL, member__kind=Member.Kind.PARTY
    )
    return official.order_by("member").values_list("member", flat=True)
