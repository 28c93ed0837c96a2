"""Every page asks for a login; what a person typed before the login expired is held for
them."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect

from accounts import expired_form

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
