"""What a person sees when something is refused, missing or broken: always a plain page in Vietnamese."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def server_error(request):
    """A database that is away is 503 and says so; anything else is 500. Neither page asks the database."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    template, status = ("503.html", 503) if away else ("500.html", 500)
    return HttpResponse(render_to_string(template), status=status)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """An old page whose token has expired. What was typed is held by the page (see plans/views/editor.py)."""
    return render(request, "403_csrf.html", {"typed": typed_text(request)}, status=403)


def typed_text(request):
    """[(name, text)] of the long texts that came with the refused form, so that nothing typed is lost."""
    skipped = {"csrfmiddlewaretoken", "password", "key", "code"}
    pairs = ((name, value) for name, value in request.POST.items() if name not in skipped)
    return [(name, value) for name, value in pairs if "password" not in name and len(value) > 2]
