"""What arrives in another installation, and what becomes of it there."""

import datetime
import json
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import call_command

from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership
from plans.handover import AlreadyThere, CannotImport
from plans.handover.arrival import AS_THEY_ARE, WRITERS
from plans.handover.contents import OF_A_PERSON, OF_A_PLAN
from plans.models import (
    Basis,
    Cycle,
    Plan,
    PlanEvent,
    Remark,
    Revision,
    SelfCheck,
    Signature,
)
from plans.place_on_date import find_who_must_plan
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.markup import fold_spaces
from tests.merging import merge
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, first_task, gather
from tests.plans.author import CANARY
from tests.plans.handover.exchange import (
    DAY,
    EVE,
    a_receiver,
    a_sender,
    belonging,
    closed_again,
    content_of,
    digests,
    elsewhere,
    exported,
    imported,
)

pytestmark = pytest.mark.django_db

AN, BINH, BAO, DUNG = "Nguyễn Văn An", "Trần Thị Bình", "Vũ Gia Bảo", "Phạm Thị Dung"
HERE = "Chi bộ 7 (từ Phúc Đồng)"


@pytest.fixture
def file(db, content):
    return content


@pytest.fixture
def there(file):
    """The receiver, after the cells have come."""
    there = a_receiver()
    imported(there, file)
    return there


def plan(name, year=2026):
    return Plan.objects.select_related("cell__committee", "cycle__committee").get(
        member__full_name=name, cycle__year=year
    )


# --- histories ------------------------------------------------------------------------


def test_chains_are_byte_for_byte_those_of_the_sender_and_verify_with_the_key_of_the_receiver(
    db, settings
):
    with elsewhere():
        content, sent = exported(a_sender()), digests()
    there = a_receiver()
    imported(there, content)
    came = digests()
    assert len(came) == 5
    for uid, chain in came.items():
        own = PlanEvent.objects.filter(plan__uid=uid, step="move").count()
        assert chain[: len(chain) - own] == sent[uid]
    call_command("verify_log", verbosity=0)
    settings.LOG_KEY = "khóa của nơi gửi"
    with pytest.raises(Exception, match="nhật ký đứt ở sự kiện 1"):
        call_command("verify_log", verbosity=0)


def test_everything_that_hangs_on_a_plan_arrives(there):
    last = plan(DUNG, 2025)
    assert Counter(last.rows.values_list("section", flat=True)) == {
        "political": 1,
        "tasks": 3,
        "shortcomings": 2,
    }
    assert list(last.signatures.values_list("revision", flat=True)) == [2, 3]
    assert list(last.remarks.values_list("text", "answer")) == [
        ("Ghi rõ số hộ.", "Đã ghi.")
    ]
    assert list(last.filings.values_list("recorded_by__full_name", flat=True)) == [BINH]
    assert last.events.get(step="agree").meeting.held_on == datetime.date(2025, 2, 5)
    assert list(plan(AN).accesses.values_list("reader__full_name", flat=True)) == [
        BINH,
        "Bùi Văn Inh",
    ]


def test_a_code_under_a_signature_stays_valid(there, client):
    signature = Signature.objects.get(plan=plan(DUNG, 2025), revision=3)
    answer = fold_spaces(
        client.get("/kiem-tra/", {"code": signature.check_code}).content.decode()
    )
    assert (
        "Mã đúng" in answer and "năm 2025, Chi bộ 7, Đảng bộ phường Phúc Đồng" in answer
    )


# --- cells and people -----------------------------------------------------------------


def test_a_cell_is_closed_and_goes_on_under_a_name_that_is_free(there):
    old, new = (
        Cell.objects.get(name="Chi bộ 7", closed_on=DAY),
        Cell.objects.get(name=HERE),
    )
    assert (old.successor, new.committee, new.founded_on) == (new, there.ward, DAY)
    past = old.committee
    assert (past.name, past.parent, past.closed_on, past.joined_on) == (
        "Đảng bộ phường Phúc Đồng",
        there.ward,
        DAY,
        DAY,
    )
    assert belonging(AN, EVE) == [("Chi bộ 7", "register")] and belonging(AN) == [
        (HERE, "reorganised")
    ]
    assert (
        Membership.objects.get(member__full_name=AN, cell=old).ending
        == Membership.Ending.HANDED_OVER
    )


def test_particulars_exemptions_and_reviews_are_kept_and_logins_are_not(there):
    an = Member.objects.get(full_name=AN)
    assert (an.card, an.phone, an.particulars, an.user) == (
        "27.001234",
        "0912 345 678",
        {"Dân tộc": "Kinh"},
        None,
    )
    row = Exemption.objects.get(member__full_name=BAO)
    assert (row.until, row.resolution_number, row.reviews.get().reason) == (
        None,
        "12-NQ/CB",
        "Còn yếu",
    )
    assert not find_who_must_plan(DAY).filter(full_name=BAO).exists()


def test_nobody_has_a_power_from_a_post_that_came(there):
    came = Appointment.objects.exclude(member=there.officer.member)
    assert set(came.values_list("member__full_name", "role")) == {
        (BINH, "secretary"),
        (BAO, "deputy_secretary"),
        ("Ngô Thị Giang", "ward_officer"),
    }
    assert not came.in_force(DAY).exists() and came.in_force(EVE).count() == 3


def test_of_people_who_only_acted_there_is_the_name_alone(there):
    giang = Member.objects.get(full_name="Ngô Thị Giang")
    assert not giang.memberships.exists() and giang.admitted_on is None
    assert giang.particulars == {"named_by": "Đảng bộ phường Phúc Đồng"}
    assert giang not in Member.objects.known()
    assert not Member.objects.filter(full_name="Hoàng Văn Em").exists()


# --- plans go on ----------------------------------------------------------------------


@pytest.mark.parametrize("name", [AN, BAO, BINH])
def test_a_plan_that_is_not_filed_goes_on_in_the_new_cell(there, name):
    moved = plan(name)
    assert (moved.cell.name, moved.cycle) == (HERE, there.cycle)
    event = moved.events.order_by("-number").first()
    assert (event.step, event.by, event.from_cell.name) == (
        "move",
        there.officer.member,
        "Chi bộ 7",
    )


def test_a_filed_plan_stays_with_the_old_cell_and_the_ward_reads_it(there):
    kept = plan(DUNG)
    assert (kept.cell.name, kept.cell.closed_on, kept.cycle) == (
        "Chi bộ 7",
        DAY,
        there.cycle,
    )
    assert set(Plan.objects.visible_to(there.officer)) >= {
        kept,
        plan(DUNG, 2025),
        plan(AN),
    }


def test_a_pending_review_goes_on_to_its_end(there):
    new = Cell.objects.get(name=HERE)
    reviewer = MemberFactory(full_name="Người đọc mới")
    AppointmentFactory(
        member=reviewer, role=Appointment.Role.SECRETARY, cell=new, since=DAY
    )
    moved = plan(AN)
    steps.take_step("agree", moved, by=type(there.officer)(reviewer, TODAY), at=NOW)
    assert again(moved).status == "finalizing"
    call_command("verify_log", verbosity=0)


def test_an_earlier_year_keeps_its_calendar_and_belongs_to_the_past(there):
    cycle = plan(DUNG, 2025).cycle
    assert (cycle.committee.name, cycle.draft_due_on) == (
        "Đảng bộ phường Phúc Đồng",
        datetime.date(2025, 2, 1),
    )
    here = Cell.objects.get(name=HERE)
    assert cycle not in Cycle.objects.by_year(here).values()


def test_a_ward_without_the_years_cycle_gets_it_with_the_calendar_that_came(file):
    there = a_receiver(with_cycle=False)
    imported(there, file)
    cycle = Cycle.objects.current(Cell.objects.get(name=HERE), TODAY)
    assert (cycle.committee, cycle.year, plan(AN).cycle) == (there.ward, 2026, cycle)
    assert first_task(plan(AN)).basis.cycle == cycle


def test_a_cycle_that_the_city_keeps_is_the_one(file):
    there = a_receiver()
    city = CommitteeFactory(name="Thành ủy", kind=Committee.Kind.CITY)
    Committee.objects.filter(pk=there.ward.pk).update(parent=city)
    Cycle.objects.filter(pk=there.cycle.pk).update(committee=city)
    there.ward.refresh_from_db()
    imported(there, file)
    assert plan(AN).cycle == there.cycle


@pytest.mark.parametrize(
    ("key", "title", "goes_to"),
    [
        ("assigned", "Viết khác", "assigned"),
        ("them-1", "Việc của Long Biên", "them-2"),
        ("other", "Khác", "assigned"),
    ],
)
def test_a_basis_is_the_one_of_its_key_unless_a_ward_added_it_itself(
    db, key, title, goes_to
):
    with elsewhere():
        people = a_sender()
        if key == "them-1":
            Basis.objects.filter(key="assigned").update(
                key="them-1", title="Việc của Phúc Đồng"
            )
        content = exported(people)
    there = a_receiver()
    own = there.cycle.bases.create(key=key, label="Có sẵn", title=title)
    imported(there, content)
    basis = first_task(plan(AN)).basis
    assert (basis.key, basis.cycle) == (goes_to, there.cycle)
    assert (basis == own) == (key == "assigned")


def test_a_form_that_is_here_is_not_added_again(there):
    assert plan(AN).form_version == there.cycle.form_version


def test_a_form_that_differs_becomes_the_next_version(file):
    there = a_receiver()
    there.cycle.form_version.sections.filter(key="political").update(
        title="Tên khác ở đây"
    )
    imported(there, file)
    version = plan(AN).form_version
    assert (version.name, version.number) == ("Mẫu thử", 2)
    assert version.sections.get(key="political").title == "Tư tưởng chính trị"


# --- what the file holds --------------------------------------------------------------


def test_the_file_is_not_readable_and_holds_neither_self_checks_nor_logins_nor_other_peoples_data(
    db,
):
    with elsewhere():
        people = a_sender()
        people.an.user.set_password("mật khẩu của An")
        content = exported(people)
    assert "Vận động các hộ".encode() not in content and AN.encode() not in content
    told = json.dumps(content_of(content), ensure_ascii=False)
    assert "Vận động các hộ ngõ 94" in told and "27.001234" in told
    for secret in (
        CANARY,
        "Hoàng Văn Em",
        "27.009999",
        "0999 888 777",
        "Quê của Chi",
        '"an"',
        "md5",
    ):
        assert secret not in told


def test_every_model_either_goes_along_or_stays_for_a_reason():
    models = {
        model._meta.model_name
        for app in ("cells", "plans")
        for model in apps.get_app_config(app).get_models()
    }
    stay = {
        "selfcheck",
        # A ward's own: plans of another ward are not on its board.
        "boardswitch",
        "handoverfile",
        "registerupload",
        "registerdifference",
        "reorganisation",
        "scan",
    }
    within_a_form = {"formversion", "section", "manifestation"}
    of_0_2_0 = {"sectiontext", "shortcoming", "task"}
    assert (
        models - stay - within_a_form
        == ({*WRITERS} | {*AS_THEY_ARE}) - {"form", "person"} - of_0_2_0
    )
    assert {model._meta.model_name for model in (*OF_A_PERSON, *OF_A_PLAN)} <= models


def test_a_cell_comes_with_those_that_went_into_it_and_the_people_who_died_there(db):
    with elsewhere():
        people = gather()
        dead = MemberFactory(full_name="Đã mất")
        MembershipFactory(
            member=dead, cell=people.other_cell, until=datetime.date(2020, 1, 1)
        )
        into = merge(
            [people.cell, people.other_cell],
            "Chi bộ 12",
            committee=people.ward,
            on=datetime.date(2025, 1, 1),
        )
        content = exported(people, [into])
    imported(a_receiver(), content)
    new = Cell.objects.get(name="Chi bộ 12", closed_on=None)
    assert set(new.predecessors.get().predecessors.values_list("name", flat=True)) == {
        "Chi bộ 7",
        "Chi bộ 9",
    }
    assert (
        Member.objects.get(full_name="Đã mất").memberships.get().cell.name == "Chi bộ 9"
    )
    assert belonging("Lê Kim Chi", datetime.date(2020, 1, 1)) == [
        ("Chi bộ 9", "register")
    ]


def test_people_who_stay_keep_what_is_theirs(db):
    with elsewhere():
        people = a_sender()
        MembershipFactory(
            member=people.em, cell=people.cell, until=datetime.date(2020, 1, 1)
        )
        MembershipFactory(
            member=people.em, cell=people.other_cell, since=datetime.date(2020, 1, 1)
        )
        content = exported(people)
    imported(a_receiver(), content)
    assert not Member.objects.filter(full_name="Hoàng Văn Em").exists()


def test_a_guest_goes_along_only_with_the_own_cell(db):
    with elsewhere():
        people = gather()
        MembershipFactory(member=people.chi, cell=people.cell, kind="temporary")
        guest = MemberFactory(full_name="Khách từ xa")
        MembershipFactory(
            member=guest,
            cell=people.cell,
            kind="temporary",
            until=TODAY + datetime.timedelta(days=90),
        )
        content = exported(people)
    imported(a_receiver(), content)
    assert not Member.objects.filter(full_name="Lê Kim Chi").exists()
    stay = Membership.objects.in_force(DAY).get(member__full_name="Khách từ xa")
    assert (stay.cell.name, stay.kind, stay.until) == (
        HERE,
        "temporary",
        TODAY + datetime.timedelta(days=90),
    )


def test_the_committee_below_the_ward_and_its_cell_come_too(db):
    with elsewhere():
        people = gather()
        school = CommitteeFactory(
            name="Đảng bộ trường", parent=people.ward, kind=Committee.Kind.GRASSROOTS
        )
        cell = CellFactory(name="Chi bộ Toán", committee=school)
        MembershipFactory(member=people.em, cell=cell)
        content = exported(people, [cell])
    there = a_receiver()
    imported(there, content)
    old, new = (
        Cell.objects.get(name="Chi bộ Toán", closed_on=DAY),
        Cell.objects.get(name="Chi bộ Toán", closed_on=None),
    )
    assert new.committee == there.ward
    assert (old.committee.name, old.committee.parent.name) == (
        "Đảng bộ trường",
        "Đảng bộ phường Phúc Đồng",
    )
    assert (old.committee.closed_on, old.committee.joined_on) == (DAY, DAY)


# --- again, and what is refused -------------------------------------------------------


def everything():
    return {
        model: model.objects.count()
        for app in ("cells", "plans")
        for model in apps.get_app_config(app).get_models()
    }


def test_the_same_file_again_changes_nothing(file, there):
    before = everything()
    with pytest.raises(AlreadyThere):
        imported(there, file)
    assert everything() == before


def test_a_dry_run_counts_and_writes_nothing(file):
    there = a_receiver()
    before = everything()
    received = imported(there, file, dry_run=True)
    assert (received.counts["member"], received.counts["plan"], received.moved) == (
        4,
        5,
        3,
    )
    assert everything() == before


def refused(there, content, **how):
    """The words of the refusal, after which nothing is changed."""
    before = everything()
    with pytest.raises(CannotImport) as refusal:
        imported(there, content, **how)
    assert everything() == before
    return str(refusal.value)


def test_a_wrong_passphrase_is_refused(file):
    assert "Mật khẩu của tệp không đúng" in refused(
        a_receiver(), file, passphrase="bon tu khac han"
    )


@pytest.mark.parametrize("place", [0, 25, 40, -1, -2000])
def test_an_altered_file_is_refused(file, place):
    altered = bytearray(file)
    altered[place] ^= 1
    assert refused(a_receiver(), bytes(altered))


def test_a_day_that_has_not_come_is_refused(file):
    assert "chưa đến" in refused(
        a_receiver(), file, at=NOW - datetime.timedelta(days=1)
    )


def test_a_member_who_is_here_already_is_told_by_the_cell_alone(file):
    there = a_receiver()
    uid = next(
        facts["uid"]
        for name, facts in content_of(file)
        if name == "member" and facts["full_name"] == AN
    )
    MembershipFactory(
        member=MemberFactory(uid=uid, full_name="Tên Ở Đây"), cell=there.cell
    )
    words = refused(there, file)
    assert words == "Một người ở đây (Chi bộ 7) cũng là một người trong tệp."


def test_a_card_that_somebody_else_has_here_is_told_by_the_cell_alone(file):
    there = a_receiver()
    MembershipFactory(
        member=MemberFactory(card="27.001234", full_name="Tên Ở Đây"), cell=there.cell
    )
    assert (
        refused(there, file)
        == "Một người ở đây (Chi bộ 7) mang cùng số thẻ với một người khác trong tệp."
    )


def forged(content, name, change):
    """The file with one kind of row changed by somebody who knows the passphrase."""
    entries = content_of(content)
    for kind, facts in entries:
        if kind == name:
            change(facts)
    return closed_again(entries)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("planevent", lambda facts: facts.update(note="viết lại")),
        ("revision", lambda facts: facts["snapshot"].update(topic="viết lại")),
        ("plan", lambda facts: facts.update(status="posted")),
    ],
)
def test_a_history_that_does_not_verify_is_refused(file, name, change):
    assert refused(a_receiver(), forged(file, name, change)).startswith(
        "Nhật ký trong tệp không nguyên vẹn. Kế hoạch số"
    )


def test_a_plan_that_a_newer_version_wrote_is_refused(file):
    newer = forged(file, "revision", lambda facts: facts["snapshot"].update(format=99))
    words = (
        "Tệp có bản kế hoạch do phiên bản mới hơn của phần mềm ghi; hãy nâng cấp phần "
        "mềm ở đây rồi nhận."
    )
    assert refused(a_receiver(), newer) == words


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("row", lambda facts: facts["values"].update(text=None)),
        ("row", lambda facts: facts.update(values=[])),
        (
            "revision",
            lambda facts: facts["snapshot"]["sections"][0]["rows"][0]["values"].update(
                text=None
            ),
        ),
        ("revision", lambda facts: facts["snapshot"].pop("sections")),
    ],
)
def test_what_is_no_text_of_a_plan_is_refused(file, name, change):
    words = "Tệp có dòng mà phiên bản phần mềm này không đọc hoặc không ghi được."
    assert refused(a_receiver(), forged(file, name, change)) == words


def test_a_code_that_is_here_already_is_refused(file):
    people, there = gather(), a_receiver()
    code = a_plan_at("signed", people).signatures.get().check_code
    twice = forged(file, "signature", lambda facts: facts.update(check_code=code))
    assert "mã kiểm tra dưới chữ ký trong tệp đã có ở đây" in refused(there, twice)


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.insert(-1, ["user", {"id": 1, "username": "ke-gian"}]),
        lambda entries: entries.insert(
            -1, ["selfcheck", {"id": 1, "plan": 1, "group": 1}]
        ),
        lambda entries: entries.pop(-2),
        lambda entries: entries.pop(),
        lambda entries: entries.pop(0),
        lambda entries: [facts.pop("full_name", None) for _, facts in entries],
        lambda entries: [
            facts.update(status="lạ") for name, facts in entries if name == "plan"
        ],
        lambda entries: [
            facts["sections"][0].update(kind="lạ")
            for name, facts in entries
            if name == "form"
        ],
        lambda entries: entries.append("chữ"),
    ],
)
def test_a_file_that_is_not_whole_or_holds_what_no_file_holds_is_refused(file, change):
    entries = content_of(file)
    change(entries)
    words = refused(a_receiver(), closed_again(entries))
    assert not any(secret in words for secret in (AN, "ke-gian", "lạ"))


def test_a_file_of_our_own_open_cells_is_refused(people):
    there = a_receiver()
    there.ward = people.ward
    assert "Chi bộ 7" in refused(there, exported(people))


# --- a second file --------------------------------------------------------------------


def two_files(later=DAY):
    """Cell 7 goes in one file, cell 9 in another; Giang of cell 9 recalled a plan of
    cell 7."""
    with elsewhere():
        people = a_sender()
        return exported(people), exported(
            people, [people.other_cell], on=later, at=NOW + (later - DAY)
        )


def test_somebody_known_by_name_may_come_as_a_whole_later(db):
    first, second = two_files()
    there = a_receiver()
    imported(there, first)
    imported(there, second)
    giang = Member.objects.get(full_name="Ngô Thị Giang")
    assert giang in Member.objects.known() and belonging("Ngô Thị Giang") == [
        ("Chi bộ 9", "reorganised")
    ]
    assert (
        Cell.objects.get(name="Chi bộ 9", closed_on=DAY).committee.name
        == "Đảng bộ phường Phúc Đồng"
    )
    assert Remark.objects.get(text="Ghi rõ số hộ.").by == giang
    call_command("verify_log", verbosity=0)


def test_cells_that_come_on_another_day_hang_on_a_committee_of_that_day(db):
    later = DAY + datetime.timedelta(days=30)
    first, second = two_files(later)
    there = a_receiver()
    imported(there, first)
    imported(there, second, at=NOW + datetime.timedelta(days=30))
    past = Cell.objects.get(name="Chi bộ 9", closed_on=later).committee
    assert (past.name, past.joined_on) == (
        "Đảng bộ phường Phúc Đồng (bàn giao 12/03/2026)",
        later,
    )


def test_a_plan_begun_here_is_not_disturbed(file):
    with elsewhere():
        there = a_receiver()
        imported(there, file)
    people = gather()
    own = a_plan(people)
    there = a_receiver()
    imported(there, file)
    assert (
        again(own).cell == people.cell
        and Revision.objects.filter(plan=own).count() == 0
    )
    assert not SelfCheck.objects.exists()
