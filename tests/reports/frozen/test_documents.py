"""Reports that other versions froze open in this one, with the words and numbers that
they had.

tests/reports/frozen/test_next_version.py runs this module once more in a version in
which every figure has another name and there is one more of them.
"""

import csv
import io
import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from plans.workflow import log
from reports.figures import FIGURES, LABELS, RATES
from reports.frozen import documents, seals
from reports.frozen.content import freeze_report
from reports.frozen.differences import compare_counts
from reports.models import FrozenReport
from tests.markup import fold_spaces
from tests.people import NOW, TODAY
from tests.reports.frozen.stored import insert_report, pages_of, stored_report
from tests.reports.pages.dashboard.test_dashboard import figures_of, names, text_of
from tests.reports.test_tables import HEADS, heads, lines, tables, words

pytestmark = pytest.mark.one_database

STORED = ["ward-0.2.0", "city-0.2.0", "city-format-2"]
CITIES = ["city-0.2.0", "city-format-2"]


def address(route, report, query=""):
    return f"{reverse(route, args=[report.pk])}{query}"


def facts(page):
    """{label: what is said} at the head of a report."""
    head = re.search(r'<dl class="facts">(.*?)</dl>', page, flags=re.S)[1]
    return {
        label: words(said)
        for label, said in re.findall(
            r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", head, flags=re.S
        )
    }


def csv_of(response):
    return list(
        csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")))
    )


# --- as version 0.2.0 froze them ------------------------------------------------------

# members, exempt, suspended, away, newcomers, obliged | six places | overdue,
# participated | voluntary, guests
WARD = """
Chi bộ 1 | 57 | 11 | 0 | 1 | 0 | 45 | 2 | 7 | 10 | 8 | 8 | 10 | 9 | 36 | 0 | 1
Chi bộ 2 | 59 | 8 | 0 | 1 | 1 | 49 | 2 | 9 | 21 | 5 | 7 | 5 | 11 | 43 | 0 | 0
Chi bộ 3 | 67 | 16 | 0 | 3 | 0 | 48 | 3 | 10 | 9 | 8 | 1 | 17 | 13 | 37 | 2 | 1
Chi bộ 4 | 72 | 12 | 1 | 1 | 1 | 57 | 1 | 11 | 16 | 8 | 7 | 14 | 12 | 48 | 0 | 0
Chi bộ 5 | 41 | 2 | 1 | 0 | 1 | 37 | 0 | 0 | 1 | 0 | 3 | 33 | 0 | 37 | 0 | 0
Chi bộ 6 | 55 | 11 | 1 | 0 | 0 | 43 | 2 | 9 | 11 | 8 | 1 | 12 | 11 | 35 | 0 | 0
Chi bộ 7 | 107 | 21 | 0 | 0 | 0 | 86 | 2 | 16 | 42 | 9 | 5 | 12 | 18 | 71 | 0 | 0
Chi bộ 9 | 57 | 13 | 0 | 0 | 0 | 44 | 1 | 8 | 9 | 6 | 4 | 16 | 9 | 37 | 0 | 0
Chi bộ 10 | 73 | 17 | 0 | 0 | 0 | 56 | 4 | 7 | 16 | 2 | 4 | 23 | 11 | 46 | 0 | 1
Chi bộ 11 | 104 | 13 | 0 | 1 | 0 | 90 | 7 | 20 | 25 | 14 | 9 | 15 | 27 | 69 | 1 | 1
Chi bộ 12 | 53 | 9 | 0 | 1 | 1 | 42 | 2 | 9 | 8 | 8 | 6 | 9 | 11 | 33 | 2 | 0
Chi bộ 13 | 86 | 21 | 0 | 0 | 0 | 65 | 1 | 10 | 19 | 8 | 7 | 20 | 11 | 60 | 2 | 0
Chi bộ 14 | 56 | 15 | 0 | 0 | 0 | 41 | 17 | 19 | 5 | 0 | 0 | 0 | 36 | 9 | 0 | 0
Chi bộ 15 | 56 | 7 | 0 | 0 | 1 | 48 | 3 | 9 | 15 | 5 | 5 | 11 | 12 | 36 | 0 | 0
Chi bộ 17 | 73 | 1 | 0 | 0 | 0 | 72 | 4 | 15 | 22 | 13 | 6 | 12 | 19 | 54 | 0 | 0
Chi bộ 19 | 67 | 0 | 0 | 0 | 1 | 66 | 3 | 13 | 17 | 4 | 13 | 16 | 16 | 51 | 0 | 0
Chi bộ 23 | 92 | 20 | 0 | 1 | 0 | 71 | 2 | 10 | 22 | 10 | 9 | 18 | 12 | 63 | 0 | 1
Tổng cộng | 1.175 | 197 | 3 | 9 | 6 | 960 | 56 | 182 | 268 | 116 | 95 | 243 | 238 | 765 | 7 | 5
"""
UNIT = (
    "UBND phường Phúc Đồng | 12 | 0 | 0 | 0 | 0 | 12 | 0 | 2 | 3 | 2 | 3 | 2 | 2 | "
    "11 | 0 | 0"
)


@pytest.mark.parametrize("query", ["", "?now=1"])
def test_the_ward_of_0_2_0_stands_as_it_did(people, sign_in, query):
    page = (
        sign_in("giang")
        .get(
            address("frozen:frozen_report", stored_report("ward-0.2.0", people), query)
        )
        .content.decode()
    )
    assert tables(page) == {
        "Số người, theo chi bộ": lines(WARD),
        "Đơn vị (người ngoài Đảng, tính riêng)": lines(UNIT),
    }
    assert heads(page) == HEADS
    groups = re.findall(r'<th scope="colgroup" colspan="(\d)">([^<]*)</th>', page)
    assert groups[:4] == [
        ("6", "Trong danh sách"),
        ("6", "Kế hoạch đang ở đâu"),
        ("2", "Trong đó"),
        ("2", "Tính riêng"),
    ]
    said = facts(page)
    assert [(label, said[label]) for label in list(said)[1:5]] == [
        (
            "Chốt",
            "đồng chí Phạm Văn Hiển (Phó Bí thư Thường trực Đảng ủy phường), lúc 04:46 "
            "ngày 27/11/2026",
        ),
        (
            "Đã gửi chi bộ",
            "765/960 (79,7%) – thấp nhất: Chi bộ 14, 9/41 (22,0%); cao nhất: Chi bộ 5, "
            "37/37 (100%)",
        ),
        (
            "Xong cả bốn bước",
            "243/960 (25,3%) – thấp nhất: Chi bộ 14, 0/41 (0,0%); cao nhất: Chi bộ 5, "
            "33/37 (89,2%)",
        ),
        (
            "Yêu cầu sửa",
            "Đảng ủy yêu cầu sửa: 16; Đã sửa theo yêu cầu của Đảng ủy: 06; Còn phải "
            "sửa theo yêu cầu của Đảng ủy: 10",
        ),
    ]
    assert said["Lịch của năm"] == (
        "Đảng bộ phường Phúc Đồng: hạn gửi chi bộ 17/11/2026; hạn chi bộ góp ý "
        "06/12/2026; hạn ký, nộp 22/12/2026"
    )
    assert said["Mã đối chiếu"] == "33bd 993d 545f 794c"


NUMBERS = {
    "members": "Đảng viên: 1175",
    "exempt": "Được miễn: 197",
    "suspended": "Bị đình chỉ: 03",
    "away": "Tạm vắng: 09",
    "newcomers": "Mới về, chưa đến hạn: 06",
    "obliged": "Phải xây dựng: 960",
    "not_begun": "Chưa bắt đầu: 56",
    "draft": "Đang viết: 182",
    "cell_review": "Chi bộ góp ý: 268",
    "finalizing": "Hoàn thiện: 116",
    "signed": "Đã ký: 95",
    "posted": "Đã nộp, niêm yết: 243",
    "overdue": "Quá hạn: 238",
    "participated": "Đã gửi chi bộ: 765/960 (79,7%)",
    "completed": "Xong cả bốn bước: 243/960 (25,3%)",
    "voluntary": "Được miễn mà vẫn viết (tự nguyện): 07",
    "guests": "Sinh hoạt tạm thời (khách): 05",
    "left_out": "Không phải xây dựng: 215",
    "not_participated": "Chưa gửi chi bộ: 195",
    "not_completed": "Chưa xong bốn bước: 717",
    "waiting": "Chờ chi bộ đọc quá 7 ngày: 88",
    "heads_unposted": "Người đứng đầu chưa niêm yết, nộp xong: 12",
    "recalled": "Đảng ủy yêu cầu sửa: 16",
    "mended": "Đã sửa theo yêu cầu của Đảng ủy: 06",
    "unmended": "Còn phải sửa theo yêu cầu của Đảng ủy: 10",
}


def test_every_figure_of_0_2_0_opens_into_its_names(people, sign_in):
    report, client = stored_report("ward-0.2.0", people), sign_in("giang")
    opened = {
        figure: client.get(address("frozen:frozen_figure", report, f"?figure={figure}"))
        for figure in NUMBERS
    }
    said = {
        figure: words(re.search(r"<h1>.*?</h1>", page.content.decode())[0])
        for figure, page in opened.items()
    }
    assert said == NUMBERS
    assert len(names(opened["unmended"])) == 10
    assert "Hoàng Văn Huân Chi bộ 6 Bị đình chỉ Chưa bắt đầu" in text_of(
        opened["suspended"]
    )
    assert (
        client.get(address("frozen:frozen_figure", report, "?figure=early")).status_code
        == 404
    )


def test_the_file_of_0_2_0_has_its_columns(people, sign_in):
    head, *rows = csv_of(
        sign_in("giang").get(
            address(
                "frozen:frozen_file", stored_report("ward-0.2.0", people), "?dang=csv"
            )
        )
    )
    assert ", ".join(head) == (
        "Chi bộ, Đảng viên, Được miễn, Bị đình chỉ, Tạm vắng, Mới về, chưa đến hạn, "
        "Phải xây dựng, Chưa bắt đầu, "
        "Đang viết, Chi bộ góp ý, Hoàn thiện, Đã ký, Đã nộp, niêm yết, Quá hạn, Đã gửi "
        "chi bộ, Xong cả bốn bước, "
        "Được miễn mà vẫn viết (tự nguyện), Tỷ lệ tham gia, Tỷ lệ hoàn thành"
    )
    assert [rows[2], *rows[17:]] == lines("""
        Chi bộ 3 | 67 | 16 | 0 | 3 | 0 | 48 | 3 | 10 | 9 | 8 | 1 | 17 | 13 | 37 | 17 | 2 | 77,1% | 35,4%
        Tổng cộng | 1175 | 197 | 3 | 9 | 6 | 960 | 56 | 182 | 268 | 116 | 95 | 243 | 238 | 765 | 243 | 7 | 79,7% | 25,3%
        UBND phường Phúc Đồng | 12 | 0 | 0 | 0 | 0 | 12 | 0 | 2 | 3 | 2 | 3 | 2 | 2 | 11 | 2 | 0 | 91,7% | 16,7%
    """)


def test_counted_today_it_is_compared_by_its_own_words(people, sign_in):
    """Nobody of that ward is known here, so that everything that it had is missing
    today."""
    page = (
        sign_in("giang")
        .get(address("frozen:frozen_today", stored_report("ward-0.2.0", people)))
        .content.decode()
    )
    found = tables(page)
    assert found["Lịch của năm đã được sửa"] == lines("""
        Đảng bộ phường Phúc Đồng | Hạn gửi chi bộ | 17/11/2026 | chưa có
        Đảng bộ phường Phúc Đồng | Hạn chi bộ góp ý | 06/12/2026 | chưa có
        Đảng bộ phường Phúc Đồng | Hạn ký, nộp | 22/12/2026 | chưa có
    """)
    assert found["Chi bộ 5"] == lines("""
        Đảng viên | 41 | không có
        Được miễn | 2 | không có
        Bị đình chỉ | 1 | không có
        Mới về, chưa đến hạn | 1 | không có
        Phải xây dựng | 37 | không có
        Chi bộ góp ý | 1 | không có
        Đã ký | 3 | không có
        Đã nộp, niêm yết | 33 | không có
        Đã gửi chi bộ | 37 | không có
        Xong cả bốn bước | 33 | không có
        Chờ chi bộ đọc quá 7 ngày | 1 | không có
        Người đứng đầu chưa niêm yết, nộp xong | 1 | không có
    """)
    assert found["Tổng cộng"][-3:] == lines("""
        Đảng ủy yêu cầu sửa | 16 | 0
        Đã sửa theo yêu cầu của Đảng ủy | 6 | 0
        Còn phải sửa theo yêu cầu của Đảng ủy | 10 | 0
    """)


# --- a city with two wards, frozen by 0.2.0 and since ---------------------------------


@pytest.mark.parametrize("name", CITIES)
def test_wards_stand_apart_as_they_were_and_as_they_are_now(people, sign_in, name):
    report, client = stored_report(name, people), sign_in("giang")
    were, now = (
        client.get(address("frozen:frozen_report", report, query)).content.decode()
        for query in ("", "?now=1")
    )
    wards = lines("""
        Đảng bộ phường Long Biên | 1 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
        Đảng bộ phường Phúc Đồng | 8 | 1 | 0 | 0 | 0 | 7 | 4 | 1 | 1 | 1 | 0 | 0 | 5 | 2 | 1 | 0
        Tổng cộng | 9 | 1 | 0 | 0 | 0 | 8 | 5 | 1 | 1 | 1 | 0 | 0 | 5 | 2 | 1 | 0
    """)
    everywhere = {
        "Số người, theo đảng bộ": wards,
        "Số người, theo chi bộ – Đảng bộ phường Long Biên": [
            ["Chi bộ 7", *wards[0][1:]]
        ],
        "Đơn vị (người ngoài Đảng, tính riêng) – Đảng bộ phường Phúc Đồng": lines(
            "UBND phường | 2 | 0 | 0 | 0 | 0 | 2 | 2 | 0 | 0 | 0 | 0 | 0 | 2 | 0 | 0 | "
            "0"
        ),
    }
    cells = "Số người, theo chi bộ – Đảng bộ phường Phúc Đồng"
    assert tables(were) == everywhere | {
        cells: lines("""
            Chi bộ 7 | 4 | 1 | 0 | 0 | 0 | 3 | 1 | 1 | 1 | 0 | 0 | 0 | 2 | 1 | 1 | 0
            Chi bộ 9 | 4 | 0 | 0 | 0 | 0 | 4 | 3 | 0 | 0 | 1 | 0 | 0 | 3 | 1 | 0 | 0
            Tổng cộng | 8 | 1 | 0 | 0 | 0 | 7 | 4 | 1 | 1 | 1 | 0 | 0 | 5 | 2 | 1 | 0
        """)
    }
    assert tables(now) == everywhere | {cells: [["Chi bộ 20", *wards[1][1:]]]}
    assert (heads(were), heads(now)) == (HEADS, HEADS)


@pytest.mark.parametrize("name", CITIES)
def test_every_number_opens_into_as_many_names(people, sign_in, name):
    report, client = stored_report(name, people), sign_in("giang")
    for query in ("", "?now=1"):
        figures = figures_of(client.get(address("frozen:frozen_report", report, query)))
        assert len(figures) >= 40
        assert [len(names(client.get(url))) for url, _ in figures] == [
            number for _, number in figures
        ]


@pytest.mark.parametrize("name", CITIES)
def test_the_file_of_a_city_says_the_ward_of_every_cell(people, sign_in, name):
    _, *rows = csv_of(
        sign_in("giang").get(
            address(
                "frozen:frozen_file", stored_report(name, people), "?dang=csv&now=1"
            )
        )
    )
    assert rows == lines("""
        Chi bộ 7 (Đảng bộ phường Long Biên) | 1|0|0|0|0|1 | 1|0|0|0|0|0 | 0|0|0|0 | 0,0% | 0,0%
        Chi bộ 20 (Đảng bộ phường Phúc Đồng) | 8|1|0|0|0|7 | 4|1|1|1|0|0 | 5|2|0|1 | 28,6% | 0,0%
        Tổng cộng | 9|1|0|0|0|8 | 5|1|1|1|0|0 | 5|2|0|1 | 25,0% | 0,0%
        UBND phường (Đảng bộ phường Phúc Đồng) | 2|0|0|0|0|2 | 2|0|0|0|0|0 | 2|0|0|0 | 0,0% | 0,0%
    """)


# --- all of them ----------------------------------------------------------------------


@pytest.mark.parametrize("name", STORED)
def test_a_stored_report_stays_whole_and_unchanged(people, sign_in, name, capsys):
    report, client = stored_report(name, people), sign_in("giang")
    assert [client.get(page).status_code for page in pages_of(report, NUMBERS)] == [
        200
    ] * 55
    assert report.title in text_of(client.get(reverse("frozen:frozen_reports")))
    kept = FrozenReport.objects.get()
    assert seals.is_whole(kept) and kept.content == report.content
    call_command("verify_reports")
    assert capsys.readouterr().out == "1 bản số liệu đã chốt nguyên vẹn.\n"


def test_a_report_of_0_2_0_is_read_without_being_touched(people):
    content = stored_report("city-0.2.0", people).content
    before = seals.make_digest(content)
    assert documents.read_document(content) is not content
    assert seals.make_digest(content) == before


# --- frozen by this version -----------------------------------------------------------


def freeze(people):
    asked = {
        "title": "Sơ kết",
        "number": "",
        "by": people.actor("giang"),
        "at": NOW,
        "key": uuid4(),
    }
    return freeze_report(people.ward, 2026, TODAY, **asked)


def test_what_is_frozen_now_has_every_figure_of_today_by_its_name(people, sign_in):
    report, client = freeze(people), sign_in("giang")
    assert documents.read_labels(report.content) == LABELS
    assert [
        report.content["were"]["total"].keys(),
        documents.read_shares(report.content).keys(),
    ] == [
        FIGURES.keys(),
        RATES.keys(),
    ]
    assert [client.get(page).status_code for page in pages_of(report, FIGURES)] == [
        200
    ] * (5 + 2 * len(FIGURES))
    page = text_of(client.get(address("frozen:frozen_report", report)))
    assert [
        figure for figure in RATES if f"{LABELS[figure]} 0/8 (0,0%)" not in page
    ] == []
    assert "Không có gì khác" in text_of(
        client.get(address("frozen:frozen_today", report))
    )


# --- a document of which this version knows nothing but the format --------------------

COUNTS = {"readers": 4, "finished": 3}
ROW = {
    "uid": "1",
    "name": "Tổ 1",
    "is_unit": False,
    "ward": "",
    "gathers": ["1"],
    "counts": COUNTS,
}
UNKNOWN = {
    "format": 2,
    "title": "Đợt đọc sách",
    "number": "",
    "committee": {
        "uid": "5e913c09-5903-4b16-8acd-beb76554d0ff",
        "name": "Đảng bộ Thư viện",
    },
    "year": 2031,
    "as_of": "2031-02-10",
    "frozen_at": "2031-02-10T02:00:00+00:00",
    "frozen_by": "Ngô Thị Giang (Cán bộ Đảng ủy)",
    "figures": [
        {"key": "readers", "label": "Người đọc"},
        {"key": "finished", "label": "Đọc xong", "of": "readers"},
    ],
    "groups": [{"label": "Việc đọc", "figures": ["finished", "readers"]}],
    "file": [
        {"figure": "readers", "label": "Bạn đọc"},
        {"figure": "finished", "label": "Phần đọc xong", "of": "readers"},
    ],
    "recalls": [],
    "days": [{"key": "returned_on", "label": "Hạn trả sách"}],
    "rules": {"general": ["Đếm người."], "figures": [["Người đọc", "ai đọc."]]},
    "calendars": [{"committee": "Thư viện", "returned_on": "2031-05-01"}],
    "were": {"on": "2031-02-10", "rows": [ROW], "total": COUNTS},
    "now": {"on": "2031-02-10", "rows": [], "total": {"readers": 0, "finished": 0}},
    "people": [
        {
            "name": "Lê Thị Sách",
            "cell": "1",
            "standing": "",
            "status": "Đang đọc",
            "figures": ["readers"],
        }
    ],
}


def unknown(people, **other):
    columns = {
        name: UNKNOWN[name]
        for name in ("title", "number", "year", "as_of", "frozen_at")
    }
    content = UNKNOWN | other
    digest = seals.make_digest(content)
    sealed = {"content": content, "digest": digest, "seal": log.seal_digest(digest)}
    return insert_report({**sealed, "columns": columns}, people)


def test_a_document_is_read_by_its_own_words_alone(people, sign_in):
    report, client = unknown(people), sign_in("giang")
    page = client.get(address("frozen:frozen_report", report)).content.decode()
    assert tables(page) == {"Số người, theo chi bộ": [["Tổ 1", "3", "4"]]}
    assert heads(page) == "Đọc xong | Người đọc"
    assert re.findall(r'scope="colgroup" colspan="2">([^<]*)<', page) == ["Việc đọc"]
    said = facts(page)
    assert (said["Đọc xong"], said["Lịch của năm"]) == (
        "3/4 (75,0%)",
        "Thư viện: hạn trả sách 01/05/2031",
    )
    assert "Yêu cầu sửa" not in said
    assert "<dt>Người đọc</dt> <dd>ai đọc.</dd>" in fold_spaces(page)
    assert "Đọc xong: 3/4 (75,0%)" in text_of(
        client.get(address("frozen:frozen_figure", report, "?figure=finished&row=1"))
    )
    listed = text_of(
        client.get(address("frozen:frozen_figure", report, "?figure=readers"))
    )
    assert "Người đọc: 04" in listed and "Lê Thị Sách Tổ 1 Đang đọc" in listed
    assert (
        client.get(
            address("frozen:frozen_figure", report, "?figure=members")
        ).status_code
        == 404
    )
    assert csv_of(client.get(address("frozen:frozen_file", report, "?dang=csv"))) == [
        ["Chi bộ", "Bạn đọc", "Phần đọc xong"],
        ["Tổ 1", "4", "75,0%"],
        ["Tổng cộng", "4", "75,0%"],
    ]


def test_a_table_without_rows_is_empty_and_no_error(people, sign_in):
    report, client = unknown(people), sign_in("giang")
    page = client.get(
        address("frozen:frozen_report", report, "?now=1")
    ).content.decode()
    assert (tables(page), facts(page)["Đọc xong"]) == ({}, "–")
    assert "Người đọc: 00" in text_of(
        client.get(address("frozen:frozen_figure", report, "?figure=readers&now=1"))
    )
    assert csv_of(client.get(address("frozen:frozen_file", report, "?dang=csv&now=1")))[
        1:
    ] == [["Tổng cộng", "0", "–"]]


def test_figures_that_are_no_more_are_missing_today_and_new_ones_are_not_compared(
    people, sign_in
):
    page = (
        sign_in("giang")
        .get(address("frozen:frozen_today", unknown(people)))
        .content.decode()
    )
    assert tables(page) == {
        "Lịch của năm đã được sửa": [
            ["Thư viện", "Hạn trả sách", "01/05/2031", "chưa có"]
        ],
        "Tổ 1": [["Người đọc", "4", "không có"], ["Đọc xong", "3", "không có"]],
        "Tổng cộng": [["Người đọc", "4", "không có"], ["Đọc xong", "3", "không có"]],
    }


def test_a_nought_is_not_the_same_as_a_figure_that_is_no_more():
    changed = compare_counts(
        ["read", "kept", "gone"],
        {"read": 0, "kept": 0, "gone": 0},
        {"read": 1, "kept": 0},
    )
    assert changed == [("read", 0, 1), ("gone", 0, None)]


def test_what_only_tells_the_rest_of_another_figure_is_not_compared():
    figures = [
        {"key": "sent", "label": "Gửi"},
        {"key": "unsent", "label": "Chưa gửi", "rest_of": "sent"},
    ]
    assert documents.list_compared({"figures": figures}) == ["sent"]


def test_what_a_newer_version_froze_asks_for_that_version(people, sign_in):
    report, client = (
        unknown(people, format=4, figures="something else"),
        sign_in("giang"),
    )
    answers = [client.get(page) for page in pages_of(report, ["members"])]
    assert [answer.status_code for answer in answers] == [409] * 7
    for answer in answers:
        assert (
            "Bản này do phiên bản mới hơn của phần mềm chốt; hãy nâng cấp để xem."
            in text_of(answer)
        )
    assert "Đợt đọc sách" in text_of(client.get(reverse("frozen:frozen_reports")))
    assert seals.is_whole(report)
    people.giang.appointments.update(committee=people.ward)
    assert client.get(address("frozen:frozen_report", report)).status_code == 404
