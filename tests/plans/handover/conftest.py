import pytest


@pytest.fixture(autouse=True)
def own_key(settings):
    """The receiver sets a key of its own (exchange.a_receiver); it ends with the test."""
    settings.LOG_KEY = "khóa của nơi gửi"
