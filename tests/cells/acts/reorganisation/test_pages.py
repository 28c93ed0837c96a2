"""The pages of a decision about cells: who sees them, how it is put together, applied
once, taken back."""

import io
import re

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from cells.acts.reorganisation import scan_limits, scans
from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import Appointment, Cell, Reorganisation, Scan
from plans.models import Plan
from tests.factories import MembershipFactory
from tests.markup import fold_spaces
from tests.people import NOW, TODAY, a_plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OTHERS = ("an", "binh", "chi", "em", "hanh", "inh", "kha", "lan", "quan")


def text(response):
    return fold_spaces(response.content.decode())


def begun(client, **more):
    sent = {
        "decision_number": "214-QĐ/ĐU",
        "decision_on": "05/02/2026",
        "on": "10/02/2026",
        **more,
    }
    response = client.post(reverse("reorganisation:new_reorganisation"), sent)
    return Reorganisation.objects.get(), response


def merged(client, people, act, **more):
    address = reverse("reorganisation:add_part", args=[act.pk, "sap-nhap"])
    query = f"?cells={people.cell.pk}&cells={people.other_cell.pk}"
    sent = {
        "name": "Chi bộ 20",
        "kind_of_cell": "residential",
        "keeps": "",
        "secretary": people.chi.pk,
        **more,
    }
    return client.post(address + query, sent)


def pressed(client, act, page=None):
    """Press the button of the page of a draft."""
    page = page or text(
        client.get(reverse("reorganisation:reorganisation", args=[act.pk]))
    )
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1].replace("&quot;", '"')
    return client.post(
        reverse("reorganisation:apply_reorganisation", args=[act.pk]), {"seen": seen}
    )


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_knows_of_it(people, sign_in, name):
    act, _ = begun(sign_in("giang"))
    client = sign_in(name)
    for address in (
        "reorganisation:reorganisation",
        "reorganisation:change_decision",
        "reorganisation:undo_reorganisation",
        "reorganisation:decision_scan",
    ):
        assert client.get(reverse(address, args=[act.pk])).status_code == 404
    for address in (
        "reorganisation:apply_reorganisation",
        "reorganisation:remove_part",
        "reorganisation:drop_draft",
        "reorganisation:undo_reorganisation",
    ):
        assert client.post(reverse(address, args=[act.pk])).status_code == 404
    assert client.get(reverse("reorganisation:reorganisations")).status_code == 404
    assert (
        client.post(
            reverse("reorganisation:new_reorganisation"), {"on": "10/02/2026"}
        ).status_code
        == 404
    )
    assert (
        client.get(
            reverse("reorganisation:add_part", args=[act.pk, "doi-ten"])
        ).status_code
        == 404
    )
    assert Reorganisation.objects.filter(applied_at=None).count() == 1


def test_from_the_draft_to_the_record(people, sign_in):
    a_plan_at("cell_review", people)
    client = sign_in("giang")
    act, response = begun(client)
    assert response.url == reverse("reorganisation:reorganisation", args=[act.pk])
    choose = text(
        client.get(reverse("reorganisation:add_part", args=[act.pk, "sap-nhap"]))
    )
    assert "Chi bộ 7 – 4 người" in choose
    assert merged(client, people, act).url == reverse(
        "reorganisation:reorganisation", args=[act.pk]
    )
    merged(client, people, act)  # a double click
    act.refresh_from_db()
    assert len(act.parts) == 1 and Cell.objects.filter(closed_on=None).count() == 3
    page = text(client.get(reverse("reorganisation:reorganisation", args=[act.pk])))
    assert "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 20" in page
    assert "<b>Lê Kim Chi (Bí thư chi bộ)</b>" in page
    assert "Chi bộ 7 –" not in text(
        client.get(reverse("reorganisation:add_part", args=[act.pk, "sap-nhap"]))
    )
    assert pressed(client, act, page).status_code == 302
    assert pressed(client, act, page).status_code == 302  # a double click
    record = text(client.get(reverse("reorganisation:reorganisation", args=[act.pk])))
    assert (
        "Đã sắp xếp chi bộ" in record
        and "Quyết định số 214-QĐ/ĐU ngày 05/02/2026" in record
    )
    assert Plan.objects.get().cell.name == "Chi bộ 20"
    assert "Quyết định số 214-QĐ/ĐU" in text(
        client.get(reverse("reorganisation:reorganisations"))
    )


def test_a_page_that_is_no_longer_true_is_shown_anew(people, sign_in):
    client = sign_in("giang")
    act, _ = begun(client)
    merged(client, people, act)
    page = text(client.get(reverse("reorganisation:reorganisation", args=[act.pk])))
    MembershipFactory(member=people.em, cell=people.cell)
    response = pressed(client, act, page)
    assert response.status_code == 409
    assert "thành Chi bộ 20: người chuyển" in text(response)
    assert Reorganisation.objects.get().applied_at is None
    assert pressed(client, act, text(response)).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "[]", "7", '{"0 people": 1}'])
def test_a_broken_mark_applies_nothing(people, sign_in, seen):
    client = sign_in("giang")
    act, _ = begun(client)
    merged(client, people, act)
    assert (
        client.post(
            reverse("reorganisation:apply_reorganisation", args=[act.pk]),
            {"seen": seen},
        ).status_code
        == 409
    )
    assert Reorganisation.objects.get().applied_at is None


def test_a_coming_day_says_from_when_and_offers_no_button(people, sign_in):
    client = sign_in("giang")
    act, _ = begun(client, on="01/03/2026")
    merged(client, people, act)
    page = text(client.get(reverse("reorganisation:reorganisation", args=[act.pk])))
    assert "Phương án có hiệu lực từ 01/03/2026, đến ngày đó mới áp dụng được." in page
    assert "Áp dụng 01 việc" not in page


def test_a_split_of_the_whole_names_its_successor_and_every_post(people, sign_in):
    """Without a choice that is the second one, where most go."""
    client = sign_in("giang")
    act, _ = begun(client)
    address = (
        reverse("reorganisation:add_part", args=[act.pk, "chia-tach"])
        + f"?cell={people.cell.pk}&keeps=0&count=2"
    )
    assert "Chi bộ nào tiếp nối chi bộ cũ?" in text(client.get(address))
    assert "tiếp nối" not in text(client.get(address.replace("keeps=0", "keeps=1")))
    sent = {
        "moi0-name": "Chi bộ 21",
        "piece0": [people.an.pk],
        "moi1-name": "Chi bộ 22",
        "successor": "0",
    }
    sent |= {"moi1-deputy": people.binh.pk, "moi1-second_deputy": people.bao.pk}
    sent |= {"moi1-fifth_committee_member": people.dung.pk}
    assert client.post(address, {**sent, "successor": "2"}).status_code == 200
    assert client.post(address, sent).status_code == 302
    act.refresh_from_db()
    (part,) = act.parts
    assert part["successor"] == 0
    assert part["pieces"][1]["deputies"] == [people.binh.pk, people.bao.pk]
    assert part["pieces"][1]["committee_members"] == [people.dung.pk]
    apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    assert Cell.objects.get(pk=people.cell.pk).successor.name == "Chi bộ 21"
    held = (
        Appointment.objects.in_force(TODAY)
        .filter(cell__name="Chi bộ 22")
        .order_by("role", "pk")
    )
    assert list(held.values_list("member__full_name", "role")) == [
        ("Phạm Thị Dung", "cell_committee_member"),
        ("Trần Thị Bình", "deputy_secretary"),
        ("Vũ Gia Bảo", "deputy_secretary"),
    ]


def test_a_split_a_dissolution_and_a_new_name_are_added_by_their_forms(people, sign_in):
    client = sign_in("giang")
    act, _ = begun(client)
    address = (
        reverse("reorganisation:add_part", args=[act.pk, "chia-tach"])
        + f"?cell={people.cell.pk}&keeps=1&count=1"
    )
    assert "Trần Thị Bình – Bí thư chi bộ, Chi bộ 7" in text(client.get(address))
    client.post(
        address,
        {
            "moi0-name": "Chi bộ 21",
            "moi0-secretary": people.an.pk,
            "piece0": [people.an.pk],
        },
    )
    client.post(
        reverse("reorganisation:add_part", args=[act.pk, "doi-ten"]),
        {"cell": people.unit.pk, "name": "UBND  mới"},
    )
    act.refresh_from_db()
    assert [part["kind"] for part in act.parts] == ["split", "rename"]
    assert act.parts[0]["pieces"][0]["members"] == [people.an.pk]
    assert act.parts[1]["name"] == "UBND mới"
    key = re.search(
        r'name="part" value="(\w+)"',
        text(client.get(reverse("reorganisation:reorganisation", args=[act.pk]))),
    )[1]
    for _ in range(2):  # a double click removes one
        client.post(reverse("reorganisation:remove_part", args=[act.pk]), {"part": key})
    act.refresh_from_db()
    assert [part["kind"] for part in act.parts] == ["rename"]
    address = (
        reverse("reorganisation:add_part", args=[act.pk, "giai-the"])
        + f"?cell={people.cell.pk}"
    )
    client.post(
        address,
        {"rest": people.other_cell.pk, f"member{people.an.pk}": people.other_cell.pk},
    )
    act.refresh_from_db()
    assert act.parts[1] == {
        "kind": "dissolve",
        "cell": people.cell.pk,
        "rest": people.other_cell.pk,
        "to": {str(people.an.pk): people.other_cell.pk},
    }
    client.post(reverse("reorganisation:drop_draft", args=[act.pk]))
    assert not Reorganisation.objects.exists()


def test_undoing_by_the_page(people, sign_in):
    client = sign_in("giang")
    act, _ = begun(client)
    merged(client, people, act)
    pressed(client, act)
    address = reverse("reorganisation:undo_reorganisation", args=[act.pk])
    assert client.post(address, {"because": ""}).status_code == 200
    assert Reorganisation.objects.get().undone_at is None
    for _ in range(2):  # a double click
        assert client.post(address, {"because": "Nhầm ngày"}).status_code == 302
    assert "Lý do: Nhầm ngày" in text(
        client.get(reverse("reorganisation:reorganisation", args=[act.pk]))
    )
    assert set(Cell.objects.in_force(act.on)) == {
        people.cell,
        people.other_cell,
        people.unit,
    }


def test_what_depends_on_it_is_listed_with_links(people, sign_in):
    client = sign_in("giang")
    act, _ = begun(client)
    merged(client, people, act)
    pressed(client, act)
    cell = Cell.objects.get(name="Chi bộ 20")
    cell.meetings.create(held_on=act.on)
    page = client.post(
        reverse("reorganisation:undo_reorganisation", args=[act.pk]),
        {"because": "Nhầm"},
    )
    assert page.status_code == 409
    assert (
        f'<a href="{reverse("cell:cell", args=[cell.pk])}">Chi bộ 20: buổi sinh hoạt '
        f"ngày 10/02/2026</a>" in text(page)
    )


# --- the paper of the decision --------------------------------------------------------


def a_picture(kind="JPEG", **hidden):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, kind, **hidden)
    return out.getvalue()


def a_pdf(change=lambda pdf: None, **saving):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(out, **saving)
    return out.getvalue()


def with_code(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = action


def with_code_on_a_page(pdf):
    pdf.pages[0].obj.AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.Launch)
    )


def with_a_file(pdf):
    pdf.attachments["x.txt"] = b"x"


def test_a_picture_loses_what_came_along_with_it():
    exif = Image.Exif()
    exif[0x010E] = "at home"
    content = a_picture(exif=exif) + b"<script>hidden</script>"
    kind, kept = scans.inspect_file(content)
    assert kind == "image/jpeg" and b"at home" in content
    assert b"at home" not in kept and b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 20)


@pytest.mark.parametrize("change", [with_code, with_code_on_a_page, with_a_file])
def test_a_pdf_with_something_that_runs_or_hides_is_not_taken(change):
    assert scans.inspect_file(a_pdf())[0] == "application/pdf"
    with pytest.raises(scans.NotTaken, match="mã lệnh hoặc tệp đính kèm"):
        scans.inspect_file(a_pdf(change))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ not a picture", "Chỉ nhận tệp PDF"),
        (b"", "Chỉ nhận tệp PDF"),
        (b"%PDF-1.7 broken", "Không mở được"),
        (b"\x89PNG\r\n\x1a\nbroken", "Không mở được ảnh"),
        (b"%PDF-" + b"0" * scans.MOST_BYTES, "lớn hơn 5 MB"),
    ],
)
def test_anything_else_is_not_taken(content, words):
    with pytest.raises(scans.NotTaken, match=words):
        scans.inspect_file(content)


def test_a_locked_pdf_a_long_one_and_a_huge_picture_are_not_taken():
    locked = a_pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    long = a_pdf(
        lambda pdf: [pdf.add_blank_page() for _ in range(scan_limits.MOST_PAGES)]
    )
    huge = io.BytesIO()
    Image.new("1", (9000, 5000)).save(huge, "PNG")
    for content, words in (
        (locked, "mật khẩu"),
        (long, "50 trang"),
        (huge.getvalue(), "quá lớn"),
    ):
        with pytest.raises(scans.NotTaken, match=words):
            scans.inspect_file(content)


def test_the_paper_is_handed_out_as_a_file_that_can_do_nothing(people, sign_in):
    client = sign_in("giang")
    paper = io.BytesIO(a_picture("PNG"))
    paper.name = "quyết định.png"
    act, _ = begun(client, scan=paper)
    response = client.get(reverse("reorganisation:decision_scan", args=[act.pk]))
    assert response["Content-Type"] == "image/png"
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="quyet-dinh-{act.pk}.png"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content == bytes(Scan.objects.get().content)


def test_a_paper_that_is_not_taken_says_so_at_its_field(people, sign_in):
    client = sign_in("giang")
    paper = io.BytesIO(b"MZ")
    paper.name = "a.exe"
    _, response = begun(client, scan=paper)
    assert "Lỗi: Chỉ nhận tệp PDF, JPEG hoặc PNG." in text(response)
    assert not Scan.objects.exists()
