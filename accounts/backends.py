"""Sign in by the name that the ward issued: a phone number, a party-card number or a name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend

from accounts.models import normalize_name


class IssuedNameBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None):
        user = self.find(normalize_name(username or ""))
        if user is None:
            # As slow as a wrong password, so that names cannot be found out by the clock.
            get_user_model()().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def find(self, name):
        """The login of this name; else of the one person whose card or phone number it is."""
        users = get_user_model().objects
        found = users.filter(username=name).first()
        if found or not name:
            return found
        for column in ("member__card", "member__phone"):
            matches = list(users.filter(**{column: name})[:2])
            if len(matches) == 1:
                return matches[0]
        return None

    def get_user(self, user_id):
        users = get_user_model().objects.select_related("member")
        return users.filter(pk=user_id, is_active=True).first()
