"""Merge, split, dissolve, rename by one decision. Old cells are closed, never deleted; people and posts end and begin
by dated rows. The plans that go along are cells/acts/reorganisation/application.py; cells know nothing of plans."""

from cells.acts.reorganisation.outcomes import Outcome, Place, outcome
from cells.acts.reorganisation.situation import Ground
from cells.acts.reorganisation.troubles import troubles, warnings
from cells.acts.reorganisation.writing import carry_out

__all__ = ["Ground", "Outcome", "Place", "carry_out", "outcome", "troubles", "warnings"]
