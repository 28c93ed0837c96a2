"""Signing electronically: what is signed is what was on the page, and nothing else."""

from django.db import transaction

from plans.form import snapshot
from plans.workflow import steps


class TextChanged(Exception):
    """The working text is another than the one that was shown. Nothing was signed."""


def make_digest_of_text(plan):
    """SHA-256 (64 hex digits) of the sections of the working text."""
    return snapshot.make_digest_of_sections(snapshot.list_written_sections(plan))


@transaction.atomic
def sign_shown_text(plan, shown, *, by, at, key, seen):
    """Take the step `sign` if the text is still the one whose digest was shown. Returns
    the event.

    Compared after the step has locked the plan, so that no edit slips in between.
    Raises TextChanged, and what take_step raises.
    """
    event = steps.take_step("sign", plan, by=by, at=at, key=key, seen=seen)
    signed = plan.revisions.get(number=event.revision)
    if snapshot.make_digest(signed.snapshot["sections"]) != shown:
        raise TextChanged
    return event
