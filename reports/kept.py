"""Which counts are kept instead of being made again, and when do they no longer hold?

A count of a year that is over, and one of today in a city, is a row of KeptCount: the
answer to a question (a SELECT, its values, its cells). It holds as long as nothing that
is counted in these cells has changed as of that year or an earlier one, whoever changed
it: the database itself writes a row of CellChange with every change (triggers.py). The
changes are counted before the people are, so that what happens in between makes the
answer one that does not hold, never one that is wrong.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from django.db import connection, transaction

from phucdong.prepared import ParameterOfIds, adapt_value, fetch_rows
from reports import tally
from reports.counts import Counted, gather_counted
from reports.figures import FIGURES
from reports.models import CellChange, KeptCount
from reports.people import (
    PREPARED_GONE,
    PREPARED_MEMBERS,
    PREPARED_PEOPLE,
    Keep,
    read_moments,
)

# Changes of a cell are added up when there are more rows of them.
MOST_ROWS = 20
# Rows that are written or taken away in one statement.
AT_ONCE = 500


class Question(NamedTuple):
    """About the cells (ids) of a cut (its number), or about one of them (`cell`, else
    0); `changes`: how many there were when it was asked."""

    cut: int
    cells: tuple
    text: str
    cell: int
    changes: int

    @property
    def key(self):
        return self.text, self.cell


# By which SELECT, over which people, each kind of answer is counted.
ASKED = {
    Keep.WHOLE: (tally.COUNTED, PREPARED_PEOPLE),
    Keep.TOTAL: (tally.TOTAL, PREPARED_PEOPLE),
    Keep.BY_CELL: (tally.COUNTED, PREPARED_MEMBERS),
}


def count_people(cuts):
    """[Counted] of the cells of these cuts, or of the total, as each of them is to be
    kept."""
    rows = tally.ask_of_cuts(leave_out(cuts, Keep.NOT), tally.COUNTED, PREPARED_PEOPLE)
    # Whoever has gone is asked of all cells of a cut together.
    by_cell = leave_out(cuts, Keep.BY_CELL)
    rows += tally.ask_of_cuts(by_cell, tally.COUNTED, PREPARED_GONE)
    return gather_counted(rows) + answer(cuts)


def leave_out(cuts, keep):
    """The same list of cuts, without cells where they are kept in another way."""
    return [cut if cut.keep == keep else replace(cut, cells=[]) for cut in cuts]


def answer(cuts):
    """[Counted] from what is kept, or counted now and kept from now on."""
    questions = list_questions(cuts)
    if not questions:
        return []
    answers = read_kept(questions)
    missing = [question for question in questions if question.key not in answers]
    # Day by day, so that what was counted before a page took too long is kept.
    for some in group_by_day(cuts, missing):
        answers |= count_anew(cuts, some)
        keep_answers(cuts, some, answers)
    if missing:
        tidy_up(cuts, missing)
    found = []
    for question in questions:
        for cell, *numbers in answers[question.key]:
            counts = dict(zip(FIGURES, numbers, strict=True))
            found.append(Counted(question.cut, cell, counts))
    return found


# --- questions -----------------------------------------------------------------------


def list_questions(cuts):
    """[Question] of the cuts that have cells and whose answers are kept."""
    asked = []
    for number, cut in enumerate(cuts):
        if cut.cells and cut.keep in ASKED:
            asked.append((number, cut))
    if not asked:
        return []
    cells = {pk for _, cut in asked for pk in cut.cells}
    years = sorted({cut.on.year for _, cut in asked})
    changes = dict(zip(years, count_changes(cells, years), strict=True))
    starts = {keep: begin_text(keep) for keep in {cut.keep for _, cut in asked}}
    questions = []
    for number, cut in asked:
        until_then = changes[cut.on.year]
        values = {**read_moments(cut), **tally.read_deadlines(cut), "cells": None}
        text = starts[cut.keep].copy()
        text.update(json.dumps(values, default=str).encode())
        if cut.keep == Keep.BY_CELL:
            key = text.hexdigest()
            for pk in cut.cells:
                there = until_then.get(pk, 0)
                questions.append(Question(number, (pk,), key, pk, there))
        else:
            cells = tuple(sorted(cut.cells))
            text.update(str(cells).encode())
            total = sum(until_then.get(pk, 0) for pk in cells)
            questions.append(Question(number, cells, text.hexdigest(), 0, total))
    return questions


def begin_text(keep):
    """The hash of what is the same of all cuts that are kept in a way."""
    select, prepared = ASKED[keep]
    sql, constants, _ = prepared.text
    return hashlib.sha256(f"{select} {sql} {constants} {FIGURES}".encode())


def count_changes(cells, years):
    """[{id of a cell: how many changes}] for each year: those that reach back to it or
    an earlier one; one query."""
    ids = ParameterOfIds("cells")
    sums = []
    for number, _ in enumerate(years):
        sums.append(f"SUM(CASE WHEN year <= %(year_{number})s THEN times ELSE 0 END)")
    values = {f"year_{number}": year for number, year in enumerate(years)}
    values["cells"] = adapt_value(cells, ids)
    sql = (
        f"SELECT cell_id, {', '.join(sums)} FROM reports_cellchange "
        f"WHERE cell_id IN {ids.text} GROUP BY cell_id"
    )
    found = [{} for _ in years]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for cell, *numbers in cursor.fetchall():
            for counted, number in zip(found, numbers, strict=True):
                counted[cell] = number
    return found


# --- answers -------------------------------------------------------------------------


def read_kept(questions):
    """{key: answer} of those that still hold."""
    changes = {question.key: question.changes for question in questions}
    texts = sorted({question.text for question in questions})
    kept = KeptCount.objects.filter(question__in=texts)
    answers = {}
    for text, cell, then, answer in kept.values_list(
        "question", "cell", "changes", "answer"
    ):
        key = text, cell
        if changes.get(key) == then:
            answers[key] = answer
    return answers


def group_by_day(cuts, questions):
    """[[Question]] of one day, and of answers that are kept in one way."""
    groups = defaultdict(list)
    for question in questions:
        cut = cuts[question.cut]
        groups[cut.on, cut.keep].append(question)
    return list(groups.values())


def count_anew(cuts, missing):
    """{key: answer} of questions as group_by_day groups them; one query, of only the
    cells that are asked."""
    asked, key_of = defaultdict(list), {}
    for question in missing:
        asked[question.cut] += question.cells
        for pk in question.cells:
            key_of[question.cut, pk] = question.key
    some = []
    for number, cut in enumerate(cuts):
        some.append(replace(cut, cells=asked[number]))
    answers = {question.key: [] for question in missing}
    select, prepared = ASKED[cuts[missing[0].cut].keep]
    for one in gather_counted(tally.ask_of_cuts(some, select, prepared)):
        # A total has no cell, and is about all of its cut.
        cell = one.cell_id or asked[one.cut][0]
        answers[key_of[one.cut, cell]].append([one.cell_id, *one.counts.values()])
    return answers


def keep_answers(cuts, questions, answers):
    rows = []
    # In one order, so that two who keep the same at once wait for each other.
    for question in sorted(questions, key=lambda question: question.key):
        rows.append(
            KeptCount(
                question=question.text,
                cell=question.cell,
                on=cuts[question.cut].on,
                changes=question.changes,
                answer=answers[question.key],
            )
        )
    KeptCount.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["question", "cell"],
        update_fields=["on", "changes", "answer"],
    )


def tidy_up(cuts, questions):
    last_day = max(cuts[question.cut].on for question in questions)
    KeptCount.objects.forget_days_before(last_day)
    add_up_changes({pk for question in questions for pk in question.cells})


@transaction.atomic
def add_up_changes(cells):
    """Of a cell and year with many rows of changes one is left; the number stays."""
    ids = ParameterOfIds("cells")
    many = fetch_rows(
        f"SELECT cell_id, year FROM reports_cellchange WHERE cell_id IN {ids.text} "
        "GROUP BY cell_id, year HAVING COUNT(*) > %(most)s",
        {"cells": adapt_value(cells, ids), "most": MOST_ROWS},
    )
    if not many:
        return
    sums, added_up = dict.fromkeys(many, 0), []
    rows = CellChange.objects.filter(cell__in={row.cell_id for row in many})
    for pk, cell, year, times in rows.values_list("pk", "cell", "year", "times"):
        if (cell, year) in sums:
            sums[cell, year] += times
            added_up.append(pk)
    CellChange.objects.bulk_create(
        CellChange(cell_id=cell, year=year, times=times)
        for (cell, year), times in sums.items()
    )
    # These and no others: one that was noted meanwhile has to stay.
    for start in range(0, len(added_up), AT_ONCE):
        some = added_up[start : start + AT_ONCE]
        CellChange.objects.filter(pk__in=some).delete()
