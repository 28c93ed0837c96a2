"""On which devices has a person signed in before?

The browser keeps a signed cookie: a number of its own, and for everybody who signed in
on it a mark that only we can make, so that it names nobody. A mark ends with the
password that a slip replaces: who had the old one is a stranger on that device again.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import Max
from django.utils.crypto import salted_hmac

from accounts.models import ActivationSlip

SALT = "accounts.device"
# An office's computer. Who has not used it for longest is forgotten first.
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Device:
    number: str
    marks: tuple = ()


def read_device(request):
    """The Device of this browser, or None when nobody has signed in on it."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        number, *marks = signing.loads(
            cookie, salt=SALT, max_age=settings.DEVICE_COOKIE_AGE
        )
    except signing.BadSignature:
        return None
    return Device(number, tuple(marks))


def knows_person(device, user):
    """Whether this person has signed in on the device. Without a user as many questions
    are asked as with one."""
    if device is None:
        return False
    user_id = 0
    if user is not None:
        user_id = user.pk
    return make_mark(device.number, user_id) in device.marks


def make_mark(number, user_id):
    used = ActivationSlip.objects.filter(user_id=user_id, used_at__isnull=False)
    last_slip = used.aggregate(last=Max("pk"))["last"]
    text = f"{number} {user_id} {last_slip}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]


def remember_device(request, response, user):
    """From now on this browser is a known one for the person who has just signed in."""
    device = read_device(request) or Device(secrets.token_urlsafe(16))
    mark = make_mark(device.number, user.pk)
    others = [kept for kept in device.marks if kept != mark]
    marks = [*others, mark][-MOST_PEOPLE:]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device.number, *marks], salt=SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
