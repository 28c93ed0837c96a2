"""The yearly review of a cell's exemptions: which are due, what was said of each, who returns to activity and when?

One review a year of each exemption. A member who is told to return before the next review is one too, on its own day.
What was said can be put right, never silently: the Correction says what it was, why, and by whom.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q

from cells import permissions
from cells.effects import plain_data
from cells.exemptions.recording import Refused
from cells.models import Correction, Exemption, ExemptionReview
from phucdong.writing import date_text

AHEAD = timedelta(days=30)
REMEMBERED = timedelta(days=730)
Outcome = ExemptionReview.Outcome
SAID = ("outcome", "reason", "reviewed_on")


@dataclass(frozen=True)
class Verdict:
    """What a meeting said of one exemption. `returns_on` is the first day of activity, None for one that is kept."""

    exemption: Exemption
    outcome: str
    reason: str = ""
    returns_on: date | None = None


def a_year_after(day):
    """The same day of the next year; 28 February after a 29th."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def first_of_next_month(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def due(cells, on):
    """Exemptions of the members of these cells that are to be looked at: the day is past or within 30 days, or was
    never set although there is no end; and they were not looked at this year."""
    near = Q(review_on__lte=on + AHEAD) | Q(review_on=None, until=None)
    this_year = ExemptionReview.objects.filter(exemption=OuterRef("pk"), reviewed_on__year=on.year)
    return Exemption.objects.in_force(on).of_cells(cells, on).filter(near).exclude(Exists(this_year))


def of_cell(cell, on):
    """The exemptions in force of a cell's members, by given name, each with `said`, its reviews, the newest first."""
    rows = Exemption.objects.in_force(on).of_cells([cell], on)
    return told(rows).order_by("member__name_sort", "pk")


def ended(cell, on):
    """Those of its members that have ended within the last two years, the newest first."""
    past = Exemption.objects.of_cells([cell], on).filter(until__lte=on, until__gt=on - REMEMBERED)
    return told(past).order_by("-until", "-pk")


def told(rows):
    reviews = Prefetch("reviews", ExemptionReview.objects.order_by("-reviewed_on"), to_attr="said")
    return rows.select_related("member", "ground", "proposal").prefetch_related(reviews)


# --- what the meeting said --------------------------------------------------------------------------------------------


def record(verdicts, *, held_on, by, at):
    """Record what a meeting said of some exemptions. Returns [(Verdict, problem)], "" for those that stand now.

    Each stands for itself: one that has ended or was reviewed meanwhile is told, and hinders no other.
    """
    return [(verdict, record_one(verdict, held_on=held_on, by=by, at=at)) for verdict in verdicts]


def record_one(verdict, *, held_on, by, at):
    """ "" when it is recorded (by now, or by the first of two clicks), else why not in words."""
    if not permissions.exempts(by, verdict.exemption.member):
        return "đồng chí không tự rà soát trường hợp của mình"
    if earlier := reviewed_in(verdict.exemption, held_on.year):
        return "" if says_the_same(earlier, verdict) else f"đã rà soát ngày {date_text(earlier.reviewed_on)}"
    try:
        with transaction.atomic():
            carry_out(verdict, held_on, by=by, at=at)
            said = {"outcome": verdict.outcome, "reason": verdict.reason, "reviewed_on": held_on}
            verdict.exemption.reviews.create(recorded_by=by.user, recorded_at=at, **said)
    except Refused as refusal:
        return str(refusal)
    except IntegrityError:
        return "người khác vừa ghi"
    return ""


def reviewed_in(exemption, year):
    return exemption.reviews.filter(reviewed_on__year=year).order_by("-reviewed_on").first()


def says_the_same(review, verdict):
    return (review.outcome, review.reason) == (verdict.outcome, verdict.reason)


def carry_out(verdict, held_on, *, by, at):
    """Set the next review, or end the exemption; a condition on its own columns tells the second of two."""
    row = verdict.exemption
    seen = Exemption.objects.filter(pk=row.pk, until=row.until, review_on=row.review_on)
    if verdict.outcome == Outcome.KEPT:
        changed = seen.update(review_on=a_year_after(held_on))
    else:
        refuse_return(row, verdict.returns_on)
        changed = seen.update(until=verdict.returns_on, review_on=None, ended_by=by.user, ended_at=at)
    if not changed:
        raise Refused("dòng này vừa có người thay đổi; xin xem lại")


def refuse_return(exemption, on):
    if on <= exemption.since:
        raise Refused(f"ngày trở lại phải sau ngày bắt đầu miễn, {date_text(exemption.since)}")
    if exemption.until and exemption.until <= on:
        raise Refused(f"đã thôi miễn từ {date_text(exemption.until)}")


@transaction.atomic
def send_back(exemption, on, *, reason, by, at):
    """A member returns to activity outside the yearly review: told today, from a day on. Raises Refused."""
    verdict = Verdict(exemption, Outcome.RETURNED, reason, on)
    same_day = exemption.reviews.filter(reviewed_on=by.on).first()
    if same_day:
        return put_right(same_day, verdict, because=reason, by=by, at=at)
    carry_out(verdict, by.on, by=by, at=at)
    said = {"outcome": verdict.outcome, "reason": reason, "reviewed_on": by.on}
    return exemption.reviews.create(recorded_by=by.user, recorded_at=at, **said)


@transaction.atomic
def put_right(review, verdict, *, because, by, at):
    """Set right what was said of an exemption, and keep what it said before. Raises Refused.

    One that was told to return and is kept after all goes on to its former end; its next review is a year after.
    """
    row = verdict.exemption
    before = {name: getattr(review, name) for name in SAID} | {"until": row.until, "review_on": row.review_on}
    if verdict.outcome == Outcome.KEPT:
        change = {"until": former_end(row) if review.outcome == Outcome.RETURNED else row.until}
        change |= {"review_on": a_year_after(review.reviewed_on)}
    else:
        refuse_early(row, verdict.returns_on)
        change = {"until": verdict.returns_on, "review_on": None, "ended_by": by.user, "ended_at": at}
    after = {"outcome": verdict.outcome, "reason": verdict.reason, "reviewed_on": review.reviewed_on}
    after |= {name: change[name] for name in ("until", "review_on")}
    if after == before:
        return review
    rewrite(review, row, change, verdict)
    kept = {"before": plain_data(before), "after": plain_data(after), "reason": because}
    Correction.objects.create(member=row.member, kind="exemptionreview", row=review.pk, by=by.user, at=at, **kept)
    return review


def refuse_early(exemption, on):
    if on <= exemption.since:
        raise Refused(f"Ngày trở lại phải sau ngày bắt đầu miễn, {date_text(exemption.since)}. Chưa sửa gì.")


def rewrite(review, exemption, change, verdict):
    seen = Exemption.objects.filter(pk=exemption.pk, until=exemption.until, review_on=exemption.review_on)
    try:
        with transaction.atomic():
            changed = seen.update(**change)
    except IntegrityError as overlap:
        words = "Sau ngày trở lại, đồng chí này đã được miễn lần khác. Chưa sửa gì."
        raise Refused(words) from overlap
    if not changed:
        raise Refused("Dòng này vừa có người thay đổi. Chưa sửa gì; xin xem lại trang.")
    ExemptionReview.objects.filter(pk=review.pk).update(outcome=verdict.outcome, reason=verdict.reason)


def former_end(exemption):
    """The end that an exemption had before a member was told to return: that of its proposal, if it was proposed."""
    proposal = getattr(exemption, "proposal", None)
    return proposal.until if proposal else None
