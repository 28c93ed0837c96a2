"""What changed between two revisions of a plan? Rows are matched by uid, texts are
compared word by word."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from plans.form.documents import WrittenRow

WORDS = re.compile(r"\S+\s*")
# With more pairs of equal words, frequent words are no anchors: one word repeated 2,000
# times took 49 seconds.
MOST_PAIRS = 20_000
# Fewer equal words than this between two changes would only chop the text up.
FEWEST_SAME = 3
SAME, GONE, NEW = "same", "gone", "new"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Compared:
    """What stands in a field: `pieces` is [("same" | "gone" | "new", text)]."""

    label: str
    pieces: list

    @property
    def is_changed(self):
        return any(kind != SAME for kind, _ in self.pieces)


class Match(NamedTuple):
    """Words that stand against each other in two texts."""

    is_same: bool
    old: list
    new: list


@dataclass(frozen=True)
class ComparedBlock:
    """A text, or one row of a section. `place` is "political" or "tasks:<uid>", `head`
    the first field."""

    place: str
    kind: str
    title: str
    state: str
    head: Compared
    fields: list

    @property
    def is_changed(self):
        return self.state != SAME

    @property
    def anchor(self):
        """The id of its element on the page."""
        return "muc-" + self.place.replace(":", "-")


def compare_blocks(document, before=None):
    """[Block] of a Document in the order of its form, with what changed since the
    Document `before` (None: nothing).

    What only one of the two has, a field or a section, was empty in the other.
    """
    if before is None:
        before = document
    blocks = []
    for now, then in pair_sections(document.sections, before.sections):
        blocks.extend(compare_section(now, then))
    return blocks


def count_changes(document, before):
    """How many texts and rows were changed, added or removed. Compares no words one by
    one, so it is quick."""
    number = 0
    for now, then in pair_sections(document.sections, before.sections):
        number += find_differing_parts(list_parts(now), list_parts(then))
    return number


def pair_sections(sections, before):
    """[(section now, section before)] of WrittenSections, those that are gone from the
    form last."""
    earlier = {section.key: section for section in before}
    pairs = []
    for section in sections:
        then = earlier.pop(section.key, None) or empty_section(section)
        pairs.append((section, then))
    for section in earlier.values():
        pairs.append((empty_section(section), section))
    return pairs


def empty_section(section):
    """The section as it was when nothing was written in it: no rows, or a text without
    words."""
    if section.is_text:
        return replace(section, rows=[WrittenRow("", {})])
    return replace(section, rows=[])


def list_parts(section):
    """{uid or "": {field key: words}} of what is written in a section."""
    return {row.uid: describe_row(row) for row in section.rows}


def describe_row(row):
    return {key: text.split() for key, text in row.values.items() if text.strip()}


def find_differing_parts(now, then):
    return sum(now.get(uid) != then.get(uid) for uid in now.keys() | then.keys())


def compare_section(now, then):
    """The rows as they stand now, then those that were taken out since."""
    labels = list_labels(now, then)
    earlier = {row.uid: row for row in then.rows}
    kept = set()
    blocks = []
    for number, row in enumerate(now.rows, 1):
        kept.add(row.uid)
        blocks.append(make_block(now, number, labels, row, earlier.get(row.uid)))
    for number, row in enumerate(then.rows, 1):
        if row.uid not in kept:
            blocks.append(make_block(now, number, labels, None, row))
    return blocks


def list_labels(now, then):
    """[(field key, label)] of a section: the fields that it has now, then those that it
    had."""
    known = {field.key for field in now.fields}
    gone = [field for field in then.fields if field.key not in known]
    return [(field.key, field.label) for field in [*now.fields, *gone]]


def make_block(section, number, labels, row, before):
    """The block of a row as it is now (None: taken out) and was before (None: not
    there)."""
    fields = []
    for key, label in labels:
        pieces = compare_texts(
            find_text_in_field(before, key), find_text_in_field(row, key)
        )
        fields.append(Compared(label, pieces))
    place, title = section.key, section.title
    uid = (row or before).uid
    if uid:
        place, title = f"{section.key}:{uid}", f"{section.noun} số {number}"
    head, *others = fields
    return ComparedBlock(
        place=place,
        kind=section.kind,
        title=title,
        state=find_state(row, before, fields),
        head=head,
        fields=[field for field in others if field.pieces],
    )


def find_text_in_field(row, key):
    """What stands in a field of a row; nothing where there is no row."""
    if row is None:
        return ""
    return row.values.get(key, "")


def find_state(row, before, fields):
    if row is None:
        return REMOVED
    if before is None:
        return ADDED
    if any(field.is_changed for field in fields):
        return CHANGED
    return SAME


def compare_texts(before, now):
    """[("same" | "gone" | "new", text)] by words: without "gone" it is `now`, without
    "new" the words of `before`.

    A change of spaces and line breaks alone is none.
    """
    if before == now:
        pieces = [(SAME, now)]
    else:
        matches = list_matches(WORDS.findall(before), WORDS.findall(now))
        pieces = []
        for is_same, runs in groupby(matches, lambda match: match.is_same):
            pieces.extend(join_words(is_same, list(runs)))
    return [(kind, text) for kind, text in pieces if text]


def list_matches(old, new):
    """Match after Match in order; a few equal words between two changes are part of
    them."""
    before = [word.strip() for word in old]
    now = [word.strip() for word in new]
    is_much = pair_rows(before, now) > MOST_PAIRS
    codes = SequenceMatcher(None, before, now, autojunk=is_much).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(codes):
        is_between = 0 < number < len(codes) - 1 and new_to - new_from < FEWEST_SAME
        is_same = kind == "equal" and not is_between
        yield Match(is_same, old[old_from:old_to], new[new_from:new_to])


def pair_rows(old, new):
    """How many pairs of equal words there are: what comparing costs."""
    times = Counter(new)
    return sum(times[word] for word in old)


def join_words(is_same, runs):
    """The pieces of neighbouring runs, as one same text, or as one that is gone and one
    that is new."""
    gone = "".join(word for run in runs for word in run.old)
    fresh = "".join(word for run in runs for word in run.new)
    if is_same:
        return [(SAME, fresh)]
    return [(GONE, gone), (NEW, fresh)]
