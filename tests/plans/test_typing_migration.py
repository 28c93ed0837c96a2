"""What becomes of the helper of a plan that was there before typing was an act?"""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest

from plans.models import Assistance, Status
from tests.people import NOW, TODAY

migration = import_module("plans.migrations.0014_typing_acts")
LATER = NOW + timedelta(days=3)


def a_row(status, sent=NOW):
    return SimpleNamespace(
        pk=1,
        helper_id=2,
        status=status,
        begun_at=NOW - timedelta(days=1),
        first_submitted_at=sent,
        edited_at=LATER,
    )


@pytest.mark.parametrize(
    ("status", "sent"), [("draft", None), ("draft", NOW), ("finalizing", NOW)]
)
def test_of_what_is_being_written_the_act_stays_open(status, sent):
    act = migration.describe_act(a_row(status, sent))
    assert (act["source"], act["ended_at"], act["ending"]) == ("unknown", None, "")
    assert act["typed_at"] == LATER
    assert act["lapses_on"] == TODAY + timedelta(days=33)
    assert (act["helper_id"], act["begun_by_id"]) == (2, 2)


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_of_what_was_sent_the_act_ended_with_the_first_sending(status):
    act = migration.describe_act(a_row(status))
    assert (act["typed_at"], act["ended_at"], act["ending"]) == (NOW, NOW, "sent")


def test_the_words_of_the_migration_are_those_of_the_model():
    assert migration.EDITABLE == (Status.DRAFT, Status.FINALIZING)
    assert Assistance.Source.UNKNOWN.label == "không ghi (trước bản này)"
