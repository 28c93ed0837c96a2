"""What is entered about a post: who gets it from when to when, and the day it ends."""

from django import forms

from cells.forms import a_date
from cells.models import Appointment
from cells.ward_choice import WardField, WardFirst

Role = Appointment.Role
# Who is named by the secretary, on a page of its own.
BESIDE_OFFICERS = Appointment.BESIDE_OFFICERS


class AppointmentForm(WardFirst, forms.Form):
    """A post from a day on. `places` are [(place, label)] besides the natural one,
    `wards` the WardChoice of those, `held` the posts to stand in for."""

    STAND_IN = "stand_in"

    role = forms.ChoiceField(
        label="Chức vụ",
        choices=[
            *[one for one in Role.choices if one[0] not in BESIDE_OFFICERS],
            (STAND_IN, "Phụ trách thay người khác, trong một thời gian"),
        ],
    )
    ward = WardField(label="Đơn vị, cấp ủy thuộc đảng bộ")
    place = forms.ChoiceField(
        label="Ở đâu",
        required=False,
        help_text="Chi bộ đã kết thúc: ghi chức vụ từ trước ngày ấy, hết cùng chi bộ.",
    )
    acting_for = forms.ModelChoiceField(
        label="Phụ trách thay ai",
        required=False,
        queryset=None,
        empty_label="Không thay ai",
    )
    title = forms.CharField(
        label="Chức danh ghi trên văn bản",
        max_length=120,
        required=False,
        help_text="Bỏ trống thì lấy tên chức vụ.",
    )
    since = a_date("Từ ngày")
    until = a_date(
        "Đến trước ngày (nếu có nhiệm kỳ)",
        "Ngày đầu tiên không còn giữ chức vụ",
        required=False,
    )
    decision = forms.CharField(
        label="Theo quyết định", max_length=120, required=False, help_text="Số, ngày"
    )

    def __init__(self, *args, places=(), wards=None, held=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            ("", "Chi bộ của đồng chí ấy, hoặc Đảng ủy"),
            *places,
        ]
        self.fields["acting_for"].queryset = (
            Appointment.objects.none() if held is None else held
        )
        self.fields["acting_for"].label_from_instance = lambda post: (
            f"{post.member.full_name}, {post.label()}"
        )
        self.ask_for_ward(wards)

    def clean(self):
        facts = super().clean()
        since, until = facts.get("since"), facts.get("until")
        if since and until and until <= since:
            self.add_error("until", "Ngày kết thúc phải sau ngày bắt đầu.")
        if facts.get("role") == self.STAND_IN:
            self.clean_stand_in(facts)
        elif facts.get("acting_for"):
            self.add_error(
                "acting_for", "Chọn chức vụ “Phụ trách thay”, hoặc bỏ trống mục này."
            )
        return facts

    def clean_stand_in(self, facts):
        if not facts.get("acting_for"):
            self.add_error("acting_for", "Chọn đồng chí được thay.")
        if "until" not in self.errors and not facts.get("until"):
            self.add_error("until", "Phụ trách thay thì phải có ngày kết thúc.")


class SecondReaderForm(forms.Form):
    """`people` are those of the cell who may be named."""

    member = forms.ModelChoiceField(
        label="Cử đồng chí",
        queryset=None,
        empty_label="Chọn một đồng chí",
        error_messages={"required": "Chọn một đồng chí."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = people
        self.fields["member"].label_from_instance = lambda member: member.full_name


class EndForm(forms.Form):
    on = a_date("Thôi từ ngày", "Ngày đầu tiên không còn hiệu lực")
