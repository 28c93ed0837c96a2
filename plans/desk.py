"""What else lies on an officer's desk beside the pile to read: what is on its way back, signed, or not begun, and how
many exemptions are to be reviewed?

The columns are SQL by hand because building them as ORM expressions took longer than asking for them (8 ms of the
desk's 24, for a cell of 120 members).
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import BooleanField, DateField, F, IntegerField, Q
from django.db.models.expressions import RawSQL

from cells.models import Cell, Exemption, Member, Membership
from phucdong.writing import date_text
from plans.models import Cycle, Plan, Status
from plans.models.plan import as_filer, as_reviewer

# Columns of a plan. A remark waits for an answer as in Remark.objects.unanswered().
UNANSWERED = """SELECT COUNT(*) FROM plans_remark
    WHERE plan_id = plans_plan.id AND NOT is_internal AND released_at IS NOT NULL AND answer = ''"""
OF_THE_SIGNED = "WHERE plan_id = plans_plan.id AND revision = plans_plan.revision"
SIGNED_ON = f"SELECT signed_on FROM plans_signature {OF_THE_SIGNED}"
FILED = f"EXISTS (SELECT 1 FROM plans_filing {OF_THE_SIGNED})"
POSTING_DUE = f"""NOT EXISTS (SELECT 1 FROM plans_posting {OF_THE_SIGNED}) AND EXISTS (
    SELECT 1 FROM cells_appointment WHERE member_id = plans_plan.member_id AND is_head
        AND since <= %s AND (until IS NULL OR until > %s))"""
# Columns of a member: this year's plan, as in Cycle.objects.newest().
THIS_YEARS = """FROM plans_plan WHERE member_id = cells_member.id AND cycle_id IN (
    SELECT plans_cycle.id FROM plans_cycle JOIN cells_committee ON cells_committee.id = plans_cycle.committee_id
    WHERE cells_committee.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM plans_cycle newer
        WHERE newer.committee_id = plans_cycle.committee_id AND newer.year > plans_cycle.year))"""
NOT_SENT = f"""NOT EXISTS (SELECT 1 {THIS_YEARS} AND first_submitted_at IS NOT NULL)
    AND EXISTS (SELECT 1 FROM plans_cycle)"""
NOTHING = RawSQL("CAST(NULL AS integer)", [], IntegerField())


@dataclass(frozen=True)
class Desk:
    """Rows are dicts with a `note` in words, sorted by name.

    `papers` wait for a signed copy, `boards` for posting alone. `own` is the officer's plan of the year, if begun;
    `reviews` is [(cell, how many)] of the exemptions that are to be reviewed.
    """

    returned: list
    papers: list
    boards: list
    unsent: list
    own: dict | None
    reviews: list


def of(actor):
    """The Desk of an officer. Two queries."""
    rows = list(handed_out(actor))
    others = [row for row in rows if row["member"] != actor.member.pk]
    members = list(unsent(actor).union(to_review(actor), all=True).order_by("name_sort", "pk"))
    returned = [row for row in others if row["status"] == Status.DRAFT]
    signed = [row for row in others if row["status"] == Status.SIGNED]
    return Desk(
        returned=[{**row, "note": returned_note(row)} for row in returned],
        papers=[{**row, "note": paper_note(row), "copy": copy_of(row)} for row in others if waits_for_paper(row)],
        boards=[row for row in signed if row["filed"]],
        unsent=[{**row, **typing(row, actor)} for row in members if row["exempt_in"] is None],
        own=next(({**row, "label": Status(row["status"]).label} for row in rows if row not in others), None),
        reviews=by_cell(actor, Counter(row["exempt_in"] for row in members)),
    )


def waits_for_paper(row):
    """Not signed yet (what was filed of a recalled plan counts no more), or signed and not handed in."""
    return row["status"] == Status.FINALIZING or (row["status"] == Status.SIGNED and not row["filed"])


def copy_of(row):
    """ "12-3": the plan and the revision on the page, as plans.forms.recording.Copies reads it."""
    return f"{row['pk']}-{row['revision']}"


def returned_note(row):
    """ "từ 05/02/2026 · còn 2 góp ý chưa trả lời"."""
    waits = f"còn {row['unanswered']} góp ý chưa trả lời" if row["unanswered"] else "đã trả lời hết góp ý"
    return f"từ {date_text(row['moved_at'])} · {waits}"


def paper_note(row):
    """ "đã ký 05/02/2026", or why it cannot be signed yet."""
    if row["status"] == Status.SIGNED:
        return f"đã ký {date_text(row['signed_on'])}" + (" · còn niêm yết" if row["posting_due"] else "")
    return f"chưa ký · còn {row['unanswered']} góp ý chưa trả lời" if row["unanswered"] else "chưa ký"


def typing(row, actor):
    """Who writes a plan that was not sent yet. With `number` (the member's pk) the actor may begin to type it."""
    if row["draft"] is None:
        return {"note": "chưa bắt đầu", "number": str(row["pk"])}
    if row["helper"] is None:
        return {"note": "đang viết"}
    return {"note": "chi ủy đang gõ hộ", "is_typing": row["helper"] == actor.member.pk}


def handed_out(actor):
    """Plans of the current year that were read and are not through step 4, and the actor's own."""
    on_their_way = Q(status=Status.FINALIZING) | Q(status=Status.DRAFT, first_submitted_at__isnull=False)
    theirs = (as_reviewer(actor) & on_their_way) | (as_filer(actor) & Q(status=Status.SIGNED))
    plans = Plan.objects.filter(theirs | Q(member=actor.member), cycle__in=Cycle.objects.newest())
    return with_what_is_due(plans, actor.on).order_by("member__name_sort", "pk")


def with_what_is_due(plans, on):
    """Rows with the remarks that wait for an answer, and what of step 4 is recorded of the revision signed last."""
    return plans.annotate(
        unanswered=RawSQL(UNANSWERED, [], IntegerField()),
        signed_on=RawSQL(SIGNED_ON, [], DateField()),
        filed=RawSQL(FILED, [], BooleanField()),
        posting_due=RawSQL(POSTING_DUE, [on, on], BooleanField()),
    ).values(
        "pk",
        "member",
        "member__full_name",
        "status",
        "moved_at",
        "revision",
        "unanswered",
        "signed_on",
        "filed",
        "posting_due",
    )


def unsent(actor):
    """Rows of the members of the actor's cells who must plan this year and have not sent anything yet."""
    members = Member.objects.obliged(actor.on, actor.cells).exclude(pk=actor.member.pk)
    return members.filter(RawSQL(NOT_SENT, [], BooleanField())).values(
        "pk",
        "full_name",
        "name_sort",
        draft=RawSQL(f"SELECT id {THIS_YEARS} LIMIT 1", [], IntegerField()),
        helper=RawSQL(f"SELECT helper_id {THIS_YEARS} LIMIT 1", [], IntegerField()),
        exempt_in=NOTHING,
    )


def to_review(actor):
    """A row of the same shape for every exemption that is to be reviewed, with the cell: they are counted, and come in
    the statement of `unsent` so that the desk asks no more often."""
    cells = [cell.pk for cell in led(actor)]
    here = Membership.objects.in_force(actor.on).filter(kind=Membership.Kind.OFFICIAL, cell__in=cells)
    due = here.filter(member__in=Exemption.objects.due_for_review(cells, actor.on).values("member"))
    named = ("member", "member__full_name", "member__name_sort")
    return due.values(*named, draft=NOTHING, helper=NOTHING, exempt_in=F("cell"))


def led(actor):
    """The cells of party members whose plans the actor reviews, by the actor's posts."""
    cells = {post.cell for post in actor.posts if post.cell_id in actor.cells}
    return sorted((cell for cell in cells if cell.kind != Cell.Kind.UNIT), key=lambda cell: cell.pk)


def by_cell(actor, counts):
    return [(cell, counts[cell.pk]) for cell in led(actor) if counts[cell.pk]]
