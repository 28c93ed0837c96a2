"""The shape of what the ward fills in beside the file of a register."""

from django import forms

from cells.forms import a_date
from cells.models import Committee
from cells.register.sheets import MOST_BYTES

ACCEPTED = ".xlsx,.xls,.xlsb,.ods,.csv,.txt"


class RegisterForm(forms.Form):
    """`committees` are those among which the officer may choose; the choice is only asked for where there are two."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv, không quá 10 MB",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Đồng chí chưa chọn tệp.", "missing": "Đồng chí chưa chọn tệp."},
    )
    on = a_date("Ngày chốt danh sách", "Bỏ trống nếu đầu danh sách có ghi “Tính đến ngày …”", required=False)
    cell = forms.CharField(
        label="Chi bộ",
        help_text="Chỉ điền khi danh sách không ghi tên chi bộ. Ví dụ: Chi bộ 7",
        max_length=200,
        required=False,
    )
    committee = forms.ModelChoiceField(Committee.objects.none(), label="Đảng bộ", empty_label=None, required=False)

    def __init__(self, *args, committees, **more):
        super().__init__(*args, **more)
        self.fields["committee"].queryset = committees
        self.only = committees[0] if len(committees) == 1 else None
        if self.only:
            del self.fields["committee"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 10 MB. Hãy chia nhỏ hoặc bỏ hình ảnh trong tệp.")
        return file

    def clean(self):
        facts = super().clean()
        facts["committee"] = self.only or facts.get("committee")
        if facts["committee"] is None and "committee" not in self.errors:
            self.add_error("committee", "Đồng chí chưa chọn đảng bộ.")
        return facts
