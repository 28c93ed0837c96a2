"""Signing electronically: what is signed is what was on the page, and nothing else."""

from django.db import transaction

from plans.form import snapshot
from plans.workflow import steps


class TextChanged(Exception):
    """The working text is another than the one that was shown. Nothing was signed."""


def digest_of(plan):
    """SHA-256 (64 hex digits) of the sections of the working text."""
    return snapshot.digest_of_sections(snapshot.sections(plan))


@transaction.atomic
def sign(plan, shown, *, by, at, key, seen):
    """Take the step `sign` if the text is still the one whose digest was shown. Returns the event.

    Compared after the step has locked the plan, so that no edit slips in between. Raises TextChanged, and what
    workflow.take raises.
    """
    event = steps.take("sign", plan, by=by, at=at, key=key, seen=seen)
    signed = plan.revisions.get(number=event.revision)
    if snapshot.digest(signed.snapshot["sections"]) != shown:
        raise TextChanged
    return event
