"""What the administrator reads about backups."""

from datetime import timedelta

import pytest
from django.urls import reverse

from backups import keys
from backups.models import BackupRecord
from tests.markup import fold_spaces
from tests.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGE = reverse("backups:backups")
NO_BACKUP = "Chưa có bản sao lưu nào."
OLD_BACKUP = "Bản sao lưu gần nhất đã quá một ngày."
NO_TRIAL = "Chưa lần nào thử khôi phục."
OLD_TRIAL = "Lần thử khôi phục gần nhất đã quá một năm."
BAD_TRIAL = "Lần thử khôi phục gần nhất không được."
ALL = (NO_BACKUP, OLD_BACKUP, NO_TRIAL, OLD_TRIAL, BAD_TRIAL)


def note(kind, ago, *, is_good=True, **facts):
    facts = {"words": "1.500 kế hoạch.", "file": "/sao-luu/a", **facts}
    BackupRecord.objects.create(kind=kind, at=NOW - ago, is_good=is_good, **facts)


def read(client, address=PAGE):
    return fold_spaces(client.get(address).content.decode())


def find_faults(page):
    return [words for words in ALL if words in page]


def test_at_the_beginning_both_are_asked_for(sign_in):
    page = read(sign_in("quan"))
    assert find_faults(page) == [NO_BACKUP, NO_TRIAL]
    assert "Máy chủ chưa có khóa sao lưu" in page
    assert "manage.py backup TỆP" in page and "restore --drill TỆP" in page


def test_all_is_well(sign_in, settings):
    public = keys.make_secret().public_key()
    settings.BACKUP_PUBLIC_KEY = keys.write_public(public)
    note("backup", timedelta(hours=7), size=15_204_352, plans=5810)
    note("drill", timedelta(days=364))
    page = read(sign_in("quan"))
    assert find_faults(page) == []
    assert "Máy chủ chưa có khóa" not in page
    for words in (
        "02:00 ngày 10/02/2026",
        "/sao-luu/a",
        "14,5 MB",
        "5.810",
        "11/02/2025",
        keys.find_check_words(public),
    ):
        assert words in page


@pytest.mark.parametrize(
    ("kind", "ago", "faults"),
    [
        ("backup", timedelta(hours=25), [NO_TRIAL]),
        ("backup", timedelta(hours=27), [OLD_BACKUP, NO_TRIAL]),
        ("drill", timedelta(days=366), [NO_BACKUP, OLD_TRIAL]),
        ("restore", timedelta(days=1), [NO_BACKUP]),
    ],
)
def test_what_was_too_long_ago_is_said(sign_in, kind, ago, faults):
    note(kind, ago, size=1, plans=1)
    assert find_faults(read(sign_in("quan"))) == faults


def test_a_failure_hides_no_success_and_the_other_way_round(sign_in):
    note("backup", timedelta(hours=9), size=1, plans=31)
    note("backup", timedelta(hours=1), is_good=False, words="Đĩa đầy.")
    note("drill", timedelta(days=9))
    note("drill", timedelta(days=1), is_good=False, words="Tệp đã bị sửa.")
    page = read(sign_in("quan"))
    assert find_faults(page) == [BAD_TRIAL]
    assert (
        "Lần sao lưu sau cùng, 08:00 ngày 10/02/2026, không được.</b> Đĩa đầy." in page
    )
    assert "00:00 ngày 10/02/2026" in page
    assert "Không được. Tệp đã bị sửa." in page


@pytest.mark.parametrize("name", ["an", "binh", "giang", "hanh", "inh"])
def test_nobody_else_reads_it(sign_in, name):
    assert sign_in(name).get(PAGE).status_code == 403


def test_the_first_page_of_the_administrator_says_when_it_is_missing(sign_in):
    first = reverse("accounts:accounts")
    client = sign_in("quan")
    assert find_faults(read(client, first)) == [NO_BACKUP]
    note("backup", timedelta(hours=27), size=1, plans=1)
    assert find_faults(read(client, first)) == [OLD_BACKUP]
    assert f'href="{PAGE}"' in read(client, first)
    note("backup", timedelta(hours=1), size=1, plans=1)
    assert find_faults(read(client, first)) == []


def test_other_keepers_of_accounts_are_not_troubled_with_it(sign_in):
    page = read(sign_in("giang"), reverse("accounts:accounts"))
    assert "Tài khoản" in page and find_faults(page) == []
