"""How figures, rates and dates are written in Vietnamese; the one place, for screen,
print, file and command."""

from datetime import datetime

from django.utils import timezone


def percent(numerator, denominator):
    """ "97,1%", or "–" when nobody is counted. 100% only when they are equal: 99.96 is
    "99,9%" (DOMAIN.md §3)."""
    if not denominator:
        return "–"
    if numerator == denominator:
        return "100%"
    tenths = min((2000 * numerator + denominator) // (2 * denominator), 999)
    return f"{tenths // 10},{tenths % 10}%"


def rate_text(numerator, denominator):
    """ "34/35 (97,1%)"."""
    if not denominator:
        return "–"
    return (
        f"{count_text(numerator)}/{count_text(denominator)} "
        f"({percent(numerator, denominator)})"
    )


def count_text(number):
    """ "1.265": a dot between thousands."""
    return f"{number:,}".replace(",", ".")


def padded(number):
    """Counts under ten are padded in documents: "04"."""
    if isinstance(number, int) and 0 <= number < 10:
        return f"{number:02d}"
    return number


def date_text(value):
    """dd/mm/yyyy, in Vietnam's time; "" for none."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def moment_text(value):
    """ "20:14 ngày 19/02/2026"."""
    local = timezone.localtime(value)
    return f"{local.hour:02d}:{local.minute:02d} ngày {date_text(local.date())}"


def due_text(due_on, on):
    """What a deadline means today: "còn 9 ngày", "hôm nay là hạn cuối", "quá hạn 2
    ngày"."""
    days = (due_on - on).days
    if days == 0:
        return "hôm nay là hạn cuối"
    if days > 0:
        return f"còn {days} ngày"
    return f"quá hạn {-days} ngày"
