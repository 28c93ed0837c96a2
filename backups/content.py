"""What stands in a backup, line by line?

    {"format": 1, "made_at": …, "migrations": [[app, name], …], "log_key": …}
    {"table": "cells_cell", "columns": […]}
    […]                                             a row, and so on
    {"heads": "plans_planevent"}
    [plan, number, digest]                          the last event of a chain, and so on
    {"tables": {"cells_cell": [rows, SHA-256], …}, "heads": [chains, SHA-256]}

The digest of a table is that of its lines. The key of the log (LOG_KEY) is in it: only
who holds the paper can read it, and without it nobody could check the seals of a
restored log.
"""

import hashlib
import json
from itertools import groupby
from operator import itemgetter

from backups import tables

FORMAT = 1
HEADS = "heads"


class LineSum:
    """How many lines were seen, and the digest of all of them."""

    def __init__(self):
        self.number = 0
        self.digest = hashlib.sha256()

    def add(self, line):
        self.number += 1
        self.digest.update(line)

    def as_list(self):
        return [self.number, self.digest.hexdigest()]


def write_content(file, models, *, events, **facts):
    """Write what the database holds into a file object that takes bytes; `facts` are
    the rest of the head.

    `events` is the model of the log. Returns {table: number of rows}.
    """
    file.write(tables.write_line({"format": FORMAT, **facts}))
    sums = {}
    for model in models:
        name = model._meta.db_table
        columns = tables.list_columns(model)
        file.write(tables.write_line({"table": name, "columns": columns}))
        sums[name] = write_lines(file, tables.read_lines(model))
    file.write(tables.write_line({HEADS: events._meta.db_table}))
    heads = write_lines(file, read_heads(events))
    file.write(tables.write_line({"tables": sums, HEADS: heads}))
    return {name: number for name, (number, _) in sums.items()}


def write_lines(file, lines):
    """[how many, their digest]"""
    written = LineSum()
    for line in lines:
        file.write(line)
        written.add(line)
    return written.as_list()


def read_heads(events):
    """The last event of every plan's chain, as a line."""
    rows = events._base_manager.order_by("plan_id", "number")
    rows = rows.values_list("plan_id", "number", "digest")
    for _, chain in groupby(rows.iterator(chunk_size=tables.CHUNK), itemgetter(0)):
        *_, last = chain
        yield tables.write_line(last)


def sum_lines(lines):
    """[how many, their digest]"""
    seen = LineSum()
    for line in lines:
        seen.add(line)
    return seen.as_list()


class Content:
    """The lines of a backup, read in their order: `head`, then each part with its rows,
    then `sums`."""

    def __init__(self, lines):
        self.lines = lines
        self.head = json.loads(next(lines))
        self.sums = None
        self.following = None

    def read_parts(self):
        """(what a part says of itself, its rows); its rows are read before the next
        part is asked for."""
        self.following = json.loads(next(self.lines))
        while "tables" not in self.following:
            yield self.following, self.read_rows()
        self.sums = self.following

    def read_rows(self):
        for line in self.lines:
            content = json.loads(line)
            if isinstance(content, dict):
                self.following = content
                return
            yield content
