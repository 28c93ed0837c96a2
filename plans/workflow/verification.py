"""Is the history of every plan whole? Chains, revisions, and whether the plan stands
where its history ends.

What is not noticed here: a history cut together with everything that hangs on it. That
needs an anchor outside the database (a print, a backup).
"""

import hmac
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_all_start_methods, get_context

from django.db import connection, transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from phucdong.writing import moment_text
from plans.form import snapshot
from plans.models import (
    Assistance,
    Confirmation,
    Objection,
    Plan,
    PlanEvent,
    Revision,
)
from plans.workflow import log
from plans.workflow import verification_of_typing as typed
from plans.workflow.steps import STEPS

CHUNK = 500
# So many numbers of plans are one range, read by itself: with one query over all, a
# database first sorts all events of a city.
RANGE = 5_000
# What steps leave behind: as many rows as the chain has such events.
LEFT_BY = {
    "signatures": ("sign",),
    "filings": ("file",),
    "postings": ("post", "renew"),
    "signing_prints": ("print",),
    "consents": ("consent", "consent_paper"),
}
# What an event writes into such a row: as many have it as the chain has such events.
WRITTEN_BY = {
    "take_down": ("postings", {"taken_down_on__isnull": False}),
    "withdraw_consent": ("consents", {"withdrawn_at__isnull": False}),
    "dispute": ("remarks", {"disputed_at__isnull": False}),
    "settle_dispute": ("remarks", {"outcome__in": ["kept", "withdrawn"]}),
    "drop_dispute": ("remarks", {"outcome": "dropped"}),
    "hold_back": ("remarks", {"held_back_at__isnull": False}),
}
# Those of these rows that can be taken back.
TAKEN_BACK = ("signatures", "filings", "postings")


# What is read beside the plans, and what these rows point at.
BESIDE = {
    PlanEvent: ("by", "post", "meeting", "from_cell"),
    Revision: (),
    Assistance: ("helper",),
    Confirmation: (),
    Objection: (),
}
ORDER = {PlanEvent: "number", Revision: "number"}


class Orphans(Exception):
    """Events or revisions of a plan that is gone. args[0] is its number."""


class RowsBesidePlans:
    """Rows of the plans, read in the order of the plans and only once; one plan's rows
    at a time are in memory."""

    def __init__(self, rows):
        self.groups = groupby(
            rows.iterator(chunk_size=CHUNK), key=lambda row: row.plan_id
        )
        self.head = next(self.groups, None)

    def of(self, plan_id):
        """The rows of a plan, [] for none. Raises Orphans when rows of an earlier plan
        were never asked for."""
        if self.head is None or self.head[0] > plan_id:
            return []
        if self.head[0] < plan_id:
            raise Orphans(self.head[0])
        rows = list(self.head[1])
        self.head = next(self.groups, None)
        return rows

    def end(self):
        """Raises Orphans when rows are left after the last plan."""
        if self.head is not None:
            raise Orphans(self.head[0])


def find_first_break(first=1, *, processes=1, on_progress=lambda last: None):
    """(words about the first break or "", number of plans that were sound before it),
    from the plan with the number `first` on.

    People go on working meanwhile: plans begun since are left out, and what looks
    broken is read again by itself. `on_progress` is told the last number of each range
    that was sound.
    """
    sound = 0
    for (_, last), (words, number) in check_ranges(list_ranges(first), processes):
        sound += number
        if words:
            return words, sound
        on_progress(last)
    return "", sound


def list_ranges(first):
    """[(first, last)]: the numbers of all plans, in ranges."""
    last = Plan.objects.aggregate(last=Max("pk"))["last"] or 0
    begins = range(first, last + 1, RANGE)
    return [(begin, min(begin + RANGE - 1, last)) for begin in begins]


def check_ranges(ranges, processes):
    """(range, what find_break_in_range found), in their order; in so many processes if
    there are several ranges, and the system can fork."""
    if processes == 1 or len(ranges) < 2 or "fork" not in get_all_start_methods():
        for each in ranges:
            yield each, find_break_in_range(each)
        return
    # A connection belongs to one process.
    connection.close()
    pool = ProcessPoolExecutor(processes, mp_context=get_context("fork"))
    try:
        yield from zip(ranges, pool.map(find_break_in_range, ranges), strict=True)
    finally:
        # After a break nobody waits for the ranges behind it.
        pool.shutdown(cancel_futures=True)


def find_break_in_range(numbers):
    """(words, number of plans that were sound before) of the plans with the numbers
    from the first to the last of these two."""
    first, last = numbers
    plans = count_rows(Plan.objects.filter(pk__range=numbers).order_by("pk"))
    of_plans = {"plan__gte": first, "plan__lte": last}
    beside = read_beside(**of_plans)
    seen = 0
    try:
        for plan in plans.iterator(chunk_size=CHUNK):
            words = ""
            if find_fault(plan, *[rows.of(plan.pk) for rows in beside]):
                words = read_plans_again(plan.pk)
            if words:
                return words, seen
            seen += 1
        for rows in beside:
            rows.end()
    except Orphans as orphans:
        words = (
            f"Kế hoạch số {orphans.args[0]}: còn nhật ký hoặc bản lưu nhưng kế hoạch "
            f"không còn."
        )
        return words, seen
    return "", seen


def find_break_among(plans):
    """Words about the first of these plans (a queryset) whose history is not whole; ""
    if all are."""
    beside = read_beside(plan__in=plans.values("pk"))
    for plan in count_rows(plans.order_by("pk")).iterator(chunk_size=CHUNK):
        words = find_fault(plan, *[rows.of(plan.pk) for rows in beside])
        if words:
            return f"Kế hoạch số {plan.pk}: {words}"
    return ""


def read_beside(**of_plans):
    """[RowsBesidePlans] of the models of BESIDE, of these plans."""
    return [RowsBesidePlans(read_rows_of_plans(m).filter(**of_plans)) for m in BESIDE]


def read_rows_of_plans(model):
    """Rows that are left even when their plan is gone: the plan comes from `fault`."""
    return model.objects.select_related(*BESIDE[model]).order_by(
        "plan_id", ORDER.get(model, "pk")
    )


def count_rows(plans):
    """Plans with how many rows of each kind they have; counted one kind by itself, as
    joined they would multiply."""
    kinds = {}
    for rows in LEFT_BY:
        kinds[f"{rows}_kept"] = count_of_plan(rows)
    for step, (rows, which) in WRITTEN_BY.items():
        kinds[f"{step}_kept"] = count_of_plan(rows, **which)
    for rows in TAKEN_BACK:
        taken_back = count_of_plan(rows, taken_back_at__isnull=False)
        kinds[f"{rows}_taken_back"] = taken_back
    return plans.annotate(**kinds)


def count_of_plan(rows, **which):
    model = Plan._meta.get_field(rows).related_model
    of_plan = model.objects.filter(plan=OuterRef("pk"), **which).order_by()
    how_many = of_plan.values("plan").annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(how_many), 0)


@transaction.atomic
def read_plans_again(pk):
    """What is wrong with one plan as it is now, in words; "" if it is sound."""
    plan = count_rows(Plan.objects.filter(pk=pk)).get()
    rows = [list(read_rows_of_plans(model).filter(plan=pk)) for model in BESIDE]
    words = find_fault(plan, *rows)
    if words:
        return f"Kế hoạch số {pk}: {words}"
    return ""


# --- one plan -------------------------------------------------------------------------


def find_fault(plan, events, revisions, acts, confirmations, objections):
    """The first thing that is wrong with a plan's history, in words; "" if it is
    whole. The rows are those of BESIDE."""
    for event in events:
        event.plan = plan
    return (
        find_fault_of_chain(events)
        or find_fault_of_end(plan, events)
        or find_fault_of_taking_back(plan, events)
        or find_fault_of_first_times(plan, events)
        or find_fault_of_revisions(plan, events, revisions)
        or typed.find_fault_of_acts(events, acts)
        or typed.find_fault_of_confirmations(events, confirmations)
        or typed.find_fault_of_objections(events, objections)
    )


def find_fault_of_chain(events):
    if not events:
        return "không có nhật ký."
    broken = log.find_break_in_chain(events)
    if broken is None:
        return ""
    return (
        f"nhật ký đứt ở sự kiện {broken.number} ({broken.step}, "
        f"{moment_text(broken.at)})."
    )


def find_fault_of_end(plan, events):
    """The chain is whole, but its tail was cut or the plan was written past it."""
    last = events[-1]
    if last.to_status != plan.status:
        return (
            f"đang ở “{plan.status}” nhưng sự kiện cuối ({last.number}) dẫn đến "
            f"“{last.to_status}”."
        )
    if last.revision != plan.revision:
        return (
            f"đang ở bản {plan.revision} nhưng sự kiện cuối ({last.number}) nói bản "
            f"{last.revision}."
        )
    steps = [event.step for event in events]
    for rows, leaving in LEFT_BY.items():
        told = sum(steps.count(step) for step in leaving)
        kept = getattr(plan, f"{rows}_kept")
        if told != kept:
            return f"nhật ký có {told} lần {leaving[0]}, hồ sơ lưu {kept}."
    for step in WRITTEN_BY:
        told, kept = steps.count(step), getattr(plan, f"{step}_kept")
        if told != kept:
            return f"nhật ký có {told} lần {step}, hồ sơ lưu {kept}."
    return ""


def find_fault_of_taking_back(plan, events):
    """What was taken back had been done, once; and its row says so."""
    steps = {event.number: event.step for event in events}
    taken_back = [event for event in events if event.takes_back is not None]
    for event in taken_back:
        if steps.get(event.takes_back) != event.reason:
            return f"sự kiện {event.number} rút lại việc không có trong nhật ký."
    for rows in TAKEN_BACK:
        leaving = LEFT_BY[rows]
        told = sum(event.reason in leaving for event in taken_back)
        kept = getattr(plan, f"{rows}_taken_back")
        if told != kept:
            return f"nhật ký rút lại {leaving[0]} {told} lần, hồ sơ lưu {kept}."
    return ""


def find_fault_of_first_times(plan, events):
    """What the plan keeps of a step's first time is what the chain says."""
    for name, step in STEPS.items():
        if not step.first_at:
            continue
        told = min((event.at for event in events if event.step == name), default=None)
        kept = getattr(plan, step.first_at)
        if told != kept:
            return f"lần đầu {name} theo nhật ký không khớp {step.first_at}."
    return ""


def find_fault_of_revisions(plan, events, revisions):
    if [revision.number for revision in revisions] != list(range(1, plan.revision + 1)):
        there = len(revisions)
        return f"phải có {plan.revision} bản lưu, đánh số liên tục; đang có {there}."
    noted = {event.revision: event.revision_digest for event in events}
    for revision in revisions:
        if revision.digest != noted.get(revision.number):
            return f"bản lưu {revision.number} không phải bản mà nhật ký ghi."
        digest = snapshot.make_digest(revision.snapshot)
        if not hmac.compare_digest(revision.digest, digest):
            return f"bản lưu {revision.number} không khớp mã băm của nó."
    return ""
