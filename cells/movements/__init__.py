"""What becomes of a member's rows when something happens to them? One table of kinds (table.py), and three functions.

A movement is recorded once it has happened: its day is never after today, only the planned end of a term may be. It
ends and begins its rows by cells/effects.py, so that it can be set right or cancelled as a whole. The plans follow in
plans/movements.py.
"""

from cells.movements.case import CannotMove
from cells.movements.correcting import CORRECTABLE, cancel, correct
from cells.movements.recording import hold, record
from cells.movements.table import ARRIVALS, CHANGES, possible

__all__ = ["ARRIVALS", "CHANGES", "CORRECTABLE", "CannotMove", "cancel", "correct", "hold", "possible", "record"]
