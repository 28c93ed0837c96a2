"""What does a decision say about cells? Its parts are plain data, with cells and members by pk:

- {"kind": "merge", "cells": [pk, …], "keeps": pk or None, "name": "Chi bộ 5", "committee": pk, "kind_of_cell": …,
  "secretary": pk or None, "deputies": [pk, …], "committee_members": [pk, …]}; `keeps` is the one that goes on
- {"kind": "split", "cell": pk, "keeps": bool, "pieces": [{"name": …, "members": [pk, …], "secretary": …, …}, …],
  "successor": number of a piece or None}; who is named in no piece stays or, if the old cell is closed, goes to the
  last piece; without a `successor`, that is the piece to which most go
- {"kind": "dissolve", "cell": pk, "to": {"member pk": cell pk}, "rest": cell pk}
- {"kind": "rename", "cell": pk, "name": "Chi bộ Trường THCS Phúc Đồng"}

Every cell is changed by one part only, so that the order of the parts says nothing.
"""

import hashlib
import json

MERGE, SPLIT, DISSOLVE, RENAME = "merge", "split", "dissolve", "rename"


def changed_cells(part):
    """Ids of the cells that a part closes, renames or takes members from; a cell may stand in one part only."""
    return list(part["cells"]) if part["kind"] == MERGE else [part["cell"]]


def receiving_cells(part):
    """Ids of the open cells that members only come to."""
    return list(dict.fromkeys([part["rest"], *part["to"].values()])) if part["kind"] == DISSOLVE else []


def named_cells(parts):
    return {pk for part in parts for pk in [*changed_cells(part), *receiving_cells(part)]}


def posts_named(named):
    """[member id] in the order of the posts that a merge or a piece of a split fills."""
    secretary = [named["secretary"]] if named.get("secretary") else []
    return [*secretary, *named.get("deputies", []), *named.get("committee_members", [])]


def pieces(part):
    """What a part says about posts: [{"name", "secretary", …}]."""
    return {MERGE: [part], SPLIT: part.get("pieces", [])}.get(part["kind"], [])


def key_of(part):
    """Names a part of a draft on a page, whatever was added or removed meanwhile."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]
