"""Which cells are meant? Those of which each word begins a word of the name, a number
being a whole word."""

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Length, StrIndex
from django.db.models.lookups import GreaterThan

from cells.models import Cell, FormerName
from cells.names import fold_cell, marked

MOST_CELLS = 8


def find_cells(scope, words):
    """Cells with `former`, the name that was meant if that is not today's, else "".

    Open ones first, those that bear the name today, those whose marks are as typed, the
    shortest name before longer ones (so that 9 stands before 10). At most MOST_CELLS
    and one more.
    """
    if not words.strip():
        return []
    on, today = scope.actor.on, match_cell_name(words)
    past = FormerName.objects.filter(today)
    former = past.filter(cell=OuterRef("pk")).order_by("-name").values("name")[:1]
    cells = Cell.objects.overseen_by(scope.actor)
    cells = cells.filter(today | Q(pk__in=past.values("cell")))
    cells = cells.annotate(
        former=Subquery(former),
        is_former=Case(When(today, then=0), default=1),
        is_over=Case(When(closed_on__lte=on, then=1), default=0),
    ).order_by("is_over", "is_former", Length("name_folded"), "name_folded", "pk")
    found = list(cells.select_related("committee")[: MOST_CELLS + 1])
    for cell in found:
        if not cell.is_former:
            cell.former = ""
    as_typed = marked(words)
    found.sort(
        key=lambda cell: (
            cell.is_over,
            cell.is_former,
            as_typed not in marked(cell.name),
        )
    )
    return found


def match_cell_name(words):
    """Each word begins a word of `name_folded`; every name if only "chi bộ" was typed.
    That it stands in it at all is asked first, for that is cheaper."""
    padded = Concat(Value(" "), F("name_folded"), Value(" "))
    stands, begins = Q(pk__isnull=False), Q()
    for word in fold_cell(words).split():
        stands &= find_in(F("name_folded"), word)
        end = " " if word.isdigit() else ""
        begins &= find_in(padded, f" {word}{end}")
    return stands & begins


def find_in(expression, text):
    """Where letters of a pattern mean nothing."""
    return Q(GreaterThan(StrIndex(expression, Value(text)), 0))
