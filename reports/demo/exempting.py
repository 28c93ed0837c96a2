"""What is there to decide and to review today? In one cell: proposals of its officers, and a review half done."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cells.acts.exemptions import proposals, reviews
from cells.acts.exemptions.rules import Resolution
from cells.models import ExemptionGround, Member
from cells.posts import Actor

# (ground, begins so many days from today, for so many days, by whom)
PROPOSED = (
    ("Điều trị dài ngày", 14, 180, "bithu7"),
    ("Nghỉ trước khi nghỉ hưu", 30, 365, "phobithu7"),
    ("Công việc lưu động, không ổn định nơi ở", 7, 365, "bithu7"),
)
REFUSED = "Chi bộ chưa gửi giấy của nơi làm việc. Đề nghị bổ sung rồi đề nghị lại."
REVIEWED = 6


def propose_and_review(cell, chosen, today):
    """Two proposals that wait and one that was refused; this year's review of the cell has begun. By the ordinary
    functions; `chosen` are the members who can sign in."""
    at = datetime.combine(today - timedelta(days=2), time(9), tzinfo=timezone.get_default_timezone())
    actors = {name: Actor(member, at.date(), user=member.user) for name, member in with_users(chosen).items()}
    others = Member.objects.obliged(today, [cell]).exclude(pk__in=[member.pk for member in chosen.values()])
    members = others.filter(born_on__year__gt=today.year - 62, appointments=None).order_by("pk")
    rows = [propose(cell, member, *what, actors, at) for member, what in zip(members, PROPOSED, strict=False)]
    proposals.refuse_proposal(rows[-1], reason=REFUSED, by=actors["danguy"], at=at + timedelta(days=1))
    review(cell, actors["bithu7"], at)


def with_users(chosen):
    """The same members as they are in the database, with their logins."""
    found = Member.objects.select_related("user").in_bulk([member.pk for member in chosen.values()])
    return {name: found[member.pk] for name, member in chosen.items()}


def propose(cell, member, label, begins, days, name, actors, at):
    since = actors[name].on + timedelta(days=begins)
    resolution = Resolution(
        ground=ExemptionGround.objects.get(label=label),
        since=since,
        until=since + timedelta(days=days),
        resolution_number=f"{begins}-NQ/CB",
        resolution_on=actors[name].on - timedelta(days=1),
    )
    return proposals.propose_exemption(member, cell, resolution, by=actors[name], at=at)


def review(cell, by, at):
    """Every exemption of the cell is due this month; a few were looked at two days ago."""
    rows = list(reviews.find_current_exemptions(cell, by.on))
    for number, row in enumerate(rows):
        row.review_on = by.on + timedelta(days=number % 25 - 5)
        type(row).objects.filter(pk=row.pk).update(review_on=row.review_on)
    kept = [reviews.Verdict(row, reviews.Outcome.KEPT, "Chi bộ nhất trí") for row in rows[:REVIEWED]]
    reviews.record_verdicts(kept, held_on=by.on, by=by, at=at)
