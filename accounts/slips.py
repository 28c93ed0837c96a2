"""How does an activation slip come to be, and what does its code open?"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import guesses, permissions
from accounts.guesses import Kind
from accounts.models import ActivationSlip, User, code_digest
from cells.models import Member
from cells.posts import Actor
from phucdong.writing import moment_text

# Without 0 O 1 I L 2 Z 5 S 8 B: what is read wrongly from paper.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


class SlipSpent(Exception):
    """The slip was used, replaced by a newer one or has run out meanwhile. Nothing was
    changed."""


class LoginMeanwhile(Exception):
    """The person was given a login by somebody else, or the name went to another.
    Nothing was changed."""


@dataclass(frozen=True)
class PrintedSlip:
    """A slip and its code in plain letters, which exists on paper only."""

    slip: ActivationSlip
    code: str
    name: str


def make_code():
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


@transaction.atomic
def issue_slip(user, *, by, at, name=""):
    """A new slip for a login; the ones before it end. `by` is the user who prints it,
    None on the server itself."""
    User.objects.select_for_update().get(pk=user.pk)
    ActivationSlip.objects.unspent().filter(user=user).update(voided_at=at)
    guesses.forget_guesses_at(user, Kind.CODE)
    code = make_code()
    slip = ActivationSlip.objects.create(
        user=user,
        code_digest=code_digest(code),
        issued_by=by,
        issued_at=at,
        expires_at=at + timedelta(days=ActivationSlip.VALID_DAYS),
    )
    return PrintedSlip(slip, code, name)


@transaction.atomic
def issue_slip_to(member, *, by, at, username=""):
    """A slip that the actor `by` prints for a person; a person without a login gets one
    of this name first.

    Raises PermissionDenied or LoginMeanwhile.
    """
    if not permissions.prints_slip_for(by, Actor(member, by.on, user=member.user)):
        raise PermissionDenied
    user = member.user or give_login(member, username)
    return issue_slip(user, by=by.user, at=at, name=member.full_name)


def give_login(member, username):
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"password": make_unusable_password()}
    )
    taken = Member.objects.filter(pk=member.pk, user=None)
    if not is_new or not taken.update(user=user):
        raise LoginMeanwhile
    return user


def make_unusable_password():
    """What stands for a password until the person has set one."""
    nobody = User()
    nobody.set_unusable_password()
    return nobody.password


def open_slip(typed_name, code, *, visitor, at):
    """The slip that a sign-in name and a code open, or None. Raises TooManyGuesses
    before the code is compared.

    Wrong codes never end a slip: whoever knows a name would end that of its owner.
    """
    user = User.objects.called(typed_name)
    guess = guesses.count_code_guess(typed_name, user, visitor=visitor, at=at)
    slip = find_live_slip(user, at)
    expected = ""
    if slip:
        expected = slip.code_digest
    if not hmac.compare_digest(expected, code_digest(code)):
        return None
    guess.forgive()
    return slip


def find_live_slip(user, at):
    """The slip of a login that opens something; None also if there is no login, after
    the same question."""
    user_id = 0
    if user is not None:
        user_id = user.pk
    slips = ActivationSlip.objects.live(at).filter(user__in=User.objects.that_open())
    return slips.filter(user_id=user_id).first()


@transaction.atomic
def spend_slip(slip_id, password, *, at):
    """Set the password of the slip's login, once; returns the user. Raises SlipSpent.

    The one conditional UPDATE decides between two who do it at the same moment. It asks
    for columns of the slip alone: with a join it would be a subquery, which PostgreSQL
    does not look at again after waiting for the row.
    """
    if (
        not ActivationSlip.objects.unspent()
        .filter(pk=slip_id, expires_at__gt=at)
        .update(used_at=at)
    ):
        raise SlipSpent
    user = ActivationSlip.objects.select_related("user").get(pk=slip_id).user
    if not User.objects.that_open().filter(pk=user.pk).exists():
        raise SlipSpent
    user.replace_password(password, at=at)
    guesses.forget_guesses_at(user, Kind.NAME, Kind.CODE)
    return user


def list_slips(user):
    """The slips of a login, newest first, with who printed them."""
    return user.slips.select_related("issued_by__member").order_by("-issued_at", "-pk")


def describe_slip(slip, at):
    """What has become of a slip, in words."""
    if slip.used_at:
        return "đã dùng"
    if slip.voided_at:
        return "đã thay bằng phiếu mới hơn"
    if slip.expires_at > at:
        return "chưa dùng"
    return "đã hết hạn"


def write_slip_text(printed):
    """The slip as lines for a terminal: what a command on the server prints."""
    slip = printed.slip
    lines = ["PHIẾU KÍCH HOẠT TÀI KHOẢN (giữ kín)"]
    if printed.name:
        lines.append(f"Đồng chí:        {printed.name}")
    lines += [
        f"Tên đăng nhập:   {slip.user.username}",
        f"Mã:              {printed.code}",
        f"Dùng trước:      {moment_text(slip.expires_at)}",
        "Mở trang, chọn “Tôi có phiếu kích hoạt”, gõ tên và mã, rồi tự đặt mật khẩu.",
    ]
    return "\n".join(lines)
