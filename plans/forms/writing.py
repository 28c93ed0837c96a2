"""What the author types. In a draft no field is required, and nothing typed is refused."""

import unicodedata

from django import forms

from plans.models import SelfCheck, Shortcoming, Task

# Far more than anybody writes; what is longer is pasted by mistake. The text stays in the field.
LONGEST = 20_000


def lines(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


def plain(text):
    """The same letters and line breaks whatever keyboard, browser or script sent them."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


class Prose(forms.CharField):
    """What a person writes: nothing is required, and it is stored alike from every device."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def to_python(self, value):
        return super().to_python(plain(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget):
        """No limit in the browser: it would cut off what is pasted, without a word."""
        return {}


class VersionedForm(forms.Form):
    """`version` is the one that the writer has before them: 0 for what was never saved."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def values(self):
        """The columns to save."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def is_blank(self):
        """Whether this is a new row in which nothing was written."""
        return self.cleaned_data["version"] == 0 and not any(self.values().values())

    def typed(self):
        """[(label, text)] of what was written."""
        return [(self.fields[name].label, str(value)) for name, value in self.values().items() if value]

    def differing(self, saved):
        """[(label, text)] of the fields that hold something else in `saved`, the row as it is now (or None)."""
        names = [name for name, value in self.values().items() if saved and getattr(saved, name) != value]
        return [(self.fields[name].label, self.words(name, getattr(saved, name))) for name in names]

    def words(self, name, value):
        return value or "(trống)"


class TextForm(VersionedForm):
    text = Prose(label="Nội dung", widget=lines(10), strip=False)


class ShortcomingForm(VersionedForm):
    text = Prose(label="Hạn chế, khuyết điểm của tôi", widget=lines(3))
    cause = Prose(label="Nguyên nhân", widget=lines(2))
    remedy = Prose(label="Tôi khắc phục thế nào?", widget=lines(3), help_text="Một việc làm được, nhìn thấy được.")
    deadline = Prose(label="Khắc phục xong trước ngày", max_length=200, help_text="Ví dụ: 30/06/2026")
    helped_by = Prose(label="Ai giúp, ai theo dõi", max_length=200, help_text="Nếu có. Ghi cả họ và tên.")
    model = Shortcoming


class TaskForm(VersionedForm):
    deed = Prose(label="Tôi sẽ làm gì?", widget=lines(4), help_text="Một việc làm được, nhìn thấy được.")
    expected = Prose(
        label="Kết quả thế nào là đạt?",
        widget=lines(2),
        help_text="Ghi con số để cuối năm đối chiếu: bao nhiêu hộ, buổi, lần.",
    )
    deadline = Prose(label="Xong trước ngày", max_length=200, help_text="Ví dụ: 30/06/2026, hoặc “hằng tháng”")
    basis_id = forms.TypedChoiceField(label="Gắn với căn cứ nào?", required=False, coerce=int, empty_value=None)
    model = Task

    def __init__(self, *args, bases, **kwargs):
        """`bases` is [(id, label)]."""
        super().__init__(*args, **kwargs)
        self.fields["basis_id"].choices = [("", "Chọn căn cứ"), *bases]

    def typed(self):
        return [(label, text) for label, text in super().typed() if label != self.fields["basis_id"].label]

    def words(self, name, value):
        if name == "basis_id":
            return dict(self.fields[name].choices).get(value, "(chưa chọn)")
        return super().words(name, value)


class AnswersForm(forms.Form):
    """An answer to each of these remarks: `answer_<pk>`, with `was_<pk>`, the answer that the writer started from."""

    def __init__(self, *args, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks)
        for remark in self.remarks:
            self.fields[f"answer_{remark.pk}"] = Prose(label="Trả lời góp ý", widget=lines(2), initial=remark.answer)
            self.fields[f"was_{remark.pk}"] = Prose(widget=forms.HiddenInput, initial=remark.answer, strip=False)

    def pairs(self):
        """[(remark, bound field of its answer, hidden field)] for the template."""
        return [(remark, self[f"answer_{remark.pk}"], self[f"was_{remark.pk}"]) for remark in self.remarks]

    def changed(self):
        """[(remark, answer, answer before)] of those that the writer changed."""
        both = [(r, self.cleaned_data[f"answer_{r.pk}"], self.cleaned_data[f"was_{r.pk}"]) for r in self.remarks]
        return [(remark, answer, was) for remark, answer, was in both if answer != was]

    def typed(self):
        """[(label, text)] of the answers that were written."""
        return [(f"Trả lời góp ý “{remark.text}”", answer) for remark, answer, _ in self.changed() if answer]

    def differing(self, remarks):
        """[(label, text)] of the changed answers that are another by now; `remarks` as they are now."""
        typed = {remark.pk: (answer, was) for remark, answer, was in self.changed()}
        now = [remark for remark in remarks if remark.pk in typed and remark.answer not in typed[remark.pk]]
        return [(f"Trả lời góp ý “{remark.text}”", remark.answer or "(trống)") for remark in now]


class SelfCheckForm(VersionedForm):
    """One group of manifestations: `level_<n>` and `note_<n>` for each number n."""

    def __init__(self, *args, manifestations, answers=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.manifestations = list(manifestations)
        for item in self.manifestations:
            said = (answers or {}).get(str(item.number), {})
            self.fields[f"level_{item.number}"] = forms.ChoiceField(
                label=item.text,
                required=False,
                choices=SelfCheck.Level.choices,
                widget=forms.RadioSelect,
                initial=said.get("level"),
            )
            note = Prose(label="Ghi riêng cho mình", widget=lines(2), initial=said.get("note", ""))
            self.fields[f"note_{item.number}"] = note

    def items(self):
        """[(manifestation, level field, note field)] for the template."""
        return [(item, self[f"level_{item.number}"], self[f"note_{item.number}"]) for item in self.manifestations]

    def answers(self):
        """{"3": {"level", "note"}} of the manifestations that say something."""
        said = {str(item.number): self.said(item.number) for item in self.manifestations}
        return {number: answer for number, answer in said.items() if any(answer.values())}

    def said(self, number):
        return {"level": self.cleaned_data[f"level_{number}"], "note": self.cleaned_data[f"note_{number}"]}

    def differing(self, saved):
        """[(label, text)] of the manifestations about which `saved` (a SelfCheck) says something else."""
        typed, now, levels = self.answers(), saved.answers if saved else {}, dict(SelfCheck.Level.choices)
        numbers = [str(item.number) for item in self.manifestations]
        other = [(number, now.get(number, {})) for number in numbers if now.get(number) != typed.get(number)]
        return [(f"Biểu hiện {number}", in_words(said, levels)) for number, said in other]


def in_words(said, levels):
    parts = (levels.get(said.get("level"), ""), said.get("note", ""))
    return ": ".join(part for part in parts if part) or "(trống)"


class SignForm(forms.Form):
    """Signing again asks who is there: the password of the login. `shown` is the digest of the text on the page."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    password = forms.CharField(
        label="Mật khẩu của đồng chí",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Nhập lại mật khẩu thay cho chữ ký.",
    )

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field holds."""
        return any(name in self.errors for name in ("key", "seen", "shown"))


class CheckCodeForm(forms.Form):
    code = forms.CharField(label="Mã kiểm tra in dưới chữ ký", max_length=24, help_text="Mười chữ và số")

    def clean_code(self):
        """Upper case, without spaces and dashes."""
        return "".join(self.cleaned_data["code"].upper().split()).replace("-", "")
