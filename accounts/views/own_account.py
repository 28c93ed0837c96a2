"""One's own login: its record, its password, and text that waited for a new login."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import expired_form, guesses, slips
from accounts.forms import ChangePasswordForm
from accounts.visitors import read_visitor

SHOWN = 20


@require_safe
def my_account_page(request):
    now = timezone.now()
    printed = [
        (slip, slips.describe_slip(slip, now))
        for slip in slips.list_slips(request.user)[:SHOWN]
    ]
    events = request.user.events.select_related("by__member").order_by("-at", "-pk")[
        :SHOWN
    ]
    return render(
        request, "accounts/my_account.html", {"printed": printed, "events": events}
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request):
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_bound:
        judge_old_password(request, form)
    if not form.is_valid():
        return render(request, "accounts/change_password.html", {"form": form})
    request.user.replace_password(form.cleaned_data["new_password1"], at=timezone.now())
    update_session_auth_hash(request, request.user)
    messages.success(
        request,
        "Mật khẩu mới đã có hiệu lực. Các máy khác đang đăng nhập phải đăng nhập lại.",
    )
    return redirect("entry:my_account")


def judge_old_password(request, form):
    """Validate the form; a wrong password in it counts as a guess, as at signing in."""
    guess = guesses.count_password_guess(
        request.user.username,
        request.user,
        visitor=read_visitor(request),
        at=timezone.now(),
    )
    if "old_password" not in form.errors:
        guess.forgive()


@require_http_methods(["GET", "HEAD", "POST"])
def expired_form_page(request):
    """The text that somebody sent after their login had expired: send it again, or let
    it go (POST)."""
    kept = expired_form.find_held_form(request)
    if kept is None:
        raise Http404
    if request.method == "POST":
        expired_form.drop_form(request)
        return redirect("home:home")
    texts, rest = [], []
    for name, text in kept.fields:
        if expired_form.is_prose(name, text):
            texts.append((name, text))
        else:
            rest.append((name, text))
    page = {"kept": kept, "texts": texts, "rest": rest}
    return render(request, "accounts/expired_form.html", page)
