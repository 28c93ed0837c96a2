"""What is asked before somebody types for another, and before what they typed is
sent."""

import uuid

from django import forms

from cells.forms import a_date
from plans.models import Assistance, Confirmation
from plans.pages.review.step_forms import refuse_later_day

Source = Assistance.Source
How = Confirmation.How


class TypingForm(forms.Form):
    """Who types, from what. `helpers` are the [(pk, name)] to choose from."""

    source = forms.ChoiceField(
        label="Gõ từ đâu",
        choices=[
            (Source.SHEET, "Bản đồng chí ấy viết tay"),
            (Source.TOLD, "Lời đồng chí ấy nói"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn gõ từ bản viết tay hay từ lời nói."},
    )
    helper = forms.TypedChoiceField(
        label="Ai gõ",
        coerce=int,
        error_messages={
            "required": "Chọn người gõ.",
            "invalid_choice": "Người này không cùng chi bộ, đơn vị.",
        },
    )

    def __init__(self, *args, helpers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["helper"].choices = [("", "Chọn một đồng chí"), *helpers]


class SendingForm(forms.Form):
    """How the author confirmed what is sent. `key` makes a double click one effect;
    `seen` is the revision on the page."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    confirmed = forms.ChoiceField(
        label="Đồng chí ấy đã xác nhận thế nào",
        choices=[(How.READ_BACK, How.READ_BACK.label), (How.INK, How.INK.label)],
        widget=forms.RadioSelect,
        required=False,
    )
    witness = forms.CharField(
        label="Người chứng kiến (khi đọc lại)",
        help_text="Họ và tên; không phải người viết, không phải người gõ.",
        max_length=120,
        required=False,
    )
    confirmed_on = a_date("Xác nhận ngày", required=False)

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_confirmed_on(self):
        return refuse_later_day(self.today, self.cleaned_data["confirmed_on"])

    def clean(self):
        """A witness is one of a reading back; of ink there is the sheet."""
        sent = super().clean()
        if sent.get("confirmed") != How.READ_BACK:
            sent["witness"] = ""
        return sent

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen"))


def make_blank_sending(plan, today):
    """The day is asked, and not assumed."""
    start = {"key": uuid.uuid4(), "seen": plan.revision}
    return SendingForm(initial=start, today=today)
