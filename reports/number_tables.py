"""How do the figures stand in tables? Rows are made ready here, so that the templates only print."""

from django.utils.html import escape
from django.utils.safestring import SafeString

from phucdong.writing import count_text, padded, percent
from reports import rates
from reports.figures import LABELS, RATES
from reports.pages import line_charts as charts
from reports.pages.choice import Links

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
# {figure: heading}
COLUMNS = {name: LABELS[name] for names in GROUPS.values() for name in names}
# The two lines of its head: [(group, how many columns)] and the columns.
HEAD = {
    "groups": [(label, len(names)) for label, names in GROUPS.items()],
    "columns": list(COLUMNS.values()),
}

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


CELLS, UNITS, WARDS = "Tiến độ từng chi bộ", "Đơn vị (người ngoài Đảng, tính riêng)", "Tiến độ từng đảng bộ"


def progress(found, wards, choice):
    """The tables of how far everybody is. Of several wards: first the wards, then the cells of each."""
    if not wards:
        return parted(found, Links(choice), choice)
    sums = rates.of_wards(wards)
    top = table_of(sums, rates.total(sums), choice, WARDS, "Đảng bộ", lambda row: Links(choice, row.committee))
    below = [table for ward, some in wards for table in parted(some, Links(choice, ward.pk), choice, f" – {ward.name}")]
    return [table for table in (top, *below) if table]


def parted(found, links, choice, of_ward=""):
    """The table of cells, then that of units."""
    cells, units = rates.apart(found)
    tables = (
        table_of(cells, rates.total(cells), choice, CELLS + of_ward, "Chi bộ", lambda row: links),
        table_of(units, None, choice, UNITS + of_ward, "Đơn vị", lambda row: links),
    )
    return [table for table in tables if table]


def table_of(found, total, choice, caption, first, links):
    """Rows for the template and the total of several; None without rows. `links(row)` are the Links of a row."""
    if not found:
        return None
    lines = (f"<tr>{line(row, links(row))}</tr>" for row in in_order(found, choice.sort))
    return {
        "caption": caption,
        "headings": headings(choice, first),
        "lines": SafeString("\n".join(lines)),
        "total": line(total, links(total)) if total and len(found) > 1 else None,
    }


def counted(found, wards):
    """["02 đảng bộ", "48 chi bộ", "03 đơn vị"], of each what there is."""
    cells, units = rates.apart(found)
    numbers = ((len(wards), "đảng bộ"), (len(cells), "chi bộ"), (len(units), "đơn vị"))
    return [f"{padded(number)} {word}" for number, word in numbers if number]


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


NUMBERS, OF_WARDS = "Số người, theo chi bộ", "Số người, theo đảng bộ"


def in_numbers(found, wards, choice):
    """The tables of every figure as a number. Of several wards: first the wards, then the cells of each."""
    if not wards:
        return numbers_apart(found, Links(choice))
    sums = rates.of_wards(wards)
    top = of_numbers(sums, OF_WARDS, "Đảng bộ", lambda row: Links(choice, row.committee))
    below = [table for ward, some in wards for table in numbers_apart(some, Links(choice, ward.pk), f" – {ward.name}")]
    return [table for table in (top, *below) if table]


def numbers_apart(found, links, of_ward="", columns=COLUMNS):
    """The table of cells, then that of units. `links(figure, pk)` are addresses."""
    cells, units = rates.apart(found)
    tables = (
        of_numbers(cells, NUMBERS + of_ward, "Chi bộ", lambda row: links, columns),
        of_numbers(units, UNITS + of_ward, "Đơn vị", lambda row: links, columns),
    )
    return [table for table in tables if table]


def of_numbers(found, caption, first, links, columns=COLUMNS):
    """{"caption", "first", "lines": [(name, [label and cell])]}, the total last; None without rows."""
    if not found:
        return None
    rows = [*found, rates.total(found)] if len(found) > 1 else found
    lines = [(short(row.name), numbers_of(row, links(row), columns)) for row in rows]
    return {"caption": caption, "first": first, "lines": lines}


def numbers_of(row, links, columns):
    """[(label, cell)]"""
    return [(label, number(row, name, links)) for name, label in columns.items()]
