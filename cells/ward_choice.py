"""Of which ward are cells offered, where whoever acts may choose those of several?

A city has 10,000 cells: as one list they are half a megabyte on every view. So a form
offers the wards, and the cells of the one that is opened. What it takes does not depend
on that: any cell that whoever acts may choose. Of one ward nothing is asked.
"""

from collections import defaultdict
from typing import NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from cells.models import Cell, Committee
from cells.names import natural_key

OPEN = "open_ward"  # the button that shows the cells of the ward that was chosen
NOT_SAVED = "Chưa ghi gì: đồng chí chọn tiếp rồi bấm nút ở cuối."
WARD_FIRST = "Chọn đảng bộ trước"


class Ward(NamedTuple):
    """A ward (or a city, of which there are cells too) with the ids of its own
    committee and of those below it."""

    pk: int
    name: str
    committees: list


class WardChoice:
    """The wards of `committees` (ids), and the one that is open: as was `sent`, or that
    of the committee that is `usual`."""

    def __init__(self, committees, sent, usual=None):
        self.committees, self.sent, self.usual = committees, sent, usual

    @cached_property
    def wards(self):
        """[Ward] by name; [] if there is only one."""
        return list_wards(self.committees)

    @cached_property
    def opened(self):
        """The Ward whose cells are offered, or None."""
        for ward in self.wards:
            if str(ward.pk) == self.sent.get("ward"):
                return ward
        return self.find_ward_of(self.usual)

    @property
    def is_opening(self):
        """Whether the ward was chosen to see its cells, and nothing else is meant."""
        return OPEN in self.sent

    def find_ward_of(self, committee):
        for ward in self.wards:
            if committee in ward.committees:
                return ward
        return None

    def is_offered(self, committee):
        """Whether cells of this committee are: of the open ward, or of the only
        one."""
        if not self.wards:
            return True
        return self.opened is not None and committee in self.opened.committees

    def narrow_cells(self, cells, kept=()):
        """Those of these cells that are offered, and those (texts of ids) that were
        chosen before."""
        if not self.wards:
            return cells
        offered = Q(pk__in=list_ids(kept))
        if self.opened:
            offered |= Q(committee__in=self.opened.committees)
        return cells.filter(offered)

    def narrow_committees(self, committees, kept=()):
        """Without those of the wards that are not open, but with those chosen
        before."""
        hidden = []
        for ward in self.wards:
            if ward != self.opened:
                hidden += ward.committees
        return committees.exclude(Q(pk__in=hidden) & ~Q(pk__in=list_ids(kept)))

    def keep(self, chosen):
        """[text of an id]: what was chosen alone; who opens another ward lets go of
        it."""
        return [] if self.is_opening else [chosen]

    def name_cell(self, cell):
        """With its committee where that is not the open one's."""
        return self.add_committee(cell.name_with_years, cell)

    def add_committee(self, name, cell):
        if self.is_offered(cell.committee_id):
            return name
        return f"{name}, {cell.committee.name}"


def list_wards(committees):
    """[Ward] of those of these committees (ids) that have cells, by name; [] if all
    are of one ward."""
    if len(committees) < 2:
        return []
    with_cells = Committee.objects.filter(
        Exists(Cell.objects.filter(committee=OuterRef("pk"))), pk__in=committees
    )
    below = defaultdict(list)
    for committee in with_cells.select_related("parent__parent"):
        below[committee.ward()].append(committee.pk)
    if len(below) < 2:
        return []
    wards = [Ward(ward.pk, ward.name, pks) for ward, pks in below.items()]
    return sorted(wards, key=lambda ward: (natural_key(ward.name), ward.pk))


def list_ids(texts):
    return [int(text) for text in texts if is_id(text)]


def is_id(text):
    return bool(text) and text.isdecimal() and len(text) < 19


# --- in forms that write --------------------------------------------------------------


class OpeningSelect(forms.Select):
    """With the button that opens what was selected."""

    template_name = "elements/ward_select.html"


class WardField(forms.ChoiceField):
    """Stands in front of the field of cells in a form that is a WardFirst."""

    widget = OpeningSelect

    def __init__(self, *, label="Đảng bộ", empty_label="Chọn đảng bộ", **options):
        super().__init__(label=label, required=False, **options)
        self.empty_label = empty_label

    def offer(self, wards):
        named = [(ward.pk, ward.name) for ward in wards]
        self.choices = [("", self.empty_label), *named]


class WardFirst:
    """Of a form with a field `ward`: it is asked for if there are several."""

    def ask_for_ward(self, choice):
        """When all fields are there. If a ward is only being opened, what was typed is
        what the form begins with."""
        if choice is None or not choice.wards:
            del self.fields["ward"]
            return
        self.fields["ward"].offer(choice.wards)
        if choice.opened:
            self.initial["ward"] = choice.opened.pk
        if choice.is_opening and self.is_bound:
            self.initial |= {name: self.read_typed(name) for name in self.fields}
            self.is_bound = False
            self.fields["ward"].help_text = NOT_SAVED

    def clean(self):
        """The ward only says what to offer."""
        facts = super().clean()
        facts.pop("ward", None)
        return facts

    def read_typed(self, name):
        """As it was sent: a text, or a list of texts."""
        widget = self.fields[name].widget
        return widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def offer_cells(self, name, cells, choice):
        """In the field of this name, for one cell or for many. Who opens another ward
        lets go of the one cell, not of the many."""
        field, kept = self.fields[name], self.read_typed(name)
        if not isinstance(kept, list):
            kept = choice.keep(kept)
        field.name_cell = choice.name_cell
        field.queryset = choice.narrow_cells(cells, kept)
        if choice.wards and choice.opened is None:
            field.empty_label = WARD_FIRST


# --- in forms that narrow a list ------------------------------------------------------


def read_cell_filter(committees, sent, cells):
    """(WardChoice, what was sent) of a filter by ward and cell: the cell without a ward
    opens its own; with another ward it is let go."""
    choice = WardChoice(committees, sent)
    pk = sent.get("cell")
    if not choice.wards or not is_id(pk):
        return choice, sent
    cell, sent = cells.filter(pk=int(pk)).first(), sent.copy()
    if cell and "ward" not in sent:
        sent["ward"] = choice.find_ward_of(cell.committee_id).pk
        return WardChoice(committees, sent), sent
    if cell and not choice.is_offered(cell.committee_id):
        del sent["cell"]
    return choice, sent
