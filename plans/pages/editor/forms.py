"""What the author types. In a draft no field is required, and nothing typed is
refused."""

import unicodedata

from django import forms

from plans.models import Section, SelfCheck
from plans.models.field import LONGEST_LINE

# Far more than anybody writes; what is longer is pasted by mistake. The text stays in
# the field.
LONGEST = 20_000
# From so many lines on an input grows with the page (static/css/plan.css).
TALL = 10


def split_text_lines(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


def make_plain(text):
    """The same letters and line breaks whatever keyboard, browser or script sent
    them."""
    return (
        unicodedata.normalize("NFC", text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x00", "")
    )


class Prose(forms.CharField):
    """What a person writes: nothing is required, and it is stored alike from every
    device."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def to_python(self, value):
        return super().to_python(make_plain(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget):
        """No limit in the browser: it would cut off what is pasted, without a word."""
        return {}


class VersionedForm(forms.Form):
    """`version` is the one that the writer has before them: 0 for what was never
    saved."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def values(self):
        """The columns to save."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }

    def is_blank(self):
        """Whether this is a new row in which nothing was written."""
        return self.cleaned_data["version"] == 0 and not any(self.values().values())


class RowForm(VersionedForm):
    """The fields of a Section as its form version has them, for a text or one row;
    `bases` is [(id, label)].

    An input is called as the key of its field, that of the basis as its column.
    """

    def __init__(self, *args, section, bases=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = section.asked
        is_text = section.kind == Section.Kind.TEXT
        for field in self.asked:
            self.fields[name_field(field)] = (
                make_choice(field, bases)
                if field.is_chosen
                else make_prose(field, is_text)
            )
        if is_text and section.asks and not self.asked[0].asks:
            self.fields[name_field(self.asked[0])].label = section.asks

    def written(self):
        """{field key: text} of the form, bound or not; of a basis its id."""
        return {
            field.key: self[name_field(field)].value() or "" for field in self.asked
        }

    def typed(self):
        """[(label, text)] of what was written; a basis is chosen, not written."""
        return [
            (field.question, text)
            for field in self.asked
            if (text := self.cleaned_data.get(field.key))
        ]

    def differing(self, saved):
        """[(question, words)] of the fields in which `saved`, the Row as it is now (or
        None), holds something else."""
        values = self.values()
        pairs = (
            [(field, hold_value(saved, field)) for field in self.asked] if saved else []
        )
        return [
            (field.question, self.words(field, now))
            for field, now in pairs
            if now != values[name_field(field)]
        ]

    def words(self, field, value):
        if field.is_chosen:
            return dict(self.fields[name_field(field)].choices).get(
                value, "(chưa chọn)"
            )
        return value or "(trống)"


def name_field(field):
    return "basis_id" if field.is_chosen else field.key


def hold_value(row, field):
    return row.basis_id if field.is_chosen else row.values.get(field.key, "")


def make_start(row, section):
    """What a RowForm begins with: the Row as it was saved, or nothing (None)."""
    saved = (
        {name_field(field): hold_value(row, field) for field in section.asked}
        if row
        else {}
    )
    return {**saved, "version": row.version if row else 0}


def make_prose(field, is_text):
    """One line, or several; a text keeps its blanks, since it is saved while it is
    written."""
    said = {"label": field.question, "help_text": field.hint, "strip": not is_text}
    if field.is_short:
        return Prose(
            max_length=LONGEST_LINE,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            **said,
        )
    is_tall = field.lines >= TALL
    return Prose(
        widget=split_text_lines(
            field.lines, **{"class": "form-control tall" if is_tall else "form-control"}
        ),
        **said,
    )


def make_choice(field, bases):
    choices = [("", f"Chọn {field.within}"), *bases]
    said = {"label": field.question, "help_text": field.hint, "choices": choices}
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=widget, **said
    )


class AnswersForm(forms.Form):
    """An answer to each of these remarks: `answer_<pk>`, with `was_<pk>`, the answer
    that the writer started from."""

    def __init__(self, *args, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks)
        for remark in self.remarks:
            self.fields[f"answer_{remark.pk}"] = Prose(
                label="Trả lời góp ý", widget=split_text_lines(2), initial=remark.answer
            )
            self.fields[f"was_{remark.pk}"] = Prose(
                widget=forms.HiddenInput, initial=remark.answer, strip=False
            )

    def pairs(self):
        """[(remark, bound field of its answer, hidden field)] for the template."""
        return [
            (remark, self[f"answer_{remark.pk}"], self[f"was_{remark.pk}"])
            for remark in self.remarks
        ]

    def changed(self):
        """[(remark, answer, answer before)] of those that the writer changed."""
        both = [
            (r, self.cleaned_data[f"answer_{r.pk}"], self.cleaned_data[f"was_{r.pk}"])
            for r in self.remarks
        ]
        return [(remark, answer, was) for remark, answer, was in both if answer != was]

    def typed(self):
        """[(label, text)] of the answers that were written."""
        return [
            (f"Trả lời góp ý “{remark.text}”", answer)
            for remark, answer, _ in self.changed()
            if answer
        ]

    def differing(self, remarks):
        """[(label, text)] of the changed answers that are another by now; `remarks` as
        they are now."""
        typed = {remark.pk: (answer, was) for remark, answer, was in self.changed()}
        now = [
            remark
            for remark in remarks
            if remark.pk in typed and remark.answer not in typed[remark.pk]
        ]
        return [
            (f"Trả lời góp ý “{remark.text}”", remark.answer or "(trống)")
            for remark in now
        ]


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
            note = Prose(
                label="Ghi riêng cho mình",
                widget=split_text_lines(2),
                initial=said.get("note", ""),
            )
            self.fields[f"note_{item.number}"] = note

    def items(self):
        """[(manifestation, level field, note field)] for the template."""
        return [
            (item, self[f"level_{item.number}"], self[f"note_{item.number}"])
            for item in self.manifestations
        ]

    def answers(self):
        """{"3": {"level", "note"}} of the manifestations that say something."""
        said = {
            str(item.number): self.said(item.number) for item in self.manifestations
        }
        return {
            number: answer for number, answer in said.items() if any(answer.values())
        }

    def said(self, number):
        return {
            "level": self.cleaned_data[f"level_{number}"],
            "note": self.cleaned_data[f"note_{number}"],
        }

    def differing(self, saved):
        """[(label, text)] of the manifestations about which `saved` (a SelfCheck) says
        something else."""
        typed, now, levels = (
            self.answers(),
            saved.answers if saved else {},
            dict(SelfCheck.Level.choices),
        )
        numbers = [str(item.number) for item in self.manifestations]
        other = [
            (number, now.get(number, {}))
            for number in numbers
            if now.get(number) != typed.get(number)
        ]
        return [
            (f"Biểu hiện {number}", describe_choice(said, levels))
            for number, said in other
        ]


def describe_choice(said, levels):
    parts = (levels.get(said.get("level"), ""), said.get("note", ""))
    return ": ".join(part for part in parts if part) or "(trống)"


class SignForm(forms.Form):
    """Signing again asks who is there: the password of the login. `shown` is the digest
    of the text on the page."""

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
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen", "shown"))


class CheckCodeForm(forms.Form):
    code = forms.CharField(
        label="Mã kiểm tra in dưới chữ ký", max_length=24, help_text="Mười chữ và số"
    )

    def clean_code(self):
        """Upper case, without spaces and dashes."""
        return "".join(self.cleaned_data["code"].upper().split()).replace("-", "")
