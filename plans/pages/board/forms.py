"""What is sent to switch a ward's board on or off."""

from django import forms


class SwitchForm(forms.Form):
    state = forms.ChoiceField(choices=[("on", "bật"), ("off", "tắt")])
