from django import forms

from cells.forms import a_date
from reports.pages.choice import check_past_day


class FreezeForm(forms.Form):
    """What is frozen: which committee, year and day, under which title. `key` makes a
    double click one effect."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    committee = forms.TypedChoiceField(label="Đảng bộ", coerce=int)
    cycle = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int)
    on = a_date("Tính đến hết ngày")
    title = forms.CharField(
        label="Tên bản chốt (nếu có)",
        max_length=200,
        required=False,
        help_text="Ví dụ: Số liệu báo cáo sơ kết 6 tháng. Bỏ trống thì tên nói năm và "
        "ngày.",
    )
    number = forms.CharField(
        label="Số báo cáo (nếu có)",
        max_length=60,
        required=False,
        help_text="Ví dụ: 127-BC/ĐU",
    )

    def __init__(self, *args, committees, years, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["committee"].choices = committees
        self.fields["cycle"].choices = [(year, str(year)) for year in years]

    def clean_on(self):
        return check_past_day(self.cleaned_data["on"], self.today)


class FrozenFigureForm(forms.Form):
    """Which of the figures of a frozen report, of which row or ward (all without),
    which sheet of the list."""

    figure = forms.ChoiceField()
    row = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    now = forms.BooleanField(required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def __init__(self, *args, figures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [(name, name) for name in figures]
