"""Two wards of a city keep the year 2026 each, with calendars of their own. Whoever
moves from one to the other, and whoever is taken along with their cell, has the plan
that they have: no page asks for a second one, and figures count it where they belong.
"""

import datetime

import pytest
from django.db.models import F
from django.urls import reverse

from cells.acts.movements import records
from cells.acts.movements.words import foretell_plan
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.models import Cell, Movement, Reorganisation
from cells.posts import Actor
from plans.form import year_acts
from plans.models import Cycle, Plan, Status
from plans.own_years import settle_ends_below
from plans.pages.desk import desk
from plans.refusals import YearClosed
from plans.workflow import steps
from reports.rates import count_rates
from reports.scope import find_scope_of_committees
from tests.city import CELL, a_city
from tests.factories import CommitteeFactory, CycleFactory
from tests.markup import fold_spaces
from tests.merging import a_merger
from tests.people import NOW, TODAY, again
from tests.plans.browsing import lines_of, piece_of, send, text_of

pytestmark = pytest.mark.django_db

EVE = TODAY - datetime.timedelta(days=1)
# Where the plan of each of those who move from Long Biên stands.
MOVING = {"fellow": "posted", "member": "cell_review", "deputy": "draft"}
FIGURES = (
    "members",
    "obliged",
    "not_begun",
    "draft",
    "cell_review",
    "signed",
    "posted",
    "participated",
    "completed",
)


def two_years():
    """The city of a_city; Phúc Lợi has a year of its own now. Of Long Biên's cell the
    fellow has filed."""
    city = a_city()
    cycle = CycleFactory(
        committee=city["pl"].committee,
        draft_due_on=datetime.date(2026, 2, 15),
        review_due_on=datetime.date(2026, 3, 10),
        filed_due_on=datetime.date(2026, 3, 31),
    )
    settle_ends_below(cycle, TODAY)
    plan, by = again(city["lb"].plans["fellow"]), city["lb"].actor("secretary")
    steps.record_filing(plan, by=by, at=NOW, filed_on=TODAY)
    return city


@pytest.fixture(scope="module")
def cities(build_once):
    return build_once(two_years)


@pytest.fixture
def city(db, cities):
    return cities()


@pytest.fixture
def sign_in(client, city):
    def as_somebody(key, name=None):
        user = city.officer.user if key == "city" else city[key].people[name].user
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        return client

    return as_somebody


def figures(cell, on=TODAY):
    """{figure: number} of one cell, counted as its ward counts."""
    scope = find_scope_of_committees({cell.committee_id})
    for row in count_rates(scope.cuts(2026, on)):
        if cell.pk in row.gathers:
            return {name: row.counts[name] for name in FIGURES}
    return None


def move(city, sign_in, name, on="10/02/2026"):
    """The page on which the city takes somebody from Long Biên's cell to Phúc Lợi's."""
    member = city["lb"].people[name]
    return sign_in("city").post(
        reverse("movements:record_movement", args=[member.pk, "chuyen-chi-bo"]),
        {
            "on": on,
            "ward": city["pl"].committee.pk,
            "to_cell": city["pl"].places[CELL].pk,
        },
    )


@pytest.fixture
def moved(city, sign_in):
    for name in MOVING:
        assert move(city, sign_in, name).status_code == 302, name
    return city


# --- who moves ------------------------------------------------------------------------


def test_the_figures_of_the_new_cell_count_the_plans_that_came(city, sign_in):
    there = city["pl"].places[CELL]
    before = {
        "members": 7,
        "obliged": 7,
        "not_begun": 3,
        "draft": 1,
        "cell_review": 1,
        "signed": 1,
        "posted": 1,
        "participated": 3,
        "completed": 1,
    }
    assert figures(there) == before
    for name in MOVING:
        move(city, sign_in, name)
    assert figures(there) == {
        "members": 10,
        "obliged": 10,
        "not_begun": 3,
        "draft": 2,
        "cell_review": 2,
        "signed": 1,
        "posted": 2,
        "participated": 5,
        "completed": 2,
    }
    assert figures(there, EVE)["members"] == 7
    assert figures(city["lb"].places[CELL])["completed"] == 1


def test_the_names_behind_the_figures_are_theirs(moved, sign_in):
    def names(figure):
        asked = {"figure": figure, "cycle": 2026}
        asked["cell"] = moved["pl"].places[CELL].pk
        return text_of(sign_in("pl", "officer").get(reverse("names:figure"), asked))

    assert "Fellow LB" in names("completed")
    assert "Member LB" in names("cell_review")
    assert " LB" not in names("not_begun")


@pytest.mark.parametrize("name", MOVING)
def test_nobody_is_told_to_write_again(moved, sign_in, name):
    client, plan = sign_in("lb", name), moved["lb"].plans[name]
    shown = client.get(reverse("home:my_plan"))
    assert "Kế hoạch năm 2026 của đồng chí" in text_of(shown)
    assert "Các năm trước" not in text_of(shown)
    assert "Năm khác đang mở" not in text_of(shown)
    assert reverse("home:begin_plan") not in shown.content.decode()
    assert reverse("home:readers", args=[plan.pk]) in shown.content.decode()


@pytest.mark.parametrize("name", MOVING)
def test_a_second_plan_is_not_begun(moved, sign_in, name):
    """A page that was opened before still has the button."""
    client = sign_in("lb", name)
    answer = client.post(reverse("home:begin_plan"), {"nam": "2026"}, follow=True)
    plan = moved["lb"].plans[name]
    assert answer.redirect_chain[0] == (reverse("editor:edit", args=[plan.pk]), 302)
    assert "kế hoạch năm 2026" in text_of(answer)
    assert Plan.objects.filter(member=moved["lb"].people[name]).count() == 1


def test_the_calendar_of_the_plan_stays_on_its_pages(moved, sign_in):
    shown = text_of(sign_in("lb", "member").get(reverse("home:my_plan")))
    assert "28/02/2026" in shown and "10/03/2026" not in shown


def test_the_new_cell_sees_where_each_stands_and_offers_no_typing(moved, sign_in):
    client, cell = sign_in("pl", "secretary"), moved["pl"].places[CELL]
    page = client.get(reverse("cell:cell", args=[cell.pk]))
    for name, status in MOVING.items():
        member = moved["lb"].people[name]
        begins = f'<tr id="nguoi-{member.pk}">'
        row = lines_of(piece_of(page, begins, "</tr>"))
        assert Status(status).label in " ".join(row)
        assert "Gõ hộ" not in " ".join(row)


def test_who_would_type_is_led_to_the_plan_that_is_there(moved, sign_in):
    client, plan = sign_in("pl", "secretary"), moved["lb"].plans["fellow"]
    address = reverse("paper:type_for", args=[plan.member_id])
    shown = client.get(address)
    assert "Đ/c Fellow LB đã có kế hoạch năm 2026 (đã nộp, niêm yết) ở Chi bộ 7." in (
        text_of(shown)
    )
    assert reverse("review:plan", args=[plan.pk]) in shown.content.decode()
    helper = moved["pl"].people["fellow"].pk
    sent = client.post(address, {"helper": helper, "source": "sheet"})
    assert sent.status_code == 409
    assert Plan.objects.filter(member=plan.member_id).count() == 1


def test_the_desk_of_the_new_cell_has_what_is_to_read_and_asks_for_no_second(
    moved, sign_in
):
    shown = sign_in("pl", "secretary").get(reverse("desk:queue"))
    pile = reverse("review:plan", args=[moved["lb"].plans["member"].pk])
    assert pile in shown.content.decode()
    assert "Fellow LB" not in text_of(shown)


def test_the_new_officers_act_and_the_new_ward_controls(moved, sign_in):
    plan = again(moved["lb"].plans["member"])
    assert plan.cell == moved["pl"].places[CELL]
    assert send(sign_in("pl", "secretary"), plan, "agree").status_code == 302
    assert again(plan).status == "finalizing"
    steps.take_step("sign", again(plan), by=moved["lb"].actor("member"), at=NOW)
    controlled = sign_in("pl", "officer").get(reverse("control:control"))
    assert reverse("review:plan", args=[plan.pk]) in controlled.content.decode()
    others = sign_in("lb", "officer").get(reverse("control:control"))
    assert reverse("review:plan", args=[plan.pk]) not in others.content.decode()
    why = {"reason": "vague", "note": "Ghi rõ số hộ."}
    officer = sign_in("pl", "officer")
    assert send(officer, again(plan), "recall", **why).status_code == 302
    assert again(plan).status == "finalizing"


@pytest.mark.parametrize("name", MOVING)
def test_what_was_foretold_is_what_came(city, sign_in, name):
    member, plan = city["lb"].people[name], city["lb"].plans[name]
    [words] = foretell_plan(Movement.Kind.MOVED, member, TODAY)
    move(city, sign_in, name)
    stays = plan.status == Status.POSTED or name == "fellow"
    assert ("ở lại Chi bộ 7, nơi đã nộp" in words) == stays
    assert ("chuyển theo sang nơi mới" in words) == (not stays)
    cell = city["lb" if stays else "pl"].places[CELL]
    assert again(plan).cell == cell
    assert again(plan).cycle == plan.cycle


def test_a_ward_that_is_through_with_the_year_or_over_changes_nothing(moved, sign_in):
    """Long Biên goes on to 2027 ahead of everybody, and ends."""
    ward = moved["lb"].committee
    CycleFactory(committee=ward, year=2027)
    type(ward).objects.filter(pk=ward.pk).update(closed_on=TODAY)
    shown = sign_in("pl", "secretary").get(reverse("desk:queue"))
    assert "Fellow LB" not in text_of(shown)
    home = sign_in("lb", "fellow").get(reverse("home:my_plan"))
    assert reverse("home:begin_plan") not in home.content.decode()
    read = reverse("review:plan", args=[moved["lb"].plans["fellow"].pk])
    assert sign_in("pl", "secretary").get(read).status_code == 200


def test_what_was_agreed_lies_on_the_desk_when_the_old_ward_is_over(moved, sign_in):
    plan = again(moved["lb"].plans["member"])
    assert send(sign_in("pl", "secretary"), plan, "agree").status_code == 302
    ward = moved["lb"].committee
    type(ward).objects.filter(pk=ward.pk).update(closed_on=TODAY)
    papers = desk.read_desk(moved["pl"].actor("secretary")).papers
    assert plan.pk in {row["pk"] for row in papers}


def test_where_the_new_ward_keeps_no_year_the_plan_is_still_there(moved, sign_in):
    """Neither does the city."""
    for keeper in (moved["pl"].committee, moved.committee):
        elsewhere = CommitteeFactory()
        Cycle.objects.filter(committee=keeper).update(committee=elsewhere)
    shown = text_of(sign_in("lb", "fellow").get(reverse("home:my_plan")))
    assert "Kế hoạch năm 2026 của đồng chí" in shown
    assert figures(moved["pl"].places[CELL])["completed"] == 2


# --- a ward closes its year -----------------------------------------------------------


def year_of(ward):
    return Cycle.objects.get(committee=ward, year=2026)


def close(city, key):
    by = city[key].actor("officer")
    cycle = year_of(city[key].committee)
    year_acts.close_year(cycle, "Đã tổng kết", by=by, at=NOW)


def reads(city, who):
    """Names of those whose plans wait for somebody to read."""
    waiting = Plan.objects.reviewable_by(who).order_by("member__name_sort")
    return [plan.member.full_name for plan in waiting]


def test_a_plan_that_was_brought_along_goes_on_when_the_old_ward_closes(moved, sign_in):
    close(moved, "lb")
    assert reads(moved, moved["pl"].actor("secretary")) == ["Member LB", "Member PL"]
    plan = again(moved["lb"].plans["member"])
    assert plan.cycle.closed_on and plan.ends_with == year_of(moved["pl"].committee)
    home = text_of(sign_in("lb", "member").get(reverse("home:my_plan")))
    assert "Kế hoạch năm 2026 của đồng chí" in home and "28/02/2026" in home
    steps.take_step("agree", plan, by=moved["pl"].actor("secretary"), at=NOW)
    steps.take_step("sign", again(plan), by=moved["lb"].actor("member"), at=NOW)
    by = moved["pl"].actor("secretary")
    steps.record_filing(again(plan), by=by, at=NOW, filed_on=TODAY)
    assert again(plan).status == "posted"


def test_the_draft_of_who_moved_is_still_written(moved, sign_in):
    close(moved, "lb")
    client, plan = sign_in("lb", "deputy"), moved["lb"].plans["deputy"]
    begun = client.post(reverse("home:begin_plan"), {"nam": "2026"})
    assert begun["Location"] == reverse("editor:edit", args=[plan.pk])
    assert client.get(reverse("editor:edit", args=[plan.pk])).status_code == 200
    steps.take_step("submit", again(plan), by=moved["lb"].actor("deputy"), at=NOW)
    assert "Deputy LB" in reads(moved, moved["pl"].actor("secretary"))


def test_it_ends_when_the_ward_closes_in_which_they_are_now(moved, sign_in):
    close(moved, "pl")
    assert reads(moved, moved["pl"].actor("secretary")) == []
    with pytest.raises(YearClosed):
        plan = again(moved["lb"].plans["member"])
        steps.take_step("agree", plan, by=moved["pl"].actor("secretary"), at=NOW)
    home = text_of(sign_in("lb", "member").get(reverse("home:my_plan")))
    assert "Kế hoạch năm 2026 của đồng chí" not in home
    assert "năm đã đóng" in home
    desk_page = text_of(sign_in("pl", "secretary").get(reverse("desk:queue")))
    assert "Member LB" not in desk_page and "Deputy LB" not in desk_page


def test_each_ward_closes_what_ends_with_its_year(moved):
    """In Long Biên the head's plan that is filed waits for the wall no more; the other
    three plans that are not finished went along or are those of the unit and school."""
    numbers = {}
    for key in ("lb", "pl"):
        cycle = year_of(moved[key].committee)
        numbers[key] = year_acts.count_unfinished(cycle)
    assert numbers == {
        "lb": {"cell_review": 1, "signed": 1},
        "pl": {"draft": 2, "cell_review": 3, "signed": 2},
    }
    by_cell = year_acts.count_unfinished_by_cell(year_of(moved["pl"].committee))
    assert by_cell == [("Chi bộ 7", 5), ("Chi bộ Toán", 1), ("UBND phường", 1)]


def test_who_moves_out_of_a_closed_year_goes_on_in_the_other_ward(city, sign_in):
    close(city, "lb")
    plan = again(city["lb"].plans["member"])
    assert not plan.goes_on_here
    move(city, sign_in, "member")
    assert again(plan).goes_on_here
    assert reads(city, city["pl"].actor("secretary")) == ["Member LB", "Member PL"]


def test_who_is_taken_back_into_a_closed_year_is_through_with_it(moved):
    close(moved, "lb")
    movement = Movement.objects.get(member=moved["lb"].people["member"])
    records.cancel_movement(movement, reason="Nhầm", by=moved.officer, at=NOW)
    plan = again(moved["lb"].plans["member"])
    assert plan.cell == moved["lb"].places[CELL] and not plan.goes_on_here


def test_what_was_filed_in_the_closed_year_goes_on_where_its_author_is(moved):
    close(moved, "lb")
    plan = again(moved["lb"].plans["fellow"])
    assert plan.cell == moved["lb"].places[CELL] and plan.goes_on_here
    close(moved, "pl")
    assert not again(plan).goes_on_here


# --- where the ward keeps no year -----------------------------------------------------


@pytest.fixture
def plain_city(city):
    """Phúc Lợi takes part in the year of the city, as before."""
    Plan.objects.update(ends_with=F("cycle"))
    Cycle.objects.filter(committee=city["pl"].committee).delete()
    return city


def take_along(city, name="member"):
    """Somebody of Long Biên's cell moves to Phúc Lợi's. Returns their plan."""
    member, there = city["lb"].people[name], city["pl"].places[CELL]
    records.record_movement(
        Movement.Kind.MOVED, member, by=city.officer, at=NOW, on=TODAY, to_cell=there
    )
    return city["lb"].plans[name]


def keep_no_year(city, *committees):
    """As if these had never kept one."""
    elsewhere = CommitteeFactory()
    for committee in committees:
        cycle = Cycle.objects.filter(committee=committee)
        cycle.update(committee=elsewhere)


def open_year(city):
    by = city["pl"].actor("officer")
    decided = year_acts.propose_year(2026, TODAY)
    return year_acts.open_year(by.posts[0].committee, 2026, decided, by=by, at=NOW)


def test_a_plan_ends_with_the_year_of_the_city(plain_city):
    plan, city = take_along(plain_city), plain_city
    assert again(plan).ends_with == year_of(city.committee)
    close(city, "lb")
    assert reads(city, city["pl"].actor("secretary")) == ["Member LB", "Member PL"]
    cycle = year_of(city.committee)
    year_acts.close_year(cycle, "Đã tổng kết", by=city.officer, at=NOW)
    assert reads(city, city["pl"].actor("secretary")) == []


def test_where_the_city_keeps_none_either_a_plan_ends_with_its_own(plain_city):
    keep_no_year(plain_city, plain_city.committee)
    plan = take_along(plain_city)
    assert again(plan).ends_with == year_of(plain_city["lb"].committee)


def test_a_year_that_is_opened_later_takes_those_in_who_came_before(plain_city):
    keep_no_year(plain_city, plain_city.committee)
    plan = take_along(plain_city)
    others = Plan.objects.exclude(pk=plan.pk).order_by("pk")
    before = list(others.values_list("pk", "ends_with"))
    cycle = open_year(plain_city)
    assert again(plan).ends_with == cycle
    theirs = [plan.pk for plan in plain_city["pl"].plans.values()]
    for pk, ends_with in before:
        is_here = pk in theirs
        assert (Plan.objects.get(pk=pk).ends_with_id == cycle.pk) == is_here
        assert is_here or Plan.objects.get(pk=pk).ends_with_id == ends_with


def test_a_year_into_which_somebody_brought_a_plan_is_not_taken_away(plain_city):
    keep_no_year(plain_city, plain_city.committee)
    cycle = open_year(plain_city)
    brought = take_along(plain_city)
    Plan.objects.exclude(pk=brought.pk).update(ends_with=F("cycle"))
    by = plain_city["pl"].actor("officer")
    with pytest.raises(year_acts.YearHasPlans) as refused:
        year_acts.remove_year(cycle, by=by, at=NOW)
    assert refused.value.args == (1,)


# --- a cell that the city moves -------------------------------------------------------


def hand_over(city, client):
    """The city takes Long Biên's cell to Phúc Lợi: the page that shows the draft, the
    button. Returns (the page, the new cell)."""
    part = a_merger(
        [city["lb"].places[CELL]],
        "Chi bộ 8",
        committee=city["pl"].committee,
        secretary=city["lb"].people["secretary"].pk,
    )
    act = Reorganisation.objects.create(
        committee=city.committee,
        on=TODAY,
        parts=[part],
        prepared_by=city.officer.user,
        prepared_at=NOW,
    )
    page = client.get(reverse("reorganisation:reorganisation", args=[act.pk]))
    seen = piece_of(page, 'name="seen" value="', '"').replace("&quot;", '"')
    address = reverse("reorganisation:apply_reorganisation", args=[act.pk])
    assert client.post(address, {"seen": seen}).status_code == 302
    assert Reorganisation.objects.get().applied_at
    return page, Cell.objects.get(name="Chi bộ 8")


def test_a_cell_that_is_moved_keeps_its_figures(city, sign_in):
    before = figures(city["lb"].places[CELL], EVE)
    now = figures(city["lb"].places[CELL])
    assert (now["participated"], now["completed"], now["obliged"]) == (3, 2, 7)
    page, new = hand_over(city, sign_in("city"))
    assert figures(new) == now
    assert figures(city["lb"].places[CELL], EVE) == before
    words = text_of(page)
    assert "Hạn viết 15/02/2026" in words and "không lập bản thứ hai" in words
    assert "tổng của đảng bộ không đổi" not in words


def test_nobody_of_a_cell_that_is_moved_is_told_to_write_again(city, sign_in):
    hand_over(city, sign_in("city"))
    for name in ("fellow", "member", "deputy", "secretary"):
        shown = sign_in("lb", name).get(reverse("home:my_plan")).content.decode()
        assert reverse("home:begin_plan") not in shown, name
        assert "Các năm trước" not in shown, name
    shown = fold_spaces(
        sign_in("lb", "secretary").get(reverse("desk:queue")).content.decode()
    )
    assert "Fellow LB" not in shown


def test_who_had_none_is_asked_for_one_of_the_new_ward(city, sign_in):
    hand_over(city, sign_in("city"))
    client = sign_in("lb", "inspector")
    assert "15/02/2026" in text_of(client.get(reverse("home:my_plan")))
    client.post(reverse("home:begin_plan"), {"nam": "2026"})
    plan = Plan.objects.get(member=city["lb"].people["inspector"])
    assert plan.cycle.committee == city["pl"].committee


def test_a_cell_that_is_moved_goes_on_with_the_year_of_the_new_ward(city, sign_in):
    close(city, "lb")
    hand_over(city, sign_in("city"))
    assert "Member LB" in reads(city, Actor(city["lb"].people["secretary"], TODAY))
    act = Reorganisation.objects.get()
    undo_reorganisation(act, by=city.officer, at=NOW, because="Sai")
    for name in ("member", "fellow", "secretary", "deputy"):
        assert not again(city["lb"].plans[name]).goes_on_here, name
    assert again(city["pl"].plans["member"]).goes_on_here
