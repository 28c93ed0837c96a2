"""An installation comes along in which people moved between wards: their plans end from
now on with the year of the ward to which they belong."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from plans.models import Plan
from tests.backups.databases import in_bare
from tests.people import NOW, TODAY
from tests.plans.test_typing_upgrade import list_triggers

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
BEFORE = [("plans", "0021_handover_files"), ("reports", "0006_plans_by_year")]
DAYS = dict.fromkeys(("draft_due_on", "review_due_on", "filed_due_on"), TODAY)
LONG_AGO = datetime.date(2020, 1, 1)
# Who began a plan in the year of which committee, and belongs to a cell of which today
# (of which they were before); with the year of which it ends. Ward D takes part in the
# years of the city, E in none.
PLANS = {
    "stayed": ("A", ["A"], "A"),
    "moved": ("A", ["A", "B"], "B"),
    "of a school": ("A", ["A", "school of B"], "B"),
    "to the city's": ("A", ["A", "D"], "city"),
    "in the city's": ("city", ["D"], "city"),
    "to none": ("A", ["A", "E"], "A"),
    "gone": ("A", ["B", None], "A"),
    "a guest": ("A", ["A", "guest of B"], "A"),
}


def write_plans():
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps

    def create(model, app="plans", /, **facts):
        return apps.get_model(app, model).objects.create(**facts)

    form = create("FormVersion", name="Mẫu", number=1)
    city = create("Committee", "cells", name="city")
    wards = {name: create("Committee", "cells", name=name) for name in "ABE"}
    wards["city"] = city
    wards["D"] = create("Committee", "cells", name="D", parent=city)
    school = create("Committee", "cells", name="school of B", parent=wards["B"])
    wards["school of B"] = school
    cells, cycles = {}, {}
    for name, ward in wards.items():
        cells[name] = create("Cell", "cells", name=f"Chi bộ {name}", committee=ward)
    for name in ("A", "B", "city"):
        cycles[name] = create(
            "Cycle", committee=wards[name], year=2026, form_version=form, **DAYS
        )
    for whose, (begun_in, places, _) in PLANS.items():
        member = create("Member", "cells", full_name=whose)
        for row in list_memberships(places):
            cell = cells[row.pop("place")]
            create("Membership", "cells", member=member, cell=cell, **row)
        create(
            "Plan",
            member=member,
            cycle=cycles[begun_in],
            year=2026,
            cell=cells["A"],
            form_version=form,
            begun_at=NOW,
            moved_at=NOW,
            edited_at=NOW,
        )


def list_memberships(places):
    """[{place, kind, since, until}]: one place after another, a guest beside."""
    since, rows = LONG_AGO, []
    for place in places:
        if place is None:
            rows[-1]["until"] = since
        elif place.startswith("guest of "):
            place = place.removeprefix("guest of ")
            rows.append({"place": place, "kind": "temporary", "since": since})
        else:
            if rows:
                rows[-1]["until"] = since
            rows.append({"place": place, "kind": "official", "since": since})
        since += datetime.timedelta(days=100)
    return rows


def test_a_plan_ends_with_the_year_of_where_its_author_belongs(
    migrated, django_db_blocker
):
    with django_db_blocker.unblock(), in_bare(migrated):
        for place in BEFORE:
            call_command("migrate", *place, verbosity=0)
        before = list_triggers()
        write_plans()
        call_command("migrate", verbosity=0)
        found = {}
        for plan in Plan.objects.select_related("member"):
            assert plan.cycle.committee.name == PLANS[plan.member.full_name][0]
            found[plan.member.full_name] = plan.ends_with.committee.name
        assert found == {whose: ends for whose, (*_, ends) in PLANS.items()}
        assert list_triggers() == before
        refuse_none()


def refuse_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.update(ends_with=None)
