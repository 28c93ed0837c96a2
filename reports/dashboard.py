"""What stands on the page of figures? Everything is made ready here, so that the template only prints."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import mark_safe

from cells.models import Cell
from phucdong.writing import padded, percent, rate_text
from reports import attention, charts, rates, trend
from reports.figures import LABELS, OUTSIDE

COLUMNS = (
    *("members", "exempt", "suspended", "away", "newcomers", "obliged"),
    *("not_begun", "draft", "cell_review", "finalizing", "signed", "posted", "overdue", "voluntary", "guests"),
)
SORTS = ("name", "obliged", "exempt", "overdue", "participated", "completed")
HEADINGS = {"name": "Chi bộ", "obliged": "Phải có", "exempt": "Miễn", "overdue": "Quá hạn"}
HEADINGS |= {"participated": "Tham gia", "completed": "Hoàn thành"}
IN_NEED = "participated"


@dataclass(frozen=True)
class Choice:
    """What somebody asked to see: a year as of a date, cells as they were or (a date) as they are now, the order."""

    year: int
    on: datetime.date
    today: datetime.date
    usual_year: int
    as_now: datetime.date | None = None
    sort: str = IN_NEED

    def query(self, **more):
        """The choice as a query string, without what is the default; `more` overrides it."""
        asked = {"cycle": self.year, "on": self.on.isoformat(), "now": "1" if self.as_now else "", **more}
        if not more.get("sort"):
            asked.pop("sort", None)
        usual = {"cycle": self.usual_year, "on": usual_day(asked["cycle"], self.today).isoformat(), "now": ""}
        return urlencode({name: value for name, value in asked.items() if usual.get(name) != value})


def usual_day(year, today):
    """Today, or 31 December of a year that is over."""
    return min(today, datetime.date(year, 12, 31))


class Links:
    """Addresses of the names behind a figure, ready for a template (constants and integers only)."""

    def __init__(self, choice):
        tail = choice.query()
        self.start, self.tail = f"{reverse('figure')}?figure=", f"&amp;{tail.replace('&', '&amp;')}" if tail else ""

    def __call__(self, figure, cell=None):
        where = f"&amp;cell={cell}" if cell else ""
        return mark_safe(f"{self.start}{figure}{where}{self.tail}")


def page(scope, choice, *, may_open_cells):
    """The template's context."""
    found = rates.count(scope.cuts(choice.year, choice.on), as_now=choice.as_now)
    cells, units = rates.apart(found)
    cycle, links = scope.cycle(choice.year), Links(choice)
    total = rates.total(cells or units)
    return {
        "choice": choice,
        "cycle": cycle,
        "legend": charts.LEGEND,
        "tables": [table for table in (table_of(cells, choice, links), table_of(units, choice, links)) if table],
        "columns": [LABELS[column] for column in COLUMNS],
        "headings": headings(choice),
        "tiles": tiles(cells or units, total, links),
        "notices": attention.notices(
            found,
            total,
            link=links,
            cell_url=lambda pk: reverse("cell", args=[pk]) if may_open_cells else "",
            drafts_are_due=cycle is not None and choice.on > cycle.draft_due_on,
        ),
        "trend": trend_of(scope, choice.today),
        "file": f"{reverse('rates_file')}?{choice.query()}",
    }


# --- the tables ----------------------------------------------------------------------------------------------------


def table_of(found, choice, links):
    """Rows for the template, the total last; None without cells."""
    if not found:
        return None
    is_unit = found[0].kind == Cell.Kind.UNIT
    lines = [line(row, links) for row in in_order(found, choice.sort)]
    total = rates.total(found)
    foot = {**line(total, links), "all": True} if len(found) > 1 and not is_unit else None
    return {"is_unit": is_unit, "lines": lines, "total": foot, "count": padded(len(found))}


def in_order(found, sort):
    """Sorted by a column: lowest first, highest first with "-"; whoever has nobody obliged stands last in a rate."""
    column, backwards = sort.lstrip("-"), sort.startswith("-")
    if column == "name":
        return found[::-1] if backwards else found
    if column in ("participated", "completed"):
        counted = [row for row in found if row.counts["obliged"]]
        rest = [row for row in found if not row.counts["obliged"]]
        by_need = sorted(counted, key=lambda row: row.share("completed"))
        return sorted(by_need, key=lambda row: row.share(column), reverse=backwards) + rest
    return sorted(found, key=lambda row: row.counts[column], reverse=backwards)


def line(row, links):
    """What a row of the table prints."""
    counts, pk = row.counts, row.pk
    return {
        "name": row.name,
        "url": links("members", pk) if pk else "",
        "bar": charts.bar(counts),
        "obliged": number(row, "obliged", links),
        "exempt": number(row, "exempt", links),
        "overdue": number(row, "overdue", links),
        "participated": share(row, "participated", links),
        "completed": share(row, "completed", links),
        "numbers": numbers(row, links),
    }


def number(row, figure, links):
    """A count that opens into the names behind it; nobody stands behind a nought."""
    count = row.counts[figure]
    return mark_safe(f'<a href="{links(figure, row.pk)}">{count}</a>' if count else "0")


def numbers(row, links):
    """The cells of the table of numbers, labelled for phones, where a row becomes a card."""
    cells = (f'<td class="num" data-label="{LABELS[name]}">{number(row, name, links)}</td>' for name in COLUMNS)
    return mark_safe("".join(cells))


def share(row, figure, links):
    """ "<a>34/35</a> (97,1%)", or "–"."""
    count, obliged = row.counts[figure], row.counts["obliged"]
    if not obliged:
        return "–"
    return mark_safe(f'<a href="{links(figure, row.pk)}">{count}/{obliged}</a> ({percent(count, obliged)})')


def headings(choice):
    """[{label, url, sort}] of the columns that can be sorted; a click on the current one turns it round."""
    column, backwards = choice.sort.lstrip("-"), choice.sort.startswith("-")
    found = {}
    for name in SORTS:
        is_current = name == column
        turned = f"-{name}" if is_current and not backwards else name
        direction = ("descending" if backwards else "ascending") if is_current else ""
        found[name] = {"label": HEADINGS[name], "url": f"?{choice.query(sort=turned)}", "sort": direction}
    return found


# --- tiles and trend -----------------------------------------------------------------------------------------------


def tiles(found, total, links):
    counts = total.counts
    outside = ", ".join(f"{padded(counts[name])} {LABELS[name].lower()}" for name in OUTSIDE if counts[name])
    mended = f"đã sửa {padded(counts['mended'])}, còn {padded(counts['unmended'])}"
    return [
        {
            "label": "Phải xây dựng",
            "figure": counts["obliged"],
            "note": f"ngoài diện: {outside}" if outside else "không ai ngoài diện",
            "url": links("left_out") if outside else "",
        },
        rate_tile("Đã gửi chi bộ", "participated", found, counts, links),
        rate_tile("Xong cả bốn bước", "completed", found, counts, links),
        {
            "label": "Đảng ủy yêu cầu sửa",
            "figure": counts["recalled"],
            "note": mended if counts["recalled"] else "chưa có kế hoạch nào",
            "url": links("recalled") if counts["recalled"] else "",
        },
    ]


def rate_tile(label, figure, found, counts, links):
    return {
        "label": label,
        "figure": percent(counts[figure], counts["obliged"]),
        "note": f"{counts[figure]}/{counts['obliged']}" if counts["obliged"] else "chưa ai phải xây dựng",
        "url": links(figure) if counts["obliged"] else "",
        "rest": extent(found, figure),
    }


def extent(found, figure):
    """ "từ 88,1% đến 100%" over the cells; "" when there is nothing to compare."""
    ends = rates.extent(found, figure)
    if ends is None or len(found) < 2:
        return ""
    low, high = (percent(row.counts[figure], row.counts["obliged"]) for row in ends)
    return f"các chi bộ đều {low}" if low == high else f"từ {low} đến {high}"


def trend_of(scope, today):
    """The drawing and the table of the years that are over; None before there are two of them with figures."""
    years = [year for year in trend.years_past(scope, today) if year.counts["obliged"]]
    if len(years) < 2:
        return None
    drawing = charts.line([(year.year, year.counts["participated"], year.counts["obliged"]) for year in years])
    return {"drawing": drawing, "years": [year_line(year) for year in years], "recalled": recalls(years)}


def year_line(year):
    counts = year.counts
    return {
        "year": str(year.year),
        "participated": rate_text(counts["participated"], counts["obliged"]),
        "completed": rate_text(counts["completed"], counts["obliged"]),
        "recalled": counts["recalled"],
        "url": f"?cycle={year.year}",
    }


def recalls(years):
    return sum(year.counts["recalled"] for year in years)
