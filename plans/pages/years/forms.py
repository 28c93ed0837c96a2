"""What the ward may change about a year of planning."""

import datetime
from itertools import pairwise

from django import forms

from cells.forms import a_date

IN_ORDER = (
    "draft_due_on",
    "review_due_on",
    "filed_due_on",
    "midyear_on",
    "year_end_on",
)
CONFIRMATION = [
    ("yes", "Có, xác nhận trên phần mềm là đủ"),
    ("no", "Không, khi nộp phải ghi ngày trên bản ký mực"),
]


class CycleForm(forms.Form):
    """Without `kept` (the cycle as it is stored) for a year that is opened."""

    topic = forms.CharField(
        label="Chuyên đề học tập của năm",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Hiện ở đầu mục học tập và làm theo Bác.",
    )
    draft_due_on = a_date(
        "Gửi chi bộ trước hết ngày", "Sau ngày này, ai chưa gửi bị tính là quá hạn."
    )
    review_due_on = a_date(
        "Chi bộ góp ý xong trước hết ngày",
        "Sau ngày này, bản còn chờ chi bộ bị tính là quá hạn.",
    )
    filed_due_on = a_date(
        "Ký, nộp xong trước hết ngày", "Sau ngày này, bản chưa nộp bị tính là quá hạn."
    )
    midyear_on = a_date("Sơ kết giữa năm ngày", required=False)
    year_end_on = a_date("Tổng kết cuối năm ngày", required=False)
    peers_may_read = forms.BooleanField(
        label="Đảng viên cùng chi bộ được đọc và góp ý cho nhau",
        required=False,
        help_text="Chỉ trong lúc chi bộ đang góp ý. Phần tự soi không bao giờ hiện cho "
        "người khác.",
    )
    confirmation_suffices = forms.TypedChoiceField(
        label="Xác nhận trên phần mềm có thay được bản ký mực không?",
        choices=CONFIRMATION,
        coerce=lambda sent: sent == "yes",
        widget=forms.RadioSelect,
        help_text="Xác nhận bằng tài khoản cá nhân không phải là chữ ký điện tử. Đảng "
        "ủy quyết định nơi nộp có cần bản giấy ký mực hay không.",
    )

    def __init__(self, *args, year, today, kept=None, **kwargs):
        self.year, self.today, self.kept = year, today, kept
        super().__init__(*args, **kwargs)
        suffices = self.initial.get("confirmation_suffices", True)
        self.initial["confirmation_suffices"] = "yes" if suffices else "no"

    def clean(self):
        sent = super().clean()
        given = [(name, sent[name]) for name in IN_ORDER if sent.get(name)]
        for name, day in given:
            if not self.is_of_year(day):
                self.add_error(name, f"Ngày này không thuộc năm {self.year}.")
            elif self.is_set_in_the_past(name, day):
                self.add_error(name, self.word_past_day())
        for (_, before), (name, day) in pairwise(given):
            if day < before:
                self.add_error(name, "Ngày này trước mốc đứng trên nó.")
        return sent

    def is_of_year(self, day):
        first = datetime.date(self.year - 1, 10, 1)
        return first <= day <= datetime.date(self.year + 1, 6, 30)

    def is_set_in_the_past(self, name, day):
        """A day that has passed may only stay what it is."""
        return day < self.today and day != getattr(self.kept, name, None)

    def word_past_day(self):
        if self.kept is None:
            return "Ngày này đã qua. Chọn từ hôm nay trở đi."
        return "Ngày này đã qua. Giữ ngày cũ, hoặc chọn từ hôm nay trở đi."


class ReasonForm(forms.Form):
    """Why a year is closed or opened again."""

    reason = forms.CharField(
        label="Vì sao",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ghi lại cùng tên đồng chí; ai xem được lịch của năm thì đọc được.",
        error_messages={"required": "Ghi vì sao."},
    )


class BasisForm(forms.Form):
    """A basis of the year. `key` is empty for one that is added."""

    key = forms.SlugField(max_length=30, required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="Tên ngắn", max_length=120, required=False)
    title = forms.CharField(
        label="Tên đầy đủ",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gone = forms.BooleanField(label="Bỏ căn cứ này", required=False)

    def clean(self):
        sent = super().clean()
        is_blank = not (sent.get("key") or sent.get("label") or sent.get("title"))
        for name in ("label", "title"):
            if not (
                is_blank or sent.get("gone") or sent.get(name) or name in self.errors
            ):
                self.add_error(name, "Chưa ghi tên căn cứ.")
        return sent


class BaseBases(forms.BaseFormSet):
    def rows(self):
        """[{key, label, title, gone}] of what was sent, without the row that was left
        blank."""
        sent = [form.cleaned_data for form in self.forms]
        return [row for row in sent if row.get("key") or row.get("label")]


Bases = forms.formset_factory(
    BasisForm, formset=BaseBases, extra=1, max_num=30, absolute_max=30
)
