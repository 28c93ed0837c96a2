"""Years in an installation from before they could be closed: those that were over are
closed as of the upgrade, with a record; no other changes."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from plans.models import Cycle, YearRecord
from tests.backups.databases import in_bare
from tests.people import NOW, TODAY

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
BEFORE = [("plans", "0016_remark_checklist"), ("cells", "0016_second_reader")]
DAYS = dict.fromkeys(("draft_due_on", "review_due_on", "filed_due_on"), TODAY)


def write_years_of_before():
    """Two wards, one of them over, and a city; this year is that of the clock."""
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    this_year = timezone.localdate().year

    def create(model, app="plans", /, **facts):
        return apps.get_model(app, model).objects.create(**facts)

    form = create("FormVersion", name="Mẫu", number=1)
    officer = create("Member", "cells", full_name="Ngô Thị Giang")
    years = {
        "Phường": (this_year - 2, this_year - 1, this_year, this_year + 1),
        "Phường chậm": (this_year - 2, this_year - 1),
        "Phường sớm": (this_year + 1,),
        "Đảng bộ cũ": (this_year,),
    }
    for name, kept in years.items():
        closed_on = TODAY if name == "Đảng bộ cũ" else None
        ward = create("Committee", "cells", name=name, closed_on=closed_on)
        for year in kept:
            create("Cycle", committee=ward, year=year, form_version=form, **DAYS)
        create(
            "YearRecord",
            committee=ward,
            year=kept[0],
            kind="opened",
            changes=[],
            by=officer,
            at=NOW,
        )
    return this_year


def list_closed(this_year):
    """{(committee, years before this one)} of the years that are closed."""
    closed = Cycle.objects.exclude(closed_on=None)
    return {
        (cycle.committee.name, this_year - cycle.year)
        for cycle in closed.select_related("committee")
    }


def test_what_was_over_is_closed_and_recorded(migrated, django_db_blocker):
    with django_db_blocker.unblock(), in_bare(migrated):
        for place in BEFORE:
            call_command("migrate", *place, verbosity=0)
        this_year = write_years_of_before()
        call_command("migrate", verbosity=0)
        over = {
            ("Phường", 2),
            ("Phường", 1),
            ("Phường chậm", 2),
            ("Đảng bộ cũ", 0),
        }
        assert list_closed(this_year) == over
        today = timezone.localdate()
        assert set(Cycle.objects.values_list("closed_on", flat=True)) == {today, None}
        records = YearRecord.objects.filter(kind="closed", by=None)
        told = {(one.committee.name, this_year - one.year) for one in records}
        assert told == over and len(records) == 4
        said = records.get(committee__name="Phường", year=this_year - 1)
        assert said.changes[0]["after"] == (
            f"Phần mềm đóng khi nâng cấp: năm {this_year} đã bắt đầu. "
            "Đảng ủy mở lại được."
        )
        assert YearRecord.objects.filter(kind="opened").count() == 4
        refuse_to_change_a_record()


def refuse_to_change_a_record():
    """SQLite has rebuilt the table: what refuses is there again."""
    before = list(YearRecord.objects.order_by("pk").values())
    for change in (
        lambda: YearRecord.objects.update(year=1999),
        lambda: YearRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert list(YearRecord.objects.order_by("pk").values()) == before
