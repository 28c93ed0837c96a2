"""How do shares over the years become a picture?

It is SVG made on the server (templates/reports/_line_chart.html): it prints, needs no
script, and says the same in words for reading aloud.
"""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from phucdong.writing import percent

# Where the axis may begin, in percent: steps that people read easily.
EDGES = (99, 98, 97, 96, 95, 90, 80, 50, 0)


class Frame(NamedTuple):
    """Where a picture of one size has its parts."""

    css: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    ticks_from: int
    words_at: int  # the end of the words of the axis
    years_at: int
    radius: int
    gap: int  # from a spot up to its share


SMALL = Frame("trend", 300, 150, 46, 276, 24, 116, 46, 38, 142, radius=4, gap=9)
WIDE = Frame(
    "trend trend-wide", 420, 226, 76, 392, 30, 190, 48, 40, 216, radius=5, gap=11
)


class Point(NamedTuple):
    """A year: part of a whole, and (part, whole) of the lowest and the highest cell."""

    year: int
    part: int
    whole: int
    range: tuple | None = None
    is_over: bool = True

    @property
    def share(self):
        return Fraction(self.part, self.whole)


class Tick(NamedTuple):
    y: int
    words_y: int
    words: str


class Spot(NamedTuple):
    """A year in the picture; one that is not over is hollow."""

    x: int
    y: int
    share_y: int
    year: int
    share: str
    is_over: bool


class Segment(NamedTuple):
    """A line between two years; broken to one that is not over."""

    start: Spot
    end: Spot


class Range(NamedTuple):
    """From the lowest cell of a year to the highest."""

    x: int
    low: int
    high: int


class LineChart(NamedTuple):
    frame: Frame
    said: str
    ticks: list
    ranges: list  # [Range]
    band: str  # the ranges as one polygon, where there are several
    segments: list
    spots: list


def draw_line_chart(label, points, frame):
    """A LineChart of [Point], with round numbers on the axis, the shares written at the
    points, and the range over the cells as a band behind."""
    floor = find_lower_edge(points)
    step = (frame.right - frame.left) / max(len(points) - 1, 1)
    spots, ranges = [], []
    for number, point in enumerate(points):
        x = round(frame.left + step * number)
        spots.append(place_spot(point, x, floor, frame))
        if point.range:
            ranges.append(place_range(point, x, floor, frame))
    marks = (floor, (1 + floor) / 2, Fraction(1))
    return LineChart(
        frame=frame,
        said=f"{label}: {'; '.join(map(describe_point, points))}",
        ticks=[place_tick(mark, floor, frame) for mark in marks],
        ranges=ranges,
        band=draw_band(ranges),
        segments=[Segment(*ends) for ends in pairwise(spots)],
        spots=spots,
    )


def find_lower_edge(points):
    """The foot of the axis, under the lowest point and the lowest cell."""
    shares = []
    for point in points:
        shares.append(point.share)
        if point.range:
            shares.append(Fraction(*point.range[0]))
    lowest = min(shares) * 100
    return next(Fraction(edge, 100) for edge in EDGES if lowest > edge or edge == 0)


def find_height(share, floor, frame):
    rise = float((share - floor) / (1 - floor)) * (frame.bottom - frame.top)
    return round(frame.bottom - rise)


def place_spot(point, x, floor, frame):
    y = find_height(point.share, floor, frame)
    share = percent(point.part, point.whole)
    return Spot(x, y, y - frame.gap, point.year, share, point.is_over)


def place_range(point, x, floor, frame):
    low, high = point.range
    return Range(
        x,
        find_height(Fraction(*low), floor, frame),
        find_height(Fraction(*high), floor, frame),
    )


def place_tick(share, floor, frame):
    y = find_height(share, floor, frame)
    return Tick(y, y + 4, f"{float(share * 100):g}".replace(".", ","))


def draw_band(ranges):
    """From the highest cells forth to the lowest back; "" for a lone year."""
    if len(ranges) < 2:
        return ""
    corners = []
    for one in ranges:
        corners.append(f"{one.x},{one.high}")
    for one in reversed(ranges):
        corners.append(f"{one.x},{one.low}")
    return " ".join(corners)


def describe_point(point):
    said = f"năm {point.year} {percent(point.part, point.whole)}"
    if point.range is None:
        return said
    low, high = point.range
    ends = f"chi bộ thấp nhất {percent(*low)}, cao nhất {percent(*high)}"
    return f"{said}, {ends}"
