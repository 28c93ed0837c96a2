"""What else lies on an officer's desk beside the pile to read: what is on its way back, signed, or not begun?"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from cells.models import Appointment, Member, Membership
from cells.models.ranges import in_force
from phucdong.writing import date_text
from plans.models import Cycle, Filing, Plan, Posting, Remark, Signature, Status
from plans.models.plan import as_filer, as_reviewer


@dataclass(frozen=True)
class Desk:
    """Rows are dicts with a `note` in words, sorted by name.

    `papers` wait for a signed copy, `boards` for posting alone. `own` is the officer's plan of the year, if begun.
    """

    returned: list
    papers: list
    boards: list
    unsent: list
    own: dict | None


def of(actor):
    """The Desk of an officer. Two queries."""
    rows = list(handed_out(actor))
    others = [row for row in rows if row["member"] != actor.member.pk]
    returned = [row for row in others if row["status"] == Status.DRAFT]
    signed = [row for row in others if row["status"] == Status.SIGNED]
    return Desk(
        returned=[{**row, "note": returned_note(row)} for row in returned],
        papers=[{**row, "note": paper_note(row)} for row in others if waits_for_paper(row)],
        boards=[row for row in signed if row["filed"]],
        unsent=[{**row, **typing(row, actor)} for row in unsent(actor)],
        own=next(({**row, "label": Status(row["status"]).label} for row in rows if row not in others), None),
    )


def waits_for_paper(row):
    """Not signed yet (what was filed of a recalled plan counts no more), or signed and not handed in."""
    return row["status"] == Status.FINALIZING or (row["status"] == Status.SIGNED and not row["filed"])


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
    """Who is writing a plan that was not sent yet, and whether the actor types it or may begin to."""
    if row["draft"] is None:
        return {"note": "chưa bắt đầu", "may_type": True}
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
    unanswered = Remark.objects.unanswered().filter(plan=OuterRef("pk")).order_by().values("plan")
    signed = {"plan": OuterRef("pk"), "revision": OuterRef("revision")}
    heading = Appointment.objects.in_force(on).filter(member=OuterRef("member"), is_head=True)
    return plans.annotate(
        unanswered=Subquery(unanswered.annotate(how_many=Count("pk")).values("how_many")),
        signed_on=Subquery(Signature.objects.filter(**signed).values("signed_on")),
        filed=Exists(Filing.objects.filter(**signed)),
        posting_due=Exists(heading) & ~Exists(Posting.objects.filter(**signed)),
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
    plans = Plan.objects.filter(member=OuterRef("pk"), cycle__in=Cycle.objects.newest())
    there = in_force(actor.on, "memberships__") & Q(memberships__kind=Membership.Kind.OFFICIAL)
    members = Member.objects.obliged(actor.on).filter(there, memberships__cell__in=actor.cells)
    waited_for = members.filter(Exists(Cycle.objects.all())).exclude(pk=actor.member.pk)
    late = waited_for.exclude(Exists(plans.filter(first_submitted_at__isnull=False)))
    rows = late.annotate(draft=Subquery(plans.values("pk")[:1]), helper=Subquery(plans.values("helper")[:1]))
    return rows.order_by("name_sort", "pk").values("pk", "full_name", "draft", "helper")
