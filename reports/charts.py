"""How do counts become pictures? SVG made on the server: it prints, needs no script, and is read aloud."""

from fractions import Fraction

from django.utils.safestring import mark_safe

from phucdong.writing import percent
from reports.figures import LABELS
from reports.rates import OBLIGED

# Every piece of a bar has its own pattern as well as its colour; the ids are short because a page repeats them.
PATTERNS = {place: f"p{number}" for number, place in enumerate(OBLIGED)}
LEGEND = [{"id": PATTERNS[place], "place": place, "label": LABELS[place]} for place in OBLIGED]

WIDTH, HEIGHT = 300, 150
LEFT, RIGHT, TOP, BOTTOM = 50, 288, 18, 118


def bar(counts):
    """The obliged of a cell as one stacked bar in the order of the steps, with the numbers in words for reading aloud.

    Only integers of ours and fixed words go into it.
    """
    obliged, x, pieces, words = counts["obliged"], 0, [], []
    for place in OBLIGED:
        if number := counts[place]:
            width = 100 * number / obliged
            pieces.append(f'<rect x="{x:.4g}%" width="{width:.4g}%" height="100%" fill="url(#{PATTERNS[place]})"/>')
            words.append(f"{LABELS[place]} {number}")
            x += width
    said = ", ".join(words) or "Không ai phải xây dựng"
    return mark_safe(f'<svg class="bar" role="img" aria-label="{said}">{"".join(pieces)}</svg>')


def line(points):
    """[(year, numerator, denominator)] as spots in a drawing of WIDTH × HEIGHT, with round numbers on the axis."""
    shares = [Fraction(numerator, denominator) for _, numerator, denominator in points]
    floor = lower_edge(min(shares))
    step = (RIGHT - LEFT) / max(len(points) - 1, 1)
    spots = [
        {"x": round(LEFT + step * place), "y": height(share, floor), "year": str(year), "text": percent(part, whole)}
        for place, ((year, part, whole), share) in enumerate(zip(points, shares, strict=True))
    ]
    ticks = [{"y": height(at, floor), "text": tick_text(at)} for at in (floor, (1 + floor) / 2, Fraction(1))]
    path = " ".join(f"{spot['x']},{spot['y']}" for spot in spots)
    return {"spots": spots, "ticks": ticks, "path": path, "left": LEFT, "right": RIGHT}


def lower_edge(share):
    """The foot of the axis, under the lowest point, in steps that people read easily."""
    edges = (99, 98, 97, 96, 95, 90, 80, 50, 0)
    return next(Fraction(edge, 100) for edge in edges if share * 100 > edge or edge == 0)


def height(share, floor):
    return round(BOTTOM - float((share - floor) / (1 - floor)) * (BOTTOM - TOP))


def tick_text(share):
    """ "98,5" """
    return f"{float(share * 100):g}".replace(".", ",")
