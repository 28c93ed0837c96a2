"""The shape of what the ward fills in beside the file of a register."""

from django import forms

from cells.acts.register.sheets import MOST_BYTES, Unreadable, refuse_no_spreadsheet
from cells.forms import a_date
from cells.models import Committee, RegisterDifference

ACCEPTED = ".xlsx,.xls,.xlsb,.ods,.csv,.txt"
NO_FILE = "Đồng chí chưa chọn tệp."
How = RegisterDifference.How


class RegisterForm(forms.Form):
    """`committees` are those among which the officer may choose; the choice is only
    asked for where there are two."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text=(
            "Bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv, "
            "không quá 10 MB"
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": NO_FILE, "missing": NO_FILE},
    )
    on = a_date(
        "Ngày chốt danh sách",
        "Bỏ trống nếu đầu danh sách có ghi “Tính đến ngày …”",
        required=False,
    )
    cell = forms.CharField(
        label="Chi bộ",
        help_text="Chỉ điền khi danh sách không ghi tên chi bộ. Ví dụ: Chi bộ 7",
        max_length=200,
        required=False,
    )
    committee = forms.ModelChoiceField(
        Committee.objects.none(), label="Đảng bộ", empty_label=None, required=False
    )

    def __init__(self, *args, committees, **more):
        super().__init__(*args, **more)
        self.fields["committee"].queryset = committees
        self.only = committees[0] if len(committees) == 1 else None
        if self.only:
            del self.fields["committee"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                "Tệp lớn hơn 10 MB. Hãy chia nhỏ hoặc bỏ hình ảnh trong tệp."
            )
        try:
            refuse_no_spreadsheet(file.read())
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file

    def clean(self):
        facts = super().clean()
        facts["committee"] = self.only or facts.get("committee")
        if facts["committee"] is None and "committee" not in self.errors:
            self.add_error("committee", "Đồng chí chưa chọn đảng bộ.")
        return facts


class GonePersonForm(forms.Form):
    """What became of one who is no longer in the list (a RegisterDifference), and from
    which day on."""

    how = forms.ChoiceField(
        label="Đồng chí ấy đã",
        choices=[("", "Giữ nguyên"), *How.choices],
        required=False,
    )
    on = a_date("Từ ngày", "", required=False)

    def __init__(self, difference, sent=None, *, latest):
        self.difference, self.latest = difference, latest
        initial = {"how": difference.how, "on": difference.on}
        super().__init__(sent, prefix=f"d{difference.pk}", initial=initial)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > self.latest:
            raise forms.ValidationError("Ngày này chưa tới.")
        return on

    def clean(self):
        facts = super().clean()
        if facts.get("how") and not facts.get("on") and "on" not in self.errors:
            self.add_error("on", "Đồng chí chưa ghi từ ngày nào.")
        return facts


def build_gone_forms(differences, sent=None, *, latest):
    """A form for each that can be ticked."""
    forms_of_page = []
    for each in differences:
        if not each.refused:
            forms_of_page.append(GonePersonForm(each, sent, latest=latest))
    return forms_of_page


def ticked_pks(sent):
    """The pks of the differences whose boxes are ticked."""
    return [
        int(value)
        for value in sent.getlist("ticked")
        if value.isdecimal() and len(value) < 19
    ]
