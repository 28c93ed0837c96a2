"""Shapes of what an officer says about cells: each form gives a part (cells/acts/reorganisation/parts.py). What cells and
people there are to choose from is given to the form; whether it makes sense is cells/acts/reorganisation/troubles.py."""

from django import forms

from cells.acts.reorganisation.parts import DISSOLVE, MERGE, RENAME, SPLIT
from cells.acts.reorganisation.scans import MOST_BYTES
from cells.forms import a_date
from cells.models import Appointment, Cell, Committee

NOBODY = [("", "Để trống, giao sau")]
MOST_PIECES = 4


class DecisionForm(forms.Form):
    decision_number = forms.CharField(
        label="Số quyết định", max_length=60, required=False, help_text="Ví dụ: 214-QĐ/ĐU"
    )
    decision_on = a_date("Ngày quyết định", required=False)
    on = a_date("Có hiệu lực từ ngày", "Ngày đầu tiên các chi bộ mới hoạt động. Ví dụ: 05/02/2026")
    committee = forms.ModelChoiceField(Committee.objects.none(), label="Đảng bộ", empty_label=None, required=False)
    scan = forms.FileField(
        label="Bản quét quyết định (không bắt buộc)",
        help_text="PDF, JPEG hoặc PNG, không quá 5 MB",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, committees, **more):
        super().__init__(*args, **more)
        self.fields["committee"].queryset = committees
        self.only = committees[0] if len(committees) == 1 else None
        if self.only:
            del self.fields["committee"]

    def clean_scan(self):
        file = self.cleaned_data["scan"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 5 MB. Quét lại ở độ phân giải thấp hơn (150–200 dpi).")
        return file

    def clean(self):
        facts = super().clean()
        facts["committee"] = self.only or facts.get("committee")
        if facts["committee"] is None and "committee" not in self.errors:
            self.add_error("committee", "Đồng chí chưa chọn đảng bộ.")
        return facts

    def facts(self):
        """Columns of the Reorganisation."""
        return {name: self.cleaned_data[name] for name in ("decision_number", "decision_on", "on")}


class CellsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, cell):
        return f"{cell.name} – {cell.members} người"


class CellField(forms.ModelChoiceField):
    def label_from_instance(self, cell):
        return f"{cell.name} – {cell.members} người"


class ChooseCellsForm(forms.Form):
    """First page of a merger. `cells` are those that no part of the draft changes yet."""

    cells = CellsField(None, label="Các chi bộ sáp nhập", error_messages={"required": "Đánh dấu ít nhất một chi bộ."})

    def __init__(self, *args, cells, **more):
        super().__init__(*args, **more)
        self.fields["cells"].queryset = cells


class ChooseCellForm(forms.Form):
    """First page of a dissolution."""

    cell = CellField(None, label="Chi bộ", empty_label="Chọn chi bộ")

    def __init__(self, *args, cells, **more):
        super().__init__(*args, **more)
        self.fields["cell"].queryset = cells


class ChooseSplitForm(ChooseCellForm):
    """First page of a split."""

    keeps = forms.TypedChoiceField(
        label="Chi bộ cũ",
        choices=[("1", "Tiếp tục hoạt động với những người ở lại"), ("0", "Kết thúc hoạt động")],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )
    count = forms.TypedChoiceField(
        label="Số chi bộ mới", choices=[(str(n), f"{n:02d}") for n in range(1, MOST_PIECES + 1)], coerce=int
    )

    def clean(self):
        facts = super().clean()
        if facts.get("keeps") is False and facts.get("count") == 1:
            self.add_error("count", "Chi bộ cũ kết thúc thì phải tách thành ít nhất hai chi bộ.")
        return facts


def somebody(label):
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


class PostsForm(forms.Form):
    """Who holds which post in the new cell. `people` is [(group, [(id, words)])], who holds a post now first."""

    name = forms.CharField(label="Tên chi bộ", max_length=200)
    secretary = somebody("Bí thư")
    deputy = somebody("Phó bí thư")
    second_deputy = somebody("Phó bí thư thứ hai")
    committee_member = somebody("Chi ủy viên")
    second_committee_member = somebody("Chi ủy viên thứ hai")
    third_committee_member = somebody("Chi ủy viên thứ ba")
    fourth_committee_member = somebody("Chi ủy viên thứ tư")
    fifth_committee_member = somebody("Chi ủy viên thứ năm")
    DEPUTIES = ("deputy", "second_deputy")
    COMMITTEE = ("committee_member", *(f"{nth}_committee_member" for nth in ("second", "third", "fourth", "fifth")))
    POSTS = ("secretary", *DEPUTIES, *COMMITTEE)

    def __init__(self, *args, people, is_unit=False, **more):
        super().__init__(*args, **more)
        if is_unit:
            self.fields["secretary"].label = "Người phụ trách"
        for name in self.POSTS:
            self.fields[name].choices = NOBODY + people
        for name in self.POSTS[1:] if is_unit else ():
            del self.fields[name]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def named(self):
        """{"name", "secretary", "deputies", "committee_members"} of a part."""
        sent = self.cleaned_data
        return {
            "name": sent["name"],
            "secretary": sent["secretary"],
            "deputies": [sent[name] for name in self.DEPUTIES if sent.get(name)],
            "committee_members": [sent[name] for name in self.COMMITTEE if sent.get(name)],
        }


class MergeForm(PostsForm):
    """Second page of a merger: `cells` were chosen on the first."""

    kind_of_cell = forms.ChoiceField(label="Loại", choices=Cell.Kind.choices)
    keeps = forms.TypedChoiceField(
        label="Chi bộ nào tiếp tục hoạt động?",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Thường thì lập chi bộ mới, mọi chi bộ cũ kết thúc.",
    )
    committee = forms.ModelChoiceField(Committee.objects.none(), label="Thuộc đảng bộ", empty_label=None)

    def __init__(self, *args, cells, committees, **more):
        is_unit = cells[0].kind == Cell.Kind.UNIT
        super().__init__(*args, is_unit=is_unit, **more)
        self.cells = cells
        self.fields["keeps"].choices = [("", "Lập chi bộ mới"), *((cell.pk, cell.name) for cell in cells)]
        self.fields["committee"].queryset = committees
        if len(committees) == 1:
            del self.fields["committee"]

    def part(self):
        sent = self.cleaned_data
        committee = sent["committee"].pk if "committee" in sent else self.cells[0].committee_id
        more = {"keeps": sent["keeps"], "kind_of_cell": sent["kind_of_cell"], "committee": committee}
        return {"kind": MERGE, "cells": [cell.pk for cell in self.cells], **more, **self.named()}


class PieceForm(PostsForm):
    """One of the cells that a cell is split into; its members are chosen in a table beside (see `chosen_members`)."""


class SuccessorForm(forms.Form):
    """Which of the `count` pieces goes on for a cell that ends."""

    successor = forms.TypedChoiceField(
        label="Chi bộ nào tiếp nối chi bộ cũ?",
        help_text="Số liệu các năm trước của chi bộ cũ được ghép vào chi bộ này.",
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args, count, **more):
        super().__init__(*args, **more)
        pieces = [(str(number), f"Chi bộ mới thứ {number + 1:02d}") for number in range(count)]
        self.fields["successor"].choices = [("", "Nơi nhiều người về nhất"), *pieces]


def split_part(cell, keeps, forms_of_pieces, members, successor=None):
    """The part of a split. `members` is [[member id]] by piece, `successor` the number of a piece."""
    pieces = [{**form.named(), "members": chosen} for form, chosen in zip(forms_of_pieces, members, strict=True)]
    return {"kind": SPLIT, "cell": cell.pk, "keeps": keeps, "pieces": pieces, "successor": successor}


class TickedForm(forms.Form):
    """The check boxes of a table, one field a piece: ids of members out of `known`."""

    def __init__(self, *args, pieces, known, **more):
        super().__init__(*args, **more)
        for number in range(pieces):
            self.fields[f"piece{number}"] = forms.TypedMultipleChoiceField(
                choices=[(pk, pk) for pk in known], coerce=int, required=False
            )

    def chosen(self, count):
        """[[member id]] of as many pieces; those without a column of their own get none by name."""
        return [self.cleaned_data.get(f"piece{number}", []) for number in range(count)]


class DissolveForm(forms.Form):
    """Where everybody goes, and who goes elsewhere. `members` is [(id, name)], `cells` those that may receive."""

    rest = CellField(
        None,
        label="Chuyển về chi bộ",
        empty_label="Chọn chi bộ",
        help_text="Mọi người, trừ người có chi bộ riêng dưới đây.",
    )

    def __init__(self, *args, cell, cells, members, **more):
        super().__init__(*args, **more)
        self.cell, self.fields["rest"].queryset = cell, cells
        choices = [("", "Như mọi người"), *((each.pk, each.name) for each in cells)]
        for pk, name in members:
            field = forms.TypedChoiceField(label=name, choices=choices, required=False, coerce=int, empty_value=None)
            self.fields[f"member{pk}"] = field

    def exceptions(self):
        """The bound fields of the single members."""
        return [self[name] for name in self.fields if name.startswith("member")]

    def part(self):
        sent = self.cleaned_data
        to = {name.removeprefix("member"): pk for name, pk in sent.items() if name.startswith("member") and pk}
        return {"kind": DISSOLVE, "cell": self.cell.pk, "to": to, "rest": sent["rest"].pk}


class RenameForm(ChooseCellForm):
    name = forms.CharField(label="Tên mới", max_length=200)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def part(self):
        return {"kind": RENAME, "cell": self.cleaned_data["cell"].pk, "name": self.cleaned_data["name"]}


class UndoForm(forms.Form):
    because = forms.CharField(label="Lý do hoàn tác", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def people_of(rows, posts):
    """Choices of people out of memberships and posts: [(group, [(id, words)])], who holds a post now first."""
    ranks = list(Appointment.REVIEWERS)
    holding = sorted((post for post in posts if post.role in ranks), key=lambda post: ranks.index(post.role))
    held = {
        post.member_id: (post.member_id, f"{post.member} – {post.label()}, {post.cell}") for post in reversed(holding)
    }
    held = {post.member_id: held[post.member_id] for post in holding}
    members = sorted((row.member for row in rows), key=lambda member: (member.name_sort, member.pk))
    others = [(member.pk, member.full_name) for member in members if member.pk not in held]
    groups = [("Đang giữ chức vụ", list(held.values())), ("Đảng viên khác", others)]
    return [group for group in groups if group[1]]
