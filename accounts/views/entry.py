"""Signing in with a password, and setting one with an activation slip."""

import time

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import devices, expired_form, slips
from accounts.forms import NewPasswordForm, SignInForm, SlipForm
from accounts.models import ActivationSlip, SignInRecord
from accounts.networks import find_client_address
from accounts.visitors import read_visitor

BACKEND = "accounts.backends.IssuedNameBackend"
OPENED = "opened_slip"
# So that nobody finds the page open who comes to the same machine later.
MINUTES_TO_CHOOSE = 15
NOT_OPENED = (
    "Tên đăng nhập hoặc mã chưa đúng, hoặc phiếu đã dùng, đã hết hạn. Đồng chí chép "
    "lại từng chữ trên phiếu."
)
SPENT = "Phiếu này không còn dùng được. Đồng chí xin bí thư chi bộ in phiếu mới."


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        way = expired_form.choose_way_after_sign_in(self.request)
        if way:
            response = redirect(way)
        return note_sign_in(self.request, response)


def note_sign_in(request, response):
    """Somebody has just come in: it is written down, and this browser known for them
    from now on."""
    SignInRecord.objects.create(
        user=request.user, at=timezone.now(), address=find_client_address(request)
    )
    devices.remember_device(request, response, request.user)
    return response


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def slip_code_page(request):
    """First half: the name and the code on the slip."""
    form = SlipForm(request.POST or None)
    if form.is_valid():
        slip = slips.open_slip(
            form.cleaned_data["username"],
            form.cleaned_data["code"],
            visitor=read_visitor(request),
            at=timezone.now(),
        )
        if slip:
            request.session[OPENED] = [slip.pk, time.time() + MINUTES_TO_CHOOSE * 60]
            return redirect("entry:set_password")
        form.add_error(None, NOT_OPENED)
    return render(request, "accounts/activate.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password_page(request):
    """Second half: the password, for whoever has just shown the slip's code in this
    browser."""
    slip = find_shown_slip(request)
    if slip is None:
        return redirect("entry:activate")
    form = NewPasswordForm(slip.user, request.POST or None)
    if not form.is_valid():
        return render(
            request,
            "accounts/set_password.html",
            {"form": form, "username": slip.user.username},
        )
    try:
        user = slips.spend_slip(
            slip.pk, form.cleaned_data["new_password1"], at=timezone.now()
        )
    except slips.SlipSpent:
        messages.warning(request, SPENT)
        return redirect("entry:activate")
    return sign_in_with_slip(request, user)


def find_shown_slip(request):
    """The slip whose code was shown in this browser a few minutes ago, or None."""
    slip_id, until = request.session.get(OPENED, (None, 0))
    if time.time() >= until:
        return None
    slips_shown = ActivationSlip.objects.unspent().filter(pk=slip_id)
    return slips_shown.select_related("user").first()


def sign_in_with_slip(request, user):
    del request.session[OPENED]
    login(request, user, backend=BACKEND)
    messages.success(
        request,
        f"Mật khẩu đã được đặt. Từ nay đồng chí đăng nhập bằng tên {user.username}.",
    )
    way = expired_form.choose_way_after_sign_in(request) or "home:home"
    return note_sign_in(request, redirect(way))
