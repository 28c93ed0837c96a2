"""Why is a remark made? The reason codes, with what they mean and sentences ready to use (plans/data/reasons.json)."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reason:
    code: str
    label: str
    help: str
    sentences: tuple


def load():
    rows = json.loads((Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8"))
    return {row["code"]: Reason(**{**row, "sentences": tuple(row["sentences"])}) for row in rows}


REASONS = load()
CHOICES = [(reason.code, reason.label) for reason in REASONS.values()]


def label(code):
    """ "Còn chung chung"; a code that is no longer in the list is shown as it was stored."""
    return REASONS[code].label if code in REASONS else code
