import pytest

from plans.handover import vault


@pytest.fixture(autouse=True)
def own_key(settings, monkeypatch):
    """The receiver sets a key of its own (exchange.a_receiver), which ends with the test. Keys of files are cheap."""
    settings.LOG_KEY = "khóa của nơi gửi"
    monkeypatch.setattr(vault, "COST", 1 << 4)
