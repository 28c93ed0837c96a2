"""Shapes of what is entered about exemptions and suspensions. They save nothing and know no user."""

from itertools import groupby

from django import forms

from cells.acts import diagnoses
from cells.acts.exemptions.reviews import Outcome
from cells.forms import a_date
from cells.models import Exemption

WARNING = (
    "Có chữ giống tên bệnh, cách chữa bệnh: {words}. Phần mềm không lưu bệnh tật của ai, nên chưa ghi gì. "
    "Hãy bỏ những chữ này; nếu không phải chuyện bệnh tật thì đánh dấu “Tôi đã xem lại, vẫn ghi” ở cuối trang."
)
DECIDERS = {Exemption.Kind.AGE_HEALTH: "Chi bộ quyết định", Exemption.Kind.OTHER: "Cấp ủy cấp trên quyết định"}
NO_ILLNESS = "Không ghi bệnh tật, chẩn đoán."


def quoted(words):
    return ", ".join(f"“{word}”" for word in words)


class LookedOverForm(forms.Form):
    """Its texts are looked over for a diagnosis. It warns, and gives way to who ticks that they have looked again."""

    looked_again = forms.BooleanField(
        label="Tôi đã xem lại, vẫn ghi", required=False, widget=forms.HiddenInput, initial=""
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["looked_again"] = self.fields.pop("looked_again")  # it stands last

    def clean(self):
        sent = super().clean()
        texts = [value for value in sent.values() if isinstance(value, str)]
        if found := diagnoses.found_in("\n".join(texts)):
            self.fields["looked_again"].widget = forms.CheckboxInput()
            if not sent.get("looked_again"):
                self.add_error(None, WARNING.format(words=quoted(found)))
        return sent

    def facts(self):
        """What was entered, without the tick."""
        return {name: value for name, value in self.cleaned_data.items() if name != "looked_again"}


def no_later_than(today, day, words="Ngày này chưa đến."):
    if day and day > today:
        raise forms.ValidationError(words)
    return day


class ExemptionForm(LookedOverForm):
    """`members` are [(pk, name)] and `grounds` those that are valid; the ground says who decides."""

    member = forms.TypedChoiceField(label="Đồng chí", coerce=int)
    ground = forms.ModelChoiceField(
        label="Lý do", queryset=None, empty_label=None, widget=forms.RadioSelect, help_text=NO_ILLNESS
    )
    resolution_number = forms.CharField(
        label="Số nghị quyết, quyết định", max_length=60, help_text="Chỉ ghi số văn bản. Ví dụ: 12-NQ/CB"
    )
    resolution_on = a_date("Ngày của nghị quyết, quyết định")
    since = a_date("Miễn từ ngày")
    until = a_date("Đến trước ngày", "Bắt buộc khi lý do có thời hạn, nếu không thì bỏ trống.", required=False)
    review_on = a_date("Rà soát lại ngày", "Bỏ trống thì một năm sau ngày bắt đầu miễn.", required=False)

    def __init__(self, *args, members, grounds, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["member"].choices = [("", "Chọn đồng chí"), *members]
        self.fields["ground"].queryset = grounds
        self.fields["ground"].choices = by_decider(grounds)

    def clean_resolution_on(self):
        return no_later_than(self.today, self.cleaned_data["resolution_on"])

    def clean(self):
        sent = super().clean()
        ground, since, until = (sent.get(name) for name in ("ground", "since", "until"))
        if ground and ground.is_for_a_term and not until and "until" not in self.errors:
            self.add_error("until", "Lý do này có thời hạn: ghi ngày kết thúc.")
        if since and until and until <= since:
            self.add_error("until", "Ngày kết thúc phải sau ngày bắt đầu miễn.")
        if since and sent.get("review_on") and sent["review_on"] <= since:
            self.add_error("review_on", "Ngày rà soát phải sau ngày bắt đầu miễn.")
        return sent


def by_decider(grounds):
    """Choices in groups by who decides."""
    return [
        (DECIDERS[kind], [(ground.pk, label_of(ground)) for ground in some])
        for kind, some in groupby(grounds, key=lambda ground: ground.kind)
    ]


def label_of(ground):
    return f"{ground.label} (có thời hạn)" if ground.is_for_a_term else ground.label


class GroundForm(LookedOverForm):
    """A ground for exemption; who decides and the term are said by the ground."""

    label = forms.CharField(label="Lý do", max_length=160, help_text=NO_ILLNESS)
    kind = forms.ChoiceField(label="Ai quyết định", choices=list(DECIDERS.items()), widget=forms.RadioSelect)
    is_for_a_term = forms.BooleanField(label="Có thời hạn: phải ghi ngày kết thúc", required=False)
    valid_since = a_date(
        "Áp dụng từ ngày", "Miễn bắt đầu trước ngày này thì không theo lý do này. Thường bỏ trống.", required=False
    )

    @classmethod
    def of(cls, ground):
        """What a ground says, as the form's initial values."""
        return {name: getattr(ground, name) for name in ("label", "kind", "is_for_a_term", "valid_since")}

    def clean_label(self):
        return " ".join(self.cleaned_data["label"].split())


class DecisionForm(LookedOverForm):
    """The committee agrees to what a cell proposes, perhaps with other dates."""

    decision_number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ví dụ: 45-QĐ/ĐU")
    decided_on = a_date("Ngày quyết định")
    since = a_date("Miễn từ ngày")
    until = a_date("Đến trước ngày")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        return no_later_than(self.today, self.cleaned_data["decided_on"])


class RefusalForm(LookedOverForm):
    reason = forms.CharField(
        label="Lý do không đồng ý", max_length=300, help_text=f"Chi bộ đọc được lý do này. {NO_ILLNESS}"
    )


class ReturnForm(LookedOverForm):
    on = a_date("Trở lại sinh hoạt từ ngày", "Ngày đầu tiên sinh hoạt lại")
    reason = forms.CharField(label="Lý do", max_length=300, help_text=NO_ILLNESS)


# --- the yearly review -----------------------------------------------------------------------------------------------


class MeetingForm(forms.Form):
    """What all rows of a review share. `looked_again` is asked for when a reason looks like a diagnosis."""

    held_on = a_date("Chi bộ họp ngày")
    returns_on = a_date("Ai trở lại thì sinh hoạt từ ngày", "Có thể ghi ngày khác cho từng đồng chí.")
    looked_again = forms.BooleanField(label="Tôi đã xem lại, vẫn ghi", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self):
        return no_later_than(self.today, self.cleaned_data["held_on"])


class VerdictForm(forms.Form):
    """What was said of one exemption; nothing without an outcome. Its prefix is the exemption's number."""

    outcome = forms.ChoiceField(choices=Outcome.choices, required=False)
    reason = forms.CharField(max_length=300, required=False)
    returns_on = a_date("Từ ngày", required=False)

    def clean(self):
        sent = super().clean()
        if sent.get("outcome") == Outcome.RETURNED and not sent.get("reason"):
            self.add_error("reason", "Ghi lý do trở lại sinh hoạt.")
        return sent


class PutRightForm(LookedOverForm):
    """`is_late`: recorded before today, so that a reason is asked for."""

    outcome = forms.ChoiceField(label="Kết quả", choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Lý do", max_length=300, required=False, help_text=NO_ILLNESS)
    returns_on = a_date("Trở lại sinh hoạt từ ngày", "Chỉ ghi khi trở lại sinh hoạt", required=False)
    because = forms.CharField(label="Vì sao sửa", max_length=300, required=False, help_text=NO_ILLNESS)

    def __init__(self, *args, is_late, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].required = is_late

    def clean(self):
        sent = super().clean()
        if sent.get("outcome") == Outcome.RETURNED:
            for name, words in (("reason", "Ghi lý do trở lại sinh hoạt."), ("returns_on", "Ghi ngày trở lại.")):
                if not sent.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return sent


# --- suspension ------------------------------------------------------------------------------------------------------


class SuspensionForm(LookedOverForm):
    decision = forms.CharField(label="Số quyết định", max_length=120, help_text="Chỉ ghi số. Ví dụ: 12-QĐ/UBKTĐU")
    decided_on = a_date("Ngày quyết định")
    since = a_date("Đình chỉ từ ngày")
    until = a_date("Đến trước ngày", "Bỏ trống nếu quyết định không ghi thời hạn.", required=False)
    review_on = a_date("Xem xét lại ngày", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        return no_later_than(self.today, self.cleaned_data["decided_on"])

    def clean(self):
        sent = super().clean()
        since = sent.get("since")
        for name, words in (("until", "Ngày kết thúc"), ("review_on", "Ngày xem xét")):
            if since and sent.get(name) and sent[name] <= since:
                self.add_error(name, f"{words} phải sau ngày bắt đầu đình chỉ.")
        return sent


class LiftForm(LookedOverForm):
    on = a_date("Thôi đình chỉ từ ngày", "Ngày đầu tiên sinh hoạt lại")
    lifted_by = forms.CharField(label="Theo quyết định", max_length=120, help_text="Ví dụ: 31-QĐ/ĐU ngày 05/02/2026")
