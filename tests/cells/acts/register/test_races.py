"""Two at once, on PostgreSQL: officers who apply the same list, processes that take the
same upload. Each control fails when the guard is gone."""

import pytest
from django.db.models import QuerySet

from cells.acts.register import uploads, worker
from cells.acts.register.application import apply_register
from cells.acts.register.register_list import read_register
from cells.acts.register.worker import Worker
from cells.models import Cell, Member, RegisterUpload
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx
from tests.people import NOW, TODAY, gather
from tests.races import at_once, meet_before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LIST = xlsx(
    {
        "Chi bộ 3": [
            HEADINGS,
            *[row(number, f"Lê Văn {chr(65 + number)}") for number in range(20)],
        ]
    }
)


def applied_at_once(ward):
    """Two applications that start together; what each created."""
    registers = [read_register("ds.xlsx", LIST, today=TODAY) for _ in range(2)]
    applying = [
        lambda one=one: apply_register(one, ward=ward, at=NOW).changes()["members"]
        for one in registers
    ]
    return sorted(at_once(*applying))


def members():
    return Member.objects.filter(full_name__startswith="Lê Văn").count()


def test_two_applications_at_once_create_everybody_once():
    assert applied_at_once(gather().ward) == [0, 20]
    assert (members(), Cell.objects.filter(name="Chi bộ 3").count()) == (20, 1)


def test_without_the_lock_both_would_create_them(monkeypatch):
    people = gather()
    Cell.objects.create(name="Chi bộ 3", committee=people.ward)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    meet_before(monkeypatch, Member.objects, "bulk_create")
    assert applied_at_once(people.ward) == [20, 20]
    assert members() == 40


def an_upload(people, stage="waiting"):
    giang = people.actor("giang")
    upload = uploads.keep_upload(
        "ds.xlsx", LIST, committee=people.ward, by=giang, at=NOW
    )
    RegisterUpload.objects.filter(pk=upload.pk).update(stage=stage)
    return upload


def claimed_at_once(upload):
    """What two processes that start together find to do."""
    return at_once(*[lambda: Worker(upload.pk).stage] * 2)


@pytest.mark.parametrize(
    ("stage", "work"), [("waiting", "reading"), ("ordered", "applying")]
)
def test_of_two_processes_one_takes_the_work(stage, work):
    stages = claimed_at_once(an_upload(gather(), stage))
    assert sorted(stages, key=str) == [None, work]


def test_without_the_condition_both_would_take_it(monkeypatch):
    def unguarded(pk, token, *, at):
        RegisterUpload.objects.filter(pk=pk).update(stage="reading", worker=token)
        return "reading"

    monkeypatch.setattr(worker, "claim_upload", unguarded)
    assert claimed_at_once(an_upload(gather())) == ["reading", "reading"]
