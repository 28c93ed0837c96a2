"""Reports as other versions froze them (tests/old): whole documents with their digest
and seal, never edited.

- ward-0.2.0: the ward of the sample installation of version 0.2.0
- city-0.2.0: two wards with a cell of one name, a merger since, a unit, a recall;
  frozen by version 0.2.0
- city-format-2: the same, by the first version whose reports have words of their own
"""

import json
from pathlib import Path

from django.urls import reverse

from reports.models import FrozenReport
from tests.factories import CommitteeFactory

OLD = Path(__file__).resolve().parents[2] / "old"


def stored_report(name, people):
    """The FrozenReport of a file; Giang watches over its committee."""
    return insert_report(
        json.loads((OLD / f"frozen-{name}.json").read_text(encoding="utf-8")), people
    )


def insert_report(stored, people):
    """A FrozenReport as it comes from the database, of {"content", "digest", "seal",
    "columns"}."""
    told = stored["content"]["committee"]
    committee = CommitteeFactory(uid=told["uid"], name=told["name"])
    people.giang.appointments.update(committee=committee)
    sealed = {name: stored[name] for name in ("content", "digest", "seal")}
    made = FrozenReport.objects.create(
        committee=committee, frozen_by=people.giang.user, **sealed, **stored["columns"]
    )
    return FrozenReport.objects.get(pk=made.pk)


def pages_of(report, figures):
    """The addresses of all its pages: as the cells were and as they are now, the names
    behind each figure."""
    start, names, today, file = (
        reverse(route, args=[report.pk])
        for route in (
            "frozen:frozen_report",
            "frozen:frozen_figure",
            "frozen:frozen_today",
            "frozen:frozen_file",
        )
    )
    asked = [f"{names}?figure={figure}" for figure in figures]
    return [
        start,
        f"{start}?now=1",
        today,
        file,
        f"{file}?now=1",
        *asked,
        *(f"{url}&now=1" for url in asked),
    ]
