"""Who acts in this request?"""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cells.posts import Actor


def attach_actor(get_response):
    """Put `request.actor` there: who acts today. The user's person comes with the
    user's own row."""

    def middleware(request):
        request.actor = SimpleLazyObject(lambda: make_actor(request.user))
        return get_response(request)

    return middleware


def make_actor(user):
    on = timezone.localdate()
    if not user.is_authenticated:
        return Actor(None, on)
    return Actor(getattr(user, "member", None), on, user=user)
