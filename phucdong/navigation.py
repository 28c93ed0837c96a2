"""Where may this person go? The masthead's places, from the posts in force and nothing
else."""

from dataclasses import dataclass

from django.urls import reverse

from cells.models import Appointment

Role = Appointment.Role

# What is recorded of people, wherever they are looked at from.
OF_PEOPLE = {
    "person",
    "members",
    "appointments",
    "movements",
    "corrections",
    "exemptions",
    "suspensions",
}
# The namespaces of pages that belong to a place of the masthead without standing in it.
# The first place that holds a page is marked.
WITHIN = {
    "home:my_plan": {"home", "editor", "sign", "prints", "taking_back"},
    "desk:queue": {"desk", "review", "record", "paper", "taking_back"},
    "dashboard:dashboard": {
        "dashboard",
        "names",
        "numbers",
        "over_years",
        "exemption_figures",
        "frozen",
        "grounds",
        "review",
        "taking_back",
    },
    "control:control": {"control"},
    "cells:cells": {
        *OF_PEOPLE,
        "cells",
        "cell",
        "reorganisation",
        "register",
    },
    "accounts:accounts": {"accounts"},
    "backups:backups": {"backups"},
    "cell:cell": {*OF_PEOPLE, "accounts", "years"},
    "years:cycles": {"years"},
    "board:board": {"board"},
}


@dataclass(frozen=True)
class Place:
    """One item of the masthead: what it says, the name of its route and the route's
    arguments."""

    label: str
    route: str
    args: tuple = ()

    def url(self):
        return reverse(self.route, args=self.args)

    def is_at(self, match):
        """Whether a ResolverMatch is the page of this place."""
        return match.view_name == self.route and all(
            arg in match.kwargs.values() for arg in self.args
        )

    def holds(self, match):
        """Whether a ResolverMatch is a page within this place."""
        return match.namespace in WITHIN.get(self.route, ())


def list_places(actor):
    """[Place] in the order of the masthead: the union over a person's posts, each place
    once."""
    held = find_roles(actor)
    places = [
        *list_places_of_ward(held),
        *list_places_of_cell(actor, held),
        *list_places_of_person(actor, held),
    ]
    return list(dict.fromkeys(places))


def find_roles(actor):
    return {post.role for post in actor.posts}


def may_search(actor):
    """Whether there are people whom somebody oversees, as far as their posts say
    (cells.permissions.oversees)."""
    return bool(
        find_roles(actor) & {*Appointment.REVIEWERS, *Appointment.OF_A_COMMITTEE}
    )


def list_places_of_ward(held):
    if Role.WARD_OFFICER in held:
        yield Place("Toàn cảnh", "dashboard:dashboard")
        yield Place("Kiểm soát nội dung", "control:control")
        yield Place("Chi bộ", "cells:cells")
        yield Place("Tài khoản", "accounts:accounts")
        yield Place("Năm kế hoạch", "years:cycles")
    if Role.INSPECTOR in held:
        yield Place("Toàn cảnh", "dashboard:dashboard")
        yield Place("Tôi đã đọc", "cell:my_readings")


def list_places_of_cell(actor, held):
    if not held & {
        *Appointment.REVIEWERS,
        *Appointment.BESIDE_OFFICERS,
        Role.CHAIRMAN_OFFICE,
        Role.WARD_OFFICER,
    }:
        return
    yield Place("Việc hôm nay", "desk:queue")
    led = {}
    for post in actor.posts:
        if post.cell_id in actor.cells:
            led[post.cell_id] = post.cell.name
    is_alone = len(led) == 1 and Role.WARD_OFFICER not in held
    for pk, name in led.items():
        if is_alone:
            name = "Chi bộ"
        yield Place(name, "cell:cell", (pk,))
    officers = {*Appointment.REVIEWERS, Role.CHAIRMAN_OFFICE}
    if held & officers and not held & {Role.WARD_OFFICER, Role.INSPECTOR}:
        yield Place("Số liệu", "dashboard:dashboard")


def list_places_of_person(actor, held):
    if actor.is_administrator:
        yield Place("Tài khoản", "accounts:accounts")
        yield Place("Sao lưu", "backups:backups")
    if actor.member is None:
        return
    yield Place("Kế hoạch của tôi", "home:my_plan")
    of_others = {
        *Appointment.REVIEWERS,
        *Appointment.BESIDE_OFFICERS,
        *Appointment.OF_A_COMMITTEE,
    }
    if not held & of_others:
        yield Place("Góp ý", "desk:queue")
    yield Place("Niêm yết", "board:board")


def find_place_of_page(items, match):
    """The place among these that the page of a ResolverMatch is, or else belongs to;
    None if there is none."""
    if match is None:
        return None
    for place in items:
        if place.is_at(match):
            return place
    for place in items:
        if place.holds(match):
            return place
    return None


def find_committee_name(actor):
    """The committee whose installation somebody works in, as the masthead names it; ""
    before signing in."""
    if actor.member is None:
        return ""
    if actor.posts:
        first = actor.posts[0]
        committee = first.committee or first.cell.committee
        return committee.name
    if actor.home:
        return actor.home.committee.name
    return ""
