"""What can be wrong with a register, in words for the person who keeps it."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


class CannotApply(Exception):
    """The register has errors or no longer fits the database; nothing was changed."""


@dataclass(frozen=True)
class Finding:
    """Something about one row (counted from 1, as a spreadsheet shows it); without a sheet, about the whole file."""

    sheet: str
    row: int
    text: str

    def __str__(self):
        return f"{self.place}: {self.text}" if self.sheet else self.text

    @property
    def place(self):
        return f"{self.sheet}!{self.row}" if self.sheet else ""
