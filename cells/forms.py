"""Shapes of what the ward enters about cells and people. They save nothing and know no user."""

import uuid
from itertools import chain

from django import forms

from cells.models import Appointment, Cell, Member, Membership
from cells.names import natural_key

Role = Appointment.Role
DATE = {"widget": forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})}
FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def a_date(label, help_text="Ví dụ: 05/02/2026", **options):
    return forms.DateField(label=label, help_text=help_text, input_formats=FORMATS, **DATE, **options)


class ByCommittee(forms.models.ModelChoiceIterator):
    """The cells of several committees under the name of each; of one committee as a plain list."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        groups = {}
        for cell in self.queryset.select_related("committee"):
            groups.setdefault(cell.committee, []).append(self.choice(cell))
        named = sorted(groups.items(), key=lambda group: (natural_key(group[0].name), group[0].pk))
        by_name = [(committee.name, cells) for committee, cells in named]
        yield from by_name if len(named) > 1 else chain(*groups.values())


class CellField(forms.ModelChoiceField):
    iterator = ByCommittee


class CellForm(forms.Form):
    """`committees` are those under which the officer may found a cell; the only one is not asked for."""

    committee = forms.ModelChoiceField(label="Trực thuộc", queryset=None, empty_label="Chọn đảng bộ")
    name = forms.CharField(label="Tên chi bộ hoặc đơn vị", max_length=200, help_text="Ví dụ: Chi bộ 18")
    kind = forms.ChoiceField(
        label="Loại",
        choices=Cell.Kind.choices,
        help_text="“Đơn vị” dành cho cán bộ, công chức, người lao động không phải đảng viên.",
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
    """`uid` becomes the lasting number of the new person, so that a double click makes one."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    born_on = a_date("Ngày sinh", required=False)
    since = a_date("Về chi bộ từ ngày")
    origin = forms.ChoiceField(
        label="Vì sao về chi bộ",
        choices=[(value, Membership.Origin(value).label) for value in ("register", "admitted", "received")],
        help_text="Người mới kết nạp hoặc từ nơi khác đến có hạn riêng: 30 ngày kể từ ngày về.",
    )

    class Meta:
        model = Member
        fields = ["full_name", "sex", "born_on", "occupation", "phone"]

    def facts(self):
        """Columns of the new Member."""
        columns = {name: self.cleaned_data[name] for name in self._meta.fields}
        uid = {"uid": self.cleaned_data["uid"]} if self.cleaned_data["uid"] else {}
        return {**columns, **uid, "born_precision": "day" if columns["born_on"] else ""}


class PartyMemberForm(MemberForm):
    """Somebody whom the register of a cell has forgotten; who is admitted or received comes by a movement."""

    origin = None
    admitted_on = a_date("Ngày vào Đảng", required=False)
    official_on = a_date("Ngày chính thức", "Bỏ trống nếu còn dự bị", required=False)

    class Meta(MemberForm.Meta):
        fields = [*MemberForm.Meta.fields, "admitted_on", "official_on", "card"]

    def clean(self):
        facts = super().clean()
        admitted, official = facts.get("admitted_on"), facts.get("official_on")
        if admitted and official and official < admitted:
            self.add_error("official_on", "Ngày chính thức không thể trước ngày vào Đảng.")
        return facts


class AppointmentForm(forms.Form):
    """A post from a day on. `places` are [(place, label)] besides the natural one, `held` the posts to stand in for."""

    STAND_IN = "stand_in"

    role = forms.ChoiceField(
        label="Chức vụ", choices=[*Role.choices, (STAND_IN, "Phụ trách thay người khác, trong một thời gian")]
    )
    place = forms.ChoiceField(label="Ở đâu", required=False)
    acting_for = forms.ModelChoiceField(
        label="Phụ trách thay ai", required=False, queryset=None, empty_label="Không thay ai"
    )
    title = forms.CharField(
        label="Chức danh ghi trên văn bản", max_length=120, required=False, help_text="Bỏ trống thì lấy tên chức vụ."
    )
    since = a_date("Từ ngày")
    until = a_date("Đến trước ngày (nếu có nhiệm kỳ)", "Ngày đầu tiên không còn giữ chức vụ", required=False)
    decision = forms.CharField(label="Theo quyết định", max_length=120, required=False, help_text="Số, ngày")

    def __init__(self, *args, places=(), held=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Chi bộ của đồng chí ấy, hoặc Đảng ủy"), *places]
        self.fields["acting_for"].queryset = Appointment.objects.none() if held is None else held
        self.fields["acting_for"].label_from_instance = lambda post: f"{post.member.full_name}, {post.label()}"

    def clean(self):
        facts = super().clean()
        since, until = facts.get("since"), facts.get("until")
        if since and until and until <= since:
            self.add_error("until", "Ngày kết thúc phải sau ngày bắt đầu.")
        if facts.get("role") == self.STAND_IN:
            self.clean_stand_in(facts)
        elif facts.get("acting_for"):
            self.add_error("acting_for", "Chọn chức vụ “Phụ trách thay”, hoặc bỏ trống mục này.")
        return facts

    def clean_stand_in(self, facts):
        if not facts.get("acting_for"):
            self.add_error("acting_for", "Chọn đồng chí được thay.")
        if "until" not in self.errors and not facts.get("until"):
            self.add_error("until", "Phụ trách thay thì phải có ngày kết thúc.")


class EndForm(forms.Form):
    on = a_date("Thôi từ ngày", "Ngày đầu tiên không còn hiệu lực")


class FindForm(forms.Form):
    """What somebody types into the one box."""

    q = forms.CharField(
        label="Họ tên, số thẻ hoặc tên chi bộ",
        help_text="Viết không dấu cũng được, tên trước họ cũng được: “hung”, “nguyen van hung”, “cb\u00a07”.",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": "Dài quá: đồng chí chỉ gõ họ tên, số thẻ hoặc tên chi bộ. Chưa tìm gì."},
    )
