"""verify_log where nothing is kept, and in several processes, which see only what was
committed."""

import pytest
from django.core.management import call_command

from plans.models import Plan
from plans.workflow import verification
from tests.people import a_plan_at, gather


def test_an_empty_database_passes(db, capsys):
    call_command("verify_log")
    assert capsys.readouterr().out == "Nhật ký của 0 kế hoạch nguyên vẹn.\n"


@pytest.mark.django_db(transaction=True)
def test_two_processes_find_what_one_finds(monkeypatch):
    people = gather()
    plans = [a_plan_at("posted", people, name) for name in ("an", "dung")]
    # Two ranges, and not as many as there were plans in the tests before.
    monkeypatch.setattr(verification, "RANGE", 1)
    first = plans[0].pk
    assert verification.find_first_break(first, processes=2) == ("", 2)
    Plan.objects.filter(pk=plans[1].pk).update(revision=7)
    alone = verification.find_first_break(first)
    assert verification.find_first_break(first, processes=2) == alone
    assert alone[0].startswith(f"Kế hoạch số {plans[1].pk}: ")
