from django import forms

from reports.figures import FIGURES


class FigureForm(forms.Form):
    """Which figure, of which cell or ward (all without), which sheet of the list."""

    figure = forms.ChoiceField(choices=[(name, name) for name in FIGURES])
    cell = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    page = forms.IntegerField(min_value=1, required=False)
