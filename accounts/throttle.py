"""Who is guessing, from where, and for how long are they stopped? What django-axes asks
of us.

Counted are a login and an address together: whoever guesses at one name does not shut
out the others at the ward's office, and not the owner of the name at home.
"""

import ipaddress
import math

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

from accounts.models import User, normalize_name


def name_guessed_login(request, credentials=None):
    """The login that a typed name means, however it is spelled.

    Guesses by phone and by card are guesses at one. Kept on the request: (typed,
    login).
    """
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    known = getattr(request, "guessed_login", None)
    if known and known[0] == typed:
        return known[1]
    name = normalize_name(typed)[:64]
    user = User.objects.called(typed)
    if user:
        name = user.username
    request.guessed_login = (typed, name)
    return name


def find_client_address(request):
    """The address that the nearest trusted proxy saw, else the peer's, else None.

    PROXY_COUNT of them stand before us.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(seen):
        told = seen[-settings.PROXY_COUNT].strip()
        if is_address(told):
            return told
    peer = request.META.get("REMOTE_ADDR", "")
    if is_address(peer):
        return peer
    return None


def is_address(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def count_minutes_left(request, credentials=None):
    """Whole minutes until this name may be tried again from this address."""
    name = name_guessed_login(request, credentials)
    address = find_client_address(request)
    attempts = AccessAttempt.objects.filter(username=name, ip_address=address)
    latest = attempts.order_by("-attempt_time").first()
    now = timezone.now()
    left = get_cool_off(request)
    if latest:
        left += latest.attempt_time - now
    return max(1, math.ceil(left.total_seconds() / 60))
