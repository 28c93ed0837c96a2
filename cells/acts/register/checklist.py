"""How are the differences of an upload kept, shown in pages and ticked, so that the file is not read for every page?"""

from django.db import transaction
from django.db.models import Count, Q

from cells.acts.register.changing import Tick
from cells.models import RegisterDifference

Group = RegisterDifference.Group
PER_PAGE = 100


@transaction.atomic
def keep(upload, found, *, before=None):
    """Replace what is kept by the differences of a Check.

    `before` are the Ticks that somebody has set earlier, by key; without them the offered ones are ticked.
    """
    upload.differences.all().delete()
    kept = [row_of(upload, position, each, before) for position, each in enumerate(found.differences)]
    RegisterDifference.objects.bulk_create(kept, batch_size=1_000)


def row_of(upload, position, each, before):
    tick = (before or {}).get(each.key)
    is_ticked = each.is_offered if before is None else tick is not None
    return RegisterDifference(
        upload=upload,
        position=position,
        group=each.group,
        key=each.key,
        name=each.name,
        cell=each.cell.name,
        place=each.place[:120],
        lines=each.lines,
        refused=each.refused,
        is_ticked=is_ticked and not each.refused,
        how=tick.how if tick else "",
        on=tick.on if tick else each.on,
    )


def ticks(upload):
    """{key: Tick} of what is ticked."""
    ticked = upload.differences.filter(is_ticked=True)
    return {each.key: Tick(each.how, each.on) for each in ticked}


def counted(upload):
    """[{"group", "label", "count", "ticked"}] of every group, in their order."""
    numbers = {"count": Count("pk"), "ticked": Count("pk", filter=Q(is_ticked=True))}
    found = {row["group"]: row for row in upload.differences.values("group").annotate(**numbers)}
    none = {"count": 0, "ticked": 0}
    return [{"group": group, "label": group.label, **none, **found.get(group, {})} for group in Group]


def tick(upload, group, shown, ticked):
    """Of the differences that a page has shown (pks) exactly these are ticked; those refused never are."""
    rows = upload.differences.filter(group=group, refused="", pk__in=shown).exclude(group=Group.GONE)
    rows.filter(pk__in=ticked).update(is_ticked=True)
    rows.exclude(pk__in=ticked).update(is_ticked=False)


def tick_all(upload, group, is_ticked):
    """A whole group at once. What became of each who is gone has to be said one by one, so they are only unticked."""
    rows = upload.differences.filter(group=group, refused="")
    if group == Group.GONE:
        rows = rows.filter(is_ticked=True) if not is_ticked else rows.none()
    rows.update(is_ticked=is_ticked)


def say_what_became(difference, how, on):
    """Of somebody who is gone: what became of them and when; without that they stay."""
    RegisterDifference.objects.filter(pk=difference.pk, refused="").update(is_ticked=bool(how), how=how, on=on)
