from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cells.posts import Actor


def actor(get_response):
    """Put `request.actor` there: who acts today. The user's person comes with the user's own row."""

    def middleware(request):
        request.actor = SimpleLazyObject(lambda: acting(request.user))
        return get_response(request)

    return middleware


def acting(user):
    member = getattr(user, "member", None) if user.is_authenticated else None
    return Actor(member, timezone.localdate(), user=user if user.is_authenticated else None)
