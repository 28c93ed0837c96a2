"""The shape of what people type to get in, and of what officers choose for them."""

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
)

from accounts import sign_in_names
from accounts.account_list import State
from cells.forms import CellField
from cells.ward_choice import WardField, WardFirst

AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
NAME_HELP = (
    "Tên mà phường cấp cho đồng chí: số điện thoại, số thẻ đảng viên hoặc họ tên viết "
    "liền không dấu. "
    "Tên này ghi trên phiếu kích hoạt."
)
PASSWORD_HELP = (
    "Ít nhất 10 ký tự. Ba từ không dấu mà chỉ đồng chí nghĩ ra, viết cách nhau, vừa dễ "
    "nhớ vừa khó đoán. "
    "Đừng dùng ngày sinh, số điện thoại, tên đăng nhập."
)


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí xem lại phím CAPS LOCK và "
            "bộ gõ tiếng Việt rồi thử lại."
        ),
        "inactive": "Tài khoản này đang bị khóa.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].help_text = NAME_HELP
        self.fields["username"].widget.attrs |= AS_TYPED
        self.fields["password"].label = "Mật khẩu"


class SlipForm(forms.Form):
    username = forms.CharField(
        label="Tên đăng nhập",
        help_text="Chép đúng dòng “Tên đăng nhập” trên phiếu.",
        max_length=64,
        widget=forms.TextInput(attrs=dict(autocomplete="username", **AS_TYPED)),
    )
    code = forms.CharField(
        label="Mã trên phiếu",
        help_text="Tám chữ và số, ví dụ K7M3-9QXF. Viết hoa hay thường, có gạch nối "
        "hay không đều được.",
        max_length=20,
        widget=forms.TextInput(attrs=dict(autocomplete="one-time-code", **AS_TYPED)),
    )


class NewPasswordForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = "Gõ lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        """What is wrong with the password is said at the password, not where it is
        typed again."""
        super().validate_password_for_user(user, "new_password1")


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mật khẩu đang dùng"


class SearchForm(WardFirst, forms.Form):
    """`wards` is the WardChoice among the `cells`."""

    q = forms.CharField(label="Tìm theo họ tên", max_length=60, required=False)
    state = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *State.choices], required=False
    )
    ward = WardField(empty_label="Tất cả", widget=forms.Select)
    cell = CellField(
        label="Chi bộ, đơn vị", queryset=None, empty_label="Tất cả", required=False
    )

    def __init__(self, *args, cells, wards, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_ward(wards)
        self.offer_cells("cell", cells, wards)


class NameForm(forms.Form):
    """Which of the names that are offered a person will sign in with."""

    username = forms.ChoiceField(
        label="Tên đăng nhập cấp cho đồng chí này", widget=forms.RadioSelect
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in sign_in_names.KINDS if kind in offered]
        choices = []
        for kind in kinds:
            label = f"{offered[kind]} – {sign_in_names.KINDS[kind]}"
            choices.append((offered[kind], label))
        self.fields["username"].choices = choices
        self.fields["username"].initial = offered[kinds[0]]


class ManySlipsForm(forms.Form):
    """For whom in a cell slips are printed, and what kind of name those without a login
    (`newcomers`) get if they have one."""

    kind = forms.ChoiceField(
        label="Tên đăng nhập của người chưa có tài khoản",
        choices=[
            (sign_in_names.PHONE, "Số điện thoại"),
            (sign_in_names.CARD, "Số thẻ đảng viên"),
            (sign_in_names.NAME, "Họ tên viết liền"),
        ],
        help_text="Ai không có số riêng thì dùng họ tên viết liền không dấu.",
        widget=forms.RadioSelect,
        initial=sign_in_names.PHONE,
    )
    everybody_new = forms.BooleanField(required=False)
    people = forms.TypedMultipleChoiceField(
        label="In cho ai", coerce=int, required=False
    )
    # Those of whom the sender was told what ends.
    told = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args, people, newcomers, **kwargs):
        super().__init__(*args, **kwargs)
        self.newcomers = [member.pk for member in newcomers]
        choices = [(member.pk, member.full_name) for member in people]
        self.fields["people"].choices = choices
        self.fields["told"].choices = choices

    def clean(self):
        sent = super().clean()
        chosen = set(sent.get("people", ()))
        if sent.get("everybody_new"):
            chosen.update(self.newcomers)
        if not chosen and "people" not in self.errors:
            self.add_error("people", "Chưa chọn ai để in phiếu.")
        sent["people"] = chosen
        return sent
