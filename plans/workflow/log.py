"""What happened to a plan, when, by whom: an append-only chain per plan.

Every event carries the SHA-256 of its own content on top of the digest before it:
people, posts and cells by their lasting ids, so that a chain stays the same, and can be
checked, in whatever installation it is kept. Beside it stands the seal of this
installation, an HMAC of the digest with a key outside the database (settings.LOG_KEY),
so that a chain that was rewritten or cut in the database alone does not verify.
"""

import hashlib
import hmac
import uuid
from datetime import UTC

from django.conf import settings
from django.db.models import BigIntegerField, F

from phucdong.canonical import write_canonical
from phucdong.prepared import Parameter, Prepared
from plans.models import Plan, PlanEvent, Revision

# The step of an event that takes an earlier one back.
TAKE_BACK = "take_back"
# What an event points at, by lasting id.
POINTS_AT = ("plan", "by", "post", "meeting", "from_cell")


def chain_digest(event, before):
    """SHA-256 (64 hex digits) of an event on top of the digest before it ("" for the
    first)."""
    content = [
        before,
        read_uid(event.plan),
        read_uid(event.by),
        read_uid(event.post),
        read_uid(event.meeting),
        read_uid(event.from_cell),
        event.number,
        event.step,
        event.from_status,
        event.to_status,
        event.at.astimezone(UTC).isoformat(),
        event.revision,
        event.revision_digest,
        event.reason,
        event.note,
        str(event.key),
    ]
    # Nothing before 0.8.0 took anything back: its digests stay what they are.
    if event.takes_back is not None:
        content.append(event.takes_back)
    return hashlib.sha256(write_canonical(content).encode()).hexdigest()


def read_uid(row):
    if row is None:
        return None
    return str(row.uid)


def seal_digest(digest):
    """HMAC-SHA256 (64 hex digits) of a digest with the key of this installation."""
    return hmac.new(
        settings.LOG_KEY.encode(), digest.encode(), hashlib.sha256
    ).hexdigest()


def chain_event(event, before):
    """Give an event its digest on top of the one before it, and the seal of this
    installation."""
    event.digest = chain_digest(event, before)
    event.seal = seal_digest(event.digest)


def hold_plan(plan):
    """The plan as it is now, its row ours until the end of the transaction."""
    Plan.objects.filter(pk=plan.pk).update(edited_at=F("edited_at"))
    return read_plan_again(plan)


def read_plan_again(plan):
    """The plan as it is now. After an UPDATE of its row in this transaction it stays so
    until the end."""
    return PLAN.fetch_first({"plan": plan.pk})


def record_event(plan, step, *, by, at, from_status, to_status, key=None, **details):
    """Append one event to the plan's chain. Call it with the plan's row locked (an
    UPDATE in this transaction)."""
    event = build_event(
        plan,
        step,
        LAST_EVENT.fetch_first({"plan": plan.pk}),
        by=by,
        at=at,
        key=key or uuid.uuid4(),
        from_status=from_status,
        to_status=to_status,
        revision_digest=find_revision_digest(plan),
        **details,
    )
    event.save(force_insert=True)
    return event


def record_events(step, plans, *, by, at):
    """Append one event of a step that leaves the status to each of these plans' chains,
    in a fixed number of queries.

    `plans` is [(plan, {field: value} of its event)], their rows locked as for `record`.
    """
    pks = [plan.pk for plan, _ in plans]
    events = PlanEvent.objects.filter(plan__in=pks).order_by("number")
    last = {}
    for pk, number, digest in events.values_list("plan", "number", "digest"):
        last[pk] = number, digest
    revisions = Revision.objects.filter(plan__in=pks)
    digests = {}
    for pk, number, digest in revisions.values_list("plan", "number", "digest"):
        digests[pk, number] = digest
    made = []
    for plan, details in plans:
        event = build_event(
            plan,
            step,
            last.get(plan.pk),
            by=by,
            at=at,
            from_status=plan.status,
            to_status=plan.status,
            revision_digest=digests.get((plan.pk, plan.revision), ""),
            **details,
        )
        made.append(event)
    return PlanEvent.objects.bulk_create(made, batch_size=500)


def build_event(plan, step, last, *, by, at, **facts):
    """The next event of a chain whose last one is `last` (number, digest), or None;
    chained, and not saved yet."""
    number, before = last or (0, "")
    post = None
    if by.member.pk != plan.member_id:
        post = by.post_over(plan.cell)
    event = PlanEvent(
        plan=plan,
        number=number + 1,
        step=step,
        by=by.member,
        post=post,
        at=at,
        revision=plan.revision,
        **facts,
    )
    chain_event(event, before)
    return event


def find_revision_digest(plan):
    """The digest of the plan's present revision, "" before the first."""
    made = Revision.objects.filter(plan=plan, number=plan.revision)
    return made.values_list("digest", flat=True).first() or ""


def join_what_events_point_at(events):
    return events.select_related(*POINTS_AT)


def find_break_in_chain(events):
    """The first event of one plan's chain (in order, with what they point at) that does
    not verify, or None."""
    before, status = "", ""
    for number, event in enumerate(events, start=1):
        if event.number != number or event.from_status != status:
            return event
        if not hmac.compare_digest(event.digest, chain_digest(event, before)):
            return event
        if not hmac.compare_digest(event.seal, seal_digest(event.digest)):
            return event
        before, status = event.digest, event.to_status
    return None


def leave_out_taken_back(events):
    """[PlanEvent] of a plan, in the same order, without those that were taken back and
    those that took them back."""
    taken_back = {event.takes_back for event in events}
    return [
        event
        for event in events
        if event.step != TAKE_BACK and event.number not in taken_back
    ]


# --- what every step asks, built once -------------------------------------------------

PK = Parameter("plan", BigIntegerField())


def build_plan():
    return [Plan.objects.with_related().filter(pk=PK)]


def build_last_event():
    events = PlanEvent.objects.filter(plan=PK).order_by("-number")
    return [events.values_list("number", "digest")[:1]]


PLAN = Prepared(build_plan)
LAST_EVENT = Prepared(build_last_event)
