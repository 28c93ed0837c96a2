"""How are exemptions reviewed? Every December of the past, and in a cell today."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cells.acts.exemptions import proposals, reviews
from cells.acts.exemptions.rules import Resolution
from cells.models import Exemption, ExemptionGround, ExemptionReview, Member
from cells.posts import Actor
from plans.place_on_date import find_who_must_plan

Outcome = ExemptionReview.Outcome
RETURNING = 4
# (ground, begins so many days from today, for so many days, by whom)
PROPOSED = (
    ("Điều trị dài ngày", 14, 180, "bithu7"),
    ("Nghỉ trước khi nghỉ hưu", 30, 365, "phobithu7"),
    ("Công việc lưu động, không ổn định nơi ở", 7, 365, "bithu7"),
)
REFUSED = "Chi bộ chưa gửi giấy của nơi làm việc. Đề nghị bổ sung rồi đề nghị lại."
REVIEWED = 6


# --- in December ----------------------------------------------------------------------


def review_exemptions(year, rng, *, returning=RETURNING):
    """Nearly all are kept, a few members return in the new year."""
    day = date(year, 12, 5)
    held = Exemption.objects.in_force(day)
    keep_reviews(held, day, Outcome.KEPT)
    held.update(review_on=day.replace(year=year + 1))
    able = held.filter(until=None, since__gte=date(2016, 1, 1))
    able = list(able.order_by("-member__born_on", "pk")[:60])
    send_back(rng.sample(able, min(returning, len(able))), year)


def send_back(exemptions, year):
    """They were told in the December review to return with the new year."""
    day = date(year, 12, 5)
    rows = Exemption.objects.filter(pk__in=[exemption.pk for exemption in exemptions])
    ExemptionReview.objects.filter(exemption__in=rows, reviewed_on=day).delete()
    keep_reviews(rows, day, Outcome.RETURNED)
    rows.update(review_on=None, until=date(year + 1, 1, 1))


def keep_reviews(exemptions, day, outcome):
    kept = []
    for exemption in exemptions:
        kept.append(
            ExemptionReview(exemption=exemption, reviewed_on=day, outcome=outcome)
        )
    ExemptionReview.objects.bulk_create(kept)


# --- today, by the ordinary functions -------------------------------------------------


def propose_and_review(cell, chosen, today):
    """Two proposals wait, one was refused; this year's review has begun.

    `chosen` are the members who can sign in.
    """
    on = today - timedelta(days=2)
    at = datetime.combine(on, time(9), tzinfo=timezone.get_default_timezone())
    pks = [member.pk for member in chosen.values()]
    with_logins = Member.objects.select_related("user").in_bulk(pks)
    actors = {}
    for name, member in chosen.items():
        actors[name] = Actor(
            with_logins[member.pk], on, user=with_logins[member.pk].user
        )
    others = find_who_must_plan(today, [cell]).exclude(pk__in=pks)
    members = others.filter(born_on__year__gt=today.year - 62, appointments=None)
    for member, what in zip(members.order_by("pk"), PROPOSED, strict=False):
        proposal = propose_exemption(cell, member, *what, actors, at)
    next_day = at + timedelta(days=1)
    proposals.refuse_proposal(
        proposal, reason=REFUSED, by=actors["danguy"], at=next_day
    )
    begin_review(cell, actors["bithu7"], at)


def propose_exemption(cell, member, ground, begins, days, name, actors, at):
    by = actors[name]
    since = by.on + timedelta(days=begins)
    resolution = Resolution(
        ground=ExemptionGround.objects.get(label=ground),
        since=since,
        until=since + timedelta(days=days),
        resolution_number=f"{begins}-NQ/CB",
        resolution_on=by.on - timedelta(days=1),
    )
    return proposals.propose_exemption(member, cell, resolution, by=by, at=at)


def begin_review(cell, by, at):
    """Every exemption of the cell is due this month; a few were looked at."""
    exemptions = list(reviews.find_current_exemptions(cell, by.on))
    for number, exemption in enumerate(exemptions):
        exemption.review_on = by.on + timedelta(days=number % 25 - 5)
        Exemption.objects.filter(pk=exemption.pk).update(review_on=exemption.review_on)
    kept = []
    for exemption in exemptions[:REVIEWED]:
        kept.append(reviews.Verdict(exemption, Outcome.KEPT, "Chi bộ nhất trí"))
    reviews.record_verdicts(kept, held_on=by.on, by=by, at=at)
