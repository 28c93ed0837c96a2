"""How do the figures stand in tables? Rows are made ready here, so that the templates only print."""

from django.utils.html import escape
from django.utils.safestring import SafeString

from cells.models import Cell
from phucdong.writing import count_text, padded, percent
from reports import charts, rates
from reports.figures import LABELS, RATES

SORTS = {
    "name": "Chi bộ",
    "obliged": "Phải có",
    "exempt": "Miễn",
    "overdue": "Quá hạn",
    "participated": "Tham gia",
    "completed": "Hoàn thành",
}
# The table of numbers, in groups.
GROUPS = {
    "Trong danh sách": ("members", "exempt", "suspended", "away", "newcomers", "obliged"),
    "Kế hoạch đang ở đâu": ("not_begun", "draft", "cell_review", "finalizing", "signed", "posted"),
    "Trong đó": ("overdue", "participated"),
    "Tính riêng": ("voluntary", "guests"),
}
COLUMNS = tuple(name for names in GROUPS.values() for name in names)

# data-label: on a phone the row is a card.
LINE = (
    '<th scope="row">{name}</th>'
    '<td class="num" data-label="Phải có">{obliged}</td>'
    '<td class="num" data-label="Miễn">{exempt}</td>'
    '<td class="num" data-label="Quá hạn">{overdue}</td>'
    '<td class="wide bar-cell">{bar}</td>'
    '<td class="num" data-label="Tham gia">{participated}</td>'
    '<td class="num" data-label="Hoàn thành">{completed}</td>'
)


def table_of(found, total, choice, links):
    """Rows for the template and the total of several; None without cells."""
    if not found:
        return None
    is_unit = found[0].kind == Cell.Kind.UNIT
    lines = (f"<tr>{line(row, links)}</tr>" for row in in_order(found, choice.sort))
    return {
        "is_unit": is_unit,
        "headings": headings(choice, "Đơn vị" if is_unit else "Chi bộ"),
        "lines": SafeString("\n".join(lines)),
        "total": line(total, links) if total and len(found) > 1 else None,
        "count": padded(len(found)),
    }


def short(name):
    """ "Chi bộ 12" is not broken over two lines; a long name may be."""
    return name.replace(" ", "\u00a0") if len(name) <= 12 else name


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
    """The cells of a row. They are put together here, not in the template: that is half of the page's time."""
    name = escape(short(row.name))
    return SafeString(
        LINE.format(
            name=f'<a href="{links("members", row.pk)}">{name}</a>' if row.pk else name,
            bar=charts.bar(row.counts),
            **{figure: number(row, figure, links) for figure in ("obliged", "exempt", "overdue")},
            **{figure: share(row, figure, links) for figure in RATES},
        )
    )


def number(row, figure, links):
    """A count that opens into the names behind it; nobody stands behind a nought."""
    count = row.counts[figure]
    return SafeString(f'<a href="{links(figure, row.pk)}">{count_text(count)}</a>' if count else "0")


def share(row, figure, links):
    """ "<a>34/35</a> (97,1%)", or "–"."""
    count, obliged = row.counts[figure], row.counts["obliged"]
    if not obliged:
        return "–"
    part, said = part_text(row, figure), percent(count, obliged)
    return SafeString(f'<a href="{links(figure, row.pk)}">{part}</a> ({said})')


def part_text(row, figure):
    """ "34/35" """
    return f"{count_text(row.counts[figure])}/{count_text(row.counts['obliged'])}"


def headings(choice, first):
    """The cells of the head, with the links that sort; a click on the current column turns it round."""
    column, backwards = choice.sort.lstrip("-"), choice.sort.startswith("-")
    found = []
    for name, label in {**SORTS, "name": first}.items():
        turned = f"-{name}" if name == column and not backwards else name
        direction = f' aria-sort="{"descending" if backwards else "ascending"}"' if name == column else ""
        right = "" if name == "name" else ' class="num"'
        url = escape(choice.query(sort=turned))
        found.append(f'<th scope="col"{right}{direction}><a href="?{url}">{label}</a></th>')
    found.insert(list(SORTS).index("participated"), '<th scope="col">Đang ở đâu</th>')
    return SafeString("".join(found))


# --- the table of numbers ------------------------------------------------------------------------------------------


def of_numbers(found, links):
    """{"is_unit", "lines": [(name, [label and cell])]} of every figure, the total last; None without cells."""
    if not found:
        return None
    rows = [*found, rates.total(found)] if len(found) > 1 else found
    lines = [(short(row.name), [(LABELS[name], number(row, name, links)) for name in COLUMNS]) for row in rows]
    return {"is_unit": found[0].kind == Cell.Kind.UNIT, "lines": lines}
