"""The ward's control of content: which plans to list, and what is asked of each."""

import re

from django import forms

from cells.forms import CellField
from cells.ward_choice import WardField, WardFirst
from plans.models import Status
from plans.models.plan import LEFT_DRAFT
from plans.reasons import CHOICES

STATUSES = [
    ("", "Mọi tình trạng"),
    *((status.value, status.label) for status in LEFT_DRAFT),
]
CHOSEN = re.compile(r"[0-9]{1,18}")
REASONS = [("", "Chọn lý do"), *CHOICES]


class NarrowingForm(WardFirst, forms.Form):
    """`cells` are the cells below the officer's committees, `wards` the WardChoice
    among them, `years` those with a cycle, the newest first."""

    q = forms.CharField(label="Họ tên", required=False)
    ward = WardField(empty_label="Mọi đảng bộ", widget=forms.Select)
    cell = CellField(
        label="Chi bộ", required=False, queryset=None, empty_label="Mọi chi bộ"
    )
    status = forms.ChoiceField(label="Tình trạng", required=False, choices=STATUSES)
    vague = forms.BooleanField(label="Chỉ bản còn chung chung", required=False)
    year = forms.TypedChoiceField(
        label="Năm", required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, cells, wards, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_ward(wards)
        self.offer_cells("cell", cells, wards)
        listed = [(year, year) for year in years]
        self.fields["year"].choices = [("", "Mọi năm chưa đóng"), *listed]


class Chosen(forms.MultipleChoiceField):
    """Check boxes with numbers, as [int]: whether there are such plans is the view's
    question."""

    def valid_value(self, value):
        return CHOSEN.fullmatch(value) is not None

    def clean(self, value):
        return [int(number) for number in super().clean(value)]


class ChosenForm(forms.Form):
    """Which plans."""

    plans = Chosen(error_messages={"required": "Đánh dấu ít nhất một kế hoạch."})


class ChoosingForm(ChosenForm):
    """Which plans, and what is asked of all of them alike: where the requests one by
    one start from."""

    reason = forms.ChoiceField(label="Lý do chung", required=False, choices=REASONS)
    note = forms.CharField(
        label="Yêu cầu chung", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RequestForm(forms.Form):
    """What is asked of one plan; `seen` and `status` are where it stood on the page."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    status = forms.ChoiceField(choices=Status.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="Lý do", choices=REASONS)
    note = forms.CharField(
        label="Yêu cầu sửa", widget=forms.Textarea(attrs={"rows": 2})
    )


class VerdictForm(forms.Form):
    """That one plan is met; `seen` is the revision on the page."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
