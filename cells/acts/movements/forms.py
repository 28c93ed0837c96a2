"""Shapes of what the ward enters when somebody comes, moves or goes."""

import uuid

from django import forms

from cells.acts.corrections.forms import PersonForm, ReasonForm
from cells.acts.movements.kinds import KINDS
from cells.forms import a_date
from cells.models import Movement
from cells.names import natural_key
from cells.ward_choice import WardField, WardFirst
from phucdong.writing import date_text

Kind = Movement.Kind
FIRST_DAY = {
    Kind.DIED: "Từ trần ngày",
    Kind.BACK: "Trở về từ ngày",
    Kind.ADMITTED: "Kết nạp ngày",
    Kind.RECOGNISED: "Công nhận chính thức từ ngày",
}
DECIDED = (Kind.ADMITTED, Kind.RECOGNISED, Kind.LEFT)
PLACE = {Kind.RECEIVED: "Từ nơi nào đến", Kind.GUEST: "Từ nơi nào đến"}


class GoalField(forms.ModelChoiceField):
    """Cells that were read for their names already, once for all of the form."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        for cell in self.queryset:
            if str(cell.pk) == value:
                return cell
        raise forms.ValidationError(
            self.error_messages["invalid_choice"],
            code="invalid_choice",
            params={"value": value},
        )


class MovementForm(WardFirst, forms.Form):
    """The day, the paper and what else a kind asks for. `cells` are those to which
    somebody may go, `wards` the WardChoice among them."""

    on = a_date(
        "Từ ngày", "Không sau hôm nay: ghi khi đã có hiệu lực. Ví dụ: 05/02/2026"
    )
    ward = WardField(label="Về đảng bộ")
    to_cell = GoalField(
        label="Về chi bộ, đơn vị", queryset=None, empty_label="Chọn nơi đến"
    )
    until = a_date(
        "Dự kiến đến trước ngày", "Thường từ 3 tháng đến 1 năm, đi học đến 2 năm."
    )
    place = forms.CharField(label="Nơi đến", max_length=200, required=False)
    paper_number = forms.CharField(
        label="Số giấy giới thiệu",
        max_length=60,
        required=False,
        help_text=(
            "Chỉ ghi số giấy. Không ghi kỷ luật, bệnh tật: phần mềm không giữ hồ sơ ấy."
        ),
    )
    paper_on = a_date("Ngày của giấy", required=False)

    def __init__(self, *args, kind, cells, wards=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("to_cell", "until", "place"):
            if name not in KINDS[kind].asks:
                del self.fields[name]
        if "to_cell" in self.fields and cells is not None:
            self.ask_for_ward(wards)
            self.offer_goals(cells, wards)
        else:
            del self.fields["ward"]
        self.fields["on"].label = FIRST_DAY.get(kind, "Từ ngày")
        if "place" in self.fields:
            self.fields["place"].label = PLACE.get(kind, "Nơi đến")
        if kind in DECIDED:
            self.fields["paper_number"].label = "Số quyết định"
        if kind == Kind.DIED:
            del self.fields["paper_number"], self.fields["paper_on"]

    def offer_goals(self, cells, wards):
        """In the order of their numbers: Chi bộ 9 before Chi bộ 10."""
        self.offer_cells("to_cell", cells, wards)
        field = self.fields["to_cell"]
        field.queryset = field.queryset.select_related("committee")
        named = []
        for cell in field.queryset:
            name = wards.name_cell(cell)
            if cell.closed_on:
                last = f"{cell.name} (trước ngày {date_text(cell.closed_on)})"
                name = wards.add_committee(last, cell)
            named.append((cell.pk, name))
        named.sort(key=lambda cell: natural_key(cell[1]))
        field.choices = [("", field.empty_label), *named]


class CorrectMovementForm(MovementForm, ReasonForm):
    """The same without the cell, and why: who went to the wrong cell is recorded
    anew."""

    field_order = ["on", "until", "place", "paper_number", "paper_on", "reason"]

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, kind=kind, cells=None, **kwargs)
        self.fields.pop("to_cell", None)


class ArrivalForm(MovementForm, PersonForm):
    """Somebody comes to a cell: new, or `known` (the pk of a person, "new" for none of
    those that were offered).

    `key` becomes the lasting number of a new person, so that a double click makes one.
    """

    # Not of the model: a card that is known is no mistake here, it is how somebody who
    # returns is found.
    card = forms.CharField(label="Số thẻ đảng viên", max_length=20, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    known = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = [
        "full_name",
        "birth_name",
        "sex",
        "born",
        "on",
        "until",
        "place",
        "paper_number",
        "paper_on",
        "card",
    ]

    class Meta(PersonForm.Meta):
        fields = [name for name in PersonForm.Meta.fields if name != "card"]

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, kind=kind, cells=None, **kwargs)
        self.fields.pop("to_cell", None)
        if kind == Kind.ADMITTED:
            for name in ("admitted_on", "official_on", "card"):
                del self.fields[name]

    def columns(self):
        columns = super().columns()
        if "card" in self.fields:
            columns["card"] = self.cleaned_data["card"]
        return columns

    def said(self):
        """Columns of Movement."""
        asked = [name for name in MovementForm.base_fields if name in self.fields]
        return {name: self.cleaned_data[name] for name in asked}


def blank_arrival_form(kind, on):
    return ArrivalForm(kind=kind, initial={"key": uuid.uuid4(), "on": on})
