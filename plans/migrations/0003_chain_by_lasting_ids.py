"""Chains are made again over lasting ids, each after it has been checked in its old form.

A chain that does not verify stops the migration: what was tampered with must not be sealed anew.
"""

import hashlib
import hmac
import uuid
from datetime import UTC
from itertools import groupby

from django.conf import settings
from django.db import migrations

from phucdong.canonical import write_canonical
from plans.workflow import log

CHUNK = 400


def chain_again(apps, schema_editor):
    Plan = apps.get_model("plans", "Plan")
    plans = list(Plan.objects.filter(uid=None).only("pk"))
    for plan in plans:
        plan.uid = uuid.uuid4()
    Plan.objects.bulk_update(plans, ["uid"], batch_size=CHUNK)
    PlanEvent, digests = apps.get_model("plans", "PlanEvent"), digests_of(apps)
    events = PlanEvent.objects.select_related(*log.POINTS_AT).order_by("plan_id", "number")
    changed = []
    for _, chain in groupby(events.iterator(chunk_size=CHUNK), key=lambda event: event.plan_id):
        changed += made_anew(chain, digests)
        if len(changed) > CHUNK:
            PlanEvent.objects.bulk_update(changed, FIELDS, batch_size=CHUNK)
            changed = []
    PlanEvent.objects.bulk_update(changed, FIELDS, batch_size=CHUNK)


FIELDS = ["revision_digest", "digest", "seal"]


def digests_of(apps):
    rows = apps.get_model("plans", "Revision").objects.values_list("plan_id", "number", "digest")
    return {(plan, number): digest for plan, number, digest in rows.iterator(chunk_size=CHUNK)}


def made_anew(chain, digests):
    old, new, found = "", "", []
    for event in chain:
        if not hmac.compare_digest(event.digest, as_it_was(event, old)):
            raise ValueError(f"plan {event.plan_id}: event {event.number} does not verify; run verify_log before")
        old = event.digest
        event.revision_digest = digests.get((event.plan_id, event.revision), "")
        log.chain_event(event, new)
        new = event.digest
        found.append(event)
    return found


def as_it_was(event, before):
    """The digest of version 0.1: an HMAC over primary keys."""
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
    return hmac.new(settings.LOG_KEY.encode(), write_canonical(content).encode(), hashlib.sha256).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_people_as_they_change")]

    operations = [migrations.RunPython(chain_again, migrations.RunPython.noop)]
