"""What does a stored report say? Every format that there ever was is read here into the
one shape that the pages print.

A report is a document: it has the words for what it counted in itself, and whoever
reads it looks at nothing of today but the number of its format. The shape is that of
format 3, told in reports/frozen/content.py. When the shape changes, the number goes up,
and a reader that lifts what was format 3 to the new shape is added; none is ever taken
away.

Only the names are read elsewhere, for all formats (reports/frozen/names.py).
"""

from phucdong import formats
from reports.frozen import format_1, format_2

FORMAT = 3


def read_document(content):
    """Stored content in the shape of today's format; the stored one is left alone.
    Raises formats.FromNewerVersion."""
    return formats.read_format(content, READERS)


def lift_format_1(content):
    return format_2.lift_document(format_1.lift_document(content))


def keep_document(content):
    return content


READERS = {1: lift_format_1, 2: format_2.lift_document, 3: keep_document}


# --- what documents say of their figures ---------------------------------------------


def read_labels(document):
    """{key of a figure: its label}"""
    return {figure["key"]: figure["label"] for figure in document["figures"]}


def read_shares(document):
    """{key of a figure that is shown as a share: key of that which it is a share of}"""
    shares = {}
    for figure in document["figures"]:
        if "of" in figure:
            shares[figure["key"]] = figure["of"]
    return shares


def list_compared(document):
    """[key] of the figures that are compared: not the rest of another, which would tell
    every difference twice."""
    return [one["key"] for one in document["figures"] if "rest_of" not in one]
