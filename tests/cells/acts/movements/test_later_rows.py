"""Who is gone since a day before a post or an exemption of theirs began never had it;
what they did stays in the log as it was recorded."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from cells.acts.exemptions.words import describe_decision
from cells.acts.movements.case import CannotMove
from cells.acts.movements.later_acts import TakesBack
from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
)
from cells.models import (
    Appointment,
    Correction,
    Exemption,
    ExemptionReview,
    Movement,
    Suspension,
    Transfer,
)
from plans.models import PlanEvent
from plans.workflow import steps
from tests.cells.acts.exemptions.forms import a_proposal, an_exemption
from tests.cells.acts.reorganisation.decisions import (
    a_merger_of_both,
    applied,
    everything,
)
from tests.factories import LONG_AGO, AppointmentFactory, CellFactory, CommitteeFactory
from tests.people import NOW, a_plan_at, again
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

Kind, Role = Movement.Kind, Appointment.Role
THIRD, FOURTH, SIXTH = date(2026, 2, 3), date(2026, 2, 4), date(2026, 2, 6)
EIGHTH, NINTH, SUMMER = date(2026, 2, 8), date(2026, 2, 9), date(2026, 8, 1)
LATER = NOW + timedelta(hours=1)
DEPARTURES = (Kind.SENT, Kind.DIED, Kind.LEFT)
# Not rows of the person that a movement takes away.
RECORDS = ("Movement", "Correction", "PlanEvent")


def act(people, kind, member, on=FOURTH, **said):
    """Recorded by Giang, who was shown what it takes back."""
    how = {"on": on, "by": people.actor("giang"), "at": LATER}
    try:
        return record_movement(kind, member, **how, **said)
    except TakesBack as refusal:
        return record_movement(kind, member, **how, seen=refusal.marks, **said)


def cancel(people, movement):
    cancel_movement(movement, reason="Nhầm", by=people.actor("giang"), at=LATER)


def terms(model, member):
    rows = model.objects.filter(member=member).order_by("since")
    return [(row.since, row.until) for row in rows]


def record_all(people, member, since, until=None):
    """One row of each kind, by hand."""
    facts = {"member": member, "since": since, "until": until}
    AppointmentFactory(role=Role.CELL_COMMITTEE_MEMBER, cell=people.cell, **facts)
    Exemption.objects.create(**facts)
    Suspension.objects.create(**facts)
    Transfer.objects.create(kind="temporary", direction="out", **facts)


OF_EACH_KIND = (Appointment, Exemption, Suspension, Transfer)
TEMPORARY = {"kind": "temporary"}


def all_terms(member):
    found = []
    for model in OF_EACH_KIND:
        rows = model.objects.filter(member=member)
        if model is Transfer:
            rows = rows.filter(**TEMPORARY)
        found.append([(row.since, row.until) for row in rows.order_by("since")])
    return found


@pytest.mark.parametrize("kind", DEPARTURES)
@pytest.mark.parametrize("since", [FOURTH, EIGHTH, date(2026, 3, 1)])
def test_what_begins_on_the_day_or_later_never_was(people, kind, since):
    record_all(people, people.an, since)
    act(people, kind, people.an)
    assert all_terms(people.an) == [[], [], [], []]


@pytest.mark.parametrize("kind", DEPARTURES)
@pytest.mark.parametrize("until", [None, EIGHTH])
def test_what_began_before_ends_on_the_day(people, kind, until):
    record_all(people, people.an, THIRD, until)
    act(people, kind, people.an)
    assert all_terms(people.an) == [[(THIRD, FOURTH)]] * 4


def test_what_was_over_by_the_day_stays_as_it_was(people):
    record_all(people, people.an, date(2026, 1, 5), THIRD)
    act(people, Kind.DIED, people.an)
    assert all_terms(people.an) == [[(date(2026, 1, 5), THIRD)]] * 4


def test_cancelled_it_gives_back_the_very_same_rows(people):
    record_all(people, people.an, EIGHTH)
    before = everything(besides=RECORDS)
    movement = act(people, Kind.DIED, people.an)
    assert everything(besides=RECORDS) != before
    cancel(people, movement)
    assert everything(besides=RECORDS) == before


def test_another_day_after_them_gives_them_back_and_ends_them(people):
    record_all(people, people.an, EIGHTH)
    movement = act(people, Kind.DIED, people.an)
    how = {"reason": "Nhầm", "by": people.actor("giang"), "at": LATER}
    correct_movement(movement, on=NINTH, **how)
    assert all_terms(people.an) == [[(EIGHTH, NINTH)]] * 4


def test_another_day_before_them_asks_again(people):
    movement = act(people, Kind.DIED, people.an, on=NINTH)
    Exemption.objects.filter(member=people.an).delete()
    cancel(people, movement)
    Exemption.objects.create(member=people.an, since=SIXTH)
    movement = act(people, Kind.DIED, people.an, on=NINTH)
    how = {"reason": "Nhầm", "by": people.actor("giang"), "at": LATER}
    with pytest.raises(TakesBack):
        correct_movement(movement, on=FOURTH, **how)
    assert terms(Exemption, people.an) == [(SIXTH, NINTH)]


def test_the_officer_is_shown_first_what_is_taken_away(people):
    an_exemption(people.an, since=EIGHTH)
    Suspension.objects.create(member=people.an, since=FOURTH)
    AppointmentFactory(
        member=people.an, role=Role.SECRETARY, cell=people.other_cell, since=SIXTH
    )
    before = everything()
    with pytest.raises(TakesBack) as refusal:
        record_movement(
            Kind.DIED, people.an, on=FOURTH, by=people.actor("giang"), at=LATER
        )
    assert everything() == before
    assert refusal.value.list_words() == [
        "Đình chỉ sinh hoạt, từ 04/02/2026",
        "Bí thư chi bộ, Chi bộ 9, từ 06/02/2026",
        "Tuổi cao, sức yếu (chi bộ quyết định) 12-NQ/CB, từ 08/02/2026",
    ]


def test_what_came_since_it_was_shown_is_shown_again(people):
    an_exemption(people.an, since=EIGHTH)
    how = {"on": FOURTH, "by": people.actor("giang"), "at": LATER}
    with pytest.raises(TakesBack) as refusal:
        record_movement(Kind.DIED, people.an, **how)
    Suspension.objects.create(member=people.an, since=SIXTH)
    with pytest.raises(TakesBack):
        record_movement(Kind.DIED, people.an, seen=refusal.value.marks, **how)
    assert not Movement.objects.exists()


def test_the_history_says_what_was_taken_away_and_why(people, sign_in):
    row = an_exemption(people.an, since=EIGHTH)
    act(people, Kind.DIED, people.an)
    kept = Correction.objects.get()
    assert (kept.kind, kept.row, kept.after) == ("exemption", row.pk, {})
    assert kept.before["resolution_number"] == "12-NQ/CB"
    assert kept.reason == "Từ trần từ ngày 04/02/2026"
    page = text_of(sign_in("giang").get(reverse("person:person", args=[people.an.pk])))
    assert "lý do: Từ trần từ ngày 04/02/2026" in page


def tell_corrections(people, sign_in):
    page = sign_in("giang").get(reverse("person:person", args=[people.an.pk]))
    told = []
    for line in page.context["timeline"]:
        if line.chip == "Sửa":
            told.append((line.words, line.note.split(" · ")[0]))
    return told


LOST = "Bỏ dòng: ngày đầu 08/02/2026"
BACK = "Có lại dòng: ngày đầu 08/02/2026"
DEPUTY = "; chức vụ “Phó bí thư chi bộ”"


def test_the_history_says_what_came_back_with_the_cancelling(people, sign_in):
    """An exemption with its review, and a post."""
    row = an_exemption(people.an, since=EIGHTH)
    ExemptionReview.objects.create(exemption=row, reviewed_on=NINTH, outcome="kept")
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    cancel(people, act(people, Kind.DIED, people.an))
    died, undone = "Từ trần từ ngày 04/02/2026", "Hủy biến động: "
    assert tell_corrections(people, sign_in) == [
        (LOST + DEPUTY, f"lý do: {died}"),
        (LOST, f"lý do: {died}"),
        (BACK + DEPUTY, f"lý do: {undone}{died}"),
        (BACK, f"lý do: {undone}{died}"),
        ("Bỏ dòng: ngày đầu 04/02/2026", "lý do: Nhầm"),
    ]
    back = Correction.objects.get(kind="exemption", before={})
    assert (back.row, back.after["resolution_number"], back.by) == (
        row.pk,
        "12-NQ/CB",
        people.giang.user,
    )


def test_the_history_says_what_came_back_with_another_day(people, sign_in):
    """The exemption since the eighth is there again, the one of the ninth never was."""
    Exemption.objects.create(member=people.an, since=EIGHTH, until=NINTH)
    Suspension.objects.create(member=people.an, since=NINTH)
    movement = act(people, Kind.DIED, people.an)
    how = {"reason": "Nhầm", "by": people.actor("giang"), "at": LATER}
    try:
        correct_movement(movement, on=NINTH, **how)
    except TakesBack as refusal:
        correct_movement(movement, on=NINTH, seen=refusal.marks, **how)
    assert Correction.objects.filter(before={}).count() == 1
    back = "lý do: Sửa biến động: Từ trần từ ngày 09/02/2026"
    ends = "; đến trước ngày 09/02/2026"
    assert (BACK + ends, back) in tell_corrections(people, sign_in)


def test_a_post_that_came_back_can_be_taken_away_by_hand_again(people, sign_in):
    post = AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    cancel(people, act(people, Kind.DIED, people.an))
    address = reverse(
        "corrections:take_away_row", args=[people.an.pk, "chuc-vu", post.pk]
    )
    sign_in("giang").post(address, {"away-reason": "Ghi nhầm người"})
    assert not Appointment.objects.filter(member=people.an).exists()


# --- what hangs on them ---------------------------------------------------------------


def test_an_accepted_proposal_says_that_its_exemption_is_gone(people):
    exemption = an_exemption(people.an, since=EIGHTH)
    proposal = a_proposal(
        people, decided_at=NOW, decided_by=people.giang.user, exemption=exemption
    )
    movement = act(people, Kind.DIED, people.an)
    proposal.refresh_from_db()
    assert describe_decision(proposal) == (
        "Đã đồng ý ngày 10/02/2026; lần miễn ấy đã bỏ sau đó"
    )
    cancel(people, movement)
    proposal.refresh_from_db()
    assert proposal.exemption == exemption


def test_reviews_go_with_their_exemption_and_come_back_with_it(people):
    exemption = an_exemption(people.an, since=EIGHTH)
    said = {"exemption": exemption, "outcome": "kept"}
    for reviewed_on in (EIGHTH, NINTH):
        ExemptionReview.objects.create(reviewed_on=reviewed_on, reason="Yếu", **said)
    before = list(ExemptionReview.objects.order_by("pk").values())
    movement = act(people, Kind.DIED, people.an)
    assert not ExemptionReview.objects.exists()
    cancel(people, movement)
    assert list(ExemptionReview.objects.order_by("pk").values()) == before


def test_a_post_for_which_somebody_stands_in_is_named_and_stays(people):
    post = AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    AppointmentFactory(
        member=people.dung,
        role=Role.DEPUTY_SECRETARY,
        cell=people.cell,
        since=NINTH,
        acting_for=post,
    )
    before = everything()
    with pytest.raises(CannotMove, match="Phó bí thư chi bộ, Chi bộ 7, từ 08/02/2026"):
        act(people, Kind.DIED, people.an)
    assert everything() == before


# --- beside later acts ----------------------------------------------------------------


def test_a_post_in_a_cell_that_a_decision_founded_later_is_taken_away_too(people):
    """Given by hand after the merger; both are put aside, and both come back."""
    decision = applied(people, a_merger_of_both(people, "Chi bộ 12"), on=SIXTH)
    twelve = people.an.memberships.get(until=None).cell
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=twelve, since=EIGHTH
    )
    before = everything(besides=RECORDS)
    movement = act(people, Kind.DIED, people.an)
    assert terms(Appointment, people.an) == []
    decision.refresh_from_db()
    assert str(people.an.pk) in decision.effects["put_aside"]
    cancel(people, movement)
    after = everything(besides=RECORDS)
    for row in after["Reorganisation"]:
        assert row["effects"].pop("put_aside") == {}
    assert after == before


def test_a_post_that_a_later_transfer_ended_comes_back_ended(people):
    post = AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=SIXTH
    )
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.other_cell)
    movement = act(people, Kind.DIED, people.an)
    assert terms(Appointment, people.an) == []
    cancel(people, movement)
    post.refresh_from_db()
    assert (post.since, post.until) == (SIXTH, EIGHTH)


def test_posts_of_a_decision_that_stands_are_not_this_acts_to_take(people):
    """An goes to Cell 9 on the 4th, which merges into Cell 7 on the 6th; the decision
    made him secretary there."""
    into = {"keeps": people.cell, "secretary": people.an.pk}
    part = a_merger_of_both(people, "Chi bộ 7", **into)
    applied(people, part, on=SIXTH)
    with pytest.raises(CannotMove, match="Bí thư chi bộ, Chi bộ 7 bắt đầu từ"):
        act(people, Kind.MOVED, people.an, to_cell=people.other_cell)


def test_an_absence_that_an_act_of_the_very_day_began_is_that_acts(people):
    act(people, Kind.AWAY, people.an, until=SUMMER)
    with pytest.raises(CannotMove, match="bắt đầu từ ngày 04/02/2026"):
        act(people, Kind.DIED, people.an)
    assert terms(Transfer, people.an) == [(FOURTH, SUMMER)]


# --- other movements ------------------------------------------------------------------


def test_a_transfer_takes_away_posts_of_the_old_cell_alone(people):
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    AppointmentFactory(
        member=people.an, role=Role.INSPECTOR, committee=people.ward, since=EIGHTH
    )
    Exemption.objects.create(member=people.an, since=EIGHTH)
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    roles = Appointment.objects.filter(member=people.an).values_list("role", flat=True)
    assert list(roles) == [Role.INSPECTOR]
    assert terms(Exemption, people.an) == [(EIGHTH, None)]


def test_who_came_back_keeps_the_post_that_they_got_then(people):
    """Cell 7, since the 6th Cell 9, since the 8th Cell 7 again, with a post; that they
    were in Cell 11 from the 4th to the 6th is known only now."""
    eleven = CellFactory(name="Chi bộ 11", committee=people.ward)
    act(people, Kind.MOVED, people.an, on=SIXTH, to_cell=people.other_cell)
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.cell)
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    act(people, Kind.MOVED, people.an, to_cell=eleven)
    assert terms(Appointment, people.an) == [(EIGHTH, None)]


def test_a_post_in_the_old_cell_since_the_day_on_which_they_went_on_stays(people):
    """It is none of the time before."""
    eleven = CellFactory(name="Chi bộ 11", committee=people.ward)
    act(people, Kind.MOVED, people.an, on=EIGHTH, to_cell=people.other_cell)
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EIGHTH
    )
    act(people, Kind.MOVED, people.an, to_cell=eleven)
    assert terms(Appointment, people.an) == [(EIGHTH, None)]


def test_posts_above_the_ward_stay_with_who_goes_elsewhere(people):
    city = CommitteeFactory(name="Thành ủy")
    AppointmentFactory(
        member=people.an, role=Role.INSPECTOR, committee=city, since=EIGHTH
    )
    act(people, Kind.SENT, people.an)
    assert terms(Appointment, people.an) == [(EIGHTH, None)]


def test_who_is_admitted_never_had_a_later_post_of_their_unit(people):
    AppointmentFactory(
        member=people.kha, role=Role.UNIT_LEAD, cell=people.unit, since=EIGHTH
    )
    act(people, Kind.ADMITTED, people.kha, to_cell=people.cell)
    assert terms(Appointment, people.kha) == []


# --- what they did since --------------------------------------------------------------


def test_what_they_did_since_is_told_and_stays_in_the_log(people):
    """Bình agreed on the 10th to what An had sent; that she died on the 4th is recorded
    afterwards."""
    plan = a_plan_at("finalizing", people)
    agreed = plan.events.get(step="agree")
    how = {"on": FOURTH, "by": people.actor("giang"), "at": LATER}
    with pytest.raises(TakesBack) as refusal:
        record_movement(Kind.DIED, people.binh, told="", **how)
    (deed,) = refusal.value.deeds
    assert (deed.words, deed.pk) == (
        "Kế hoạch năm 2026 của đ/c Nguyễn Văn An: thông qua kế hoạch lúc 09:00 ngày "
        "10/02/2026",
        plan.pk,
    )
    act(people, Kind.DIED, people.binh)
    agreed.refresh_from_db()
    assert (agreed.by, agreed.post.until) == (people.binh, FOURTH)
    assert again(plan).status == "finalizing"
    call_command("verify_log")


def told_deeds(people, kind, member, on=FOURTH, **said):
    how = {"on": on, "by": people.actor("giang"), "at": LATER}
    try:
        record_movement(kind, member, told="", **how, **said)
    except TakesBack as refusal:
        return [deed.words for deed in refusal.deeds]
    return []


@pytest.mark.parametrize("kind", DEPARTURES)
def test_of_who_is_gone_what_they_did_with_their_own_plan_is_told(people, kind):
    """The first first."""
    a_plan_at("cell_review", people)
    begun = PlanEvent.objects.filter(by=people.an, step="begin")
    begun.update(at=NOW - timedelta(hours=2))
    assert told_deeds(people, kind, people.an) == [
        "Kế hoạch năm 2026 của đ/c Nguyễn Văn An: bắt đầu viết kế hoạch lúc 07:00 ngày "
        "10/02/2026",
        "Kế hoạch năm 2026 của đ/c Nguyễn Văn An: gửi kế hoạch cho chi bộ lúc 09:00 "
        "ngày 10/02/2026",
    ]


def test_of_who_goes_to_another_cell_what_they_did_in_the_old_post_is_told(people):
    a_plan_at("cell_review", people, of="binh")
    plan = a_plan_at("cell_review", people)
    steps.take_step("agree", plan, by=people.actor("binh"), at=NOW)
    there = {"to_cell": people.other_cell}
    assert told_deeds(people, Kind.MOVED, people.binh, **there) == [
        "Kế hoạch năm 2026 của đ/c Nguyễn Văn An: thông qua kế hoạch lúc 09:00 ngày "
        "10/02/2026"
    ]
    assert PlanEvent.objects.filter(by=people.binh).count() == 3


@pytest.mark.parametrize("kind", [*DEPARTURES, Kind.MOVED])
def test_what_they_did_in_a_post_that_was_over_by_the_day_is_told(people, kind):
    """That Bình, who agreed on the tenth, had been no secretary since the third was
    recorded afterwards."""
    a_plan_at("finalizing", people)
    Appointment.objects.filter(member=people.binh).update(until=THIRD)
    there = {"to_cell": people.other_cell} if kind == Kind.MOVED else {}
    (agreed,) = told_deeds(people, kind, people.binh, **there)
    assert "thông qua kế hoạch" in agreed


def test_what_they_did_in_a_post_above_the_ward_that_they_keep_is_not_told(people):
    """Of the same events those in no post."""
    a_plan_at("cell_review", people)
    city = CommitteeFactory(name="Thành ủy")
    post = AppointmentFactory(member=people.an, role=Role.INSPECTOR, committee=city)
    PlanEvent.objects.filter(by=people.an, step="submit").update(post=post)
    (begun,) = told_deeds(people, Kind.SENT, people.an)
    assert "bắt đầu viết kế hoạch" in begun


@pytest.mark.parametrize(("days", "is_told"), [(7, False), (6, False), (5, True)])
def test_what_was_done_by_the_day_is_not_told(people, days, is_told):
    """Sent on the third, on the fourth, on the fifth."""
    a_plan_at("cell_review", people, at=NOW - timedelta(days=days))
    told = told_deeds(people, Kind.DIED, people.an, on=FOURTH)
    assert bool(told) == is_told
    assert Movement.objects.exists() != is_told


def test_a_post_of_later_by_which_something_was_done_is_named_and_stays(people):
    """The log names the post, so it cannot be that it never was."""
    Appointment.objects.filter(member=people.binh).update(since=EIGHTH)
    a_plan_at("finalizing", people)
    before = everything()
    with pytest.raises(CannotMove, match="đã có việc ghi theo dòng này"):
        act(people, Kind.DIED, people.binh)
    assert everything() == before


# --- on the page ----------------------------------------------------------------------


def test_the_page_lists_it_first_and_the_second_press_records_it(people, sign_in):
    a_plan_at("cell_review", people)
    row = an_exemption(people.an, since=EIGHTH)
    address = reverse("movements:record_movement", args=[people.an.pk, "tu-tran"])
    client, sent = sign_in("giang"), {"on": "04/02/2026"}
    answer = client.post(address, sent)
    words = text_of(answer)
    assert "Ghi thì bỏ những việc đã ghi cho ngày sau" in words
    assert "12-NQ/CB, từ 08/02/2026" in words
    assert "Sau ngày ấy đồng chí còn có việc ghi trong nhật ký" in words
    assert "gửi kế hoạch cho chi bộ" in words
    assert not Movement.objects.exists()
    shown = answer.context["form"].takes_back
    assert shown.seen == f"exemption-{row.pk}"
    client.post(address, sent | {"seen": shown.seen})
    assert not Movement.objects.exists()
    client.post(address, sent | {"seen": shown.seen, "told": shown.told})
    assert Movement.objects.get().kind == Kind.DIED
    assert not Exemption.objects.exists()


def test_the_form_names_what_of_today_ends(people, sign_in):
    an_exemption(people.an, since=LONG_AGO)
    AppointmentFactory(member=people.an, role=Role.INSPECTOR, committee=people.ward)

    def told(address):
        route = "movements:record_movement"
        page = sign_in("giang").get(reverse(route, args=[people.an.pk, address]))
        return text_of(page)

    died = told("tu-tran")
    exempt = "Kết thúc từ ngày ấy: Tuổi cao, sức yếu (chi bộ quyết định) 12-NQ/CB"
    inspects = "Kết thúc từ ngày ấy: Cán bộ kiểm tra, giám sát, Đảng bộ phường"
    assert exempt in died and inspects in died
    moved = told("chuyen-chi-bo")
    assert exempt not in moved and inspects not in moved
