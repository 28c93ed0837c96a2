"""The article's figures come out of the demonstration by the ordinary functions.

None of them is typed in there.
"""

import datetime
import html
import io
import re
from collections import defaultdict

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cells.acts.exemptions.reviews import find_current_exemptions
from cells.models import (
    Appointment,
    Cell,
    Committee,
    Exemption,
    ExemptionProposal,
    ExemptionReview,
    Meeting,
    Member,
    Membership,
    Movement,
    Reorganisation,
)
from cells.posts import LATELY, Actor
from demo import demonstration, sign_ins
from phucdong.writing import percent
from plans.form.snapshot import make_digest
from plans.models import (
    Assistance,
    Confirmation,
    Cycle,
    Filing,
    Objection,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Signature,
    Status,
)
from plans.place_on_date import find_who_must_plan
from plans.workflow import checklist, log
from reports import rates
from reports.pages.choice import Choice
from reports.pages.exemptions import board
from reports.scope import find_scope_of_actor
from tests.factories import the_grounds
from tests.people import TODAY

pytestmark = pytest.mark.one_database

YEARS = (2016, 2017, 2018, 2019, 2020)
END_OF_2020 = datetime.date(2020, 12, 31)
# On which most of what has changed in the open year happened.
DAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    """The demonstration as of the tests' day, built once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        the_grounds()
        demonstration.load_demonstration(TODAY, lambda text: None)
        yield Committee.objects.get()
        transaction.set_rollback(True)


def counted(ward, year, on):
    """[Rates] of the ward's cells in the year's cycle as of a date, and their total."""
    cells = Cell.objects.below([ward.pk]).exclude(kind=Cell.Kind.UNIT)
    rows = rates.with_rates(cells, cycle=Cycle.objects.get(year=year), on=on)
    return rows, rates.sum_rates(rows).counts


# --- the article ----------------------------------------------------------------------


def test_twenty_four_cells_became_seventeen(ward):
    parties = Cell.objects.exclude(kind=Cell.Kind.UNIT)
    assert parties.in_force(datetime.date(2017, 3, 31)).count() == 24
    assert parties.in_force(datetime.date(2017, 5, 31)).count() == 17
    merged = Cell.objects.filter(closed_on__month=5, closed_on__year=2017)
    assert merged.count() == 12
    assert merged.values("successor").distinct().count() == 5


def test_participation_rises_from_97_1_to_100_percent(ward):
    rows = [counted(ward, year, datetime.date(year, 12, 31)) for year in YEARS]
    shares = [percent(total["participated"], total["obliged"]) for _, total in rows]
    assert (shares[0], shares[-1]) == ("97,1%", "100%")
    ratios = [total["participated"] / total["obliged"] for _, total in rows]
    assert ratios == sorted(ratios) and len(set(shares)) == 5
    assert [len(cells) for cells, _ in rows] == [24, 17, 17, 17, 17]
    first = rows[0][1]
    assert (first["members"], first["exempt"]) == (1141, 177)
    assert first["participated"] == 936 and first["obliged"] == 964


def test_the_seminar_was_held_in_all_cells_but_one(ward):
    held = Meeting.objects.filter(
        held_on__year=2017, held_on__month=3, subject__startswith="Tọa đàm"
    )
    assert held.values("cell").distinct().count() == 23


def test_some_secretaries_were_dismissed_when_the_cells_were_formed_anew(ward):
    merged = Cell.objects.filter(successor__isnull=False, closed_on__year=2017)
    merged_on = merged.values_list("closed_on", flat=True)[0]
    ended = Appointment.objects.filter(role=Appointment.Role.SECRETARY, until=merged_on)
    assert ended.filter(cell__closed_on=None).count() == 3
    assert ended.count() == 15
    for cell in Cell.objects.in_force(merged_on).exclude(kind=Cell.Kind.UNIT):
        assert (
            Appointment.objects.in_force(merged_on)
            .filter(cell=cell, role="secretary")
            .count()
            == 1
        )


def test_the_ward_recalled_275_plans_and_nearly_all_were_mended(ward):
    ends = {year: counted(ward, year, datetime.date(2021, 12, 31))[1] for year in YEARS}
    assert sum(total["recalled"] for total in ends.values()) == 275
    assert 265 <= sum(total["mended"] for total in ends.values()) < 275
    recalls = PlanEvent.objects.filter(step="recall", plan__cycle__year__in=YEARS)
    assert recalls.count() == recalls.values("plan").distinct().count() == 275
    mended = Plan.objects.filter(events__in=recalls, status=Status.POSTED)
    assert 265 <= mended.count() < 275
    asked = Remark.objects.filter(
        source=Remark.Source.WARD, plan__cycle__year__in=YEARS
    )
    assert asked.count() == 275
    assert set(
        asked.filter(plan__status=Status.POSTED).values_list("answer", flat=True)
    ).isdisjoint({""})


def test_cell_7_in_2020(ward):
    cell = Cell.objects.in_force(END_OF_2020).get(name="Chi bộ 7")
    members = Member.objects.belonging(END_OF_2020, [cell])
    exempt = Exemption.objects.in_force(END_OF_2020).filter(member__in=members)
    returned = ExemptionReview.objects.filter(
        outcome=ExemptionReview.Outcome.RETURNED, reviewed_on__year=2020
    )
    told = exempt.filter(reviews__in=returned)
    assert (members.count(), exempt.count(), told.count()) == (120, 31, 9)
    (seven,) = [row for row in counted(ward, 2020, END_OF_2020)[0] if row.pk == cell.pk]
    assert (seven.counts["members"], seven.counts["exempt"]) == (120, 31)
    back = find_who_must_plan(datetime.date(2021, 1, 1)).filter(exemptions__in=told)
    assert back.count() == 9


def test_there_is_something_to_decide_and_to_review(ward):
    seven = Cell.objects.in_force(TODAY).get(name="Chi bộ 7")
    assert ExemptionProposal.objects.filter(cell=seven, decided_at=None).count() == 2
    assert ExemptionProposal.objects.exclude(refusal="").count() == 1
    rows = list(find_current_exemptions(seven, TODAY))
    rows = [row for row in rows if row.since < DAY]
    reviewed = [
        row for row in rows if row.said and row.said[0].reviewed_on.year == TODAY.year
    ]
    assert (
        len(reviewed),
        Exemption.objects.due_for_review([seven], TODAY).count(),
    ) == (6, len(rows) - 6)
    assert len(rows) > 15


def test_the_wards_page_says_of_cell_7_what_the_article_says(ward):
    officer = Actor(Member.objects.get(user__username="danguy"), TODAY)
    choice = Choice(year=2020, on=END_OF_2020, today=TODAY, usual_year=TODAY.year)
    watched = find_scope_of_actor(officer)
    page = board.describe_exemption_board(watched, choice)
    (seven,) = [line for line in page["lines"] if line.name == "Chi bộ 7"]
    assert (seven.members, seven.exempt.text, seven.done.text) == (
        "120",
        "31/120 (25,8%)",
        "29/29",
    )
    told = board.describe_exemption_names(watched, choice, "told", seven.pk)
    assert told["count"] == "09"


# --- the histories --------------------------------------------------------------------


def test_every_chain_verifies_and_ends_where_the_plan_stands(ward):
    chains = defaultdict(list)
    for event in log.join_what_events_point_at(
        PlanEvent.objects.order_by("plan", "number")
    ).iterator():
        chains[event.plan_id].append(event)
    assert len(chains) == Plan.objects.count() > 5000
    assert [
        events[0].plan_id
        for events in chains.values()
        if log.find_break_in_chain(events)
    ] == []
    ends = {
        pk: (events[-1].to_status, events[-1].revision) for pk, events in chains.items()
    }
    assert ends == {
        pk: (status, revision)
        for pk, status, revision in Plan.objects.values_list("pk", "status", "revision")
    }


def test_events_come_in_the_order_of_time_and_none_is_in_the_future(ward):
    before = {}
    for plan, at in (
        PlanEvent.objects.order_by("plan", "number")
        .values_list("plan", "at")
        .iterator()
    ):
        assert at >= before.get(plan, at)
        before[plan] = at
    assert max(before.values()) < timezone.now()


def test_everybody_acts_by_a_post_that_is_their_own_and_in_force(ward):
    """Or one that was ended later on that day."""
    for event in (
        PlanEvent.objects.exclude(post=None).select_related("post", "plan").iterator()
    ):
        on = timezone.localdate(event.at)
        assert event.post.member_id == event.by_id != event.plan.member_id
        until, ended_at = event.post.until, event.post.ended_at
        assert event.post.since <= on and (
            until is None or until > on or (until == on and event.at < ended_at)
        )
    without = PlanEvent.objects.filter(post=None).exclude(by=F("plan__member"))
    helpers = Assistance.objects.values_list("plan", "helper")
    assert set(without.values_list("plan", "by")) <= set(helpers)
    assert set(without.values_list("step", flat=True)) == {"submit"}


def test_authors_belong_to_a_cell_on_the_day_on_which_they_begin(ward):
    there = defaultdict(list)
    for row in Membership.objects.all():
        there[row.member_id].append(row)
    for plan, member, begun_at in Plan.objects.values_list("pk", "member", "begun_at"):
        on = timezone.localdate(begun_at)
        assert any(
            row.since <= on and (row.until is None or row.until > on)
            for row in there[member]
        ), plan


def test_revisions_are_what_their_digests_say(ward):
    wrong = [
        row.pk
        for row in Revision.objects.iterator()
        if row.digest != make_digest(row.snapshot)
    ]
    assert wrong == []
    assert Revision.objects.count() > 10_000


def test_what_is_posted_is_signed_and_filed_and_a_head_is_on_the_board(ward):
    posted = Plan.objects.filter(status=Status.POSTED)
    same = {"plan": F("plan__pk"), "revision": F("plan__revision")}
    for kind in (Signature, Filing):
        done = kind.objects.filter(
            plan__status=Status.POSTED, revision=same["revision"]
        )
        assert done.count() == posted.count()
    heads = Appointment.objects.filter(is_head=True).values("member")
    assert set(Posting.objects.values_list("plan__member", flat=True)) <= {
        row["member"] for row in heads
    }


# --- today ----------------------------------------------------------------------------


def test_the_current_cycle_is_in_full_swing(ward):
    cycle = Cycle.objects.get(year=TODAY.year)
    days = [
        (day - TODAY).days
        for day in (cycle.draft_due_on, cycle.review_due_on, cycle.filed_due_on)
    ]
    assert (cycle.year, days) == (2026, [-10, 9, 25])
    now = Plan.objects.filter(cycle=cycle)
    assert set(now.values_list("status", flat=True)) == set(Status.values)
    parties = Cell.objects.in_force(TODAY).exclude(kind=Cell.Kind.UNIT)
    assert parties.count() == 16
    assert 900 < Member.objects.belonging(TODAY, parties).count() < 1300
    begun = now.values("member")
    assert find_who_must_plan(TODAY).exclude(pk__in=begun).count() > 20
    assert (
        now.filter(
            member__in=Exemption.objects.in_force(TODAY).values("member")
        ).count()
        > 3
    )
    for status in Status.values:
        assert now.filter(status=status).count() > 30, status


def find_objected(plans, status, *, is_open):
    """Plans to which their author objects, or objected and was answered."""
    said = Objection.objects.filter(answered_at__isnull=is_open)
    return plans.filter(status=status, pk__in=said.values("plan"))


@pytest.mark.parametrize(
    "rows",
    [
        lambda now: now.filter(status="draft", rows=None),
        lambda now: now.filter(
            status="draft", revision__gt=0, remarks__released_at__isnull=False
        ),
        lambda now: now.filter(status="cell_review", revision=2),
        lambda now: now.filter(
            status="finalizing", remarks__answer="", remarks__is_internal=False
        ),
        lambda now: now.filter(status="finalizing", events__step="recall"),
        lambda now: now.filter(status="signed", filings=None),
        lambda now: now.filter(status="signed", postings=None).exclude(filings=None),
        lambda now: now.filter(signatures__kind="ink"),
        lambda now: now.filter(
            assistances__source="told", confirmations__how="read_back"
        ),
        lambda now: now.filter(confirmations__how="ink"),
        lambda now: find_objected(now, "cell_review", is_open=True),
        lambda now: find_objected(now, "posted", is_open=True),
        lambda now: find_objected(now, "posted", is_open=False),
        lambda now: now.filter(remarks__source="peer"),
        lambda now: now.filter(accesses__capacity="inspector"),
        lambda now: now.filter(status="cell_review", member__kind="staff"),
        lambda now: now.filter(
            status="posted", member__kind="staff", filings__office="chairman"
        ),
        lambda now: now.on_the_board(TODAY),
    ],
)
def test_there_is_a_plan_of_every_sort(ward, rows):
    assert rows(Plan.objects.filter(cycle__year=2026)).exists()


def test_nobody_made_anothers_plan_alone(ward):
    """Whoever typed neither agreed nor recorded the ink, what they sent was confirmed,
    and they were of the cell; in every year."""
    acts = Assistance.objects.select_related("plan")
    assert acts.count() > 200
    typed = {(act.plan_id, act.helper_id) for act in acts if act.typed_at}
    judged = PlanEvent.objects.filter(step__in=("agree", "sign"))
    assert not typed & set(judged.values_list("plan", "by"))
    sent = PlanEvent.objects.filter(step="submit").exclude(by=F("plan__member"))
    confirmed = Confirmation.objects.values_list("plan", "revision")
    assert set(sent.values_list("plan", "revision")) == set(confirmed)
    held = Q(helper__memberships__since__lte=F("begun_at__date")) & (
        Q(helper__memberships__until=None)
        | Q(helper__memberships__until__gt=F("begun_at__date"))
    )
    of_the_cell = acts.filter(held, helper__memberships__cell__isnull=False)
    assert set(of_the_cell.values_list("pk")) == set(acts.values_list("pk"))


def test_a_second_reader_is_named(ward):
    named = Appointment.objects.in_force(TODAY).filter(role="second_reader")
    assert named.count() == 1


def test_a_second_revision_really_differs(ward):
    for plan in Plan.objects.filter(cycle__year=2026, status="cell_review", revision=2):
        first, second = plan.revisions.order_by("number").values_list(
            "snapshot__sections", flat=True
        )
        assert first != second


def test_one_of_each_role_can_sign_in(ward):
    assert {each.username for each in sign_ins.list_sign_ins()} == {
        *sign_ins.ROLES,
        "quantri",
    }
    for each in sign_ins.list_sign_ins():
        assert User.objects.get(username=each.username).check_password(
            sign_ins.PASSWORD
        )
    actors = {
        name: Actor(Member.objects.get(user__username=name), TODAY)
        for name in sign_ins.ROLES
    }
    seven = Cell.objects.in_force(TODAY).get(name="Chi bộ 7").pk
    assert actors["bithu7"].cells == actors["phobithu7"].cells == {seven}
    assert actors["dangvien"].home.pk == actors["tralai"].home.pk == seven
    powers = [
        actors["danguy"].committees,
        actors["vanphong"].offices,
        actors["kiemtra"].inspected,
    ]
    assert powers == [{ward.pk}] * 3
    assert actors["phutrach"].cells == {actors["ngoaidang"].home.pk}
    statuses = {
        name: Plan.objects.get(cycle__year=2026, member=actor.member).status
        for name, actor in actors.items()
    }
    assert statuses["dangvien"] == statuses["tralai"] == "draft"
    assert (
        Plan.objects.get(cycle__year=2026, member=actors["tralai"].member)
        .remarks.for_author()
        .exists()
    )


# --- what has changed since the plans were begun --------------------------------------


@pytest.fixture
def read_page(ward, client):
    """read_page(member, name of a route, …) is what somebody reads there, in words; who
    has no login gets one."""

    def read_as(member, route, *args, **asked):
        user = User.objects.filter(member=member).first()
        if user is None:
            user = User.objects.create(username=f"nguoi{member.pk}")
            Member.objects.filter(pk=member.pk).update(user=user)
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        answer = client.get(reverse(route, args=args), asked)
        if answer.status_code != 200:
            return answer.status_code
        words = html.unescape(re.sub("<[^>]*>", " ", answer.content.decode()))
        return " ".join(words.split())

    return read_as


def somebody(name):
    return Member.objects.get(user__username=name)


def find_movement(kind, **facts):
    found = Movement.objects.filter(kind=kind, recorded_by__username="danguy", **facts)
    return found.select_related("member", "from_cell", "to_cell").get()


def plan_of(member, year=TODAY.year):
    return Plan.objects.get(member=member, year=year)


def find_exemption(number):
    return Exemption.objects.get(resolution_number=number, recorded_at__date=DAY)


def test_a_filed_plan_stays_where_it_was_filed_and_one_that_is_read_goes_along(
    ward, read_page
):
    filed = find_movement("moved", from_cell__name="Chi bộ 7", cancelled_at=None)
    told = read_page(filed.member, "home:my_plan")
    assert "· Chi bộ 3 · kế hoạch đã nộp ở Chi bộ 7" in told
    assert plan_of(filed.member).cell.name == "Chi bộ 7"
    sent = find_movement("moved", to_cell__name="Chi bộ 7")
    assert sent.member.full_name in read_page(somebody("bithu7"), "desk:queue")
    assert "trước đó là Chi bộ 3" in read_page(sent.member, "home:my_plan")


def test_a_transfer_was_cancelled_after_the_other_cell_had_agreed(ward, read_page):
    moved = find_movement("moved", cancelled_at__isnull=False)
    plan = plan_of(moved.member)
    assert (plan.status, plan.cell.name) == ("finalizing", "Chi bộ 7")
    steps = list(plan.events.order_by("number").values_list("step", flat=True))
    assert steps[-3:] == ["move", "agree", "move"]
    assert "ký chính thức" in read_page(moved.member, "home:my_plan")


def test_who_died_or_left_with_an_unsigned_plan_is_in_no_pile(ward, read_page):
    desk = read_page(somebody("bithu7"), "desk:queue")
    died = find_movement("died", from_cell__name="Chi bộ 7").member
    left = find_movement("left").member
    assert (plan_of(died).status, plan_of(left).status) == ("cell_review", "finalizing")
    for member in (died, left):
        assert member.full_name not in desk
    told = read_page(somebody("danguy"), "person:person", died.pk)
    assert "từ trần ngày 09/02/2026 · trước ở Chi bộ 7" in told
    assert "đã ra khỏi Đảng ngày 09/02/2026" in read_page(left, "home:my_plan")


def test_a_death_before_a_merger_became_known_after_it(ward, read_page):
    """It puts the decision aside for the dead, who never belonged to the new cell."""
    act = Reorganisation.objects.get(on=DAY)
    died = find_movement("died", from_cell__name="Chi bộ 1")
    assert died.on < act.on
    assert list(act.effects["put_aside"]) == [str(died.member_id)]
    assert plan_of(died.member).cell.name == "Chi bộ 1"
    told = read_page(somebody("danguy"), "person:person", died.member_id)
    assert "trước ở Chi bộ 1" in told and "hiệu lực lùi" in told
    new = Cell.objects.in_force(TODAY).get(name="Chi bộ 12")
    assert new.founded_on == DAY
    there = Member.objects.belonging(TODAY, [new])
    assert there.count() > 80 and died.member not in there


def test_who_is_excused_and_who_is_back_is_asked_accordingly(ward, read_page):
    excused = find_exemption("9-NQ/CB").member
    assert plan_of(excused).status == "draft"
    told = read_page(excused, "home:my_plan")
    assert "Hiện đồng chí chưa phải làm gì Đồng chí đang miễn sinh hoạt" in told
    back = find_movement("back")
    assert back.on == TODAY - datetime.timedelta(days=7)
    told = read_page(back.member, "home:my_plan")
    assert "gửi chi bộ trước hết ngày 05/03/2026 (còn 23 ngày)" in told
    newcomers = Movement.objects.filter(kind="received", on__gte=DAY - LATELY)
    for movement in newcomers.select_related("member"):
        assert "quá hạn" not in read_page(movement.member, "home:my_plan")


def test_an_exemption_that_a_cell_dated_back_waits_for_the_ward(ward, read_page):
    row = find_exemption("8-NQ/CB")
    assert (row.since, row.claimed_since) == (DAY, DAY - datetime.timedelta(days=60))
    told = read_page(somebody("danguy"), "cells:cells")
    assert "hiệu lực lùi 60 ngày; chờ Đảng ủy xác nhận" in told


def test_who_is_head_no_more_is_through_and_who_became_head_has_30_days(
    ward, read_page
):
    cell = Cell.objects.in_force(TODAY).get(name="Chi bộ 2")
    held = Appointment.objects.filter(cell=cell, role="secretary")
    old, new = held.get(until=DAY).member, held.get(since=DAY).member
    last = plan_of(old).events.latest("number")
    assert (last.step, last.by) == ("complete", somebody("danguy"))
    assert not plan_of(old).postings.exists()
    assert "Đã xong cả bốn bước" in read_page(old, "home:my_plan")
    assert plan_of(new).status == "posted"
    told = read_page(new, "home:my_plan")
    assert "niêm yết ở nơi làm việc trước hết ngày 11/03/2026 (còn 29 ngày)" in told


def test_the_new_officer_types_on_for_who_lost_the_post(ward, read_page):
    lost = Assistance.objects.get(ending="out_of_cell")
    (now,) = lost.plan.assistances.filter(ended_at=None)
    assert lost.typed_at and now.helper != lost.helper
    name = lost.plan.member.full_name
    assert f"Đồng chí đang gõ hộ {name}" in read_page(now.helper, "desk:queue")
    told = read_page(lost.helper, "home:my_plan")
    assert "thôi làm Chi ủy viên, Chi bộ 14" in told and name not in told


def test_who_is_lent_reads_who_reads_the_plan(ward, read_page):
    lent = find_movement("lent")
    told = read_page(lent.member, "home:my_plan")
    assert "sinh hoạt tạm thời tại Chi bộ 3" in told
    assert "kế hoạch vẫn do Chi bộ 7 đọc và nhận" in told
    assert lent.member.full_name in read_page(somebody("bithu7"), "desk:queue")


def test_one_decision_was_taken_back_and_one_waits_for_its_day(ward, read_page):
    told = read_page(somebody("danguy"), "reorganisation:reorganisations")
    assert "đã hoàn tác ngày 24/12/2025 Chia tách Chi bộ 11: tách ra Chi bộ 18" in told
    never = Cell.objects.get(name="Chi bộ 18", founded_on__year=2025)
    assert never.closed_on == never.founded_on
    assert not Cell.objects.in_force(TODAY).filter(name="Chi bộ 18").exists()
    told = read_page(somebody("danguy"), "dashboard:dashboard")
    assert "chờ đến ngày 21/02/2026: đến ngày ấy mới áp dụng được" in told


def test_two_years_stand_side_by_side(ward, read_page):
    """The next one was opened with this one unfinished."""
    assert Cycle.objects.get(year=TODAY.year).is_under_way
    assert not Cycle.objects.filter(year__lt=TODAY.year, closed_on=None).exists()
    member = Plan.objects.get(year=TODAY.year + 1).member
    told = read_page(member, "home:my_plan")
    assert f"Kế hoạch năm 2026 của đồng chí {member.full_name}" in told
    assert "Năm khác đang mở Kế hoạch năm 2027 Chi bộ góp ý" in told
    desk = read_page(somebody("bithu7"), "desk:queue")
    assert desk.count(f"{member.full_name} Lần 1") == 2
    assert "kế hoạch năm 2027 · gửi 09/02/2026" in desk


def test_every_sign_in_opens_its_first_page_and_its_desk(ward, client):
    for each in sign_ins.list_sign_ins():
        user = User.objects.get(username=each.username)
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        assert client.get(reverse("home:home"), follow=True).status_code == 200
        assert client.get(reverse("home:my_plan")).status_code == 200
        assert client.get(reverse("desk:queue")).status_code == 200


# --- the command ----------------------------------------------------------------------


def demo(**options):
    out = io.StringIO()
    call_command("demo", no_serve=True, stdout=out, **options)
    return out.getvalue()


def test_it_is_not_loaded_twice(ward):
    before = Plan.objects.count()
    said = demo()
    assert "không nạp lại" in said and sign_ins.PASSWORD in said and "bithu7" in said
    assert Plan.objects.count() == before


@pytest.mark.django_db
def test_it_is_not_loaded_beside_other_data():
    Committee.objects.create(name="Đảng bộ phường khác")
    with pytest.raises(CommandError, match="đã có dữ liệu khác"):
        demo()
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_it_is_not_loaded_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="máy chủ thật"):
        demo()
    assert not Committee.objects.exists()


def test_who_came_this_year_and_every_guest_of_today_came_by_a_movement(ward):
    here = Membership.objects.in_force(TODAY).filter(origin__in=Membership.NEWCOMERS)
    came = here.filter(Q(since__year=TODAY.year) | Q(kind=Membership.Kind.TEMPORARY))
    assert came.count() > 5
    arrivals = Movement.objects.filter(kind__in=("received", "admitted", "guest"))
    arrivals = arrivals.filter(to_cell__closed_on=None)
    assert set(came.values_list("member", "since", "cell")) == set(
        arrivals.values_list("member", "on", "to_cell")
    )


def test_nothing_was_sent_again_or_signed_past_an_open_remark(ward):
    sent = Plan.objects.filter(status__in=[Status.SIGNED, Status.POSTED])
    settled = set(sent.values_list("pk", flat=True))
    counts = checklist.count_holding_remarks(settled)
    assert set(counts.values()) <= {0}
    again = Plan.objects.filter(status=Status.CELL_REVIEW, revision__gt=1)
    earlier = Remark.objects.that_may_hold().filter(revision__lt=F("plan__revision"))
    for plan in again.filter(pk__in=earlier.values("plan")):
        said = earlier.filter(plan=plan)
        assert checklist.find_holding_remarks(plan, said=said) == []


def test_authors_disagree_and_somebody_else_decides(ward):
    disputed = Remark.objects.filter(disputed_at__isnull=False)
    assert disputed.disputed().count() == 1
    decided = disputed.get(outcome="kept")
    assert decided.settled_by_id not in (decided.by_id, decided.plan.member_id)
    for remark in disputed:
        assert (
            log.find_break_in_chain(
                log.join_what_events_point_at(remark.plan.events.order_by("number"))
            )
            is None
        )
