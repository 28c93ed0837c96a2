"""A decision about cells, played from the draft to the end: what moves, what stays, who may, and the way back."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cells import posts
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
from plans import foretelling, log, reorganising, workflow
from plans.models import Plan, PlanEvent, Status
from plans.reorganising import AlreadyDone, CannotApply, CannotUndo, Outdated
from reports import rates
from tests.factories import (
    LONG_AGO,
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan, a_plan_at, again

pytestmark = pytest.mark.django_db

Role = Appointment.Role
DAY = datetime.timedelta(days=1)
EVE = TODAY - DAY
LATER = NOW + datetime.timedelta(hours=1)


def draft(people, *parts, on=TODAY, by="giang", **facts):
    prepared = {"prepared_by": people.members[by].user, "prepared_at": NOW}
    return Reorganisation.objects.create(committee=people.ward, on=on, parts=list(parts), **prepared, **facts)


def applied(people, *parts, by="giang", at=NOW, **facts):
    act = draft(people, *parts, **facts)
    return reorganising.apply(act, by=people.actor(by, at.date()), at=at)


def told(people, *parts, on=TODAY):
    return foretelling.tell(foresight(people, *parts, on=on))


def foresight(people, *parts, on=TODAY):
    return reorganising.foresee(draft(people, *parts, on=on), by=people.actor("giang"))


def a_merger_of_both(people, name="Chi bộ 7", **more):
    return a_merger([people.cell, people.other_cell], name, committee=people.ward, **more)


def a_split(cell, *pieces, keeps=True):
    """Pieces are (name, [member], {post: …})."""
    empty = {"secretary": None, "deputies": [], "committee_members": []}
    made = [
        {"name": name, "members": [member.pk for member in members], **empty, **named}
        for name, members, named in pieces
    ]
    return {"kind": "split", "cell": cell.pk, "keeps": keeps, "pieces": made, "successor": None}


def a_dissolution(cell, rest, to=()):
    return {"kind": "dissolve", "cell": cell.pk, "rest": rest.pk, "to": {str(m.pk): c.pk for m, c in dict(to).items()}}


def a_renaming(cell, name):
    return {"kind": "rename", "cell": cell.pk, "name": name}


def names_in(cell, on):
    held = Membership.objects.in_force(on).filter(cell=cell)
    return sorted(held.values_list("member__full_name", flat=True))


def everything(*, besides=()):
    """Every row of every table of ours: {table: [row]}."""
    models = [model for label in ("cells", "plans") for model in apps.get_app_config(label).get_models()]
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in models if model.__name__ not in besides
    }


# --- twelve into five ------------------------------------------------------------------------------------------------

GROUPS = ((3, 16), (7, 8), (11, 18, 22), (13, 20, 21), (23, 24))
STATUSES = list(Status.values)


@pytest.fixture
def town(people):
    """Twelve cells of five people, each with a secretary and a deputy; in each a plan of every status but one."""
    people.cell.name, people.other_cell.name = "Chi bộ 1", "Chi bộ 2"
    people.cell.save()
    people.other_cell.save()
    cells = {}
    for number in [number for group in GROUPS for number in group]:
        cell = cells[number] = CellFactory(name=f"Chi bộ {number}", committee=people.ward)
        for place, letter in enumerate("ABCDEF"):
            key = f"{letter}{number}"
            people.members[key] = MemberFactory(full_name=f"Lê Văn {letter}{number}", user=UserFactory())
            MembershipFactory(member=people.members[key], cell=cell)
            if place < 2:
                role = (Role.SECRETARY, Role.DEPUTY_SECRETARY)[place]
                AppointmentFactory(member=people.members[key], role=role, cell=cell, is_head=not place)
        for place, status in enumerate(STATUSES):
            of, reviewer = "BCDEF"[place], "A"
            a_plan_at(status, people, f"{of}{number}", reviewer=f"{reviewer}{number}", filer=f"{reviewer}{number}")
    return people, cells


def the_decision(people, cells):
    return [
        a_merger(
            [cells[number] for number in group],
            f"Chi bộ {group[0]}",
            committee=people.ward,
            secretary=people.members[f"A{group[0]}"].pk,
            deputies=[people.members[f"A{group[1]}"].pk],
        )
        for group in GROUPS
    ]


def totals(people, on):
    rows = rates.with_rates(Cell.objects.filter(committee=people.ward), cycle=people.cycle, on=on)
    counts = rates.total(rows).counts
    del counts["heads_unposted"]  # whoever was dismissed heads nothing any more
    return counts


def test_twelve_cells_become_five_with_plans_in_every_state(town):
    people, cells = town
    remark = people_remark(people, cells)
    before = {on: totals(people, on) for on in (EVE, TODAY)}
    stood = {plan.pk: (plan.status, plan.revision, plan.cell_id) for plan in Plan.objects.all()}
    belonged = {number: names_in(cell, TODAY) for number, cell in cells.items()}
    act = applied(people, *the_decision(people, cells), decision_number="214-QĐ/ĐU")

    for group in GROUPS:
        into = Cell.objects.in_force(TODAY).get(name=f"Chi bộ {group[0]}")
        old = [Cell.objects.get(pk=cells[number].pk) for number in group]
        assert [(cell.closed_on, cell.successor_id) for cell in old] == [(TODAY, into.pk)] * len(old)
        assert names_in(into, TODAY) == sorted(name for number in group for name in belonged[number])
        assert [names_in(cell, EVE) for cell in old] == [belonged[number] for number in group]
        held = Appointment.objects.in_force(TODAY).filter(cell__in=[into, *old])
        posts_now = held.order_by("pk").values_list("member__full_name", "role", "cell", "is_head", "decision")
        assert list(posts_now) == [
            (f"Lê Văn A{group[0]}", "secretary", into.pk, True, "Quyết định số 214-QĐ/ĐU"),
            (f"Lê Văn A{group[1]}", "deputy_secretary", into.pk, False, "Quyết định số 214-QĐ/ĐU"),
        ]
        for plan in Plan.objects.filter(member__memberships__cell__in=old).distinct():
            status, revision, cell = stood[plan.pk]
            assert (plan.status, plan.revision) == (status, revision)
            assert plan.cell_id == (cell if status == "posted" else into.pk)
    assert {on: totals(people, on) for on in (EVE, TODAY)} == before
    moves = PlanEvent.objects.filter(step="move")
    assert moves.count() == len(act.effects["moved"]) == 12 * 4
    assert Plan.objects.filter(status="posted", cell__in=cells.values()).count() == 12
    for plan in Plan.objects.all():
        assert log.first_break(log.with_what_they_point_at(plan.events.order_by("number"))) is None
    remark.refresh_from_db()
    assert (remark.text, remark.answer, remark.ticked_at) == ("Cụ thể hơn.", "", None)


def people_remark(people, cells):
    plan = Plan.objects.get(member=people.members["C3"])
    return plan.remarks.create(
        plan=plan,
        revision=1,
        reason="vague",
        text="Cụ thể hơn.",
        source="reviewer",
        by=people.members["A3"],
        made_at=NOW,
    )


def test_the_new_secretary_goes_on_with_the_review_and_the_old_ones_cannot(town):
    people, cells = town
    plan = Plan.objects.get(member=people.members["C16"])
    assert plan.status == Status.CELL_REVIEW
    people_remark(people, cells)
    applied(people, *the_decision(people, cells))
    former, new = (posts.Actor(people.members[name], TODAY) for name in ("B16", "A3"))
    with pytest.raises(PermissionDenied):
        workflow.take("agree", again(plan), by=former, at=LATER)
    workflow.take("agree", again(plan), by=new, at=LATER)
    steps = plan.events.order_by("number").values_list("step", "by__full_name")
    assert list(steps) == [
        ("begin", "Lê Văn C16"),
        ("submit", "Lê Văn C16"),
        ("move", "Ngô Thị Giang"),
        ("agree", "Lê Văn A3"),
    ]


def test_what_is_foretold_is_what_comes(town):
    people, cells = town
    parts = the_decision(people, cells)
    shown = told(people, *parts)
    act = applied(people, *parts)
    assert act.effects["told"]["marks"] == shown["marks"]
    for part in shown["parts"]:
        (place,) = part["places"]
        into = Cell.objects.in_force(TODAY).get(name=place["name"])
        here = Membership.objects.in_force(TODAY).filter(cell=into, kind="official")
        moved = Membership.objects.filter(cell=into, origin="reorganised", since=TODAY)
        assert place["belong"] == place["come"] == here.count()
        assert sorted(name for group in part["people"] for name in group["names"]) == sorted(
            moved.values_list("member__full_name", flat=True)
        )
        for group in part["plans"]["waiting"]:
            plans = Plan.objects.filter(cell=into, status="cell_review", member__full_name__in=group["names"])
            assert plans.count() == len(group["names"])
            for plan in plans:
                able = posts.reviewers(into, TODAY, besides=plan.member_id)
                assert ", ".join(f"{post.member} ({post.label()})" for post in able) == group["to"]
        follow = {group["status"]: len(group["names"]) for group in part["plans"]["follow"]}
        for status in ("draft", "finalizing", "signed"):
            assert Plan.objects.filter(cell=into, status=status).count() == follow[Status(status).label]
        closed = Cell.objects.filter(successor=into)
        assert sum(cell["count"] for cell in part["plans"]["filed"]) == closed.filter(plans__status="posted").count()
        ended = Appointment.objects.filter(cell__in=closed, until=TODAY)
        assert sorted(part["posts"]["end"]) == sorted(f"{post.member} – {post.label()}, {post.cell}" for post in ended)
        begun = Appointment.objects.filter(cell=into)
        assert sorted(part["posts"]["begin"]) == sorted(
            f"{post.member} – {post.label()}, {post.cell}" for post in begun
        )
    assert sum(len(part["plans"]["waiting"]) for part in shown["parts"]) > 0


def test_nothing_is_written_by_looking(town):
    people, cells = town
    act = draft(people, *the_decision(people, cells))
    before = everything()
    foretelling.tell(reorganising.foresee(act, by=people.actor("giang")))
    assert everything() == before


def test_looking_takes_the_same_queries_for_one_merger_and_for_five(town, django_assert_num_queries):
    people, cells = town
    for parts in (the_decision(people, cells)[:1], the_decision(people, cells)):
        act = draft(people, *parts)
        with django_assert_num_queries(16):
            foretelling.tell(reorganising.foresee(act, by=people.actor("giang")))


def test_undoing_gives_back_every_row(town):
    people, cells = town
    parts = the_decision(people, cells)
    act = draft(people, *parts)
    before = everything(besides=("Reorganisation", "PlanEvent"))
    events = list(PlanEvent.objects.order_by("pk").values())
    act = reorganising.apply(act, by=people.actor("giang"), at=NOW)
    assert everything(besides=("Reorganisation", "PlanEvent")) != before
    reorganising.undo(act, by=people.actor("giang"), at=LATER, because="Nhầm ngày")
    after = everything(besides=("Reorganisation", "PlanEvent"))
    founded = after["Cell"][len(before["Cell"]) :]
    after["Cell"] = after["Cell"][: len(before["Cell"])]
    assert after == before
    assert [(cell["founded_on"], cell["closed_on"]) for cell in founded] == [(TODAY, TODAY)] * 5
    kept = PlanEvent.objects.filter(pk__in=[event["id"] for event in events])
    assert list(kept.order_by("pk").values()) == events
    added = PlanEvent.objects.exclude(pk__in=[event["id"] for event in events])
    assert set(added.values_list("step", flat=True)) == {"move"} and added.count() == 2 * 12 * 4
    act.refresh_from_db()
    assert (act.undone_by, act.undone_at, act.undone_because) == (people.giang.user, LATER, "Nhầm ngày")
    applied(people, *parts, at=LATER)  # the names are free again


# --- each kind -------------------------------------------------------------------------------------------------------


def test_one_of_the_merging_cells_may_go_on_under_another_name(people):
    part = a_merger_of_both(people, "Chi bộ Bình Minh", keeps=people.cell, secretary=people.dung.pk)
    applied(people, part)
    kept, closed = Cell.objects.get(pk=people.cell.pk), Cell.objects.get(pk=people.other_cell.pk)
    assert (kept.name, kept.closed_on, closed.closed_on, closed.successor) == ("Chi bộ Bình Minh", None, TODAY, kept)
    assert list(FormerName.objects.values_list("cell", "name", "until")) == [(kept.pk, "Chi bộ 7", TODAY)]
    assert len(names_in(kept, TODAY)) == 8
    assert list(people.an.memberships.values_list("cell", "until")) == [(kept.pk, None)]
    held = Appointment.objects.in_force(TODAY).filter(cell__in=[kept, closed]).order_by("pk")
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
    refused = reorganising.foresee(draft(people, part), by=people.actor("giang"))
    assert refused.troubles == ["Chi bộ 31 (Đảng bộ phường Long Biên) không thuộc quyền sắp xếp của đồng chí."]
    applied(people, part, by="em")
    into = Cell.objects.get(committee=other)
    assert len(names_in(into, TODAY)) == 4
    assert Cell.objects.get(pk=people.cell.pk).successor == into


def test_a_split_with_a_rest_that_stays(people):
    plan = a_plan_at("cell_review", people)
    part = a_split(people.cell, ("Chi bộ 20", [people.an, people.bao], {"secretary": people.an.pk}))
    applied(people, part)
    new, old = Cell.objects.get(name="Chi bộ 20"), Cell.objects.get(pk=people.cell.pk)
    assert names_in(new, TODAY) == ["Nguyễn Văn An", "Vũ Gia Bảo"]
    assert names_in(old, TODAY) == ["Phạm Thị Dung", "Trần Thị Bình"]
    assert (old.closed_on, old.successor) == (None, None)
    held = Appointment.objects.in_force(TODAY).filter(cell__in=[new, old]).order_by("pk")
    assert list(held.values_list("member__full_name", "role", "cell")) == [
        ("Trần Thị Bình", "secretary", old.pk),
        ("Nguyễn Văn An", "secretary", new.pk),
    ]
    assert again(plan).cell == new


def test_a_split_of_the_whole_has_the_larger_piece_for_its_successor(people):
    part = a_split(people.cell, ("Chi bộ 20", [people.an], {}), ("Chi bộ 21", [people.bao], {}), keeps=False)
    applied(people, part)
    old = Cell.objects.get(pk=people.cell.pk)
    assert names_in(Cell.objects.get(name="Chi bộ 20"), TODAY) == ["Nguyễn Văn An"]
    assert names_in(Cell.objects.get(name="Chi bộ 21"), TODAY) == ["Phạm Thị Dung", "Trần Thị Bình", "Vũ Gia Bảo"]
    assert (old.closed_on, old.successor.name) == (TODAY, "Chi bộ 21")


def test_a_dissolved_cell_sends_its_people_to_several(people):
    third = CellFactory(name="Chi bộ 12", committee=people.ward)
    applied(people, a_dissolution(people.cell, people.other_cell, {people.an: third}))
    assert names_in(third, TODAY) == ["Nguyễn Văn An"]
    assert len(names_in(people.other_cell, TODAY)) == 7
    old = Cell.objects.get(pk=people.cell.pk)
    assert (old.closed_on, old.successor) == (TODAY, people.other_cell)
    assert people.actor("binh").cells == set() and people.actor("chi").cells == {people.other_cell.pk}


def test_renaming_several_times_in_order(people):
    before = everything(besides=("Reorganisation",))
    first = applied(people, a_renaming(people.cell, "Chi bộ Một"), on=TODAY - 30 * DAY)
    early = foresight(people, a_renaming(people.cell, "Chi bộ Không"), on=TODAY - 40 * DAY)
    assert early.troubles == ["Chi bộ Một đã đổi tên ngày 11/01/2026. Chọn ngày sau ngày đó."]
    second = applied(people, a_renaming(people.cell, "Chi bộ Hai"), at=LATER)
    assert list(FormerName.objects.order_by("until").values_list("name", "until")) == [
        ("Chi bộ 7", TODAY - 30 * DAY),
        ("Chi bộ Một", TODAY),
    ]
    with pytest.raises(CannotUndo):
        reorganising.undo(first, by=people.actor("giang"), at=LATER, because="Nhầm")
    for act in (second, first):
        reorganising.undo(act, by=people.actor("giang"), at=LATER + DAY, because="Nhầm")
    assert everything(besides=("Reorganisation",)) == before


def test_two_cells_change_names_by_one_decision_and_back(people):
    before = everything(besides=("Reorganisation",))
    act = applied(people, a_renaming(people.cell, "Chi bộ 9"), a_renaming(people.other_cell, "Chi bộ 7"))
    named = Cell.objects.in_bulk([people.cell.pk, people.other_cell.pk])
    assert (named[people.cell.pk].name, named[people.cell.pk].name_folded) == (
        "Chi bộ 9",
        people.other_cell.name_folded,
    )
    assert (named[people.other_cell.pk].name, named[people.other_cell.pk].closed_on) == ("Chi bộ 7", None)
    assert list(FormerName.objects.order_by("cell").values_list("cell", "name", "until")) == [
        (people.cell.pk, "Chi bộ 7", TODAY),
        (people.other_cell.pk, "Chi bộ 9", TODAY),
    ]
    reorganising.undo(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert everything(besides=("Reorganisation",)) == before


def test_a_new_cell_takes_a_name_that_another_one_gives_up(people):
    part = a_split(people.other_cell, ("Chi bộ 7", [people.chi], {}))
    act = applied(people, part, a_renaming(people.cell, "Chi bộ 7A"))
    assert names_in(Cell.objects.get(name="Chi bộ 7"), TODAY) == ["Lê Kim Chi"]
    assert Cell.objects.get(pk=people.cell.pk).name == "Chi bộ 7A"
    reorganising.undo(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert Cell.objects.get(name="Chi bộ 7", closed_on=None).pk == people.cell.pk


def test_a_name_that_nobody_gives_up_stays_taken(people):
    third = CellFactory(name="Chi bộ 12", committee=people.ward)
    parts = [a_renaming(people.cell, "Chi bộ 12"), a_renaming(people.other_cell, "Chi bộ 7")]
    assert refused_because(people, *parts) == ["Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 12. Chọn tên khác."]
    assert refused_because(people, parts[0], a_renaming(third, "Chi bộ 9")) == [
        "Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 9. Chọn tên khác."
    ]


def test_guests_stay_guests_unless_they_come_home(people):
    guest, until = MemberFactory(full_name="Khách Xa"), TODAY + 90 * DAY
    MembershipFactory(member=guest, cell=people.cell, kind="temporary", until=until)
    MembershipFactory(member=people.chi, cell=people.cell, kind="temporary", until=until)
    applied(people, a_merger_of_both(people))
    into = Cell.objects.in_force(TODAY).get(name="Chi bộ 7")
    there = Membership.objects.in_force(TODAY).filter(cell=into)
    assert list(there.filter(kind="temporary").values_list("member__full_name", "until")) == [("Khách Xa", until)]
    assert list(there.filter(member=people.chi).values_list("kind", flat=True)) == ["official"]


def test_who_heads_an_office_goes_on_heading_it(people):
    AppointmentFactory(member=people.dung, role=Role.HEAD, cell=people.cell, is_head=True, title="Hiệu trưởng")
    applied(people, a_merger_of_both(people))
    into = Cell.objects.in_force(TODAY).get(name="Chi bộ 7")
    held = Appointment.objects.in_force(TODAY).filter(member=people.dung)
    assert list(held.values_list("title", "cell", "is_head")) == [("Hiệu trưởng", into.pk, True)]


def test_back_dated_with_what_has_happened_since(people):
    """Em joined and Dung left between the day and today: both rows end up in the cell that was formed on the day."""
    day = TODAY - 20 * DAY
    MembershipFactory(member=people.em, cell=people.cell, since=day + 5 * DAY)
    people.dung.memberships.update(until=day + 10 * DAY, ending="died")
    shown = told(people, a_merger_of_both(people), on=day)
    assert shown["parts"][0]["warnings"][:2] == [
        "Chi bộ 7 chưa có ai đọc, góp ý kế hoạch. Đảng ủy sẽ đọc thay cho đến khi giao chức vụ.",
        "Về chi bộ từ ngày sắp xếp trở đi, được ghi thẳng vào chi bộ mới: Hoàng Văn Em.",
    ]
    applied(people, a_merger_of_both(people), on=day)
    into = Cell.objects.get(founded_on=day)
    rows = people.dung.memberships.order_by("since").values_list("cell", "since", "until", "ending")
    assert list(rows) == [
        (people.cell.pk, LONG_AGO, day, "reorganised"),
        (into.pk, day, day + 10 * DAY, "died"),
    ]
    assert list(people.em.memberships.values_list("cell", "since")) == [(into.pk, day + 5 * DAY)]
    assert people.em.full_name in names_in(into, TODAY) and people.dung.full_name not in names_in(into, TODAY)


def test_exemptions_go_along_and_are_told(people):
    Exemption.objects.create(member=people.dung, since=datetime.date(2025, 1, 1))
    shown = told(people, a_merger_of_both(people))
    assert shown["parts"][0]["carried"] == [{"label": "Miễn công tác và sinh hoạt", "names": ["Phạm Thị Dung"]}]
    applied(people, a_merger_of_both(people))
    assert Exemption.objects.get().until is None


def test_without_a_reviewer_the_ward_reads_on_and_the_page_says_so(people):
    a_plan_at("cell_review", people)
    (part,) = told(people, a_merger_of_both(people))["parts"]
    assert part["plans"]["waiting"] == [{"place": "Chi bộ 7", "to": "Đảng ủy", "names": ["Nguyễn Văn An"]}]
    assert part["places"][0]["vacant"] == ["bí thư chi bộ", "phó bí thư chi bộ"]


# --- what is refused -------------------------------------------------------------------------------------------------


def refused_because(people, *parts, on=TODAY, by="giang"):
    act = draft(people, *parts, on=on)
    before = everything()
    with pytest.raises(CannotApply) as refusal:
        reorganising.apply(act, by=people.actor(by), at=NOW)
    assert everything() == before
    return refusal.value.args[0].troubles


def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(people):
    day = "10/02/2026"
    assert refused_because(people) == ["Chưa có việc nào trong phương án. Thêm ít nhất một việc."]
    assert refused_because(people, a_renaming(people.cell, "X"), on=TODAY + DAY) == [
        "Phương án có hiệu lực từ 11/02/2026, đến ngày đó mới áp dụng được."
    ]
    assert refused_because(people, a_renaming(people.cell, "Chi bộ 9")) == [
        "Đã có chi bộ, đơn vị đang hoạt động mang tên Chi bộ 9. Chọn tên khác."
    ]
    assert refused_because(people, a_merger([people.cell], "Chi bộ 7", committee=people.ward)) == [
        "Chi bộ 7 chuyển sang Đảng bộ phường Phúc Đồng, thành Chi bộ 7: chọn ít nhất hai chi bộ, "
        "hoặc chuyển sang đảng bộ khác."
    ]
    assert refused_because(people, a_merger_of_both(people, secretary=people.em.pk)) == [
        "Chi bộ 7: 01 người được chọn giữ chức vụ không sinh hoạt ở đó. Chọn lại."
    ]
    assert refused_because(people, a_merger_of_both(people, secretary=people.giang.pk)) == [
        "Chi bộ 7: đồng chí không tự giao chức vụ cho mình. Để trống, rồi nhờ cán bộ khác ghi sau."
    ]
    assert refused_because(people, a_merger_of_both(people, secretary=people.an.pk, deputies=[people.an.pk])) == [
        "Chi bộ 7: đ/c Nguyễn Văn An được chọn cho hai chức vụ. Chọn lại."
    ]
    assert refused_because(people, a_merger_of_both(people), a_renaming(people.cell, "X")) == [
        "Chi bộ 7 đứng trong hai việc. Bỏ bớt một việc."
    ]
    twice = a_split(people.cell, ("Chi bộ 20", [people.an], {}), ("Chi bộ 21", [people.an], {}))
    assert "đ/c Nguyễn Văn An được chọn vào hai chi bộ" in " ".join(refused_because(people, twice))
    assert refused_because(people, a_split(people.cell, ("Chi bộ 20", [], {}))) == [
        "Chia tách Chi bộ 7: tách ra Chi bộ 20: Chi bộ 20 không có ai. Chọn lại danh sách."
    ]
    mixed = a_merger([people.cell, people.unit], "X", committee=people.ward)
    assert "chi bộ và đơn vị ngoài Đảng không nhập vào nhau được" in " ".join(refused_because(people, mixed))
    AppointmentFactory(member=people.dung, role=Role.CELL_COMMITTEE_MEMBER, cell=people.cell, since=TODAY)
    assert refused_because(people, a_merger_of_both(people)) == [
        f"Đ/c Phạm Thị Dung giữ chức vụ Chi ủy viên, Chi bộ 7 từ {day}, không trước ngày {day}. "
        "Ghi thôi chức vụ đó trước, hoặc chọn ngày muộn hơn."
    ]
    Cell.objects.filter(pk=people.cell.pk).update(founded_on=TODAY)
    assert refused_because(people, a_renaming(people.cell, "X")) == [
        f"Chi bộ 7 thành lập ngày {day}, không sắp xếp từ ngày {day} được."
    ]


def test_a_closed_cell_is_refused(people):
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=EVE)
    assert "Chi bộ 7 đã kết thúc hoạt động ngày 09/02/2026. Bỏ việc này." in refused_because(
        people, a_merger_of_both(people)
    )


def test_what_is_no_longer_as_it_was_shown_is_not_applied(people):
    act = draft(people, a_merger_of_both(people))
    shown = foretelling.tell(reorganising.foresee(act, by=people.actor("giang")))
    MembershipFactory(member=people.em, cell=people.cell)
    before = everything()
    with pytest.raises(Outdated) as outdated:
        reorganising.apply(act, by=people.actor("giang"), at=NOW, seen=shown["marks"])
    assert everything() == before
    now = foretelling.tell(outdated.value.args[0])
    assert foretelling.differences(shown["marks"], now) == [
        "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 7: chi bộ sau sắp xếp",
        "Sáp nhập Chi bộ 7, Chi bộ 9 thành Chi bộ 7: người chuyển",
    ]
    reorganising.apply(act, by=people.actor("giang"), at=NOW, seen=now["marks"])


@pytest.mark.parametrize("name", ["an", "binh", "chi", "em", "hanh", "inh", "kha", "lan", "quan"])
def test_nobody_else_applies_or_undoes(people, name):
    act = draft(people, a_merger_of_both(people))
    before = everything()
    with pytest.raises(PermissionDenied):
        reorganising.apply(act, by=people.actor(name), at=NOW)
    assert everything() == before
    act = reorganising.apply(act, by=people.actor("giang"), at=NOW)
    before = everything()
    with pytest.raises(PermissionDenied):
        reorganising.undo(act, by=people.actor(name), at=LATER, because="x")
    assert everything() == before


def test_applied_twice_is_once(people):
    act = draft(people, a_merger_of_both(people))
    reorganising.apply(act, by=people.actor("giang"), at=NOW)
    before = everything()
    with pytest.raises(AlreadyDone):
        reorganising.apply(act, by=people.actor("giang"), at=LATER)
    assert everything() == before


# --- what forbids undoing --------------------------------------------------------------------------------------------


def into():
    return Cell.objects.get(founded_on=TODAY)


DEPENDS = {
    "step": (
        lambda people, plan: workflow.take("agree", again(plan), by=people.actor("chi"), at=LATER),
        "Kế hoạch của đ/c Nguyễn Văn An: đ/c Lê Kim Chi đã xử lý lúc 10:00 ngày 10/02/2026",
    ),
    "plan": (
        lambda people, plan: workflow.begin(people.dung, people.cycle, into(), by=people.actor("dung"), at=LATER),
        "Kế hoạch của đ/c Phạm Thị Dung: bắt đầu viết lúc 10:00 ngày 10/02/2026",
    ),
    "membership": (
        lambda people, plan: MembershipFactory(member=people.em, cell=into(), since=TODAY, recorded_at=LATER),
        "Đ/c Hoàng Văn Em: sinh hoạt ở Chi bộ 7 từ 10/02/2026",
    ),
    "post": (
        lambda people, plan: AppointmentFactory(
            member=people.dung, role=Role.DEPUTY_SECRETARY, cell=into(), since=TODAY, recorded_at=LATER
        ),
        "Đ/c Phạm Thị Dung: Phó bí thư chi bộ ở Chi bộ 7 từ 10/02/2026",
    ),
    "ended": (
        lambda people, plan: Membership.objects.filter(member=people.dung, cell=into()).update(until=TODAY + DAY),
        "Nơi sinh hoạt của đ/c Phạm Thị Dung đã được sửa, ghi thêm ngày",
    ),
    "review": (
        lambda people, plan: ExemptionReview.objects.create(
            exemption=Exemption.objects.create(member=people.dung, since=datetime.date(2025, 1, 1)),
            reviewed_on=TODAY,
            outcome="kept",
            recorded_at=LATER,
        ),
        "Đ/c Phạm Thị Dung: rà soát miễn sinh hoạt ngày 10/02/2026",
    ),
    "movement": (
        lambda people, plan: Movement.objects.create(member=people.dung, kind="died", on=TODAY, recorded_at=LATER),
        "Đ/c Phạm Thị Dung: từ trần ngày 10/02/2026",
    ),
    "meeting": (
        lambda people, plan: Meeting.objects.create(cell=into(), held_on=TODAY),
        "Chi bộ 7: buổi sinh hoạt ngày 10/02/2026",
    ),
    "register": (
        lambda people, plan: RegisterUpload.objects.create(
            committee=people.ward, uploaded_by=people.giang.user, uploaded_at=NOW, name="ds.xlsx", applied_at=LATER
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
        reorganising.undo(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert everything() == before
    assert [line[0] for line in refusal.value.args[0]] == [words]


def test_a_later_decision_about_the_new_cell_forbids_undoing(people):
    act = applied(people, a_merger_of_both(people))
    applied(people, a_renaming(into(), "Chi bộ Mới"), on=TODAY + DAY, at=NOW + DAY, decision_number="9-QĐ/ĐU")
    lines = [words for words, *_ in reorganising.dependents(act)]
    assert "Lần sắp xếp sau đó, Quyết định số 9-QĐ/ĐU" in lines


def test_the_authors_own_steps_do_not_forbid_it(people):
    plan = a_plan(people)
    act = applied(people, a_merger_of_both(people))
    workflow.take("submit", again(plan), by=people.actor("an"), at=LATER)
    reorganising.undo(act, by=people.actor("giang"), at=LATER, because="Nhầm")
    assert (again(plan).status, again(plan).cell) == ("cell_review", people.cell)


def test_after_seven_days_it_stays(people):
    act = applied(people, a_merger_of_both(people))
    last = NOW + datetime.timedelta(days=7)
    with pytest.raises(CannotUndo) as refusal:
        reorganising.undo(act, by=people.actor("giang"), at=last, because="Nhầm")
    assert refusal.value.args[0] == []
    reorganising.undo(act, by=people.actor("giang"), at=last - datetime.timedelta(seconds=1), because="Nhầm")


# --- powers ----------------------------------------------------------------------------------------------------------


def test_a_dismissed_secretary_who_is_signed_in_has_no_power_at_the_next_request(people, sign_in):
    plan = a_plan_at("cell_review", people)
    client = sign_in("binh")
    steps = reverse("plan_step", args=[plan.pk, "agree"])
    assert client.get(reverse("plan", args=[plan.pk])).status_code == 200
    assert client.get(reverse("cell", args=[people.cell.pk])).status_code == 200
    applied(people, a_merger_of_both(people, secretary=people.chi.pk))
    assert client.get(reverse("cell", args=[people.cell.pk])).status_code == 404
    assert client.get(reverse("cell", args=[into().pk])).status_code == 404
    sent = {"key": str(uuid.uuid4()), "seen": plan.revision}
    assert client.post(steps, sent).status_code == 403
    assert again(plan).status == Status.CELL_REVIEW
    assert people.binh.user.is_active
