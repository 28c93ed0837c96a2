"""What becomes of a member's rows when something happens to them? One table of kinds (table.py), and three functions.

A movement is recorded once it has happened: its day is never after today, only the planned end of a term may be. It
ends and begins its rows by cells/effects.py, so that it can be set right or cancelled as a whole. The plans follow in
cells/acts/movements/words.py.
"""

from cells.acts.movements.case import CannotMove
from cells.acts.movements.correcting import CORRECTABLE, cancel, correct
from cells.acts.movements.kinds import ARRIVALS, CHANGES, possible
from cells.acts.movements.records import hold, record

__all__ = ["ARRIVALS", "CHANGES", "CORRECTABLE", "CannotMove", "cancel", "correct", "hold", "possible", "record"]
