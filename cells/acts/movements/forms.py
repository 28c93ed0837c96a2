"""Shapes of what the ward enters when people come, go and change, and when a row is put right. They save nothing."""

import uuid
from datetime import date

from django import forms

from cells.acts.movements import CHANGES
from cells.forms import a_date
from cells.models import Member, Movement
from cells.names import natural_key
from cells.register.days import day
from cells.register.values import BadValue

Kind = Movement.Kind
# A year of two digits is never taken for one after this day: nobody in a register was born later.
LATEST = date(1999, 12, 31)
# How the kinds are called in addresses.
ADDRESSES = {
    "tiep-nhan": Kind.RECEIVED,
    "tiep-nhan-tam-thoi": Kind.GUEST,
    "chuyen-chi-bo": Kind.MOVED,
    "sinh-hoat-tam-thoi": Kind.LENT,
    "chuyen-di": Kind.SENT,
    "di-tam-thoi": Kind.AWAY,
    "tro-ve": Kind.BACK,
    "ket-nap": Kind.ADMITTED,
    "cong-nhan-chinh-thuc": Kind.RECOGNISED,
    "tu-tran": Kind.DIED,
    "ra-khoi-dang": Kind.LEFT,
}
ADDRESS_OF = {kind: address for address, kind in ADDRESSES.items()}
FIRST_DAY = {
    Kind.DIED: "Từ trần ngày",
    Kind.BACK: "Trở về từ ngày",
    Kind.ADMITTED: "Kết nạp ngày",
    Kind.RECOGNISED: "Công nhận chính thức từ ngày",
}
DECIDED = (Kind.ADMITTED, Kind.RECOGNISED, Kind.LEFT)
PLACE = {Kind.RECEIVED: "Từ nơi nào đến", Kind.GUEST: "Từ nơi nào đến"}
ONLY_THE_PAPER = "Chỉ ghi số giấy. Không ghi kỷ luật, bệnh tật: phần mềm không giữ hồ sơ ấy."


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do sửa", max_length=300, help_text="Lý do được lưu cùng nội dung cũ.")


class MovementForm(forms.Form):
    """The day, the paper and what else a kind asks for. `cells` are those to which somebody may go."""

    on = a_date("Từ ngày", "Không sau hôm nay: ghi khi đã có hiệu lực. Ví dụ: 05/02/2026")
    to_cell = forms.ModelChoiceField(label="Về chi bộ, đơn vị", queryset=None, empty_label="Chọn nơi đến")
    until = a_date("Dự kiến đến trước ngày", "Thường từ 3 tháng đến 1 năm, đi học đến 2 năm.")
    place = forms.CharField(label="Nơi đến", max_length=200, required=False)
    paper_number = forms.CharField(label="Số giấy giới thiệu", max_length=60, required=False, help_text=ONLY_THE_PAPER)
    paper_on = a_date("Ngày của giấy", required=False)

    def __init__(self, *args, kind, cells, **kwargs):
        super().__init__(*args, **kwargs)
        asked = CHANGES[kind].asks
        for name in ("to_cell", "until", "place"):
            if name not in asked:
                del self.fields[name]
        if "to_cell" in self.fields and cells is not None:
            self.fields["to_cell"].queryset = cells
            names = sorted(cells.values_list("pk", "name"), key=lambda cell: natural_key(cell[1]))
            self.fields["to_cell"].choices = [("", "Chọn nơi đến"), *names]
        self.fields["on"].label = FIRST_DAY.get(kind, "Từ ngày")
        if "place" in asked:
            self.fields["place"].label = PLACE.get(kind, "Nơi đến")
        if kind in DECIDED:
            self.fields["paper_number"].label = "Số quyết định"
        if kind == Kind.DIED:
            del self.fields["paper_number"], self.fields["paper_on"]


class CorrectMovementForm(MovementForm, ReasonForm):
    """The same without the cell, and why: who went to the wrong cell is recorded anew."""

    field_order = ["on", "until", "place", "paper_number", "paper_on", "reason"]

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, kind=kind, cells=None, **kwargs)
        self.fields.pop("to_cell", None)

    def facts(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class WrittenDayField(forms.CharField):
    """A day as registers write it: 05/9/1958, 9/1958, 1958. Gives (date, precision), or (None, "")."""

    def __init__(self, **kwargs):
        super().__init__(help_text="Ví dụ: 05/09/1958, 9/1958 hoặc 1958", max_length=30, **kwargs)

    def clean(self, value):
        try:
            found = day(super().clean(value), latest=LATEST)
        except BadValue as error:
            raise forms.ValidationError(f"Ngày này không đọc được: {error}.") from error
        return (found.on, found.precision) if found else (None, "")


class PersonForm(forms.ModelForm):
    """What is known of a person, without what dated rows say."""

    sex = forms.ChoiceField(label="Giới tính", required=False, choices=[("", "Chưa ghi"), *Member.Sex.choices])
    born = WrittenDayField(label="Ngày sinh", required=False)
    admitted_on = a_date("Ngày vào Đảng", required=False)
    official_on = a_date("Ngày chính thức", "Bỏ trống nếu còn dự bị", required=False)

    class Meta:
        model = Member
        fields = ["full_name", "birth_name", "sex", "native_place", "occupation", "phone", "card"]
        fields += ["admitted_on", "official_on"]

    field_order = ["full_name", "birth_name", "sex", "born"]

    def clean(self):
        facts = super().clean()
        admitted, official = facts.get("admitted_on"), facts.get("official_on")
        if admitted and official and official < admitted:
            self.add_error("official_on", "Ngày chính thức không thể trước ngày vào Đảng.")
        return facts

    def facts(self):
        """Columns of Member."""
        columns = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        if "born" in self.fields:
            columns["born_on"], columns["born_precision"] = self.cleaned_data["born"]
        return columns


class CorrectPersonForm(PersonForm, ReasonForm):
    """`without` are the columns that movements set, or that staff outside the Party do not have."""

    field_order = [*PersonForm.field_order, *PersonForm.Meta.fields, "reason"]

    def __init__(self, *args, without=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in without:
            self.fields.pop(name, None)


class ArrivalForm(MovementForm, PersonForm):
    """Somebody comes to a cell: new, or `known` (the pk of a person, "new" for none of those that were offered).

    `key` becomes the lasting number of a new person, so that a double click makes one.
    """

    # Not of the model: a card that is known is no mistake here, it is how somebody who returns is found.
    card = forms.CharField(label="Số thẻ đảng viên", max_length=20, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    known = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["full_name", "birth_name", "sex", "born", "on", "until", "place", "paper_number", "paper_on", "card"]

    class Meta(PersonForm.Meta):
        fields = [name for name in PersonForm.Meta.fields if name != "card"]

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, kind=kind, cells=None, **kwargs)
        self.fields.pop("to_cell", None)
        if kind == Kind.ADMITTED:
            for name in ("admitted_on", "official_on", "card"):
                del self.fields[name]

    def facts(self):
        card = {"card": self.cleaned_data["card"]} if "card" in self.fields else {}
        return {**super().facts(), **card}

    def said(self):
        """Columns of Movement."""
        return {name: self.cleaned_data[name] for name in MovementForm.base_fields if name in self.fields}


def blank_arrival(kind, on):
    return ArrivalForm(kind=kind, initial={"key": uuid.uuid4(), "on": on})


class RowForm(ReasonForm):
    """A dated row put right; `kept` are the columns that movements set, `decisions` the paper that this kind names."""

    since = a_date("Từ ngày")
    until = a_date("Đến trước ngày", "Ngày đầu tiên không còn hiệu lực. Bỏ trống nếu vẫn còn.", required=False)
    decision = forms.CharField(label="Theo quyết định", max_length=120, required=False, help_text="Số, ngày")
    resolution_number = forms.CharField(label="Số nghị quyết, quyết định", max_length=60, required=False)
    paper_number = forms.CharField(label="Số giấy giới thiệu", max_length=60, required=False)
    title = forms.CharField(label="Chức danh ghi trên văn bản", max_length=120, required=False)
    field_order = ["since", "until", "title", "decision", "resolution_number", "paper_number", "reason"]

    def __init__(self, *args, row, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        columns = {field.name for field in row._meta.fields}
        for name in [name for name in self.fields if name != "reason" and (name not in columns or name in kept)]:
            del self.fields[name]
        self.initial |= {name: getattr(row, name) for name in self.fields if name != "reason"}

    def facts(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}
