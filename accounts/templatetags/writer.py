"""{% writer %} in a form: who types here, signed, so that text of an expired login goes
back to that person only."""

from django import template
from django.utils.html import format_html

from accounts import expired_form

register = template.Library()


@register.simple_tag(takes_context=True)
def writer(context):
    user = context["request"].user
    if not user.is_authenticated:
        return ""
    return format_html(
        '<input type="hidden" name="writer" value="{}">', expired_form.sign_writer(user)
    )
