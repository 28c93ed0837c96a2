from django import forms


class YearsForm(forms.Form):
    """The years of which cell or ward (all without), cells as they were or are now."""

    cell = forms.IntegerField(min_value=1, required=False)
    ward = forms.IntegerField(min_value=1, required=False)
    now = forms.BooleanField(required=False)
