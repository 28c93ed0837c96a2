"""Which posts, exemptions, suspensions and absences of a later day does a movement take
away, that is recorded only when it becomes known?

Those that end with it and begin on its day or later never were: each is taken away with
a Correction that says why, and comes back with another one when the movement is
cancelled. What somebody did in a post of theirs stays in the log as it was recorded.
"""

from datetime import datetime, time, timedelta

from django.db.models import ProtectedError, Q
from django.utils import timezone

from cells.acts.corrections.rules import keep_correction
from cells.acts.dependents import Dependent, page_of_plan
from cells.acts.movements.case import CannotMove
from cells.acts.movements.kinds import DEPARTURES
from cells.acts.movements.later_acts import list_later_acts, read_own_effects
from cells.effects import columns_of_row, model_named, read_begun
from cells.models import Appointment, Exemption, ExemptionProposal, Movement
from cells.models.ranges import Dated
from cells.wording import describe_row_and_term
from phucdong.writing import date_text, moment_text
from plans.models import PlanEvent
from plans.workflow.deeds import describe_event


def list_later_rows(case, ending):
    """[dated row] that begin on the day or later, of the querysets of what ends
    (MovementKind.ends); the first first. What an act that stands has begun is that
    act's."""
    begun = find_begun_by_acts(case)
    found = []
    for rows in ending:
        for row in case.still(rows).filter(since__gte=case.on):
            if (row._meta.model_name, row.pk) not in begun:
                found.append(row)
    return sorted(found, key=lambda row: (row.since, row._meta.model_name, row.pk))


def find_begun_by_acts(case):
    """{(model, pk)} of what standing movements and later decisions began for the
    member."""
    standing = Movement.objects.filter(member=case.member, cancelled_at=None)
    begun = set()
    for act in [*standing, *list_later_acts(case.member, case.on)]:
        for row in read_begun(read_own_effects(act, case.member)):
            begun.add((row.model, row.pk))
    return begun


def take_rows_away(rows, case, at):
    """With what hangs on an exemption. Raises CannotMove, by name, for one by which
    something was done."""
    for row in rows:
        before = columns_of_row(row)
        try:
            if isinstance(row, Exemption):
                let_go_of_exemption(row, case)
            case.effects.take_away(row)
        except ProtectedError as refusal:
            raise CannotMove(
                f"{describe_row_and_term(row)}: đã có việc ghi theo dòng này, nên "
                "không bỏ được. Xem lại ngày, hoặc sửa dòng ấy trước."
            ) from refusal
        kept = {"reason": describe_reason(case.movement), "by": case.by, "at": at}
        keep_correction(case.member, row, before, {}, **kept)


def let_go_of_exemption(exemption, case):
    """Its reviews go with it; the proposal that led to it stays as accepted."""
    for review in exemption.reviews.order_by("pk"):
        case.effects.take_away(review)
    proposals = ExemptionProposal.objects.filter(exemption=exemption)
    case.effects.change(proposals, exemption=None)


def keep_what_came_back(movement, taken, *, by, at):
    """A Correction for each of these dated rows (Taken) that a movement had taken away
    and that is there again, since the movement was cancelled or is of another day."""
    what = "Hủy" if movement.cancelled_at else "Sửa"
    reason = f"{what} biến động: {describe_reason(movement)}"
    for gone in taken:
        row = model_named(gone.model).objects.filter(pk=gone.pk).first()
        if isinstance(row, Dated):
            after = columns_of_row(row)
            keep_correction(
                movement.member, row, {}, after, reason=reason, by=by, at=at
            )


def describe_reason(movement):
    return f"{movement.get_kind_display()} từ ngày {date_text(movement.on)}"


# --- what they did since --------------------------------------------------------------


def list_deeds_since(case, ending):
    """[Dependent]: what the member did after the day, in a post that ends with it or
    was over by then; of who belongs nowhere from then on, whatever they did but in a
    post that they keep. On the day itself they may have done it before."""
    posts = Appointment.objects.none()
    for rows in ending:
        if rows.model is Appointment:
            posts = rows.filter(member=case.member)
    done_so = Q(post__in=posts)
    if case.movement.kind in DEPARTURES:
        done_so |= Q(post=None)
    next_day = datetime.combine(case.on + timedelta(days=1), time.min)
    since = timezone.make_aware(next_day)
    events = PlanEvent.objects.filter(done_so, by=case.member, at__gte=since)
    events = events.select_related(
        "plan__member", "plan__cycle", "plan__cell", "meeting", "from_cell"
    )
    found = []
    for event in events.order_by("at", "plan", "number"):
        plan = event.plan
        words = (
            f"Kế hoạch năm {plan.cycle.year} của đ/c {plan.member}: "
            f"{describe_event(event)} lúc {moment_text(event.at)}"
        )
        found.append(Dependent(words, *page_of_plan(plan)))
    return found
