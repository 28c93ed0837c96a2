"""Registers of members in spreadsheets: read_register, then compare or apply_register."""

from cells.acts.register.applying import apply_register
from cells.acts.register.comparing import Comparison, compare
from cells.acts.register.errors import CannotApply, Finding, Unreadable
from cells.acts.register.reading import Register, read_register
from cells.acts.register.sheets import MOST_BYTES

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
