"""What stands on the page of figures?"""

from django.urls import reverse

from phucdong.writing import count_text, padded, percent
from reports import number_tables as tables
from reports import rates
from reports.figures import LABELS, OUTSIDE
from reports.pages import line_charts as charts
from reports.pages.choice import Links
from reports.pages.dashboard import attention, trend


def page(scope, choice, *, is_ward):
    """The template's context. The ward may open the pages of cells."""
    found = rates.count(scope.cuts(choice.year, choice.on, choice.as_now))
    wards = scope.wards(found, choice.shown_on)
    cells, units = rates.apart(found)
    cycle, links = scope.cycle(choice.year), Links(choice)
    total = rates.total(cells or units)
    return {
        "title": "Toàn cảnh" if len(found) != 1 else f"Số liệu {found[0].name}",
        "choice": choice,
        "cycle": cycle,
        "legend": charts.LEGEND,
        "counted": tables.counted(found, wards),
        "tables": tables.progress(found, wards, choice),
        "tiles": tiles(cells or units, total, links),
        "notices": attention.notices(
            rates.told_apart(wards) or found,
            total,
            link=links,
            cell_url=lambda pk: reverse("cell", args=[pk]) if is_ward else "",
            drafts_are_due=cycle is not None and choice.on > cycle.draft_due_on,
            is_ward=is_ward,
        ),
        "trend": trend.shown(scope, choice.today),
        "query": choice.query(),
        "is_ward": is_ward,
    }


def numbers(scope, choice):
    """The context of the table of numbers."""
    found = rates.count(scope.cuts(choice.year, choice.on, choice.as_now))
    return {
        "choice": choice,
        "query": choice.query(),
        **tables.HEAD,
        "tables": tables.in_numbers(found, scope.wards(found, choice.shown_on), choice),
    }


# --- tiles ---------------------------------------------------------------------------------------------------------


def tiles(found, total, links):
    counts = total.counts
    outside = ", ".join(f"{padded(counts[name])} {LABELS[name].lower()}" for name in OUTSIDE if counts[name])
    mended, left = (padded(counts[name]) if counts[name] else "0" for name in ("mended", "unmended"))
    return [
        {
            "label": "Phải xây dựng",
            "figure": count_text(counts["obliged"]),
            "note": f"ngoài diện: {outside}" if outside else "không ai ngoài diện",
            "url": links("left_out") if outside else "",
        },
        rate_tile("participated", found, total, links),
        rate_tile("completed", found, total, links),
        {
            "label": "Đảng ủy yêu cầu sửa",
            "figure": count_text(counts["recalled"]),
            "note": f"đã sửa {mended}, còn {left}" if counts["recalled"] else "chưa có kế hoạch nào",
            "url": links("recalled") if counts["recalled"] else "",
        },
    ]


def rate_tile(figure, found, total, links):
    obliged = total.counts["obliged"]
    return {
        "label": LABELS[figure],
        "figure": percent(total.counts[figure], obliged),
        "note": tables.part_text(total, figure) if obliged else "chưa ai phải xây dựng",
        "url": links(figure) if obliged else "",
        "rest": extent(found, figure),
    }


def extent(found, figure):
    """ "từ 88,1% đến 100%" over the cells; "" when there is nothing to compare."""
    ends = rates.extent(found, figure)
    if ends is None or len(found) < 2:
        return ""
    low, high = (percent(row.counts[figure], row.counts["obliged"]) for row in ends)
    return f"các chi bộ đều {low}" if low == high else f"từ {low} đến {high}"
