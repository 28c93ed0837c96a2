"""What should the ward look at first? A short list, each line with the figure behind it."""

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


def notices(rows, total, *, link, cell_url, drafts_are_due, is_ward=False):
    """[Notice] about these Rates. `link(figure, cell)` and `cell_url(cell)` make addresses ("" for none); the ward is
    told of terms that end soon."""
    found = [
        waiting(rows, link),
        overdue(total, link),
        heads(total, link) if drafts_are_due else None,
        without_reviewer(rows, cell_url),
        without_secretary(rows, cell_url),
        named([row for row in rows if is_ward and row.ends_soon], cell_url, "có nhiệm kỳ hết trong 30 ngày tới"),
        unmended(total, link),
        most_exempt(rows, link),
    ]
    return [notice for notice in found if notice]


def waiting(rows, link):
    late = sorted((row for row in rows if row.counts["waiting"]), key=lambda row: -row.counts["waiting"])
    if not late:
        return None
    links = [(f"{row.name} ({row.counts['waiting']})", link("waiting", row.pk)) for row in late]
    return Notice(padded(len(late)), "chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày:", *shortened(links))


def shortened(links):
    """The first links, and in words how many more there are."""
    more = len(links) - SHOWN
    return (links[:SHOWN], f"và {padded(more)} nơi khác") if more > 1 else (links, "")


def overdue(total, link):
    if number := total.counts["overdue"]:
        return Notice(padded(number), "đồng chí", [("đã quá hạn", link("overdue"))])
    return None


def heads(total, link):
    if number := total.counts["heads_unposted"]:
        return Notice(padded(number), "người đứng đầu", [("chưa niêm yết, nộp xong", link("heads_unposted"))])
    return None


def without_reviewer(rows, cell_url):
    missing = [row for row in rows if not row.has_reviewer]
    return named(missing, cell_url, "chưa có ai đọc kế hoạch; Đảng ủy đọc thay")


def without_secretary(rows, cell_url):
    missing = [row for row in rows if row.has_reviewer and not row.has_secretary and row.kind != Cell.Kind.UNIT]
    return named(missing, cell_url, "chưa có bí thư")


def named(rows, cell_url, words):
    if not rows:
        return None
    links, more = shortened([(row.name, cell_url(row.pk)) for row in rows])
    return Notice("", "", links, f"{more} {words}".strip())


def unmended(total, link):
    if number := total.counts["unmended"]:
        return Notice(padded(number), "kế hoạch", [("còn phải sửa", link("unmended"))], "theo yêu cầu của Đảng ủy")
    return None


def most_exempt(rows, link):
    """Cells with clearly more exempt members than the ward's own rate explains (reports/outliers.py)."""
    cells, _ = rates.apart(rows)
    found = outliers.standing_out(cells)
    if not found:
        return None
    whole = rates.total(cells).counts
    share = percent(whole["exempt"], whole["members"])
    links, more = shortened([(exempt_of(row), link("exempt", row.pk)) for row in found])
    return Notice(padded(len(found)), "chi bộ có nhiều người được miễn:", links, f"{more} (mức chung {share})".strip())


def exempt_of(row):
    return f"{row.name} ({row.counts['exempt']}/{row.counts['members']})"
