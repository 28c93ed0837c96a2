"""Shapes of what may be asked of the figures. They know no user and fetch nothing."""

import datetime

from django import forms

from cells.forms import a_date
from reports.figures import FIGURES
from reports.number_tables import SORTS
from reports.pages.exemptions.board import LISTS

EARLIEST = datetime.date(1930, 2, 3)


def a_day_that_was(on, today):
    if on > today:
        raise forms.ValidationError("Ngày này chưa đến.")
    if on < EARLIEST:
        raise forms.ValidationError("Ngày này quá xa.")
    return on


class ChoiceForm(forms.Form):
    """Which year, as of which day, cells as they were or as they are now, in which order."""

    cycle = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int, empty_value=None, required=False)
    on = a_date("Tính đến hết ngày", required=False)
    now = forms.BooleanField(label="Ghép theo chi bộ hiện nay", required=False)
    sort = forms.ChoiceField(
        choices=[(name, name) for column in SORTS for name in (column, f"-{column}")],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, years, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["cycle"].choices = [(year, str(year)) for year in years]

    def clean_on(self):
        on = self.cleaned_data["on"]
        return on and a_day_that_was(on, self.today)


class FreezeForm(forms.Form):
    """What is frozen: which committee, year and day, under which title. `key` makes a double click one effect."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    committee = forms.TypedChoiceField(label="Đảng bộ", coerce=int)
    cycle = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int)
    on = a_date("Tính đến hết ngày")
    title = forms.CharField(
        label="Tên bản chốt (nếu có)",
        max_length=200,
        required=False,
        help_text="Ví dụ: Số liệu báo cáo sơ kết 6 tháng. Bỏ trống thì tên nói năm và ngày.",
    )
    number = forms.CharField(label="Số báo cáo (nếu có)", max_length=60, required=False, help_text="Ví dụ: 127-BC/ĐU")

    def __init__(self, *args, committees, years, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["committee"].choices = committees
        self.fields["cycle"].choices = [(year, str(year)) for year in years]

    def clean_on(self):
        return a_day_that_was(self.cleaned_data["on"], self.today)


class YearsForm(forms.Form):
    """The years of which cell or ward (all without), cells as they were or as they are now."""

    cell = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    now = forms.BooleanField(required=False)


class FrozenFigureForm(forms.Form):
    """Which of the figures of a frozen report, of which row or ward (all without), which sheet of the list."""

    figure = forms.ChoiceField()
    row = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    now = forms.BooleanField(required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def __init__(self, *args, figures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [(name, name) for name in figures]


class FigureForm(forms.Form):
    """Which figure, of which cell or ward (all without), which sheet of the list."""

    figure = forms.ChoiceField(choices=[(name, name) for name in FIGURES])
    cell = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    page = forms.IntegerField(min_value=1, required=False)


class ExemptionListForm(forms.Form):
    """Which list of exemptions, of which cell (all without), which sheet of it."""

    list = forms.ChoiceField(choices=[(name, name) for name in LISTS])
    cell = forms.IntegerField(min_value=1, required=False)
    page = forms.IntegerField(min_value=1, required=False)
