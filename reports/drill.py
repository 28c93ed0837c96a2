"""Who stands behind a figure, and which groups are counted beside it or left out of it?"""

from urllib.parse import urlencode

from phucdong.writing import padded, rate_text
from plans.models import Plan, Status
from reports import rates
from reports.choice import Links
from reports.figures import BESIDE, LABELS, RATES, STANDINGS

STATES = {"not_begun": LABELS["not_begun"], **dict(Status.choices)}


def page(scope, choice, figure, cell):
    """The template's context with `people` (all rows behind the figure); None when the cell is not in the scope.

    Without a cell the figure is that of all cells of party members, or of the units when there is no such cell.
    """
    cuts = scope.cuts(choice.year, choice.on)
    found = rates.count(cuts, as_now=choice.as_now)
    row = row_of(found, cell)
    if row is None:
        return None
    counts, links = row.counts, Links(choice)
    return {
        "choice": choice,
        "figure": figure,
        "label": LABELS[figure],
        "cell": row.name if cell else "",
        "says": rate_text(counts[figure], counts["obliged"]) if figure in RATES else padded(counts[figure]),
        "beside": [beside(row, other, links) for other in BESIDE.get(figure, ()) if counts[other]],
        "people": rates.names(cuts, figure, row.gathers),
        "names": {pk: rates_.name for rates_ in found for pk in rates_.gathers},
        "back": f"?{choice.query()}",
        "query": urlencode({"figure": figure, **({"cell": cell} if cell else {})}) + f"&{choice.query()}",
    }


def row_of(found, cell):
    """The Rates of a cell, or of all."""
    if cell:
        return next((row for row in found if cell in row.gathers), None)
    cells, units = rates.apart(found)
    return rates.total(cells or units)


def beside(row, figure, links):
    return {"label": LABELS[figure], "count": padded(row.counts[figure]), "url": links(figure, row.pk)}


def lines(people, names, actor):
    """What the list prints of these rows: who, where, in what state, and the plan where the actor may open it."""
    plans = [row.plan_id for row in people if row.plan_id]
    open_to = set(Plan.objects.visible_to(actor).filter(pk__in=plans).values_list("pk", flat=True))
    return [
        {
            "name": row.full_name,
            "cell": names.get(row.cell_id, ""),
            "standing": STANDINGS.get(row.standing, ""),
            "status": row.status,
            "state": STATES[row.status],
            "plan": row.plan_id if row.plan_id in open_to else None,
        }
        for row in people
    ]
