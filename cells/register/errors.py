"""What can be wrong with a register, in words for the person who keeps it."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Finding:
    """Something about one row (counted from 1, as a spreadsheet shows it), or about a sheet when row is 0."""

    sheet: str
    row: int
    text: str

    def __str__(self):
        return f"{self.sheet}!{self.row}: {self.text}" if self.row else f"{self.sheet}: {self.text}"
