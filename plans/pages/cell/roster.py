"""Who belongs to a cell on a date, where does each one's plan stand, and who need not
make one?"""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from cells.models import Exemption, Membership
from cells.models.organisation import add_years
from cells.models.people import is_official
from phucdong.writing import date_text
from plans.models import Plan, Posting, Status
from plans.papers import FILED_NOT_POSTED
from plans.place_on_date import (
    NOT_BEGUN,
    annotate_circumstances,
    annotate_plan,
    end_of_day,
)

MARKS = (
    ("is_exempt", "miễn sinh hoạt"),
    ("is_suspended", "đình chỉ sinh hoạt"),
    ("is_away", "chuyển đi tạm thời"),
    ("has_claim", "miễn ghi lùi ngày, chờ Đảng ủy xác nhận"),
    ("is_head", "người đứng đầu"),
)


def list_roster(cell, year, actor):
    """Rows (dicts) of a cell's members sorted by name: marks in words, status and label
    of the plan of a year.

    `seen` is the plan's pk if the actor may open it, else None.
    """
    people = annotate_plan(find_who_is_in(cell, actor.on), end_of_day(actor.on), year)
    due = Exemption.objects.due_for_review([cell], actor.on)
    claims = Exemption.objects.with_open_claims()
    visible = Plan.objects.visible_to(actor).filter(pk=OuterRef("plan__pk"))
    people = people.annotate(
        pk_of_member=F("member"),
        full_name=F("member__full_name"),
        moved_at=F("plan__moved_at"),
        seen=Case(When(Exists(visible), then=F("plan__pk"))),
        is_official=Q(kind=Membership.Kind.OFFICIAL)
        & is_official(actor.on, "member__"),
        has_claim=Exists(claims.filter(member=OuterRef("member"))),
        is_review_due=Exists(due.filter(member=OuterRef("member"))),
        is_hung=Exists(find_posting_of_plan()),
        home_name=Subquery(find_places(Membership.Kind.OFFICIAL, actor.on)[:1]),
        lent_to=Subquery(find_places(Membership.Kind.TEMPORARY, actor.on)[:1]),
        exempt_from=Subquery(find_exemption_to_come(actor.on).values("since")[:1]),
    )
    people = people.order_by("member__name_sort", "member").values(*FIELDS)
    return [word_roster_row(row, cell, actor) for row in people]


FIELDS = (
    "pk_of_member",
    "full_name",
    "kind",
    "status",
    "moved_at",
    "seen",
    "is_official",
    "is_review_due",
    "plan__cell",
    "plan__cell__name",
    "plan__cell__closed_on",
    "plan__ends_with__closed_on",
    "is_hung",
    "exempt_from",
    "home_name",
    "lent_to",
    *(name for name, _ in MARKS),
)


def find_who_is_in(cell, on):
    """The memberships of a cell in force on a date; a guest who belongs to it by now is
    no guest."""
    there = Membership.objects.in_force(on).filter(cell=cell)
    belong = there.filter(kind=Membership.Kind.OFFICIAL).values("member")
    return annotate_circumstances(
        there.exclude(kind=Membership.Kind.TEMPORARY, member__in=belong), on
    )


def find_places(kind, on):
    """The names of the cells to which the person of a row belongs in this way."""
    there = Membership.objects.in_force(on).filter(kind=kind, member=OuterRef("member"))
    return there.order_by("pk").values("cell__name")


def find_exemption_to_come(on):
    return Exemption.objects.filter(member=OuterRef("member")).to_come(on)


def find_posting_of_plan():
    """The posting of the revision of the `plan` beside a row."""
    return Posting.objects.standing().filter(
        plan=OuterRef("plan__pk"), revision=OuterRef("plan__revision")
    )


def word_roster_row(row, cell, actor):
    is_guest = row["kind"] == Membership.Kind.TEMPORARY
    marks = [words for name, words in MARKS if row[name]]
    if row["exempt_from"]:
        marks.append(f"miễn sinh hoạt từ {date_text(row['exempt_from'])}")
    if is_guest:
        marks.insert(0, word_guest(row))
    elif row["lent_to"]:
        marks.append(
            f"đang sinh hoạt tạm thời ở {row['lent_to']}, kế hoạch vẫn do chi bộ này "
            "đọc"
        )
    if row["status"] == Status.POSTED and row["plan__cell"] != cell.pk:
        kept_in = add_years(row["plan__cell__name"], row["plan__cell__closed_on"])
        marks.append(f"bản nộp lưu ở {kept_in}")
    is_obliged = not (
        is_guest or row["is_exempt"] or row["is_suspended"] or row["is_away"]
    )
    status, label = row["status"], "Chưa bắt đầu"
    if status != NOT_BEGUN:
        label = Status(status).label
        if status == Status.POSTED and is_to_be_hung(row):
            label = FILED_NOT_POSTED
    elif not is_obliged:
        status, label = "", "–"
    is_self = row["pk_of_member"] == actor.member.pk
    return {
        "full_name": row["full_name"],
        "is_official": bool(row["is_official"]),
        "is_review_due": row["is_review_due"],
        "seen": row["seen"],
        "marks": " · ".join(marks),
        "status": status,
        "label": label,
        "since": date_text(row["moved_at"]),
        "number": str(row["pk_of_member"]),
        "is_self": is_self,
        "may_type": status == NOT_BEGUN and not is_self,
    }


def is_to_be_hung(row):
    """Of a filed plan; nothing is asked of a year that is closed."""
    goes_on = row["plan__ends_with__closed_on"] is None
    return row["is_head"] and not row["is_hung"] and goes_on


def word_guest(row):
    """Who reads the plan of a guest."""
    words = "khách (sinh hoạt tạm thời)"
    if row["home_name"]:
        return f"{words}, kế hoạch do {row['home_name']} đọc"
    return f"{words}, kế hoạch ở nơi sinh hoạt chính thức"
