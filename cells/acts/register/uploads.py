"""How does an uploaded register go from one stage to the next, whoever asks and however often?

Every step is one conditional UPDATE on columns of the upload's own row: of two clicks, two processes or two hosts one
comes first, and the other one changes nothing.
"""

import hashlib
from datetime import timedelta

from django.utils import timezone

from cells.acts.register.reading import read_register
from cells.models import RegisterUpload

Stage = RegisterUpload.Stage
KEPT_FOR = timedelta(days=1)
# Without a sign of life for so long a process is taken for dead. What is written is one transaction, and says nothing
# while it lasts.
QUIET = timedelta(minutes=1)
QUIET_WHILE_APPLYING = timedelta(minutes=10)


def keep_upload(name, content, *, committee, by, at, on=None, cell=""):
    """Keep a file that is to be read, and forget those that nobody came back to."""
    forget_old(at)
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


def forget_old(at):
    """Files that were not applied within a day are deleted with everything that was read in them."""
    RegisterUpload.objects.filter(applied_at=None, uploaded_at__lt=at - KEPT_FOR).delete()


def register_in(upload, **watched):
    """The Register in a file that was not yet applied. Raises Unreadable."""
    today = timezone.localdate(upload.uploaded_at)
    how = {"today": today, "on": upload.listed_on, "cell": upload.cell_name}
    return read_register(upload.name, bytes(upload.content), **how, **watched)


def is_stuck(upload, at):
    """Whether nobody seems to be at work on what should be under way."""
    patience = QUIET_WHILE_APPLYING if upload.stage == Stage.APPLYING else QUIET
    return upload.stage in RegisterUpload.AT_WORK and (upload.beat_at is None or upload.beat_at < at - patience)


def order(upload, *, at):
    """Ask for what is ticked to be applied; False if that has been asked before."""
    compared = RegisterUpload.objects.filter(pk=upload.pk, stage=Stage.COMPARED)
    return bool(compared.update(stage=Stage.ORDERED, beat_at=at, done=0, total=0, said=""))


def reset(upload, *, at):
    """Take a quiet upload away from the process that has died over it; False if there is nothing to take."""
    if not is_stuck(upload, at):
        return False
    back = {Stage.APPLYING: Stage.ORDERED, Stage.ORDERED: Stage.ORDERED}.get(upload.stage, Stage.WAITING)
    same = RegisterUpload.objects.filter(pk=upload.pk, stage=upload.stage, worker=upload.worker, beat_at=upload.beat_at)
    return bool(same.update(stage=back, worker=None, beat_at=at))


def claim(pk, worker, *, at):
    """Take the work that waits on an upload: READING or APPLYING, None if there is none or somebody is at it."""
    upload, mine = RegisterUpload.objects.filter(pk=pk), {"worker": worker, "beat_at": at, "done": 0, "total": 0}
    if upload.filter(stage=Stage.WAITING).update(stage=Stage.READING, **mine):
        return Stage.READING
    return Stage.APPLYING if upload.filter(stage=Stage.ORDERED).update(stage=Stage.APPLYING, **mine) else None
