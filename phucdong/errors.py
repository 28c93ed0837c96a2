"""What does a person see when something is refused, missing or broken?

Always a plain page in Vietnamese.
"""

import sys
import uuid

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from phucdong.formats import FromNewerVersion

# PostgreSQL: statement_timeout (phucdong/databases.py).
QUERY_CANCELED = "57014"

# Fields that a page put into the form itself: nobody typed them.
NOT_TYPED = {
    "csrfmiddlewaretoken",
    "writer",
    "held",
    "key",
    "seen",
    "row",
    "code",
    "username",
    "then",
    "place",
}
# And those of a kind: answers from before (was_12), choices (level_3).
NOT_TYPED_ALL = ("was_", "level_")


def server_error(request):
    """A database that is away, or was stopped because it took too long, is 503 and says
    so; a document of a newer version 409.

    Anything else is 500. None of these pages asks the database.
    """
    template, status = choose_error_page(sys.exc_info()[1])
    page = {"typed": list_typed_before(request)}
    return HttpResponse(render_to_string(template, page), status=status)


def choose_error_page(error):
    """(template, status)"""
    if isinstance(error, OperationalError | InterfaceError):
        if getattr(error.__cause__, "pgcode", "") == QUERY_CANCELED:
            return "too_long.html", 503
        return "503.html", 503
    if isinstance(error, FromNewerVersion):
        return "newer.html", 409
    return "500.html", 500


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """An old page whose token has expired. What was typed is held by the page."""
    return render(
        request, "403_csrf.html", {"typed": list_typed_texts(request)}, status=403
    )


def list_typed_before(request):
    """list_typed_texts() of a request that may itself be what is broken."""
    try:
        return list_typed_texts(request)
    except (UnreadablePostError, SuspiciousOperation, MultiPartParserError):
        return []


def list_typed_texts(request):
    """[(name, text)] of the long texts of a refused form: nothing typed is lost."""
    typed = []
    for name, texts in request.POST.lists():
        for text in texts:
            if is_typed(name, text):
                typed.append((name, text))
    return typed


def is_typed(name, text):
    """Whether a person wrote this, as far as its name and its text can tell."""
    if name.startswith(NOT_TYPED_ALL):
        return False
    if name in NOT_TYPED or "password" in name:
        return False
    return len(text.strip()) > 2 and not is_key(text)


def is_key(text):
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
