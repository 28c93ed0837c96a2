"""What rests on a decision about cells, in whole words and with the page that it stands
on; and what does not."""

from datetime import date, timedelta

import pytest

from cells.acts.reorganisation.dependents import find_dependents
from cells.acts.reorganisation.reversal import last_moment_to_undo
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
    Reorganisation,
)
from tests.cells.acts.exemptions.forms import a_proposal
from tests.cells.acts.reorganisation.decisions import (
    DAY,
    LATER,
    a_merger_of_both,
    a_renaming,
    a_split,
    applied,
)
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db
Role = Appointment.Role
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(people):
    """Cell 9 has gone into cell 7, which goes on as Chi bộ Mới. Chi bộ 12 and another
    ward stand beside."""
    people.third = CellFactory(name="Chi bộ 12", committee=people.ward)
    people.elsewhere = CommitteeFactory(name="Đảng bộ phường Long Biên")
    people.act = applied(
        people, a_merger_of_both(people, "Chi bộ Mới", keeps=people.cell)
    )
    return people


def upload(committee, people, at):
    """The id of one."""
    facts = {"uploaded_by": people.giang.user, "uploaded_at": NOW, "name": "ds.xlsx"}
    return RegisterUpload.objects.create(committee=committee, applied_at=at, **facts).pk


def a_review(member, at):
    exemption = Exemption.objects.create(member=member, since=date(2025, 1, 1))
    ExemptionReview.objects.create(
        exemption=exemption, reviewed_on=TODAY, outcome="kept", recorded_at=at
    )


def a_movement(member, at, **facts):
    usual = {"kind": "moved", "on": TODAY, "recorded_at": at}
    return Movement.objects.create(member=member, **{**usual, **facts})


def a_post(member, at, **facts):
    return AppointmentFactory(member=member, since=TODAY, recorded_at=at, **facts)


def a_membership(member, at, **facts):
    return MembershipFactory(member=member, since=TODAY, recorded_at=at, **facts)


def decided(w, at):
    a_proposal(
        w,
        w.an,
        cell=w.cell,
        proposed_at=NOW - DAY,
        decided_at=at,
        refusal="Chưa đủ căn cứ",
    )


# What is recorded at a moment, whose page it stands on, and the words.
RESTS = {
    "somebody comes to the cell": (
        lambda w, at: a_membership(w.em, at, cell=w.cell),
        "em",
        "Đ/c Hoàng Văn Em: sinh hoạt ở Chi bộ Mới từ 10/02/2026",
    ),
    "somebody comes to the cell that closed": (
        lambda w, at: a_membership(w.em, at, cell=w.other_cell, kind="temporary"),
        "em",
        "Đ/c Hoàng Văn Em: sinh hoạt ở Chi bộ 9 từ 10/02/2026",
    ),
    "who was moved goes elsewhere": (
        lambda w, at: a_membership(w.hanh, at, cell=w.third, kind="temporary"),
        "hanh",
        "Đ/c Đỗ Thị Hạnh: sinh hoạt ở Chi bộ 12 từ 10/02/2026",
    ),
    "a post in the cell": (
        lambda w, at: a_post(w.an, at, cell=w.cell, role=Role.CELL_COMMITTEE_MEMBER),
        "an",
        "Đ/c Nguyễn Văn An: Chi ủy viên ở Chi bộ Mới từ 10/02/2026",
    ),
    "a post of who was moved": (
        lambda w, at: a_post(w.chi, at, committee=w.ward, role=Role.INSPECTOR),
        "chi",
        "Đ/c Lê Kim Chi: Cán bộ kiểm tra, giám sát ở Đảng ủy từ 10/02/2026",
    ),
    "a review of who was moved": (
        lambda w, at: a_review(w.inh, at),
        "inh",
        "Đ/c Bùi Văn Inh: rà soát miễn sinh hoạt ngày 10/02/2026",
    ),
    "a proposal of the cell": (
        lambda w, at: a_proposal(w, w.dung, cell=w.cell, proposed_at=at),
        "dung",
        "Đ/c Phạm Thị Dung: đề nghị miễn từ 01/03/2026",
    ),
    "a proposal about who was moved": (
        lambda w, at: a_proposal(w, w.inh, cell=w.third, proposed_at=at),
        "inh",
        "Đ/c Bùi Văn Inh: đề nghị miễn từ 01/03/2026",
    ),
    "an older proposal is decided": (
        decided,
        "an",
        "Đ/c Nguyễn Văn An: đề nghị miễn từ 01/03/2026",
    ),
    "who was moved moves on": (
        lambda w, at: a_movement(w.inh, at, kind="died"),
        "inh",
        "Đ/c Bùi Văn Inh: từ trần ngày 10/02/2026",
    ),
    "somebody leaves the cell": (
        lambda w, at: a_movement(w.em, at, from_cell=w.cell, to_cell=w.third),
        "em",
        "Đ/c Hoàng Văn Em: chuyển sang chi bộ khác trong phường ngày 10/02/2026",
    ),
    "somebody moves into the cell": (
        lambda w, at: a_movement(w.em, at, from_cell=w.third, to_cell=w.cell),
        "em",
        "Đ/c Hoàng Văn Em: chuyển sang chi bộ khác trong phường ngày 10/02/2026",
    ),
}


@pytest.mark.parametrize("happens, who, words", RESTS.values(), ids=RESTS)
def test_what_was_recorded_since_rests_on_it(world, happens, who, words):
    happens(world, NOW + SECOND)
    assert find_dependents(world.act) == [
        (words, "person:person", world.members[who].pk)
    ]


@pytest.mark.parametrize(
    "at", [NOW - SECOND, NOW], ids=["before", "at the very moment"]
)
@pytest.mark.parametrize(
    "happens", [happens for happens, *_ in RESTS.values()], ids=RESTS
)
def test_what_was_recorded_before_it_does_not(world, happens, at):
    happens(world, at)
    assert find_dependents(world.act) == []


BESIDE = {
    "membership": lambda w: a_membership(w.em, LATER, cell=w.third),
    "post": lambda w: a_post(w.em, LATER, cell=w.third, role=Role.SECRETARY),
    "post of somebody who stayed": lambda w: a_post(
        w.kha, LATER, committee=w.ward, role=Role.INSPECTOR
    ),
    "review": lambda w: a_review(w.em, LATER),
    "proposal": lambda w: a_proposal(w, w.em, cell=w.third, proposed_at=LATER),
    "movement": lambda w: a_movement(w.em, LATER, from_cell=w.third),
    "movement that was cancelled": lambda w: a_movement(
        w.inh, LATER, cancelled_at=LATER
    ),
    "meeting of a cell that was there before": lambda w: Meeting.objects.create(
        cell=w.cell, held_on=TODAY
    ),
    "register of another ward": lambda w: upload(w.elsewhere, w, LATER),
    "register before": lambda w: upload(w.ward, w, NOW),
    "register that is only looked at": lambda w: upload(w.ward, w, None),
    "act about another cell": lambda w: applied(
        w, a_renaming(w.third, "Chi bộ 13"), at=LATER
    ),
    "act that is prepared": lambda w: Reorganisation.objects.create(
        committee=w.ward,
        on=TODAY,
        parts=[a_renaming(w.cell, "X")],
        prepared_by=w.giang.user,
        prepared_at=LATER,
    ),
    "name in another ward": lambda w: CellFactory(
        name="Chi bộ 7", committee=w.elsewhere
    ),
    "name of a cell that is over": lambda w: CellFactory(
        name="Chi bộ 9", committee=w.ward, closed_on=TODAY
    ),
}


@pytest.mark.parametrize("happens", BESIDE.values(), ids=BESIDE)
def test_what_is_about_others_does_not_rest_on_it(world, happens):
    happens(world)
    assert find_dependents(world.act) == []


def test_a_register_read_in_since_rests_on_it(world):
    pk = upload(world.ward, world, NOW + SECOND)
    words = "Danh sách ds.xlsx đọc vào sổ lúc 09:00 ngày 10/02/2026"
    assert find_dependents(world.act) == [(words, "register:register_upload", pk)]


@pytest.mark.parametrize(
    "facts, words",
    [
        ({}, "Lần sắp xếp sau đó, từ 10/02/2026"),
        (
            {"decision_number": "9-QĐ/ĐU", "decision_on": date(2026, 2, 8)},
            "Lần sắp xếp sau đó, Quyết định số 9-QĐ/ĐU ngày 08/02/2026",
        ),
    ],
)
@pytest.mark.parametrize("at", [NOW, LATER], ids=["in the same moment", "later"])
def test_another_act_about_its_cells_rests_on_it_until_that_is_undone(
    world, facts, words, at
):
    """Which of two acts of one moment was the first is not known: neither is taken back
    before the other."""
    by = {
        "prepared_by": world.giang.user,
        "prepared_at": NOW,
        "applied_by": world.giang.user,
        "applied_at": at,
    }
    effects = {"begun": [], "changed": [["cell", world.other_cell.pk, {}, {}]]}
    later = Reorganisation.objects.create(
        committee=world.ward, on=TODAY, effects=effects, **by, **facts
    )
    assert find_dependents(world.act) == [
        (words, "reorganisation:reorganisation", later.pk)
    ]
    Reorganisation.objects.filter(pk=later.pk).update(undone_at=LATER)
    assert find_dependents(world.act) == []


def test_an_act_on_what_it_founded_rests_on_it(people):
    act = applied(people, a_split(people.cell, ("Chi bộ 20", [people.an], {})))
    later = applied(
        people,
        a_renaming(Cell.objects.get(name="Chi bộ 20"), "Chi bộ 21"),
        on=TODAY + DAY,
        at=NOW + DAY,
    )
    assert find_dependents(act) == [
        (
            "Chi bộ 21 đã được thay đổi",
            "cell:cell",
            Cell.objects.get(name="Chi bộ 21").pk,
        ),
        (
            "Lần sắp xếp sau đó, từ 11/02/2026",
            "reorganisation:reorganisation",
            later.pk,
        ),
    ]


def test_what_hangs_on_a_cell_that_it_founded_rests_on_it_whenever_it_was_recorded(
    people,
):
    act = applied(people, a_merger_of_both(people, "Chi bộ 20"))
    into = Cell.objects.get(name="Chi bộ 20")
    for on in (date(2026, 2, 12), date(2026, 2, 11)):
        Meeting.objects.create(cell=into, held_on=on)
    a_membership(people.em, None, cell=into)
    a_post(people.em, NOW - DAY, cell=into, role=Role.DEPUTY_SECRETARY)
    assert find_dependents(act) == [
        (
            "Đ/c Hoàng Văn Em: sinh hoạt ở Chi bộ 20 từ 10/02/2026",
            "person:person",
            people.em.pk,
        ),
        (
            "Đ/c Hoàng Văn Em: Phó bí thư chi bộ ở Chi bộ 20 từ 10/02/2026",
            "person:person",
            people.em.pk,
        ),
        ("Chi bộ 20: buổi sinh hoạt ngày 11/02/2026", "cell:cell", into.pk),
        ("Chi bộ 20: buổi sinh hoạt ngày 12/02/2026", "cell:cell", into.pk),
    ]


# --- names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Chi bộ 7", "Chi bộ 9"],
    ids=["of the one that goes on", "of the one that closed"],
)
def test_a_name_that_was_given_up_and_is_taken_again_rests_on_it(world, name):
    taken = CellFactory(name=name, committee=world.ward)
    assert find_dependents(world.act) == [
        (f"Tên {name} nay là tên của một chi bộ khác", "cell:cell", taken.pk)
    ]


def test_a_name_that_passes_within_the_act_is_nobody_elses(people):
    act = applied(
        people,
        a_renaming(people.cell, "Chi bộ 9"),
        a_renaming(people.other_cell, "Chi bộ 7"),
    )
    assert find_dependents(act) == []
    act = applied(
        people, a_merger_of_both(people, "Chi bộ 7"), on=TODAY + DAY, at=NOW + DAY
    )
    assert find_dependents(act) == []


# --- rows of its own ------------------------------------------------------------------

CHANGED = {
    "where somebody belongs": (
        lambda w: Membership.objects.filter(member=w.chi, until=None).update(
            until=TODAY + DAY
        ),
        lambda w: (
            "Nơi sinh hoạt của đ/c Lê Kim Chi đã được sửa, ghi thêm ngày",
            "person:person",
            w.chi.pk,
        ),
    ),
    "a post that it ended": (
        lambda w: Appointment.objects.filter(member=w.chi).update(until=TODAY + DAY),
        lambda w: (
            "Chức vụ của đ/c Lê Kim Chi đã được sửa, ghi thêm ngày",
            "person:person",
            w.chi.pk,
        ),
    ),
    "a cell": (
        lambda w: Cell.objects.filter(pk=w.other_cell.pk).update(successor=w.third),
        lambda w: ("Chi bộ 9 đã được thay đổi", "cell:cell", w.other_cell.pk),
    ),
    "a former name": (
        lambda w: FormerName.objects.filter(cell=w.cell).delete(),
        lambda w: ("Có dòng của lần sắp xếp này đã bị sửa hoặc bỏ", "", 0),
    ),
}


@pytest.mark.parametrize("happens, line", CHANGED.values(), ids=CHANGED)
def test_a_row_of_its_own_that_was_changed_since_is_named(world, happens, line):
    happens(world)
    assert find_dependents(world.act)[0] == line(world)


def test_a_proposal_that_it_took_along_and_that_was_withdrawn_is_named(people):
    proposal = a_proposal(people, people.chi, cell=people.other_cell)
    act = applied(people, a_merger_of_both(people, "Chi bộ Mới", keeps=people.cell))
    proposal.refresh_from_db()
    assert (proposal.cell, find_dependents(act)) == (people.cell, [])
    type(proposal).objects.filter(pk=proposal.pk).update(cell=people.other_cell)
    words = "Đề nghị miễn của đ/c Lê Kim Chi đã được sửa, ghi thêm ngày"
    assert find_dependents(act) == [(words, "person:person", people.chi.pk)]


def test_it_can_be_taken_back_for_seven_days(world):
    assert last_moment_to_undo(world.act) == NOW + timedelta(days=7)
