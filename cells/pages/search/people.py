"""Which people are meant? Ids first, the best first; then what is shown of those on a page.

Few people are all read, asked once in which way they are meant, and sorted. Among many each way walks an index of
Member in its order until enough are found, so that nobody has to sort 200,000 people called Nguyễn.
"""

import datetime
from collections import defaultdict
from typing import NamedTuple

from cells.models import Appointment, Membership
from cells.names import fold, marked
from cells.pages.search.sql import Sql, first_of, numbers, rows
from cells.pages.search.words import ways

MOST = 100  # people of one search: whoever looks for more has to type more
ALL = 1_000_000_000


class Place(NamedTuple):
    """The membership by which somebody knows of a person."""

    cell_id: int
    cell: str
    committee_id: int
    kind: str
    since: datetime.date
    until: datetime.date | None
    ending: str

    def is_in_force(self, on):
        return self.since <= on and (self.until is None or self.until > on)


class Person(NamedTuple):
    pk: int
    full_name: str
    born_on: datetime.date | None
    place: Place
    posts: list  # in words


def find(scope, words):
    """Ids of the people who are meant, the best first: at most MOST, and one more if there are others."""
    exact, loose = ways(words)
    if not loose:
        return []
    if scope.few is not None:
        return among_few(scope, loose, exact)
    return among_many(scope, loose, exact, has_marks=marked(words) != fold(words))


# --- few -----------------------------------------------------------------------------------------------------------


def among_few(scope, loose, exact):
    """One pass over their people. Those whose marks are as typed come first, by the way in which they are."""
    way, exact_way = (first_of([way.condition for way in some]) for some in (loose, exact))
    listed = " ".join(f"WHEN {number} THEN {way.listed_by}" for number, way in enumerate(loose))
    text = f"""SELECT id FROM (
        SELECT id, name_folded, name_turned, name_sort, {way.text} AS way, {exact_way.text} AS exact_way
        FROM cells_member WHERE id IN (SELECT place.member_id {scope.known.text})) AS asked
    WHERE way IS NOT NULL
    ORDER BY exact_way IS NULL, exact_way, way, CASE way {listed} END, name_sort, id LIMIT {MOST + 1}"""
    return [pk for (pk,) in rows(text, way, exact_way, scope.known)]


# --- many ----------------------------------------------------------------------------------------------------------


def among_many(scope, loose, exact, *, has_marks):
    """Along the indexes. With marks typed those that have them are asked for by themselves: they may be few among
    thousands, or more than enough."""
    first = [pk for pk, _ in walked(scope, [(way, None) for way in exact])] if has_marks else []
    found = dict.fromkeys(first)
    if len(found) <= MOST:
        others = walked(scope, [(way, exact[number] if exact else None) for number, way in enumerate(loose)])
        found |= dict.fromkeys(pk for pk, is_exact in others if is_exact)
        found |= dict.fromkeys(pk for pk, _ in others)
    return list(found)[: MOST + 1]


def walked(scope, pairs):
    """[(id, whether the marks are as typed)] for each (way, the same with marks or None) in turn."""
    pairs = [(way, as_typed) for way, as_typed in pairs if way.column]
    walks = [walk(scope, way, as_typed, f"way{number}") for number, (way, as_typed) in enumerate(pairs)]
    return rows(" UNION ALL ".join(walk.text for walk in walks), *walks)


def walk(scope, way, as_typed, name):
    """One way along its index; only those who are meant are asked whether they are known.

    The inner LIMIT keeps the two questions apart, or PostgreSQL would think that everybody on the way is asked both;
    OFFSET keeps it from reading the memberships of all first.
    """
    exact = as_typed.condition if as_typed else Sql("1 = 1")
    column, who = way.column, scope.known
    is_exact = f"SELECT CASE WHEN {exact.text} THEN 1 ELSE 0 END FROM cells_member WHERE id = {name}.id"
    text = f"""SELECT id, ({is_exact}) FROM (
        SELECT meant.id FROM (
            SELECT id, {column} FROM cells_member WHERE {way.condition.text} ORDER BY {column}, id LIMIT {ALL}
        ) AS meant WHERE EXISTS (SELECT 1 {who.text} AND place.member_id = meant.id LIMIT 1 OFFSET 0)
        ORDER BY {column}, id LIMIT {MOST + 1}) AS {name}"""
    return Sql(text, exact.values + way.condition.values + who.values)


# --- what is shown of them -----------------------------------------------------------------------------------------


def shown(pks, scope):
    """The Person of each of these ids, in their order."""
    if not pks:
        return []
    places, on = defaultdict(list), scope.actor.on
    names = {}
    text = f"""SELECT person.id, person.full_name, person.born_on,
            cell.id, cell.name, cell.committee_id, there.kind, there.since, there.until, there.ending
        FROM cells_membership there JOIN cells_member person ON person.id = there.member_id
        JOIN cells_cell cell ON cell.id = there.cell_id
        WHERE there.id IN (SELECT place.id {scope.known.text} AND place.member_id IN ({numbers(pks).text}))"""
    for pk, full_name, born_on, *place in rows(text, scope.known):
        names[pk] = full_name, born_on
        places[pk].append(Place(*place))
    posts = posts_of(pks, on)
    nearest = {pk: max(held, key=lambda place: nearness(place, on)) for pk, held in places.items()}
    return [Person(pk, *names[pk], nearest[pk], posts[pk]) for pk in pks if pk in nearest]


def posts_of(pks, on):
    """{person's id: [post in words]} of what they hold on a day, the earliest first."""
    found, today = defaultdict(list), on.isoformat()
    text = f"""SELECT member_id, role, title FROM cells_appointment WHERE member_id IN ({numbers(pks).text})
        AND since <= '{today}' AND (until IS NULL OR until > '{today}') ORDER BY since, id"""
    for pk, role, title in rows(text):
        found[pk].append(Appointment(role=role, title=title).label())
    return found


def nearness(place, on):
    """Of several memberships the one to be shown is the greatest: in force before past, at home before as a guest."""
    return place.is_in_force(on), place.kind == Membership.Kind.OFFICIAL, place.since
