"""Shapes of what is known of a person and of what puts it, or a dated row, right."""

from datetime import date

from django import forms

from cells.forms import a_date
from cells.models import Member
from cells.written_values import BadValue, read_day

# A year of two digits is never taken for one after this day: nobody in a register was
# born later.
LATEST = date(1999, 12, 31)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do sửa", max_length=300, help_text="Lý do được lưu cùng nội dung cũ."
    )


class WrittenDayField(forms.CharField):
    """A day as registers write it: 05/9/1958, 9/1958, 1958. Gives (date, precision),
    (None, "") for nothing."""

    def __init__(self, **kwargs):
        super().__init__(
            help_text="Ví dụ: 05/09/1958, 9/1958 hoặc 1958", max_length=30, **kwargs
        )

    def clean(self, value):
        try:
            found = read_day(super().clean(value), latest=LATEST)
        except BadValue as error:
            raise forms.ValidationError(f"Ngày này không đọc được: {error}.") from error
        if found is None:
            return None, ""
        return found.on, found.precision


class PersonForm(forms.ModelForm):
    """What is known of a person, without what dated rows say."""

    sex = forms.ChoiceField(
        label="Giới tính",
        required=False,
        choices=[("", "Chưa ghi"), *Member.Sex.choices],
    )
    born = WrittenDayField(label="Ngày sinh", required=False)
    admitted_on = a_date("Ngày vào Đảng", required=False)
    official_on = a_date("Ngày chính thức", "Bỏ trống nếu còn dự bị", required=False)

    class Meta:
        model = Member
        fields = [
            "full_name",
            "birth_name",
            "sex",
            "native_place",
            "occupation",
            "phone",
            "card",
            "admitted_on",
            "official_on",
        ]

    field_order = ["full_name", "birth_name", "sex", "born"]

    def clean(self):
        facts = super().clean()
        admitted, official = facts.get("admitted_on"), facts.get("official_on")
        if admitted and official and official < admitted:
            self.add_error(
                "official_on", "Ngày chính thức không thể trước ngày vào Đảng."
            )
        return facts

    def columns(self):
        """Columns of Member."""
        columns = {}
        for name in self._meta.fields:
            if name in self.fields:
                columns[name] = self.cleaned_data[name]
        if "born" in self.fields:
            columns["born_on"], columns["born_precision"] = self.cleaned_data["born"]
        return columns


class CorrectPersonForm(PersonForm, ReasonForm):
    """`without` are the columns that movements set, or that staff outside the Party do
    not have."""

    field_order = [*PersonForm.field_order, *PersonForm.Meta.fields, "reason"]

    def __init__(self, *args, without=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in without:
            self.fields.pop(name, None)


class RowForm(ReasonForm):
    """A dated row put right, with those of these fields that are columns of its kind;
    `kept` are the columns that movements set."""

    since = a_date("Từ ngày")
    until = a_date(
        "Đến trước ngày",
        "Ngày đầu tiên không còn hiệu lực. Bỏ trống nếu vẫn còn.",
        required=False,
    )
    decision = forms.CharField(
        label="Theo quyết định", max_length=120, required=False, help_text="Số, ngày"
    )
    resolution_number = forms.CharField(
        label="Số nghị quyết, quyết định", max_length=60, required=False
    )
    paper_number = forms.CharField(
        label="Số giấy giới thiệu", max_length=60, required=False
    )
    title = forms.CharField(
        label="Chức danh ghi trên văn bản", max_length=120, required=False
    )
    field_order = [
        "since",
        "until",
        "title",
        "decision",
        "resolution_number",
        "paper_number",
        "reason",
    ]

    def __init__(self, *args, row, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        columns = {field.name for field in row._meta.fields} - set(kept)
        for name in list(self.fields):
            if name == "reason":
                continue
            if name in columns:
                self.initial[name] = getattr(row, name)
            else:
                del self.fields[name]
