"""How did the ward open the current year, and when did it close those before? Two
months ago, and gave everybody a week more to file since; the others in the January
after them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cells.models import Appointment
from cells.posts import Actor
from demo.officers import Officers
from plans.form import year_acts

OPENED = 60  # days before today
CHANGED = 40
MORE = timedelta(days=7)


def open_present_year(ward, due, today):
    """The Cycle of today's year with the days of `due`, and the records of both
    acts."""
    opened_on = today - timedelta(days=OPENED)
    decided = year_acts.propose_year(today.year, opened_on) | due
    first = decided | {"filed_due_on": due["filed_due_on"] - MORE}
    officer = find_officer(opened_on)
    cycle = year_acts.open_year(
        ward, today.year, first, by=officer, at=morning(opened_on)
    )
    changed_on = today - timedelta(days=CHANGED)
    year_acts.change_year(
        cycle, decided, [], by=find_officer(changed_on), at=morning(changed_on)
    )
    cycle.refresh_from_db()
    return cycle


def close_past_year(cycle):
    day = date(cycle.year + 1, 1, 20)
    reason = f"Đã tổng kết năm {cycle.year}, số liệu đã báo cáo."
    year_acts.close_year(cycle, reason, by=find_officer(day), at=morning(day))


def find_officer(on):
    first, *_ = Officers().of_role(Appointment.Role.WARD_OFFICER, on)
    return Actor(first.member, on)


def morning(day):
    return datetime.combine(day, time(9), tzinfo=timezone.get_default_timezone())
