"""What became of the plans that the ward asked to be mended?

Of one that was signed again it is told in which places it says something else than the
revision that the ward had before it. What was signed again before 0.8.0 is told as such
and waits for nobody: then no one was asked whether it is met.
"""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery

from cells.models.organisation import add_years
from phucdong.writing import date_text
from plans import reasons
from plans.form import documents
from plans.models import Plan, PlanEvent, Remark, Revision, Status
from plans.own_years import word_other_year
from plans.place_on_date import EXCUSES, annotate_excuse
from plans.workflow import agreement
from plans.workflow.verdicts import SETTLED, STEP, find_requests

PLACE = ("cell__name", "cell__closed_on", "cell__committee__name")
COLUMNS = (
    "pk",
    "member__full_name",
    *PLACE,
    "cycle__year",
    "ends_with__closed_on",
    "status",
    "moved_at",
    "revision",
    "asked_at",
    "reason",
    "asked",
    "of_revision",
    "unanswered",
    "is_met",
    "differing",
    "first_recalled_at",
    "digest",
    "digest_then",
    "excuse",
)
MET = Q(is_met__isnull=False)
SIGNED_AGAIN = Q(status__in=SETTLED, revision__gt=F("of_revision"))


@dataclass(frozen=True)
class Change:
    """One plan that was signed again: what was asked, what was answered, and the places
    that say something else now."""

    plan: Plan
    request: Remark
    answers: list  # [Remark] of the ward, with their answers
    places: list  # [agreement.Place]


def find_followed(actor):
    """Plans below a ward officer's committees of which something was asked, with what
    and when, what waits for an answer, and whether it is met; nothing is followed of
    authors who are gone."""
    requests = find_requests().filter(plan=OuterRef("pk"))
    waiting = (
        Remark.objects.that_may_hold()
        .filter(plan=OuterRef("pk"), source=Remark.Source.WARD)
        .order_by()
        .values("plan")
    )
    kept = Revision.objects.filter(plan=OuterRef("pk"))
    now = kept.filter(number=OuterRef("revision"))
    then = kept.filter(number=OuterRef("of_revision"))
    verdicts = PlanEvent.objects.filter(
        plan=OuterRef("pk"), step=STEP, revision__gt=OuterRef("of_revision")
    )
    asked_of = Remark.objects.for_author().filter(source=Remark.Source.WARD)
    plans = Plan.objects.of_who_belong(actor.on).filter(
        pk__in=asked_of.values("plan"), cell__committee__in=actor.committees
    )
    return annotate_excuse(plans, actor.on).annotate(
        asked_at=Subquery(requests.values("made_at")[:1]),
        reason=Subquery(requests.values("reason")[:1]),
        asked=Subquery(requests.values("text")[:1]),
        of_revision=Subquery(requests.values("revision")[:1]),
        unanswered=Subquery(waiting.annotate(many=Count("pk")).values("many")),
        is_met=Subquery(verdicts.values("number")[:1]),
        differing=Subquery(now.values("differing")),
        digest=Subquery(now.values("digest")),
        digest_then=Subquery(then.values("digest")),
    )


def count_followed(plans):
    """{"all", "unmended", "waiting", "met", "before"} of find_followed."""
    return plans.aggregate(
        all=Count("pk"),
        met=Count("pk", filter=SIGNED_AGAIN & MET),
        waiting=Count("pk", filter=SIGNED_AGAIN & ~MET & Q(differing__isnull=False)),
        before=Count("pk", filter=SIGNED_AGAIN & ~MET & Q(differing=None)),
        unmended=Count("pk", filter=~SIGNED_AGAIN),
    )


def list_followed(rows, on):
    """Rows (dicts of COLUMNS) with what the page says of each; one query."""
    changes = read_changes([row for row in rows if is_signed_again(row)])
    return [tell_row(row, changes.get(row["pk"], ()), on) for row in rows]


def is_signed_again(row):
    return row["status"] in SETTLED and row["revision"] > row["of_revision"]


def tell_row(row, changes, on):
    """One of a year that is closed waits for nobody."""
    is_new = is_signed_again(row) and row["differing"] is not None
    goes_on = row["ends_with__closed_on"] is None
    return row | {
        "label": Status(row["status"]).label,
        "is_open": row["status"] != Status.DRAFT,
        "cell_name": add_years(row["cell__name"], row["cell__closed_on"]),
        "year": word_other_year(row["cycle__year"], on),
        "waits": goes_on and is_new and not row["is_met"],
        "reason": reasons.label_reason(row["reason"]),
        "asked_on": date_text(row["asked_at"]),
        "outcome": word_outcome(row, changes),
        "since": date_text(row["moved_at"]),
    }


# --- in words -------------------------------------------------------------------------


def word_outcome(row, changes):
    """What became of a request, in words; `changes` are the titles of the places that
    say something else now."""
    if not is_signed_again(row) and row["excuse"]:
        return f"chưa sửa · {EXCUSES[row['excuse']]}"
    if not is_signed_again(row):
        return f"chưa sửa · {word_whose_turn(row)}"
    said = word_changes(row, changes)
    if row["is_met"]:
        return f"Đảng ủy đã xem, đạt · {said}"
    if row["differing"] is None:
        return f"{said} (trước bản này)"
    return said


def word_whose_turn(row):
    if row["status"] == Status.CELL_REVIEW:
        if row["unanswered"]:
            return f"chi bộ đang đọc, còn {row['unanswered']} yêu cầu chưa trả lời"
        return "chi bộ đang đọc"
    if row["status"] == Status.DRAFT:
        return "chi bộ trả lại, đang sửa"
    if row["unanswered"]:
        return f"còn {row['unanswered']} yêu cầu chưa trả lời"
    return "đã trả lời, chờ ký"


def word_changes(row, changes):
    """One that was never recalled is signed for the first time."""
    signed = "ký lại" if row["first_recalled_at"] else "đã ký"
    if not changes:
        return f"{signed}, không sửa chữ nào"
    return f"{signed}, sửa {len(changes)} chỗ: {', '.join(changes)}"


# --- what changed ---------------------------------------------------------------------


def read_changes(rows):
    """{plan pk: [title of a place]} of rows that were signed again; one query."""
    kept = Revision.objects.filter(plan__in=[row["pk"] for row in rows])
    digests = {row[name] for row in rows for name in ("digest", "digest_then")}
    by_digest = {one.digest: one for one in kept.filter(digest__in=digests)}
    changes = {}
    for row in rows:
        now, then = by_digest[row["digest"]], by_digest.get(row["digest_then"])
        changes[row["pk"]] = [place.title for place in find_changed_places(now, then)]
    return changes


def find_changed_places(now, then):
    """[Place] in which a Revision says something else than one before it (None:
    nothing)."""
    if then is None:
        return []
    sections = documents.read_document(now.snapshot).sections
    return agreement.find_differing_places(sections, then)


def list_changes(plans):
    """[Change] of plans as find_followed gives them, of those that were signed again
    and wait for the ward; two queries."""
    waiting = []
    for plan in plans:
        is_again = plan.status in SETTLED and plan.revision > plan.of_revision
        if is_again and not plan.is_met:
            waiting.append(plan)
    revisions, answers = {}, {}
    for one in Revision.objects.filter(plan__in=waiting):
        revisions[one.plan_id, one.number] = one
    for remark in find_requests().filter(plan__in=waiting):
        answers.setdefault(remark.plan_id, []).append(remark)
    changes = []
    for plan in waiting:
        now = revisions[plan.pk, plan.revision]
        then = revisions.get((plan.pk, plan.of_revision))
        said = answers[plan.pk]
        changes.append(Change(plan, said[0], said, find_changed_places(now, then)))
    return changes
