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
    attrs.setdefault("rows", rows)
    return forms.Textarea(attrs=attrs)


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
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = make_plain(value)
        return super().to_python(value)

    def widget_attrs(self, widget):
        """No limit in the browser: it would cut off what is pasted, without a word."""
        return {}


class VersionedForm(forms.Form):
    """`version` is the one that the writer has before them: 0 for what was never
    saved."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def values(self):
        """The columns to save."""
        columns = dict(self.cleaned_data)
        columns.pop("version", None)
        return columns

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
            if field.is_chosen:
                self.fields[name_field(field)] = make_choice(field, bases)
            else:
                self.fields[name_field(field)] = make_prose(field, is_text)
        if is_text and section.asks and not self.asked[0].asks:
            self.fields[name_field(self.asked[0])].label = section.asks

    def written(self):
        """{field key: text} of the form, bound or not; of a basis its id."""
        return {
            field.key: self[name_field(field)].value() or "" for field in self.asked
        }

    def typed(self):
        """[(label, text)] of what was written; a basis is chosen, not written."""
        found = []
        for field in self.asked:
            text = self.cleaned_data.get(field.key)
            if text:
                found.append((field.question, text))
        return found

    def differing(self, saved):
        """[(question, words)] of the fields in which `saved`, the Row as it is now (or
        None), holds something else."""
        if not saved:
            return []
        values = self.values()
        found = []
        for field in self.asked:
            now = hold_value(saved, field)
            if now != values[name_field(field)]:
                found.append((field.question, self.words(field, now)))
        return found

    def words(self, field, value):
        if field.is_chosen:
            labels = dict(self.fields[name_field(field)].choices)
            return labels.get(value, "(chưa chọn)")
        return value or "(trống)"


def name_field(field):
    if field.is_chosen:
        return "basis_id"
    return field.key


def hold_value(row, field):
    if field.is_chosen:
        return row.basis_id
    return row.values.get(field.key, "")


def make_start(row, section):
    """What a RowForm begins with: the Row as it was saved, or nothing (None)."""
    start = {"version": find_saved_version(row)}
    if row:
        for field in section.asked:
            start[name_field(field)] = hold_value(row, field)
    return start


def find_saved_version(saved):
    """The version of what was saved; 0 if nothing (None) was."""
    if saved is None:
        return 0
    return saved.version


def retype_over(saved, sent):
    """What was `sent` (request.POST) as data of a form that saves it over `saved`."""
    data = sent.dict()
    data["version"] = find_saved_version(saved)
    return data


def make_prose(field, is_text):
    """One line, or several; a text keeps its blanks, since it is saved while it is
    written."""
    said = {"label": field.question, "help_text": field.hint, "strip": not is_text}
    attrs = {"class": "form-control"}
    if field.is_short:
        widget = forms.TextInput(attrs=attrs)
        return Prose(max_length=LONGEST_LINE, widget=widget, **said)
    if field.lines >= TALL:
        attrs["class"] = "form-control tall"
    return Prose(widget=split_text_lines(field.lines, **attrs), **said)


def make_choice(field, bases):
    choices = [("", f"Chọn {field.within}"), *bases]
    said = {"label": field.question, "help_text": field.hint, "choices": choices}
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=widget, **said
    )


class AnswersForm(forms.Form):
    """An answer to each of these remarks: `answer_<pk>`, with `was_<pk>`, the answer
    that the writer started from. One that is disputed takes none: it is among the
    `settled`, which are only read."""

    def __init__(self, *args, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = [remark for remark in remarks if remark.takes_answer]
        self.settled = [remark for remark in remarks if not remark.takes_answer]
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
        found = []
        for remark in self.remarks:
            answer = self.cleaned_data[f"answer_{remark.pk}"]
            was = self.cleaned_data[f"was_{remark.pk}"]
            if answer != was:
                found.append((remark, answer, was))
        return found

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
        found = []
        for remark in remarks:
            if remark.pk in typed and remark.answer not in typed[remark.pk]:
                label = f"Trả lời góp ý “{remark.text}”"
                found.append((label, remark.answer or "(trống)"))
        return found


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
        answers = {}
        for item in self.manifestations:
            said = self.said(item.number)
            if any(said.values()):
                answers[str(item.number)] = said
        return answers

    def said(self, number):
        return {
            "level": self.cleaned_data[f"level_{number}"],
            "note": self.cleaned_data[f"note_{number}"],
        }

    def differing(self, saved):
        """[(label, text)] of the manifestations about which `saved` (a SelfCheck) says
        something else."""
        typed = self.answers()
        now = {}
        if saved:
            now = saved.answers
        levels = dict(SelfCheck.Level.choices)
        found = []
        for item in self.manifestations:
            number = str(item.number)
            if now.get(number) != typed.get(number):
                words = describe_choice(now.get(number, {}), levels)
                found.append((f"Biểu hiện {number}", words))
        return found


def describe_choice(said, levels):
    parts = (levels.get(said.get("level"), ""), said.get("note", ""))
    return ": ".join(filter(None, parts)) or "(trống)"


class AgreedWordsForm(forms.Form):
    """Which place goes back to what the cell agreed to; `version` is that of the row on
    the page, 0 for one that was taken out."""

    place = forms.CharField(max_length=80, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


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
