"""What does a person see when something is refused, missing or broken?

Always a plain page in Vietnamese.
"""

import sys
import uuid

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from phucdong.formats import FromNewerVersion
from phucdong.troubles import Trouble, find_trouble, find_trouble_behind

# Seconds after which whoever met a 503 may try again.
RETRY_AFTER = 60
UNAVAILABLE = {
    Trouble.AWAY: "503.html",
    Trouble.TOO_LONG: "too_long.html",
    Trouble.LOCKED: "locked.html",
    Trouble.DISK_FULL: "disk_full.html",
}

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
    """A database that is away, busy or without room is 503 and says so; a document of a
    newer version 409.

    Anything else is 500. None of these pages asks the database.
    """
    error = sys.exc_info()[1]
    trouble = find_trouble(error)
    if trouble:
        return show_unavailable(request, trouble)
    if isinstance(error, FromNewerVersion):
        return show_last_resort(request, "newer.html", 409)
    return show_last_resort(request, "500.html", 500)


def show_unavailable(request, trouble):
    answer = show_last_resort(request, UNAVAILABLE[trouble], 503)
    answer["Retry-After"] = RETRY_AFTER
    if trouble == Trouble.DISK_FULL:
        # static/js/autosave.js says so too.
        answer["X-Disk-Full"] = "1"
    return answer


def show_last_resort(request, template, status):
    page = {
        "typed": list_typed_before(request),
        "contact": settings.SUPPORT_CONTACT,
    }
    return HttpResponse(render_to_string(template, page), status=status)


def forbidden(request, exception=None):
    page = {
        "heading": getattr(exception, "heading", ""),
        "reason": str(exception or ""),
        "typed": list_typed_before(request),
    }
    return render(request, "403.html", page, status=403)


def not_found(request, exception=None):
    """`reason` is in words, where whoever asks may know of the thing itself."""
    reason = getattr(exception, "reason", "")
    page = {"reason": reason, "typed": list_typed_before(request)}
    return render(request, "404.html", page, status=404)


def bad_request(request, exception=None):
    """Django says this too when the session could not be saved, whatever the reason."""
    trouble = find_trouble_behind(exception)
    if trouble:
        return show_unavailable(request, trouble)
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
