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


def count_people(cuts):
    """[Counted] of the cells of these cuts, as each of them is to be kept."""
    anew = leave_out(cuts, lambda cut: cut.keep == Keep.NOT)
    whole = leave_out(cuts, lambda cut: cut.keep == Keep.WHOLE)
    by_cell = leave_out(cuts, lambda cut: cut.keep == Keep.BY_CELL)
    rows = tally.ask_of_cuts(anew, tally.COUNTED, PREPARED_PEOPLE)
    # Whoever has gone is asked of all cells of a cut together.
    rows += tally.ask_of_cuts(by_cell, tally.COUNTED, PREPARED_GONE)
    found = gather_counted(rows)
    found += answer(whole, tally.COUNTED, PREPARED_PEOPLE)
    found += answer(by_cell, tally.COUNTED, PREPARED_MEMBERS)
    return found


def count_totals(cuts):
    """[Counted] that add up to the totals of these cuts."""
    whole = leave_out(cuts, lambda cut: cut.keep == Keep.WHOLE)
    rest = leave_out(cuts, lambda cut: cut.keep != Keep.WHOLE)
    return answer(whole, tally.TOTAL, PREPARED_PEOPLE) + count_people(rest)


def leave_out(cuts, is_asked):
    """The same list of cuts, without cells where they are not asked."""
    return [cut if is_asked(cut) else replace(cut, cells=[]) for cut in cuts]


def answer(cuts, select, prepared):
    """[Counted] from what is kept, or counted now and kept from now on."""
    questions = list_questions(cuts, select, prepared)
    if not questions:
        return []
    answers = read_kept(questions)
    missing = [question for question in questions if question.key not in answers]
    # Day by day, so that what was counted before a page took too long is kept.
    for some in group_by_day(cuts, missing):
        answers |= count_anew(cuts, some, select, prepared)
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


def list_questions(cuts, select, prepared):
    """[Question] of the cuts that have cells."""
    asked = [(number, cut) for number, cut in enumerate(cuts) if cut.cells]
    if not asked:
        return []
    cells = {pk for _, cut in asked for pk in cut.cells}
    years = sorted({cut.on.year for _, cut in asked})
    changes = dict(zip(years, count_changes(cells, years), strict=True))
    sql, constants, _ = prepared.text
    start = hashlib.sha256(f"{select} {sql} {constants} {FIGURES}".encode())
    questions = []
    for number, cut in asked:
        until_then = changes[cut.on.year]
        values = {**read_moments(cut), **tally.read_deadlines(cut), "cells": None}
        text = start.copy()
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
    """[[Question]]"""
    days = defaultdict(list)
    for question in questions:
        days[cuts[question.cut].on].append(question)
    return list(days.values())


def count_anew(cuts, missing, select, prepared):
    """{key: answer}; one query, of only the cells that are asked."""
    asked, key_of = defaultdict(list), {}
    for question in missing:
        asked[question.cut] += question.cells
        for pk in question.cells:
            key_of[question.cut, pk] = question.key
    some = []
    for number, cut in enumerate(cuts):
        some.append(replace(cut, cells=asked[number]))
    answers = {question.key: [] for question in missing}
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
