"""What happened to a plan, when, by whom: an append-only chain per plan.

Every event carries an HMAC over its own content and the digest before it. The key stays outside the database
(settings.LOG_KEY), so that a chain that was rewritten or cut in the database alone does not verify.
"""

import hashlib
import hmac
import json
import uuid
from datetime import UTC

from django.conf import settings

from plans.models import PlanEvent


def canonical(content):
    """The one JSON text of some content, for digests."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(event, before):
    """HMAC-SHA256 (64 hex digits) of an event on top of the digest before it ("" for the first)."""
    content = [
        before,
        event.plan_id,
        event.number,
        event.step,
        event.from_status,
        event.to_status,
        event.by_id,
        event.post_id,
        event.at.astimezone(UTC).isoformat(),
        event.revision,
        event.reason,
        event.note,
        event.meeting_id,
        str(event.key),
    ]
    return hmac.new(settings.LOG_KEY.encode(), canonical(content).encode(), hashlib.sha256).hexdigest()


def record(plan, step, *, by, at, from_status, to_status, key=None, **details):
    """Append one event to the plan's chain. Call it with the plan's row locked (an UPDATE in this transaction)."""
    last = PlanEvent.objects.filter(plan=plan).order_by("-number").first()
    event = PlanEvent(
        plan=plan,
        number=last.number + 1 if last else 1,
        step=step,
        by=by.member,
        post=by.post_over(plan.cell) if by.member.pk != plan.member_id else None,
        at=at,
        from_status=from_status,
        to_status=to_status,
        revision=plan.revision,
        key=key or uuid.uuid4(),
        **details,
    )
    event.digest = chained(event, last.digest if last else "")
    event.save(force_insert=True)
    return event


def first_break(events):
    """The first event of one plan's chain (in order) that does not verify, or None."""
    before, status = "", ""
    for number, event in enumerate(events, start=1):
        sound = event.number == number and event.from_status == status
        if not (sound and hmac.compare_digest(event.digest, chained(event, before))):
            return event
        before, status = event.digest, event.to_status
    return None
