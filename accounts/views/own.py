"""One's own login: its record, its password, and text that waited for a new login."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import held as held_forms
from accounts import slips
from accounts.forms import ChangePasswordForm

SHOWN = 20


@require_safe
def my_account(request):
    now = timezone.now()
    printed = [(slip, slips.state(slip, now)) for slip in slips.of(request.user)[:SHOWN]]
    events = request.user.events.select_related("by__member").order_by("-at", "-pk")[:SHOWN]
    return render(request, "accounts/my_account.html", {"printed": printed, "events": events})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request):
    form = ChangePasswordForm(request.user, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/change_password.html", {"form": form})
    request.user.replace_password(form.cleaned_data["new_password1"], at=timezone.now())
    update_session_auth_hash(request, request.user)
    messages.success(request, "Mật khẩu mới đã có hiệu lực. Các máy khác đang đăng nhập phải đăng nhập lại.")
    return redirect("my_account")


@require_http_methods(["GET", "HEAD", "POST"])
def held(request):
    """The text that somebody sent after their login had expired: send it again, or let it go (POST)."""
    kept = held_forms.of(request)
    if kept is None:
        raise Http404
    if request.method == "POST":
        held_forms.drop(request)
        return redirect("home")
    texts = [(name, text) for name, text in kept.fields if held_forms.is_prose(name, text)]
    rest = [(name, text) for name, text in kept.fields if not held_forms.is_prose(name, text)]
    return render(request, "accounts/held.html", {"kept": kept, "texts": texts, "rest": rest})
