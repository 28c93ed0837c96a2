"""What should the ward look at first? A short list, each line with the figure behind
it."""

from dataclasses import dataclass, field

from cells.models import Cell
from phucdong.writing import padded, percent
from reports import outliers, rates

SHOWN = 6


@dataclass
class Notice:
    """A line: a number in bold, words, links [(label, url)], words after them."""

    number: str
    words: str
    links: list = field(default_factory=list)
    after: str = ""


def list_notices(rows, total, *, link, link_cell, drafts_are_due, is_ward=False):
    """[Notice] about these Rates, and their `total`: of the cells, where there are any.
    `link(figure, cell)` and `link_cell(cell)` make
    addresses ("" for none); the ward is told of terms that end soon."""
    found = [notice_waiting(rows, link), notice_overdue(total, link)]
    if drafts_are_due:
        found.append(notice_heads(total, link))
    found += [
        notice_cells_without_reviewer(rows, link_cell),
        notice_cells_without_secretary(rows, link_cell),
    ]
    if is_ward:
        found.append(notice_terms_ending(rows, link_cell))
    found += [notice_unmended(total, link), notice_outliers(rows, total, link)]
    return [notice for notice in found if notice]


def notice_waiting(rows, link):
    late = [row for row in rows if row.counts["waiting"]]
    if not late:
        return None
    late.sort(key=lambda row: -row.counts["waiting"])
    links = []
    for row in late:
        label = f"{row.name} ({row.counts['waiting']})"
        links.append((label, link("waiting", row.pk)))
    words = "chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày:"
    return Notice(padded(len(late)), words, *shorten_links(links))


def shorten_links(links):
    """The first links, and in words how many more there are."""
    more = len(links) - SHOWN
    if more > 1:
        return links[:SHOWN], f"và {padded(more)} nơi khác"
    return links, ""


def notice_overdue(total, link):
    links = [("đã quá hạn", link("overdue"))]
    return notice_number(total.counts["overdue"], "đồng chí", links)


def notice_heads(total, link):
    links = [("chưa niêm yết, nộp xong", link("heads_unposted"))]
    return notice_number(total.counts["heads_unposted"], "người đứng đầu", links)


def notice_unmended(total, link):
    links = [("chưa ký lại", link("unmended"))]
    after = "theo yêu cầu của Đảng ủy"
    return notice_number(total.counts["unmended"], "kế hoạch", links, after)


def notice_number(number, words, links, after=""):
    if not number:
        return None
    return Notice(padded(number), words, links, after)


def notice_cells_without_reviewer(rows, link_cell):
    missing = [row for row in rows if not row.has_reviewer]
    return notice_cells(missing, link_cell, "chưa có ai đọc kế hoạch; Đảng ủy đọc thay")


def notice_cells_without_secretary(rows, link_cell):
    missing = []
    for row in rows:
        is_cell = row.kind != Cell.Kind.UNIT
        if is_cell and row.has_reviewer and not row.has_secretary:
            missing.append(row)
    return notice_cells(missing, link_cell, "chưa có bí thư")


def notice_terms_ending(rows, link_cell):
    ending = [row for row in rows if row.ends_soon]
    return notice_cells(ending, link_cell, "có nhiệm kỳ hết trong 30 ngày tới")


def notice_cells(rows, link_cell, words):
    if not rows:
        return None
    links, more = shorten_links([(row.name, link_cell(row.pk)) for row in rows])
    return Notice("", "", links, f"{more} {words}".strip())


def notice_outliers(rows, total, link):
    """Cells with clearly more exempt members than the ward's own rate explains
    (reports/outliers.py)."""
    cells, _ = rates.part_cells_and_units(rows)
    if not cells:
        return None
    whole = total.counts
    found = outliers.find_outliers(cells, whole)
    if not found:
        return None
    share = percent(whole["exempt"], whole["members"])
    links = []
    for row in found:
        label = f"{row.name} ({row.counts['exempt']}/{row.counts['members']})"
        links.append((label, link("exempt", row.pk)))
    links, more = shorten_links(links)
    after = f"{more} (mức chung {share})".strip()
    return Notice(padded(len(found)), "chi bộ có nhiều người được miễn:", links, after)
