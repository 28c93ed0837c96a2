"""What the two commands ask of whoever runs them: the passphrase, the ward, the day."""

import getpass
import os
import sys
from datetime import datetime

from django.core.management.base import CommandError

from cells.models import Committee
from plans.handover.sealed_file import WeakPassphrase, refuse_weak

VARIABLE = "HANDOVER_PASSPHRASE"
FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
WEAK = "Mật khẩu của tệp phải có ít nhất 12 ký tự hoặc bốn từ, không lặp lại một vài ký tự."


def passphrase(*, twice=False):
    """From the environment, else asked at the terminal; never an argument, which others on the machine could read."""
    given = os.environ.get(VARIABLE) or asked("Mật khẩu của tệp: ")
    if twice:
        refuse(given)
        if VARIABLE not in os.environ and asked("Gõ lại mật khẩu: ") != given:
            raise CommandError("Hai lần gõ không giống nhau.")
    return given


def asked(prompt):
    if not sys.stdin.isatty():
        raise CommandError(f"Chưa có mật khẩu của tệp: đặt biến môi trường {VARIABLE}.")
    return getpass.getpass(prompt)


def refuse(given):
    try:
        refuse_weak(given)
    except WeakPassphrase as error:
        raise CommandError(WEAK) from error


def open_committee(name):
    """The committee of a name that is not over; exact but for capitals."""
    kept = Committee.objects.filter(closed_on=None).order_by("name", "pk")
    found = [committee for committee in kept if committee.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(committee.name for committee in kept[:10]) or "chưa có đảng bộ nào"
    why = "có nhiều đảng bộ tên này" if found else "không có đảng bộ này"
    raise CommandError(f"--ward {name}: {why} (đang có: {known}).")


def day(text):
    for shape in FORMATS:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise CommandError(f"--on {text}: không phải một ngày. Viết 2025-07-01 hoặc 01/07/2025.")


def not_to_come(on, today):
    if on > today:
        raise CommandError(f"Ngày {on:%d/%m/%Y} chưa đến. Bàn giao vào ngày ấy hoặc sau đó.")
    return on
