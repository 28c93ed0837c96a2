"""Who is guessing, from where, and for how long are they stopped? What django-axes asks of us.

Counted are a login and an address together: whoever guesses at one name does not shut out the others at the ward's
office, and not the owner of the name at home.
"""

import ipaddress
import math

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

from accounts.models import User, normalize_name


def counted_name(request, credentials=None):
    """The login that a typed name means, however it is spelled: guesses by phone and by card are guesses at one."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    if getattr(request, "counted_name", (None, ""))[0] != typed:
        user = User.objects.called(typed)
        request.counted_name = (typed, user.username if user else normalize_name(typed)[:64])
    return request.counted_name[1]


def address(request):
    """The address that the nearest trusted proxy saw (PROXY_COUNT of them stand before us), else the peer's."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.PROXY_COUNT
    told = seen[-count] if 0 < count <= len(seen) else ""
    return next((known for known in (told, request.META.get("REMOTE_ADDR", "")) if is_address(known)), None)


def is_address(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def minutes_left(request, credentials=None):
    """Whole minutes until this name may be tried again from this address."""
    attempts = AccessAttempt.objects.filter(username=counted_name(request, credentials), ip_address=address(request))
    latest = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    left = (latest or timezone.now()) + get_cool_off(request) - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))
