"""How numbers and dates are written: decimal comma, `34/35 (97,1%)`, dd/mm/yyyy."""

from django import template

from phucdong.writing import (
    count_text,
    date_text,
    due_text,
    moment_text,
    padded,
    rate_text,
)

register = template.Library()
register.filter("date_vn", date_text)
register.filter("moment_vn", moment_text)
register.filter("counted", count_text)
register.filter("padded", padded)
register.filter("due", due_text)


@register.simple_tag
def rate(numerator, denominator):
    return rate_text(numerator, denominator)
