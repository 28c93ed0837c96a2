from django import forms


class ReasonForm(forms.Form):
    """`note` may be empty where no reason is asked for
    (plans/workflow/taking_back.py)."""

    note = forms.CharField(
        label="Vì sao rút lại",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, number, **kwargs):
        super().__init__(*args, auto_id=f"id_{number}_%s", **kwargs)
