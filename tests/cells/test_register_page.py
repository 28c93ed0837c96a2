from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cells.models import Appointment, Cell, Member, Membership, RegisterUpload
from cells.register import sheets
from cells.register.uploads import apply_upload
from cells.samples import build
from tests.cells.spreadsheets import HEADINGS, row, xlsx
from tests.factories import AppointmentFactory, CommitteeFactory, MemberFactory, UserFactory
from tests.people import NOW

pytestmark = pytest.mark.django_db
TITLE = [["ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG"], ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 3"], ["Tính đến ngày 31/12/2025"]]
GOOD = xlsx({"Bìa": [["Sổ danh sách"]], "CB3": [*TITLE, HEADINGS, row(), row(2, "Trần Văn Mới", card="17000001")]})


def upload(client, content=GOOD, name="chi-bo-3.xlsx", **facts):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("register"), {"file": file, **facts})


def url(name):
    return reverse(name, args=[RegisterUpload.objects.get().pk])


def people_and_places():
    return [list(model.objects.order_by("pk").values()) for model in (Cell, Member, Membership, Appointment)]


def test_a_register_is_looked_at_and_then_applied(sign_in, people):
    client = sign_in("giang")
    before = people_and_places()
    response = upload(client)
    assert (response.status_code, response.url) == (302, url("register_upload"))
    page = client.get(url("register_upload")).content.decode()
    for words in ("Chi bộ 3", "lập mới", "Nhập 02 đảng viên vào sổ", "không có bảng nào với cột", "31/12/2025"):
        assert words in page
    assert people_and_places() == before
    assert client.post(url("apply_register")).url == url("register_upload")
    assert "Đã nhập danh sách vào sổ" in client.get(url("register_upload")).content.decode()
    new = Member.objects.get(card="17000001").memberships.get()
    assert (new.cell.name, new.cell.committee, new.origin) == ("Chi bộ 3", people.ward, "register")
    assert (new.recorded_by, new.recorded_at.date()) == (people.giang.user, NOW.date())


def test_pressing_twice_applies_once(sign_in, people):
    client = sign_in("giang")
    upload(client)
    client.post(url("apply_register"))
    after = people_and_places()
    response = client.post(url("apply_register"))
    assert (response.status_code, response.url, people_and_places()) == (302, url("register_upload"), after)
    assert bytes(RegisterUpload.objects.get().content) == b""


def test_a_page_left_open_cannot_apply_a_second_time(sign_in, people):
    upload(sign_in("giang"))
    first, second = RegisterUpload.objects.get(), RegisterUpload.objects.get()
    assert apply_upload(first, by=people.actor("giang"), at=NOW)
    assert not apply_upload(second, by=people.actor("giang"), at=timezone.now())
    kept = RegisterUpload.objects.get()
    assert (kept.applied_at, kept.created["members"]) == (NOW, 2)


def test_bad_rows_are_shown_and_cannot_be_applied(sign_in, people):
    client = sign_in("giang")
    bad = xlsx({"CB3": [*TITLE, HEADINGS, row(1, ""), row(2, "Lê A", born="31/02/1960")]})
    upload(client, bad)
    before = people_and_places()
    page = client.get(url("register_upload")).content.decode()
    assert "<b>CB3, dòng 5</b>: thiếu họ tên" in page
    assert "<b>CB3, dòng 6</b>: ngày sinh “31/02/1960” không có trong lịch" in page
    assert url("apply_register") not in page
    response = client.post(url("apply_register"))
    assert (response.status_code, people_and_places()) == (409, before)
    assert RegisterUpload.objects.get().applied_at is None


def test_what_has_been_taken_meanwhile_stops_the_whole_register(sign_in, people):
    client = sign_in("giang")
    upload(client)
    MemberFactory(full_name="Phạm Thị Khác", card="17000001")
    before = people_and_places()
    response = client.post(url("apply_register"))
    assert (response.status_code, people_and_places()) == (409, before)
    assert "số thẻ 17000001 trong phần mềm là của Phạm Thị Khác" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("anh.pdf", b"%PDF-1.7", "Đây là tệp PDF, không phải bảng tính."),
        ("rong.xlsx", b"", "Tệp rỗng"),
        ("hop.xlsx", xlsx({"Sheet1": [["Nội dung họp"]]}), "Không nhận ra danh sách đảng viên"),
        ("lon.csv", b"a" * (10 * 1024 * 1024 + 1), "Tệp lớn hơn 10 MB"),
    ],
)
def test_a_wrong_file_leaves_a_clear_page_and_nothing_else(sign_in, people, name, content, words):
    response = upload(sign_in("giang"), content, name)
    page = response.content.decode()
    assert (response.status_code, words in page, "<title>Lỗi: " in page) == (200, True, True)
    assert not RegisterUpload.objects.exists()


def test_a_file_has_to_be_chosen(sign_in, people):
    assert "chưa chọn tệp" in sign_in("giang").post(reverse("register")).content.decode()


def test_cell_and_date_may_be_filled_in(sign_in, people):
    client = sign_in("giang")
    upload(client, xlsx({"Sheet1": [HEADINGS, row(1, "Lê A")]}), cell="Chi bộ 7", on="01/02/2026")
    client.post(url("apply_register"))
    membership = Member.objects.get(full_name="Lê A").memberships.get()
    assert (membership.cell, f"{membership.since:%d/%m/%Y}") == (people.cell, "01/02/2026")


def test_a_list_of_another_ward_is_refused(sign_in, people):
    client = sign_in("giang")
    upload(client, (build.HERE / "so-dang-vien-phuong.xlsx").read_bytes())
    page = client.get(url("register_upload")).content.decode()
    assert "Tiêu đề danh sách ghi “Đảng bộ phường Hoa Sữa”, không phải Đảng bộ phường Phúc Đồng." in page


def test_a_list_that_adds_nothing_says_so(sign_in, people):
    client = sign_in("giang")
    upload(client)
    client.post(url("apply_register"))
    RegisterUpload.objects.all().delete()
    upload(client)
    page = client.get(url("register_upload")).content.decode()
    assert ("Không có gì để nhập thêm" in page, url("apply_register") in page) == (True, False)


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "kha", "quan"])
def test_only_a_ward_officer_reads_registers(sign_in, people, name):
    client = sign_in(name)
    assert client.get(reverse("register")).status_code == 404
    assert upload(client).status_code == 404
    assert not RegisterUpload.objects.exists()


def test_another_officer_and_a_former_one_know_nothing_of_an_upload(client, people, sign_in):
    upload(sign_in("giang"))
    other = MemberFactory(full_name="Lý Văn Khác", user=UserFactory(username="khac"))
    AppointmentFactory(member=other, role="ward_officer", committee=people.ward)
    before = people_and_places()
    client.force_login(other.user, backend="accounts.backends.IssuedNameBackend")
    for method, name in [("get", "register_upload"), ("post", "apply_register"), ("post", "drop_register")]:
        assert getattr(client, method)(url(name)).status_code == 404
    sign_in("giang")
    Appointment.objects.filter(member=people.giang).update(until=NOW.date())
    assert client.get(url("register_upload")).status_code == 404
    assert client.post(url("apply_register")).status_code == 404
    assert (RegisterUpload.objects.count(), people_and_places()[:3]) == (1, before[:3])


def test_an_officer_of_two_committees_says_which(sign_in, people):
    CommitteeFactory(name="Đảng bộ cơ sở Trường Y", parent=people.ward, kind="grassroots")
    client = sign_in("giang")
    assert "chưa chọn đảng bộ" in upload(client).content.decode()
    upload(client, committee=people.ward.pk)
    assert RegisterUpload.objects.get().committee == people.ward


def test_a_file_may_be_given_up_and_is_forgotten_after_a_day(sign_in, people):
    client = sign_in("giang")
    upload(client)
    assert client.post(url("drop_register")).url == reverse("register")
    assert not RegisterUpload.objects.exists()
    upload(client)
    RegisterUpload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    upload(client)
    assert RegisterUpload.objects.count() == 1


def test_a_machine_too_busy_to_read_again_says_so(sign_in, people, monkeypatch):
    client = sign_in("giang")
    upload(client)
    before = people_and_places()
    monkeypatch.setattr(sheets, "SECONDS", 0.0001)
    for press in (lambda: client.get(url("register_upload")), lambda: client.post(url("apply_register"))):
        assert press().url == reverse("register")
        assert "Chưa nhập gì. Bảng tính quá lớn" in client.get(reverse("register")).content.decode()
    assert people_and_places() == before


def test_a_name_in_a_list_is_never_markup(sign_in, people):
    client = sign_in("giang")
    upload(client, xlsx({"<b>x": [*TITLE, HEADINGS, row(1, "<script>alert(1)</script>", born="31/02/1960")]}))
    page = client.get(url("register_upload")).content.decode()
    assert ("<script>alert" in page, "&lt;b&gt;x, dòng 5" in page) == (False, True)


def test_the_preview_costs_the_same_queries_for_one_person_and_for_thirty(sign_in, people, django_assert_num_queries):
    client = sign_in("giang")
    client.get(reverse("register"))
    for count in (1, 30):
        RegisterUpload.objects.all().delete()
        rows = [row(number, f"Lê Văn {chr(65 + number)}") for number in range(count)]
        upload(client, xlsx({"CB3": [*TITLE, HEADINGS, *rows]}))
        with django_assert_num_queries(15):
            client.get(url("register_upload"))
