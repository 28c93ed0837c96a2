"""Why is a remark made? The reason codes, with what they mean and sentences ready to
use (plans/data/reasons.json)."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reason:
    """`kinds` are the kinds of sections (plans.Section.Kind) that the reason is for."""

    code: str
    kinds: tuple
    label: str
    help: str
    sentences: tuple


def load_reasons():
    rows = json.loads(
        (Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8")
    )
    return {
        row["code"]: Reason(**{name: fix_reason(value) for name, value in row.items()})
        for row in rows
    }


def fix_reason(value):
    if isinstance(value, list):
        return tuple(value)
    return value


REASONS = load_reasons()
CHOICES = [(reason.code, reason.label) for reason in REASONS.values()]


def label_reason(code):
    """ "Còn chung chung"; a code that is no longer in the list is shown as it was
    stored."""
    if code not in REASONS:
        return code
    return REASONS[code].label
