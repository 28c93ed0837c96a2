"""What rests on a decision that was applied, so that it cannot be taken back?

MAY_REST is the one table: what may rest on it, how it is found, its words, its page.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from cells.acts.dependents import Dependent, page_of_plan
from cells.effects import find_disturbed_rows, read_begun, read_changed
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
from plans.models import Plan, PlanEvent, Remark


class Touched(NamedTuple):
    """What a decision has to do with: the act, ids of the members it moved, of the
    cells it founded, and of all cells that it founded, changed or filled.

    `memberships` are those it began or changed. `around` are all those cells and the
    open ones of their committees, each with `name_before`: the FormerName that the
    decision gave it, or None.
    """

    act: Reorganisation
    members: set
    founded: list
    cells: set
    memberships: list
    around: list


def find_dependents(act):
    """[Dependent]: everything that forbids taking it back."""
    touched = read_touched(act)
    found = []
    for kind in MAY_REST:
        for row in kind.find(touched):
            found.append(Dependent(kind.words(row), *kind.page(row)))
    return found


def read_touched(act):
    begun = set(list_begun(act, Membership))
    own = begun | list_changed(act, Membership)
    memberships = list(Membership.objects.filter(pk__in=own))
    founded = list_begun(act, Cell)
    cells = {*founded, *list_changed(act, Cell)}
    cells.update(row.cell_id for row in memberships if row.pk in begun)
    return Touched(
        act=act,
        members={row.member_id for row in memberships},
        founded=founded,
        cells=cells,
        memberships=memberships,
        around=read_cells_around(act, cells),
    )


def read_cells_around(act, cells):
    committees = Cell.objects.filter(pk__in=cells).values("committee")
    beside = Q(committee__in=committees, closed_on=None)
    around = Cell.objects.filter(Q(pk__in=cells) | beside).order_by("pk")
    # A cell gives up one name a day at most.
    that_day = Q(former_names__until=act.on)
    relation = FilteredRelation("former_names", condition=that_day)
    around = list(around.annotate(given_up=relation).select_related("given_up"))
    own_names = list_begun(act, FormerName)
    for cell in around:
        # Django sets it only where there is one.
        given_up = getattr(cell, "given_up", None)
        if given_up and given_up.pk not in own_names:
            given_up = None
        cell.name_before = given_up
    return around


def list_begun(act, model):
    """Ids of the rows of a model that a decision began or founded."""
    name = model._meta.model_name
    return [row.pk for row in read_begun(act.effects) if row.model == name]


def list_changed(act, model):
    """Ids of the rows of a model that were there before and that a decision changed."""
    name = model._meta.model_name
    return {row.pk for row in read_changed(act.effects) if row.model == name}


# --- rows of its own ------------------------------------------------------------------

NAMES = {
    Membership: "Nơi sinh hoạt",
    Appointment: "Chức vụ",
    ExemptionProposal: "Đề nghị miễn",
}


def find_rows_changed_since(touched):
    """Rows that the decision wrote and somebody has changed since; None for one that is
    gone."""
    names = [cell.name_before for cell in touched.around if cell.name_before]
    known = [*touched.memberships, *touched.around, *names]
    disturbed = find_disturbed_rows(touched.act.effects, known)
    rows = read_rows_of_models(disturbed)
    return [rows.get(key) for key in disturbed]


def read_rows_of_models(keys):
    """{(model, pk): row} of those that are there, with their member."""
    pks_of = defaultdict(list)
    for model, pk in keys:
        pks_of[model].append(pk)
    found = {}
    for model, pks in pks_of.items():
        rows = model.objects.all()
        if model in NAMES:
            rows = rows.select_related("member")
        for pk, row in rows.in_bulk(pks).items():
            found[model, pk] = row
    return found


def describe_changed_row(row):
    if hasattr(row, "member"):
        return f"{NAMES[type(row)]} của đ/c {row.member} đã được sửa, ghi thêm ngày"
    if isinstance(row, Cell):
        return f"{row.name} đã được thay đổi"
    return "Có dòng của lần sắp xếp này đã bị sửa hoặc bỏ"


def page_of_changed_row(row):
    if hasattr(row, "member"):
        return page_of_member(row)
    if isinstance(row, Cell):
        return page_of_cell(row)
    return "", 0


# --- people and posts -----------------------------------------------------------------


def find_memberships_since(touched):
    return find_rows_begun_since(Membership, touched)


def find_posts_since(touched):
    return find_rows_begun_since(Appointment, touched)


def find_rows_begun_since(model, touched):
    act = touched.act
    own = [*list_begun(act, model), *list_changed(act, model)]
    about = Q(cell__in=touched.cells) | Q(member__in=touched.members)
    since = Q(recorded_at__gt=act.applied_at) & about
    rows = model.objects.filter(Q(cell__in=touched.founded) | since)
    return rows.exclude(pk__in=own).select_related("member", "cell").order_by("pk")


def describe_membership(row):
    return f"Đ/c {row.member}: sinh hoạt ở {row.cell} từ {date_text(row.since)}"


def describe_post(row):
    place = row.cell or "Đảng ủy"
    return f"Đ/c {row.member}: {row.label()} ở {place} từ {date_text(row.since)}"


def find_reviews_since(touched):
    rows = ExemptionReview.objects.filter(
        recorded_at__gt=touched.act.applied_at,
        exemption__member__in=touched.members,
    )
    return rows.select_related("exemption__member").order_by("pk")


def describe_review(review):
    day = date_text(review.reviewed_on)
    return f"Đ/c {review.exemption.member}: rà soát miễn sinh hoạt ngày {day}"


def page_of_reviewed_member(review):
    return "person:person", review.exemption.member_id


def find_proposals_since(touched):
    at = touched.act.applied_at
    rows = ExemptionProposal.objects.filter(
        Q(proposed_at__gt=at) | Q(decided_at__gt=at),
        Q(cell__in=touched.cells) | Q(member__in=touched.members),
    )
    return rows.select_related("member").order_by("pk")


def describe_proposal(row):
    return f"Đ/c {row.member}: đề nghị miễn từ {date_text(row.since)}"


def find_movements_since(touched):
    cells = touched.cells
    about = Q(from_cell__in=cells) | Q(to_cell__in=cells)
    about |= Q(member__in=touched.members)
    rows = Movement.objects.filter(about, recorded_at__gt=touched.act.applied_at)
    return rows.filter(cancelled_at=None).select_related("member").order_by("pk")


def describe_movement(row):
    kind = row.get_kind_display().lower()
    return f"Đ/c {row.member}: {kind} ngày {date_text(row.on)}"


def page_of_member(row):
    return "person:person", row.member_id


# --- cells ----------------------------------------------------------------------------


def find_meetings(touched):
    rows = Meeting.objects.filter(cell__in=touched.founded)
    return rows.select_related("cell").order_by("held_on")


def describe_meeting(meeting):
    return f"{meeting.cell}: buổi sinh hoạt ngày {date_text(meeting.held_on)}"


def page_of_meeting(meeting):
    return "cell:cell", meeting.cell_id


def find_later_decisions(touched):
    """Those about these cells. Of two of one moment each rests on the other."""
    act = touched.act
    rows = Reorganisation.objects.filter(undone_at=None).exclude(pk=act.pk)
    for later in rows.filter(applied_at__gte=act.applied_at).order_by("applied_at"):
        about = {*list_changed(later, Cell), *list_begun(later, Cell)}
        if about & touched.cells:
            yield later


def describe_decision(act):
    return f"Lần sắp xếp sau đó, {act.decision() or 'từ ' + date_text(act.on)}"


def page_of_decision(act):
    return "reorganisation:reorganisation", act.pk


def find_registers_since(touched):
    committees = {c.committee_id for c in touched.around if c.pk in touched.cells}
    uploads = RegisterUpload.objects.filter(committee__in=committees)
    return uploads.filter(applied_at__gt=touched.act.applied_at).defer("content")


def describe_register(upload):
    return f"Danh sách {upload.name} đọc vào sổ lúc {moment_text(upload.applied_at)}"


def page_of_register(upload):
    return "register:register_upload", upload.pk


def find_cells_with_former_names(touched):
    """Open cells that have taken a name which a cell of the decision has given up."""
    changed = list_changed(touched.act, Cell)
    given_up = set()
    for cell in touched.around:
        if cell.pk in changed:
            bearer = cell.name_before or cell
            given_up.add((cell.committee_id, bearer.name))
    own = {*touched.founded, *changed}
    for cell in touched.around:
        is_other = cell.pk not in own and cell.closed_on is None
        if is_other and (cell.committee_id, cell.name) in given_up:
            yield cell


def describe_taken_name(cell):
    return f"Tên {cell.name} nay là tên của một chi bộ khác"


def page_of_cell(cell):
    return "cell:cell", cell.pk


# --- plans ----------------------------------------------------------------------------


def find_steps_since(touched):
    """What others than the author have done on the plans that went along."""
    act = touched.act
    moves = PlanEvent.objects.filter(
        plan=OuterRef("plan"), step="move", at=act.applied_at
    )
    events = PlanEvent.objects.filter(plan__in=act.effects["moved"])
    later = events.filter(at__gte=act.applied_at).exclude(step="move")
    later = later.exclude(by=F("plan__member"))
    later = later.exclude(number__lt=Subquery(moves.values("number")))
    return later.select_related("plan__member", "by").order_by("plan", "number")


def describe_step(event):
    at = moment_text(event.at)
    return f"Kế hoạch của đ/c {event.plan.member}: đ/c {event.by} đã xử lý lúc {at}"


def find_remarks_since(touched):
    act = touched.act
    rows = Remark.objects.filter(plan__in=act.effects["moved"])
    rows = rows.filter(made_at__gt=act.applied_at)
    return rows.select_related("plan__member", "by").order_by("plan", "made_at")


def describe_remark(remark):
    member, at = remark.plan.member, moment_text(remark.made_at)
    return f"Kế hoạch của đ/c {member}: đ/c {remark.by} đã góp ý lúc {at}"


def page_of_its_plan(row):
    return page_of_plan(row.plan)


def find_plans_since(touched):
    """Begun in a cell that came to be by the decision, or by somebody whom it moved."""
    act = touched.act
    inside = Plan.objects.filter(cell__in=touched.founded)
    inside = inside.exclude(pk__in=act.effects["moved"])
    moved = Plan.objects.filter(member__in=touched.members)
    begun = inside | moved.filter(begun_at__gt=act.applied_at)
    return begun.distinct().select_related("member").order_by("pk")


def describe_plan(plan):
    at = moment_text(plan.begun_at)
    return f"Kế hoạch của đ/c {plan.member}: bắt đầu viết lúc {at}"


# --- the table ------------------------------------------------------------------------


class MayRest(NamedTuple):
    """One kind of thing that may rest on a decision: `find` gives its rows out of
    Touched, `words` and `page` ((route, pk)) what is said of each."""

    find: Callable
    words: Callable
    page: Callable


MAY_REST = (
    MayRest(find_rows_changed_since, describe_changed_row, page_of_changed_row),
    MayRest(find_memberships_since, describe_membership, page_of_member),
    MayRest(find_posts_since, describe_post, page_of_member),
    MayRest(find_reviews_since, describe_review, page_of_reviewed_member),
    MayRest(find_proposals_since, describe_proposal, page_of_member),
    MayRest(find_movements_since, describe_movement, page_of_member),
    MayRest(find_meetings, describe_meeting, page_of_meeting),
    MayRest(find_later_decisions, describe_decision, page_of_decision),
    MayRest(find_registers_since, describe_register, page_of_register),
    MayRest(find_cells_with_former_names, describe_taken_name, page_of_cell),
    MayRest(find_steps_since, describe_step, page_of_its_plan),
    MayRest(find_remarks_since, describe_remark, page_of_its_plan),
    MayRest(find_plans_since, describe_plan, page_of_plan),
)
