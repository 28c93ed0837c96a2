"""The page of figures: what it says, who sees what, and that every figure opens into
its names."""

import datetime
import html
import re
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cells.models import Appointment, Cell, Exemption
from plans.models import Cycle
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
)
from tests.factories import MembershipFactory as Membership
from tests.merging import merge
from tests.people import NOW, TODAY, a_plan_at, again, put_into

pytestmark = pytest.mark.one_database

D = datetime.date
BOARD, NUMBERS, FIGURE, FILE = (
    reverse(name)
    for name in (
        "dashboard:dashboard",
        "numbers:numbers",
        "names:figure",
        "numbers:rates_file",
    )
)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def busy(people):
    """Cell 7: An in review, Dũng exempt and writing all the same, Bảo in draft, Bình
    nothing. Cell 9: Chi posted."""
    Exemption.objects.create(member=people.dung, since=D(2025, 1, 1))
    a_plan_at("cell_review", people, "an")
    a_plan_at("cell_review", people, "dung")
    a_plan_at("draft", people, "bao")
    a_plan_at("signed", people, "giang", reviewer="chi")
    plan = a_plan_at("posted", people, "inh", reviewer="chi", filer="chi")
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    return people


def text_of(response):
    """The words of a page, without tags."""
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
        .replace("\u00a0", " ")
        .split()
    )


def row(response, name):
    """The words of a row of the table, by the name at its head."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), flags=re.S)
    words = [
        " ".join(
            html.unescape(re.sub(r"<[^>]+>", " ", one)).replace("\u00a0", " ").split()
        )
        for one in rows
    ]
    (found,) = [one for one in words if one.startswith(name)]
    return found.removeprefix(name).strip()


def names(response):
    return re.findall(r'<th scope="row">([^<]+)</th>', response.content.decode())


def order(response):
    heads = re.findall(r'<th scope="row">(.*?)</th>', response.content.decode())
    return [re.sub(r"<[^>]+>", "", head).replace("\u00a0", " ") for head in heads]


# --- what the page says ---------------------------------------------------------------


def test_the_tiles_say_how_the_ward_stands(busy, sign_in):
    page = text_of(sign_in("giang").get(BOARD))
    assert "Toàn cảnh năm 2026" in page
    assert "Tính đến hết ngày 10/02/2026 · 02 chi bộ · 01 đơn vị" in page
    assert "Phải xây dựng 7 ngoài diện: 01 được miễn" in page
    assert "Đã gửi chi bộ 42,9% 3/7 · từ 33,3% đến 50,0%" in page
    assert "Xong cả bốn bước 0,0% 0/7 · các chi bộ đều 0,0%" in page
    assert "Đảng ủy yêu cầu sửa 1 đã ký lại 0, còn 01" in page


def test_the_table_says_how_each_cell_stands(busy, sign_in):
    page = sign_in("giang").get(BOARD)
    assert row(page, "Chi bộ 7") == "3 1 2 1/3 (33,3%) 0/3 (0,0%)"
    assert row(page, "Chi bộ 9") == "4 0 2 2/4 (50,0%) 0/4 (0,0%)"
    assert row(page, "Tổng cộng") == "7 1 4 3/7 (42,9%) 0/7 (0,0%)"
    assert row(page, "UBND phường") == "2 0 2 0/2 (0,0%) 0/2 (0,0%)"


def test_the_bar_says_its_numbers_to_those_who_cannot_see_it(busy, sign_in):
    page = sign_in("giang").get(BOARD).content.decode()
    assert 'aria-label="Chưa bắt đầu 1, Đang viết 1, Chi bộ góp ý 1"' in page
    widths = re.findall(r'width="([\d.]+)%" fill="url\(#p[012]\)"', page)
    assert "33.33" in widths


def test_what_needs_attention_is_listed(busy, sign_in):
    lonely = CellFactory(name="Chi bộ 10", committee=busy.ward)
    CellFactory(name="Chi bộ 11", committee=busy.ward)
    AppointmentFactory(member=busy.em, role="deputy_secretary", cell=lonely)
    page = text_of(sign_in("giang").get(f"{BOARD}?on=2026-02-10"))
    assert "04 đồng chí đã quá hạn" in page
    assert "02 người đứng đầu chưa niêm yết, nộp xong" in page
    assert "Chi bộ 11 chưa có ai đọc kế hoạch; Đảng ủy đọc thay" in page
    assert "Chi bộ 10 chưa có bí thư" in page
    assert "01 kế hoạch chưa ký lại theo yêu cầu của Đảng ủy" in page
    assert "được miễn:" not in page
    assert "chờ đọc quá 7 ngày" not in page


def test_plans_that_wait_long_are_named_by_cell(people, sign_in):
    a_plan_at("cell_review", people, "an", at=NOW - datetime.timedelta(days=9))
    page = text_of(sign_in("giang").get(BOARD))
    assert "01 chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày: Chi bộ 7 (1)" in page


def test_nothing_to_mind_says_so(people, sign_in):
    page = text_of(sign_in("giang").get(f"{BOARD}?on=2026-01-15"))
    assert "Không có gì cần để ý." in page


def test_a_year_without_a_cycle_says_so_and_still_counts(people, sign_in):
    Cycle.objects.all().delete()
    page = text_of(sign_in("giang").get(BOARD))
    assert "Năm 2026 chưa mở kế hoạch." in page
    assert "Phải xây dựng 8 không ai ngoài diện" in page


def test_before_this_years_cycle_the_last_one_is_shown(people, sign_in):
    Cycle.objects.update(year=2025, draft_due_on=D(2025, 1, 31))
    client = sign_in("giang")
    assert "Toàn cảnh năm 2025 Tính đến hết ngày 31/12/2025" in text_of(
        client.get(BOARD)
    )
    assert "Toàn cảnh năm 2026" in text_of(client.get(f"{BOARD}?cycle=2026"))


def test_the_years_that_are_over_are_drawn(people, sign_in):
    for year in (2023, 2024, 2025):
        CycleFactory(committee=people.ward, year=year, draft_due_on=D(year, 1, 31))
    people.cycle.refresh_from_db()
    plan = a_plan_at("posted", people)
    long_past = NOW.replace(year=2025)
    put_into(plan, Cycle.objects.get(year=2025), first_submitted_at=long_past)
    page = sign_in("giang").get(BOARD)
    drawing = 'aria-label="Tỷ lệ tham gia: năm 2023 0,0%; năm 2024 0,0%; năm 2025 0,0%"'
    assert drawing in page.content.decode()
    type(plan).objects.update(
        begun_at=NOW.replace(year=2025, month=1), moved_at=NOW.replace(year=2025)
    )
    cache.clear()
    page = sign_in("giang").get(BOARD)
    assert "năm 2024 0,0%; năm 2025 12,5%" in page.content.decode()
    assert row(page, "2025") == "1/8 (12,5%) 1/8 (12,5%) 0"


# --- order, day, cells as they are now ------------------------------------------------


def test_the_cell_in_need_stands_first(busy, sign_in):
    assert order(sign_in("giang").get(BOARD))[:3] == [
        "Chi bộ 7",
        "Chi bộ 9",
        "Tổng cộng",
    ]


@pytest.mark.parametrize(
    "sort, first",
    [
        ("name", "Chi bộ 7"),
        ("-name", "Chi bộ 9"),
        ("obliged", "Chi bộ 7"),
        ("-obliged", "Chi bộ 9"),
        ("exempt", "Chi bộ 9"),
        ("-exempt", "Chi bộ 7"),
        ("participated", "Chi bộ 7"),
        ("-participated", "Chi bộ 9"),
    ],
)
def test_a_heading_sorts_and_turns_round(busy, sign_in, sort, first):
    page = sign_in("giang").get(f"{BOARD}?sort={sort}")
    assert order(page)[0] == first
    column, direction = (
        sort.lstrip("-"),
        "descending" if sort.startswith("-") else "ascending",
    )
    turned = column if sort.startswith("-") else f"-{column}"
    heading = rf'aria-sort="{direction}"><a href="\?sort={turned}">'
    assert re.search(heading, page.content.decode())
    assert page.content.decode().count("aria-sort=") == 2  # the cells and the units


def test_a_cell_with_nobody_obliged_stands_last_in_a_rate(busy, sign_in):
    CellFactory(name="Chi bộ 1", committee=busy.ward)
    client = sign_in("giang")
    for sort in ("participated", "-participated"):
        assert order(client.get(f"{BOARD}?sort={sort}"))[2] == "Chi bộ 1"
    assert row(client.get(BOARD), "Chi bộ 1") == "0 0 0 – –"


def test_another_day_shows_what_was_true_then(people, sign_in):
    a_plan_at("posted", people)
    client = sign_in("giang")
    assert "Xong cả bốn bước 12,5%" in text_of(client.get(BOARD))
    page = client.get(f"{BOARD}?on=09/02/2026")
    assert "Tính đến hết ngày 09/02/2026" in text_of(page)
    assert "Xong cả bốn bước 0,0%" in text_of(page)
    assert "figure=left_out" not in page.content.decode()
    assert "on=2026-02-09" in page.content.decode()


@pytest.mark.parametrize(
    "day, words",
    [
        ("31/02/2026", "Ngày này không đọc được."),
        ("hôm qua", "Ngày này không đọc được."),
        ("11/02/2026", "Ngày này chưa đến."),
        ("01/01/0001", "Ngày này quá xa."),
        ("31/12/9999", "Ngày này chưa đến."),
    ],
)
def test_a_day_that_is_none_is_asked_for_again(people, sign_in, day, words):
    page = sign_in("giang").get(BOARD, {"on": day})
    assert page.status_code == 200
    assert "<title>Lỗi: Xem ngày khác" in page.content.decode()
    assert words in text_of(page)
    assert f'value="{day}"' in page.content.decode()


def test_a_year_that_is_none_is_asked_for_again(people, sign_in):
    page = sign_in("giang").get(BOARD, {"cycle": "1999"})
    assert "<title>Lỗi: Xem ngày khác" in page.content.decode()


def test_the_page_for_another_day_holds_what_is_shown_now(people, sign_in):
    page = (
        sign_in("giang")
        .get(f"{reverse('dashboard:other_day')}?on=2026-02-01")
        .content.decode()
    )
    assert 'value="01/02/2026"' in page
    assert '<option value="2026" selected' in page


def test_cells_can_be_gathered_as_they_are_now(people, sign_in):
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 8),
    )
    client = sign_in("giang")
    assert order(client.get(f"{BOARD}?on=2026-02-07"))[:2] == ["Chi bộ 7", "Chi bộ 9"]
    gathered = client.get(f"{BOARD}?on=2026-02-07&now=on")
    assert order(gathered)[0] == "Chi bộ 20"
    assert row(gathered, "Chi bộ 20").startswith("8 0")
    link = re.search(
        r'href="([^"]*figure=obliged[^"]*cell=[^"]*)"', gathered.content.decode()
    ).group(1)
    assert len(names(client.get(html.unescape(link)))) == 8


# --- every figure opens into its names ------------------------------------------------


def figures_of(page):
    """[(address, number)] of every figure that stands on a page as a link."""
    found = re.findall(
        r'<a href="([^"]*figure=[^"]+)">([\d.]+)(?:/[\d.]+)?</a>', page.content.decode()
    )
    return [(html.unescape(url), int(number.replace(".", ""))) for url, number in found]


@pytest.mark.parametrize("page", [BOARD, NUMBERS])
@pytest.mark.parametrize(
    "who, query",
    [("giang", ""), ("giang", "?on=2026-02-09"), ("binh", ""), ("hanh", "")],
)
def test_every_figure_opens_into_as_many_names(busy, sign_in, page, who, query):
    client = sign_in(who)
    figures = figures_of(client.get(f"{page}{query}"))
    assert len(figures) > 3
    for url, number in figures:
        assert len(names(client.get(url))) == number, url


def test_a_list_of_names_says_what_stands_beside_it(busy, sign_in):
    page = sign_in("giang").get(
        FIGURE, {"figure": "participated", "cell": busy.cell.pk}
    )
    words = text_of(page)
    assert "Đã gửi chi bộ: 1/3 (33,3%)" in words
    assert "Chi bộ 7 · năm 2026, tính đến hết ngày 10/02/2026" in words
    assert (
        "Bên cạnh đó: 02 chưa gửi chi bộ · 01 được miễn · 01 được miễn mà vẫn viết (tự "
        "nguyện)" in words
    )
    assert names(page) == ["Nguyễn Văn An"]


def test_names_come_in_the_order_of_given_names(people, sign_in):
    page = sign_in("giang").get(FIGURE, {"figure": "members"})
    assert names(page) == [
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
        "Trần Thị Bình",
        "Lê Kim Chi",
        "Phạm Thị Dung",
        "Ngô Thị Giang",
        "Đỗ Thị Hạnh",
        "Bùi Văn Inh",
    ]


def test_a_plan_is_linked_only_where_it_may_be_opened(busy, sign_in):
    client = sign_in("giang")
    links = {}
    for figure in ("draft", "cell_review", "signed"):
        links[figure] = "Đọc kế hoạch" in text_of(
            client.get(FIGURE, {"figure": figure})
        )
    assert links == {"draft": False, "cell_review": True, "signed": True}


def test_a_long_list_comes_in_sheets(people, sign_in):
    for number in range(120):
        Membership(
            member=MemberFactory(full_name=f"Nguyễn Văn {number}"), cell=people.cell
        )
    client = sign_in("giang")
    first = client.get(FIGURE, {"figure": "members", "cell": people.cell.pk})
    assert (len(names(first)), "Trang 1/2" in text_of(first)) == (100, True)
    following = re.search(r'rel="next"\s+href="([^"]+)"', first.content.decode()).group(
        1
    )
    assert len(names(client.get(FIGURE + html.unescape(following)))) == 24


def test_an_empty_figure_says_so(people, sign_in):
    assert "Không có ai" in text_of(sign_in("giang").get(FIGURE, {"figure": "posted"}))


# --- who sees what --------------------------------------------------------------------


@pytest.mark.parametrize(
    "who, shown",
    [
        ("giang", ["Chi bộ 7", "Chi bộ 9", "Tổng cộng", "UBND phường"]),
        ("inh", ["Chi bộ 7", "Chi bộ 9", "Tổng cộng", "UBND phường"]),
        ("binh", ["Chi bộ 7"]),
        ("bao", ["Chi bộ 7"]),
        ("chi", ["Chi bộ 9"]),
        ("lan", ["UBND phường"]),
        ("hanh", ["UBND phường"]),
    ],
)
def test_each_sees_the_cells_they_oversee(people, sign_in, who, shown):
    client = sign_in(who)
    assert sorted(order(client.get(f"{BOARD}?sort=name"))) == sorted(shown)
    assert sorted(order(client.get(NUMBERS))) == sorted(shown)
    lines = (
        CalamineWorkbook.from_filelike(BytesIO(client.get(FILE).content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert {line[0] for line in lines[3:]} - {"Tổng cộng"} == set(shown) - {"Tổng cộng"}


@pytest.mark.parametrize("who", ["an", "dung", "em", "kha", "quan"])
def test_whoever_oversees_nothing_finds_nothing(people, sign_in, who):
    client = sign_in(who)
    pages = [
        BOARD,
        NUMBERS,
        FILE,
        f"{FIGURE}?figure=members",
        reverse("dashboard:other_day"),
    ]
    assert [client.get(page).status_code for page in pages] == [404] * 5


def test_a_post_that_ended_shows_nothing(people, sign_in):
    people.giang.appointments.update(until=TODAY)
    assert sign_in("giang").get(BOARD).status_code == 404


@pytest.mark.parametrize(
    "who, cell", [("binh", "other_cell"), ("hanh", "cell"), ("lan", "cell")]
)
def test_the_names_of_another_cell_are_not_to_be_found(people, sign_in, who, cell):
    client = sign_in(who)
    asked = {"figure": "members", "cell": getattr(people, cell).pk}
    assert client.get(FIGURE, asked).status_code == 404
    everybody = names(client.get(FIGURE, {"figure": "members"}))
    assert "Lê Kim Chi" not in everybody and everybody != []


def test_an_officer_of_another_ward_sees_only_that_ward(people, sign_in):
    elsewhere = CellFactory(
        name="Chi bộ 1", committee=CommitteeFactory(name="Đảng bộ phường Khác")
    )
    Membership(member=people.em, cell=elsewhere)
    client = sign_in("giang")
    assert "Chi bộ 1" not in order(client.get(BOARD))
    assert (
        client.get(FIGURE, {"figure": "members", "cell": elsewhere.pk}).status_code
        == 404
    )


def test_cells_below_a_lower_committee_are_seen_with_the_ward(people, sign_in):
    below = CommitteeFactory(
        name="Đảng bộ cơ sở", parent=people.ward, kind="grassroots"
    )
    CellFactory(name="Chi bộ Trường học", committee=below)
    assert "Chi bộ Trường học" in order(sign_in("giang").get(BOARD))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"figure": "nothing"},
        {"figure": "members", "cell": "x"},
        {"figure": "members", "cell": "0"},
    ],
)
def test_a_figure_that_is_none_is_not_found(people, sign_in, asked):
    assert sign_in("giang").get(FIGURE, asked).status_code == 404


@pytest.mark.parametrize("page", [BOARD, NUMBERS, FIGURE, FILE])
def test_figures_are_only_read(people, sign_in, page):
    assert sign_in("giang").post(page).status_code == 405


# --- several wards --------------------------------------------------------------------


@pytest.fixture
def city(busy):
    """Giang watches for a city over the ward and another one, which has a Chi bộ 7 and
    a unit of its own."""
    above = CommitteeFactory(name="Thành ủy", kind="city")
    other = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=above)
    type(busy.ward).objects.filter(pk=busy.ward.pk).update(parent=above)
    busy.giang.appointments.update(committee=above)
    Membership(member=busy.em, cell=CellFactory(name="Chi bộ 7", committee=other))
    Membership(
        member=MemberFactory(),
        cell=CellFactory(name="UBND phường Long Biên", committee=other, kind="unit"),
    )
    return other


OPEN_A_WARD = "Bấm vào tên một đảng bộ để xem từng chi bộ của đảng bộ ấy."
WARDS = ["Đảng bộ phường Long Biên", "Đảng bộ phường Phúc Đồng", "Tổng cộng"]


def test_a_city_sees_its_wards_and_opens_the_cells_of_one(busy, city, sign_in):
    client = sign_in("giang")
    page = client.get(f"{BOARD}?sort=name")
    assert "02 đảng bộ · 03 chi bộ · 02 đơn vị" in text_of(page)
    assert order(page) == WARDS
    opened = f"?sort=name&mo={city.pk}#bang-2"
    assert html.escape(opened) in page.content.decode()
    assert order(client.get(f"{BOARD}{opened}")) == [
        *WARDS,
        *("Chi bộ 7", "UBND phường Long Biên"),
    ]
    own = client.get(f"{BOARD}?sort=name&mo={busy.ward.pk}")
    assert order(own) == [
        *WARDS,
        *("Chi bộ 7", "Chi bộ 9", "Tổng cộng", "UBND phường"),
    ]
    # The sorting keeps it open, and the ward that is open closes.
    assert html.escape(f"?sort=-name&mo={busy.ward.pk}") in own.content.decode()
    assert '"?sort=name#bang-2"' in own.content.decode()


def test_the_numbers_of_a_city_are_those_of_its_wards_until_one_is_opened(
    busy, city, sign_in
):
    client = sign_in("giang")
    page = client.get(NUMBERS)
    captions = re.findall(r"<caption>(.*?)</caption>", page.content.decode())
    assert captions == ["Số người, theo đảng bộ"]
    link = re.search(r'href="(\?[^"]*mo=\d+#bang-2)"', page.content.decode())[1]
    opened = client.get(NUMBERS + html.unescape(link)).content.decode()
    assert re.findall(r"<caption>(.*?)</caption>", opened) == [
        "Số người, theo đảng bộ",
        "Số người, theo chi bộ – Đảng bộ phường Long Biên",
        "Đơn vị (người ngoài Đảng, tính riêng) – Đảng bộ phường Long Biên",
    ]


@pytest.mark.parametrize("page", [BOARD, NUMBERS])
def test_a_city_is_told_how_a_ward_is_opened(busy, city, sign_in, page):
    assert OPEN_A_WARD in text_of(sign_in("giang").get(page))


@pytest.mark.parametrize("page", [BOARD, NUMBERS])
def test_a_ward_is_told_of_no_wards(busy, sign_in, page):
    assert OPEN_A_WARD not in text_of(sign_in("giang").get(page))


@pytest.mark.parametrize("asked", ["mo=0", "mo=abc", "mo=999999"])
def test_a_ward_that_cannot_be_opened_is_no_error(busy, city, sign_in, asked):
    assert sign_in("giang").get(f"{BOARD}?{asked}").status_code == 200


def test_a_city_reads_the_figures_of_its_wards(busy, city, sign_in):
    page = sign_in("giang").get(f"{BOARD}?sort=name")
    assert row(page, "Đảng bộ phường Phúc Đồng") == "7 1 4 3/7 (42,9%) 0/7 (0,0%)"
    assert row(page, "Đảng bộ phường Long Biên") == "1 0 0 0/1 (0,0%) 0/1 (0,0%)"
    assert "Chi bộ 7 (Đảng bộ phường Long Biên)" in text_of(page)


@pytest.mark.parametrize("page", [BOARD, NUMBERS])
def test_the_figures_of_a_ward_open_into_its_names(busy, city, sign_in, page):
    client = sign_in("giang")
    figures = figures_of(client.get(page))
    assert any(f"ward={city.pk}" in url for url, _ in figures)
    for url, number in figures:
        assert len(names(client.get(url))) == number, url


def test_the_file_of_a_city_has_a_sum_for_each_ward(busy, city, sign_in):
    response = sign_in("giang").get(FILE)
    lines = (
        CalamineWorkbook.from_filelike(BytesIO(response.content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert [(line[0], line[1]) for line in lines[3:]] == [
        ("Chi bộ 7 (Đảng bộ phường Long Biên)", 1),
        ("Chi bộ 7 (Đảng bộ phường Phúc Đồng)", 4),
        ("Chi bộ 9 (Đảng bộ phường Phúc Đồng)", 4),
        ("Đảng bộ phường Long Biên", 1),
        ("Đảng bộ phường Phúc Đồng", 8),
        ("Tổng cộng", 9),
        ("UBND phường Long Biên (Đảng bộ phường Long Biên)", 1),
        ("UBND phường (Đảng bộ phường Phúc Đồng)", 2),
    ]


@pytest.mark.parametrize("who", ["binh", "inh"])
def test_the_ward_of_a_figure_must_be_one_of_ones_own(busy, city, sign_in, who):
    assert (
        sign_in(who).get(FIGURE, {"figure": "members", "ward": city.pk}).status_code
        == 404
    )


# --- files ----------------------------------------------------------------------------


def test_the_spreadsheet_holds_the_same_figures(busy, sign_in):
    Cell.objects.filter(pk=busy.cell.pk).update(name="=1+1")
    response = sign_in("giang").get(f"{FILE}?on=2026-02-10")
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="so-lieu-2026-2026-02-10.xlsx"'
    )
    lines = (
        CalamineWorkbook.from_filelike(BytesIO(response.content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert lines[0][0] == "Kế hoạch năm 2026, số liệu tính đến hết ngày 10/02/2026"
    assert lines[2][:3] == ["Chi bộ", "Đảng viên", "Được miễn"]
    by_name = {line[0]: line[1:] for line in lines[3:]}
    assert by_name["=1+1"] == [
        4,
        1,
        0,
        0,
        0,
        3,
        1,
        1,
        1,
        0,
        0,
        0,
        2,
        1,
        0,
        1,
        "33,3%",
        "0,0%",
    ]
    assert by_name["Tổng cộng"][:6] == [8, 1, 0, 0, 0, 7]


def test_the_csv_begins_so_that_spreadsheets_read_it_and_holds_no_formula(
    busy, sign_in
):
    Cell.objects.filter(pk=busy.cell.pk).update(name="=1+1")
    content = sign_in("giang").get(f"{FILE}?dang=csv").content.decode()
    assert content.startswith("\ufeffChi bộ,Đảng viên")
    assert "\r\n'=1+1,4,1," in content


# --- cost -----------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [1, 3, 24])
def test_the_page_costs_the_same_for_any_number_of_cells(
    people, sign_in, cells, django_assert_num_queries
):
    for number in range(cells):
        cell = CellFactory(committee=people.ward, name=f"Chi bộ {number + 20}")
        for _ in range(3):
            Membership(member=MemberFactory(), cell=cell)
    for year in (2023, 2024, 2025):
        CycleFactory(committee=people.ward, year=year)
    client = sign_in("giang")
    page = client.get(BOARD)
    assert len(page.content) < 60_000
    # What is kept of the years that are over is read in two, and so is what the walls
    # ask for.
    with django_assert_num_queries(12):
        client.get(BOARD)
    with django_assert_num_queries(8):
        client.get(NUMBERS)


@pytest.mark.parametrize("people_more", [1, 3, 40])
def test_a_list_of_names_costs_the_same_for_any_number(
    people, sign_in, people_more, django_assert_num_queries
):
    for _ in range(people_more):
        Membership(member=MemberFactory(), cell=people.cell)
    a_plan_at("cell_review", people)
    client = sign_in("giang")
    with django_assert_num_queries(10):
        client.get(FIGURE, {"figure": "members"})


def test_a_recalled_plan_can_be_found_until_it_is_mended(busy, sign_in):
    client = sign_in("giang")
    assert names(client.get(FIGURE, {"figure": "unmended"})) == ["Bùi Văn Inh"]
    plan = again(busy.inh.plans.get())
    plan.remarks.update(answer="Đã sửa")
    steps.take_step("sign", plan, by=busy.actor("inh"), at=NOW)
    assert names(client.get(FIGURE, {"figure": "unmended"})) == []
    assert names(client.get(FIGURE, {"figure": "mended"})) == ["Bùi Văn Inh"]


def test_the_years_that_are_kept_are_those_of_ones_own_cells(people, sign_in):
    for year in (2024, 2025):
        CycleFactory(committee=people.ward, year=year, draft_due_on=D(year, 1, 31))
    plan = a_plan_at("posted", people)
    long_past = NOW.replace(year=2025, month=1)
    moments = {
        "begun_at": long_past,
        "first_submitted_at": long_past,
        "moved_at": long_past,
    }
    put_into(plan, Cycle.objects.get(year=2025), **moments)
    assert "năm 2025 12,5%" in sign_in("giang").get(BOARD).content.decode()
    assert "năm 2025 25,0%" in sign_in("binh").get(BOARD).content.decode()
    assert "năm 2025 0,0%" in sign_in("chi").get(BOARD).content.decode()


def test_a_term_that_ends_soon_is_said_to_the_ward_before_it_blocks_anyone(
    people, sign_in
):
    Appointment.objects.filter(member=people.bao).update(
        until=datetime.date(2026, 3, 1)
    )
    assert "Chi bộ 7 có nhiệm kỳ hết trong 30 ngày tới" in text_of(
        sign_in("giang").get(BOARD)
    )
    assert "nhiệm kỳ" not in text_of(sign_in("inh").get(BOARD))
