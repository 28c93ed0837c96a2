"""How is a decision prepared? As a draft: nothing of it holds before it is applied, and
nothing changes it after that."""

from django.db import transaction

from cells.acts.reorganisation.parts import make_part_key
from cells.models import Reorganisation, Scan


class NoDraft(Exception):
    """The decision was applied, or given up, meanwhile. Nothing was changed."""


@transaction.atomic
def prepare_draft(committee, facts, *, by, at):
    """A draft without parts. The same form sent twice is one draft."""
    facts = facts | {"committee": committee, "prepared_by": by.user}
    for draft in Reorganisation.objects.filter(applied_at=None, **facts).order_by(
        "-pk"
    ):
        if not draft.parts:
            return draft
    return Reorganisation.objects.create(prepared_at=at, **facts)


def revise_draft(draft, facts):
    """Another number or day of the decision."""
    drafts = Reorganisation.objects.filter(pk=draft.pk, applied_at=None)
    if not drafts.update(**facts):
        raise NoDraft


@transaction.atomic
def add_part_to_draft(draft, part):
    """The same part twice is once."""
    held = hold_draft(draft)
    if part not in held.parts:
        parts = [*held.parts, part]
        Reorganisation.objects.filter(pk=held.pk).update(parts=parts)


@transaction.atomic
def remove_part_from_draft(draft, key):
    held = hold_draft(draft)
    left = [part for part in held.parts if make_part_key(part) != key]
    Reorganisation.objects.filter(pk=held.pk).update(parts=left)


@transaction.atomic
def give_draft_up(draft):
    """Delete a draft; nothing that was ever applied."""
    held = hold_draft(draft)
    Scan.objects.filter(reorganisation=held).delete()
    Reorganisation.objects.filter(pk=held.pk, applied_at=None).delete()


def hold_draft(draft):
    """The draft as it is now, its row kept until the end of the transaction."""
    drafts = Reorganisation.objects.select_for_update()
    held = drafts.filter(pk=draft.pk, applied_at=None).first()
    if held is None:
        raise NoDraft
    return held
