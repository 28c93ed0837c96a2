from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cells.acts.register import worker
from cells.models import Appointment, Cell, Member, Membership, RegisterUpload
from cells.samples import build
from phucdong import guarded_reading
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx
from tests.cells.acts.register.uploading import (
    differences,
    page,
    press,
    tick,
    upload,
    url,
)
from tests.factories import (
    AppointmentFactory,
    CommitteeFactory,
    MemberFactory,
    UserFactory,
)
from tests.markup import fold_spaces
from tests.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TITLE = [
    ["ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG"],
    ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 3"],
    ["Tính đến ngày 31/12/2025"],
]
PEOPLE = [row(1, "Đào Văn Cũ"), row(2, "Trần Văn Mới", card="17000001")]
GOOD = xlsx({"Bìa": [["Sổ danh sách"]], "CB3": [*TITLE, HEADINGS, *PEOPLE]})
BAD = xlsx({"CB3": [*TITLE, HEADINGS, row(1, ""), row(2, "Lê A", born="31/02/1960")]})


def people_and_places():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Cell, Member, Membership, Appointment)
    ]


def test_a_register_is_looked_at_and_then_applied(sign_in, people):
    client = sign_in("giang")
    before = people_and_places()
    response = upload(client, GOOD)
    assert (response.status_code, response.url) == (
        302,
        url("register:register_upload"),
    )
    shown = page(client)
    for words in (
        "Chi bộ 3",
        "lập mới",
        "Ghi 02 mục đã đánh dấu",
        "không có bảng nào với cột",
        "31/12/2025",
    ):
        assert words in shown
    assert people_and_places() == before
    assert press(client).url == url("register:register_upload")
    shown = page(client)
    assert ("Đã ghi danh sách vào sổ" in shown, "02 đảng viên nhập mới" in shown) == (
        True,
        True,
    )
    new = Member.objects.get(card="17000001").memberships.get()
    assert (new.cell.name, new.cell.committee, new.origin) == (
        "Chi bộ 3",
        people.ward,
        "register",
    )
    assert (new.recorded_by, new.recorded_at.date()) == (people.giang.user, NOW.date())


def test_the_cells_of_a_list_are_told_with_numbers_of_their_own(sign_in, people):
    client = sign_in("giang")
    rows = [
        *(
            ["Nguyễn Văn An", "Chi bộ 7", "", "x"],
            ["Trần Thị Bình", "Chi bộ 7", "Bí thư", ""],
        ),
        *(
            ["Vũ Gia Bảo", "Chi bộ 7", "", ""],
            ["Phạm Thị Dung", "Chi bộ 7", "", ""],
            ["Lý Văn Một", "Chi bộ 7", "", ""],
        ),
        *(
            ["Lý Văn Hai", "Chi bộ 30", "Bí thư", "x"],
            ["Lý Văn Ba", "Chi bộ 30", "", "x"],
        ),
        *(
            ["Lê Kim Chi", "Chi bộ 9", "", ""],
            ["Lý Văn Bốn", "Chi bộ 9", "", ""],
            ["Lý Văn Năm", "Chi bộ 9", "", ""],
        ),
    ]
    heading = ["TT", "Họ và tên", "Chi bộ", "Chức vụ", "Miễn SH", "Số thẻ"]
    lines = [[number, *row, ""] for number, row in enumerate(rows, start=1)]
    upload(client, xlsx({"DS": [TITLE[0], TITLE[2], heading, *lines]}))
    found = RegisterUpload.objects.get().found
    columns = ("name", "is_new", "listed", "joining", "exempt", "secretary")
    assert [tuple(cell[column] for column in columns) for cell in found["cells"]] == [
        ("Chi bộ 7", False, 5, 1, 1, "Trần Thị Bình"),
        ("Chi bộ 30", True, 2, 2, 2, "Lý Văn Hai"),
        ("Chi bộ 9", False, 3, 2, 0, ""),
    ]
    assert set(found["cells"][0]) == set(columns)
    told = {
        key: found[key]
        for key in (
            "ward",
            "on",
            "people",
            "exempt",
            "errors",
            "more_errors",
            "more_notes",
        )
    }
    assert told == {
        "ward": "Đảng bộ phường Phúc Đồng", "on": "2025-12-31", "people": 10, "exempt": 3, "errors": [],
        "more_errors": 0, "more_notes": 0,
    }  # fmt: skip


def test_of_many_findings_two_hundred_stand_on_the_page(sign_in, people):
    client = sign_in("giang")
    upload(
        client,
        xlsx(
            {
                "CB3": [
                    *TITLE,
                    HEADINGS,
                    *(row(number, "", admitted="") for number in range(1, 204)),
                ]
            }
        ),
    )
    found = RegisterUpload.objects.get().found
    assert (len(found["errors"]), found["more_errors"]) == (200, 3)
    assert found["errors"][0] == {"sheet": "CB3", "row": 5, "text": "thiếu họ tên"}


def test_only_what_is_ticked_is_applied(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    assert tick(client, "new", "Trần Văn Mới").url == url("register:register_upload")
    assert "Ghi 01 mục đã đánh dấu" in page(client)
    press(client)
    assert list(
        Membership.objects.filter(cell__name="Chi bộ 3").values_list(
            "member__full_name", flat=True
        )
    ) == ["Trần Văn Mới"]


def test_a_whole_group_is_ticked_and_unticked_at_once(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    tick(client, "new", none="1")
    assert "đã đánh dấu vào sổ" not in page(client)
    tick(client, "new", all="1")
    assert "Ghi 02 mục đã đánh dấu" in page(client)


def test_a_long_group_stands_on_several_pages_that_keep_their_ticks(sign_in, people):
    client = sign_in("giang")
    rows = [
        row(number, f"Lê Văn {chr(65 + number % 26)}{chr(97 + number // 26)}")
        for number in range(105)
    ]
    upload(client, xlsx({"CB3": [*TITLE, HEADINGS, *rows]}))
    first = client.get(url("register:register_part", "moi")).content.decode()
    assert first.count('name="ticked"') == 100
    assert "trang 1/2" in fold_spaces(first)
    response = tick(client, "new", further="1")
    assert response.url == f"{url('register:register_part', 'moi')}?page=2"
    second = client.get(response.url).content.decode()
    assert (second.count('name="ticked"'), second.count(" checked")) == (5, 5)
    assert "Ghi 05 mục đã đánh dấu" in page(client)


def test_pressing_twice_applies_once(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    press(client)
    after = people_and_places()
    response = press(client)
    assert (response.status_code, response.url, people_and_places()) == (
        302,
        url("register:register_upload"),
        after,
    )
    kept = RegisterUpload.objects.get()
    assert (bytes(kept.content), kept.stage, kept.differences.count()) == (
        b"",
        "applied",
        0,
    )


def test_two_clicks_start_one_process(sign_in, people, monkeypatch):
    started = []
    client = sign_in("giang")
    upload(client, GOOD)
    monkeypatch.setattr(
        worker, "launch_worker", lambda upload: started.append(upload.pk)
    )
    press(client)
    press(client)
    assert started == [RegisterUpload.objects.get().pk]


def test_bad_rows_are_shown_and_nothing_can_be_applied(sign_in, people):
    client = sign_in("giang")
    upload(client, BAD)
    before = people_and_places()
    shown = fold_spaces(page(client))
    assert "<b>CB3, dòng 5</b>: thiếu họ tên" in shown
    assert "<b>CB3, dòng 6</b>: ngày sinh “31/02/1960” không có trong lịch" in shown
    assert url("register:apply_register") not in shown
    press(client)
    assert (
        people_and_places(),
        RegisterUpload.objects.get().applied_at,
        differences(),
    ) == (before, None, [])


def test_what_has_been_taken_meanwhile_stops_the_whole_register(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    MemberFactory(full_name="Phạm Thị Khác", card="17000001")
    before = people_and_places()
    press(client)
    assert people_and_places() == before
    assert "số thẻ 17000001 trong phần mềm là của Phạm Thị Khác" in page(client)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("anh.pdf", b"%PDF-1.7", "Đây là tệp PDF, không phải bảng tính."),
        ("rong.xlsx", b"", "Tệp rỗng"),
        ("lon.csv", b"a" * (10 * 1024 * 1024 + 1), "Tệp lớn hơn 10 MB"),
    ],
)
def test_a_wrong_file_leaves_a_clear_page_and_nothing_else(
    sign_in, people, name, content, words
):
    response = upload(sign_in("giang"), content, name)
    shown = response.content.decode()
    assert (response.status_code, words in shown, "<title>Lỗi: " in shown) == (
        200,
        True,
        True,
    )
    assert not RegisterUpload.objects.exists()


def test_a_spreadsheet_without_a_register_says_so(sign_in, people):
    client = sign_in("giang")
    upload(client, xlsx({"Sheet1": [["Nội dung họp"]]}))
    shown = page(client)
    assert ("Không nhận ra danh sách đảng viên" in shown, "<title>Lỗi: " in shown) == (
        True,
        True,
    )
    assert bytes(RegisterUpload.objects.get().content) == b""


def test_a_file_has_to_be_chosen(sign_in, people):
    assert (
        "chưa chọn tệp"
        in sign_in("giang").post(reverse("register:register")).content.decode()
    )


def test_cell_and_date_may_be_filled_in(sign_in, people):
    client = sign_in("giang")
    upload(
        client,
        xlsx({"Sheet1": [HEADINGS, row(1, "Lê A")]}),
        cell="Chi bộ 7",
        on="01/02/2026",
    )
    press(client)
    membership = Member.objects.get(full_name="Lê A").memberships.get()
    assert (membership.cell, f"{membership.since:%d/%m/%Y}") == (
        people.cell,
        "01/02/2026",
    )


def test_a_list_of_another_ward_is_refused(sign_in, people):
    client = sign_in("giang")
    upload(client, (build.HERE / "so-dang-vien-phuong.xlsx").read_bytes())
    assert (
        "Tiêu đề danh sách ghi “Đảng bộ phường Hoa Sữa”, không phải Đảng bộ phường "
        "Phúc Đồng." in page(client)
    )


def test_a_list_in_which_nothing_differs_says_so(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    press(client)
    RegisterUpload.objects.all().delete()
    upload(client, GOOD)
    shown = page(client)
    assert (
        "Không có gì phải ghi" in shown,
        url("register:apply_register") in shown,
    ) == (
        True,
        False,
    )


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "kha", "quan"])
def test_only_a_ward_officer_reads_registers(sign_in, people, name):
    client = sign_in(name)
    assert client.get(reverse("register:register")).status_code == 404
    assert upload(client, GOOD).status_code == 404
    assert not RegisterUpload.objects.exists()


def test_another_officer_and_a_former_one_know_nothing_of_an_upload(
    client, people, sign_in
):
    upload(sign_in("giang"), GOOD)
    other = MemberFactory(full_name="Lý Văn Khác", user=UserFactory(username="khac"))
    AppointmentFactory(member=other, role="ward_officer", committee=people.ward)
    before = people_and_places()
    client.force_login(other.user, backend="accounts.backends.IssuedNameBackend")
    for name in (
        "register:apply_register",
        "register:restart_register",
        "register:drop_register",
    ):
        assert client.post(url(name)).status_code == 404
    assert client.get(url("register:register_upload")).status_code == 404
    assert tick(client, "new", all="1").status_code == 404
    sign_in("giang")
    Appointment.objects.filter(member=people.giang).update(until=NOW.date())
    assert client.get(url("register:register_upload")).status_code == 404
    assert press(client).status_code == 404
    assert (RegisterUpload.objects.count(), people_and_places()[:3]) == (1, before[:3])


def test_an_officer_of_two_committees_says_which(sign_in, people):
    CommitteeFactory(
        name="Đảng bộ cơ sở Trường Y", parent=people.ward, kind="grassroots"
    )
    client = sign_in("giang")
    assert "chưa chọn đảng bộ" in upload(client, GOOD).content.decode()
    upload(client, GOOD, committee=people.ward.pk)
    assert RegisterUpload.objects.get().committee == people.ward


def test_a_file_may_be_given_up_and_is_forgotten_after_a_day(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    assert client.post(url("register:drop_register")).url == reverse(
        "register:register"
    )
    assert not RegisterUpload.objects.exists()
    upload(client, GOOD)
    RegisterUpload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    upload(client, GOOD)
    assert RegisterUpload.objects.count() == 1


def test_a_register_that_was_applied_is_not_given_up(sign_in, people):
    client = sign_in("giang")
    upload(client, GOOD)
    press(client)
    assert client.post(url("register:drop_register")).url == url(
        "register:register_upload"
    )
    assert RegisterUpload.objects.get().stage == "applied"


def test_a_machine_too_busy_to_read_says_so(sign_in, people, monkeypatch):
    client = sign_in("giang")
    monkeypatch.setattr(guarded_reading, "SECONDS", 0.0001)
    before = people_and_places()
    upload(client, GOOD)
    assert "Bảng tính quá lớn" in page(client)
    assert people_and_places() == before


def test_a_name_in_a_list_is_never_markup(sign_in, people):
    client = sign_in("giang")
    upload(
        client,
        xlsx(
            {
                "<b>x": [
                    *TITLE,
                    HEADINGS,
                    row(1, "<script>alert(1)</script>", born="31/02/1960"),
                ]
            }
        ),
    )
    shown = page(client)
    assert ("<script>alert" in shown, "&lt;b&gt;x, dòng 5" in shown) == (False, True)


def test_the_pages_cost_the_same_queries_for_one_person_and_for_thirty(
    sign_in, people, django_assert_num_queries
):
    client = sign_in("giang")
    client.get(reverse("register:register"))
    for count in (1, 30):
        RegisterUpload.objects.all().delete()
        rows = [row(number, f"Lê Văn {chr(65 + number)}") for number in range(count)]
        upload(client, xlsx({"CB3": [*TITLE, HEADINGS, *rows]}))
        with django_assert_num_queries(7):
            client.get(url("register:register_upload"))
        with django_assert_num_queries(8):
            client.get(url("register:register_part", "moi"))
