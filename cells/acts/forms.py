"""What have the forms of several acts in common: no illness is written into them, and
no decision bears a day that has not come."""

from django import forms

from cells.acts.diagnoses import find_diagnoses

WARNING = (
    "Có chữ giống tên bệnh, cách chữa bệnh: {words}. "
    "Phần mềm không lưu bệnh tật của ai, nên chưa ghi gì. "
    "Hãy bỏ những chữ này; nếu không phải chuyện bệnh tật thì đánh dấu "
    "“Tôi đã xem lại, vẫn ghi” ở cuối trang."
)
NO_ILLNESS = "Không ghi bệnh tật, chẩn đoán."


class LookedOverForm(forms.Form):
    """Its texts are looked over for a diagnosis. It warns, and gives way to who ticks
    that they have looked again."""

    looked_again = forms.BooleanField(
        label="Tôi đã xem lại, vẫn ghi",
        required=False,
        widget=forms.HiddenInput,
        initial="",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["looked_again"] = self.fields.pop("looked_again")  # it stands last

    def clean(self):
        sent = super().clean()
        texts = [value for value in sent.values() if isinstance(value, str)]
        found = find_diagnoses("\n".join(texts))
        if found:
            self.fields["looked_again"].widget = forms.CheckboxInput()
            if not sent.get("looked_again"):
                self.add_error(None, WARNING.format(words=quote_words(found)))
        return sent

    def facts(self):
        """What was entered, without the tick."""
        facts = dict(self.cleaned_data)
        del facts["looked_again"]
        return facts


def quote_words(words):
    return ", ".join(f"“{word}”" for word in words)


def refuse_future_day(today, day):
    """The day, or the error of a form when it has not come."""
    if day and day > today:
        raise forms.ValidationError("Ngày này chưa đến.")
    return day
