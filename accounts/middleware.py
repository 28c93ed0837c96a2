"""Every page asks for a login; what a person typed before the login expired is held for
them; whoever guesses too often is told to wait."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import expired_form
from accounts.guesses import TooManyGuesses

READING = ("GET", "HEAD")


class SignInFirst(LoginRequiredMiddleware):
    """LoginRequiredMiddleware that loses no text, and leads back only to pages that can
    be read."""

    def handle_no_permission(self, request, view_func):
        if request.method in READING:
            return super().handle_no_permission(request, view_func)
        if request.method == "POST":
            expired_form.hold_form(request)
        return redirect(self.get_login_url(view_func))

    def process_response(self, request, response):
        expired_form.drop_sent_form(request, response)
        return response


def private_pages(get_response):
    """No page that Django makes is kept by a browser or a proxy, unless it says
    otherwise itself."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


class WaitAfterGuesses:
    """The page that says how long to wait and whom to call, wherever a password or a
    slip's code was asked for. It never says how many tries there are."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not isinstance(error, TooManyGuesses):
            return None
        minutes = error.count_minutes_left(timezone.now())
        page = {
            "kind": error.kind,
            "minutes": minutes,
            "contact": settings.HELP_CONTACT,
        }
        response = render(request, "accounts/wait.html", page, status=429)
        response.headers["Retry-After"] = minutes * 60
        return response
