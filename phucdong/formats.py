"""How is a document read that outlives the version that made it? By the number of its
format, with a reader for each.

Documents are what is kept as it was written: revisions of plans
(plans/form/documents.py), frozen reports (reports/frozen/documents.py). When the shape
of one changes, the number goes up and a reader is added; none is taken away.
"""


class FromNewerVersion(Exception):
    """The document has a format that this version does not know. args[0] is its
    number."""


def read_format(content, readers):
    """What the reader of a document's format makes of it; without a number it is of
    version 0.2.0, format 1."""
    number = content.get("format", 1)
    if number not in readers:
        raise FromNewerVersion(number)
    return readers[number](content)
