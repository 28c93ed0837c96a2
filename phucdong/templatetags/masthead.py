"""The masthead of a page: who is signed in, where they may go, where they are."""

from django import template

from cells.wording import write_post_line
from phucdong import navigation

register = template.Library()


@register.inclusion_tag("elements/masthead.html", takes_context=True)
def masthead(context):
    """Works without a request, a user or an actor: an error page has a masthead too."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return signed_in(request.actor, request.resolver_match)


def signed_in(actor, match):
    places = navigation.list_places(actor)
    here = navigation.find_place_of_page(places, match)
    return {
        "person": actor,
        "post_line": write_post_line(actor),
        "committee": navigation.find_committee_name(actor),
        "items": [as_item(place, here, match) for place in places],
        "here": here,
        "search": navigation.may_search(actor),
        "is_search": match is not None and match.view_name == "search:search",
    }


def as_item(place, here, match):
    """{label, url, current}: `current` is what aria-current says, "page" or "true" (a
    page within), else ""."""
    current = ""
    if place is here:
        current = "true"
    if place is here and place.is_at(match):
        current = "page"
    return {"label": place.label, "url": place.url(), "current": current}
