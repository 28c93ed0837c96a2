"""Which people are meant? Ids first, the best first; then what is shown of those on a
page.

Few people are all asked once in which way they are meant, and sorted. Among many each
way walks an index of Member in its order until enough are found, so that nobody has to
sort 200,000 people called Nguyễn.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When

from cells.models import Appointment, Member, Membership
from cells.models.ranges import in_force
from cells.names import fold, marked
from cells.pages.search.ways import Ways, list_ways

MOST_PEOPLE = 100  # of one search: whoever looks for more has to type more


class FoundPerson(NamedTuple):
    """`membership` is the one by which somebody knows of them; `posts` are in words."""

    member: Member
    membership: Membership
    posts: list


def find_people(scope, words):
    """Ids of the people who are meant, the best first: at most MOST_PEOPLE, and one more
    if there are others."""
    ways = list_ways(words)
    if not ways.loose:
        return []
    if scope.few is not None:
        return find_among_few(scope, ways)
    return find_among_many(scope, ways, has_marks=marked(words) != fold(words))


# --- few -----------------------------------------------------------------------------


def find_among_few(scope, ways):
    """One pass over their people. Those whose marks are as typed come first, by the way
    in which they are."""
    known = scope.find_memberships().values("member")
    listed = [When(way=n, then=way.listed_by) for n, way in enumerate(ways.loose)]
    meant = (
        Member.objects.filter(pk__in=known)
        .annotate(way=number_way(ways.loose), exact_way=number_way(ways.exact))
        .filter(way__isnull=False)
        .order_by(
            F("exact_way").asc(nulls_last=True), "way", Case(*listed), "name_sort", "pk"
        )
    )
    return list(meant.values_list("pk", flat=True)[: MOST_PEOPLE + 1])


def number_way(ways):
    """The number of the first of these ways in which somebody is meant, or NULL."""
    whens = [When(way.condition, then=number) for number, way in enumerate(ways)]
    return Case(*whens, default=None, output_field=IntegerField())


# --- many ----------------------------------------------------------------------------


class Walked(NamedTuple):
    """Somebody who was met on the way of this number. `stands_at` is where in the index;
    it sorts by code points, as the index does."""

    way: int
    stands_at: str
    pk: int
    is_exact: bool


def find_among_many(scope, ways, *, has_marks):
    """Along the indexes. With marks typed those that have them are asked for by
    themselves: they may be few among thousands, or more than enough."""
    found = {}
    if has_marks:
        for person in walk_indexes(scope, Ways([], ways.exact)):
            found[person.pk] = True
    if len(found) <= MOST_PEOPLE:
        others = walk_indexes(scope, ways)
        for person in sorted(others, key=lambda person: not person.is_exact):
            found[person.pk] = True
    return list(found)[: MOST_PEOPLE + 1]


def walk_indexes(scope, ways):
    """[Walked] of each loose way in turn, in one statement."""
    walks = []
    for number, way in enumerate(ways.loose):
        if way.column:
            as_typed = ways.exact[number].condition if ways.exact else None
            walks.append(walk_index(scope, number, way, as_typed))
    rows = walks[0].union(*walks[1:], all=True)
    return sorted(Walked(*row) for row in rows)


def walk_index(scope, number, way, as_typed):
    """The first who are meant and known, as rows of Walked.

    Whether they are known is a subquery with a value: PostgreSQL can neither ask it
    before the way nor read the memberships of all first, as it does with EXISTS.
    """
    known_by = scope.find_memberships().filter(member=OuterRef("pk")).values("pk")[:1]
    first = (
        Member.objects.filter(way.condition)
        .annotate(known_by=Subquery(known_by))
        .filter(known_by__isnull=False)
        .order_by(way.column, "pk")
        .values("pk")[: MOST_PEOPLE + 1]
    )
    is_exact = Value(True)
    if as_typed:
        is_exact = Case(When(as_typed, then=True), default=False)
    met = Member.objects.filter(pk__in=first)
    return met.values_list(Value(number), way.column, "pk", is_exact)


# --- what is shown of them -----------------------------------------------------------


def describe_people(pks, scope):
    """The FoundPerson of each of these ids, in their order."""
    if not pks:
        return []
    on, nearest = scope.actor.on, {}
    memberships = scope.find_memberships().filter(member__in=pks)
    for membership in memberships.select_related("member", "cell"):
        held = nearest.get(membership.member_id)
        if held is None or rank_nearness(membership, on) > rank_nearness(held, on):
            nearest[membership.member_id] = membership
    posts = find_posts_in_words(pks, on)
    found = []
    for pk in pks:
        if pk in nearest:
            found.append(FoundPerson(nearest[pk].member, nearest[pk], posts[pk]))
    return found


def find_posts_in_words(pks, on):
    """{person's id: [post in words]} of what they hold on a day, the earliest first."""
    posts = defaultdict(list)
    held = Appointment.objects.filter(in_force(on), member__in=pks)
    for post in held.order_by("since", "pk"):
        posts[post.member_id].append(post.label())
    return posts


def rank_nearness(membership, on):
    """Of several memberships the one to be shown is the greatest: in force before past,
    at home before as a guest."""
    is_in_force = membership.until is None or membership.until > on
    is_home = membership.kind == Membership.Kind.OFFICIAL
    return membership.since <= on and is_in_force, is_home, membership.since
