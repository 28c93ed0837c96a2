"""What differs, member by member, in four groups; and what becomes of each when it is
ticked, and when it is not."""

from datetime import date

import pytest
from django.utils import timezone

from cells.acts.appointments.rules import appoint_stand_in
from cells.models import (
    Appointment,
    Cell,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
    RegisterUpload,
)
from cells.names import sort_key
from plans.workflow.steps import record_filing
from tests.cells.acts.register.spreadsheets import xlsx
from tests.cells.acts.register.uploading import (
    differences,
    page,
    press,
    say,
    tick,
    upload,
    url,
)
from tests.factories import MemberFactory, MembershipFactory
from tests.people import NOW, TODAY, a_plan_at, again

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 9)
TITLE = [["ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG"], ["Tính đến ngày 09/02/2026"]]
FACTS = {
    "name": "Họ và tên",
    "admitted": "Ngày vào Đảng",
    "job": "Nghề nghiệp",
    "post": "Chức vụ",
    "exempt": "Miễn SH",
    "cell": "Chi bộ",
    "sent": "Ngày chuyển đi",
    "died": "Ngày từ trần",
    "card": "Số thẻ",
}


def line(name, card, *, cell="Chi bộ 7", admitted="01/01/2000", **facts):
    return {"name": name, "card": card, "cell": cell, "admitted": admitted, **facts}


def changed(row, **facts):
    return {**row, **facts}


# The two cells as the database has them.
AN = line("Nguyễn Văn An", "17000001")
BINH = line("Trần Thị Bình", "17000002", post="Bí thư")
BAO = line("Vũ Gia Bảo", "17000003", post="Phó bí thư")
DUNG = line("Phạm Thị Dung", "17000004")
CHI = line("Lê Kim Chi", "17000005", post="Bí thư", cell="Chi bộ 9")
GIANG = line("Ngô Thị Giang", "17000006", cell="Chi bộ 9")
EM = line("Hoàng Văn Em", "", cell="Chi bộ 9")
MOI = line("Lý Văn Mới", "17000009", admitted="01/01/2005", exempt="x", cell="Chi bộ 9")
SEVEN, EVERYBODY = [AN, BINH, BAO, DUNG], [AN, BINH, BAO, DUNG, CHI, GIANG]


@pytest.fixture(autouse=True)
def in_cell_9(people):
    """Of cell 9 only Chi and Giang are left, so that its list is short."""
    Membership.objects.filter(member__in=[people.hanh, people.inh]).update(
        until=date(2020, 1, 1)
    )
    for row in EVERYBODY:
        Member.objects.filter(full_name=row["name"]).update(card=row["card"])


@pytest.fixture
def giang(sign_in):
    return sign_in("giang")


def read(client, *rows):
    RegisterUpload.objects.all().delete()
    lines = [[row.get(fact, "") for fact in FACTS] for row in rows]
    upload(client, xlsx({"Đảng bộ": [*TITLE, list(FACTS.values()), *lines]}))


def state():
    models = (Cell, Member, Membership, Appointment, Exemption, Movement, Correction)
    return [list(model.objects.order_by("pk").values()) for model in models]


def membership(member):
    """[(cell, since, until, origin, ending)] of somebody, oldest first."""
    rows = Membership.objects.filter(member=member).order_by("since")
    return list(rows.values_list("cell__name", "since", "until", "origin", "ending"))


LONG_AGO = date(2010, 1, 1)


def test_the_list_as_the_database_has_it_differs_in_nothing(giang):
    read(giang, *EVERYBODY)
    assert differences() == []
    assert "Không có gì phải ghi" in page(giang)


def test_the_four_groups(giang):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, changed(DUNG, cell="Chi bộ 9"), CHI,
         MOI)  # fmt: skip
    assert differences() == [
        (
            "new",
            "Lý Văn Mới",
            [
                ["ngày vào Đảng", "", "01/01/2005"],
                ["số thẻ", "", "17000009"],
                ["miễn sinh hoạt", "", "có"],
            ],
        ),
        ("changed", "Nguyễn Văn An", [["nghề nghiệp", "", "Bán hàng"]]),
        ("moved", "Phạm Thị Dung", [["chi bộ", "Chi bộ 7", "Chi bộ 9"]]),
        ("gone", "Ngô Thị Giang", []),
    ]
    ticked = RegisterUpload.objects.get().differences.filter(is_ticked=True)
    assert list(ticked.order_by("position").values_list("group", flat=True)) == [
        "new",
        "changed",
    ]


def test_what_is_not_ticked_changes_nothing(giang):
    read(
        giang,
        changed(AN, job="Bán hàng"),
        BINH,
        BAO,
        changed(DUNG, cell="Chi bộ 9"),
        CHI,
    )
    before = state()
    tick(giang, "changed", none="1")
    press(giang)
    assert state() == before


# --- changed --------------------------------------------------------------------------


def test_a_changed_fact_is_kept_with_what_stood_there_before(giang, people):
    read(giang, changed(AN, job="Bán hàng"), *SEVEN[1:])
    press(giang)
    people.an.refresh_from_db()
    correction = Correction.objects.get()
    assert people.an.occupation == "Bán hàng"
    assert (correction.member, correction.kind, correction.row) == (
        people.an,
        "member",
        people.an.pk,
    )
    assert (correction.before, correction.after) == (
        {"occupation": ""},
        {"occupation": "Bán hàng"},
    )
    assert (correction.by, correction.reason) == (
        people.giang.user,
        "Theo danh sách chi-bo-3.xlsx",
    )
    assert "01 đồng chí có thông tin" in page(giang)


def test_a_changed_name_is_found_and_sorted_by_its_new_spelling(giang, people):
    headings = ["Họ và tên", "Số thẻ", "Chi bộ"]
    people_of = [["Nguyễn Văn Ấn", "17000001", "Chi bộ 7"]]
    upload(giang, xlsx({"S": [*TITLE, headings, *people_of]}))
    # another name under the same card is somebody else's card, unless only the marks
    # differ
    assert [name for group, name, _ in differences("changed")] == ["Nguyễn Văn An"]
    press(giang)
    people.an.refresh_from_db()
    assert (people.an.full_name, people.an.name_folded, people.an.name_sort) == (
        "Nguyễn Văn Ấn", "nguyen van an", sort_key("Nguyễn Văn Ấn"),
    )  # fmt: skip


def test_particulars_are_added_to_those_that_are_known(giang, people):
    Member.objects.filter(pk=people.an.pk).update(
        particulars={"ethnicity": "Kinh", "badge": "30 năm"}
    )
    rows = [["Họ và tên", "Ngày vào Đảng", "Huy hiệu Đảng", "Chi bộ"]]
    rows += [["Nguyễn Văn An", "01/01/2000", "40 năm", "Chi bộ 7"]]
    upload(giang, xlsx({"S": [*TITLE, *rows]}))
    assert differences("changed") == [
        ("changed", "Nguyễn Văn An", [["huy hiệu Đảng", "30 năm", "40 năm"]])
    ]
    press(giang)
    people.an.refresh_from_db()
    assert people.an.particulars == {"ethnicity": "Kinh", "badge": "40 năm"}


def test_a_blank_takes_nothing_away(giang, people):
    Member.objects.filter(pk=people.an.pk).update(occupation="Giáo viên")
    read(giang, *EVERYBODY)
    assert differences() == []


def test_a_post_passes_from_one_to_another_when_both_are_ticked(giang, people):
    read(giang, AN, changed(BINH, post=""), changed(BAO, post="Bí thư"), DUNG)
    assert differences("changed") == [
        (
            "changed",
            "Vũ Gia Bảo",
            [
                ["chức vụ", "", "Bí thư chi bộ"],
                ["chức vụ", "Phó bí thư chi bộ", "thôi"],
            ],
        ),
        ("changed", "Trần Thị Bình", [["chức vụ", "Bí thư chi bộ", "thôi"]]),
    ]
    assert not RegisterUpload.objects.get().differences.filter(is_ticked=True).exists()
    tick(giang, "changed", "Vũ Gia Bảo", "Trần Thị Bình")
    press(giang)
    held = Appointment.objects.filter(cell=people.cell).order_by("since", "role")
    assert list(
        held.values_list("member__full_name", "role", "since", "until", "is_head")
    ) == [
        ("Vũ Gia Bảo", "deputy_secretary", LONG_AGO, ON, False),
        ("Trần Thị Bình", "secretary", LONG_AGO, ON, True),
        ("Vũ Gia Bảo", "secretary", ON, None, True),
    ]
    assert set(held.filter(until=ON).values_list("ended_by", flat=True)) == {
        people.giang.user.pk
    }


def test_two_secretaries_are_refused_in_words(giang, people):
    read(giang, AN, changed(BINH, post=""), changed(BAO, post="Bí thư"), DUNG)
    before = state()
    tick(giang, "changed", "Vũ Gia Bảo")
    press(giang)
    assert state() == before
    shown = page(giang)
    assert (
        "Chưa ghi gì vào sổ. Vũ Gia Bảo: Chi bộ 7 đã có bí thư: đồng chí Trần Thị Bình."
        in shown
    )
    assert "Hãy đánh dấu cả người thôi và người nhận" in shown


def test_who_stands_in_for_somebody_is_no_second_secretary(giang, people):
    post = Appointment.objects.get(member=people.binh)
    period = {"since": ON, "until": date(2026, 6, 1)}
    appoint_stand_in(people.an, post, by=people.actor("giang"), at=NOW, **period)
    read(giang, *EVERYBODY)
    assert differences() == []


def test_an_exemption_begins_with_its_resolution_and_ends_on_the_date_of_the_list(
    giang, people
):
    Exemption.objects.create(member=people.dung, since=LONG_AGO)
    read(giang, changed(AN, exempt="Số 12-NQ/CB, 05/02/2026"), BINH, BAO, DUNG)
    assert differences("changed") == [
        ("changed", "Nguyễn Văn An", [["miễn sinh hoạt", "không", "có"]]),
        ("changed", "Phạm Thị Dung", [["miễn sinh hoạt", "có", "trở lại sinh hoạt"]]),
    ]
    tick(giang, "changed", all="1")
    press(giang)
    new, old = (
        Exemption.objects.get(member=people.an),
        Exemption.objects.get(member=people.dung),
    )
    assert (new.kind, new.since, new.until) == ("age_health", ON, None)
    assert (new.resolution_number, new.resolution_on, new.recorded_by) == (
        "12-NQ/CB", date(2026, 2, 5), people.giang.user,
    )  # fmt: skip
    assert (old.until, old.ended_by) == (ON, people.giang.user)


def test_a_post_of_the_same_day_cannot_end_yet(giang, people):
    Appointment.objects.filter(member=people.bao).update(since=ON)
    read(giang, AN, BINH, changed(BAO, post=""), DUNG)
    row = RegisterUpload.objects.get().differences.get()
    assert "chỉ đổi được từ hôm sau" in row.refused
    tick(giang, "changed", all="1")
    tick(giang, "changed", "Vũ Gia Bảo")
    row.refresh_from_db()
    assert not row.is_ticked


def test_a_list_without_the_columns_says_nothing_of_posts_and_exemptions(giang, people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    rows = [
        ["Họ và tên", "Ngày vào Đảng", "Chi bộ"],
        *[[row["name"], row["admitted"], row["cell"]] for row in EVERYBODY],
    ]
    upload(giang, xlsx({"S": [*TITLE, *rows]}))
    assert differences() == []


def test_what_was_put_right_after_the_list_was_made_is_not_offered_back(giang, people):
    about = {"kind": "member", "row": people.an.pk, "before": {}, "reason": "x"}
    Correction.objects.create(member=people.an, at=NOW, **about)
    read(giang, changed(AN, job="Bán hàng"), changed(DUNG, job="Giáo viên"), BINH, BAO)
    ticked = RegisterUpload.objects.get().differences.values_list("name", "is_ticked")
    assert dict(ticked) == {"Nguyễn Văn An": False, "Phạm Thị Dung": True}


def test_nobody_decides_about_themselves(giang, people):
    read(giang, CHI, changed(GIANG, exempt="x", job="Cán bộ"))
    row = RegisterUpload.objects.get().differences.get()
    assert (row.name, "không tự ghi" in row.refused, row.is_ticked) == (
        "Ngô Thị Giang",
        True,
        False,
    )
    read(giang, CHI, changed(GIANG, job="Cán bộ"))
    assert RegisterUpload.objects.get().differences.get().refused == ""


# --- moved ----------------------------------------------------------------------------


def test_somebody_who_moves_leaves_the_posts_behind_and_takes_the_plan_along(
    giang, people
):
    plan = a_plan_at("cell_review", people, "bao")
    read(giang, AN, BINH, changed(BAO, cell="Chi bộ 9", post=""), DUNG, CHI, GIANG)
    tick(giang, "moved", "Vũ Gia Bảo")
    press(giang)
    assert membership(people.bao) == [
        ("Chi bộ 7", LONG_AGO, ON, "register", "moved"),
        ("Chi bộ 9", ON, None, "moved", ""),
    ]
    assert Appointment.objects.get(member=people.bao).until == ON
    movement = Movement.objects.get()
    assert (movement.kind, movement.on, movement.from_cell, movement.to_cell, movement.recorded_by) == (
        "moved", ON, people.cell, people.other_cell, people.giang.user,
    )  # fmt: skip
    assert [row[0] for row in movement.effects["begun"]] == ["membership", "transfer"]
    assert again(plan).cell == people.other_cell
    assert plan.events.order_by("-number").first().step == "move"
    assert "01 kế hoạch đi theo sang chi bộ mới" in page(giang)


def test_a_filed_plan_stays_where_it_is(giang, people):
    plan = a_plan_at("posted", people, "dung")
    read(giang, AN, BINH, BAO, changed(DUNG, cell="Chi bộ 9"), CHI, GIANG)
    tick(giang, "moved", "Phạm Thị Dung")
    press(giang)
    assert (membership(people.dung)[-1][0], again(plan).cell) == (
        "Chi bộ 9",
        people.cell,
    )


def test_a_move_into_a_cell_that_is_new_founds_it(giang, people):
    read(giang, AN, BINH, BAO, changed(DUNG, cell="Chi bộ 30"))
    tick(giang, "moved", "Phạm Thị Dung")
    press(giang)
    assert (
        Membership.objects.get(member=people.dung, until=None).cell.name == "Chi bộ 30"
    )


def test_a_cell_that_nobody_ticked_is_not_founded(giang, people):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, changed(DUNG, cell="Chi bộ 30"))
    press(giang)
    assert not Cell.objects.filter(name="Chi bộ 30").exists()


def test_who_came_on_the_very_day_moves_from_the_next_day_on(giang, people):
    Membership.objects.filter(member=people.dung).update(since=ON)
    read(giang, AN, BINH, BAO, changed(DUNG, cell="Chi bộ 9"), CHI, GIANG)
    assert (
        "chỉ đổi được từ hôm sau"
        in RegisterUpload.objects.get().differences.get(group="moved").refused
    )


def test_who_has_moved_since_the_list_was_made_is_left_alone(giang, people):
    Membership.objects.filter(member=people.dung).update(until=TODAY)
    MembershipFactory(member=people.dung, cell=people.other_cell, since=TODAY)
    read(giang, AN, BINH, BAO, changed(DUNG, cell="Chi bộ 30"))
    assert (
        "sau ngày chốt danh sách"
        in RegisterUpload.objects.get().differences.get(group="moved").refused
    )


def test_a_guest_is_not_moved(giang, people):
    MembershipFactory(member=people.dung, cell=people.other_cell, kind="temporary")
    read(giang, AN, BINH, BAO, changed(DUNG, cell="Chi bộ 9"), CHI, GIANG)
    assert differences() == []


def test_somebody_of_another_ward_is_no_business_of_this_one(giang, people):
    people.other_cell.committee = people.ward.__class__.objects.create(
        name="Đảng bộ phường Khác"
    )
    people.other_cell.save(update_fields=["committee"])
    rows = [["Họ và tên", "Số thẻ", "Chi bộ"], ["Lê Kim Chi", "17000005", "Chi bộ 7"]]
    upload(giang, xlsx({"S": [*TITLE, *rows]}))
    assert [group for group, *_ in differences()] == ["gone"] * 4
    assert "phần mềm ghi đang sinh hoạt ở nơi khác" in page(giang)


# --- gone -----------------------------------------------------------------------------


def test_gone_are_only_those_of_cells_that_the_file_covers(giang):
    read(giang, BINH, BAO, DUNG)
    assert differences() == [("gone", "Nguyễn Văn An", [])]


@pytest.mark.parametrize("how", ["died", "sent", "left"])
def test_who_is_gone_goes_when_somebody_says_how(giang, people, how):
    read(giang, AN, BINH, DUNG)
    say(giang, "Vũ Gia Bảo", how, "05/02/2026")
    press(giang)
    day = date(2026, 2, 5)
    assert membership(people.bao) == [("Chi bộ 7", LONG_AGO, day, "register", how)]
    assert Appointment.objects.get(member=people.bao).until == day
    movement = Movement.objects.get()
    assert (movement.kind, movement.on, movement.from_cell) == (how, day, people.cell)
    assert Membership.objects.get(member=people.bao).ended_by == people.giang.user


def test_a_list_that_ends_a_post_completes_what_waited_for_a_heads_posting(
    giang, people
):
    plan = a_plan_at("signed", people, "binh", reviewer="bao")
    record_filing(plan, by=people.actor("bao"), at=NOW, filed_on=TODAY)
    read(giang, AN, changed(BINH, post="Chi ủy viên"), BAO, DUNG)
    tick(giang, "changed", "Trần Thị Bình")
    press(giang)
    assert again(plan).status == "posted"


def test_a_list_by_which_a_head_has_gone_completes_it_too(giang, people):
    plan = a_plan_at("signed", people, "binh", reviewer="bao")
    record_filing(plan, by=people.actor("bao"), at=NOW, filed_on=TODAY)
    read(giang, AN, BAO, DUNG)
    say(giang, "Trần Thị Bình", "sent", "05/02/2026")
    press(giang)
    assert again(plan).status == "posted"


def test_nobody_is_gone_by_silence(giang, people):
    read(giang, AN, BINH, DUNG)
    say(giang, "Vũ Gia Bảo", "", "")
    before = state()
    press(giang)
    tick(giang, "gone", all="1")
    press(giang)
    assert state() == before


@pytest.mark.parametrize(
    ("how", "on", "words"),
    [
        ("died", "", "chưa ghi từ ngày nào"),
        ("died", "31/02/2026", "ngày"),
        ("x", "", "chọn"),
    ],
)
def test_what_became_of_somebody_has_to_be_said_well(giang, how, on, words):
    read(giang, AN, BINH, DUNG)
    shown = say(giang, "Vũ Gia Bảo", how, on).content.decode()
    assert (
        "<title>Lỗi: " in shown,
        "Chưa giữ đánh dấu nào" in shown,
        words in shown.lower(),
    ) == (True, True, True)
    assert not RegisterUpload.objects.get().differences.filter(is_ticked=True).exists()


def test_a_day_before_they_came_is_refused_in_words(giang, people):
    read(giang, AN, BINH, DUNG)
    before = state()
    say(giang, "Vũ Gia Bảo", "died", "01/01/2000")
    press(giang)
    assert state() == before
    assert (
        "Chưa ghi gì vào sổ. Vũ Gia Bảo: Ngày 01/01/2000 đồng chí không thuộc chi bộ"
        in page(giang)
    )


def test_a_day_to_come_is_not_taken(giang):
    read(giang, AN, BINH, DUNG)
    assert "chưa tới" in say(giang, "Vũ Gia Bảo", "died", "11/02/2026").content.decode()


def test_the_list_itself_may_say_what_became_of_somebody(giang, people):
    read(
        giang,
        changed(AN, died="05/02/2026"),
        BINH,
        changed(BAO, sent="06/02/2026, Bồ Đề"),
        DUNG,
    )
    rows = (
        RegisterUpload.objects.get()
        .differences.filter(group="gone")
        .order_by("position")
    )
    assert list(rows.values_list("name", "how", "on", "is_ticked", "lines")) == [
        (
            "Nguyễn Văn An",
            "",
            date(2026, 2, 5),
            False,
            [["danh sách ghi", "", "Từ trần: 05/02/2026"]],
        ),
        (
            "Vũ Gia Bảo",
            "",
            date(2026, 2, 6),
            False,
            [["danh sách ghi", "", "Chuyển đi nơi khác: 06/02/2026, Bồ Đề"]],
        ),
    ]
    assert (
        'value="05/02/2026"'
        in giang.get(url("register:register_part", "khong-con")).content.decode()
    )


# --- what changed meanwhile -----------------------------------------------------------


def test_what_changed_meanwhile_is_compared_again_and_said(giang, people):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, changed(DUNG, job="Giáo viên"))
    Member.objects.filter(pk=people.an.pk).update(occupation="Thợ may")
    before = state()
    press(giang)
    assert state() == before
    assert "Chưa ghi gì vào sổ: sau khi đồng chí xem, sổ đã được sửa" in page(giang)
    assert differences("changed") == [
        ("changed", "Nguyễn Văn An", [["nghề nghiệp", "Thợ may", "Bán hàng"]]),
        ("changed", "Phạm Thị Dung", [["nghề nghiệp", "", "Giáo viên"]]),
    ]
    kept = RegisterUpload.objects.get().differences.values_list("name", "is_ticked")
    assert dict(kept) == {"Nguyễn Văn An": False, "Phạm Thị Dung": True}
    press(giang)
    assert Correction.objects.get().member == people.dung


def test_what_changed_beside_what_is_ticked_does_not_matter(giang, people):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, changed(DUNG, cell="Chi bộ 9"))
    Membership.objects.filter(member=people.dung).update(until=ON)
    press(giang)
    assert Correction.objects.get().member == people.an


def test_ticks_are_no_use_once_it_is_applied(giang, people):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, DUNG)
    press(giang)
    assert tick(giang, "changed", all="1").url == url("register:register_upload")
    assert giang.get(url("register:register_part", "thay-doi")).url == url(
        "register:register_upload"
    )


def test_ticks_of_other_uploads_are_not_touched(giang, people):
    read(giang, changed(AN, job="Bán hàng"), BINH, BAO, DUNG)
    mine = RegisterUpload.objects.get()
    other = RegisterUpload.objects.create(
        committee=people.ward,
        uploaded_by=people.quan,
        uploaded_at=timezone.now(),
        name="b",
        digest="",
        content=b"x",
    )
    row = other.differences.create(
        position=0, group="changed", key="k", name="n", cell="c"
    )
    giang.post(f"/so-dang-vien/{mine.pk}/nhom/thay-doi/", {"ticked": [row.pk]})
    row.refresh_from_db()
    assert not row.is_ticked


def test_a_person_without_a_cell_is_new_to_the_register(giang, people):
    read(giang, *EVERYBODY, EM)
    press(giang)
    assert membership(people.em) == [("Chi bộ 9", ON, None, "register", "")]
    assert Member.objects.filter(full_name="Hoàng Văn Em").count() == 1


def test_who_came_after_the_list_was_made_is_not_compared(giang, people):
    late = MemberFactory(full_name="Lý Văn Muộn")
    MembershipFactory(member=late, cell=people.cell, since=TODAY)
    read(giang, *EVERYBODY, line("Lý Văn Muộn", ""))
    assert differences() == []
    assert (
        "Phần mềm ghi 1 đồng chí trong danh sách về chi bộ sau ngày chốt danh sách"
        in page(giang)
    )


def test_a_new_one_who_may_be_somebody_known_is_not_offered(giang, people):
    dung = changed(DUNG, card="", cell="Chi bộ 9")
    read(giang, AN, BINH, BAO, dung, CHI, GIANG)
    new = RegisterUpload.objects.get().differences.get(group="new")
    assert (new.name, new.is_ticked, new.lines[-1]) == (
        "Phạm Thị Dung", False, ["có thể là người đã có trong sổ", "", "Phạm Thị Dung (Chi bộ 7)"],
    )  # fmt: skip
