"""What becomes of text that somebody sends after their login has expired?

It is held in the session of that browser, one form at most, until the person who typed
it has signed in again. Nobody else ever sees it. A form says who typed by {% writer %},
signed: a stranger cannot store anything here.
"""

import secrets
from dataclasses import asdict, dataclass

from django.core import signing
from django.urls import reverse

SALT = "accounts.writer"
KEY = "held"
LARGEST = 200_000
NEVER_HELD = {"csrfmiddlewaretoken", "writer", "held"}


@dataclass(frozen=True)
class HeldForm:
    """A form that was not taken: whose, where it was going, and its fields [(name,
    text)] in their order."""

    writer: int
    path: str
    fields: list
    token: str


def sign_writer(user):
    return signing.dumps(user.pk, salt=SALT, compress=False)


def read_writer(request):
    """The id of the user who typed this form, or None when it does not say so, or not
    truthfully."""
    try:
        return signing.loads(request.POST.get("writer", ""), salt=SALT)
    except signing.BadSignature:
        return None


def hold_form(request):
    """Keep a stranger's form if it names its writer and fits; True when it is kept."""
    writer, fields = read_writer(request), list_typed(request.POST)
    if writer is None or sum(len(name) + len(text) for name, text in fields) > LARGEST:
        return False
    kept = HeldForm(writer, request.get_full_path(), fields, secrets.token_urlsafe(12))
    request.session[KEY] = asdict(kept)
    return True


def list_typed(post):
    """[(name, text)] of a form without tokens and passwords."""
    names = (name for name in post if name not in NEVER_HELD and "password" not in name)
    return [(name, text) for name in names for text in post.getlist(name)]


def find_held_form(request):
    """The form that waits for this very user, or None."""
    kept = request.session.get(KEY)
    if not kept or kept["writer"] != request.user.pk:
        return None
    return HeldForm(**kept)


def choose_way_after_sign_in(request):
    """The page with the held text for the person who typed it, else None; somebody
    else's text is gone."""
    if find_held_form(request):
        return reverse("entry:held")
    drop_form(request)
    return None


def drop_form(request):
    request.session.pop(KEY, None)


def drop_sent_form(request, response):
    """Forget the form once it has been sent again and was not refused."""
    if (
        response.status_code >= 400
        or request.method != "POST"
        or "held" not in request.POST
    ):
        return
    if request.session.get(KEY, {}).get("token") == request.POST["held"]:
        drop_form(request)


def is_prose(name, text):
    """Whether a person wrote this, rather than a form (a key, a number, a choice, an
    answer from before)."""
    if name.startswith("was_"):
        return False
    return any(
        character.isspace() or ord(character) > 127 for character in text.strip()
    )
