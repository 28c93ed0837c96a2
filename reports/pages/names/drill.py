"""Who stands behind a figure, and which groups are counted beside it or left out of
it?"""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef

from phucdong.writing import padded, rate_text
from plans.models import Plan, Status
from reports import rates
from reports.figures import BESIDE, LABELS, RATES, STANDINGS, STATES
from reports.pages.links import Links


def describe_names(scope, choice, figure, *, cell=None, ward=None):
    """The template's context with `people` (rates.Names behind the figure); None for a
    cell or ward out of the scope.

    Without a cell the figure is that of all cells of party members (of the ward), or of
    the units when there is no such cell.
    """
    cuts = scope.cuts(choice.year, choice.on, choice.as_now)
    found = rates.count_rates(cuts)
    wards = scope.wards(found, choice.shown_on)
    row = find_rates_of_cell(found, cell) if cell else sum_all(found, wards, ward)
    if row is None:
        return None
    counts, links = row.counts, Links(choice, ward)
    of_ward = {"ward": ward} if ward else {}
    return {
        "choice": choice,
        "figure": figure,
        "label": LABELS[figure],
        "cell": row.name if cell or ward else "",
        "is_of_a_cell": bool(cell),
        "says": rate_text(counts[figure], counts["obliged"])
        if figure in RATES
        else padded(counts[figure]),
        "beside": [
            list_beside(row, other, links)
            for other in BESIDE.get(figure, ())
            if counts[other]
        ],
        "people": rates.Names(cuts, figure, row.gathers, counts[figure]),
        "names": {
            pk: shown.name
            for shown in rates.name_wards_apart(wards) or found
            for pk in shown.gathers
        },
        "back": f"?{choice.query()}",
        "query": urlencode({"figure": figure, **({"cell": cell} if cell else {})})
        + f"&{choice.query(**of_ward)}",
    }


def find_rates_of_cell(found, cell):
    return next((row for row in found if cell in row.gathers), None)


def sum_all(found, wards, ward):
    """The Rates of all, or of one of several wards."""
    if ward is None:
        cells, units = rates.part_cells_and_units(found)
        return rates.sum_rates(cells or units)
    return next((row for row in rates.sum_wards(wards) if row.committee == ward), None)


def list_beside(row, figure, links):
    return {
        "label": LABELS[figure],
        "count": padded(row.counts[figure]),
        "url": links(figure, row.pk),
    }


def list_people(people, names, actor, figure):
    """What the list prints of these rows behind a figure: who, where, in what state,
    and the plan where the actor may open it; of a filed one in whose cell its copy
    lies, if in another."""
    pks = [row.plan_id for row in people if row.plan_id]
    open_to = Plan.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    plans = Plan.objects.filter(pk__in=pks).annotate(is_open=Exists(open_to))
    plans = plans.select_related("cell").in_bulk()
    found = []
    for row in people:
        found.append(describe_person(row, names, plans.get(row.plan_id), figure))
    return found


def describe_person(row, names, plan, figure):
    kept_in = ""
    if plan and row.status == Status.POSTED and plan.cell_id != row.cell_id:
        kept_in = plan.cell.name_with_years
    return {
        "name": row.full_name,
        "cell": names.get(row.cell_id, ""),
        "standing": STANDINGS.get(row.standing, ""),
        "status": row.status,
        "state": word_state(row.status, figure),
        "kept_in": kept_in,
        "plan": row.plan_id if plan and plan.is_open else None,
    }


# On the day of the figure; whether it is still to be done is not said: the year may be
# closed by now.
FILED_NOT_HUNG = "Đã nộp, chưa niêm yết"


def word_state(status, figure):
    """Of a head that was not posted it is not told that it was."""
    if figure == "heads_unposted" and status == Status.POSTED:
        return FILED_NOT_HUNG
    return STATES[status]
