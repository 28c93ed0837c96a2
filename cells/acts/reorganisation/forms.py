"""Shapes of a decision about cells, and of why it is taken back."""

from django import forms

from cells.acts.reorganisation.scans import MOST_BYTES, TOO_LARGE
from cells.forms import a_date
from cells.models import Committee


class ReorganisationForm(forms.Form):
    """The decision and its day."""

    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        required=False,
        help_text="Ví dụ: 214-QĐ/ĐU",
    )
    decision_on = a_date("Ngày quyết định", required=False)
    on = a_date(
        "Có hiệu lực từ ngày",
        "Ngày đầu tiên các chi bộ mới hoạt động. Ví dụ: 05/02/2026",
    )
    committee = forms.ModelChoiceField(
        Committee.objects.none(), label="Đảng bộ", empty_label=None, required=False
    )
    scan = forms.FileField(
        label="Bản quét quyết định (không bắt buộc)",
        help_text="PDF, JPEG hoặc PNG, không quá 5 MB",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, committees, **more):
        super().__init__(*args, **more)
        self.fields["committee"].queryset = committees
        self.only = None
        if len(committees) == 1:
            self.only = committees[0]
            del self.fields["committee"]

    def clean_scan(self):
        file = self.cleaned_data["scan"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self):
        facts = super().clean()
        facts["committee"] = self.only or facts.get("committee")
        if facts["committee"] is None and "committee" not in self.errors:
            self.add_error("committee", "Đồng chí chưa chọn đảng bộ.")
        return facts

    def facts(self):
        """Columns of the Reorganisation, without the committee."""
        names = ("decision_number", "decision_on", "on")
        return {name: self.cleaned_data[name] for name in names}


class UndoForm(forms.Form):
    because = forms.CharField(
        label="Lý do hoàn tác",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
