"""May a decision still be taken back, and what depends on it? Then every row is as it was before."""

from datetime import timedelta

from django.db.models import F, Q

from cells import effects
from cells.acts.reorganisation.writing import let_go
from cells.models import (
    Appointment,
    Cell,
    ExemptionProposal,
    ExemptionReview,
    FormerName,
    Meeting,
    Membership,
    Movement,
    RegisterUpload,
    Reorganisation,
)
from phucdong.writing import date_text, moment_text

KEPT_OPEN = timedelta(days=7)
WORDS = {Membership: "Nơi sinh hoạt", Appointment: "Chức vụ", Cell: "Chi bộ", ExemptionProposal: "Đề nghị miễn"}


def until(done):
    """The moment from which on it can no longer be taken back."""
    return done.applied_at + KEPT_OPEN


def begun(done, model):
    """Ids of the rows of a model that a decision began or founded."""
    return [pk for name, pk, _ in done.effects["begun"] if name == model._meta.model_name]


def touched(done, model):
    """Ids of the rows of a model that were there before and that a decision changed."""
    return {pk for name, pk, *_ in done.effects["changed"] if name == model._meta.model_name}


def members_moved(done):
    here = Membership.objects.filter(pk__in=[*begun(done, Membership), *touched(done, Membership)])
    return set(here.values_list("member", flat=True))


def dependents(done):
    """[(words, route name or "", pk)] of what was recorded since and rests on a decision that was applied."""
    members, founded = members_moved(done), begun(done, Cell)
    cells = {
        *founded,
        *touched(done, Cell),
        *Membership.objects.filter(pk__in=begun(done, Membership)).values_list("cell", flat=True),
    }
    return [
        *changed_since(done),
        *rows_since(done, cells, members),
        *of_exemptions(done, cells, members),
        *movements_since(done, cells, members),
        *(
            (f"{meeting.cell}: buổi sinh hoạt ngày {date_text(meeting.held_on)}", "cell", meeting.cell_id)
            for meeting in Meeting.objects.filter(cell__in=founded).select_related("cell").order_by("held_on")
        ),
        *acts_since(done, cells),
        *names_taken(done),
    ]


def changed_since(done):
    """Rows that the decision wrote and somebody has changed since."""
    for model, pk in effects.disturbed({name: done.effects[name] for name in ("begun", "changed")}):
        row = model.objects.filter(pk=pk).first()
        if hasattr(row, "member"):
            yield f"{WORDS[model]} của đ/c {row.member} đã được sửa, ghi thêm ngày", "person", row.member_id
        elif isinstance(row, Cell):
            yield f"{row.name} đã được thay đổi", "cell", row.pk
        else:
            yield "Có dòng của lần sắp xếp này đã bị sửa hoặc bỏ", "", 0


def rows_since(done, cells, members):
    """Memberships and posts that were begun since."""
    since = Q(recorded_at__gt=done.applied_at)
    for model in (Membership, Appointment):
        known = [*begun(done, model), *touched(done, model)]
        founded = Q(cell__in=begun(done, Cell))
        rows = model.objects.filter(founded | (since & (Q(cell__in=cells) | Q(member__in=members)))).exclude(
            pk__in=known
        )
        for row in rows.select_related("member", "cell").order_by("pk"):
            words = row.label() if model is Appointment else "sinh hoạt"
            yield (
                f"Đ/c {row.member}: {words} ở {row.cell or 'Đảng ủy'} từ {date_text(row.since)}",
                "person",
                row.member_id,
            )


def of_exemptions(done, cells, members):
    reviews = ExemptionReview.objects.filter(recorded_at__gt=done.applied_at, exemption__member__in=members)
    for review in reviews.select_related("exemption__member").order_by("pk"):
        member = review.exemption.member
        yield f"Đ/c {member}: rà soát miễn sinh hoạt ngày {date_text(review.reviewed_on)}", "person", member.pk
    proposals = ExemptionProposal.objects.filter(
        Q(proposed_at__gt=done.applied_at) | Q(decided_at__gt=done.applied_at),
        Q(cell__in=cells) | Q(member__in=members),
    )
    for proposal in proposals.select_related("member").order_by("pk"):
        yield f"Đ/c {proposal.member}: đề nghị miễn từ {date_text(proposal.since)}", "person", proposal.member_id


def movements_since(done, cells, members):
    here = Q(from_cell__in=cells) | Q(to_cell__in=cells) | Q(member__in=members)
    rows = Movement.objects.filter(here, recorded_at__gt=done.applied_at, cancelled_at=None)
    for row in rows.select_related("member").order_by("pk"):
        yield f"Đ/c {row.member}: {row.get_kind_display().lower()} ngày {date_text(row.on)}", "person", row.member_id


def acts_since(done, cells):
    """Later decisions about these cells, and registers read in for the committee."""
    later = Reorganisation.objects.filter(applied_at__gte=done.applied_at, undone_at=None).exclude(pk=done.pk)
    for act in later.order_by("applied_at"):
        if cells & {*touched(act, Cell), *begun(act, Cell)}:
            yield f"Lần sắp xếp sau đó, {act.decision() or 'từ ' + date_text(act.on)}", "reorganisation", act.pk
    committees = Cell.objects.filter(pk__in=cells).values("committee")
    for upload in RegisterUpload.objects.filter(committee__in=committees, applied_at__gt=done.applied_at):
        yield f"Danh sách {upload.name} đọc vào sổ lúc {moment_text(upload.applied_at)}", "register_upload", upload.pk


def names_taken(done):
    """Former names that an open cell has taken since."""
    founded = begun(done, Cell)
    for cell in Cell.objects.filter(pk__in=touched(done, Cell)).select_related("committee"):
        former = FormerName.objects.filter(cell=cell, pk__in=begun(done, FormerName)).first()
        name = former.name if former else cell.name
        taken = Cell.objects.filter(committee=cell.committee_id, name=name, closed_on=None)
        for other in taken.exclude(pk__in=[*founded, cell.pk]).exclude(pk__in=touched(done, Cell)):
            yield f"Tên {name} nay là tên của một chi bộ khác", "cell", other.pk


def renamed(done):
    changed = done.effects["changed"]
    return {pk for name, pk, before, _ in changed if name == Cell._meta.model_name and "name" in before}


def take_back(done):
    """Give back every row as it was before. Cells that were founded never were in force."""
    Cell.objects.filter(pk__in=begun(done, Cell)).update(closed_on=F("founded_on"))  # their names are free again
    for pk in renamed(done):
        Cell.objects.filter(pk=pk).update(name=let_go(pk))  # and theirs
    for row in effects.undo({name: done.effects[name] for name in ("begun", "changed")}):
        if isinstance(row, FormerName):
            row.delete()
