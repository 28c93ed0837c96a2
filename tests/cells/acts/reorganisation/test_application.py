"""A decision about cells, played from the draft to the end: what moves, what stays, who
may, and the way back."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cells.acts.reorganisation.application import (
    AlreadyDone,
    CannotReorganise,
    OutdatedPreview,
    apply_reorganisation,
)
from cells.acts.reorganisation.dependents import find_dependents
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.preview import describe_foresight, list_differences
from cells.acts.reorganisation.reversal import CannotUndo, undo_reorganisation
from cells.models import (
    Appointment,
    Cell,
    Exemption,
    ExemptionReview,
    FormerName,
    Meeting,
    Membership,
    Movement,
    RegisterUpload,
)
from plans import remarks
from plans.models import Status
from plans.workflow import steps
from tests.cells.acts.reorganisation.decisions import (
    DAY,
    EVE,
    LATER,
    a_dissolution,
    a_merger_of_both,
    a_renaming,
    a_split,
    applied,
    draft,
    everything,
    foresight,
    names_in,
    told,
)
from tests.factories import (
    LONG_AGO,
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, fill

pytestmark = pytest.mark.django_db

Role = Appointment.Role


# --- each kind ------------------------------------------------------------------------


def test_one_of_the_merging_cells_may_go_on_under_another_name(people):
    part = a_merger_of_both(
        people, "Chi bộ Bình Minh", keeps=people.cell, secretary=people.dung.pk
    )
    applied(people, part)
    kept, closed = (
        Cell.objects.get(pk=people.cell.pk),
        Cell.objects.get(pk=people.other_cell.pk),
    )
    assert (kept.name, kept.closed_on, closed.closed_on, closed.successor) == (
        "Chi bộ Bình Minh",
        None,
        TODAY,
        kept,
    )
    assert list(FormerName.objects.values_list("cell", "name", "until")) == [
        (kept.pk, "Chi bộ 7", TODAY)
    ]
    assert len(names_in(kept, TODAY)) == 8
    assert list(people.an.memberships.values_list("cell", "until")) == [(kept.pk, None)]
    held = (
        Appointment.objects.in_force(TODAY)
        .filter(cell__in=[kept, closed])
        .order_by("pk")
    )
    assert list(held.values_list("member__full_name", "role")) == [
        ("Vũ Gia Bảo", "deputy_secretary"),
        ("Phạm Thị Dung", "secretary"),
    ]


def test_a_cell_is_handed_to_another_ward_below_the_same_officer(people):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    type(people.ward).objects.filter(pk=people.ward.pk).update(parent=city)
    other = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=city)
    AppointmentFactory(member=people.em, role=Role.WARD_OFFICER, committee=city)
    part = a_merger([people.cell], "Chi bộ 31", committee=other)
    refused = foresee_reorganisation(draft(people, part), by=people.actor("giang"))
    assert refused.troubles == [
        "Chi bộ 31 (Đảng bộ phường Long Biên) không thuộc quyền sắp xếp của đồng chí."
    ]
    applied(people, part, by="em")
    into = Cell.objects.get(committee=other)
    assert len(names_in(into, TODAY)) == 4
    assert Cell.objects.get(pk=people.cell.pk).successor == into


def test_a_split_with_a_rest_that_stays(people):
    plan = a_plan_at("cell_review", people)
    part = a_split(
        people.cell, ("Chi bộ 20", [people.an, people.bao], {"secretary": people.an.pk})
    )
    applied(people, part)
    new, old = Cell.objects.get(name="Chi bộ 20"), Cell.objects.get(pk=people.cell.pk)
    assert names_in(new, TODAY) == ["Nguyễn Văn An", "Vũ Gia Bảo"]
    assert names_in(old, TODAY) == ["Phạm Thị Dung", "Trần Thị Bình"]
    assert (old.closed_on, old.successor) == (None, None)
    held = (
        Appointment.objects.in_force(TODAY).filter(cell__in=[new, old]).order_by("pk")
    )
    assert list(held.values_list("member__full_name", "role", "cell")) == [
        ("Trần Thị Bình", "secretary", old.pk),
        ("Nguyễn Văn An", "secretary", new.pk),
    ]
    assert again(plan).cell == new


def test_a_split_of_the_whole_has_the_larger_piece_for_its_successor(people):
    part = a_split(
        people.cell,
        ("Chi bộ 20", [people.an], {}),
        ("Chi bộ 21", [people.bao], {}),
        keeps=False,
    )
    applied(people, part)
    old = Cell.objects.get(pk=people.cell.pk)
    assert names_in(Cell.objects.get(name="Chi bộ 20"), TODAY) == ["Nguyễn Văn An"]
    assert names_in(Cell.objects.get(name="Chi bộ 21"), TODAY) == [
        "Phạm Thị Dung",
        "Trần Thị Bình",
        "Vũ Gia Bảo",
    ]
    assert (old.closed_on, old.successor.name) == (TODAY, "Chi bộ 21")


def test_a_dissolved_cell_sends_its_people_to_several(people):
    third = CellFactory(name="Chi bộ 12", committee=people.ward)
    applied(people, a_dissolution(people.cell, people.other_cell, {people.an: third}))
    assert names_in(third, TODAY) == ["Nguyễn Văn An"]
    assert len(names_in(people.other_cell, TODAY)) == 7
    old = Cell.objects.get(pk=people.cell.pk)
    assert (old.closed_on, old.successor) == (TODAY, people.other_cell)
    assert people.actor("binh").cells == set() and people.actor("chi").cells == {
        people.other_cell.pk
    }


def test_renaming_several_times_in_order(people):
    before = everything(besides=("Reorganisation",))
    first = applied(people, a_renaming(people.cell, "Chi bộ Một"), on=TODAY - 30 * DAY)
    early = foresight(
        people, a_renaming(people.cell, "Chi bộ Không"), on=TODAY - 40 * DAY
    )
    assert early.troubles == [
        "Chi bộ Một đã đổi tên ngày 11/01/2026. Chọn ngày sau ngày đó."
    ]
    second = applied(people, a_renaming(people.cell, "Chi bộ Hai"), at=LATER)
    assert list(FormerName.objects.order_by("until").values_list("name", "until")) == [
        ("Chi bộ 7", TODAY - 30 * DAY),
        ("Chi bộ Một", TODAY),
    ]
    with pytest.raises(CannotUndo):
        undo_reorganisation(first, by=people.actor("giang"), at=LATER, because="Nhầm")
    for act in (second, first):
        undo_reorganisation(
            act, by=people.actor("giang"), at=LATER + DAY, because="Nhầm"
        )
    assert everything(besides=("Reorganisation",)) == before


def test_two_cells_change_names_by_one_decision_and_back(people):
    before = everything(besides=("Reorganisation",))
    act = applied(
        people,
        a_renaming(people.cell, "Chi bộ 9"),
        a_renaming(people.other_cell, "Chi bộ 7"),
    )
    named = Cell.objects.in_bulk([people.cell.pk, people.other_cell.pk])
    assert (named[people.cell.pk].name, named[people.cell.pk].name_folded) == (
        "Chi bộ 9",
        people.other_cell.name_folded,
    )
    assert (
        named[people.other_cell.pk].name,
        named[people.other_cell.pk].closed_on,
    ) == ("Chi bộ 7", None)
    assert list(
        FormerName.objects.order_by("cell").values_list("cell", "name", "until")
    ) == [
        (people.cell.pk, "Chi bộ 7", TODAY),
        (people.other_cell.pk, "Chi bộ 9", TODAY),
    ]
    undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert everything(besides=("Reorganisation",)) == before


def test_a_new_cell_takes_a_name_that_another_one_gives_up(people):
    part = a_split(people.other_cell, ("Chi bộ 7", [people.chi], {}))
    act = applied(people, part, a_renaming(people.cell, "Chi bộ 7A"))
    assert names_in(Cell.objects.get(name="Chi bộ 7"), TODAY) == ["Lê Kim Chi"]
    assert Cell.objects.get(pk=people.cell.pk).name == "Chi bộ 7A"
    undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert Cell.objects.get(name="Chi bộ 7", closed_on=None).pk == people.cell.pk


def test_a_name_that_nobody_gives_up_stays_taken(people):
    third = CellFactory(name="Chi bộ 12", committee=people.ward)
    parts = [
        a_renaming(people.cell, "Chi bộ 12"),
        a_renaming(people.other_cell, "Chi bộ 7"),
    ]
    assert refused_because(people, *parts) == [
        "Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 12. Chọn tên khác."
    ]
    assert refused_because(people, parts[0], a_renaming(third, "Chi bộ 9")) == [
        "Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 9. Chọn tên khác."
    ]


def test_guests_stay_guests_unless_they_come_home(people):
    guest, until = MemberFactory(full_name="Khách Xa"), TODAY + 90 * DAY
    MembershipFactory(member=guest, cell=people.cell, kind="temporary", until=until)
    MembershipFactory(
        member=people.chi, cell=people.cell, kind="temporary", until=until
    )
    applied(people, a_merger_of_both(people))
    into = Cell.objects.in_force(TODAY).get(name="Chi bộ 7")
    there = Membership.objects.in_force(TODAY).filter(cell=into)
    assert list(
        there.filter(kind="temporary").values_list("member__full_name", "until")
    ) == [("Khách Xa", until)]
    assert list(there.filter(member=people.chi).values_list("kind", flat=True)) == [
        "official"
    ]


def test_who_heads_an_office_goes_on_heading_it(people):
    AppointmentFactory(
        member=people.dung,
        role=Role.HEAD,
        cell=people.cell,
        is_head=True,
        title="Hiệu trưởng",
    )
    applied(people, a_merger_of_both(people))
    into = Cell.objects.in_force(TODAY).get(name="Chi bộ 7")
    held = Appointment.objects.in_force(TODAY).filter(member=people.dung)
    assert list(held.values_list("title", "cell", "is_head")) == [
        ("Hiệu trưởng", into.pk, True)
    ]


def test_back_dated_with_what_has_happened_since(people):
    """Em joined and Dung left between the day and today: both rows end up in the cell
    that was formed on the day."""
    day = TODAY - 20 * DAY
    MembershipFactory(member=people.em, cell=people.cell, since=day + 5 * DAY)
    people.dung.memberships.update(until=day + 10 * DAY, ending="died")
    shown = told(people, a_merger_of_both(people), on=day)
    assert shown["parts"][0]["warnings"][:2] == [
        "Chi bộ 7 chưa có ai đọc, góp ý kế hoạch. Đảng ủy sẽ đọc thay cho đến khi giao "
        "chức vụ.",
        "Về chi bộ từ ngày sắp xếp trở đi, được ghi thẳng vào chi bộ mới: Hoàng Văn "
        "Em.",
    ]
    applied(people, a_merger_of_both(people), on=day)
    into = Cell.objects.get(founded_on=day)
    rows = people.dung.memberships.order_by("since").values_list(
        "cell", "since", "until", "ending"
    )
    assert list(rows) == [
        (people.cell.pk, LONG_AGO, day, "reorganised"),
        (into.pk, day, day + 10 * DAY, "died"),
    ]
    assert list(people.em.memberships.values_list("cell", "since")) == [
        (into.pk, day + 5 * DAY)
    ]
    assert people.em.full_name in names_in(
        into, TODAY
    ) and people.dung.full_name not in names_in(into, TODAY)


def test_exemptions_go_along_and_are_told(people):
    Exemption.objects.create(member=people.dung, since=datetime.date(2025, 1, 1))
    shown = told(people, a_merger_of_both(people))
    assert shown["parts"][0]["carried"] == [
        {"label": "Miễn công tác và sinh hoạt", "names": ["Phạm Thị Dung"]}
    ]
    applied(people, a_merger_of_both(people))
    assert Exemption.objects.get().until is None


def test_without_a_reviewer_the_ward_reads_on_and_the_page_says_so(people):
    a_plan_at("cell_review", people)
    (part,) = told(people, a_merger_of_both(people))["parts"]
    assert part["plans"]["waiting"] == [
        {"place": "Chi bộ 7", "to": "Đảng ủy", "names": ["Nguyễn Văn An"]}
    ]
    assert part["places"][0]["vacant"] == ["bí thư chi bộ", "phó bí thư chi bộ"]


def test_everything_that_a_merger_moves_is_told(people):
    """Names stand in the order of the names, whatever order people and plans were
    written in."""
    for name, status, reviewer in (
        ("dung", "cell_review", "binh"),
        ("binh", "signed", "bao"),
        ("bao", "posted", "binh"),
        ("an", "cell_review", "binh"),
        ("inh", "signed", "chi"),
        ("hanh", "draft", "chi"),
        ("chi", "cell_review", "giang"),
    ):
        a_plan_at(status, people, name, reviewer=reviewer)
    held = [(people.cell, EVE), (people.other_cell, EVE), (people.other_cell, TODAY)]
    for cell, day in [*held, (people.cell, datetime.date(2025, 12, 31))]:
        Meeting.objects.create(cell=cell, held_on=day)
    shown = told(
        people,
        a_merger_of_both(people, secretary=people.dung.pk, deputies=[people.an.pk]),
    )
    assert shown["sum"] == {
        "closes": 2,
        "founds": 1,
        "moves": 8,
        "ends": 3,
        "begins": 2,
        "plans": 6,
        "waiting": 3,
    }
    assert shown["parts"] == [
        {
            "title": "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 7",
            "closes": [
                {"name": "Chi bộ 7", "goes_on": "Chi bộ 7"},
                {"name": "Chi bộ 9", "goes_on": "Chi bộ 7"},
            ],
            "places": [
                {
                    "name": "Chi bộ 7",
                    "committee": "Đảng bộ phường Phúc Đồng",
                    "is_new": True,
                    "belong": 8,
                    "come": 8,
                    "guests": 0,
                    "holders": [
                        "Phạm Thị Dung (Bí thư chi bộ)",
                        "Nguyễn Văn An (Phó bí thư chi bộ)",
                    ],
                    "vacant": [],
                }
            ],
            "people": [
                {
                    "from": "Chi bộ 7",
                    "to": "Chi bộ 7",
                    "is_guest": False,
                    "names": [
                        "Nguyễn Văn An",
                        "Vũ Gia Bảo",
                        "Trần Thị Bình",
                        "Phạm Thị Dung",
                    ],
                },
                {
                    "from": "Chi bộ 9",
                    "to": "Chi bộ 7",
                    "is_guest": False,
                    "names": [
                        "Lê Kim Chi",
                        "Ngô Thị Giang",
                        "Đỗ Thị Hạnh",
                        "Bùi Văn Inh",
                    ],
                },
            ],
            "posts": {
                "end": [
                    "Trần Thị Bình – Bí thư chi bộ, Chi bộ 7",
                    "Vũ Gia Bảo – Phó bí thư chi bộ, Chi bộ 7",
                    "Lê Kim Chi – Bí thư chi bộ, Chi bộ 9",
                ],
                "begin": [
                    "Phạm Thị Dung – Bí thư chi bộ, Chi bộ 7",
                    "Nguyễn Văn An – Phó bí thư chi bộ, Chi bộ 7",
                ],
            },
            "plans": {
                "waiting": [
                    {
                        "place": "Chi bộ 7",
                        "to": "Phạm Thị Dung (Bí thư chi bộ)",
                        "names": ["Nguyễn Văn An"],
                    },
                    {
                        "place": "Chi bộ 7",
                        "to": "Phạm Thị Dung (Bí thư chi bộ), Nguyễn Văn An (Phó bí "
                        "thư chi bộ)",
                        "names": ["Lê Kim Chi"],
                    },
                    {
                        "place": "Chi bộ 7",
                        "to": "Nguyễn Văn An (Phó bí thư chi bộ)",
                        "names": ["Phạm Thị Dung"],
                    },
                ],
                "follow": [
                    {"status": "Đã ký", "names": ["Trần Thị Bình", "Bùi Văn Inh"]},
                    {"status": "Đang viết", "names": ["Đỗ Thị Hạnh"]},
                ],
                "filed": [
                    {"cell": "Chi bộ 7", "count": 1},
                    {"cell": "Chi bộ 9", "count": 0},
                ],
            },
            "carried": [],
            "cycle": {
                "year": 2026,
                "days": ["31/01/2026", "28/02/2026", "15/03/2026"],
                "meetings": 3,
                "is_another": False,
            },
            "warnings": [],
        }
    ]


# --- what is refused ------------------------------------------------------------------


def refused_because(people, *parts, on=TODAY, by="giang"):
    act = draft(people, *parts, on=on)
    before = everything()
    with pytest.raises(CannotReorganise) as refusal:
        apply_reorganisation(act, by=people.actor(by), at=NOW)
    assert everything() == before
    return refusal.value.args[0].troubles


def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(people):
    day = "10/02/2026"
    assert refused_because(people) == [
        "Chưa có việc nào trong phương án. Thêm ít nhất một việc."
    ]
    assert refused_because(people, a_renaming(people.cell, "X"), on=TODAY + DAY) == [
        "Phương án có hiệu lực từ 11/02/2026, đến ngày đó mới áp dụng được."
    ]
    assert refused_because(people, a_renaming(people.cell, "Chi bộ 9")) == [
        "Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 9. Chọn tên khác."
    ]
    assert refused_because(
        people, a_merger([people.cell], "Chi bộ 7", committee=people.ward)
    ) == [
        "Chi bộ 7 chuyển sang Đảng bộ phường Phúc Đồng, thành Chi bộ 7: chọn ít nhất "
        "hai chi bộ, "
        "hoặc chuyển sang đảng bộ khác."
    ]
    assert refused_because(
        people, a_merger_of_both(people, secretary=people.em.pk)
    ) == ["Chi bộ 7: 01 người được chọn giữ chức vụ không sinh hoạt ở đó. Chọn lại."]
    assert refused_because(
        people, a_merger_of_both(people, secretary=people.giang.pk)
    ) == [
        "Chi bộ 7: đồng chí không tự giao chức vụ cho mình. Để trống, rồi nhờ cán bộ "
        "khác ghi sau."
    ]
    assert refused_because(
        people,
        a_merger_of_both(people, secretary=people.an.pk, deputies=[people.an.pk]),
    ) == ["Chi bộ 7: đ/c Nguyễn Văn An được chọn cho hai chức vụ. Chọn lại."]
    assert refused_because(
        people, a_merger_of_both(people), a_renaming(people.cell, "X")
    ) == ["Chi bộ 7 đứng trong hai việc. Bỏ bớt một việc."]
    twice = a_split(
        people.cell, ("Chi bộ 20", [people.an], {}), ("Chi bộ 21", [people.an], {})
    )
    assert "đ/c Nguyễn Văn An được chọn vào hai chi bộ" in " ".join(
        refused_because(people, twice)
    )
    assert refused_because(people, a_split(people.cell, ("Chi bộ 20", [], {}))) == [
        "Chia tách Chi bộ 7: tách ra Chi bộ 20: Chi bộ 20 không có ai. Chọn lại danh "
        "sách."
    ]
    mixed = a_merger([people.cell, people.unit], "X", committee=people.ward)
    assert "chi bộ và đơn vị ngoài Đảng không nhập vào nhau được" in " ".join(
        refused_because(people, mixed)
    )
    AppointmentFactory(
        member=people.dung,
        role=Role.CELL_COMMITTEE_MEMBER,
        cell=people.cell,
        since=TODAY,
    )
    assert refused_because(people, a_merger_of_both(people)) == [
        f"Đ/c Phạm Thị Dung giữ chức vụ Chi ủy viên, Chi bộ 7 từ {day}, không trước "
        f"ngày {day}. "
        "Ghi thôi chức vụ đó trước, hoặc chọn ngày muộn hơn."
    ]
    Cell.objects.filter(pk=people.cell.pk).update(founded_on=TODAY)
    assert refused_because(people, a_renaming(people.cell, "X")) == [
        f"Chi bộ 7 thành lập ngày {day}, không sắp xếp từ ngày {day} được."
    ]


def test_a_closed_cell_is_refused(people):
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=EVE)
    assert (
        "Chi bộ 7 đã kết thúc hoạt động ngày 09/02/2026. Bỏ việc này."
        in refused_because(people, a_merger_of_both(people))
    )


def test_what_is_no_longer_as_it_was_shown_is_not_applied(people):
    act = draft(people, a_merger_of_both(people))
    shown = describe_foresight(foresee_reorganisation(act, by=people.actor("giang")))
    MembershipFactory(member=people.em, cell=people.cell)
    before = everything()
    with pytest.raises(OutdatedPreview) as outdated:
        apply_reorganisation(act, by=people.actor("giang"), at=NOW, seen=shown["marks"])
    assert everything() == before
    now = describe_foresight(outdated.value.args[0])
    assert list_differences(shown["marks"], now) == [
        "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 7: chi bộ sau sắp xếp",
        "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 7: người chuyển",
    ]
    apply_reorganisation(act, by=people.actor("giang"), at=NOW, seen=now["marks"])


@pytest.mark.parametrize(
    "name", ["an", "binh", "chi", "em", "hanh", "inh", "kha", "lan", "quan"]
)
def test_nobody_else_applies_or_undoes(people, name):
    act = draft(people, a_merger_of_both(people))
    before = everything()
    with pytest.raises(PermissionDenied):
        apply_reorganisation(act, by=people.actor(name), at=NOW)
    assert everything() == before
    act = apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    before = everything()
    with pytest.raises(PermissionDenied):
        undo_reorganisation(act, by=people.actor(name), at=LATER, because="x")
    assert everything() == before


def test_applied_twice_is_once(people):
    act = draft(people, a_merger_of_both(people))
    apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    before = everything()
    with pytest.raises(AlreadyDone):
        apply_reorganisation(act, by=people.actor("giang"), at=LATER)
    assert everything() == before


# --- what forbids undoing -------------------------------------------------------------


def into():
    return Cell.objects.get(founded_on=TODAY)


DEPENDS = {
    "step": (
        lambda people, plan: steps.take_step(
            "agree", again(plan), by=people.actor("chi"), at=LATER
        ),
        "Kế hoạch của đ/c Nguyễn Văn An: đ/c Lê Kim Chi đã xử lý lúc 10:00 ngày "
        "10/02/2026",
    ),
    "plan": (
        lambda people, plan: steps.begin_plan(
            people.dung, people.cycle, into(), by=people.actor("dung"), at=LATER
        ),
        "Kế hoạch của đ/c Phạm Thị Dung: bắt đầu viết lúc 10:00 ngày 10/02/2026",
    ),
    "membership": (
        lambda people, plan: MembershipFactory(
            member=people.em, cell=into(), since=TODAY, recorded_at=LATER
        ),
        "Đ/c Hoàng Văn Em: sinh hoạt ở Chi bộ 7 từ 10/02/2026",
    ),
    "post": (
        lambda people, plan: AppointmentFactory(
            member=people.dung,
            role=Role.DEPUTY_SECRETARY,
            cell=into(),
            since=TODAY,
            recorded_at=LATER,
        ),
        "Đ/c Phạm Thị Dung: Phó bí thư chi bộ ở Chi bộ 7 từ 10/02/2026",
    ),
    "ended": (
        lambda people, plan: Membership.objects.filter(
            member=people.dung, cell=into()
        ).update(until=TODAY + DAY),
        "Nơi sinh hoạt của đ/c Phạm Thị Dung đã được sửa, ghi thêm ngày",
    ),
    "review": (
        lambda people, plan: ExemptionReview.objects.create(
            exemption=Exemption.objects.create(
                member=people.dung, since=datetime.date(2025, 1, 1)
            ),
            reviewed_on=TODAY,
            outcome="kept",
            recorded_at=LATER,
        ),
        "Đ/c Phạm Thị Dung: rà soát miễn sinh hoạt ngày 10/02/2026",
    ),
    "movement": (
        lambda people, plan: Movement.objects.create(
            member=people.dung, kind="died", on=TODAY, recorded_at=LATER
        ),
        "Đ/c Phạm Thị Dung: từ trần ngày 10/02/2026",
    ),
    "meeting": (
        lambda people, plan: Meeting.objects.create(cell=into(), held_on=TODAY),
        "Chi bộ 7: buổi sinh hoạt ngày 10/02/2026",
    ),
    "register": (
        lambda people, plan: RegisterUpload.objects.create(
            committee=people.ward,
            uploaded_by=people.giang.user,
            uploaded_at=NOW,
            name="ds.xlsx",
            applied_at=LATER,
        ),
        "Danh sách ds.xlsx đọc vào sổ lúc 10:00 ngày 10/02/2026",
    ),
}


@pytest.mark.parametrize("kind", DEPENDS)
def test_what_rests_on_it_forbids_undoing_and_is_named(people, kind):
    plan = a_plan_at("cell_review", people)
    act = applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    happens, words = DEPENDS[kind]
    happens(people, plan)
    before = everything()
    with pytest.raises(CannotUndo) as refusal:
        undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert everything() == before
    assert [line[0] for line in refusal.value.args[0]] == [words]


SECOND = datetime.timedelta(seconds=1)


def said_at(people, plan, name, at, **how):
    said = {"reason": "vague", "text": "Bao nhiêu hộ?", "key": uuid.uuid4(), **how}
    remarks.make_remark(again(plan), by=people.actor(name), at=at, **said)


def test_every_remark_made_since_on_a_plan_that_went_along_forbids_undoing_in_the_order_of_the_plans(
    people,
):
    an, binh = (
        a_plan_at("cell_review", people),
        a_plan_at("cell_review", people, of="binh"),
    )
    act = applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    said_at(people, binh, "chi", NOW + SECOND)
    said_at(people, an, "dung", LATER + 60 * SECOND, is_internal=True)
    said_at(people, an, "giang", LATER)
    before = everything()
    with pytest.raises(CannotUndo) as refusal:
        undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert everything() == before
    assert refusal.value.args[0] == [
        (
            "Kế hoạch của đ/c Nguyễn Văn An: đ/c Ngô Thị Giang đã góp ý lúc 10:00 ngày "
            "10/02/2026",
            "review:plan",
            an.pk,
        ),
        (
            "Kế hoạch của đ/c Nguyễn Văn An: đ/c Phạm Thị Dung đã góp ý lúc 10:01 ngày "
            "10/02/2026",
            "review:plan",
            an.pk,
        ),
        (
            "Kế hoạch của đ/c Trần Thị Bình: đ/c Lê Kim Chi đã góp ý lúc 09:00 ngày "
            "10/02/2026",
            "review:plan",
            binh.pk,
        ),
    ]


@pytest.mark.parametrize("when", [NOW, NOW - SECOND])
def test_a_remark_made_at_the_moment_of_the_merger_or_before_does_not_forbid_undoing(
    people, when
):
    plan, other = (
        a_plan_at("cell_review", people),
        a_plan_at("cell_review", people, of="kha", reviewer="lan"),
    )
    act = applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    said_at(people, plan, "chi", when)
    said_at(people, other, "lan", LATER)  # this plan did not go along
    assert find_dependents(act) == []
    undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert again(plan).cell == people.cell


def test_every_step_by_somebody_else_since_forbids_undoing(people):
    bao, an = (
        a_plan_at("cell_review", people, of="bao"),
        a_plan_at("cell_review", people),
    )
    act = applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    steps.take_step("agree", again(an), by=people.actor("chi"), at=NOW)
    steps.take_step(
        "return", again(bao), by=people.actor("chi"), at=LATER, note="Còn chung chung"
    )
    assert find_dependents(act) == [
        (
            "Kế hoạch của đ/c Vũ Gia Bảo: đ/c Lê Kim Chi đã xử lý lúc 10:00 ngày "
            "10/02/2026",
            "",
            0,
        ),
        (
            "Kế hoạch của đ/c Nguyễn Văn An: đ/c Lê Kim Chi đã xử lý lúc 09:00 ngày "
            "10/02/2026",
            "review:plan",
            an.pk,
        ),
    ]


def test_steps_before_the_merger_do_not_forbid_undoing(people):
    plan = a_plan_at(
        "finalizing", people
    )  # agreed by Bình at the very moment at which the merger is applied
    act = applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    assert plan.events.filter(step="agree", at=NOW).exists()
    assert find_dependents(act) == []


def test_every_plan_begun_since_by_who_was_moved_or_in_the_new_cell_forbids_undoing(
    people,
):
    draft = a_plan(people)
    act = applied(people, a_merger_of_both(people))
    MembershipFactory(member=people.em, cell=into(), since=TODAY)
    begun = []
    for name, at in (("em", NOW), ("dung", LATER), ("chi", NOW + SECOND)):
        plan = steps.begin_plan(
            people.members[name], people.cycle, into(), by=people.actor(name), at=at
        )
        begun.append(plan)
    steps.take_step("submit", fill_again(begun[1]), by=people.actor("dung"), at=LATER)
    steps.begin_plan(
        people.kha, people.cycle, people.unit, by=people.actor("kha"), at=LATER
    )  # in no cell of it
    assert [rest for rest in find_dependents(act) if "bắt đầu viết" in rest.words] == [
        (
            "Kế hoạch của đ/c Hoàng Văn Em: bắt đầu viết lúc 09:00 ngày 10/02/2026",
            "",
            0,
        ),
        (
            "Kế hoạch của đ/c Phạm Thị Dung: bắt đầu viết lúc 10:00 ngày 10/02/2026",
            "review:plan",
            begun[1].pk,
        ),
        ("Kế hoạch của đ/c Lê Kim Chi: bắt đầu viết lúc 09:00 ngày 10/02/2026", "", 0),
    ]
    assert again(draft).cell == into()


def test_where_people_went_to_a_cell_that_was_there_only_what_they_began_since_forbids_undoing(
    people,
):
    a_plan_at("posted", people, at=NOW - 60 * SECOND)  # it stays where it was filed
    act = applied(people, a_dissolution(people.cell, people.other_cell))
    for name, at in (
        ("dung", LATER),
        ("bao", NOW),
        ("chi", LATER),
    ):  # Chi was not moved
        steps.begin_plan(
            people.members[name],
            people.cycle,
            people.other_cell,
            by=people.actor(name),
            at=at,
        )
    assert find_dependents(act) == [
        (
            "Kế hoạch của đ/c Phạm Thị Dung: bắt đầu viết lúc 10:00 ngày 10/02/2026",
            "",
            0,
        )
    ]


def fill_again(plan):
    fill(plan)
    return again(plan)


def test_a_later_decision_about_the_new_cell_forbids_undoing(people):
    act = applied(people, a_merger_of_both(people))
    applied(
        people,
        a_renaming(into(), "Chi bộ Mới"),
        on=TODAY + DAY,
        at=NOW + DAY,
        decision_number="9-QĐ/ĐU",
    )
    lines = [words for words, *_ in find_dependents(act)]
    assert "Lần sắp xếp sau đó, Quyết định số 9-QĐ/ĐU" in lines


def test_the_authors_own_steps_do_not_forbid_it(people):
    plan = a_plan(people)
    act = applied(people, a_merger_of_both(people))
    steps.take_step("submit", again(plan), by=people.actor("an"), at=LATER)
    undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert (again(plan).status, again(plan).cell) == ("cell_review", people.cell)


def test_after_seven_days_it_stays(people):
    act = applied(people, a_merger_of_both(people))
    last = NOW + datetime.timedelta(days=7)
    with pytest.raises(CannotUndo) as refusal:
        undo_reorganisation(act, by=people.actor("giang"), at=last, because="Nhầm")
    assert refusal.value.args[0] == []
    undo_reorganisation(
        act,
        by=people.actor("giang"),
        at=last - datetime.timedelta(seconds=1),
        because="Nhầm",
    )


# --- powers ---------------------------------------------------------------------------


def test_a_dismissed_secretary_who_is_signed_in_has_no_power_at_the_next_request(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    client = sign_in("binh")
    address = reverse("review:plan_step", args=[plan.pk, "agree"])
    assert client.get(reverse("review:plan", args=[plan.pk])).status_code == 200
    assert client.get(reverse("cell:cell", args=[people.cell.pk])).status_code == 200
    applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    assert client.get(reverse("cell:cell", args=[people.cell.pk])).status_code == 404
    assert client.get(reverse("cell:cell", args=[into().pk])).status_code == 404
    sent = {"key": str(uuid.uuid4()), "seen": plan.revision}
    assert client.post(address, sent).status_code == 403
    assert again(plan).status == Status.CELL_REVIEW
    assert people.binh.user.is_active
