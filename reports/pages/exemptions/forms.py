from django import forms

from reports.pages.exemptions.lists import LISTS


class ExemptionListForm(forms.Form):
    """Which list of exemptions, of which cell (all without), which sheet of it."""

    list = forms.ChoiceField(choices=[(name, name) for name in LISTS])
    cell = forms.IntegerField(min_value=1, required=False)
    page = forms.IntegerField(min_value=1, required=False)
