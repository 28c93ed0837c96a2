"""An installation comes along in which a person has two plans of one year, in two wards
that each keep it: one of them has the year, the other keeps everything else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from plans.models import Plan
from reports.models import KeptCount
from tests.backups.databases import in_bare
from tests.people import NOW, TODAY
from tests.plans.test_typing_upgrade import list_triggers

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
BEFORE = [("plans", "0016_remark_checklist"), ("reports", "0005_kept_figures")]
DAYS = dict.fromkeys(("draft_due_on", "review_due_on", "filed_due_on"), TODAY)
# (whose, of the year of which ward, where it stands, after how many days it was begun,
# whether it was ever sent), and which of them has the year.
PLANS = {
    ("An", "A", "signed", 0, True): 2026,
    ("An", "B", "finalizing", 9, True): None,
    ("Bình", "A", "draft", 0, True): 2026,
    ("Bình", "B", "draft", 9, False): None,
    ("Chi", "A", "draft", 0, False): None,
    ("Chi", "B", "draft", 9, False): 2026,
    ("Dung", "A", "posted", 0, True): 2026,
    ("Dung", "of last year", "draft", 0, False): 2025,
}


def write_plans():
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps

    def create(model, app="plans", /, **facts):
        return apps.get_model(app, model).objects.create(**facts)

    form = create("FormVersion", name="Mẫu", number=1)
    cycles, cells, people = {}, {}, {}
    for name in ("A", "B", "of last year"):
        ward = create("Committee", "cells", name=f"Đảng bộ {name}")
        cells[name] = create("Cell", "cells", name="Chi bộ 7", committee=ward)
        year = 2025 if name == "of last year" else 2026
        cycles[name] = create(
            "Cycle", committee=ward, year=year, form_version=form, **DAYS
        )
    for name in ("An", "Bình", "Chi", "Dung"):
        people[name] = create("Member", "cells", full_name=name)
    for whose, ward, status, days, was_sent in PLANS:
        begun_at = NOW + timedelta(days=days)
        create(
            "Plan",
            member=people[whose],
            cycle=cycles[ward],
            cell=cells[ward],
            form_version=form,
            status=status,
            begun_at=begun_at,
            moved_at=begun_at,
            edited_at=begun_at,
            first_submitted_at=begun_at if was_sent else None,
        )
    create("KeptCount", "reports", question="?", cell=0, on=TODAY, changes=0, answer=[])


def read_plans():
    found = {}
    for plan in Plan.objects.select_related("member", "cell__committee"):
        ward = plan.cell.committee.name.removeprefix("Đảng bộ ")
        was_sent = plan.first_submitted_at is not None
        days = (plan.begun_at - NOW).days
        key = (plan.member.full_name, ward, plan.status, days, was_sent)
        found[key] = plan.year
    return found


def test_the_plan_that_went_furthest_has_the_year(migrated, django_db_blocker):
    with django_db_blocker.unblock(), in_bare(migrated):
        for place in BEFORE:
            call_command("migrate", *place, verbosity=0)
        before = list_triggers()
        write_plans()
        call_command("migrate", verbosity=0)
        assert read_plans() == PLANS
        assert list_triggers() == before
        assert not KeptCount.objects.exists()
        refuse_a_second_one()


def refuse_a_second_one():
    """From now on the database keeps it so."""
    second = Plan.objects.filter(year=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=second.pk).update(year=2026)
