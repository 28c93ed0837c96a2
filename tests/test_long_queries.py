"""A page whose query takes too long is stopped, and says so (PostgreSQL)."""

import pytest
from django.db import OperationalError, connection

from phucdong import errors


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no such limit"
)
def test_a_query_that_takes_too_long_says_so(rf):
    answer = None
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        except OperationalError:
            answer = errors.server_error(rf.get("/"))
        cursor.execute("RESET statement_timeout")
    assert answer.status_code == 503
    assert "tính quá lâu" in answer.content.decode()
