"""Which rows does a text file hold?

It may have any of ; , | and tab between its values, in the encodings that Vietnamese
offices use.

Only the process with limits calls this (sheet_child.py). The text is never held as a
whole: it is decoded anew for each question.
"""

import codecs
import csv
import io
import re
from collections import Counter

from cells.acts.register import sheet_limits as limits
from cells.acts.register.sheet_writer import SheetWriter
from phucdong.guarded_child import Refused

MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
NAMED_SEPARATOR = re.compile(r"sep=(.)\s*[\r\n]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
MARKED_ENCODINGS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
ENCODINGS = ["utf-8", "cp1258"]
CHUNK = 64 * 1024
BEGINNING = 50_000  # characters that decide what stands between values
LONGEST_LINE = 1024 * 1024  # characters
# Looked up now: once the limits hold, the process opens no module any more.
for encoding in [*ENCODINGS, "utf-8-sig", "utf-16"]:
    codecs.lookup(encoding)


def write_delimited(content, output):
    """Raises Refused."""
    text = EncodedText(content, find_encoding(content))
    if MARKUP.match(text.beginning):
        raise Refused(limits.WEB_PAGE)
    named = NAMED_SEPARATOR.match(text.beginning)
    separator = named[1] if named else guess_separator(text.beginning)
    writer = SheetWriter(output)
    writer.begin_sheet()
    try:
        rows = text.split_rows(separator, **find_quoting(text, separator))
        if named:
            next(rows)
            writer.write_row([""])
        for row in rows:
            writer.write_row(row)
    except csv.Error as error:
        raise Refused(limits.NOT_TEXT) from error


class EncodedText:
    """Bytes in an encoding that fits."""

    def __init__(self, content, encoding):
        self.content, self.encoding = content, encoding
        self.beginning = self.open().read(BEGINNING)

    def open(self):
        return io.TextIOWrapper(
            io.BytesIO(self.content), encoding=self.encoding, newline=""
        )

    def list_lines(self):
        file = self.open()
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Refused(limits.TOO_MANY_COLUMNS)
            yield line

    def split_rows(self, separator, **options):
        return csv.reader(self.list_lines(), delimiter=separator, **options)


def find_encoding(content):
    """The first encoding that fits. Control characters mean that it is no text at
    all."""
    encodings = ENCODINGS
    for start, encoding in MARKED_ENCODINGS:
        if content.startswith(start):
            encodings = [encoding]
            break
    for encoding in encodings:
        if is_text(content, encoding):
            return encoding
    raise Refused(limits.NOT_TEXT)


def is_text(content, encoding):
    file = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    try:
        while chunk := file.read(CHUNK):
            if CONTROLS.search(chunk):
                return False
    except UnicodeDecodeError:
        return False
    return True


def find_quoting(text, separator):
    """Options of the reader: where a quotation mark is left open it is a letter, and
    does not swallow the rows after it."""
    rows = 0
    try:
        for _ in text.split_rows(separator, strict=True):
            rows += 1
            if rows > limits.MOST_ROWS:
                raise Refused(limits.TOO_MANY_ROWS)
    except csv.Error:
        return {"quoting": csv.QUOTE_NONE}
    return {"strict": True}


def guess_separator(beginning):
    """The one that cuts most of the first lines into the same, largest number of
    columns."""
    whole_lines = beginning.rpartition("\n")[0] or beginning
    best, most = ";", -1
    for separator in ";,\t|":
        lines = io.StringIO(whole_lines, newline="")
        width = weigh_usual_width(csv.reader(lines, delimiter=separator))
        if width > most:
            best, most = separator, width
    return best


def weigh_usual_width(rows):
    """Number of columns × rows that have it, of the commonest width above one; 0 when
    nothing is cut."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)
