"""Registers of members in spreadsheets: read_register, then compare or apply_register."""

from cells.register.applying import apply_register
from cells.register.comparing import Comparison, compare
from cells.register.errors import CannotApply, Finding, Unreadable
from cells.register.reading import Register, read_register
from cells.register.sheets import MOST_BYTES

__all__ = [
    "MOST_BYTES",
    "CannotApply",
    "Comparison",
    "Finding",
    "Register",
    "Unreadable",
    "apply_register",
    "compare",
    "read_register",
]
