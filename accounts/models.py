"""Who can sign in, and how they got their password."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from cells.models import Membership


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=normalize_name(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(username=normalize_name(username))

    def that_open(self):
        """Logins that open something: not locked, and not of somebody who has died. A
        death that is taken back opens it again."""
        died = find_deaths().filter(member=OuterRef("member"))
        return self.filter(~Exists(died), is_active=True)

    def called(self, typed):
        """The login of this sign-in name; else of the one person whose card or phone
        number it is; else None.

        The same questions are asked for any name, so that the clock tells nobody which
        names there are.
        """
        name = normalize_name(typed or "")
        if not name:
            return None
        found = []
        for column in ("username", "member__card", "member__phone"):
            matches = list(self.filter(**{column: name})[:2])
            if len(matches) == 1:
                found.append(matches[0])
        return next(iter(found), None)


def find_deaths():
    """The memberships that ended with a death."""
    return Membership.objects.filter(ending=Membership.Ending.DIED)


def normalize_name(typed):
    """A sign-in name as it is stored: lower case, without spaces, dots and dashes
    ("0912 345.678" is one number)."""
    name = "".join(c for c in typed.casefold() if c not in " .-\u00a0")
    if name.startswith("+84"):
        return f"0{name[3:]}"
    return name


class User(AbstractBaseUser):
    """A login. A person (cells.Member) may have one; the administrator of the system
    has one without a person."""

    username = models.CharField("tên đăng nhập", max_length=64, unique=True)
    is_administrator = models.BooleanField("quản trị hệ thống", default=False)
    is_active = models.BooleanField("được đăng nhập", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    def __str__(self):
        return self.username

    def has_set_password(self):
        return not self.password.startswith(UNUSABLE_PASSWORD_PREFIX)

    def replace_password(self, raw, *, at):
        """Set it and note it; the sessions opened with the old one end. No other column
        is written."""
        self.password = make_password(raw)
        User.objects.filter(pk=self.pk).update(password=self.password)
        self.events.create(kind=AccountEvent.Kind.PASSWORD, by=self, at=at)

    @transaction.atomic
    def set_active(self, active, *, by, at):
        """Lock or unlock the login and note who did it; what is so already stays
        without a note.

        A locked login opens nothing, from the next request on; its person and their
        plans stay as they are.
        """
        others = User.objects.filter(pk=self.pk, is_active=not active)
        if others.update(is_active=active):
            kind = AccountEvent.Kind.LOCKED
            if active:
                kind = AccountEvent.Kind.UNLOCKED
            self.events.create(kind=kind, by=by, at=at)


class ActivationSlipQuerySet(models.QuerySet):
    def unspent(self):
        """Neither used nor replaced by a newer one: at most one of a login."""
        return self.filter(used_at=None, voided_at=None)

    def live(self, at):
        """Slips whose code still opens the login."""
        return self.unspent().filter(expires_at__gt=at)


class ActivationSlip(models.Model):
    """A one-time code on paper with which a person sets a password. A new slip ends the
    ones before it."""

    VALID_DAYS = 14

    user = models.ForeignKey(User, models.PROTECT, related_name="slips")
    code_digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey(
        User, models.PROTECT, related_name="slips_issued", null=True
    )
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    objects = ActivationSlipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "issued_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, voided_at__isnull=True),
                name="accounts_slip_one_unspent_of_a_login",
            )
        ]

    def __str__(self):
        return f"slip of {self.user_id} at {self.issued_at:%Y-%m-%d}"


class AccountEvent(models.Model):
    """What was done to a login, by whom and when, for its owner to read. Slips are
    their own record."""

    class Kind(models.TextChoices):
        PASSWORD = "password", "Đặt mật khẩu mới"
        LOCKED = "locked", "Khóa tài khoản"
        UNLOCKED = "unlocked", "Mở khóa tài khoản"

    user = models.ForeignKey(User, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="events_made")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["password", "locked", "unlocked"]),
                name="accounts_event_known_kind",
            )
        ]

    def __str__(self):
        return f"{self.kind} of {self.user_id} at {self.at:%Y-%m-%d}"


class SignInRecord(models.Model):
    """Who came in when, and from which address."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField(db_index=True)
    address = models.GenericIPAddressField(null=True)

    def __str__(self):
        return f"{self.user_id} at {self.at:%Y-%m-%d}"


class GuessCount(models.Model):
    """How many guesses were made since the first of them, and by or at whom (a digest).
    What the counts mean is in guesses.py."""

    class Kind(models.TextChoices):
        NAME = "name", "Mật khẩu của một tên"
        DEVICE = "device", "Mật khẩu của một người trên máy quen"
        ADDRESS = "address", "Gõ sai từ một địa chỉ"
        CODE = "code", "Mã phiếu của một tên"
        QUESTION = "question", "Hỏi mã in dưới chữ ký"

    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=64)
    began_at = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="accounts_guesses_counted_once"
            )
        ]

    def __str__(self):
        return f"{self.number} by {self.kind} since {self.began_at:%Y-%m-%d %H:%M}"


def code_digest(code):
    """HMAC of a slip's code, spaces and dashes ignored: the table alone does not give
    the codes away."""
    plain = normalize_name(code).upper()
    return hmac.new(
        settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256
    ).hexdigest()
