"""What is entered about exemptions, their grounds and their reviews."""

from itertools import groupby

from django import forms

from cells.acts.exemptions.reviews import Outcome
from cells.acts.exemptions.rules import Resolution
from cells.acts.forms import NO_ILLNESS, LookedOverForm, refuse_future_day
from cells.forms import a_date
from cells.models import Exemption

DECIDED_BY = {
    Exemption.Kind.AGE_HEALTH: "Chi bộ quyết định",
    Exemption.Kind.OTHER: "Cấp ủy cấp trên quyết định",
}


class ExemptionForm(LookedOverForm):
    """`members` are [(pk, name)] and `grounds` those that are valid; the ground says
    who decides."""

    member = forms.TypedChoiceField(label="Đồng chí", coerce=int)
    ground = forms.ModelChoiceField(
        label="Lý do",
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=NO_ILLNESS,
    )
    resolution_number = forms.CharField(
        label="Số nghị quyết, quyết định",
        max_length=60,
        help_text="Chỉ ghi số văn bản. Ví dụ: 12-NQ/CB",
    )
    resolution_on = a_date("Ngày của nghị quyết, quyết định")
    since = a_date("Miễn từ ngày")
    until = a_date(
        "Đến trước ngày",
        "Bắt buộc khi lý do có thời hạn, nếu không thì bỏ trống.",
        required=False,
    )
    review_on = a_date(
        "Rà soát lại ngày",
        "Bỏ trống thì một năm sau ngày bắt đầu miễn.",
        required=False,
    )

    def __init__(self, *args, members, grounds, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["member"].choices = [("", "Chọn đồng chí"), *members]
        self.fields["ground"].queryset = grounds
        self.fields["ground"].choices = group_by_decider(grounds)

    def clean_resolution_on(self):
        return refuse_future_day(self.today, self.cleaned_data["resolution_on"])

    def clean(self):
        sent = super().clean()
        ground, since, until = sent.get("ground"), sent.get("since"), sent.get("until")
        review_on = sent.get("review_on")
        is_for_a_term = ground and ground.is_for_a_term
        if is_for_a_term and not until and "until" not in self.errors:
            self.add_error("until", "Lý do này có thời hạn: ghi ngày kết thúc.")
        if since and until and until <= since:
            self.add_error("until", "Ngày kết thúc phải sau ngày bắt đầu miễn.")
        if since and review_on and review_on <= since:
            self.add_error("review_on", "Ngày rà soát phải sau ngày bắt đầu miễn.")
        return sent

    def read_resolution(self):
        """What was entered, without the member and the day of the review."""
        sent = self.cleaned_data
        return Resolution(**{name: sent[name] for name in Resolution._fields})


def group_by_decider(grounds):
    """Choices in groups by who decides."""
    groups = []
    for kind, some in groupby(grounds, key=lambda ground: ground.kind):
        groups.append((DECIDED_BY[kind], [(row.pk, label_ground(row)) for row in some]))
    return groups


def label_ground(ground):
    if ground.is_for_a_term:
        return f"{ground.label} (có thời hạn)"
    return ground.label


class GroundForm(LookedOverForm):
    """A ground for exemption; who decides and the term are said by the ground."""

    label = forms.CharField(label="Lý do", max_length=160, help_text=NO_ILLNESS)
    kind = forms.ChoiceField(
        label="Ai quyết định",
        choices=list(DECIDED_BY.items()),
        widget=forms.RadioSelect,
    )
    is_for_a_term = forms.BooleanField(
        label="Có thời hạn: phải ghi ngày kết thúc", required=False
    )
    valid_since = a_date(
        "Áp dụng từ ngày",
        "Miễn bắt đầu trước ngày này thì không theo lý do này. Thường bỏ trống.",
        required=False,
    )

    @staticmethod
    def read_initial(ground):
        """What a ground says, as the form's initial values."""
        return {
            "label": ground.label,
            "kind": ground.kind,
            "is_for_a_term": ground.is_for_a_term,
            "valid_since": ground.valid_since,
        }

    def clean_label(self):
        return " ".join(self.cleaned_data["label"].split())


class AcceptanceForm(LookedOverForm):
    """The committee agrees to what a cell proposes, perhaps with other dates."""

    decision_number = forms.CharField(
        label="Số quyết định", max_length=60, help_text="Ví dụ: 45-QĐ/ĐU"
    )
    decided_on = a_date("Ngày quyết định")
    since = a_date("Miễn từ ngày")
    until = a_date("Đến trước ngày")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, auto_id="id_dong_y_%s", **kwargs)
        self.today = today

    def clean_decided_on(self):
        return refuse_future_day(self.today, self.cleaned_data["decided_on"])


class RefusalForm(LookedOverForm):
    reason = forms.CharField(
        label="Lý do không đồng ý",
        max_length=300,
        help_text=f"Chi bộ đọc được lý do này. {NO_ILLNESS}",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_khong_%s", **kwargs)


class ReturnForm(LookedOverForm):
    on = a_date("Trở lại sinh hoạt từ ngày", "Ngày đầu tiên sinh hoạt lại")
    reason = forms.CharField(label="Lý do", max_length=300, help_text=NO_ILLNESS)


# --- the yearly review ---------------------------------------------------------------


class MeetingForm(forms.Form):
    """What all rows of a review share. `looked_again` is asked for when a reason looks
    like a diagnosis."""

    held_on = a_date("Chi bộ họp ngày")
    returns_on = a_date(
        "Ai trở lại thì sinh hoạt từ ngày", "Có thể ghi ngày khác cho từng đồng chí."
    )
    looked_again = forms.BooleanField(label="Tôi đã xem lại, vẫn ghi", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self):
        return refuse_future_day(self.today, self.cleaned_data["held_on"])


class VerdictForm(forms.Form):
    """What was said of one exemption; nothing without an outcome. Its prefix is the
    exemption's number."""

    outcome = forms.ChoiceField(choices=Outcome.choices, required=False)
    reason = forms.CharField(max_length=300, required=False)
    returns_on = a_date("Từ ngày", required=False)

    def clean(self):
        sent = super().clean()
        if sent.get("outcome") == Outcome.RETURNED and not sent.get("reason"):
            self.add_error("reason", "Ghi lý do trở lại sinh hoạt.")
        return sent

    def typed_reason(self):
        """As it was sent, before it is checked; "" for none."""
        return self.data.get(self.add_prefix("reason"), "")


class ReviewCorrectionForm(LookedOverForm):
    """`is_late`: recorded before today, so that a reason is asked for."""

    outcome = forms.ChoiceField(
        label="Kết quả", choices=Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Lý do", max_length=300, required=False, help_text=NO_ILLNESS
    )
    returns_on = a_date(
        "Trở lại sinh hoạt từ ngày", "Chỉ ghi khi trở lại sinh hoạt", required=False
    )
    because = forms.CharField(
        label="Vì sao sửa", max_length=300, required=False, help_text=NO_ILLNESS
    )

    def __init__(self, *args, is_late, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].required = is_late

    def clean(self):
        sent = super().clean()
        if sent.get("outcome") == Outcome.RETURNED:
            self.require("reason", "Ghi lý do trở lại sinh hoạt.")
            self.require("returns_on", "Ghi ngày trở lại.")
        return sent

    def require(self, name, words):
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)
