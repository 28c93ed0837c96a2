"""Make the two screen fonts: one woff2 a weight with Latin and full Vietnamese, tabular
figures, arrows and a tick.

python -m venv /path/to/venv && /path/to/venv/bin/pip install fonttools==4.68.0
brotli==1.2.1 npm pack @expo-google-fonts/be-vietnam-pro@0.4.1 && tar xf
expo-google-fonts-be-vietnam-pro-0.4.1.tgz /path/to/venv/bin/python make_fonts.py
package .
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

SOURCES = {
    400: ("400Regular/BeVietnamPro_400Regular.ttf", 74),
    600: ("600SemiBold/BeVietnamPro_600SemiBold.ttf", 112),
}
VIETNAMESE = {ord(letter) for letter in "ĂăĐđĨĩŨũƠơƯư"} | set(range(0x1EA0, 0x1EFA))
COMBINING = {0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323}
PUNCTUATION = {ord(sign) for sign in "–—‘’‚“”„•…‹›₫™−≈≠≤≥←↑→↓✓"}
UNICODES = (
    set(range(0x20, 0x7F))
    | set(range(0xA0, 0x100))
    | VIETNAMESE
    | COMBINING
    | PUNCTUATION
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum"]
FIGURE_WIDTH = 660


def main(package, target):
    for weight, (source, stroke) in SOURCES.items():
        font = TTFont(Path(package) / source)
        add_signs(font, stroke)
        add_tabular_figures(font)
        write(settled(font), Path(target) / f"be-vietnam-pro-{weight}-v1.002.woff2")


def settled(font):
    """The font as it reads once written: counts and tables agree."""
    buffer = io.BytesIO()
    font.save(buffer)
    return TTFont(buffer)


def write(font, path):
    options = subset.Options(
        flavor="woff2",
        layout_features=FEATURES,
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    subset.save_font(font, path, options)
    print(path, path.stat().st_size)


# --- tabular figures: every figure in the middle of the same width --------------------


def add_tabular_figures(font):
    names = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
    for name in names:
        add_glyph(font, f"{name}.tnum", centred(font, name), FIGURE_WIDTH)
    add_feature(font, "tnum", {name: f"{name}.tnum" for name in names})


def centred(font, name):
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(
        name, (1, 0, 0, 1, round((FIGURE_WIDTH - font["hmtx"][name][0]) / 2), 0)
    )
    return pen.glyph()


def add_feature(font, tag, mapping):
    """A single substitution, switched on by the tag in every script and language;
    records stay sorted by tag."""
    gsub = font["GSUB"].table
    subtable = otTables.SingleSubst()
    subtable.mapping = mapping
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = (
        1,
        0,
        [subtable],
        1,
    )
    gsub.LookupList.Lookup.append(lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.FeatureParams, record.Feature.LookupListIndex = (
        None,
        [len(gsub.LookupList.Lookup) - 1],
    )
    before = list(gsub.FeatureList.FeatureRecord)
    after = sorted([*before, record], key=lambda one: one.FeatureTag)
    gsub.FeatureList.FeatureRecord = after
    place = {id(one): index for index, one in enumerate(after)}
    for system in language_systems(gsub):
        system.FeatureIndex = sorted(
            [
                *(place[id(before[index])] for index in system.FeatureIndex),
                place[id(record)],
            ]
        )


def language_systems(gsub):
    for script in gsub.ScriptList.ScriptRecord:
        if script.Script.DefaultLangSys:
            yield script.Script.DefaultLangSys
        for language in script.Script.LangSysRecord:
            yield language.LangSys


# --- signs that the family lacks ------------------------------------------------------


def add_signs(font, stroke):
    for sign, turn in {"→": 0, "↑": 1, "←": 2, "↓": 3}.items():
        add_sign(font, sign, [turned(points, turn) for points in arrow(stroke)], 1000)
    add_sign(font, "✓", [tick(stroke)], 800)


def arrow(stroke):
    """To the right, around the point (500, 340): a shaft and a head, as contours that
    run clockwise."""
    half, reach, spread = stroke / 2, 400, 250
    lean = stroke * 0.72
    shaft = [
        (-reach, -half),
        (-reach, half),
        (reach - lean, half),
        (reach - lean, -half),
    ]
    head = [
        (reach - spread - lean, spread),
        (reach - spread, spread + lean * 0.98),
        (reach + lean * 0.4, 0),
        (reach - spread, -spread - lean * 0.98),
        (reach - spread - lean, -spread),
        (reach - lean * 1.6, 0),
    ]
    return shaft, head


def turned(points, quarters):
    for _ in range(quarters):
        points = [(-y, x) for x, y in points]
    return [(500 + x, 340 + y) for x, y in points]


def tick(stroke):
    """A short stroke down and a long one up, of the stroke's width, with square
    ends."""
    lower, upper = (310, 90), (690, 660)
    start = (110, 300)
    return corner(start, lower, upper, stroke * 0.6)


def corner(start, bend, end, half):
    """The outline of a bent line of this half width, clockwise."""
    into, out = normal(start, bend, half), normal(bend, end, half)
    inner, outer = (
        meeting(start, bend, end, into, out, 1),
        meeting(start, bend, end, into, out, -1),
    )
    return [
        (start[0] - into[0], start[1] - into[1]),
        (start[0] + into[0], start[1] + into[1]),
        inner,
        (end[0] + out[0], end[1] + out[1]),
        (end[0] - out[0], end[1] - out[1]),
        outer,
    ]


def normal(one, other, half):
    """A vector of this length that stands square to the line, on its left."""
    across, up = other[0] - one[0], other[1] - one[1]
    length = (across**2 + up**2) ** 0.5
    return (-up / length * half, across / length * half)


def meeting(start, bend, end, into, out, side):
    """Where the two edges on one side of a bent line meet."""
    first, second = (
        (bend[0] - start[0], bend[1] - start[1]),
        (end[0] - bend[0], end[1] - bend[1]),
    )
    gap = ((out[0] - into[0]) * side, (out[1] - into[1]) * side)
    along = (gap[0] * second[1] - gap[1] * second[0]) / (
        first[0] * second[1] - first[1] * second[0]
    )
    return (
        bend[0] + into[0] * side + first[0] * along,
        bend[1] + into[1] * side + first[1] * along,
    )


def add_sign(font, sign, contours, width):
    pen = TTGlyphPen(None)
    for points in contours:
        pen.moveTo(tuple(map(round, points[0])))
        for point in points[1:]:
            pen.lineTo(tuple(map(round, point)))
        pen.closePath()
    name = f"uni{ord(sign):04X}"
    add_glyph(font, name, pen.glyph(), width)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(sign)] = name


def add_glyph(font, name, glyph, width):
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
