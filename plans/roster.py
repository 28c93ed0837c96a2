"""Who belongs to a cell on a date, where does each one's plan stand, and who need not make one?"""

from django.db.models import Exists, OuterRef, Subquery

from cells.models import Appointment, Exemption, Member, Membership, Suspension, Transfer
from phucdong.writing import date_text
from plans.models import Plan, Status

AWAY = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}
MARKS = (
    ("exempt", "miễn sinh hoạt"),
    ("suspended", "đình chỉ sinh hoạt"),
    ("away", "chuyển đi tạm thời"),
    ("is_head", "người đứng đầu"),
)


def rows(cell, cycle, actor):
    """Rows (dicts) of a cell's members sorted by name: marks in words, status and label of the plan of a cycle.

    `seen` is the plan's pk if the actor may open it, else None.
    """
    people = with_plans(members(cell, actor.on), cycle, actor)
    return [in_words(row, actor) for row in people.order_by("name_sort", "pk").values(*FIELDS)]


FIELDS = ("pk", "full_name", "guest", "status", "moved_at", "seen", *(name for name, _ in MARKS))


def members(cell, on):
    """The people of a cell on a date, guests too, with what exempts them from making a plan."""
    there = Membership.objects.in_force(on).filter(member=OuterRef("pk"), cell=cell)
    guests = ~Exists(there.filter(kind=Membership.Kind.OFFICIAL))
    return Member.objects.filter(Exists(there)).annotate(
        guest=guests,
        exempt=in_force(Exemption, on),
        suspended=in_force(Suspension, on),
        away=in_force(Transfer, on, **AWAY),
        is_head=in_force(Appointment, on, is_head=True),
    )


def in_force(model, on, **which):
    return Exists(model.objects.in_force(on).filter(member=OuterRef("pk"), **which))


def with_plans(people, cycle, actor):
    """With the status of the plan of a cycle, and its pk under `seen` if the actor may open it."""
    plans = Plan.objects.filter(member=OuterRef("pk"), cycle=cycle)
    return people.annotate(
        status=Subquery(plans.values("status")),
        moved_at=Subquery(plans.values("moved_at")),
        seen=Subquery(plans.visible_to(actor).values("pk")[:1]),
    )


def in_words(row, actor):
    marks = ["khách (sinh hoạt tạm thời)"] if row["guest"] else []
    marks += [words for name, words in MARKS if row[name]]
    obliged = not (row["guest"] or row["exempt"] or row["suspended"] or row["away"])
    status = row["status"] or ("not_begun" if obliged else "")
    return {
        **row,
        "marks": " · ".join(marks),
        "status": status,
        "label": Status(status).label if row["status"] else "Chưa bắt đầu" if status else "–",
        "since": date_text(row["moved_at"]),
        "number": str(row["pk"]),
        "is_self": row["pk"] == actor.member.pk,
        "may_type": status == "not_begun" and row["pk"] != actor.member.pk,
    }
