"""What is recorded of a signed plan: the copy that was filed, the board on which it
hangs."""

import re
import uuid

from django import forms

from cells.forms import a_date
from plans.pages.review.step_forms import refuse_later_day

COPY = re.compile(r"[0-9]{1,18}-[0-9]{1,4}")


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


class Copies(forms.MultipleChoiceField):
    """Check boxes "12-3" (plan and the revision on the page) as [(12, 3)]."""

    def valid_value(self, value):
        return COPY.fullmatch(value) is not None

    def clean(self, value):
        chosen = []
        for copy in super().clean(value):
            plan, revision = copy.split("-")
            chosen.append((int(plan), int(revision)))
        return chosen


class CopiesForm(forms.Form):
    """Signed paper copies handed in at one meeting: which plans, and the day."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    copies = Copies(error_messages={"required": "Đánh dấu ít nhất một đồng chí."})
    day = a_date("Ngày ký, nộp bản giấy")

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_day(self):
        return refuse_later_day(self.today, self.cleaned_data["day"])


def make_blank_record(form, plan, today, **initial):
    """A FilingForm or PostingForm for the page that shows this plan."""
    initial.setdefault("key", uuid.uuid4())
    initial.setdefault("seen", plan.revision)
    return form(initial=initial, today=today, auto_id=f"id_{form.__name__.lower()}_%s")
