"""What does a decision say about cells? Its parts, as Reorganisation.parts keeps them.

Cells and members stand by pk. Every cell is changed by one part only, so that the order
of the parts says nothing.
"""

import hashlib
import json
from typing import TypedDict

MERGE, SPLIT, DISSOLVE, RENAME = "merge", "split", "dissolve", "rename"


class NamedPosts(TypedDict):
    """The name of a cell, and who holds which post in it."""

    name: str
    secretary: int | None
    deputies: list[int]
    committee_members: list[int]


class MergePart(NamedPosts):
    kind: str  # MERGE
    cells: list[int]
    keeps: int | None  # the one of the cells that goes on
    committee: int
    kind_of_cell: str


class Piece(NamedPosts):
    members: list[int]


class SplitPart(TypedDict):
    """Who is named in no piece stays or, if the old cell is closed, goes to the last
    piece."""

    kind: str  # SPLIT
    cell: int
    keeps: bool
    pieces: list[Piece]
    successor: int | None  # number of a piece; None: the one to which most go


class DissolvePart(TypedDict):
    kind: str  # DISSOLVE
    cell: int
    to: dict[str, int]  # cell by member, of those who do not go with the rest
    rest: int


class RenamePart(TypedDict):
    kind: str  # RENAME
    cell: int
    name: str


def list_changed_cells(part):
    """Ids of the cells that a part closes, renames or takes members from; a cell may
    stand in one part only."""
    if part["kind"] == MERGE:
        return list(part["cells"])
    return [part["cell"]]


def list_receiving_cells(part):
    """Ids of the open cells that members only come to."""
    if part["kind"] != DISSOLVE:
        return []
    return list(dict.fromkeys([part["rest"], *part["to"].values()]))


def list_named_cells(parts):
    """{id} of all cells that these parts are about."""
    named = set()
    for part in parts:
        named.update(list_changed_cells(part), list_receiving_cells(part))
    return named


def list_named_posts(part):
    """[NamedPosts] of the cells in which a part fills posts, in the order of the
    outcome's cells."""
    if part["kind"] == MERGE:
        return [part]
    return part.get("pieces", [])


def list_post_holders(named):
    """[member id] in the order of the posts that NamedPosts fill."""
    holders = [*named.get("deputies", []), *named.get("committee_members", [])]
    if named.get("secretary"):
        holders.insert(0, named["secretary"])
    return holders


def make_part_key(part):
    """Names a part of a draft on a page, whatever was added or removed meanwhile."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]
