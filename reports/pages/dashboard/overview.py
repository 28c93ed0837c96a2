"""What stands on the page of figures?"""

from typing import NamedTuple

from django.urls import reverse

from phucdong.writing import count_text, padded
from reports import rates
from reports.figures import LABELS, OUTSIDE
from reports.pages.dashboard.attention import list_notices
from reports.pages.dashboard.progress import LEGEND, list_progress_tables
from reports.pages.dashboard.recorded_late import list_notices_of_late_recording
from reports.pages.dashboard.trend import find_trend, list_cuts_of_trend
from reports.pages.links import Links, write_part, write_percent


class Tile(NamedTuple):
    """A figure in large, a note under it that may lead to the names, words behind
    it."""

    label: str
    figure: str
    note: str
    url: str = ""
    rest: str = ""


def describe_overview(scope, choice, *, is_ward):
    """The template's context. The ward may open the pages of cells."""
    past = list_cuts_of_trend(scope, choice.today)
    found, sums = rates.count_rates_and_sums(
        scope.cuts(choice.year, choice.on, choice.as_now), past
    )
    wards = scope.wards(found, choice.shown_on)
    cells, units = rates.part_cells_and_units(found)
    total = rates.sum_rates(cells or units)
    cycle, links = scope.cycle(choice.year), Links(choice)

    def link_cell(pk):
        return reverse("cell:cell", args=[pk]) if is_ward else ""

    notices = list_notices(
        rates.name_wards_apart(wards) or found,
        total,
        link=links,
        link_cell=link_cell,
        drafts_are_due=cycle is not None and choice.on > cycle.draft_due_on,
        is_ward=is_ward,
    )
    if is_ward and choice.on == choice.today:
        notices += list_notices_of_late_recording(found, wards, choice)
    return {
        "title": write_overview_title(found),
        "choice": choice,
        "cycle": cycle,
        "legend": LEGEND,
        "is_of_many": bool(wards),
        "counted": count_rows(cells, units, wards),
        "tables": list_progress_tables(found, wards, choice),
        "tiles": list_tiles(cells or units, total, links),
        "notices": notices,
        "trend": find_trend(past, sums),
        "query": choice.query(),
        "is_ward": is_ward,
    }


def write_overview_title(found):
    """The name of a single cell stands in it."""
    if len(found) == 1:
        return f"Số liệu {found[0].name}"
    return "Toàn cảnh"


def count_rows(cells, units, wards):
    """["02 đảng bộ", "48 chi bộ", "03 đơn vị"], of each what there is."""
    told = []
    for rows, word in ((wards, "đảng bộ"), (cells, "chi bộ"), (units, "đơn vị")):
        if rows:
            told.append(f"{padded(len(rows))} {word}")
    return told


# --- tiles ---------------------------------------------------------------------------


def list_tiles(found, total, links):
    return [
        make_tile_of_obliged(total, links),
        make_rate_tile("participated", found, total, links),
        make_rate_tile("completed", found, total, links),
        make_tile_of_recalls(total, links),
    ]


def make_tile_of_obliged(total, links):
    counts = total.counts
    label, figure = "Phải xây dựng", count_text(counts["obliged"])
    outside = []
    for name in OUTSIDE:
        if counts[name]:
            outside.append(f"{padded(counts[name])} {LABELS[name].lower()}")
    if not outside:
        return Tile(label, figure, "không ai ngoài diện")
    note = f"ngoài diện: {', '.join(outside)}"
    return Tile(label, figure, note, links("left_out"))


def make_tile_of_recalls(total, links):
    counts = total.counts
    label, figure = "Đảng ủy yêu cầu sửa", count_text(counts["recalled"])
    if not counts["recalled"]:
        return Tile(label, figure, "chưa có kế hoạch nào")
    # A nought is not padded here.
    mended, left = padded(counts["mended"] or "0"), padded(counts["unmended"] or "0")
    return Tile(label, figure, f"đã ký lại {mended}, còn {left}", links("recalled"))


def make_rate_tile(figure, found, total, links):
    label, share = LABELS[figure], write_percent(total, figure)
    rest = write_range(found, figure)
    if not total.counts["obliged"]:
        return Tile(label, share, "chưa ai phải xây dựng", rest=rest)
    return Tile(label, share, write_part(total, figure), links(figure), rest)


def write_range(found, figure):
    """ "từ 88,1% đến 100%" over the cells; "" when there is nothing to compare."""
    ends = rates.find_extent(found, figure)
    if ends is None or len(found) < 2:
        return ""
    low, high = write_percent(ends[0], figure), write_percent(ends[1], figure)
    if low == high:
        return f"các chi bộ đều {low}"
    return f"từ {low} đến {high}"
