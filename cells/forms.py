"""How is a day, how is a cell asked for in a form?"""

from itertools import chain

from django import forms

from cells.names import natural_key

DATE = {
    "widget": forms.DateInput(
        format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}
    )
}
FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def a_date(label, help_text="Ví dụ: 05/02/2026", **options):
    return forms.DateField(
        label=label, help_text=help_text, input_formats=FORMATS, **DATE, **options
    )


class ByCommittee(forms.models.ModelChoiceIterator):
    """The cells of several committees under the name of each; of one committee as a
    plain list."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        groups = {}
        for cell in self.queryset.select_related("committee"):
            groups.setdefault(cell.committee, []).append(self.choice(cell))
        named = sorted(
            groups.items(), key=lambda group: (natural_key(group[0].name), group[0].pk)
        )
        by_name = [(committee.name, cells) for committee, cells in named]
        yield from by_name if len(named) > 1 else chain(*groups.values())


class CellField(forms.ModelChoiceField):
    iterator = ByCommittee

    def label_from_instance(self, cell):
        return cell.name_with_years
