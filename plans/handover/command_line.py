"""What do the two commands ask of whoever runs them? Passphrase, ward, day."""

import getpass
import os
import sys
from datetime import datetime

from django.core.management.base import CommandError

from cells.models import Committee
from plans.handover.sealed_file import WeakPassphrase, refuse_weak_passphrase

VARIABLE = "HANDOVER_PASSPHRASE"
FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
WEAK = (
    "Mật khẩu của tệp phải có ít nhất 12 ký tự hoặc bốn từ, không lặp lại một vài "
    "ký tự."
)


def ask_passphrase():
    """From the environment, else at the terminal.

    Never an argument, which others on the machine could read.
    """
    return os.environ.get(VARIABLE) or prompt_for_secret("Mật khẩu của tệp: ")


def ask_new_passphrase():
    """Not a weak one; at the terminal it is typed twice."""
    passphrase = ask_passphrase()
    try:
        refuse_weak_passphrase(passphrase)
    except WeakPassphrase as error:
        raise CommandError(WEAK) from error
    is_typed = VARIABLE not in os.environ
    if is_typed and prompt_for_secret("Gõ lại mật khẩu: ") != passphrase:
        raise CommandError("Hai lần gõ không giống nhau.")
    return passphrase


def prompt_for_secret(prompt):
    if not sys.stdin.isatty():
        message = f"Chưa có mật khẩu của tệp: đặt biến môi trường {VARIABLE}."
        raise CommandError(message)
    return getpass.getpass(prompt)


def find_open_committee(name):
    """The committee of a name that is not over; exact but for capitals."""
    kept = Committee.objects.filter(closed_on=None).order_by("name", "pk")
    found = [one for one in kept if one.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in kept[:10]) or "chưa có đảng bộ nào"
    why = "có nhiều đảng bộ tên này" if found else "không có đảng bộ này"
    raise CommandError(f"--ward {name}: {why} (đang có: {known}).")


def parse_handover_day(text, today):
    """A day that has come, written in one of FORMATS."""
    for shape in FORMATS:
        try:
            on = datetime.strptime(text, shape).date()
        except ValueError:
            continue
        if on > today:
            message = f"Ngày {on:%d/%m/%Y} chưa đến. Bàn giao vào ngày ấy hoặc sau đó."
            raise CommandError(message)
        return on
    message = f"--on {text}: không phải một ngày. Viết 2025-07-01 hoặc 01/07/2025."
    raise CommandError(message)
