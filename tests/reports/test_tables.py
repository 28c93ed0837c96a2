"""Tables row by row, in a ward in which no two numbers of a row are alike
(tests/reports/distinct.py)."""

import csv
import html
import io
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from cells.posts import Actor
from reports.frozen.content import freeze_report
from tests.people import NOW, TODAY
from tests.reports import distinct

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(distinct.gather)


@pytest.fixture
def world(db, worlds):
    cache.clear()
    return worlds()


@pytest.fixture
def page(client, world):
    """page(name of the route, **asked): the text of a page for the officer of the
    ward."""
    client.force_login(
        world.officer.user, backend="accounts.backends.IssuedNameBackend"
    )
    return lambda route, *args, **asked: client.get(
        reverse(route, args=args), asked
    ).content.decode()


def words(markup):
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " ").split()
    )


def tables(page):
    """{caption: [[cell]]}, without the heads."""
    found = {}
    for table in re.findall(r"<table.*?</table>", page, flags=re.S):
        caption = words(re.search(r"<caption.*?</caption>", table, flags=re.S)[0])
        body = re.sub(r"<thead>.*?</thead>|<svg.*?</svg>", "", table, flags=re.S)
        rows = re.findall(r"<tr>(.*?)</tr>", body, flags=re.S)
        found[caption] = [
            [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.S)]
            for row in rows
        ]
    return found


def lines(text):
    """Rows of a table written with bars."""
    return [
        [cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()
    ]


# --- the dashboard --------------------------------------------------------------------

PROGRESS = {
    "2": "Chi bộ 2 | 45 | 13 | 11 | | 36/45 (80,0%) | 10/45 (22,2%)",
    "10": "Chi bộ 10 | 22 | 9 | 0 | | 22/22 (100%) | 8/22 (36,4%)",
    "Ấp": "Chi bộ Ấp Đông | 84 | 6 | 44 | | 45/84 (53,6%) | 16/84 (19,0%)",
}
TOTAL = "Tổng cộng | 151 | 28 | 55 | | 103/151 (68,2%) | 34/151 (22,5%)"
UNIT = "Đơn vị Ủy ban | 11 | 0 | 4 | | 7/11 (63,6%) | 5/11 (45,5%)"
IN_ORDER = {
    "": ("Ấp", "2", "10"),
    "name": ("2", "10", "Ấp"),
    "-name": ("Ấp", "10", "2"),
    "obliged": ("10", "2", "Ấp"),
    "-obliged": ("Ấp", "2", "10"),
    "exempt": ("Ấp", "10", "2"),
    "-exempt": ("2", "10", "Ấp"),
    "overdue": ("10", "2", "Ấp"),
    "-overdue": ("Ấp", "2", "10"),
    "participated": ("Ấp", "2", "10"),
    "-participated": ("10", "2", "Ấp"),
    "completed": ("Ấp", "2", "10"),
    "-completed": ("10", "2", "Ấp"),
}


@pytest.mark.parametrize("sort, order", IN_ORDER.items())
def test_the_table_of_progress(page, sort, order):
    assert tables(page("dashboard:dashboard", sort=sort)) == {
        "Tiến độ từng chi bộ": lines(
            "\n".join([*(PROGRESS[key] for key in order), TOTAL])
        ),
        "Đơn vị (người ngoài Đảng, tính riêng)": lines(UNIT),
    }


def test_the_tiles(page):
    tiles = re.findall(
        r'<div class="tile">(.*?)</div>', page("dashboard:dashboard"), flags=re.S
    )
    assert [words(tile) for tile in tiles] == [
        "Phải xây dựng 151 ngoài diện: 28 được miễn, 17 bị đình chỉ, 06 tạm vắng, 07 "
        "mới về, chưa đến hạn",
        "Đã gửi chi bộ 68,2% 103/151 · từ 53,6% đến 100%",
        "Xong cả bốn bước 22,5% 34/151 · từ 19,0% đến 36,4%",
        "Đảng ủy yêu cầu sửa 8 đã ký lại 03, còn 05",
    ]


def test_what_to_look_at_first(page):
    notices = re.search(
        r'<ul class="notices">(.*?)</ul>', page("dashboard:dashboard"), flags=re.S
    )[1]
    assert [words(line).replace(" ,", ",") for line in notices.split("</li>")[:-1]] == [
        "02 chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày: Chi bộ Ấp Đông (7), Chi bộ "
        "2 (2)",
        "55 đồng chí đã quá hạn",
        "01 người đứng đầu chưa niêm yết, nộp xong",
        "Chi bộ 10, Đơn vị Ủy ban chưa có ai đọc kế hoạch; Đảng ủy đọc thay",
        "Chi bộ Ấp Đông chưa có bí thư",
        "05 kế hoạch chưa ký lại theo yêu cầu của Đảng ủy",
    ]


def test_the_bars_stand_in_the_order_of_the_steps(page):
    assert re.findall(
        r'class="bar" role="img" aria-label="([^"]*)"',
        page("dashboard:dashboard", sort="name"),
    ) == [
        "Chưa bắt đầu 5, Đang viết 6, Chi bộ góp ý 8, Hoàn thiện 9, Đã ký 7, Đã nộp, "
        "niêm yết 10",
        "Chi bộ góp ý 4, Đã ký 10, Đã nộp, niêm yết 8",
        "Chưa bắt đầu 30, Đang viết 14, Chi bộ góp ý 11, Hoàn thiện 5, Đã ký 8, Đã "
        "nộp, niêm yết 16",
        "Chưa bắt đầu 35, Đang viết 20, Chi bộ góp ý 23, Hoàn thiện 14, Đã ký 25, Đã "
        "nộp, niêm yết 34",
        "Chưa bắt đầu 1, Đang viết 3, Chi bộ góp ý 2, Đã nộp, niêm yết 5",
    ]


# members, exempt, suspended, away, newcomers, obliged | six places | overdue,
# participated | voluntary, guests
NUMBERS = """
Chi bộ 2 | 76 | 13 | 12 | 2 | 4 | 45 | 5 | 6 | 8 | 9 | 7 | 10 | 11 | 36 | 3 | 14
Chi bộ 10 | 37 | 9 | 2 | 3 | 1 | 22 | 0 | 0 | 4 | 0 | 10 | 8 | 0 | 22 | 5 | 7
Chi bộ Ấp Đông | 96 | 6 | 3 | 1 | 2 | 84 | 30 | 14 | 11 | 5 | 8 | 16 | 44 | 45 | 4 | 9
Tổng cộng | 209 | 28 | 17 | 6 | 7 | 151 | 35 | 20 | 23 | 14 | 25 | 34 | 55 | 103 | 12 | 30
"""
OF_UNITS = (
    "Đơn vị Ủy ban | 11 | 0 | 0 | 0 | 0 | 11 | 1 | 3 | 2 | 0 | 0 | 5 | 4 | 7 | 0 | 0"
)
HEADS = (
    "Đảng viên | Được miễn | Bị đình chỉ | Tạm vắng | Mới về, chưa đến hạn | Phải "
    "xây dựng | Chưa bắt đầu | "
)
HEADS += "Đang viết | Chi bộ góp ý | Hoàn thiện | Đã ký | Đã nộp, niêm yết | Quá hạn | Đã gửi chi bộ | "
HEADS += "Được miễn mà vẫn viết (tự nguyện) | Sinh hoạt tạm thời (khách)"


def heads(page):
    """The labels that stand at the numbers of the first row."""
    row = re.search(r"<tbody>\s*<tr>(.*?)</tr>", page, flags=re.S)[1]
    return html.unescape(" | ".join(re.findall(r'data-label="([^"]*)"', row)))


def test_the_table_of_numbers(page):
    shown = page("numbers:numbers")
    assert tables(shown) == {
        "Số người, theo chi bộ": lines(NUMBERS),
        "Đơn vị (người ngoài Đảng, tính riêng)": lines(OF_UNITS),
    }
    assert heads(shown) == HEADS
    columns = re.findall(r'<th scope="col" class="num">([^<]*)</th>', shown)
    assert columns == [*HEADS.split(" | ")] * 2


# The columns of the file in its order: completed stands between participated and
# voluntary.
FILE = """
Chi bộ 2 | 76 | 13 | 12 | 2 | 4 | 45 | 5 | 6 | 8 | 9 | 7 | 10 | 11 | 36 | 10 | 3 | 80,0% | 22,2%
Chi bộ 10 | 37 | 9 | 2 | 3 | 1 | 22 | 0 | 0 | 4 | 0 | 10 | 8 | 0 | 22 | 8 | 5 | 100% | 36,4%
Chi bộ Ấp Đông | 96 | 6 | 3 | 1 | 2 | 84 | 30 | 14 | 11 | 5 | 8 | 16 | 44 | 45 | 16 | 4 | 53,6% | 19,0%
Tổng cộng | 209 | 28 | 17 | 6 | 7 | 151 | 35 | 20 | 23 | 14 | 25 | 34 | 55 | 103 | 34 | 12 | 68,2% | 22,5%
Đơn vị Ủy ban | 11 | 0 | 0 | 0 | 0 | 11 | 1 | 3 | 2 | 0 | 0 | 5 | 4 | 7 | 5 | 0 | 63,6% | 45,5%
"""


def test_the_file_of_figures(page):
    head, *rows = csv.reader(
        io.StringIO(page("numbers:rates_file", dang="csv").removeprefix("\ufeff"))
    )
    assert rows == lines(FILE)
    by_label = HEADS.split(" | ")
    assert head == [
        *(
            "Chi bộ",
            *by_label[:14],
            "Xong cả bốn bước",
            by_label[14],
            "Tỷ lệ tham gia",
            "Tỷ lệ hoàn thành",
        )
    ]


# --- names behind a figure ------------------------------------------------------------


def test_the_names_behind_a_figure_stand_by_given_name_with_where_each_stands(
    page, world
):
    cell = world.cells["Chi bộ Ấp Đông"].pk
    assert tables(page("names:figure", figure="exempt", cell=cell)) == {
        "Được miễn": lines("""
            Lê Văn An | Được miễn Chưa bắt đầu |
            Phạm Lê Ánh | Được miễn Chưa bắt đầu |
            Lê Văn Ánh | Được miễn Chi bộ góp ý | Đọc kế hoạch của đ/c Lê Văn Ánh
            Lê Văn Ân | Được miễn Chi bộ góp ý | Đọc kế hoạch của đ/c Lê Văn Ân
            Lê Văn Dũng | Được miễn Chi bộ góp ý | Đọc kế hoạch của đ/c Lê Văn Dũng
            Lê Văn Đạt | Được miễn Chi bộ góp ý | Đọc kế hoạch của đ/c Lê Văn Đạt
        """)
    }


BESIDE = {
    "participated": "103/151 (68,2%): 48 chưa gửi chi bộ · 28 được miễn · 17 bị đình "
    "chỉ · 06 tạm vắng · "
    "07 mới về, chưa đến hạn · 12 được miễn mà vẫn viết (tự nguyện)",
    "completed": "34/151 (22,5%): 117 chưa xong bốn bước · 28 được miễn · 17 bị đình "
    "chỉ · 06 tạm vắng · "
    "07 mới về, chưa đến hạn",
    "not_participated": "48: 103 đã gửi chi bộ · 28 được miễn · 17 bị đình chỉ · 06 "
    "tạm vắng · 07 mới về, chưa đến hạn",
    "not_completed": "117: 34 xong cả bốn bước · 28 được miễn · 17 bị đình chỉ · 06 "
    "tạm vắng · 07 mới về, chưa đến hạn",
    "obliged": "151: 28 được miễn · 17 bị đình chỉ · 06 tạm vắng · 07 mới về, chưa đến "
    "hạn · "
    "30 sinh hoạt tạm thời (khách)",
    "members": "209: 151 phải xây dựng · 28 được miễn · 17 bị đình chỉ · 06 tạm vắng · "
    "07 mới về, chưa đến hạn · "
    "30 sinh hoạt tạm thời (khách)",
    "left_out": "58: 28 được miễn · 17 bị đình chỉ · 06 tạm vắng · 07 mới về, chưa đến "
    "hạn · "
    "12 được miễn mà vẫn viết (tự nguyện) · 151 phải xây dựng",
    "recalled": "08: 03 đã ký lại theo yêu cầu của đảng ủy · 05 chưa ký lại theo yêu cầu "
    "của đảng ủy",
    "mended": "03: 08 đảng ủy yêu cầu sửa · 05 chưa ký lại theo yêu cầu của đảng ủy",
    "unmended": "05: 08 đảng ủy yêu cầu sửa · 03 đã ký lại theo yêu cầu của đảng ủy",
    "waiting": "09",
    "heads_unposted": "01",
    "signed": "25: 151 phải xây dựng · 28 được miễn · 17 bị đình chỉ · 06 tạm vắng · "
    "07 mới về, chưa đến hạn",
}


@pytest.mark.parametrize("figure, expected", BESIDE.items())
def test_beside_a_figure_stand_the_groups_that_explain_it(page, figure, expected):
    shown = words(page("names:figure", figure=figure))
    said = re.search(
        r"số liệu năm 2026 [^:]*: (\S+(?: \([\d,]+%\))?) năm 2026",
        shown,
        flags=re.IGNORECASE,
    )[1]
    beside = re.search(r"Bên cạnh đó: (.*?) Họ và tên|$", shown)[1]
    title = re.search(r"<caption[^>]*>([^<]*)<", page("names:figure", figure=figure))[1]
    found = f"{said}: {beside.removesuffix(title).strip()}" if beside else said
    assert found == expected


# --- the years ------------------------------------------------------------------------


def test_the_years(page):
    assert tables(page("over_years:years")) == {
        "Tính chung": lines("""
            2025 | 31/12/2025 | 101/151 (66,9%) | 50,0% (Chi bộ 10) – 75,0% (Chi bộ Ấp Đông) | \
                40/151 (26,5%) | 20,0% (Chi bộ 2) – 45,5% (Chi bộ 10)
            2026 | 10/02/2026 | 103/151 (68,2%) | 53,6% (Chi bộ Ấp Đông) – 100% (Chi bộ 10) | \
                34/151 (22,5%) | 19,0% (Chi bộ Ấp Đông) – 36,4% (Chi bộ 10)
        """),
        "Đã gửi chi bộ: từng chi bộ": lines("""
            Chi bộ 2 | 60,0% | 80,0%
            Chi bộ 10 | 50,0% | 100%
            Chi bộ Ấp Đông | 75,0% | 53,6%
        """),
        "Xong cả bốn bước: từng chi bộ": lines("""
            Chi bộ 2 | 20,0% | 22,2%
            Chi bộ 10 | 45,5% | 36,4%
            Chi bộ Ấp Đông | 25,0% | 19,0%
        """),
    }


def test_the_drawings_of_the_years_say_the_range_by_shares(page):
    assert re.findall(
        r'class="trend trend-wide"[^>]*aria-label="([^"]*)"', page("over_years:years")
    ) == [
        "Đã gửi chi bộ: năm 2025 66,9%, chi bộ thấp nhất 50,0%, cao nhất 75,0%; "
        "năm 2026 68,2%, chi bộ thấp nhất 53,6%, cao nhất 100%",
        "Xong cả bốn bước: năm 2025 26,5%, chi bộ thấp nhất 20,0%, cao nhất 45,5%; "
        "năm 2026 22,5%, chi bộ thấp nhất 19,0%, cao nhất 36,4%",
    ]


# --- what is frozen -------------------------------------------------------------------


@pytest.fixture
def report(world):
    asked = {
        "title": "Sơ kết",
        "number": "127-BC/ĐU",
        "by": Actor(world.officer, TODAY, user=world.officer.user),
        "at": NOW,
        "key": uuid4(),
    }
    return freeze_report(world.ward, 2026, TODAY, **asked)


def test_the_tables_of_a_frozen_report(page, report):
    shown = page("frozen:frozen_report", report.pk)
    assert tables(shown) == {
        "Số người, theo chi bộ": lines(NUMBERS),
        "Đơn vị (người ngoài Đảng, tính riêng)": lines(OF_UNITS),
    }
    facts = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", shown, re.DOTALL)
    assert [(label, words(said)) for label, said in facts][2:6] == [
        (
            "Đã gửi chi bộ",
            "103/151 (68,2%) – thấp nhất: Chi bộ Ấp Đông, 45/84 (53,6%); cao nhất: Chi "
            "bộ 10, 22/22 (100%)",
        ),
        (
            "Xong cả bốn bước",
            "34/151 (22,5%) – thấp nhất: Chi bộ Ấp Đông, 16/84 (19,0%); cao nhất: Chi "
            "bộ 10, 8/22 (36,4%)",
        ),
        (
            "Yêu cầu sửa",
            "Đảng ủy yêu cầu sửa: 08; Đã ký lại theo yêu cầu của Đảng ủy: 03; Chưa ký "
            "lại theo yêu cầu của Đảng ủy: 05",
        ),
        (
            "Lịch của năm",
            "Đảng bộ phường Phúc Đồng: hạn gửi chi bộ 31/01/2026; hạn chi bộ góp ý "
            "28/02/2026; hạn ký, nộp 15/03/2026",
        ),
    ]


def test_the_file_of_a_frozen_report(page, report):
    _, *rows = csv.reader(
        io.StringIO(
            page("frozen:frozen_file", report.pk, dang="csv").removeprefix("\ufeff")
        )
    )
    assert rows == lines(FILE)


def test_the_names_of_a_frozen_report(page, report):
    assert tables(page("frozen:frozen_figure", report.pk, figure="exempt", row=3)) == {
        "Được miễn": lines("""
            Lê Văn An | Chi bộ Ấp Đông | Được miễn Chưa bắt đầu
            Phạm Lê Ánh | Chi bộ Ấp Đông | Được miễn Chưa bắt đầu
            Lê Văn Ánh | Chi bộ Ấp Đông | Được miễn Chi bộ góp ý
            Lê Văn Ân | Chi bộ Ấp Đông | Được miễn Chi bộ góp ý
            Lê Văn Dũng | Chi bộ Ấp Đông | Được miễn Chi bộ góp ý
            Lê Văn Đạt | Chi bộ Ấp Đông | Được miễn Chi bộ góp ý
        """)
    }


# --- exemptions -----------------------------------------------------------------------


def test_the_board_of_exemptions(page):
    caption = "Tỷ lệ miễn và tiến độ rà soát của từng chi bộ, tỷ lệ cao đứng trước"
    shown = page("exemption_figures:exemption_board")
    assert tables(shown) == {
        caption: lines("""
            Chi bộ 10 | 37 | 9/37 (24,3%) | 1/9 · còn 08 | 03 trường hợp: quá hạn rà soát
            Chi bộ 2 | 76 | 13/76 (17,1%) | 4/13 · còn 09 | 02 trường hợp: thiếu căn cứ
            Chi bộ Ấp Đông | 96 | 6/96 (6,3%) | 5/6 · còn 01 | –
        """)
    }
    tiles = re.findall(r'<div class="tile">(.*?)</div>', shown, flags=re.S)
    assert [
        words(tile).removesuffix(" không có ai").split(" Xem tên")[0] for tile in tiles
    ] == [
        "Mới miễn từ đầu quý trước 0",
        "Đề nghị chờ quyết định 0",
        "Hết hạn trong 30 ngày tới 0",
        "Đã hết hạn, không gia hạn 0",
        "Quá hạn rà soát 3",
        "Thiếu căn cứ 2",
        "Đã yêu cầu trở lại sinh hoạt 0",
        "Bị đình chỉ 17",
    ]


REVIEW = "rà soát 01/02/2026: Tiếp tục miễn"


def test_the_names_behind_a_number_of_exemptions(page, world):
    cell = world.cells["Chi bộ Ấp Đông"].pk
    assert tables(
        page("exemption_figures:exemption_names", list="reviewed", cell=cell)
    ) == {
        "Đã rà soát trong năm": [
            [
                name,
                "Chi bộ Ấp Đông",
                f"Tuổi cao, sức yếu · {paper} ngày 01/12/2024 · từ 01/01/2010 · "
                f"{REVIEW}",
            ]
            for name, paper in [
                ("Lê Văn An", "Số 5-NQ/CB"),
                ("Lê Văn Ánh", "Số 3-NQ/CB"),
                ("Lê Văn Ân", "Số 4-NQ/CB"),
                ("Lê Văn Dũng", "Số 2-NQ/CB"),
                ("Lê Văn Đạt", "Số 1-NQ/CB"),
            ]
        ]
    }
