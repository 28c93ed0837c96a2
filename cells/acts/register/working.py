"""What does the process at work on an uploaded register do, and how does the page learn how far it is?

It says so in the upload's row. A process that has been taken for dead, and whose work another one has begun anew, finds
that the row is no longer its own, and stops.
"""

import time
from uuid import uuid4

from django.utils import timezone

from cells.acts.register import checklist
from cells.acts.register.checking import check
from cells.acts.register.comparing import compare
from cells.acts.register.errors import Unreadable
from cells.acts.register.preview import preview
from cells.acts.register.uploads import claim, register_in
from cells.models import RegisterUpload
from cells.posts import Actor

Stage = RegisterUpload.Stage
SECONDS = 1  # between two signs of life
BROKEN_DOWN = "Phần mềm gặp lỗi khi đang làm. Chưa ghi gì vào sổ. Hãy tải tệp lên lại; nếu vẫn lỗi, báo người quản trị."


class Superseded(Exception):
    """Another process is at work on this upload by now. Nothing was changed."""


class Worker:
    """A process at work on one upload; `stage` is what it has to do, None if there is nothing."""

    def __init__(self, pk):
        self.pk, self.token, self.beaten = pk, uuid4(), 0.0
        self.stage = claim(pk, self.token, at=timezone.now())

    @property
    def upload(self):
        return RegisterUpload.objects.select_related("committee", "uploaded_by__member").get(pk=self.pk)

    def note(self, **facts):
        """Write to the row as long as it is ours."""
        mine = RegisterUpload.objects.filter(pk=self.pk, worker=self.token)
        if not mine.update(beat_at=timezone.now(), **facts):
            raise Superseded

    def watch(self, done, total):
        """A sign of life with how far it is, at most one a second."""
        if time.monotonic() - self.beaten >= SECONDS:
            self.beaten = time.monotonic()
            self.note(done=done, total=total)

    def read(self):
        """Read the file, compare it with the database, and keep the differences for the page."""
        try:
            register = register_in(self.upload, watch=self.watch)
        except Unreadable as error:
            self.note(stage=Stage.FAILED, said=str(error), content=b"")
            return
        self.note(stage=Stage.COMPARING, done=0, total=len(register.people))
        upload = self.upload
        found = check(compare(register, ward=upload.committee), by=officer(upload))
        checklist.keep(upload, found)
        self.note(stage=Stage.COMPARED, found=preview(found))

    def fail(self):
        """After an error that nobody has foreseen: nothing was changed, and the page says so."""
        self.note(stage=Stage.FAILED, said=BROKEN_DOWN)


def officer(upload):
    """The Actor who has uploaded it, with the posts of today."""
    user = upload.uploaded_by
    return Actor(getattr(user, "member", None), timezone.localdate(), user=user)
