"""What rests on an act, or hangs on a person, as a page lists it before something is
done?"""

import hashlib
from typing import NamedTuple

from django.urls import reverse

from plans.models import Status


class Dependent(NamedTuple):
    """`route` and `pk` name the page it stands on; "" and 0 for none."""

    words: str
    route: str = ""
    pk: int = 0

    @property
    def url(self):
        return reverse(self.route, args=[self.pk]) if self.route else ""


def page_of_plan(plan):
    """Only of what an officer of the ward may open."""
    if plan.status == Status.DRAFT:
        return "", 0
    return "review:plan", plan.pk


def make_digest(dependents):
    """Tells whether a list is still what an officer was shown; "" of an empty one."""
    if not dependents:
        return ""
    words = "\n".join(rest.words for rest in dependents)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
