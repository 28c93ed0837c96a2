"""Which steps exist, who may take them, where do they lead? One table, one function;
nothing else writes a status."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cells import posts
from cells.models import Cell, Member, Membership
from plans import permissions
from plans.models import (
    Capacity,
    Cycle,
    Filing,
    Plan,
    PlanEvent,
    Posting,
    Status,
)
from plans.models.capacity import SIGNERS, WRITERS
from plans.papers import read_papers
from plans.refusals import (
    HasPlanOfYear,
    NotReady,
    refuse_closed_year,
    refuse_moved,
)
from plans.workflow import (
    assistances,
    log,
    moves,
    needs,
    objections,
    second_person,
    step_rows,
    unsent,
)

NOT_A_HEAD = "Chỉ bản của người đứng đầu mới niêm yết công khai."
# Others record these also of an author who is gone: they tell of a paper from before,
# and follow from what was recorded of it.
OF_PAPERS = ("sign", "complete")


# --- what follows when the step is recorded -------------------------------------------


def follow_recall(plan, by, at):
    """A filed plan stayed in its cell; unfinished again, it goes on in the cell to
    which its author belongs by now. An objection is answered by that."""
    objections.answer_by_step(plan, "Đảng ủy đã yêu cầu sửa", by, at)
    moves.follow_authors(Plan.objects.filter(pk=plan.pk), by=by, at=at)


def follow_return(plan, by, at):
    objections.answer_by_step(plan, "Đã trả lại để sửa", by, at)


def follow_withdrawal(plan, by, at):
    objections.answer_by_step(plan, "Người viết đã rút lại để sửa", by, at)


# --- the table ------------------------------------------------------------------------


class Block(StrEnum):
    """How a step stands on the page of a plan."""

    DECISION = "decision"  # beside others, over the fields that they share
    FOLD = "fold"  # by itself, opened first
    CARD = "card"  # a button by itself, shown once nothing that it asks for is missing
    NOWHERE = "nowhere"  # it has a page of its own


@dataclass(frozen=True)
class Words:
    """What is said of a step; {author}, {cell}, {review_due} and {edited} are filled in
    by what is known of the plan.

    `label` is on its button, `hint` beside it; `deed` is what the log says was done;
    `done` what is said to whoever did it.
    """

    label: str
    deed: str
    done: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Step:
    """One row of the table: what a step is called, whence it leads where, who may take
    it, what it asks for and makes.

    `asks` are the fields of StepForm that are sent with it. `to_author` and `to_others`
    say where its button stands on the author's first page and on the page that others
    read. A step `sends` the text to its readers, or `judges` what was sent. `first_at`
    is the column of the plan that keeps when a plan first took it. `needs` says what is
    missing; `makes` a row besides the event, or None; `then` what follows the event.
    """

    words: Words
    sources: tuple
    target: str
    may: frozenset
    by_others: Words | None = None
    to_author: Block = Block.NOWHERE
    to_others: Block = Block.FOLD
    asks: tuple = ()
    sends: bool = False
    judges: bool = False
    first_at: str = ""
    makes_revision: bool = False
    releases_remarks: bool = False
    needs: Callable = lambda plan, details: []
    makes: Callable | None = None
    then: Callable = lambda plan, by, at: None

    def words_for(self, is_author):
        if is_author or self.by_others is None:
            return self.words
        return self.by_others

    @property
    def is_of_writer(self):
        return self.may <= WRITERS

    @property
    def reopens(self):
        """Whether it takes back what was signed."""
        return Status.SIGNED in self.sources and self.target == Status.FINALIZING


STEPS = {
    "submit": Step(
        Words(
            label="Gửi chi bộ",
            deed="gửi kế hoạch cho chi bộ",
            done="Đã gửi kế hoạch của đ/c {author} cho {cell}. Chi ủy đọc và góp ý "
            "trước hết ngày {review_due}.",
        ),
        sources=(Status.DRAFT,),
        target=Status.CELL_REVIEW,
        may=WRITERS,
        to_others=Block.NOWHERE,
        sends=True,
        first_at="first_submitted_at",
        makes_revision=True,
        needs=needs.need_to_send,
        makes=assistances.build_confirmation,
    ),
    "agree": Step(
        Words(
            label="Thông qua",
            deed="thông qua kế hoạch",
            done="Đã thông qua kế hoạch của đ/c {author}. Đồng chí ấy hoàn thiện rồi "
            "ký chính thức.",
            hint="Thông qua: đồng chí {author} hoàn thiện rồi ký.",
        ),
        sources=(Status.CELL_REVIEW,),
        target=Status.FINALIZING,
        may=frozenset({Capacity.REVIEWER}),
        to_others=Block.DECISION,
        asks=("note", "meeting", "present"),
        judges=True,
        releases_remarks=True,
        needs=needs.need_to_agree,
    ),
    "return": Step(
        Words(
            label="Trả lại để sửa",
            deed="trả lại để sửa",
            done="Đã trả kế hoạch của đ/c {author} lại để sửa. Góp ý đã tới người "
            "viết.",
            hint="Trả lại: đồng chí ấy sửa theo góp ý rồi gửi lại.",
        ),
        sources=(Status.CELL_REVIEW,),
        target=Status.DRAFT,
        may=frozenset({Capacity.REVIEWER}),
        to_others=Block.DECISION,
        asks=("note",),
        judges=True,
        releases_remarks=True,
        needs=needs.need_a_reason,
        then=follow_return,
    ),
    "withdraw": Step(
        Words(
            label="Rút lại để sửa",
            deed="rút kế hoạch lại để sửa",
            done="Đã rút kế hoạch của đ/c {author} lại để sửa. Chi ủy chưa đọc bản "
            "này.",
            hint="Chưa có ai ở chi ủy đọc, nên còn rút lại được.",
        ),
        sources=(Status.CELL_REVIEW,),
        target=Status.DRAFT,
        may=frozenset({Capacity.AUTHOR}),
        to_author=Block.CARD,
        to_others=Block.NOWHERE,
        needs=needs.need_nobody_to_have_begun,
        then=follow_withdrawal,
    ),
    "resubmit": Step(
        Words(
            label="Gửi chi bộ đọc lại",
            deed="gửi chi bộ đọc lại",
            done="Đã gửi kế hoạch của đ/c {author} cho {cell} đọc lại.",
        ),
        sources=(Status.FINALIZING,),
        target=Status.CELL_REVIEW,
        may=WRITERS,
        to_others=Block.NOWHERE,
        sends=True,
        makes_revision=True,
        needs=needs.need_to_send,
        makes=assistances.build_confirmation,
    ),
    "sign": Step(
        Words(label="Ký chính thức", deed="ký chính thức"),
        by_others=Words(
            label="Ghi nhận chữ ký tay",
            deed="ghi nhận chữ ký tay trên bản giấy",
            done="Đã ghi nhận chữ ký tay của đ/c {author}. Việc tiếp theo: nộp 01 bản.",
            hint="Khi đồng chí {author} đã ký trên giấy. Chọn đúng bản in đã ký: "
            "chữ ký thuộc về bản ấy, và chỉ ghi được khi lời trên máy chưa đổi từ "
            "lúc in. Người viết sửa lần cuối {edited}.",
        ),
        sources=(Status.FINALIZING,),
        target=Status.SIGNED,
        may=SIGNERS,
        asks=("sheet", "signed_on"),
        makes_revision=True,
        needs=needs.need_to_sign,
        makes=step_rows.build_signature,
    ),
    "complete": Step(
        Words(
            label="Hoàn thành bước 4",
            deed="ghi nhận xong bước 4",
            done="Kế hoạch của đ/c {author} đã xong bước 4.",
        ),
        sources=(Status.SIGNED,),
        target=Status.POSTED,
        may=frozenset({Capacity.POSTER}),
        to_others=Block.CARD,
        needs=needs.need_to_complete,
    ),
    "recall": Step(
        Words(
            label="Yêu cầu sửa",
            deed="yêu cầu sửa, hoàn thiện lại",
            done="Đã yêu cầu đ/c {author} sửa. Bản đã ký nằm trong lưu trữ; sửa xong "
            "phải ký và nộp lại.",
            hint="Bản đã ký vẫn nằm trong lưu trữ. Đồng chí {author} trả lời yêu cầu, "
            "sửa, ký lại; niêm yết và nộp phải làm lại.",
        ),
        sources=(Status.SIGNED, Status.POSTED),
        target=Status.FINALIZING,
        may=frozenset({Capacity.WARD}),
        asks=("reason", "note"),
        first_at="first_recalled_at",
        needs=needs.need_reason_and_text,
        makes=step_rows.build_request,
        then=follow_recall,
    ),
}


def list_open_steps(plan, actor):
    """Names of the steps that the actor may take from where the plan stands; buttons
    come from here."""
    if not plan.goes_on_here:
        return []
    held = permissions.capacities_of(actor, plan)
    names = []
    for name, step in STEPS.items():
        if plan.status in step.sources and held & step.may:
            names.append(name)
    if names and not permissions.does_author_belong(actor, plan):
        return list_steps_of_papers(names, held)
    return names


def list_steps_of_papers(names, held):
    """Those of these steps that others record of an author who is gone."""
    if Capacity.AUTHOR in held:
        return []
    return [name for name in names if name in OF_PAPERS]


def list_sending_steps():
    """Names of the steps that send the text to its readers."""
    return [name for name, step in STEPS.items() if step.sends]


def list_judging_steps():
    """Names of the steps that judge what was sent."""
    return [name for name, step in STEPS.items() if step.judges]


def describe_deed(event):
    """ "trả lại để sửa"; of what is no step, and of steps of an earlier version,
    plans/workflow/deeds.py."""
    step = STEPS.get(event.step)
    if step is None:
        return ""
    return step.words_for(event.post_id is None).deed


def describe_judgement(event):
    """ "thông qua", "trả lại để sửa": what a cell did with a revision."""
    return STEPS[event.step].words.deed.removesuffix(" kế hoạch")


# --- the function ---------------------------------------------------------------------


@transaction.atomic
def take_step(name, plan, *, by, at, key=None, seen=None, **details):
    """Take one step and record it, or raise and change nothing. Returns the event.

    `key` (the UUID of the form that was sent) makes a double click one effect. `seen`
    is the revision that the actor had before them, if it is not the one of `plan`.
    Raises PermissionDenied, PlanMoved or NotReady.
    """
    step = STEPS[name]
    details.setdefault("on", timezone.localdate(at))
    details["by"] = by.member
    permissions.require_papers(by, plan, step.may)
    details["is_ink"] = name == "sign" and plan.member_id != by.member.pk
    if not details["is_ink"]:
        details["sheet"] = None
    done = find_earlier_event(plan, key, by)
    if done:
        return done
    if not move_if_unchanged(plan, step, at, seen):
        return find_earlier_event(plan, key, by) or refuse_moved(plan)
    before, plan = plan.status, log.read_plan_again(plan)
    permissions.require_year_under_way(plan)
    details["typed_by"] = assistances.find_typists(plan)
    missing = need_author_of_step(name, plan, by, details) or step.needs(plan, details)
    if missing:
        raise NotReady(missing)
    if step.makes_revision:
        step_rows.keep_revision(plan, by=by, at=at, sheet=details.get("sheet"))
    made = None
    if step.makes:
        made = step.makes(plan, by=by, at=at, details=details)
    if made is not None:
        made.save(force_insert=True)
    if step.releases_remarks:
        unsent.release_remarks(plan, on=details["on"], at=at)
    if step.makes_revision:
        assistances.end_by_sending(plan, at)
    said = second_person.collect_said(details, made)
    event = log.record_event(
        plan,
        name,
        by=by,
        at=at,
        from_status=before,
        to_status=step.target,
        key=key,
        **said,
    )
    step.then(plan, by, at)
    return event


def need_author_of_step(name, plan, by, details):
    """As needs.need_author; `complete` asks nobody, it follows from what was
    recorded."""
    if name == "complete":
        return []
    paper_on = None
    if details["is_ink"]:
        paper_on = details.get("signed_on")
    return needs.need_author(plan, by.on, paper_on)


def move_if_unchanged(plan, step, at, seen):
    """The one conditional UPDATE: False when the plan is no longer where the actor saw
    it, in another cell say."""
    if seen is None:
        seen = plan.revision
    rows = Plan.objects.filter(
        pk=plan.pk,
        status__in=step.sources,
        status=plan.status,
        revision=seen,
        cell=plan.cell_id,
    )
    changes = {"status": step.target, "moved_at": at}
    if step.first_at:
        changes[step.first_at] = Coalesce(step.first_at, Value(at))
    return rows.update(**changes) == 1


def find_earlier_event(plan, key, by):
    """The event that this very form has already caused, if any."""
    if not key:
        return None
    return PlanEvent.objects.filter(plan=plan, key=key, by=by.member).first()


# --- what is recorded beside the steps ------------------------------------------------


@transaction.atomic
def begin_plan(member, cycle, cell, *, by, at):
    """The member's plan of this cycle, begun if there was none. Whoever begins it for
    another names who types it (plans/workflow/assistances.py).

    Raises HasPlanOfYear if they have one of that year in another cycle: it is theirs
    wherever they have moved since.
    """
    if not permissions.may_begin_for(by, member, cell):
        raise PermissionDenied
    if not Plan.objects.filter(member=member, year=cycle.year).exists():
        hold_year(cycle)
    cell = find_home_by_now(member, cell, by.on)
    if cell.went_elsewhere:
        raise PermissionDenied
    beginnings = {
        "cycle": cycle,
        "ends_with": cycle,
        "form_version_id": cycle.form_version_id,
        "cell": cell,
        "begun_at": at,
        "moved_at": at,
        "edited_at": at,
    }
    plan, is_new = Plan.objects.get_or_create(
        member=member, year=cycle.year, defaults=beginnings
    )
    if plan.cycle_id != cycle.pk:
        raise HasPlanOfYear(plan)
    if is_new:
        log.record_event(
            plan, "begin", by=by, at=at, from_status="", to_status=plan.status
        )
    return plan


def hold_year(cycle):
    """Nobody takes the year away, or closes it, before the end of the transaction."""
    held = Cycle.objects.select_for_update(no_key=True).filter(pk=cycle.pk).first()
    if held is None:
        raise PermissionDenied("Đảng ủy vừa bỏ năm này. Chưa bắt đầu kế hoạch nào.")
    refuse_closed_year(held)


def find_home_by_now(member, cell, on):
    """The cell, or the one to which the member was moved at this very moment: a
    reorganisation holds the cells. Raises PermissionDenied for who belongs nowhere."""
    Cell.objects.select_for_update(no_key=True).get(pk=cell.pk)
    held = Membership.objects.in_force(on).filter(
        member=member, kind=Membership.Kind.OFFICIAL
    )
    home = held.select_related("cell__committee").first()
    if home is None:
        raise PermissionDenied
    return home.cell


@transaction.atomic
def record_filing(plan, *, by, at, filed_on, ink_on=None, key=None, seen=None):
    """One signed copy was received. Completes the plan when nothing else is due.
    `ink_on` is the day of the ink on the print of what was confirmed in the software,
    where the year asks for it. `seen` and errors as take_step."""
    permissions.require_papers(by, plan, {Capacity.FILER})
    office = Filing.Office.CELL
    if plan.member.kind == Member.Kind.STAFF:
        office = Filing.Office.CHAIRMAN
    where = {"office": office, "filed_on": filed_on, "ink_on": ink_on}
    missing = needs.need_ink_on_print(plan, where, seen)
    if missing:
        raise NotReady(missing)
    return record_copy(
        plan, Filing, "file", by=by, at=at, key=key, seen=seen, day=filed_on, **where
    )


@transaction.atomic
def record_posting(
    plan, *, by, at, place, since, until, posted_by, key=None, seen=None
):
    """A head's plan hangs on the board. Completes the plan when nothing else is due; of
    who became head when it was through all steps already it changes nothing of that.
    `seen` and errors as take_step."""
    permissions.require_papers(by, plan, {Capacity.POSTER})
    if not posts.is_head(plan.member, timezone.localdate(at)):
        raise NotReady([NOT_A_HEAD])
    where = {"place": place, "since": since, "until": until, "posted_by": posted_by}
    return record_copy(
        plan, Posting, "post", by=by, at=at, key=key, seen=seen, day=since, **where
    )


# Where a plan stands when a copy of it is recorded.
TAKES_COPY = {Filing: (Status.SIGNED,), Posting: (Status.SIGNED, Status.POSTED)}


def record_copy(plan, kind, step, *, by, at, key, seen, day, **facts):
    """A Filing or Posting of the signed revision, once; then the `complete` step if
    that was the last thing due."""
    done = find_earlier_event(plan, key, by)
    if done:
        return done
    if seen is None:
        seen = plan.revision
    here = Plan.objects.filter(
        pk=plan.pk, status__in=TAKES_COPY[kind], revision=seen, cell=plan.cell_id
    )
    if not here.update(edited_at=at):
        return find_earlier_event(plan, key, by) or refuse_moved(plan)
    plan = log.read_plan_again(plan)
    permissions.require_year_under_way(plan)
    missing = needs.need_author(plan, by.on, day)
    if missing:
        raise NotReady(missing)
    signed = plan.signatures.standing().filter(revision=plan.revision)
    if signed.filter(signed_on__gt=day).exists():
        raise NotReady(["Ngày này trước ngày ký."])
    held = second_person.need_no_objection(plan)
    if held:
        raise NotReady(held)
    _, is_new = kind.objects.get_or_create(
        plan=plan,
        revision=plan.revision,
        taken_back_at=None,
        defaults=dict(facts, recorded_by=by.member, recorded_at=at),
    )
    if not is_new:
        return find_earlier_event(plan, key, by) or refuse_moved(plan)
    event = log.record_event(
        plan,
        step,
        by=by,
        at=at,
        from_status=plan.status,
        to_status=plan.status,
        key=key,
    )
    due = needs.list_copies_due(read_papers(plan, timezone.localdate(at)))
    if plan.status == Status.SIGNED and not due:
        take_step("complete", plan, by=by, at=at)
    return event
