"""What does the process that reads a list write about it?

A line of JSON for every sheet, and one for each of its rows, counted as they come: the
first thing of which there is too much stops the reading.
"""

from cells.acts.register import sheet_limits as limits
from phucdong.guarded_child import Refused, write_line


class SheetWriter:
    """Writes sheets to a binary file. Raises Refused."""

    def __init__(self, output):
        self.output = output
        self.sheets = self.rows = self.values = self.area = self.text = 0
        self.sheet_rows = self.sheet_width = 0

    def begin_sheet(self, name="", *, hidden=False, merged=()):
        """`merged` are [row, column, row, column] from 0."""
        self.sheets += 1
        if self.sheets > limits.MOST_SHEETS:
            raise Refused(limits.TOO_MANY_SHEETS)
        if len(merged) > limits.MOST_MERGED:
            raise Refused(limits.TOO_LARGE)
        self.area += self.sheet_rows * self.sheet_width
        self.sheet_rows = self.sheet_width = 0
        name = name[: limits.LONGEST_NAME]
        sheet = {"name": name, "hidden": hidden, "merged": list(merged)}
        write_line(self.output, sheet)

    def write_row(self, row):
        """A row of "", str, int, float or {"date": …}."""
        if any(value != "" for value in row[limits.MOST_COLUMNS :]):
            raise Refused(limits.TOO_MANY_COLUMNS)
        cut = []
        for value in row[: limits.MOST_COLUMNS]:
            cut.append(cut_text(value) if isinstance(value, str) else value)
        self.count_row(cut)
        write_line(self.output, cut)

    def refuse_area(self, area):
        """Of a sheet with so many cells, known before or counted."""
        if self.area + area > limits.MOST_AREA:
            raise Refused(limits.TOO_LARGE)

    def count_row(self, row):
        self.rows += 1
        if self.rows >= limits.MOST_ROWS:
            raise Refused(limits.TOO_MANY_ROWS)
        self.sheet_rows += 1
        self.sheet_width = max(self.sheet_width, len(row))
        self.refuse_area(self.sheet_rows * self.sheet_width)
        for value in row:
            if value != "":
                self.values += 1
                self.text += len(value) if isinstance(value, str) else 0
        if self.values > limits.MOST_VALUES or self.text > limits.MOST_TEXT:
            raise Refused(limits.TOO_MUCH_TEXT)


def cut_text(text):
    """No column of the database holds a NUL, and no fact of a person is so long."""
    if len(text) > limits.LONGEST_TEXT:
        text = text[: limits.LONGEST_TEXT] + "…"
    return text.replace("\x00", "")
