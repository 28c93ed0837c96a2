"""How is a decision prepared? As a draft: nothing of it holds before it is applied, nothing changes it after that."""

from django.db import transaction

from cells.acts.reorganisation.parts import key_of
from cells.models import Reorganisation, Scan


class NoDraft(Exception):
    """The decision was applied, or given up, meanwhile. Nothing was changed."""


@transaction.atomic
def prepare(committee, facts, *, by, at):
    """A draft without parts. The same form sent twice is one draft."""
    mine = Reorganisation.objects.filter(committee=committee, prepared_by=by.user, applied_at=None, **facts)
    empty = next((draft for draft in mine.order_by("-pk") if not draft.parts), None)
    return empty or Reorganisation.objects.create(committee=committee, prepared_by=by.user, prepared_at=at, **facts)


def revise(draft, facts):
    """Another number or day of the decision."""
    if not Reorganisation.objects.filter(pk=draft.pk, applied_at=None).update(**facts):
        raise NoDraft


@transaction.atomic
def add_part(draft, part):
    """The same part twice is once."""
    held = hold(draft)
    if part not in held.parts:
        Reorganisation.objects.filter(pk=held.pk).update(parts=[*held.parts, part])


@transaction.atomic
def remove_part(draft, key):
    held = hold(draft)
    left = [part for part in held.parts if key_of(part) != key]
    Reorganisation.objects.filter(pk=held.pk).update(parts=left)


@transaction.atomic
def give_up(draft):
    """Delete a draft; of nothing that was ever applied."""
    held = hold(draft)
    Scan.objects.filter(reorganisation=held).delete()
    Reorganisation.objects.filter(pk=held.pk, applied_at=None).delete()


def hold(draft):
    """The draft as it is now, its row kept until the end of the transaction."""
    held = Reorganisation.objects.select_for_update().filter(pk=draft.pk, applied_at=None).first()
    if held is None:
        raise NoDraft
    return held
