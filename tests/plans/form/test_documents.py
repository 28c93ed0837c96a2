"""What version 0.2.0 wrote opens in this one: a file of it is received, and every page
of every plan is read."""

import datetime
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse

from cells.models import Appointment, Cell, Member
from cells.posts import Actor
from plans.form import comparison, documents, snapshot, vagueness
from plans.models import BoardSwitch, Plan, Revision, Row
from plans.models.content import THE_TEXT
from plans.workflow import steps, wall
from tests.factories import AppointmentFactory, UserFactory
from tests.people import NOW, TODAY
from tests.plans.author import task, write
from tests.plans.browsing import WRITTEN, lines_of, piece_of, send
from tests.plans.every_page import open_every_page, opened, signed_in
from tests.plans.handover.exchange import a_receiver, content_of, imported

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[2] / "old" / "handover-0.2.0.phucdong"
OLD = content_of(FILE.read_bytes())


def receive():
    """Receive the file, give everybody in it a login and the posts that they had;
    {"officer": User, name: User}."""
    there = a_receiver()
    imported(there, FILE.read_bytes())
    found = {"officer": there.officer.user}
    for member in Member.objects.filter(user=None):
        member.user = UserFactory(username=f"m{member.pk}")
        member.save(update_fields=["user"])
        found[member.full_name] = member.user
    seven = Cell.objects.get(name__startswith="Chi bộ 7 (", closed_on=None)
    for name, role in (
        ("Trần Thị Bình", "secretary"),
        ("Vũ Gia Bảo", "deputy_secretary"),
    ):
        AppointmentFactory(
            member=found[name].member,
            cell=seven,
            role=Appointment.Role(role),
            since=TODAY,
        )
    return found


@pytest.fixture(scope="module")
def world(build_once):
    """The key of the receiver ends with this."""
    with override_settings(LOG_KEY="khóa của nơi nhận"):
        yield build_once(receive)


@pytest.fixture
def users(world, db):
    return world()


def plan_of(name, year=2026):
    return Plan.objects.select_related(
        "member", "cycle", "cell__committee", "form_version"
    ).get(member__full_name=name, cycle__year=year)


def test_the_file_is_one_of_0_2_0():
    snapshots = [facts["snapshot"] for name, facts in OLD if name == "revision"]
    assert len(snapshots) == 11 and not any("format" in one for one in snapshots)
    assert {"sectiontext", "shortcoming", "task"} <= {name for name, _ in OLD}
    assert not any(
        "fields" in section
        for name, facts in OLD
        if name == "form"
        for section in facts["sections"]
    )


def test_every_document_is_kept_as_it_was_written(users):
    came = {
        facts["digest"]: facts["snapshot"] for name, facts in OLD if name == "revision"
    }
    assert dict(Revision.objects.values_list("digest", "snapshot")) == came
    assert all(
        snapshot.make_digest(content) == digest for digest, content in came.items()
    )


def test_everything_that_was_written_is_there_field_by_field(users):
    keys = {facts["id"]: facts["uid"] for name, facts in OLD if name == "plan"}
    bases = {facts["id"]: facts["key"] for name, facts in OLD if name == "basis"}
    head = ("id", "uid", "plan", "position", "version", "basis")
    came = {
        (
            keys[facts["plan"]],
            f"{name}s",
            facts["uid"],
            facts["position"],
            facts["version"],
        ): (
            {field: value for field, value in facts.items() if field not in head},
            bases.get(facts.get("basis")),
        )
        for name, facts in OLD
        if name in ("shortcoming", "task")
    }
    texts = [facts for name, facts in OLD if name == "sectiontext"]
    for facts in texts:
        place = keys[facts["plan"]], facts["key"], str(THE_TEXT), 1, facts["version"]
        came[place] = ({"text": facts["text"]}, None)
    rows = Row.objects.select_related("plan", "basis")
    here = {
        (str(row.plan.uid), row.section, str(row.uid), row.position, row.version): (
            row.values,
            row.basis and row.basis.key,
        )
        for row in rows
    }
    assert here == came and len(here) == 42
    days = {
        datetime.date(2026, 6, 30),
        datetime.date(2026, 7, 27),
        datetime.date(2026, 11, 15),
    }
    assert set(rows.filter(section="tasks").values_list("due_on", flat=True)) == days


def test_the_form_that_came_has_the_fields_that_0_2_0_had(users):
    form = Plan.objects.values_list("form_version", flat=True).distinct().get()
    sections = {
        section.kind: section
        for section in Plan.objects.first().form_version.sections.all()
    }
    assert sections["self_check"].fields == []
    for kind in ("text", "shortcomings", "tasks"):
        assert sections[kind].form_version_id == form
        assert sections[kind].fields == documents.FORM_OF_0_2_0["fields"][kind]


@pytest.mark.one_database
def test_every_page_of_every_plan_opens_and_shows_what_was_written(users):
    officer = users.pop("officer")
    writers = {user.member.pk: user for user in users.values()}
    pages = open_every_page(officer, writers)
    read = [
        (who, address)
        for who, address in pages
        if address.endswith(("/doc-lai/", "/in/"))
    ]
    read += [
        ("officer", reverse("review:plan", args=[plan.pk]))
        for plan in Plan.objects.exclude(status="draft")
    ]
    assert (len(read), len(pages)) == (7 + 13 + 6, 67)
    for who, address in read:
        shown = pages[who, address].content.decode()
        for words in (
            "Đọc hết chuyên đề năm",
            "Tổ đảng số 2",
            "30/38 hộ",
            "27/07/2026",
            "Nghị quyết 4",
        ):
            assert words in shown, address


@pytest.mark.parametrize("name", ["Phạm Thị Dung", "Trần Thị Bình", "Đặng Văn Kha"])
def test_an_old_document_on_paper_word_for_word(users, name):
    page = signed_in(users["officer"]).get(
        reverse("prints:print_plan", args=[plan_of(name).pk])
    )
    lines = lines_of(piece_of(page, '<article class="sheet">', "</article>"))
    where = (
        "Đơn vị: UBND phường" if name == "Đặng Văn Kha" else "Sinh hoạt tại: Chi bộ 7"
    )
    assert {
        f"Họ và tên: {name}",
        "KẾ HOẠCH tu dưỡng, rèn luyện của cá nhân năm 2026",
        where,
    } <= {*lines}
    written = lines[
        lines.index("1. Tư tưởng chính trị") : lines.index("NGƯỜI VIẾT KẾ HOẠCH") - 2
    ]
    assert written == [
        "1. Tư tưởng chính trị",
        "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang.",
        "2. Hạn chế",
        "Ít phát biểu khi họp chi bộ",
        "Nguyên nhân: Chuẩn bị chưa kỹ trước buổi họp",
        "Khắc phục: Mỗi kỳ họp nói một lần",
        "Thời hạn: 31/03/2026",
        "Chậm trả lời đơn của dân",
        "Khắc phục: Trả lời trong 05 ngày",
        "Thời hạn: hằng tháng. Người giúp: Tổ đảng số 2",
        "3. Việc đăng ký",
        "Vận động các hộ ngõ 94",
        "Kết quả cần đạt: 30/38 hộ phân loại rác",
        "Thời hạn: 30/06/2026. Căn cứ: Nhiệm vụ",
        "Thăm các gia đình chính sách",
        "Kết quả cần đạt: 12 gia đình trong năm",
        "Thời hạn: 27/07/2026. Căn cứ: Nghị quyết 4",
        "Nộp các khoản quỹ của khu phố",
        "Kết quả cần đạt: 04 khoản, nộp một lần",
        "Thời hạn: 15/11/2026. Căn cứ: Khuyết điểm",
    ]


def test_an_old_document_hangs_on_the_board(users):
    """Bình signed before; the copy is filed and posted after."""
    plan, officer = (
        plan_of("Trần Thị Bình"),
        Actor(users["officer"].member, TODAY, user=users["officer"]),
    )
    head = {"role": Appointment.Role.HEAD, "title": "Tổ trưởng", "is_head": True}
    AppointmentFactory(member=plan.member, cell=plan.cell, **head)
    deputy = Actor(users["Vũ Gia Bảo"].member, TODAY, user=users["Vũ Gia Bảo"])
    steps.record_filing(plan, by=deputy, at=NOW, filed_on=TODAY)
    where = {
        "place": "Nhà văn hóa",
        "since": TODAY,
        "until": TODAY,
        "posted_by": "Vũ Gia Bảo",
    }
    steps.record_posting(plan_of("Trần Thị Bình"), by=deputy, at=NOW, **where)
    BoardSwitch.objects.create(
        committee=plan.cell.committee, is_on=True, set_by=officer.member, set_at=NOW
    )
    author = Actor(plan.member, TODAY)
    wall.give_consent(plan_of("Trần Thị Bình"), by=author, at=NOW)
    page = signed_in(officer.user).get(reverse("board:posted", args=[plan.pk]))
    assert (
        lines_of(piece_of(page, '<section class="card plan-text">', "</main>"))
        == WRITTEN
    )


# --- going on with what was written before --------------------------------------------


def test_an_unchanged_plan_shows_no_difference_to_its_last_old_revision(users):
    for plan in Plan.objects.exclude(revision=0):
        now = snapshot.take_document(
            plan_of(plan.member.full_name, plan.cycle.year), TODAY
        )
        then = documents.read_document(
            plan.revisions.get(number=plan.revision).snapshot
        )
        assert comparison.count_changes(now, then) == 0
        assert not any(
            block.is_changed for block in comparison.compare_blocks(now, then)
        )
        assert vagueness.weigh_document(now, then) == (0, 0)


def test_a_plan_goes_on_from_old_revisions_to_new_ones(users):
    """Chi's was agreed before; it is changed, sent again, and its reader sees the one
    change."""
    chi, plan = users["Lê Kim Chi"], plan_of("Lê Kim Chi")
    client = signed_in(chi)
    row = plan.rows.get(section="tasks", position=2)
    page = client.get(reverse("editor:row", args=[plan.pk, "tasks", row.uid]))
    sent = {name: page.context["form"][name].value() for name in task()}
    client.post(
        reverse("editor:row", args=[plan.pk, "tasks", row.uid]),
        {**sent, "expected": "15 gia đình trong năm"},
    )
    assert send(client, plan, "resubmit", seen=1).status_code == 302
    shown = opened(users["officer"], [reverse("review:plan", args=[plan.pk])])[
        reverse("review:plan", args=[plan.pk])
    ]
    changed = [
        place.block for place in shown.context["blocks"] if place.block.is_changed
    ]
    assert [(block.title, block.state) for block in changed] == [
        ("Việc đăng ký số 2", "changed")
    ]
    (measure,) = [field for field in changed[0].fields if field.is_changed]
    assert measure.label == "Kết quả cần đạt"
    assert measure.pieces == [
        ("gone", "12 "),
        ("new", "15 "),
        ("same", "gia đình trong năm"),
    ]
    assert plan.revisions.get(number=2).snapshot["format"] == 2


@pytest.mark.one_database
def test_a_page_that_was_open_over_the_upgrade_loses_nothing(users):
    """It sends the fields as 0.2.0 called them."""
    plan, client = plan_of("Vũ Gia Bảo"), signed_in(users["Vũ Gia Bảo"])
    own = plan.cycle.bases.get(key="own")
    assert (
        write(client, plan, "Viết dở trước khi nâng cấp", version=1).status_code == 302
    )
    said = {
        "deed": "Đi từng hộ",
        "expected": "30 hộ",
        "deadline": "30/9/2026",
        "basis_id": own.pk,
        "version": 1,
    }
    row = plan.rows.get(section="tasks", position=1)
    assert (
        client.post(
            reverse("editor:row", args=[plan.pk, "tasks", row.uid]), said
        ).status_code
        == 302
    )
    weak = {
        "text": "Nóng",
        "cause": "Vội",
        "remedy": "Nghe",
        "deadline": "hằng tháng",
        "helped_by": "Hòa",
    }
    row = plan.rows.get(section="shortcomings", position=1)
    answer = client.post(
        reverse("editor:row", args=[plan.pk, "shortcomings", row.uid]),
        {**weak, "version": 1},
    )
    assert answer.status_code == 302
    saved = {row.section: row for row in plan.rows.filter(position=1)}
    assert saved["political"].values == {"text": "Viết dở trước khi nâng cấp"}
    assert saved["shortcomings"].values == weak
    assert saved["tasks"].values == {
        "deed": "Đi từng hộ",
        "expected": "30 hộ",
        "deadline": "30/9/2026",
    }
    assert (saved["tasks"].basis, saved["tasks"].due_on) == (
        own,
        datetime.date(2026, 9, 30),
    )
