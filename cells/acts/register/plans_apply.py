"""How is what was ticked in a register applied, with the plans that follow their authors to another cell?"""

from django.db import transaction

from cells.acts.register import CannotApply, Unreadable, checklist
from cells.acts.register.changing import Impossible, Outdated, apply_ticked
from cells.acts.register.checking import check
from cells.acts.register.preview import preview
from cells.acts.register.uploads import register_in
from cells.acts.register.working import officer
from cells.models import RegisterUpload
from phucdong.databases import analyse
from plans.models import Plan
from plans.moving import follow_authors

Stage = RegisterUpload.Stage
NO_POST = "Đồng chí không còn phụ trách đảng bộ này nên chưa ghi gì vào sổ."
CHANGED = (
    "Chưa ghi gì vào sổ: sau khi đồng chí xem, sổ đã được sửa nên chỗ khác nhau không còn như trước. "
    "Phần mềm đã so lại; mục nào không đổi vẫn giữ đánh dấu. Hãy xem lại rồi ghi."
)


def do_what_is_due(worker):
    """Read or apply, whichever the upload asks for."""
    if worker.stage == Stage.READING:
        worker.read()
    elif worker.stage == Stage.APPLYING:
        apply(worker)


def apply(worker):
    """Apply what is ticked in one transaction; if that cannot be, compare anew and say why on the page."""
    upload = worker.upload
    ticks = checklist.ticks(upload)
    by, at = officer(upload), upload.beat_at
    if upload.committee_id not in by.committees:
        worker.note(stage=Stage.COMPARED, said=NO_POST)
        return
    try:
        register = register_in(upload)
        with transaction.atomic():
            worker.note()  # the row is ours until the end of the transaction, or somebody else's already
            counts = applied(upload, register, ticks, by=by, at=at)
            upload.differences.all().delete()
            worker.note(stage=Stage.APPLIED, applied_at=at, content=b"", found={}, created=counts)
        analyse()
    except Impossible as refused:
        worker.note(stage=Stage.COMPARED, said=f"Chưa ghi gì vào sổ. {refused}")
    except Outdated as refused:
        show_again(worker, refused.args[0], ticks, CHANGED)
    except CannotApply as refused:
        show_again(worker, check(refused.args[0], by=by), ticks, "")
    except Unreadable as refused:
        worker.note(stage=Stage.FAILED, said=f"Chưa ghi gì vào sổ. {refused}")


def applied(upload, register, ticks, *, by, at):
    """{what: how many} after applying; plans that are not filed go on in the new cells of their authors."""
    because = f"Theo danh sách {upload.name}"[:300]
    done = apply_ticked(register, ticks, ward=upload.committee, because=because, by=by, at=at)
    moved = follow_authors(Plan.objects.filter(member__in=done.moved), by=by, at=at) if done.moved else []
    return done.counts | {"plans": len(moved)}


def show_again(worker, found, ticks, said):
    checklist.keep(worker.upload, found, before=ticks)
    worker.note(stage=Stage.COMPARED, found=preview(found), said=said)
