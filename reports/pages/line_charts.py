"""How do counts become pictures? SVG made on the server: it prints, needs no script, and is read aloud."""

from collections import namedtuple
from fractions import Fraction
from itertools import pairwise

from django.utils.safestring import SafeString

from phucdong.writing import percent
from reports.figures import LABELS, OBLIGED

# Every piece of a bar has its own pattern as well as its colour; the ids are short because a page repeats them.
PATTERNS = {place: f"p{number}" for number, place in enumerate(OBLIGED)}
MARK = '<svg class="legend-mark" aria-hidden="true"><rect width="100%" height="100%" fill="url(#{})"/></svg>'
LEGEND = SafeString("".join(f"<li>{MARK.format(PATTERNS[place])}{LABELS[place]}</li>" for place in OBLIGED))

LEFT, RIGHT, TOP, BOTTOM = 46, 276, 24, 116

Spot = namedtuple("Spot", "x y year text")
# A year of the large picture: part and whole, those of the lowest and the highest cell or None, whether it is over.
Point = namedtuple("Point", "year part whole range is_over")
WIDE = {"left": 76, "right": 392, "top": 30, "bottom": 190}


def bar(counts):
    """The obliged of a cell as one stacked bar in the order of the steps, with the numbers in words for reading aloud.

    Only integers of ours and fixed words go into it.
    """
    obliged, x, pieces, words = counts["obliged"], 0, [], []
    for place in OBLIGED:
        if number := counts[place]:
            width = 100 * number / obliged
            pieces.append(f'<rect x="{x:.4g}%" width="{width:.4g}%" fill="url(#{PATTERNS[place]})"/>')
            words.append(f"{LABELS[place]} {number}")
            x += width
    said = ", ".join(words) or "Không ai phải xây dựng"
    return SafeString(f'<svg class="bar" role="img" aria-label="{said}">{"".join(pieces)}</svg>')


def trend(points):
    """[(year, numerator, denominator)] as a line over the years, with round numbers on the axis and the rates written
    at the points."""
    shares = [Fraction(numerator, denominator) for _, numerator, denominator in points]
    floor = lower_edge(min(shares))
    step = (RIGHT - LEFT) / max(len(points) - 1, 1)
    spots = [
        Spot(round(LEFT + step * number), height(share, floor), year, percent(part, whole))
        for number, ((year, part, whole), share) in enumerate(zip(points, shares, strict=True))
    ]
    ticks = [tick(at, floor) for at in (floor, (1 + floor) / 2, Fraction(1))]
    drawn = "".join([*ticks, polyline(spots), *(dot(spot) for spot in spots)])
    said = "; ".join(f"năm {spot.year} {spot.text}" for spot in spots)
    return SafeString(
        f'<svg class="trend" viewBox="0 0 300 150" role="img" aria-label="Tỷ lệ tham gia: {said}">{drawn}</svg>'
    )


def years(label, points):
    """[Point] as a line over the years with the range over the cells as a band; a year that is not over yet is hollow
    and reached by a broken line. The same in words for reading aloud."""
    lows = [Fraction(*point.range[0]) for point in points if point.range]
    floor = lower_edge(min([*(Fraction(point.part, point.whole) for point in points), *lows]))
    step = (WIDE["right"] - WIDE["left"]) / max(len(points) - 1, 1)
    spots = [
        (point, round(WIDE["left"] + step * number), level(point.part, point.whole, floor))
        for number, point in enumerate(points)
    ]
    ticks = "".join(wide_tick(at, floor) for at in (floor, (1 + floor) / 2, Fraction(1)))
    drawn = ticks + band(spots, floor) + segments(spots) + "".join(wide_dot(*spot) for spot in spots)
    said = "; ".join(map(in_words, points))
    return SafeString(
        f'<svg class="trend trend-wide" viewBox="0 0 420 226" role="img" aria-label="{label}: {said}">{drawn}</svg>'
    )


def in_words(point):
    said = f"năm {point.year} {percent(point.part, point.whole)}"
    if point.range is None:
        return said
    low, high = (percent(*end) for end in point.range)
    return f"{said}, chi bộ thấp nhất {low}, cao nhất {high}"


def level(part, whole, floor):
    share = Fraction(part, whole)
    return round(WIDE["bottom"] - float((share - floor) / (1 - floor)) * (WIDE["bottom"] - WIDE["top"]))


def wide_tick(share, floor):
    y, words = level(share.numerator, share.denominator, floor), f"{float(share * 100):g}".replace(".", ",")
    left, right = WIDE["left"] - 28, WIDE["right"]
    return f'<path class="tick" d="M{left} {y}H{right}"/><text class="axis" x="{left - 8}" y="{y + 4}">{words}</text>'


def band(spots, floor):
    """From the highest cells forth to the lowest back; a lone year as a bar."""
    ranged = [(x, *(level(*end, floor) for end in point.range)) for point, x, _ in spots if point.range]
    if len(ranged) < 2:
        return "".join(f'<path class="band-edge" d="M{x} {low}V{high}"/>' for x, low, high in ranged)
    forth = [f"{x},{high}" for x, _, high in ranged]
    back = [f"{x},{low}" for x, low, _ in reversed(ranged)]
    return f'<polygon class="band" points="{" ".join([*forth, *back])}"/>'


def segments(spots):
    return "".join(
        f'<path class="line{"" if point.is_over else " line-broken"}" d="M{x} {y}L{at_x} {at_y}"/>'
        for (_, x, y), (point, at_x, at_y) in pairwise(spots)
    )


def wide_dot(point, x, y):
    hollow = "" if point.is_over else ' class="hollow"'
    return (
        f'<circle{hollow} cx="{x}" cy="{y}" r="5"/><text x="{x}" y="{y - 11}">{percent(point.part, point.whole)}</text>'
        f'<text class="year" x="{x}" y="216">{point.year}</text>'
    )


def tick(share, floor):
    y, words = height(share, floor), f"{float(share * 100):g}".replace(".", ",")
    return f'<path class="tick" d="M{LEFT} {y}H{RIGHT}"/><text class="axis" x="{LEFT - 8}" y="{y + 4}">{words}</text>'


def polyline(spots):
    return f'<polyline points="{" ".join(f"{spot.x},{spot.y}" for spot in spots)}"/>'


def dot(spot):
    return (
        f'<circle cx="{spot.x}" cy="{spot.y}" r="4"/><text x="{spot.x}" y="{spot.y - 9}">{spot.text}</text>'
        f'<text class="year" x="{spot.x}" y="142">{spot.year}</text>'
    )


def lower_edge(share):
    """The foot of the axis, under the lowest point, in steps that people read easily."""
    edges = (99, 98, 97, 96, 95, 90, 80, 50, 0)
    return next(Fraction(edge, 100) for edge in edges if share * 100 > edge or edge == 0)


def height(share, floor):
    return round(BOTTOM - float((share - floor) / (1 - floor)) * (BOTTOM - TOP))
