"""What is typed into the one box?"""

from django import forms


class FindForm(forms.Form):
    """What somebody types into the one box."""

    q = forms.CharField(
        label="Họ tên, số thẻ hoặc tên chi bộ",
        help_text=(
            "Viết không dấu cũng được, tên trước họ cũng được: "
            "“hung”, “nguyen van hung”, “cb\u00a07”."
        ),
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={
            "max_length": (
                "Dài quá: đồng chí chỉ gõ họ tên, số thẻ hoặc tên chi bộ. Chưa tìm gì."
            )
        },
    )
