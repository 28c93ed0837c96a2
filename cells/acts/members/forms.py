"""What is entered about a new cell and a new person."""

import uuid

from django import forms

from cells.forms import a_date
from cells.models import Cell, Member, Membership


class CellForm(forms.Form):
    """`committees` are those under which the officer may found a cell; the only one is
    not asked for."""

    committee = forms.ModelChoiceField(
        label="Trực thuộc", queryset=None, empty_label="Chọn đảng bộ"
    )
    name = forms.CharField(
        label="Tên chi bộ hoặc đơn vị", max_length=200, help_text="Ví dụ: Chi bộ 18"
    )
    kind = forms.ChoiceField(
        label="Loại",
        choices=Cell.Kind.choices,
        help_text=(
            "“Đơn vị” dành cho cán bộ, công chức, người lao động không phải đảng viên."
        ),
    )
    founded_on = a_date("Thành lập ngày")

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees
        if len(committees) == 1:
            del self.fields["committee"]
            self.only = committees[0]

    def clean(self):
        facts = super().clean()
        if "committee" not in self.fields:
            facts["committee"] = self.only
        return facts


class MemberForm(forms.ModelForm):
    """`uid` becomes the lasting number of the new person, so that a double click makes
    one."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    born_on = a_date("Ngày sinh", required=False)
    since = a_date("Về chi bộ từ ngày")
    origin = forms.ChoiceField(
        label="Vì sao về chi bộ",
        choices=[
            (value, Membership.Origin(value).label)
            for value in ("register", "admitted", "received")
        ],
        help_text=(
            "Người mới kết nạp hoặc từ nơi khác đến có hạn riêng: "
            "30 ngày kể từ ngày về."
        ),
    )

    class Meta:
        model = Member
        fields = ["full_name", "sex", "born_on", "occupation", "phone"]

    def facts(self):
        """Columns of the new Member."""
        columns = {name: self.cleaned_data[name] for name in self._meta.fields}
        if self.cleaned_data["uid"]:
            columns["uid"] = self.cleaned_data["uid"]
        columns["born_precision"] = "day" if columns["born_on"] else ""
        return columns


class PartyMemberForm(MemberForm):
    """Somebody whom the register of a cell has forgotten; who is admitted or received
    comes by a movement."""

    origin = None
    admitted_on = a_date("Ngày vào Đảng", required=False)
    official_on = a_date("Ngày chính thức", "Bỏ trống nếu còn dự bị", required=False)

    class Meta(MemberForm.Meta):
        fields = [*MemberForm.Meta.fields, "admitted_on", "official_on", "card"]

    def clean(self):
        facts = super().clean()
        admitted, official = facts.get("admitted_on"), facts.get("official_on")
        if admitted and official and official < admitted:
            self.add_error(
                "official_on", "Ngày chính thức không thể trước ngày vào Đảng."
            )
        return facts
