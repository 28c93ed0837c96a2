"""A newer file of cells that were received is read forward: what the sender wrote since
arrives, what the receiver wrote since stays, and where both went on nothing is read."""

import datetime
import random

import pytest
from django.core.management import call_command

from cells.models import Appointment, Cell, Member, Membership
from cells.posts import Actor
from plans import readings
from plans.form import autosave
from plans.handover import AlreadyThere
from plans.models import HandoverFile, PlanEvent
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY, section_of
from tests.plans.handover.acting import FIFTH, Sender
from tests.plans.handover.exchange import (
    DAY,
    a_receiver,
    a_sender,
    belonging,
    digests,
    elsewhere,
    exported,
    imported,
    plan_of,
)
from tests.plans.handover.test_arrival import AN, BAO, BINH, DUNG, HERE, plan, refused
from tests.plans.handover.told import tell_people, tell_plans

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=3)
IN_BETWEEN = NOW + datetime.timedelta(hours=1)


def two_files(act, **second):
    """The file of cell 7, and another one after `act` (called with the cast)."""
    with elsewhere():
        people = a_sender()
        first = exported(people)
        act(people)
        return first, exported(people, **{"at": LATER, **second})


def received_one_after_the_other(act, **second):
    """The receiver who has read both."""
    first, newer = two_files(act, **second)
    there = a_receiver()
    imported(there, first)
    received = imported(there, newer, at=LATER)
    return there, received


# --- at random ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_after_both_files_everything_stands_as_if_only_the_newer_one_had_come(db, seed):
    """The receiver's rows are those of the sender, and of a receiver who never knew of
    the first file."""
    with elsewhere():
        people = a_sender()
        first = exported(people)
        assert Sender(people, random.Random(seed), NOW).act(60) > 10
        newer = exported(people, at=LATER)
        sent, plans_sent = digests(), tell_plans()
        known = {"uid__in": list(Member.objects.values_list("uid", flat=True))}
    with elsewhere():
        imported(a_receiver(), newer, at=LATER)
        expected = tell_people(**known) | tell_plans()
    there = a_receiver()
    imported(there, first, at=LATER)
    before = tell_people(**known) | tell_plans()
    imported(there, newer, at=LATER)
    told = tell_people(**known) | tell_plans()
    for table, rows in expected.items():
        assert set(told[table]) ^ set(rows) == set(), table
        assert len(told[table]) == len(rows), table
    assert told != before
    call_command("verify_log", verbosity=0)
    moves = PlanEvent.objects.filter(step="move", by=there.officer.member)
    for uid, chain in digests().items():
        own = moves.filter(plan__uid=uid).count()
        assert chain[: len(chain) - own] == sent[uid]
    for table in ("revision", "remark", "signature", "filing", "signingprint"):
        assert set(told[table]) <= set(plans_sent[table])


# --- what comes -----------------------------------------------------------------------


def take(name, step, by, **said):
    def act(people):
        steps.take_step(step, plan_of(name), by=people.actor(by), at=IN_BETWEEN, **said)

    return act


def test_a_step_taken_at_the_sender_arrives_below_the_move_of_the_receiver(db):
    _, received = received_one_after_the_other(take("an", "agree", "binh"))
    events = plan(AN).events.order_by("number")
    assert list(events.values_list("step", flat=True)) == [
        "begin",
        "submit",
        "agree",
        "move",
    ]
    assert (plan(AN).status, plan(AN).cell.name) == ("finalizing", HERE)
    assert received.renewal.changed_names == [f"{AN} (kế hoạch năm 2026)"]


def test_a_text_typed_since_arrives_and_a_row_taken_away_is_gone(db):
    def write(people):
        draft, bao = plan_of("bao"), people.actor("bao")
        section = section_of(draft)
        said = {"by": bao, "at": IN_BETWEEN}
        autosave.save_text(draft, section, {"text": "Mới viết"}, version=1, **said)
        row = draft.rows.filter(section="shortcomings").first()
        section = section_of(draft, "shortcomings")
        autosave.remove_row(draft, section, row.uid, **said)

    received_one_after_the_other(write)
    rows = plan(BAO).rows
    assert rows.get(section="political").values == {"text": "Mới viết"}
    assert rows.filter(section="shortcomings").count() == 1


def test_who_came_to_the_cell_before_the_day_arrives(db):
    def come(people):
        member = MemberFactory(full_name="Người mới về")
        MembershipFactory(member=member, cell=people.cell, since=FIFTH)

    received_one_after_the_other(come)
    assert belonging("Người mới về") == [(HERE, "reorganised")]


def test_a_post_that_ended_earlier_ends_earlier_here_too(db):
    def end(people):
        Appointment.objects.filter(member=people.bao).update(until=FIFTH)

    received_one_after_the_other(end)
    assert Appointment.objects.get(member__full_name=BAO).until == FIFTH


def test_a_post_that_was_taken_away_since_is_gone_here_too(db):
    with elsewhere():
        people = a_sender()
        role = Appointment.Role.CELL_COMMITTEE_MEMBER
        post = AppointmentFactory(member=people.dung, role=role, cell=people.cell)
        first = exported(people)
        post.delete()
        newer = exported(people, at=LATER)
    there = a_receiver()
    imported(there, first)
    assert Appointment.objects.filter(member__full_name=DUNG).exists()
    imported(there, newer, at=LATER)
    assert not Appointment.objects.filter(member__full_name=DUNG).exists()


def test_who_has_died_meanwhile_belongs_nowhere_here(db):
    def die(people):
        Membership.objects.filter(member=people.dung).update(
            until=FIFTH, ending=Membership.Ending.DIED, ended_at=IN_BETWEEN
        )

    received_one_after_the_other(die)
    assert belonging(DUNG) == []
    last = Membership.objects.get(member__full_name=DUNG)
    assert (last.cell.name, last.until, last.ending) == ("Chi bộ 7", FIFTH, "died")


def test_how_somebody_leaves_on_a_later_day_is_kept(db):
    tomorrow = DAY + datetime.timedelta(days=1)
    with elsewhere():
        people = a_sender()
        Membership.objects.filter(member=people.dung).update(
            until=tomorrow, ending=Membership.Ending.SENT
        )
        file = exported(people)
    imported(a_receiver(), file)
    row = Membership.objects.get(member__full_name=DUNG, cell__name=HERE)
    assert (row.until, row.ending) == (tomorrow, "sent")


def test_who_opened_a_plan_arrives_and_is_no_change_to_it(db):
    def read(people):
        readings.record_reading(plan_of("an"), by=people.actor("bao"), at=IN_BETWEEN)

    first, newer = two_files(read)
    there = a_receiver()
    imported(there, first)
    agree_here()
    received = imported(there, newer, at=LATER)
    assert received.renewal.changed_names == []
    readers = plan(AN).accesses.values_list("reader__full_name", flat=True)
    assert sorted(readers) == ["Bùi Văn Inh", BINH, BAO]
    assert plan(AN).status == "finalizing"


def test_a_cell_renamed_at_the_sender_is_called_so_here(db):
    def rename(people):
        people.cell.former_names.create(name="Chi bộ 7", until=FIFTH)
        Cell.objects.filter(pk=people.cell.pk).update(name="Chi bộ Bảy")

    received_one_after_the_other(rename)
    old = Cell.objects.get(name="Chi bộ Bảy")
    assert (old.closed_on, old.successor.name) == (DAY, HERE)
    assert [former.name for former in old.former_names.all()] == ["Chi bộ 7"]


def test_who_is_no_longer_in_the_file_is_named_and_stays(db):
    def go(people):
        Membership.objects.filter(member=people.dung).update(until=FIFTH)
        MembershipFactory(member=people.dung, cell=people.other_cell, since=FIFTH)

    _, received = received_one_after_the_other(go)
    assert received.renewal.missing_names == [DUNG]
    assert belonging(DUNG) == [(HERE, "reorganised")]


# --- where the receiver has gone on ---------------------------------------------------


def agree_here():
    """A new secretary of the cell here agrees to An's plan."""
    reviewer = MemberFactory(full_name="Người đọc mới")
    cell = Cell.objects.get(name=HERE)
    AppointmentFactory(
        member=reviewer, role=Appointment.Role.SECRETARY, cell=cell, since=DAY
    )
    steps.take_step("agree", plan(AN), by=Actor(reviewer, TODAY), at=IN_BETWEEN)


def test_what_went_on_here_alone_stays_while_the_rest_arrives(db):
    first, newer = two_files(take("binh", "recall", "giang", reason="vague", note="Rõ"))
    there = a_receiver()
    imported(there, first)
    agree_here()
    before = tell_plans(member__full_name=AN)
    received = imported(there, newer, at=LATER)
    assert received.renewal.changed_names == [f"{BINH} (kế hoạch năm 2026)"]
    assert plan(BINH).status == "finalizing"
    assert tell_plans(member__full_name=AN) == before
    call_command("verify_log", verbosity=0)


def test_a_plan_with_which_both_went_on_is_refused_by_name_and_nothing_is_read(db):
    def act(people):
        take("an", "return", "binh", reason="vague", note="Rõ")(people)
        take("binh", "recall", "giang", reason="vague", note="Rõ")(people)

    first, newer = two_files(act)
    there = a_receiver()
    imported(there, first)
    agree_here()
    before = tell_people(), tell_plans()
    words = refused(there, newer, at=LATER)
    assert f"về: {AN} (kế hoạch năm 2026). Có thể nhận tệp" in words
    assert "--keep" in words and BINH not in words
    assert (tell_people(), tell_plans()) == before
    received = imported(there, newer, at=LATER, keep=[AN])
    assert received.renewal.kept_names == [f"{AN} (kế hoạch năm 2026)"]
    assert (plan(AN).status, plan(BINH).status) == ("finalizing", "finalizing")
    assert plan(AN).events.filter(step="agree").exists()
    call_command("verify_log", verbosity=0)


def test_what_was_kept_here_is_asked_again_of_the_next_file(db):
    with elsewhere():
        people = a_sender()
        first = exported(people)
        take("an", "return", "binh", reason="vague", note="Rõ")(people)
        second = exported(people, at=LATER)
        third = exported(people, at=LATER + datetime.timedelta(minutes=1))
    there = a_receiver()
    imported(there, first)
    agree_here()
    imported(there, second, at=LATER, keep=[AN])
    assert AN in refused(there, third, at=LATER)


def test_a_person_about_whom_both_wrote_is_refused_by_name(db):
    def call_otherwise(people):
        Member.objects.filter(pk=people.dung.pk).update(phone="0900 111 222")

    first, newer = two_files(call_otherwise)
    there = a_receiver()
    imported(there, first)
    Member.objects.filter(full_name=DUNG).update(phone="0900 333 444")
    assert f"về: {DUNG}. Có thể" in refused(there, newer, at=LATER)
    imported(there, newer, at=LATER, keep=[DUNG])
    assert Member.objects.get(full_name=DUNG).phone == "0900 333 444"


def begin_2027(people):
    cycle = CycleFactory(committee=people.ward, year=2027)
    by = people.actor("an")
    steps.begin_plan(people.an, cycle, people.cell, by=by, at=IN_BETWEEN)


def test_a_plan_begun_since_arrives(db):
    received_one_after_the_other(begin_2027)
    assert plan(AN, 2027).cell.name == HERE


def test_a_plan_begun_on_both_sides_is_refused_by_name(db):
    first, newer = two_files(begin_2027)
    there = a_receiver()
    imported(there, first)
    an = Member.objects.get(full_name=AN)
    cycle = CycleFactory(committee=there.ward, year=2027)
    home = Cell.objects.get(name=HERE)
    own = steps.begin_plan(an, cycle, home, by=Actor(an, TODAY), at=IN_BETWEEN)
    assert f"{AN} (kế hoạch năm 2027)" in refused(there, newer, at=LATER)
    imported(there, newer, at=LATER, keep=[AN])
    assert plan(AN, 2027) == own


def test_of_a_plan_that_gives_way_the_self_check_and_who_opened_it_here_stay(db):
    first, newer = two_files(take("an", "agree", "binh"))
    there = a_receiver()
    imported(there, first)
    plan(AN).self_checks.create(group=1, answers={})
    readings.record_reading(plan(AN), by=there.officer, at=IN_BETWEEN)
    imported(there, newer, at=LATER)
    assert plan(AN).self_checks.count() == 1
    assert plan(AN).accesses.filter(reader=there.officer.member).exists()


def test_a_cell_that_is_over_here_takes_nobody_in(db):
    def come(people):
        member = MemberFactory(full_name="Người mới về")
        MembershipFactory(member=member, cell=people.cell, since=FIFTH)

    first, newer = two_files(come)
    there = a_receiver()
    imported(there, first)
    Cell.objects.filter(name=HERE).update(closed_on=DAY)
    words = refused(there, newer, at=LATER)
    assert "đã kết thúc" in words and "Người mới về" in words


# --- which file -----------------------------------------------------------------------


def test_each_file_is_read_once_and_the_older_one_not_after_the_newer(db):
    first, newer = two_files(take("an", "agree", "binh"))
    there = a_receiver()
    imported(there, first)
    imported(there, newer, at=LATER)
    with pytest.raises(AlreadyThere):
        imported(there, newer, at=LATER)
    assert "cũ hơn tệp đã nhận" in refused(there, first, at=LATER)


def test_the_file_before_is_the_last_one_of_the_same_cells(db):
    """Between the two another cell was handed over."""
    with elsewhere():
        people = a_sender()
        first = exported(people)
        of_another_cell = exported(people, [people.unit], at=IN_BETWEEN)
        take("an", "agree", "binh")(people)
        newer = exported(people, at=LATER)
    there = a_receiver()
    imported(there, first)
    imported(there, of_another_cell, at=LATER)
    received = imported(there, newer, at=LATER)
    assert received.renewal.changed_names == [f"{AN} (kế hoạch năm 2026)"]


def test_a_dry_run_of_a_newer_file_changes_nothing(db):
    first, newer = two_files(take("an", "agree", "binh"))
    there = a_receiver()
    imported(there, first)
    before = tell_people(), tell_plans()
    received = imported(there, newer, at=LATER, dry_run=True)
    assert received.renewal.changed_names
    assert (tell_people(), tell_plans()) == before


def test_a_newer_file_names_the_same_day(db):
    first, newer = two_files(lambda people: None, on=DAY - datetime.timedelta(days=1))
    there = a_receiver()
    imported(there, first)
    assert "--on 2026-02-10" in refused(there, newer, at=LATER)


def test_of_what_an_older_version_received_the_events_tell_whether_it_is_newer(db):
    """It noted nothing of a file."""
    first, newer = two_files(take("an", "agree", "binh"))
    there = a_receiver()
    imported(there, first)
    HandoverFile.objects.all().delete()
    with pytest.raises(AlreadyThere):
        imported(there, first)
    assert "phiên bản cũ" in refused(there, newer, at=LATER)


def test_both_ends_note_which_files_there_were(db):
    with elsewhere():
        people = a_sender()
        file = exported(people)
        sent = HandoverFile.objects.get()
        cells = [str(people.cell.uid)]
    assert (sent.way, sent.other_ward, sent.cells, sent.here) == (
        "sent",
        "Đảng bộ phường Long Biên",
        cells,
        {},
    )
    there = a_receiver()
    imported(there, file)
    received = HandoverFile.objects.get()
    assert (received.way, received.ward, received.other_ward, received.cells) == (
        "received",
        there.ward,
        "Đảng bộ phường Phúc Đồng",
        cells,
    )
    assert received.in_file == sent.in_file
    assert (received.made_at, received.recorded_by) == (NOW, there.officer.user)
