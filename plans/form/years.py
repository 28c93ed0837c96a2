"""How is a year of planning opened and changed? Its form, bases and topic come from
plans/data/form.json."""

import datetime
import json
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

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


class BasisInUse(Exception):
    """A task names the basis that was to go. Nothing was changed. args[0] is its
    label."""


@transaction.atomic
def open_cycle(committee, year, *, calendar=None, topic="", bases=None):
    """The cycle of a year, newly opened for a committee and all below it. Raises
    YearAlreadyOpen.

    `calendar` replaces dates of the default one: {"draft_due_on": date, …}; `bases` is
    [{key, label, title}], else the newest set of the file that is valid for the year;
    `topic` else the file's for that year.
    """
    content = read_form_file()
    topic = topic or content["topics"].get(str(year), "")
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


def open_next(committee, this_year, *, expected):
    """Open the year after the committee's last one (or this year), which is the
    `expected` one on the button.

    It keeps the ward's own bases, unless a newer set came with the software. Raises
    YearAlreadyOpen, also when another officer was first, or a committee above keeps
    that year for all below it.
    """
    last = find_last_cycle(committee)
    year = find_next_year(last, this_year)
    if year != expected or is_kept_above(committee, year):
        raise YearAlreadyOpen
    bases = None
    if last and find_validity(year, read_form_file()) <= last.year:
        bases = list(last.bases.order_by("position").values("key", "label", "title"))
    try:
        return open_cycle(committee, year, bases=bases)
    except IntegrityError as error:
        raise YearAlreadyOpen from error


def find_last_cycle(committee):
    return Cycle.objects.filter(committee=committee).order_by("-year").first()


def find_next_cycle(committee, this_year):
    return find_next_year(find_last_cycle(committee), this_year)


def is_kept_above(committee, year):
    """Whether a committee above keeps this year: plans have been begun in it, and
    nobody is asked for a second one."""
    above = [one.pk for one in committee.line()[1:]]
    return bool(above) and Cycle.objects.filter(committee__in=above, year=year).exists()


def find_next_year(last, this_year):
    """The year that may be opened: never one that lies behind."""
    if last is None:
        return this_year
    return max(last.year + 1, this_year)


def read_calendar(year):
    dates = {}
    for name, (month, day) in CALENDAR.items():
        dates[name] = datetime.date(year, month, day)
    return dates


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


# --- changing a year that is open -----------------------------------------------------


@transaction.atomic
def change_calendar(cycle, values, bases):
    """Write a cycle's calendar, topic and rule for readers, and its bases: [{"key",
    "label", "title", "gone"}].

    A row without key is new. Revisions hold their own copy of the bases, so nothing
    that was signed changes. Raises BasisInUse.
    """
    Cycle.objects.filter(pk=cycle.pk).update(**values)
    for row in bases:
        change_basis(cycle, row)


def change_basis(cycle, row):
    basis = Basis.objects.filter(cycle=cycle, key=row["key"])
    is_new = not row["key"]
    if is_new and row["gone"]:
        return
    if is_new:
        add_basis(cycle, row)
    elif row["gone"]:
        remove_basis(basis)
    else:
        basis.update(label=row["label"], title=row["title"])


def add_basis(cycle, row):
    last = cycle.bases.aggregate(last=Max("position"))["last"] or 0
    taken = set(cycle.bases.values_list("key", flat=True))
    number = 1
    while f"them-{number}" in taken:
        number += 1
    Basis.objects.create(
        cycle=cycle,
        key=f"them-{number}",
        label=row["label"],
        title=row["title"],
        position=last + 1,
    )


def remove_basis(basis):
    try:
        basis.delete()
    except ProtectedError as error:
        raise BasisInUse(basis.values_list("label", flat=True).first()) from error
