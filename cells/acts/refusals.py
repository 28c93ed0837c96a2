"""Why was an act not done? In words, which the page of the act shows above its form."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """Why nothing was recorded, in words."""


def require(is_allowed):
    """The second check, with which an act begins: no page need stand before it. Raises
    PermissionDenied."""
    if not is_allowed:
        raise PermissionDenied


@contextmanager
def show_refusal_in(form, refused=Refused, words="{}"):
    """An act inside that is refused becomes an error of the form; then what follows the
    block shows the form again."""
    try:
        yield
    except refused as refusal:
        form.add_error(None, words.format(refusal))
