"""What is recorded of a signed plan: the copy that was filed, the board on which it
hangs."""

import re
import uuid

from django import forms

from cells.forms import a_date
from plans.pages.review.step_forms import refuse_later_day

COPY = re.compile(r"[0-9]{1,18}-[0-9]{1,4}")
INK = re.compile(rf"ky-{COPY.pattern}")


class RecordForm(forms.Form):
    """`key` makes a double click one effect; `seen` is the signed revision on the
    page."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen"))


class FilingForm(RecordForm):
    filed_on = a_date("Ngày nhận 01 bản đã ký")
    ink_on = a_date("Ngày ký tay ghi trên bản in", required=False)

    def clean_filed_on(self):
        return refuse_later_day(self.today, self.cleaned_data["filed_on"])


class PostingForm(RecordForm):
    place = forms.CharField(label="Nơi niêm yết", max_length=200)
    since = a_date("Từ ngày")
    until = a_date("Đến hết ngày")
    posted_by = forms.CharField(label="Người niêm yết", max_length=120)

    def clean_since(self):
        return refuse_later_day(self.today, self.cleaned_data["since"])

    def clean(self):
        sent = super().clean()
        if sent.get("since") and sent.get("until") and sent["until"] < sent["since"]:
            self.add_error("until", "Ngày cuối trước ngày đầu.")
        return sent


class RenewalForm(PostingForm):
    """What hangs now may be renewed before its end, so this begins on a day to
    come."""

    def clean_since(self):
        return self.cleaned_data["since"]


class TakeDownForm(RecordForm):
    taken_down_on = a_date("Ngày gỡ")
    taken_down_by = forms.CharField(label="Người gỡ", max_length=120)

    def clean_taken_down_on(self):
        return refuse_later_day(self.today, self.cleaned_data["taken_down_on"])


class ConsentForm(RecordForm):
    given_on = a_date("Ngày ghi trên giấy đồng ý")

    def clean_given_on(self):
        return refuse_later_day(self.today, self.cleaned_data["given_on"])


# --- many at once ---------------------------------------------------------------------


class Copies(forms.MultipleChoiceField):
    """Check boxes "12-3" (plan and the revision on the page) as [(12, 3)]."""

    def valid_value(self, value):
        return COPY.fullmatch(value) is not None

    def clean(self, value):
        return [read_copy(copy) for copy in super().clean(value)]


def read_copy(copy):
    plan, revision = copy.split("-")
    return int(plan), int(revision)


class CopiesForm(forms.Form):
    """Paper copies handed in at one meeting, and the day on which they were.

    `copies` were confirmed in the software, or their ink is recorded already. What is
    signed in ink on the paper is a line each, "ky-12-3" with the day on that paper:
    a line without a day says nothing.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    copies = Copies(required=False)
    day = a_date("Ngày nhận bản giấy")

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)
        for name in self.data:
            if INK.fullmatch(name):
                self.fields[name] = a_date("Ngày ký trên giấy", required=False)

    def clean_day(self):
        return refuse_later_day(self.today, self.cleaned_data["day"])

    def clean(self):
        sent = super().clean()
        sent["ink"] = {}
        for name in self.fields:
            day = sent.get(name)
            if not INK.fullmatch(name) or day is None:
                continue
            if day > sent.get("day", self.today):
                self.add_error(name, "Ngày ký trên giấy sau ngày nhận.")
            sent["ink"][read_copy(name.removeprefix("ky-"))] = day
        if not self.errors and not sent["copies"] and not sent["ink"]:
            raise forms.ValidationError(
                "Đánh dấu, hoặc ghi ngày ký trên giấy của ít nhất một đồng chí."
            )
        return sent


def make_blank_record(form, plan, today, **initial):
    """A FilingForm or PostingForm for the page that shows this plan."""
    initial.setdefault("key", uuid.uuid4())
    initial.setdefault("seen", plan.revision)
    return form(initial=initial, today=today, auto_id=f"id_{form.__name__.lower()}_%s")
