"""What the author types. In a draft no field is required, and nothing typed is refused."""

from django import forms

from plans.models import SelfCheck, Shortcoming, Task


def lines(rows):
    return forms.Textarea(attrs={"rows": rows})


class VersionedForm(forms.Form):
    """`version` is the one that the writer has before them: 0 for what was never saved."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def values(self):
        """The columns to save."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TextForm(VersionedForm):
    text = forms.CharField(label="Nội dung", required=False, widget=lines(10), strip=False)


class ShortcomingForm(VersionedForm):
    text = forms.CharField(label="Hạn chế, khuyết điểm của tôi", required=False, widget=lines(3))
    cause = forms.CharField(label="Nguyên nhân", required=False, widget=lines(2))
    remedy = forms.CharField(
        label="Tôi khắc phục thế nào?", required=False, widget=lines(3), help_text="Một việc làm được, nhìn thấy được."
    )
    deadline = forms.CharField(
        label="Khắc phục xong trước ngày", required=False, max_length=200, help_text="Ví dụ: 30/06/2026"
    )
    helped_by = forms.CharField(
        label="Ai giúp, ai theo dõi", required=False, max_length=200, help_text="Nếu có. Ghi cả họ và tên."
    )
    model = Shortcoming


class TaskForm(VersionedForm):
    deed = forms.CharField(
        label="Tôi sẽ làm gì?", required=False, widget=lines(4), help_text="Một việc làm được, nhìn thấy được."
    )
    expected = forms.CharField(
        label="Kết quả thế nào là đạt?",
        required=False,
        widget=lines(2),
        help_text="Ghi con số để cuối năm đối chiếu: bao nhiêu hộ, buổi, lần.",
    )
    deadline = forms.CharField(
        label="Xong trước ngày", required=False, max_length=200, help_text="Ví dụ: 30/06/2026, hoặc “hằng tháng”"
    )
    basis_id = forms.TypedChoiceField(label="Gắn với căn cứ nào?", required=False, coerce=int, empty_value=None)
    model = Task

    def __init__(self, *args, bases, **kwargs):
        """`bases` is [(id, label)]."""
        super().__init__(*args, **kwargs)
        self.fields["basis_id"].choices = [("", "Chọn căn cứ"), *bases]


class AnswersForm(forms.Form):
    """An answer to each of these remarks: `answer_<pk>`, with `was_<pk>`, the answer that the writer started from."""

    def __init__(self, *args, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks)
        for remark in self.remarks:
            self.fields[f"answer_{remark.pk}"] = forms.CharField(
                label="Trả lời góp ý", required=False, widget=lines(2), initial=remark.answer
            )
            self.fields[f"was_{remark.pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=remark.answer, strip=False
            )

    def pairs(self):
        """[(remark, bound field of its answer, hidden field)] for the template."""
        return [(remark, self[f"answer_{remark.pk}"], self[f"was_{remark.pk}"]) for remark in self.remarks]

    def changed(self):
        """[(remark, answer, answer before)] of those that the writer changed."""
        both = [(r, self.cleaned_data[f"answer_{r.pk}"], self.cleaned_data[f"was_{r.pk}"]) for r in self.remarks]
        return [(remark, answer, was) for remark, answer, was in both if answer != was]


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
            self.fields[f"note_{item.number}"] = forms.CharField(
                label="Ghi riêng cho mình", required=False, widget=lines(2), initial=said.get("note", "")
            )

    def items(self):
        """[(manifestation, level field, note field)] for the template."""
        return [(item, self[f"level_{item.number}"], self[f"note_{item.number}"]) for item in self.manifestations]

    def answers(self):
        """{"3": {"level", "note"}} of the manifestations that say something."""
        said = {str(item.number): self.said(item.number) for item in self.manifestations}
        return {number: answer for number, answer in said.items() if any(answer.values())}

    def said(self, number):
        return {"level": self.cleaned_data[f"level_{number}"], "note": self.cleaned_data[f"note_{number}"]}


class SignForm(forms.Form):
    """Signing again asks who is there: the password of the login."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    edited = forms.CharField(required=False, widget=forms.HiddenInput)
    password = forms.CharField(
        label="Mật khẩu của đồng chí",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Nhập lại mật khẩu thay cho chữ ký.",
    )


class CheckCodeForm(forms.Form):
    code = forms.CharField(label="Mã kiểm tra in dưới chữ ký", max_length=24, help_text="Mười chữ và số")
