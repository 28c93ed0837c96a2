"""Shapes of what an officer says about cells: each form gives a part (parts.py).

What cells and people there are to choose from is given to the form; whether it makes
sense is for troubles.py.
"""

from django import forms

from cells.acts.reorganisation.parts import DISSOLVE, MERGE, RENAME, SPLIT
from cells.models import Appointment, Cell, Committee
from cells.ward_choice import WardField, WardFirst

NOBODY = [("", "Để trống, giao sau")]
MOST_PIECES = 4


# --- which cells ----------------------------------------------------------------------


class CountedCellsField(forms.ModelMultipleChoiceField):
    """Cells with how many belong to each (`with_members`)."""

    widget = forms.CheckboxSelectMultiple
    name_cell = str

    def label_from_instance(self, cell):
        return f"{self.name_cell(cell)} – {cell.members} người"


class CountedCellField(forms.ModelChoiceField):
    """A cell with how many belong to it (`with_members`)."""

    name_cell = str

    def label_from_instance(self, cell):
        return f"{self.name_cell(cell)} – {cell.members} người"


class ChooseCellsForm(WardFirst, forms.Form):
    """First page of a merger. `cells` are those that no part of the draft changes yet,
    `wards` the WardChoice among them."""

    ward = WardField()
    cells = CountedCellsField(
        None,
        label="Các chi bộ sáp nhập",
        error_messages={"required": "Đánh dấu ít nhất một chi bộ."},
    )

    def __init__(self, *args, cells, wards, **more):
        super().__init__(*args, **more)
        self.ask_for_ward(wards)
        self.offer_cells("cells", cells, wards)


class ChooseCellForm(WardFirst, forms.Form):
    """First page of a dissolution."""

    ward = WardField()
    cell = CountedCellField(None, label="Chi bộ", empty_label="Chọn chi bộ")

    def __init__(self, *args, cells, wards, **more):
        super().__init__(*args, **more)
        self.ask_for_ward(wards)
        self.offer_cells("cell", cells, wards)


class ChooseSplitForm(ChooseCellForm):
    """First page of a split."""

    keeps = forms.TypedChoiceField(
        label="Chi bộ cũ",
        choices=[
            ("1", "Tiếp tục hoạt động với những người ở lại"),
            ("0", "Kết thúc hoạt động"),
        ],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )
    count = forms.TypedChoiceField(
        label="Số chi bộ mới",
        choices=[(str(n), f"{n:02d}") for n in range(1, MOST_PIECES + 1)],
        coerce=int,
    )

    def clean(self):
        facts = super().clean()
        if facts.get("keeps") is False and facts.get("count") == 1:
            self.add_error(
                "count",
                "Chi bộ cũ kết thúc thì phải tách thành ít nhất hai chi bộ.",
            )
        return facts


class RenameForm(ChooseCellForm):
    """The one page of another name."""

    name = forms.CharField(label="Tên mới", max_length=200)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def part(self):
        """RenamePart"""
        return {
            "kind": RENAME,
            "cell": self.cleaned_data["cell"].pk,
            "name": self.cleaned_data["name"],
        }


# --- who holds which post -------------------------------------------------------------


def choose_holder(label):
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None
    )


class PostsForm(forms.Form):
    """Who holds which post in the new cell. `people` is [(group, [(id, words)])], who
    holds a post now first."""

    name = forms.CharField(label="Tên chi bộ", max_length=200)
    secretary = choose_holder("Bí thư")
    deputy = choose_holder("Phó bí thư")
    second_deputy = choose_holder("Phó bí thư thứ hai")
    committee_member = choose_holder("Chi ủy viên")
    second_committee_member = choose_holder("Chi ủy viên thứ hai")
    third_committee_member = choose_holder("Chi ủy viên thứ ba")
    fourth_committee_member = choose_holder("Chi ủy viên thứ tư")
    fifth_committee_member = choose_holder("Chi ủy viên thứ năm")
    DEPUTIES = ("deputy", "second_deputy")
    COMMITTEE = (
        "committee_member",
        "second_committee_member",
        "third_committee_member",
        "fourth_committee_member",
        "fifth_committee_member",
    )

    def __init__(self, *args, people, is_unit=False, **more):
        super().__init__(*args, **more)
        for name in ("secretary", *self.DEPUTIES, *self.COMMITTEE):
            self.fields[name].choices = NOBODY + people
        if is_unit:
            self.fields["secretary"].label = "Người phụ trách"
            for name in (*self.DEPUTIES, *self.COMMITTEE):
                del self.fields[name]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def named(self):
        """NamedPosts of a part."""
        sent = self.cleaned_data
        return {
            "name": sent["name"],
            "secretary": sent["secretary"],
            "deputies": self.chosen(self.DEPUTIES),
            "committee_members": self.chosen(self.COMMITTEE),
        }

    def chosen(self, names):
        return [
            self.cleaned_data[name] for name in names if self.cleaned_data.get(name)
        ]


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
    committee = forms.ModelChoiceField(
        Committee.objects.none(), label="Thuộc đảng bộ", empty_label=None
    )

    def __init__(self, *args, cells, committees, **more):
        super().__init__(*args, is_unit=cells[0].kind == Cell.Kind.UNIT, **more)
        self.cells = cells
        kept = [(cell.pk, cell.name) for cell in cells]
        self.fields["keeps"].choices = [("", "Lập chi bộ mới"), *kept]
        self.fields["committee"].queryset = committees
        if len(committees) == 1:
            del self.fields["committee"]

    def part(self):
        """MergePart"""
        sent = self.cleaned_data
        committee_pk = self.cells[0].committee_id
        if "committee" in sent:
            committee_pk = sent["committee"].pk
        part = {
            "kind": MERGE,
            "cells": [cell.pk for cell in self.cells],
            "keeps": sent["keeps"],
            "kind_of_cell": sent["kind_of_cell"],
            "committee": committee_pk,
        }
        return part | self.named()


class PieceForm(PostsForm):
    """One of the cells that a cell is split into; its members are chosen in a table
    beside (TickedForm)."""


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
        choices = [("", "Nơi nhiều người về nhất")]
        for number in range(count):
            choices.append((str(number), f"Chi bộ mới thứ {number + 1:02d}"))
        self.fields["successor"].choices = choices


class TickedForm(forms.Form):
    """The check boxes of a table, one field a piece: ids of members out of `known`."""

    def __init__(self, *args, pieces, known, **more):
        super().__init__(*args, **more)
        for number in range(pieces):
            self.fields[f"piece{number}"] = forms.TypedMultipleChoiceField(
                choices=[(pk, pk) for pk in known], coerce=int, required=False
            )

    def chosen(self, count):
        """[[member id]] of as many pieces; those without a column of their own get none
        by name."""
        sent = self.cleaned_data
        return [sent.get(f"piece{number}", []) for number in range(count)]

    def is_ticked(self, number, pk):
        """Whether the box of a member was sent ticked for a piece."""
        return self.is_bound and str(pk) in self.data.getlist(f"piece{number}")


def make_split_part(cell, keeps, piece_forms, members, successor=None):
    """SplitPart. `members` is [[member id]] by piece, `successor` the number of a
    piece."""
    pieces = []
    for form, chosen in zip(piece_forms, members, strict=True):
        pieces.append(form.named() | {"members": chosen})
    return {
        "kind": SPLIT,
        "cell": cell.pk,
        "keeps": keeps,
        "pieces": pieces,
        "successor": successor,
    }


class DissolveForm(WardFirst, forms.Form):
    """Where everybody goes, and who goes elsewhere. `members` is [(id, name)], `cells`
    those that may receive, `wards` the WardChoice among them."""

    ward = WardField()
    rest = CountedCellField(
        None,
        label="Chuyển về chi bộ",
        empty_label="Chọn chi bộ",
        help_text="Mọi người, trừ người có chi bộ riêng dưới đây.",
    )

    def __init__(self, *args, cell, cells, wards, members, **more):
        super().__init__(*args, **more)
        self.cell = cell
        self.names = {str(pk): f"member{pk}" for pk, _ in members}
        for pk, name in members:
            self.fields[self.names[str(pk)]] = forms.TypedChoiceField(
                label=name, required=False, coerce=int, empty_value=None
            )
        chosen = [self.read_typed(name) for name in ("rest", *self.names.values())]
        cells = wards.narrow_cells(cells, chosen)
        self.offer_cells("rest", cells, wards)
        choices = [("", "Như mọi người")]
        choices += [(each.pk, wards.name_cell(each)) for each in cells]
        for field in self.exceptions():
            field.field.choices = choices
        self.ask_for_ward(wards)

    def exceptions(self):
        """The bound fields of the single members."""
        return [self[name] for name in self.names.values()]

    def part(self):
        """DissolvePart"""
        sent = self.cleaned_data
        return {
            "kind": DISSOLVE,
            "cell": self.cell.pk,
            "to": {pk: sent[name] for pk, name in self.names.items() if sent[name]},
            "rest": sent["rest"].pk,
        }


def list_people(rows, posts):
    """Choices of people out of memberships and posts: [(group, [(id, words)])], who
    holds a post now first, by the highest of their posts."""
    ranks = list(Appointment.REVIEWERS)
    holding = [post for post in posts if post.role in ranks]
    holding.sort(key=lambda post: ranks.index(post.role))
    words = {}
    for post in holding:
        if post.member_id not in words:
            words[post.member_id] = f"{post.member} – {post.label()}, {post.cell}"
    members = [row.member for row in rows if row.member_id not in words]
    members.sort(key=lambda member: (member.name_sort, member.pk))
    groups = []
    if words:
        groups.append(("Đang giữ chức vụ", list(words.items())))
    if members:
        named = [(member.pk, member.full_name) for member in members]
        groups.append(("Đảng viên khác", named))
    return groups
