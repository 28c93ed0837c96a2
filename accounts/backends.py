"""Sign in by the name that the ward issued: a phone number, a party-card number or a
name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend


class IssuedNameBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None):
        users = get_user_model().objects
        user = users.called(username)
        if user is None:
            # As slow as a wrong password, so that names cannot be found out by the
            # clock.
            get_user_model()().set_password(password)
            return None
        if user.check_password(password) and user.is_active:
            return user
        return None

    def get_user(self, user_id):
        users = get_user_model().objects.select_related("member")
        return users.filter(pk=user_id, is_active=True).first()
