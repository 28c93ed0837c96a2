"""How do cells leave? One closed file; and, when that is asked for, the day on which they end here."""

import os
from collections import Counter
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count

from cells.models import Appointment, Cell, Committee, Member, Membership, Transfer
from plans import cycles, verifying
from plans.handover.contents import KEPT_STILL, Contents
from plans.handover.row_format import as_line, name_of, written
from plans.handover.sealed_file import Sealer


class CannotExport(Exception):
    """The words say what stands in the way. Nothing was written and nothing was changed."""


@transaction.atomic
def export_cells(file, cells, *, ward, on, to, passphrase, at, close=False):
    """Write these cells of a ward into a file object, closed by the passphrase; returns {kind of row: how many}.

    `on` is the first day on which they belong to the receiving ward, called `to`. Every chain is verified before.
    With `close` they end here on that day (close_cells). Raises CannotExport.
    """
    hold_still()
    refuse_what_does_not_fit(cells, on)
    contents = Contents(ward, cells, on)
    refuse_two_plans_a_year(contents)
    if words := verifying.break_among(contents.plans):
        raise CannotExport(f"Nhật ký không nguyên vẹn. {words}")
    counts = write(Sealer(file, passphrase), contents, to=to, at=at)
    if close:
        close_cells(contents, to=to, at=at)
    return counts


def hold_still():
    """Nobody writes what goes along while it is read. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in KEPT_STILL)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def refuse_what_does_not_fit(cells, on):
    if not cells:
        raise CannotExport("Chưa chọn chi bộ nào để bàn giao.")
    if young := [cell.name for cell in cells if cell.founded_on and cell.founded_on >= on]:
        raise CannotExport(f"{', '.join(young)} chưa thành lập trước ngày {on:%d/%m/%Y}.")
    for rows in (Membership, Appointment):
        later = rows.objects.filter(cell__in=cells, since__gte=on).select_related("member", "cell").order_by("pk")
        if named := [f"{row.member} ({row.cell})" for row in later]:
            raise CannotExport(
                f"Có người về chi bộ hoặc nhận chức vụ từ ngày {on:%d/%m/%Y} trở đi: {', '.join(named)}. "
                "Hãy bàn giao từ một ngày sau đó."
            )


def refuse_two_plans_a_year(contents):
    """At the receiver the cycles of the ward and of those above and below it become one a year."""
    plans = contents.plans.filter(cycle__committee__in=contents.own_line)
    years = plans.values_list("member", "member__full_name", "cycle__year").annotate(number=Count("pk"))
    twice = years.filter(number__gt=1).order_by("member", "cycle__year")
    if named := [f"{name} ({year})" for _, name, year, _ in twice]:
        raise CannotExport(f"Có hai kế hoạch trong cùng một năm: {', '.join(named)}.")


# --- the file ------------------------------------------------------------------------------------------------------


def write(sealer, contents, *, to, at):
    """The head first, the rows in an order in which they can be written again, at the foot how many of each."""
    counts = Counter()
    sealer.write(as_line("head", head(contents, to=to, at=at)))
    for name, facts in entries(contents):
        counts[name] += 1
        sealer.write(as_line(name, facts))
    sealer.write(as_line("foot", counts))
    sealer.finish()
    return counts


def head(contents, *, to, at):
    """What is in the file: authenticated like all of it, and read before anything else."""
    ward, chosen = contents.ward, contents.chosen
    return {
        "ward": {"id": ward.pk, "uid": ward.uid, "name": ward.name, "place": ward.place, "kind": ward.kind},
        "to": to,
        "on": contents.on,
        "made_at": at,
        "cells": [{"id": cell.pk, "uid": cell.uid, "name": cell.name} for cell in chosen],
    }


def entries(contents):
    """[(name, facts)] of every row. `person` is somebody of whom only the name goes."""
    yield from as_they_are(Committee.objects.filter(pk__in=contents.committees).exclude(pk=contents.ward.pk))
    yield from as_they_are(Cell.objects.filter(pk__in=contents.cells))
    for version in contents.forms.order_by("pk"):
        sections, manifestations = cycles.stored(version)
        yield "form", {"id": version.pk, "name": version.name, "sections": sections, "manifestations": manifestations}
    yield from as_they_are(Member.objects.filter(pk__in=contents.people))
    for pk, uid, name in contents.others.order_by("pk").values_list("pk", "uid", "full_name"):
        yield "person", {"id": pk, "uid": uid, "full_name": name}
    going_on = set(contents.going_on.values_list("pk", flat=True))
    for rows in contents.tables():
        for name, facts in as_they_are(rows):
            yield name, {**facts, "goes_on": facts["id"] in going_on} if name == "cycle" else facts


def as_they_are(rows):
    return ((name_of(rows.model), facts) for facts in written(rows))


@contextmanager
def new_file(path):
    """A file object for a path where nothing may be yet; the file appears there whole, or not at all.

    With cells that are closed: inside their transaction, so that they do not end before the file is safe on the disk.
    """
    part = path.with_name(f"{path.name}.part")
    for taken in (path, part):
        if taken.exists():
            raise CannotExport(f"Đã có tệp {taken.name}: đặt tên khác, để không ghi đè lên nó.")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


# --- the end here --------------------------------------------------------------------------------------------------


def close_cells(contents, *, to, at):
    """The cells are closed, who belongs to them moves out officially, posts in them end; plans stay to be read."""
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
        for member in leaving(held)
    )
    held.update(until=on, ended_at=at, ending=Membership.Ending.HANDED_OVER)
    Appointment.objects.filter(cell__in=cells).exclude(until__lte=on).update(until=on, ended_at=at)
    Cell.objects.filter(pk__in=[cell.pk for cell in cells]).update(closed_on=on)


def leaving(memberships):
    """Ids of the party members among those who belong officially."""
    official = memberships.filter(kind=Membership.Kind.OFFICIAL, member__kind=Member.Kind.PARTY)
    return official.order_by("member").values_list("member", flat=True)
