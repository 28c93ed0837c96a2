"""How does a year of planning come to be? Its form, bases and topic come from
plans/data/form.json.

Any year may be loaded, past ones too; what officers may open is in year_acts.py.
"""

import datetime
import json
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from plans.form.fields import check_form
from plans.models import Basis, Cycle, FormVersion, Manifestation, Section

FILE = Path(__file__).parents[1] / "data" / "form.json"
# What a section of the form says.
SECTION = (
    "key",
    "kind",
    "title",
    "asks",
    "guidance",
    "good_example",
    "bad_example",
    "fields",
)
NOTHING_SAID = dict(dict.fromkeys(SECTION, ""), fields=[])
# Default calendar: (month, day) of each date of the year (DOMAIN.md §2).
CALENDAR = {
    "draft_due_on": (1, 31),
    "review_due_on": (2, 28),
    "filed_due_on": (3, 15),
    "midyear_on": (6, 30),
    "year_end_on": (12, 15),
}


class YearAlreadyOpen(Exception):
    """The committee has a cycle of that year. Nothing was changed."""


@transaction.atomic
def open_cycle(committee, year, *, calendar=None, topic=None, bases=None, rules=None):
    """The cycle of a year, newly opened for a committee and all below it. Raises
    YearAlreadyOpen.

    `calendar` replaces dates of the default one: {"draft_due_on": date, …}; `bases` is
    [{key, label, title}], else the newest set of the file that is valid for the year;
    `topic` else the file's for that year; `rules` are other columns of the cycle.
    """
    content = read_form_file()
    if topic is None:
        topic = find_topic(year, content)
    if bases is None:
        bases = list_bases_of_year(year, content)
    dates = read_calendar(year)
    if calendar:
        dates.update(calendar)
    if Cycle.objects.filter(committee=committee, year=year).exists():
        raise YearAlreadyOpen
    cycle = Cycle.objects.create(
        committee=committee,
        year=year,
        form_version=find_newest_form(content),
        topic=topic,
        **dates,
        **(rules or {}),
    )
    create_bases(cycle, bases)
    return cycle


def create_bases(cycle, rows):
    bases = []
    for position, row in enumerate(rows, start=1):
        basis = Basis(
            cycle=cycle,
            key=row["key"],
            label=row["label"],
            title=row["title"],
            position=position,
        )
        bases.append(basis)
    Basis.objects.bulk_create(bases)


def read_calendar(year):
    dates = {}
    for name, (month, day) in CALENDAR.items():
        dates[name] = datetime.date(year, month, day)
    return dates


def find_topic(year, content):
    return content["topics"].get(str(year), "")


def read_form_file():
    return json.loads(FILE.read_text(encoding="utf-8"))


def find_validity(year, content):
    """The first year of the newest set of bases that is valid for a year; the oldest
    set before all of them."""
    begins = sorted(int(first) for first in content["bases"])
    return max((first for first in begins if first <= year), default=begins[0])


def list_bases_of_year(year, content):
    return content["bases"][str(find_validity(year, content))]


# --- the form -------------------------------------------------------------------------


def find_newest_form(content):
    """The FormVersion of the file's content. A stored version never changes: a changed
    file makes the next number."""
    name = content["name"]
    sections, manifestations = wanted_form(content)
    same = find_same_version(name, sections, manifestations)
    return same or add_form_version(name, sections, manifestations)


def find_same_version(name, sections, manifestations):
    """The newest version of a name that has exactly these rows, or None."""
    for version in FormVersion.objects.filter(name=name).order_by("-number"):
        if stored_form(version) == (sections, manifestations):
            return version
    return None


def add_form_version(name, sections, manifestations):
    """The next version of the form of a name, of these rows (as in `stored`). Raises
    plans.form.fields.BadForm."""
    check_form(sections)
    versions = FormVersion.objects.filter(name=name)
    last = versions.aggregate(last=Max("number"))["last"] or 0
    version = FormVersion.objects.create(name=name, number=last + 1)
    Section.objects.bulk_create(
        Section(form_version=version, position=position, **section)
        for position, section in enumerate(sections, 1)
    )
    Manifestation.objects.bulk_create(
        Manifestation(form_version=version, **row) for row in manifestations
    )
    return version


def wanted_form(content):
    """([section], [manifestation]) of the file, as rows."""
    sections = [NOTHING_SAID | section for section in content["sections"]]
    titles = {group["group"]: group["title"] for group in content["groups"]}
    manifestations = []
    for row in content["manifestations"]:
        manifestations.append(dict(row, group_title=titles[row["group"]]))
    manifestations.sort(key=lambda row: (row["group"], row["number"]))
    return sections, manifestations


def stored_form(version):
    """([section], [manifestation]) of a version, to compare with `wanted`."""
    sections = version.sections.order_by("position").values(*SECTION)
    manifestations = version.manifestations.order_by("group", "number").values(
        "group", "number", "text", "group_title"
    )
    return list(sections), list(manifestations)
