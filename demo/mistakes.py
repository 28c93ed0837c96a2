"""What was recorded by mistake in the current year, and taken back by whoever did it:
by the ordinary functions, after all plans are there."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cells.posts import Actor
from plans.models import Plan, PlanEvent, Status
from plans.workflow import log, steps, taking_back

# Where a plan stands after the deed, what is taken back, and why.
MISTAKES = (
    (Status.POSTED, "file", "Ghi nhầm dòng: bản nhận được là của đồng chí khác."),
    (Status.FINALIZING, "agree", "Bấm nhầm sang kế hoạch của đồng chí khác."),
    (Status.DRAFT, "return", "Trả nhầm: chi bộ chưa bàn xong bản này."),
)


def take_mistakes_back(cycle, today, besides):
    """One of each kind, yesterday; never of plans of the people (pks) `besides`. The
    copy is still missing today; what was decided too early was decided again."""
    at = datetime.combine(
        today - timedelta(days=1), time(16), tzinfo=timezone.get_default_timezone()
    )
    for status, step, why in MISTAKES:
        event = find_deed(cycle, status, step, at, besides)
        if event is None:
            continue
        plan, by = event.plan, Actor(event.by, at.date())
        taking_back.take_back(plan, event.number, by=by, at=at, note=why)
        if step != "file":
            said = {"note": event.note, "meeting": event.meeting}
            later = at + timedelta(hours=1)
            now = log.read_plan_again(plan)
            steps.take_step(step, now, by=by, at=later, **said)


def find_deed(cycle, status, step, before, besides):
    """The last event of a plan that stands there by it, of one whose history ends
    before a moment."""
    plans = Plan.objects.filter(cycle=cycle, status=status, moved_at__lt=before)
    plans = plans.filter(postings=None, first_recalled_at=None)
    done = PlanEvent.objects.filter(plan__in=plans.exclude(member__in=besides))
    done = done.filter(step=step).select_related(
        "by", "meeting", "plan__member", "plan__cycle", "plan__cell__committee"
    )
    for event in done.order_by("pk"):
        last = event.plan.events.latest("number")
        if last.number == event.number or last.step == "complete":
            return event
    return None
