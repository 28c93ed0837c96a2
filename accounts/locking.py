"""A locked login opens nothing, from the next request on; its person and their plans stay as they are."""

from django.db import transaction

from accounts.models import AccountEvent, User


@transaction.atomic
def set_active(user, active, *, by, at):
    """Lock or unlock a login and note who did it; what is so already stays without a note."""
    changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
    if changed:
        kind = AccountEvent.Kind.UNLOCKED if active else AccountEvent.Kind.LOCKED
        AccountEvent.objects.create(user=user, kind=kind, by=by, at=at)
