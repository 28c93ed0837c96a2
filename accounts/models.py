"""Who can sign in, and how they got their password."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=normalize_name(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(username=normalize_name(username))


def normalize_name(typed):
    """A sign-in name as it is stored: lower case, without spaces, dots and dashes ("0912 345.678" is one number)."""
    return "".join(c for c in typed.casefold() if c not in " .-\u00a0")


class User(AbstractBaseUser):
    """A login. A person (cells.Member) may have one; the administrator of the system has one without a person."""

    username = models.CharField("tên đăng nhập", max_length=64, unique=True)
    is_administrator = models.BooleanField("quản trị hệ thống", default=False)
    is_active = models.BooleanField("được đăng nhập", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    def __str__(self):
        return self.username


class ActivationSlip(models.Model):
    """A one-time code on paper with which a person sets a password. A new slip ends the ones before it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="slips")
    code_digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="slips_issued", null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["user", "issued_at"])]

    def __str__(self):
        return f"slip of {self.user_id} at {self.issued_at:%Y-%m-%d}"


def code_digest(code):
    """HMAC of a slip's code, spaces and dashes ignored: the table alone does not give the codes away."""
    plain = normalize_name(code).upper()
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()
