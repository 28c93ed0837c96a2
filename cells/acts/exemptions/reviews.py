"""The yearly review of a cell's exemptions: what was said of each, who returns to
activity and when?

One review a year of each exemption. A member who is told to return before the next
review is one too, on its own day. What was said can be put right, never silently: the
Correction says what it was, why, and by whom.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Prefetch

from cells import permissions
from cells.acts.refusals import Refused, require
from cells.effects import plain_data
from cells.models import Correction, Exemption, ExemptionReview
from phucdong.writing import date_text

REMEMBERED = timedelta(days=730)
Outcome = ExemptionReview.Outcome


@dataclass(frozen=True)
class Verdict:
    """What a meeting said of one exemption. `returns_on` is the first day of activity,
    None for one that is kept."""

    exemption: Exemption
    outcome: str
    reason: str = ""
    returns_on: date | None = None


def find_anniversary(day):
    """The same day of the next year; 28 February after a 29th."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def find_first_of_next_month(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


# --- which exemptions a cell has -----------------------------------------------------


def find_current_exemptions(cell, on):
    """Those of a cell's members, by given name, each with its reviews."""
    rows = Exemption.objects.in_force(on).of_cells([cell], on)
    return join_reviews(rows).order_by("member__name_sort", "pk")


def find_exemptions_to_come(cell, on):
    """Those of its members that begin later, the first first, each with its
    reviews."""
    later = Exemption.objects.of_cells([cell], on).filter(since__gt=on)
    return join_reviews(later).order_by("since", "pk")


def find_ended_exemptions(cell, on):
    """Those of its members that have ended within the last two years, the newest first,
    each with its reviews."""
    past = Exemption.objects.of_cells([cell], on)
    past = past.filter(until__lte=on, until__gt=on - REMEMBERED)
    return join_reviews(past).order_by("-until", "-pk")


def join_reviews(exemptions):
    """Each with `said`, its reviews, the newest first, and what it hangs on."""
    newest_first = ExemptionReview.objects.order_by("-reviewed_on")
    return exemptions.select_related("member", "ground", "proposal").prefetch_related(
        Prefetch("reviews", newest_first, to_attr="said")
    )


# --- what the meeting said -----------------------------------------------------------


def record_verdicts(verdicts, *, held_on, by, at):
    """Record what a meeting said of some exemptions. Returns [(Verdict, problem)], ""
    for those that stand now.

    Each stands for itself: one that has ended or was reviewed meanwhile is told, and
    hinders no other.
    """
    outcomes = []
    for verdict in verdicts:
        problem = record_verdict(verdict, held_on=held_on, by=by, at=at)
        outcomes.append((verdict, problem))
    return outcomes


def record_verdict(verdict, *, held_on, by, at):
    """ "" when it is recorded (by now, or by the first of two clicks), else why not in
    words."""
    if not permissions.exempts(by, verdict.exemption.member):
        return "đồng chí không tự rà soát trường hợp của mình"
    reviews = verdict.exemption.reviews.filter(reviewed_on__year=held_on.year)
    earlier = reviews.order_by("-reviewed_on").first()
    if earlier:
        return explain_earlier_review(earlier, verdict)
    try:
        with transaction.atomic():
            apply_verdict(verdict, held_on, by=by, at=at)
            create_review(verdict, held_on, by=by, at=at)
    except Refused as refusal:
        return str(refusal)
    except IntegrityError:
        return "người khác vừa ghi"
    return ""


def explain_earlier_review(review, verdict):
    """ "" when it says what is to be recorded."""
    said = review.outcome, review.reason
    if said == (verdict.outcome, verdict.reason):
        return ""
    return f"đã rà soát ngày {date_text(review.reviewed_on)}"


def create_review(verdict, reviewed_on, *, by, at):
    return verdict.exemption.reviews.create(
        outcome=verdict.outcome,
        reason=verdict.reason,
        reviewed_on=reviewed_on,
        recorded_by=by.user,
        recorded_at=at,
    )


def apply_verdict(verdict, held_on, *, by, at):
    """Set the next review, or end the exemption. Raises Refused."""
    exemption = verdict.exemption
    if verdict.outcome == Outcome.KEPT:
        changed = update_as_seen(exemption, review_on=find_anniversary(held_on))
    else:
        refuse_impossible_return(exemption, verdict.returns_on)
        changed = end_as_seen(exemption, verdict.returns_on, by=by, at=at)
    if not changed:
        raise Refused("dòng này vừa có người thay đổi; xin xem lại")


def update_as_seen(exemption, **columns):
    """Whether it was still as it was seen: a condition on its own columns tells the
    second of two."""
    seen = Exemption.objects.filter(
        pk=exemption.pk, until=exemption.until, review_on=exemption.review_on
    )
    return bool(seen.update(**columns))


def end_as_seen(exemption, until, *, by, at):
    return update_as_seen(
        exemption, until=until, review_on=None, ended_by=by.user, ended_at=at
    )


def refuse_impossible_return(exemption, on):
    if on <= exemption.since:
        begun = date_text(exemption.since)
        raise Refused(f"ngày trở lại phải sau ngày bắt đầu miễn, {begun}")
    if exemption.until and exemption.until <= on:
        raise Refused(f"đã thôi miễn từ {date_text(exemption.until)}")


@transaction.atomic
def return_member(exemption, on, *, reason, by, at):
    """A member returns to activity outside the yearly review: told today, from a day
    on. Raises Refused."""
    require(permissions.exempts(by, exemption.member))
    verdict = Verdict(exemption, Outcome.RETURNED, reason, on)
    same_day = exemption.reviews.filter(reviewed_on=by.on).first()
    if same_day:
        return correct_review(same_day, verdict, because=reason, by=by, at=at)
    apply_verdict(verdict, by.on, by=by, at=at)
    return create_review(verdict, by.on, by=by, at=at)


# --- what is put right ---------------------------------------------------------------


@transaction.atomic
def correct_review(review, verdict, *, because, by, at):
    """Set right what was said of an exemption, and keep what it said before. Raises
    Refused.

    One that was told to return and is kept after all goes on to its former end; its
    next review is a year after.
    """
    exemption, on = verdict.exemption, review.reviewed_on
    require(permissions.exempts(by, exemption.member))
    before = copy_review(review, on, exemption.until, exemption.review_on)
    if verdict.outcome == Outcome.KEPT:
        until, review_on = find_end_if_kept(review, exemption), find_anniversary(on)
    else:
        refuse_early_return(exemption, verdict.returns_on)
        until, review_on = verdict.returns_on, None
    after = copy_review(verdict, on, until, review_on)
    if after == before:
        return review
    rewrite_exemption(verdict, until, review_on, by=by, at=at)
    ExemptionReview.objects.filter(pk=review.pk).update(
        outcome=verdict.outcome, reason=verdict.reason
    )
    Correction.objects.create(
        member=exemption.member,
        kind="exemptionreview",
        row=review.pk,
        before=plain_data(before),
        after=plain_data(after),
        reason=because,
        by=by.user,
        at=at,
    )
    return review


def copy_review(said, reviewed_on, until, review_on):
    """What a Correction keeps of an ExemptionReview or Verdict, and of what
    followed."""
    return {
        "outcome": said.outcome,
        "reason": said.reason,
        "reviewed_on": reviewed_on,
        "until": until,
        "review_on": review_on,
    }


def refuse_early_return(exemption, on):
    if on <= exemption.since:
        begun = date_text(exemption.since)
        words = f"Ngày trở lại phải sau ngày bắt đầu miễn, {begun}. Chưa sửa gì."
        raise Refused(words)


def find_end_if_kept(review, exemption):
    """Of one that was told to return the end that it had before: that of its proposal,
    if it was proposed."""
    if review.outcome != Outcome.RETURNED:
        return exemption.until
    proposal = getattr(exemption, "proposal", None)
    if proposal:
        return proposal.until
    return None


def rewrite_exemption(verdict, until, review_on, *, by, at):
    exemption = verdict.exemption
    try:
        with transaction.atomic():
            if verdict.outcome == Outcome.KEPT:
                changed = update_as_seen(exemption, until=until, review_on=review_on)
            else:
                changed = end_as_seen(exemption, until, by=by, at=at)
    except IntegrityError as overlap:
        words = "Sau ngày trở lại, đồng chí này đã được miễn lần khác. Chưa sửa gì."
        raise Refused(words) from overlap
    if not changed:
        words = "Dòng này vừa có người thay đổi. Chưa sửa gì; xin xem lại trang."
        raise Refused(words)
