"""Cells that merge on any day, as if an officer had applied the decision then."""

from cells.acts.reorganisation.application import write_outcomes
from cells.acts.reorganisation.outcomes import work_out_part
from cells.acts.reorganisation.situation import Situation
from cells.effects import Effects
from cells.posts import Actor
from tests.people import NOW


def merge(cells, name, *, committee, on):
    """The cell that they become: a new one of this name."""
    part = a_merger(cells, name, committee=committee)
    done = work_out_part(part, Situation([part], on))
    write_outcomes([done], on, Effects(by=Actor(None, on), at=NOW))
    return done.places[0].cell


def a_merger(cells, name, *, committee, keeps=None, **posts):
    """A part of a decision, as cells/acts/reorganisation/parts.py says."""
    return {
        "kind": "merge",
        "cells": [cell.pk for cell in cells],
        "keeps": keeps and keeps.pk,
        "name": name,
        "committee": committee.pk,
        "kind_of_cell": "residential",
        "secretary": None,
        "deputies": [],
        "committee_members": [],
        **posts,
    }
