from django import template

from plans.reasons import label

register = template.Library()
register.filter("reason_label", label)
