"""An installation that notes what is counted comes along: one made after 0.2.0, whose
tables have their triggers already when the table of plans is rebuilt."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.triggers import EVENTS, TABLES, name_trigger
from tests.backups.databases import in_bare
from tests.people import NOW, TODAY

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
BEFORE = [("plans", "0013_the_wall"), ("reports", "0003_frozen_names")]
DAYS = dict.fromkeys(("draft_due_on", "review_due_on", "filed_due_on"), TODAY)


def list_triggers():
    query = "SELECT DISTINCT trigger_name FROM information_schema.triggers"
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def write_a_plan_with_a_helper():
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps

    def create(model, app="plans", /, **facts):
        return apps.get_model(app, model).objects.create(**facts)

    ward = create("Committee", "cells", name="Đảng bộ phường")
    cell = create("Cell", "cells", name="Chi bộ 7", committee=ward)
    author, helper = (create("Member", "cells", full_name=name) for name in "AB")
    form = create("FormVersion", name="Mẫu", number=1)
    cycle = create("Cycle", committee=ward, year=2026, form_version=form, **DAYS)
    create(
        "Plan",
        member=author,
        helper=helper,
        cycle=cycle,
        cell=cell,
        form_version=form,
        begun_at=NOW,
        moved_at=NOW,
        edited_at=NOW,
    )


def test_it_comes_along_with_its_triggers(migrated, django_db_blocker):
    with django_db_blocker.unblock(), in_bare(migrated):
        for place in BEFORE:
            call_command("migrate", *place, verbosity=0)
        before = list_triggers()
        write_a_plan_with_a_helper()
        call_command("migrate", verbosity=0)
        assert list_triggers() == before
        counted = {name_trigger(one, event) for one in TABLES for event in one.events}
        assert counted <= before and len(counted) > len(EVENTS)
        with connection.cursor() as cursor:
            cursor.execute("SELECT source, ending FROM plans_assistance")
            assert cursor.fetchall() == [("unknown", "")]
