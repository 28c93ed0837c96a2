"""What is sent with a step. Templates print the two hidden fields with
plans/review/step_hidden.html."""

import uuid

from django import forms

from cells.forms import a_date
from plans.reasons import CHOICES


def refuse_later_day(today, day):
    if day and day > today:
        raise forms.ValidationError("Ngày này chưa đến.")
    return day


class StepForm(forms.Form):
    """`key` makes a double click one effect; `seen` is the revision on the page that
    the button stood on."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Lý do hoặc lời nhắn",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.ChoiceField(
        label="Lý do", required=False, choices=[("", "Chọn lý do"), *CHOICES]
    )
    meeting = a_date("Chi bộ họp thông qua ngày (nếu có)", required=False)
    signed_on = a_date("Ngày ký ghi trên bản giấy", required=False)

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, auto_id="id_step_%s", **kwargs)

    def clean_meeting(self):
        return refuse_later_day(self.today, self.cleaned_data["meeting"])

    def clean_signed_on(self):
        return refuse_later_day(self.today, self.cleaned_data["signed_on"])

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen"))


def make_blank_step(plan, today):
    """A StepForm for one button or group of buttons on a page that shows this plan."""
    return StepForm(
        initial={"key": uuid.uuid4(), "seen": plan.revision, "signed_on": today},
        today=today,
    )
