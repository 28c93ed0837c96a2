"""Which people are meant? Ids first, the best first; then what is shown of those on a
page.

Few people are all asked once in which way they are meant, and sorted. Among many each
way walks an index of Member in its order until enough are found, so that nobody has to
sort 200,000 people called Nguyễn.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models.expressions import RawSQL

from cells.models import Appointment, Member, Membership
from cells.models.ranges import in_force
from cells.names import fold, marked
from cells.pages.search.statements import (
    Sql,
    compile_queryset,
    fetch_rows,
    join_values,
    number_conditions,
)
from cells.pages.search.ways import Ways, list_ways

MOST_PEOPLE = 100  # of one search: whoever looks for more has to type more
EVERYBODY = 1_000_000_000
PEOPLE = Member._meta.db_table


class FoundPerson(NamedTuple):
    """`membership` is the one by which somebody knows of them; `posts` are in words."""

    member: Member
    membership: Membership
    posts: list


def find_people(scope, words):
    """Ids of the people who are meant, the best first: at most MOST_PEOPLE, and one
    more if there are others."""
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
    way = number_conditions([way.condition for way in ways.loose])
    exact_way = number_conditions([way.condition for way in ways.exact])
    known = compile_queryset(scope.find_memberships().values("member"))
    listed = []
    for number, each in enumerate(ways.loose):
        listed.append(f"WHEN {number} THEN {each.listed_by}")
    text = f"""SELECT id FROM (
        SELECT id, name_folded, name_turned, name_sort,
            {way.text} AS way, {exact_way.text} AS exact_way
        FROM {PEOPLE} WHERE id IN ({known.text})) AS asked
    WHERE way IS NOT NULL
    ORDER BY exact_way IS NULL, exact_way, way, CASE way {" ".join(listed)} END,
        name_sort, id LIMIT {MOST_PEOPLE + 1}"""
    return [pk for (pk,) in fetch_rows(text, way, exact_way, known)]


# --- many ----------------------------------------------------------------------------


class Walked(NamedTuple):
    """Somebody who was met along an index; whether the marks are as typed."""

    pk: int
    is_exact: bool


def find_among_many(scope, ways, *, has_marks):
    """Along the indexes. With marks typed those that have them are asked for by
    themselves: they may be few among thousands, or more than enough."""
    found, memberships = {}, scope.find_memberships()
    of_meant = memberships.filter(member_id=RawSQL("meant.id", ())).values("pk")
    known = compile_queryset(of_meant)
    if has_marks:
        for person in walk_indexes(known, Ways([], ways.exact)):
            found[person.pk] = True
    if len(found) <= MOST_PEOPLE:
        others = walk_indexes(known, ways)
        for person in sorted(others, key=lambda person: not person.is_exact):
            found[person.pk] = True
    return list(found)[: MOST_PEOPLE + 1]


def walk_indexes(known, ways):
    """[Walked] of each loose way in turn, in one statement."""
    walks = []
    for number, way in enumerate(ways.loose):
        if way.column:
            as_typed = ways.exact[number].condition if ways.exact else Sql("1 = 1")
            walks.append(walk_index(way, as_typed, known, f"way{number}"))
    text = " UNION ALL ".join(walk.text for walk in walks)
    return [Walked(*row) for row in fetch_rows(text, *walks)]


def walk_index(way, as_typed, known, name):
    """One way along its index; only those who are meant are asked whether they are
    known, by the memberships of `meant.id`.

    The inner LIMIT keeps the two questions apart, or PostgreSQL would think that
    everybody on the way is asked both; OFFSET keeps it from reading the memberships of
    all first.
    """
    column = way.column
    text = f"""SELECT id, (
        SELECT CASE WHEN {as_typed.text} THEN 1 ELSE 0 END
        FROM {PEOPLE} WHERE id = {name}.id
    ) FROM (
        SELECT meant.id FROM (
            SELECT id, {column} FROM {PEOPLE} WHERE {way.condition.text}
            ORDER BY {column}, id LIMIT {EVERYBODY}
        ) AS meant WHERE EXISTS ({known.text} LIMIT 1 OFFSET 0)
        ORDER BY {column}, id LIMIT {MOST_PEOPLE + 1}) AS {name}"""
    return Sql(text, join_values([as_typed, way.condition, known]))


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
