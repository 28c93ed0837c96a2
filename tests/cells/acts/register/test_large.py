"""A ward of 10,000 is read and compared well within the time that somebody waits, by
the process itself."""

import io
import resource
import time
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from cells.acts.register import uploads
from cells.acts.register.export import build_register_file
from cells.models import Member, Membership, RegisterUpload
from tests.factories import CellFactory
from tests.people import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PEOPLE, CELLS = 10_000, 100
SECONDS = 20


@pytest.fixture
def large(people):
    """The cast's ward with 10,000 more in 100 cells; their register as a file."""
    cells = [
        CellFactory(name=f"Chi bộ {number}", committee=people.ward)
        for number in range(100, 100 + CELLS)
    ]
    new = [
        Member(
            full_name=f"Nguyễn {'Văn' if number % 2 else 'Thị'} "
            f"{chr(65 + number % 26)}{chr(97 + number // 26 % 26)}",
            sex="MF"[number % 2],
            born_on=date(1940 + number % 60, 1 + number % 12, 1 + number % 28),
            born_precision="day",
            native_place=f"Thôn {number % 500}, Gia Lâm",
            occupation="Hưu trí",
            admitted_on=date(1990 + number % 30, 2, 3),
            official_on=date(1991 + number % 30, 2, 3),
            card=f"{18_000_000 + number}",
            particulars={
                "ethnicity": "Kinh",
                "religion": "Không",
                "education": "12/12",
            },
        )
        for number in range(PEOPLE)
    ]
    Member.objects.bulk_create(new)
    since = date(2015, 1, 1)
    Membership.objects.bulk_create(
        Membership(member=member, cell=cells[number % CELLS], since=since)
        for number, member in enumerate(new)
    )
    count_them()
    return build_register_file(cells, by=people.actor("giang"), on=TODAY)


def count_them():
    """PostgreSQL counts new rows itself within a minute; until then it takes the tables
    for empty, as they were before, and compares everybody with everybody."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cells_member, cells_membership, cells_cell")


def test_ten_thousand_rows_are_read_and_compared_in_time(large, people):
    giang = people.actor("giang")
    Member.objects.filter(card__endswith="7").update(occupation="Nghỉ hưu")
    upload = uploads.keep_upload(
        "so.xlsx", large, committee=people.ward, by=giang, at=NOW
    )
    began = time.process_time()
    call_command("read_upload", str(upload.pk), stderr=io.StringIO())
    took = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{PEOPLE} rows read and compared in {took:.1f} s of processor time, {memory} "
        f"MB at most"
    )
    kept = RegisterUpload.objects.get()
    assert (kept.stage, kept.found["people"], kept.differences.count()) == (
        "compared",
        PEOPLE,
        PEOPLE // 10,
    )
    assert took < SECONDS
