from django import template

from plans.reasons import label_reason

register = template.Library()
register.filter("reason_label", label_reason)
