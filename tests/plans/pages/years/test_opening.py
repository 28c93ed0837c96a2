"""The pages on which a year is opened, ahead too, and taken away; and the first minute
of an installation that begins in November."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cells.models import Cell, Committee, Member
from plans.models import Cycle, Plan, YearRecord
from reports.rates import sum_rates, with_rates
from tests.factories import MemberFactory, MembershipFactory, UserFactory, together
from tests.people import NOW, a_plan
from tests.plans.browsing import table_rows, text_of

D = datetime.date
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def opening(ward, year):
    return reverse("years:open_year", args=[ward.pk, year])


def as_shown(client, address, **changes):
    """What the browser sends of the page as it is shown, with changes."""
    form = client.get(address).context["form"]
    sent = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(value, datetime.date):
            value = f"{value:%d/%m/%Y}"
        if value not in (None, False):
            sent[name] = "on" if value is True else value
        assert field.label
    return {**sent, **changes}


def test_the_next_year_is_opened_ahead_and_this_one_stays_the_one_that_is_shown(
    people, sign_in
):
    client = sign_in("giang")
    assert "Mở năm 2027" in client.get(reverse("years:cycles")).text
    address = opening(people.ward, 2027)
    assert "không làm đổi năm 2026" in text_of(client.get(address))
    response = client.post(address, as_shown(client, address))
    opened = Cycle.objects.get(year=2027)
    assert response.url == reverse("years:year", args=[opened.pk])
    assert (opened.committee, opened.draft_due_on) == (people.ward, D(2027, 1, 31))
    assert opened.confirmation_suffices
    client = sign_in("an")
    shown = text_of(client.get(reverse("home:my_plan")))
    assert "Kế hoạch năm 2026 của đồng chí" in shown
    ahead = "Kế hoạch năm 2027 chưa bắt đầu, gửi chi bộ trước hết ngày 31/01/2027"
    assert ahead in shown
    assert "Toàn cảnh năm 2026" in text_of(sign_in("giang").get("/toan-canh/"))


def test_a_plan_of_the_year_ahead_is_begun_beside_this_years(people, sign_in):
    client = sign_in("giang")
    address = opening(people.ward, 2027)
    client.post(address, as_shown(client, address))
    plan = a_plan(people)
    client, home = sign_in("an"), reverse("home:my_plan")
    shown = client.get(home, {"nam": "2027"})
    assert "viết kế hoạch năm 2027" in text_of(shown)
    assert '<input type="hidden" name="nam" value="2027">' in shown.text
    client.post(reverse("home:begin_plan"), {"nam": "2027"})
    begun = Plan.objects.exclude(pk=plan.pk).get()
    assert (begun.member, begun.cycle.year) == (people.an, 2027)
    shown = text_of(client.get(home))
    assert "Kế hoạch năm 2026 của đồng chí" in shown
    assert "Kế hoạch năm 2027 Đang viết" in shown and "Các năm trước" not in shown
    with time_machine.travel(NOW.replace(year=2027)):
        shown = text_of(sign_in("an").get(home))
        assert "Kế hoạch năm 2026 của đồng chí" in shown
        assert "Kế hoạch năm 2027 Đang viết" in shown and "Các năm trước" not in shown
        Cycle.objects.filter(year=2026).update(closed_on=D(2027, 2, 10))
        shown = text_of(sign_in("an").get(home))
    assert "Kế hoạch năm 2027 của đồng chí" in shown
    assert "Các năm trước Kế hoạch năm 2026" in shown


@pytest.mark.parametrize("asked", ["2025", "x", "", "9" * 30])
def test_a_year_that_is_not_open_is_not_shown(people, sign_in, asked):
    shown = sign_in("an").get(reverse("home:my_plan"), {"nam": asked})
    assert "Kế hoạch năm 2026 của đồng chí" in text_of(shown)


def test_the_next_year_is_opened_without_this_one(people, sign_in):
    people.cycle.delete()
    client = sign_in("giang")
    shown = text_of(client.get(reverse("years:cycles")))
    assert "Mở năm 2026" in shown and "Mở trước năm 2027" in shown
    address = opening(people.ward, 2027)
    client.post(address, as_shown(client, address))
    assert [cycle.year for cycle in Cycle.objects.all()] == [2027]
    assert "năm 2027" in text_of(client.get(reverse("dashboard:dashboard")))
    shown = text_of(sign_in("an").get(reverse("home:my_plan")))
    assert "Kế hoạch năm 2027 của đồng chí" in shown
    shown = text_of(sign_in("binh").get(f"/chi-bo/{people.cell.pk}/"))
    assert "Kế hoạch năm 2027" in shown


def test_a_double_click_opens_one_year(people, sign_in):
    client, address = sign_in("giang"), opening(people.ward, 2027)
    sent = as_shown(client, address)
    for _ in range(2):
        response = client.post(address, sent, follow=True)
    assert "Năm 2027 đã được mở trước đó. Không thay đổi gì." in response.text
    assert list(Cycle.objects.order_by("year").values_list("year", flat=True)) == [
        2026,
        2027,
    ]


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("draft_due_on", "09/02/2026", "Ngày này đã qua. Chọn từ hôm nay trở đi."),
        ("draft_due_on", "01/05/2026", "Ngày này trước mốc đứng trên nó."),
        ("review_due_on", "01/03/2026", "Ngày này trước mốc đứng trên nó."),
        ("year_end_on", "01/03/2026", "Ngày này trước mốc đứng trên nó."),
        ("filed_due_on", "", "Ô này chưa điền."),
        ("filed_due_on", "01/07/2027", "Ngày này không thuộc năm 2026."),
        ("confirmation_suffices", "", "Ô này chưa điền."),
    ],
)
def test_a_year_does_not_open_with_impossible_days(people, sign_in, name, value, words):
    people.cycle.delete()
    client, address = sign_in("giang"), opening(people.ward, 2026)
    page = client.post(address, as_shown(client, address, **{name: value}))
    assert words in page.text and "<title>Lỗi: " in page.text
    assert not Cycle.objects.exists() and not YearRecord.objects.exists()


def test_today_is_no_day_of_the_past(people, sign_in):
    people.cycle.delete()
    client, address = sign_in("giang"), opening(people.ward, 2026)
    client.post(address, as_shown(client, address, draft_due_on="10/02/2026"))
    assert Cycle.objects.get().draft_due_on == D(2026, 2, 10)


@pytest.mark.parametrize("year", [2025, 2028, 9999])
def test_other_years_have_no_page(people, sign_in, year):
    client = sign_in("giang")
    for answer in (
        client.get(opening(people.ward, year)),
        client.post(opening(people.ward, year), {}),
    ):
        assert answer.status_code == 404


# --- the page of a year ---------------------------------------------------------------


def test_a_changed_calendar_is_seen_with_who_and_from_what(people, sign_in):
    address = reverse("years:year", args=[people.cycle.pk])
    before = text_of(sign_in("binh").get(address))
    assert "Trước đó có sửa hay không thì không rõ." in before
    client = sign_in("giang")
    sent = {
        "topic": "",
        "draft_due_on": "28/02/2026",
        "review_due_on": "28/02/2026",
        "filed_due_on": "15/03/2026",
        "peers_may_read": "on",
        "confirmation_suffices": "no",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
    }
    assert client.post(address, sent).status_code == 302
    for name in ("giang", "binh", "inh"):
        shown = text_of(sign_in(name).get(address))
        assert "Sửa đ/c Ngô Thị Giang, lúc 09:00 ngày 10/02/2026" in shown
        days = "Gửi chi bộ trước hết ngày: từ “31/01/2026” thành “28/02/2026”"
        assert days in shown
        assert "bản ký mực: từ “có” thành “không”" in shown
    assert "không, khi nộp ghi ngày trên bản ký mực" in shown


# --- taking one away ------------------------------------------------------------------


def test_a_year_opened_by_mistake_is_taken_away_after_a_question(people, sign_in):
    client = sign_in("giang")
    address = opening(people.ward, 2027)
    client.post(address, as_shown(client, address))
    cycle = Cycle.objects.get(year=2027)
    remove = reverse("years:remove_year", args=[cycle.pk])
    assert remove in client.get(reverse("years:year", args=[cycle.pk])).text
    assert "Chưa ai bắt đầu kế hoạch năm 2027" in client.get(remove).text
    assert Cycle.objects.filter(year=2027).exists()
    shown = text_of(client.post(remove, follow=True))
    assert not Cycle.objects.filter(year=2027).exists()
    gone = "Năm 2027: đ/c Ngô Thị Giang bỏ lúc 09:00 ngày 10/02/2026"
    assert gone in shown and "Mở trước năm 2027" in shown
    assert gone in text_of(sign_in("binh").get(reverse("years:cycles")))
    assert sign_in("giang").post(remove).status_code == 404


def test_a_year_with_plans_says_why_it_stays(people, sign_in):
    a_plan(people, filled=False)
    client = sign_in("giang")
    remove = reverse("years:remove_year", args=[people.cycle.pk])
    year = client.get(reverse("years:year", args=[people.cycle.pk]))
    assert "Lưu năm 2026" in year.text and remove not in year.text
    shown = text_of(client.post(remove, follow=True))
    assert "Đã có 01 kế hoạch được bắt đầu trong năm 2026." in shown
    assert Cycle.objects.get() == people.cycle


# --- an installation made in November -------------------------------------------------

IN_NOVEMBER = NOW.replace(month=11, day=27)


def test_nobody_is_overdue_in_the_first_minute_of_an_installation(client, capsys):
    """Everything as it is done from nothing: the ward by its command, its people, the
    year by its page."""
    with time_machine.travel(IN_NOVEMBER):
        call_command("create_ward", "Đảng bộ phường X", officer="Ngô Thị Giang")
        capsys.readouterr()
        ward = Committee.objects.get()
        cell = Cell.objects.create(name="Chi bộ 1", committee=ward)
        people = together(MemberFactory, [{} for _ in range(56)])
        together(MembershipFactory, [{"member": one, "cell": cell} for one in people])
        Member.objects.filter(pk=people[0].pk).update(user=UserFactory(username="mot"))
        come_in(client, "ngothigiang")
        assert "chưa mở kế hoạch" in client.get("/toan-canh/").text
        address = opening(ward, 2026)
        shown = text_of(client.get(address))
        assert "các ngày ghi sẵn tính từ hôm nay" in shown
        client.post(address, as_shown(client, address))
        (row,) = table_rows(client.get(reverse("years:cycles")))
        assert row[2:5] == ["27/12/2026", "24/01/2027", "08/02/2027"]
        assert count_overdue() == {"obliged": 56, "overdue": 0}
        shown = text_of(client.get("/toan-canh/"))
        assert "quá hạn 300 ngày" not in shown
        come_in(client, "mot")
        shown = text_of(client.get(reverse("home:my_plan")))
        assert "trước hết ngày 27/12/2026 (còn 30 ngày)" in shown
    with time_machine.travel(IN_NOVEMBER + datetime.timedelta(days=31)):
        assert count_overdue() == {"obliged": 56, "overdue": 56}


def count_overdue():
    found = with_rates(
        Cell.objects.all(), cycle=Cycle.objects.get(), on=timezone.localdate()
    )
    counts = sum_rates(found).counts
    return {"obliged": counts["obliged"], "overdue": counts["overdue"]}


def come_in(client, name):
    client.force_login(
        User.objects.get(username=name), backend="accounts.backends.IssuedNameBackend"
    )
