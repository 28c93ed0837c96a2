"""What did somebody ask to see: which cells, which year, as of which day, in which
order?"""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils import timezone

from cells.forms import a_date
from plans.models.cycle import choose_year
from reports.scope import find_scope_of_actor

EARLIEST = datetime.date(1930, 2, 3)
IN_NEED = "participated"
# The columns by which the table of progress is sorted, and their headings.
SORTS = {
    "name": "Chi bộ",
    "obliged": "Phải có",
    "exempt": "Miễn",
    "overdue": "Quá hạn",
    "participated": "Tham gia",
    "completed": "Hoàn thành",
}


@dataclass(frozen=True)
class Choice:
    """A year as of a date, cells as they were or (a date) as they are now, the
    order."""

    year: int
    on: datetime.date
    today: datetime.date
    usual_year: int
    as_now: datetime.date | None = None
    sort: str = IN_NEED
    # Of several wards, the one (id) whose cells are shown.
    opened: int | None = None

    def query_of_ward(self, ward):
        """The query string that opens a ward, or closes the one that is open."""
        if ward == self.opened:
            return self.query(sort=self.sort)
        return self.query(sort=self.sort, mo=ward)

    def query_with_ward(self):
        """The choice with the ward that is open."""
        return self.query(mo=self.opened) if self.opened else self.query()

    @property
    def shown_on(self):
        """The day whose cells and wards are shown."""
        return self.as_now or self.on

    def query(self, **more):
        """The choice as a query string, without what is the default."""
        asked = {"cycle": self.year, "on": self.on.isoformat()}
        if self.as_now:
            asked["now"] = "1"
        asked.update(more)
        usual = {
            "cycle": self.usual_year,
            "on": find_usual_day(asked["cycle"], self.today).isoformat(),
        }
        return urlencode(
            {name: value for name, value in asked.items() if usual.get(name) != value}
        )


def find_usual_day(year, today):
    """Today, or 31 December of a year that is over."""
    return min(today, datetime.date(year, 12, 31))


def find_usual_year(years, today):
    """This year; before its cycle is opened, the last one that has a cycle, or else the
    next that was opened ahead."""
    return choose_year(years, today.year)


# --- what a request asks for ---------------------------------------------------------


class ChoiceForm(forms.Form):
    """Which year, as of which day, cells as they were or as they are now, the order."""

    cycle = forms.TypedChoiceField(
        label="Năm kế hoạch", coerce=int, empty_value=None, required=False
    )
    on = a_date("Tính đến hết ngày", required=False)
    now = forms.BooleanField(label="Ghép theo chi bộ hiện nay", required=False)
    sort = forms.ChoiceField(
        choices=[(name, name) for column in SORTS for name in (column, f"-{column}")],
        required=False,
        widget=forms.HiddenInput,
    )
    mo = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, years, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["cycle"].choices = [(year, str(year)) for year in years]

    def clean_on(self):
        on = self.cleaned_data["on"]
        return on and check_past_day(on, self.today)


def check_past_day(on, today):
    if on > today:
        raise forms.ValidationError("Ngày này chưa đến.")
    if on < EARLIEST:
        raise forms.ValidationError("Ngày này quá xa.")
    return on


def require_scope(actor):
    """The Scope of somebody who may read figures; Http404 for everybody else."""
    scope = find_scope_of_actor(actor)
    if scope is None:
        raise Http404
    return scope


def make_choice_form(data, scope, initial=None):
    today = timezone.localdate()
    years = list_years_to_choose(scope, today)
    return ChoiceForm(data, years=years, today=today, initial=initial)


def list_years_to_choose(scope, today):
    """This year and those with a cycle, the newest first."""
    return sorted({today.year, *scope.years()}, reverse=True)


def read_choice(data, scope):
    """(form, Choice): what was asked for, and what is usual where nothing was asked
    for, or where it was no date or year."""
    today, form = timezone.localdate(), make_choice_form(data, scope)
    form.is_valid()
    asked = form.cleaned_data
    usual_year = find_usual_year(scope.years(), today)
    year = asked.get("cycle") or usual_year
    choice = Choice(
        year=year,
        on=asked.get("on") or find_usual_day(year, today),
        today=today,
        usual_year=usual_year,
        as_now=today if asked.get("now") else None,
        sort=asked.get("sort") or IN_NEED,
        opened=asked.get("mo"),
    )
    return form, choice
