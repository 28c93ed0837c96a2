"""Sign in by the name that the ward issued: a phone number, a party-card number or a
name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.db.models import BigIntegerField
from django.utils import timezone

from accounts import guesses
from accounts.visitors import read_visitor
from phucdong.prepared import Parameter, Prepared


class IssuedNameBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None):
        """The user whose name and password these are, or None. Raises TooManyGuesses
        before the password is looked at."""
        if request is None or username is None or password is None:
            return None
        user = get_user_model().objects.called(username)
        guess = guesses.count_password_guess(
            username, user, visitor=read_visitor(request), at=timezone.now()
        )
        if user is None:
            # As slow as a wrong password, so that names cannot be found out by the
            # clock.
            get_user_model()().set_password(password)
            return None
        if user.check_password(password) and is_open(user):
            guess.forgive()
            return user
        return None

    def get_user(self, user_id):
        return OPEN_USER.fetch_first({"user": user_id})


def is_open(user):
    return get_user_model().objects.that_open().filter(pk=user.pk).exists()


def build_open_user():
    users = get_user_model().objects.that_open().select_related("member")
    return [users.filter(pk=Parameter("user", BigIntegerField()))]


OPEN_USER = Prepared(build_open_user)
