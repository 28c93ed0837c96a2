"""Shapes of what may be asked of the figures. They know no user and fetch nothing."""

import datetime

from django import forms

from cells.forms import a_date
from reports.rates import FIGURES
from reports.tables import SORTS

EARLIEST = datetime.date(1930, 2, 3)


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
        if on and on > self.today:
            raise forms.ValidationError("Ngày này chưa đến.")
        if on and on < EARLIEST:
            raise forms.ValidationError("Ngày này quá xa.")
        return on


class FigureForm(forms.Form):
    """Which figure, of which cell or ward (all without), which sheet of the list."""

    figure = forms.ChoiceField(choices=[(name, name) for name in FIGURES])
    cell = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    page = forms.IntegerField(min_value=1, required=False)
