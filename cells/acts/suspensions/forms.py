"""What is entered about a suspension, and about the decision that ends it."""

from django import forms

from cells.acts.forms import LookedOverForm, refuse_future_day
from cells.forms import a_date


class SuspensionForm(LookedOverForm):
    decision = forms.CharField(
        label="Số quyết định",
        max_length=120,
        help_text="Chỉ ghi số. Ví dụ: 12-QĐ/UBKTĐU",
    )
    decided_on = a_date("Ngày quyết định")
    since = a_date("Đình chỉ từ ngày")
    until = a_date(
        "Đến trước ngày", "Bỏ trống nếu quyết định không ghi thời hạn.", required=False
    )
    review_on = a_date("Xem xét lại ngày", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        return refuse_future_day(self.today, self.cleaned_data["decided_on"])

    def clean(self):
        sent = super().clean()
        since = sent.get("since")
        for name, words in (("until", "Ngày kết thúc"), ("review_on", "Ngày xem xét")):
            if since and sent.get(name) and sent[name] <= since:
                self.add_error(name, f"{words} phải sau ngày bắt đầu đình chỉ.")
        return sent


class LiftForm(LookedOverForm):
    on = a_date("Thôi đình chỉ từ ngày", "Ngày đầu tiên sinh hoạt lại")
    lifted_by = forms.CharField(
        label="Theo quyết định",
        max_length=120,
        help_text="Ví dụ: 31-QĐ/ĐU ngày 05/02/2026",
    )
