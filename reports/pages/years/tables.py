"""How did the years go, for all, for a ward and for each cell, and how far apart were the cells?"""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from phucdong.writing import count_text, date_text, percent
from reports import rates
from reports.figures import LABELS, RATES
from reports.pages import line_charts as charts
from reports.pages.choice import Choice, Links, usual_day


def page(scope, today, usual_year, *, cell=None, ward=None, as_now=None):
    """The template's context; None when the cell or the ward is in no year of the scope."""
    choices = {year: chosen(year, today, usual_year, as_now) for year in sorted(scope.years()) if year <= today.year}
    found = counted(scope, choices)
    wards = {year: scope.wards(rows, choices[year].shown_on) for year, rows in found.items()}
    subject = {year: of_subject(rows, wards[year], cell, ward) for year, rows in found.items()}
    subject = {year: row for year, row in subject.items() if row and row.counts["obliged"]}
    if (cell or ward) and not subject:
        return None
    drawn = drawable(subject, today)
    beside = {year: compared(found[year], wards[year], ward) for year in subject}
    name = list(subject.values())[-1].name if cell or ward else ""
    return {
        "name": name,
        "as_now": as_now,
        "drawings": [drawing(figure, drawn, beside, today) for figure in RATES if len(drawn) > 1],
        "is_unfinished": today.year in drawn,
        "years": [line(row, beside[year], choices[year], ward) for year, row in subject.items()],
        "tables": [] if cell else [matrix(figure, found, wards, choices, ward) for figure in RATES],
        "labels": [LABELS[figure] for figure in RATES],
        "columns": list(found),
    }


def chosen(year, today, usual_year, as_now):
    return Choice(year, usual_day(year, today), today, usual_year, as_now)


def counted(scope, choices):
    """{year: [Rates]} of the cells of party members, or of the units where there is no such cell; one query."""
    cuts = {year: scope.cuts(year, choice.on, choice.as_now) for year, choice in choices.items()}
    parted = {year: rates.apart(rows) for year, rows in rates.over_years(cuts).items()}
    return {year: cells or units for year, (cells, units) in parted.items() if cells or units}


def of_subject(rows, wards, cell, ward):
    """The Rates of a cell, of a ward or of all, in one year."""
    if cell:
        return next((row for row in rows if row.pk == cell), None)
    if ward:
        return next((row for row in rates.of_wards(wards) if row.committee == ward), None)
    return rates.total(rows)


def compared(rows, wards, ward):
    """The cells over which the range goes: those of the ward, or all, by names that tell them apart."""
    if ward:
        return [row for own, some in wards if own.pk == ward for row in some]
    return rates.told_apart(wards) or rows


# --- the picture and the table of the years ------------------------------------------------------------------------


def drawable(subject, today):
    """The years that are over, since one that is not would press all others to the top; with it only below two."""
    over = {year: row for year, row in subject.items() if year < today.year}
    return over if len(over) > 1 else subject


def drawing(figure, subject, beside, today):
    points = [
        charts.Point(year, row.counts[figure], row.counts["obliged"], shares(beside[year], figure), year < today.year)
        for year, row in subject.items()
    ]
    return {"label": LABELS[figure], "svg": charts.years(LABELS[figure], points)}


def shares(rows, figure):
    """((part, whole), (part, whole)) of the lowest and the highest cell; None when there is nothing to compare."""
    ends = rates.extent(rows, figure)
    if ends is None or len(rows) < 2:
        return None
    low, high = ((row.counts[figure], row.counts["obliged"]) for row in ends)
    return low, high


def line(row, rows, choice, ward):
    """A year of the table: its address, and of each rate the share with the names behind it and the range."""
    links = Links(choice, ward)
    return {
        "year": choice.year,
        "on": date_text(choice.on),
        "url": f"{reverse('dashboard')}?{choice.query()}",
        "rates": [(share(row, figure, links), extent(rows, figure, links)) for figure in RATES],
    }


def share(row, figure, links):
    """ "<a>34/35</a> (97,1%)" """
    count, obliged = row.counts[figure], row.counts["obliged"]
    words = f"{count_text(count)}/{count_text(obliged)}"
    return format_html('<a href="{}">{}</a> ({})', links(figure, row.pk), words, percent_of(row, figure))


def extent(rows, figure, links):
    """ "88,1% (Chi bộ 7) – 100% (Chi bộ 2)", each with the names behind it; "" when there is nothing to compare."""
    ends = rates.extent(rows, figure)
    if ends is None or len(rows) < 2:
        return ""
    if percent_of(ends[0], figure) == percent_of(ends[1], figure):
        return f"đều {percent_of(ends[0], figure)}"
    low, high = (marked(row, figure, links) for row in ends)
    return format_html("{} – {}", low, high)


def marked(row, figure, links):
    """ "<a>88,1%</a> (Chi bộ 7)" """
    return format_html('<a href="{}">{}</a> ({})', links(figure, row.pk), percent_of(row, figure), row.name)


def percent_of(row, figure):
    return percent(row.counts[figure], row.counts["obliged"])


# --- every cell in every year --------------------------------------------------------------------------------------


def matrix(figure, found, wards, choices, ward):
    """{"label", "lines": [(name, address of its own page, until, [(year, share)])]}: wards first, then the cells."""
    by_year = {year: rows_of(found[year], wards[year], ward) for year in found}
    keys = list(dict.fromkeys(key for rows in reversed(by_year.values()) for key in rows))
    lines = [matrix_line(key, figure, by_year, choices, ward) for key in keys]
    return {"label": LABELS[figure], "lines": lines}


def rows_of(found, wards, ward):
    """{("ward" or "cell", id): Rates} of a year; of one ward only its cells."""
    if ward:
        return {("cell", row.pk): row for own, rows in wards if own.pk == ward for row in rows}
    sums = {("ward", row.committee): row for row in rates.of_wards(wards)}
    return sums | {("cell", row.pk): row for row in rates.told_apart(wards) or found}


def matrix_line(key, figure, by_year, choices, ward):
    kind, pk = key
    rows = {year: rows[key] for year, rows in by_year.items() if key in rows}
    last = max(rows)
    return {
        "name": rows[last].name,
        "url": address(kind, pk, choices[last].as_now),
        "until": last if last != max(by_year) else None,
        "shares": [(year, mark(rows.get(year), figure, choices[year], kind, pk, ward)) for year in by_year],
    }


def address(kind, pk, as_now):
    """The page of the years of one cell or ward."""
    return f"?{kind}={pk}{'&now=1' if as_now else ''}"


def mark(row, figure, choice, kind, pk, ward):
    """The percentage with the names behind it, or "–"."""
    if row is None or not row.counts["obliged"]:
        return "–"
    links = Links(choice, pk if kind == "ward" else ward)
    return SafeString(f'<a href="{links(figure, row.pk)}">{percent_of(row, figure)}</a>')
