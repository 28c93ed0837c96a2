"""Merge, split, dissolve, rename by one decision. Old cells are closed, never deleted; people and posts end and begin
by dated rows. The plans that go along are plans/reorganising.py; cells know nothing of plans."""

from cells.reorganisation.ground import Ground
from cells.reorganisation.outcomes import Outcome, Place, outcome
from cells.reorganisation.sense import troubles, warnings
from cells.reorganisation.writing import carry_out

__all__ = ["Ground", "Outcome", "Place", "carry_out", "outcome", "troubles", "warnings"]
