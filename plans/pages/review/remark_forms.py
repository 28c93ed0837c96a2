"""A remark at a place of a plan: a reason and words of one's own, or one of the
sentences that are ready to use."""

import re
import uuid

from django import forms

from plans.reasons import CHOICES, REASONS
from plans.workflow.disputes import DECISIONS, NO_REPLY

# What a number of a row looks like; longer ones no database has.
NUMBER = re.compile("[0-9]{1,18}")
WHOLE = ("", "Cả bản kế hoạch")


def list_sentences():
    """The choices of `sentence` (see RemarkForm)."""
    choices = []
    for reason in REASONS.values():
        for number in range(len(reason.sentences)):
            choices.append((f"{reason.code}:{number}", ""))
    return choices


class RemarkForm(forms.Form):
    """`places` are the [(place, title)] of the page: a section's key, "section:row
    uid", or "" for the whole plan.

    `sentence` ("vague:0") is the value of the button that sends one of the ready
    sentences; what was typed goes before it. Cleaned, `reason` and `text` are there
    either way.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    place = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    sentence = forms.ChoiceField(
        required=False,
        choices=list_sentences(),
    )
    reason = forms.ChoiceField(
        label="Lý do", required=False, choices=[("", "Chọn lý do"), *CHOICES]
    )
    text = forms.CharField(
        label="Góp ý", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_internal = forms.BooleanField(
        label="Ghi nội bộ, không gửi người viết", required=False
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, auto_id="id_remark_%s", **kwargs)
        self.fields["place"].choices = [WHOLE, *places]

    def clean(self):
        sent = super().clean()
        if sent.get("sentence"):
            code, number = sent["sentence"].split(":")
            sent["text"] = "\n".join(
                filter(None, [sent.get("text"), REASONS[code].sentences[int(number)]])
            )
            sent["reason"] = code
        for name, words in (
            ("reason", "Chọn một lý do."),
            ("text", "Viết góp ý, hoặc chọn một câu có sẵn."),
        ):
            if not sent.get(name) and name not in self.errors:
                self.add_error(name, words)
        return sent

    @property
    def place_title(self):
        return dict(self.fields["place"].choices).get(self["place"].value() or "", "")

    @property
    def hidden_errors(self):
        """Whether the page itself was broken: no person can mend what a hidden field
        holds."""
        return any(name in self.errors for name in ("key", "seen", "place", "sentence"))


class ChosenRemarksForm(forms.Form):
    """`remarks` are numbers of remarks that are meant."""

    remarks = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data):
        super().__init__(data)
        chosen = data.getlist("remarks")
        self.fields["remarks"].choices = [
            (number, number) for number in chosen if NUMBER.fullmatch(number)
        ]


class DisputeForm(forms.Form):
    """What is decided about a remark with which the author does not agree. `outcome` is
    the value of the button."""

    outcome = forms.ChoiceField(choices=[(one, one.label) for one in DECISIONS])
    reply = forms.CharField(
        label="Trả lời người viết",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NO_REPLY},
    )


def make_blank_remark(plan, places, place, reason=""):
    initial = {
        "key": uuid.uuid4(),
        "seen": plan.revision,
        "place": place,
        "reason": reason,
    }
    return RemarkForm(initial=initial, places=places)


def split_place(place):
    """("tasks", "<uid>") of a place; the row is None for a section, the section "" for
    the whole plan."""
    section, _, row = place.partition(":")
    return section, row or None
