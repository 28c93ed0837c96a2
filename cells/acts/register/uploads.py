"""How does an uploaded register go from one stage to the next, and what is kept with
it?

Every step is one conditional UPDATE on columns of the upload's own row: of two clicks,
two processes or two hosts one comes first, and the other one changes nothing. Its
differences are kept as rows, so that the file is not read for every page.
"""

import hashlib
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from cells.acts.register.register_list import read_register
from cells.acts.register.ticked_application import Tick
from cells.models import RegisterDifference, RegisterUpload
from cells.unit_names import cell_key

Stage, Group = RegisterUpload.Stage, RegisterDifference.Group
KEPT_FOR = timedelta(days=1)
# Without a sign of life for so long a process is taken for dead. What is written is one
# transaction, and says nothing while it lasts.
QUIET = timedelta(minutes=1)
QUIET_WHILE_APPLYING = timedelta(minutes=10)
PER_PAGE = 100
MOST_FINDINGS = 200  # of a kind on one page


# --- the file ---------------------------------------------------------------------


def keep_upload(name, content, *, committee, by, at, on=None, cell=""):
    """Keep a file that is to be read, and forget those that nobody came back to."""
    forget_old_uploads(at)
    return RegisterUpload.objects.create(
        committee=committee,
        uploaded_by=by.user,
        uploaded_at=at,
        beat_at=at,
        name=name[:200],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        listed_on=on,
        cell_name=cell,
    )


def old_uploads(at):
    """Files that were not applied within a day. One that is being applied is no such
    file."""
    old = RegisterUpload.objects.filter(applied_at=None, uploaded_at__lt=at - KEPT_FOR)
    at_work = at - QUIET_WHILE_APPLYING
    return old.exclude(stage=Stage.APPLYING, beat_at__gte=at_work)


def forget_old_uploads(at):
    """Delete old files with everything that was read in them; returns how many."""
    _, deleted = old_uploads(at).delete()
    return deleted.get(RegisterUpload._meta.label, 0)


def read_upload(upload, **watched):
    """The Register in a file that was not yet applied. Raises Unreadable."""
    return read_register(
        upload.name,
        bytes(upload.content),
        today=timezone.localdate(upload.uploaded_at),
        on=upload.listed_on,
        cell=upload.cell_name,
        **watched,
    )


# --- its stages -------------------------------------------------------------------


def is_stuck(upload, at):
    """Whether nobody seems to be at work on what should be under way."""
    patience = QUIET
    if upload.stage == Stage.APPLYING:
        patience = QUIET_WHILE_APPLYING
    if upload.stage not in RegisterUpload.AT_WORK:
        return False
    return upload.beat_at is None or upload.beat_at < at - patience


def order_application(upload, *, at):
    """Ask for what is ticked to be applied; False if that has been asked before."""
    compared = RegisterUpload.objects.filter(pk=upload.pk, stage=Stage.COMPARED)
    return bool(
        compared.update(stage=Stage.ORDERED, beat_at=at, done=0, total=0, said="")
    )


def release_stuck_upload(upload, *, at):
    """Take a quiet upload away from the process that has died over it; False if there
    is nothing to take."""
    if not is_stuck(upload, at):
        return False
    stage = Stage.WAITING
    if upload.stage in (Stage.APPLYING, Stage.ORDERED):
        stage = Stage.ORDERED
    unchanged = RegisterUpload.objects.filter(
        pk=upload.pk,
        stage=upload.stage,
        worker=upload.worker,
        beat_at=upload.beat_at,
    )
    return bool(unchanged.update(stage=stage, worker=None, beat_at=at))


def claim_upload(pk, worker, *, at):
    """Take the work that waits on an upload: READING or APPLYING, None if there is none
    or somebody is at it."""
    upload = RegisterUpload.objects.filter(pk=pk)
    mine = {"worker": worker, "beat_at": at, "done": 0, "total": 0, "said": ""}
    if upload.filter(stage=Stage.WAITING).update(stage=Stage.READING, **mine):
        return Stage.READING
    if upload.filter(stage=Stage.ORDERED).update(stage=Stage.APPLYING, **mine):
        return Stage.APPLYING
    return None


# --- its differences and their ticks ----------------------------------------------


@transaction.atomic
def keep_differences(upload, checked, *, before=None):
    """Replace what is kept by the differences of a CheckedRegister.

    `before` are the Ticks that somebody has set earlier, by key; without them the
    offered ones are ticked.
    """
    upload.differences.all().delete()
    rows = []
    for position, each in enumerate(checked.differences):
        row = RegisterDifference(
            upload=upload,
            position=position,
            group=each.group,
            key=each.key,
            name=each.name,
            cell=each.cell.name,
            place=each.place[:120],
            lines=each.lines,
            refused=each.refused,
            is_ticked=each.is_offered,
            on=each.on,
        )
        if before is not None:
            row.is_ticked = each.key in before
        if row.is_ticked and before:
            row.how, row.on = before[each.key].how, before[each.key].on
        if each.refused:
            row.is_ticked = False
        rows.append(row)
    RegisterDifference.objects.bulk_create(rows, batch_size=1_000)


def load_ticks(upload):
    """{key: Tick} of what is ticked."""
    ticks = {}
    for each in upload.differences.filter(is_ticked=True):
        ticks[each.key] = Tick(each.how, each.on)
    return ticks


def count_groups(upload):
    """[{"group", "label", "count", "ticked"}] of every group, in their order."""
    found = {}
    grouped = upload.differences.values("group").annotate(
        count=Count("pk"), ticked=Count("pk", filter=Q(is_ticked=True))
    )
    for row in grouped:
        found[row["group"]] = row
    groups = []
    for group in Group:
        row = found.get(group, {"group": group, "count": 0, "ticked": 0})
        groups.append(row | {"label": group.label})
    return groups


def tick_shown(upload, group, shown, ticked):
    """Of the differences that a page has shown (pks) exactly these are ticked; those
    refused never are."""
    rows = upload.differences.filter(group=group, refused="", pk__in=shown)
    rows = rows.exclude(group=Group.GONE)
    rows.filter(pk__in=ticked).update(is_ticked=True)
    rows.exclude(pk__in=ticked).update(is_ticked=False)


def tick_group(upload, group):
    """A whole group at once. What became of each who is gone has to be said one by
    one."""
    if group != Group.GONE:
        rows = upload.differences.filter(group=group, refused="")
        rows.update(is_ticked=True)


def untick_group(upload, group):
    upload.differences.filter(group=group, refused="").update(is_ticked=False)


def say_what_became(difference, how, on):
    """Of somebody who is gone: what became of them and when; without that they stay."""
    rows = RegisterDifference.objects.filter(pk=difference.pk, refused="")
    rows.update(is_ticked=bool(how), how=how, on=on)


# --- what the page shows beside them ----------------------------------------------


def summarise_check(checked):
    """The page of a CheckedRegister as plain data, kept with the upload."""
    comparison = checked.comparison
    register = comparison.register
    findings = [*register.warnings, *checked.notes]
    return {
        "ward": comparison.ward_name,
        "on": register.on.isoformat(),
        "cells": summarise_cells(comparison),
        "people": len(register.people),
        "exempt": sum(person.is_exempt for person in register.people),
        "errors": plain_findings(comparison.errors[:MOST_FINDINGS]),
        "more_errors": max(0, len(comparison.errors) - MOST_FINDINGS),
        "notes": plain_findings(findings[:MOST_FINDINGS]),
        "more_notes": max(0, len(findings) - MOST_FINDINGS),
        "passed_over": register.passed_over,
    }


def plain_findings(findings):
    return [
        {"sheet": each.sheet, "row": each.row, "text": each.text} for each in findings
    ]


def summarise_cells(comparison):
    """[{"name", "is_new", "listed", "joining", "exempt", "secretary"}] for each cell of
    the register."""
    joining = Counter(person.cell for person, _ in comparison.joining)
    new = {cell_key(cell.name) for cell in comparison.new_cells}
    cells = []
    for name, people in comparison.register.by_cell().items():
        cells.append(
            {
                "name": name or "Chưa rõ chi bộ",
                "is_new": cell_key(name) in new,
                "listed": len(people),
                "joining": joining[name],
                "exempt": sum(person.is_exempt for person in people),
                "secretary": name_listed_secretary(people),
            }
        )
    return cells


def name_listed_secretary(people):
    for person in people:
        if any(post.is_head for post in person.posts):
            return person.full_name
    return ""
