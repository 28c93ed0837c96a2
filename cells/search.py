"""Who is meant? Finds cells and people that somebody oversees, by words as they are typed (DOMAIN.md §8).

People are found by a card number, or by words of which each begins a word of the name: with or without marks, `d` for
`đ`, the given name first or last. First come those whose marks are as typed, then the others, both in this order:

1. the name begins so when the given name is put first: "hung", "hung nguyen"
2. the name begins so as it is written: "nguyen", "nguyen van h"
3. the last word begins the given name, the others begin other words: "nguyen hung", "van hung"
4. the first word is the given name, the others begin other words: "hung van"

The statements are SQL by hand: built by the ORM they took 20 ms of the processor, these take two. They are the same on
SQLite and PostgreSQL. Each way walks an index of Member in its order until enough are found, so that nobody has to
sort 200,000 people called Nguyễn.
"""

from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Prefetch, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Length

from cells.models import Appointment, Cell, Member, Membership
from cells.models.computed import PAST_ALL
from cells.names import digits, fold, fold_cell, marked

MOST = 100  # people of one search: whoever looks for more has to type more
MOST_CELLS = 8
FEW_CELLS = 100
SHORTEST_CARD = 3
ALL = 1_000_000_000


class Sql(NamedTuple):
    """A piece of a statement, and the values of its %s."""

    text: str
    values: tuple = ()


class Way(NamedTuple):
    """One way in which words can mean a person: who is meant, the indexed column along which they stand, and the one
    by which they are sorted where few are."""

    condition: Sql
    column: str
    sorted_by: str = "name_turned"


class Source(NamedTuple):
    """Among whom is looked: how the statement begins, the table and who of it. Few are sorted, and all of them read."""

    start: Sql
    table: str
    who: Sql
    is_small: bool


# --- people --------------------------------------------------------------------------------------------------------


def people(actor, words):
    """Ids of the people who are meant, the best first: at most MOST, and one more if there are others."""
    exact, loose = ways(words)
    source = few(actor) if is_over_few(actor) else many(actor)
    found = along(source, loose, exact)
    if not source.is_small and len(set(found)) > MOST and marked(words) != fold(words):
        found = [*along(source, exact, exact), *found]  # for not all had been looked at
    first = [pk for pk, is_exact in found if is_exact]
    return list(dict.fromkeys([*first, *(pk for pk, _ in found)]))[: MOST + 1]


def ways(words):
    """([Way] with the marks as typed, [Way] without): as many of both, or none with marks for a card."""
    number = digits(words)
    if number and number == words.replace(".", "").replace(" ", ""):
        return [], [Way(begins("card_digits", number), "card_digits")] if len(number) >= SHORTEST_CARD else []
    text, plain = marked(words), fold(words)
    # Who typed "an" may mean Ân: that comes after An and before Anh.
    exact = ways_of(text, "name_marked", "name_marked_turned", end=" " if text == plain else "")
    return exact, ways_of(plain, "name_folded", "name_turned")


def ways_of(text, written, turned, end=""):
    """`end` is what follows a word that is whole."""
    words = text.split()
    if not words:
        return []
    by_name = Way(begins(written, text + end), written, "name_folded" if len(words) > 1 else "name_turned")
    found = [Way(begins(turned, text + end), turned), by_name]
    if len(words) > 1:
        *before, last = words
        first, *after = words
        found.append(Way(both(begins(turned, last + end), beside(turned, before)), turned))
        found.append(Way(both(begins(turned, f"{first} "), beside(turned, after)), turned))
    return found


def begins(column, text):
    return Sql(f"{column} >= %s AND {column} < %s", (text, text + PAST_ALL))


def beside(turned, words):
    """Each of these words begins a word beside the given name."""
    escaped = [word.replace("#", "##").replace("%", "#%").replace("_", "#_") for word in words]
    return Sql(" AND ".join([f"{turned} LIKE %s ESCAPE '#'"] * len(words)), tuple(f"% {word}%" for word in escaped))


def both(one, other):
    return Sql(f"{one.text} AND {other.text}", one.values + other.values)


def along(source, ways, exact):
    """[(id, whether the marks are as typed)] for each way in turn."""
    if not ways:
        return []
    walks = [walk(source, way, number, exact) for number, way in enumerate(ways)]
    values = [value for part in (source.start, *walks) for value in part.values]
    with connection.cursor() as cursor:
        cursor.execute(source.start.text + " UNION ALL ".join(walk.text for walk in walks), values)
        return cursor.fetchall()


def walk(source, way, number, exact):
    """One way along its index; only those who are meant are asked whether they are overseen.

    The inner LIMIT keeps the two questions apart, or PostgreSQL would think that everybody on the way is asked both.
    """
    as_typed = exact[number].condition if exact else Sql("1 = 1")
    column, most = (f"{way.sorted_by}, name_sort", ALL) if source.is_small else (way.column, MOST + 1)
    is_exact = f"SELECT CASE WHEN {as_typed.text} THEN 1 ELSE 0 END FROM cells_member WHERE id = way{number}.id"
    text = f"""SELECT id, ({is_exact}) FROM (
        SELECT meant.id FROM (
            SELECT id, {column} FROM {source.table} WHERE {way.condition.text} ORDER BY {column}, id LIMIT {ALL}
        ) AS meant WHERE {source.who.text} ORDER BY {column}, id LIMIT {most}) AS way{number}"""
    return Sql(text, as_typed.values + way.condition.values + source.who.values)


# --- whom somebody oversees ----------------------------------------------------------------------------------------

# A person is known by memberships in force and, from above, also by the last one of somebody who belongs nowhere now.
IN_FORCE = "place.since <= '{on}' AND (place.until IS NULL OR place.until > '{on}')"
OVERSEEN = """FROM cells_membership place WHERE place.cell_id IN ({cells})
AND ({now} OR place.kind = 'official' AND place.cell_id IN ({above}) AND NOT EXISTS (
    SELECT 1 FROM cells_membership later WHERE later.member_id = place.member_id AND later.since > place.since))"""
COLUMNS = "id, name_folded, name_turned, name_marked, name_marked_turned, name_sort, card_digits"


def overseen(actor):
    """FROM the memberships by which somebody knows of a person."""
    cells = ids_of(Cell.objects.overseen_by(actor))
    above = ids_of(Cell.objects.overseen_from_above(actor)) if actor.cells else Sql("place.cell_id")
    text = OVERSEEN.format(cells=cells.text, above=above.text, now=IN_FORCE.format(on=actor.on.isoformat()))
    return Sql(text, cells.values + above.values)


def ids_of(cells):
    try:
        return Sql(*cells.values("pk").query.sql_with_params())
    except EmptyResultSet:
        return Sql("NULL")


def is_over_few(actor):
    return Cell.objects.overseen_by(actor)[: FEW_CELLS + 1].count() <= FEW_CELLS


def few(actor):
    """Their people are read before anything else (PostgreSQL would guess that they are too many), and sorted."""
    there = overseen(actor)
    start = f"""WITH few AS MATERIALIZED (
        SELECT {COLUMNS} FROM cells_member WHERE id IN (SELECT place.member_id {there.text})) """
    return Source(Sql(start, there.values), "few", Sql("1 = 1"), True)


def many(actor):
    """Each person who is meant is asked; OFFSET keeps PostgreSQL from reading the memberships of all first."""
    there = overseen(actor)
    asked = f"EXISTS (SELECT 1 {there.text} AND place.member_id = meant.id LIMIT 1 OFFSET 0)"
    return Source(Sql(""), "cells_member", Sql(asked, there.values), False)


# --- what is shown of them -----------------------------------------------------------------------------------------


def with_places(pks, actor):
    """The Members of these ids, in their order, each with `place`, the membership by which the actor knows of them,
    and `posts_now`."""
    there = overseen(actor)
    known = Membership.objects.filter(pk__in=RawSQL(f"SELECT place.id {there.text}", there.values))
    places = Prefetch("memberships", known.select_related("cell__committee"), to_attr="places")
    held = Appointment.objects.in_force(actor.on).order_by("since", "pk")
    posts = Prefetch("appointments", held, to_attr="posts_now")
    found = Member.objects.filter(pk__in=pks).prefetch_related(places, posts).in_bulk()
    for member in found.values():
        member.place = max(member.places, key=lambda place: nearness(place, actor.on), default=None)
    return [found[pk] for pk in pks if pk in found and found[pk].place]


def nearness(place, on):
    """Of several memberships the one to be shown is the greatest: in force before past, at home before as a guest."""
    is_now = place.since <= on and (place.until is None or place.until > on)
    return is_now, place.kind == Membership.Kind.OFFICIAL, place.since


# --- cells ---------------------------------------------------------------------------------------------------------


def cells(actor, words):
    """Cells of which each word begins a word of the name, a number being a whole word: open ones first, then those
    whose marks are as typed, the shortest name before longer ones (so that 9 stands before 10). At most MOST_CELLS and
    one more; closed ones have `is_closed`.
    """
    if not words.strip():
        return []
    padded = Concat(Value(" "), "name_folded", Value(" "), output_field=CharField())
    found = Cell.objects.overseen_by(actor).annotate(padded=padded).select_related("committee")
    for word in fold_cell(words).split():
        found = found.filter(padded__contains=f" {word} " if word.isdigit() else f" {word}")
    is_closed = Case(When(closed_on__lte=actor.on, then=Value(1)), default=Value(0))
    shown = found.annotate(is_closed=is_closed).order_by("is_closed", Length("name_folded"), "name_folded", "pk")
    as_typed = marked(words)
    return sorted(shown[: MOST_CELLS + 1], key=lambda cell: (cell.is_closed, as_typed not in marked(cell.name)))
