"""How is an uploaded register kept until its officer has looked at it, and applied once?"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cells.models import RegisterUpload
from cells.register.applying import apply_register
from cells.register.reading import read_register

KEPT_FOR = timedelta(days=1)


def keep_upload(name, content, *, committee, by, at, on=None, cell=""):
    """Keep a file that can be read, and forget those that nobody came back to. Raises Unreadable, keeping nothing."""
    RegisterUpload.objects.filter(applied_at=None, uploaded_at__lt=at - KEPT_FOR).delete()
    read_register(name, content, today=timezone.localdate(at), on=on, cell=cell)
    return RegisterUpload.objects.create(
        committee=committee,
        uploaded_by=by.user,
        uploaded_at=at,
        name=name[:200],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        listed_on=on,
        cell_name=cell,
    )


def register_in(upload):
    """The Register in a file that was not yet applied."""
    today = timezone.localdate(upload.uploaded_at)
    return read_register(upload.name, bytes(upload.content), today=today, on=upload.listed_on, cell=upload.cell_name)


def apply_upload(upload, *, by, at):
    """Apply an upload; False, and nothing changes, if that has been done before. Raises CannotApply."""
    if upload.applied_at:
        return False
    register = register_in(upload)
    with transaction.atomic():
        mine = RegisterUpload.objects.filter(pk=upload.pk, applied_at=None)
        if not mine.update(applied_at=at):
            return False
        comparison = apply_register(register, by=by, at=at, ward=upload.committee)
        RegisterUpload.objects.filter(pk=upload.pk).update(content=b"", created=comparison.changes())
    return True
