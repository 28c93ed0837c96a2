"""What does the process at work on an uploaded register do, and who starts it?

There is no queue and no broker: the upload's row says what is to be done, and whoever
comes first does it, in a process of its own, which outlives the request. It says in the
row how far it is. Where it dies, the page notices that it has gone quiet (uploads.py)
and offers to start another one. A process that has been taken for dead, and whose work
another one has begun anew, finds that the row is no longer its own, and stops.
"""

import os
import subprocess
import sys
import threading
import time
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cells.acts.hanging import settle_what_hangs
from cells.acts.register import uploads
from cells.acts.register.application import CannotApply
from cells.acts.register.checked_register import check_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.sheets import Unreadable
from cells.acts.register.ticked_application import (
    Impossible,
    Outdated,
    apply_ticked,
)
from cells.acts.register.uploads import claim_upload
from cells.models import RegisterDifference, RegisterUpload
from cells.posts import Actor
from phucdong.databases import analyse
from phucdong.guarded_reading import Busy, take_turn
from plans.models import Plan
from plans.workflow.moves import follow_authors

Stage = RegisterUpload.Stage
SECONDS = 1  # between two signs of life
PATIENCE = 5 * 60  # seconds that a file waits for others to be read
BROKEN_DOWN = (
    "Phần mềm gặp lỗi khi đang làm. Chưa ghi gì vào sổ. Hãy tải tệp lên lại; nếu vẫn "
    "lỗi, báo người quản trị."
)
WAITING = (
    "Máy chủ đang đọc một tệp khác. Tệp của đồng chí đang đợi, đến lượt sẽ tự đọc."
)
TOO_BUSY = "Máy chủ đang bận đọc các tệp khác. Đợi vài phút rồi làm lại."
NO_POST = "Đồng chí không còn phụ trách đảng bộ này nên chưa ghi gì vào sổ."
CHANGED_MEANWHILE = (
    "Chưa ghi gì vào sổ: sau khi đồng chí xem, sổ đã được sửa nên chỗ khác nhau không "
    "còn như trước. Phần mềm đã so lại; mục nào không đổi vẫn giữ đánh dấu. "
    "Hãy xem lại rồi ghi."
)


def launch_worker(upload):
    """Start `manage.py read_upload` in a session of its own; return at once."""
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "read_upload",
        str(upload.pk),
    ]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=dict(os.environ),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    # Waiting for it leaves no zombie behind.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


class Superseded(Exception):
    """Another process is at work on this upload by now. Nothing was changed."""


class Worker:
    """A process at work on one upload.

    `stage` is what it has to do, None if there is nothing.
    """

    def __init__(self, pk):
        self.pk, self.token, self.beaten = pk, uuid4(), 0.0
        self.stage = claim_upload(pk, self.token, at=timezone.now())

    def do_what_is_due(self):
        """Read or apply, whichever the upload asks for."""
        if self.stage == Stage.READING:
            self.read()
        elif self.stage == Stage.APPLYING:
            self.apply()

    @property
    def upload(self):
        rows = RegisterUpload.objects.select_related("committee", "uploaded_by__member")
        return rows.get(pk=self.pk)

    def note(self, **facts):
        """Write to the row as long as it is ours."""
        mine = RegisterUpload.objects.filter(pk=self.pk, worker=self.token)
        if not mine.update(beat_at=timezone.now(), **facts):
            raise Superseded

    def watch(self, done, total, said=""):
        """A sign of life with how far it is, at most one a second."""
        if time.monotonic() - self.beaten >= SECONDS:
            self.beaten = time.monotonic()
            self.note(done=done, total=total, said=said)

    def tell_to_wait(self):
        self.watch(0, 0, said=WAITING)

    def read_in_turn(self, **watched):
        """The Register in the file. Raises Unreadable or Busy."""
        with take_turn(patience=PATIENCE, waiting=self.tell_to_wait):
            return uploads.read_upload(self.upload, **watched)

    def read(self):
        """Read the file, compare it with the database, and keep the differences for the
        page."""
        try:
            register = self.read_in_turn(watch=self.watch)
        except Unreadable as error:
            self.give_up(str(error))
            return
        except Busy:
            self.give_up(TOO_BUSY)
            return
        people = len(register.people)
        self.note(stage=Stage.COMPARING, done=0, total=people, said="")
        upload = self.upload
        comparison = compare_register(register, ward=upload.committee)
        checked = check_register(comparison, by=uploading_officer(upload))
        uploads.keep_differences(upload, checked)
        self.note(stage=Stage.COMPARED, found=uploads.summarise_check(checked))

    def apply(self):
        """Apply what is ticked in one transaction; if that cannot be, compare anew and
        say why on the page."""
        upload = self.upload
        by = uploading_officer(upload)
        ticks = uploads.load_ticks(upload)
        if upload.committee_id not in by.committees:
            self.note(stage=Stage.COMPARED, said=NO_POST)
            return
        try:
            register = self.read_in_turn()
            self.apply_at_once(upload, register, ticks, by)
            analyse()
        except Impossible as refused:
            self.note(stage=Stage.COMPARED, said=f"Chưa ghi gì vào sổ. {refused}")
        except Outdated as refused:
            self.show_again(refused.args[0], ticks, CHANGED_MEANWHILE)
        except CannotApply as refused:
            self.show_again(check_register(refused.args[0], by=by), ticks, "")
        except Busy:
            self.note(stage=Stage.COMPARED, said=f"Chưa ghi gì vào sổ. {TOO_BUSY}")
        except Unreadable as refused:
            self.give_up(f"Chưa ghi gì vào sổ. {refused}")

    @transaction.atomic
    def apply_at_once(self, upload, register, ticks, by):
        # From here on the row is ours until the end of the transaction, or somebody
        # else's already.
        self.note()
        counts = apply_with_plans(upload, register, ticks, by=by, at=upload.beat_at)
        upload.differences.all().delete()
        self.note(
            stage=Stage.APPLIED,
            applied_at=upload.beat_at,
            content=b"",
            found={},
            said="",
            created=counts,
        )

    def show_again(self, checked, ticks, said):
        uploads.keep_differences(self.upload, checked, before=ticks)
        found = uploads.summarise_check(checked)
        self.note(stage=Stage.COMPARED, found=found, said=said)

    def fail(self):
        """After an error that nobody has foreseen."""
        self.give_up(BROKEN_DOWN)

    def give_up(self, said):
        """Nothing was changed, and the page says why. The file is gone at once, with
        all that was read in it."""
        self.note(stage=Stage.FAILED, said=said, content=b"", found={})
        RegisterDifference.objects.filter(upload=self.pk).delete()


def uploading_officer(upload):
    """The Actor who has uploaded it, with the posts of today."""
    user = upload.uploaded_by
    return Actor(getattr(user, "member", None), timezone.localdate(), user=user)


def apply_with_plans(upload, register, ticks, *, by, at):
    """{what: how many} after applying; plans that are not filed go on in the new cells
    of their authors."""
    because = f"Theo danh sách {upload.name}"[:300]
    applied = apply_ticked(
        register, ticks, ward=upload.committee, because=because, by=by, at=at
    )
    plans = []
    if applied.moved:
        moved = Plan.objects.filter(member__in=applied.moved)
        plans = follow_authors(moved, by=by, at=at)
    if applied.touched:
        settle_what_hangs(applied.touched, by=by, at=at)
    return applied.counts | {"plans": len(plans)}
