"""What a person sees when something is refused, missing or broken: always a plain page in Vietnamese."""

import sys
import uuid

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from phucdong.formats import FromNewerVersion

# Fields that a page put into the form itself: nobody typed them.
NOT_TYPED = {"csrfmiddlewaretoken", "writer", "held", "key", "seen", "row", "code", "username", "then", "place"}
# And those of a kind: answers from before (was_12), choices (level_3).
NOT_TYPED_ALL = ("was_", "level_")


def server_error(request):
    """A database that is away is 503 and says so, a document of a newer version 409; anything else is 500. None of
    these pages asks the database."""
    template, status = page_of(sys.exc_info()[1])
    return HttpResponse(render_to_string(template, {"typed": typed_before(request)}), status=status)


def page_of(error):
    if isinstance(error, OperationalError | InterfaceError):
        return "503.html", 503
    return ("newer.html", 409) if isinstance(error, FromNewerVersion) else ("500.html", 500)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """An old page whose token has expired. What was typed is held by the page (see plans/views/editor.py)."""
    return render(request, "403_csrf.html", {"typed": typed_text(request)}, status=403)


def typed_before(request):
    """typed_text() of a request that may itself be what is broken."""
    try:
        return typed_text(request)
    except (UnreadablePostError, SuspiciousOperation, MultiPartParserError):
        return []


def typed_text(request):
    """[(name, text)] of the long texts that came with the refused form, so that nothing typed is lost."""
    pairs = ((name, text) for name in request.POST for text in request.POST.getlist(name))
    return [(name, text) for name, text in pairs if is_typed(name, text)]


def is_typed(name, text):
    """Whether a person wrote this field, as far as can be told from its name and its text."""
    if name.startswith(NOT_TYPED_ALL):
        return False
    return name not in NOT_TYPED and "password" not in name and len(text.strip()) > 2 and not is_key(text)


def is_key(text):
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
