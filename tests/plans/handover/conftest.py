from contextlib import contextmanager

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from plans.handover import sealed_file
from tests.people import NOW
from tests.plans.handover.exchange import a_sender, exported


@contextmanager
def keys():
    """The receiver sets a key of its own (exchange.a_receiver), which ends with this.
    Keys of files are cheap."""
    with (
        override_settings(LOG_KEY="khóa của nơi gửi"),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sealed_file, "COST", 1 << 4)
        yield


@pytest.fixture(autouse=True)
def own_key():
    with keys():
        yield


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """The file in which the sender's cell 7 leaves, made once for a module; what the
    sender wrote is gone."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=True),
        keys(),
        transaction.atomic(),
    ):
        made = exported(a_sender())
        transaction.set_rollback(True)
    return made
