"""What is sent with a step. Templates print the two hidden fields with
plans/review/step_hidden.html."""

import uuid

from django import forms

from cells.forms import a_date
from phucdong.writing import date_text
from plans.models import Status
from plans.reasons import CHOICES
from plans.workflow.sheets import list_unsigned_prints

ANOTHER_SHEET = "Tờ giấy khác: viết tay, hoặc in từ trước khi bản in có mã"


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
    sheet = forms.ChoiceField(label="Bản giấy đã ký", required=False)
    present = forms.CharField(
        label="Ai dự họp (khi chi bộ họp thông qua)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signed_on = a_date("Ngày ký ghi trên bản giấy", required=False)

    def __init__(self, *args, today, sheets=(), **kwargs):
        self.today = today
        self.sheets = {str(printed.revision): printed for printed in sheets}
        super().__init__(*args, auto_id="id_step_%s", **kwargs)
        named = [(number, word_sheet(one)) for number, one in self.sheets.items()]
        self.fields["sheet"].choices = [*named, ("", ANOTHER_SHEET)]

    def clean_sheet(self):
        """The SigningPrint, or None of another sheet."""
        return self.sheets.get(self.cleaned_data["sheet"])

    def clean_meeting(self):
        return refuse_later_day(self.today, self.cleaned_data["meeting"])

    def clean_signed_on(self):
        return refuse_later_day(self.today, self.cleaned_data["signed_on"])

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen"))


def word_sheet(printed):
    """ "Bản in số 3, in ngày 05/02/2026, mã ABCDE-FGHIJ"."""
    day = date_text(printed.printed_at)
    code = f"{printed.code[:5]}-{printed.code[5:]}"
    return f"Bản in số {printed.revision}, in ngày {day}, mã {code}"


def list_sheets_to_sign(plan):
    """[SigningPrint] of which one may have been signed; none where nothing is to be
    signed."""
    if plan.status != Status.FINALIZING:
        return []
    return list_unsigned_prints(plan)


def make_blank_step(plan, today, sheets=()):
    """A StepForm for one button or group of buttons on a page that shows this plan. The
    newest print is chosen; the day on the paper is asked, and not assumed."""
    initial = {"key": uuid.uuid4(), "seen": plan.revision, "sheet": ""}
    for printed in sheets[:1]:
        initial["sheet"] = str(printed.revision)
    return StepForm(initial=initial, today=today, sheets=sheets)


class AnswerForm(forms.Form):
    """To an author who does not agree with what was done in their name."""

    text = forms.CharField(
        label="Trả lời người viết",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Viết câu trả lời."},
    )
