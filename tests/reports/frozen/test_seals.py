"""Names and parts that are not what was frozen are noticed: missing, changed, one more,
or in another's place."""

import json
from uuid import UUID, uuid4

import pytest
from django.db import connection

from phucdong.canonical import write_canonical
from plans.workflow import log
from reports.frozen.content import freeze_report
from reports.frozen.seals import find_first_broken, is_whole, make_digest
from reports.models import FrozenNames, FrozenReport
from tests.city import a_city
from tests.people import NOW, TODAY
from tests.reports.frozen.force import by_force
from tests.reports.frozen.stored import stored_report

pytestmark = pytest.mark.django_db


def freeze(committee, by):
    asked = {"title": "Sơ kết", "number": "", "by": by, "at": NOW, "key": uuid4()}
    return freeze_report(committee, 2026, TODAY, **asked)


@pytest.fixture
def reports(people):
    """Two of the ward."""
    actor = people.actor("giang")
    return [freeze(people.ward, actor) for _ in range(2)]


def found(report):
    """What is found of all: (the first broken one, how many stand before it)."""
    assert not is_whole(FrozenReport.objects.get(pk=report.pk))
    return find_first_broken()


def as_column(model, name, value):
    """A value as SQL by hand wants it on this kind of database."""
    return model._meta.get_field(name).get_db_prep_value(value, connection)


def first_names(report):
    return report.names.order_by("pk").first()


def test_reports_are_whole(reports):
    assert [is_whole(report) for report in reports] == [True, True]
    assert find_first_broken() == (None, 2)


def test_missing_names_are_noticed(reports):
    names = first_names(reports[1])
    by_force("DELETE FROM reports_frozennames WHERE id = %s", names.pk)
    assert found(reports[1]) == (reports[1], 1)


@pytest.mark.parametrize("change", ["name", "figures", "order"])
def test_changed_names_are_noticed(reports, change):
    names = first_names(reports[1])
    other = {"name": "Người Khác", "figures": [], "order": 99}
    names.people[0][change] = other[change]
    by_force(
        "UPDATE reports_frozennames SET people = %s WHERE id = %s",
        json.dumps(names.people),
        names.pk,
    )
    assert found(reports[1]) == (reports[1], 1)


def test_a_person_less_is_noticed(reports):
    names = first_names(reports[0])
    by_force(
        "UPDATE reports_frozennames SET people = %s WHERE id = %s",
        json.dumps(names.people[1:]),
        names.pk,
    )
    assert found(reports[0]) == (reports[0], 0)


def test_names_of_a_cell_more_are_noticed(reports):
    FrozenNames.objects.create(report=reports[1], cell=UUID(int=7), people=[])
    assert found(reports[1]) == (reports[1], 1)


def test_names_of_two_cells_that_changed_places_are_noticed(reports):
    first, second = reports[1].names.order_by("pk")[:2]
    for cell, names in (
        (UUID(int=1), first),
        (first.cell, second),
        (second.cell, first),
    ):
        by_force(
            "UPDATE reports_frozennames SET cell = %s WHERE id = %s",
            as_column(FrozenNames, "cell", cell),
            names.pk,
        )
    assert found(reports[1]) == (reports[1], 1)


def test_names_that_went_to_another_report_are_noticed(reports):
    names = first_names(reports[0])
    cell = names.cell
    by_force(
        "DELETE FROM reports_frozennames WHERE report_id = %s AND id <> %s",
        reports[1].pk,
        reports[1].names.exclude(cell=cell).first().pk,
    )
    by_force(
        "UPDATE reports_frozennames SET report_id = %s WHERE id = %s",
        reports[1].pk,
        names.pk,
    )
    assert not is_whole(FrozenReport.objects.get(pk=reports[0].pk))
    assert not is_whole(FrozenReport.objects.get(pk=reports[1].pk))


def test_names_rewritten_with_their_digest_are_noticed_by_the_seal(reports):
    report, names = reports[1], first_names(reports[1])
    names.people[0]["name"] = "Người Khác"
    for told in report.content["names"]:
        if told["cell"] == str(names.cell):
            told["digest"] = make_digest(names.people)
    by_force(
        "UPDATE reports_frozennames SET people = %s WHERE id = %s",
        json.dumps(names.people),
        names.pk,
    )
    by_force(
        "UPDATE reports_frozenreport SET content = %s, digest = %s WHERE id = %s",
        write_canonical(report.content),
        make_digest(report.content),
        report.pk,
    )
    assert found(report) == (report, 1)


def test_a_report_of_an_old_format_takes_no_names(people):
    report = stored_report("ward-0.2.0", people)
    assert is_whole(report)
    FrozenNames.objects.create(report=report, cell=UUID(int=7), people=[])
    assert not is_whole(report)


# --- the parts of a city --------------------------------------------------------------


@pytest.fixture
def city(db):
    made = a_city()
    return freeze(made.committee, made.officer)


def test_a_city_and_its_parts_are_whole(city):
    assert city.parts.count() == 3
    assert find_first_broken() == (None, 4)


def test_a_part_that_is_no_longer_one_is_noticed(city):
    """By the city, and by the part itself."""
    part = city.parts.order_by("pk").first()
    by_force("UPDATE reports_frozenreport SET parent_id = NULL WHERE id = %s", part.pk)
    assert found(part) == (part, 0)
    assert not is_whole(city)


def test_a_report_that_became_a_part_is_noticed(city, people):
    own = freeze(people.ward, people.actor("giang"))
    assert is_whole(own) and is_whole(city)
    by_force(
        "UPDATE reports_frozenreport SET parent_id = %s WHERE id = %s",
        as_column(FrozenReport, "key", city.key),
        own.pk,
    )
    assert not is_whole(FrozenReport.objects.get(pk=own.pk))
    assert not is_whole(city)


def test_a_part_written_anew_is_noticed_by_the_city(city):
    """Whoever has the key of the seals still cannot change a part alone."""
    part = city.parts.order_by("pk").first()
    part.content["were"]["total"]["members"] = 99
    digest = make_digest(part.content)
    by_force(
        "UPDATE reports_frozenreport SET content = %s, digest = %s, seal = %s "
        "WHERE id = %s",
        write_canonical(part.content),
        digest,
        log.seal_digest(digest),
        part.pk,
    )
    assert is_whole(FrozenReport.objects.get(pk=part.pk))
    assert found(city) == (city, 3)
