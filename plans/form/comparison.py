"""What changed between two revisions of a plan? Rows are matched by uid, texts are
compared word by word."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

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
    pairs = pair_sections(document, document if before is None else before)
    return [block for now, then in pairs for block in compare_section(now, then)]


def count_changes(document, before):
    """How many texts and rows were changed, added or removed. Compares no words one by
    one, so it is quick."""
    return sum(
        find_differing_parts(list_parts(now), list_parts(then))
        for now, then in pair_sections(document, before)
    )


def pair_sections(document, before):
    """[(section now, section before)] as WrittenSections, those that are gone from the
    form last."""
    now, then = (
        {section.key: section for section in each.sections}
        for each in (document, before)
    )
    return [
        (
            now.get(key) or empty_section(then[key]),
            then.get(key) or empty_section(now[key]),
        )
        for key in dict.fromkeys([*now, *then])
    ]


def empty_section(section):
    """The section as it was when nothing was written in it: no rows, or a text without
    words."""
    return replace(section, rows=[WrittenRow("", {})] if section.is_text else [])


def list_parts(section):
    """{uid or "": {field key: words}} of what is written in a section."""
    return {row.uid: describe_row(row) for row in section.rows}


def describe_row(row):
    return {key: text.split() for key, text in row.values.items() if text.strip()}


def find_differing_parts(now, then):
    return sum(now.get(uid) != then.get(uid) for uid in now.keys() | then.keys())


def compare_section(now, then):
    """The rows as they stand now, then those that were taken out since."""
    labels = [
        (field.key, field.label)
        for field in [*now.fields, *without(then.fields, now.fields)]
    ]
    earlier, kept = {row.uid: row for row in then.rows}, {row.uid for row in now.rows}
    found = [
        make_block(now, number, labels, row, earlier.get(row.uid))
        for number, row in enumerate(now.rows, 1)
    ]
    gone = [
        (number, row) for number, row in enumerate(then.rows, 1) if row.uid not in kept
    ]
    return found + [make_block(now, number, labels, None, row) for number, row in gone]


def without(asked, known):
    keys = {field.key for field in known}
    return [field for field in asked if field.key not in keys]


def make_block(section, number, labels, row, before):
    """The block of a row as it is now (None: taken out) and was before (None: not
    there)."""
    now, then = (one.values if one else {} for one in (row, before))
    fields = [
        Compared(label, compare_texts(then.get(key, ""), now.get(key, "")))
        for key, label in labels
    ]
    uid = (row or before).uid
    place, title = (
        (f"{section.key}:{uid}", f"{section.noun} số {number}")
        if uid
        else (section.key, section.title)
    )
    shown = [field for field in fields[1:] if field.pieces]
    return ComparedBlock(
        place, section.kind, title, find_state(row, before, fields), fields[0], shown
    )


def find_state(row, before, fields):
    if row is None or before is None:
        return REMOVED if row is None else ADDED
    return CHANGED if any(field.is_changed for field in fields) else SAME


def compare_texts(before, now):
    """[("same" | "gone" | "new", text)] by words: without "gone" it is `now`, without
    "new" the words of `before`.

    A change of spaces and line breaks alone is none.
    """
    if before == now:
        return [(SAME, now)] if now else []
    old, new = WORDS.findall(before), WORDS.findall(now)
    runs = [
        run
        for is_same, group in groupby(list_matches(old, new), lambda run: run[0])
        for run in join_words(is_same, group)
    ]
    return [(kind, text) for kind, text in runs if text]


def list_matches(old, new):
    """(is the same?, words gone, words new) in order; a few equal words between two
    changes are part of them."""
    keys = [[word.strip() for word in words] for words in (old, new)]
    codes = SequenceMatcher(
        None, *keys, autojunk=pair_rows(*keys) > MOST_PAIRS
    ).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(codes):
        is_between = 0 < number < len(codes) - 1 and new_to - new_from < FEWEST_SAME
        yield (
            kind == "equal" and not is_between,
            old[old_from:old_to],
            new[new_from:new_to],
        )


def pair_rows(old, new):
    """How many pairs of equal words there are: what comparing costs."""
    times = Counter(new)
    return sum(times[word] for word in old)


def join_words(is_same, runs):
    """The pieces of neighbouring runs, as one same text, or as one that is gone and one
    that is new."""
    runs = list(runs)
    gone, fresh = (
        "".join(word for run in runs for word in run[side]) for side in (1, 2)
    )
    return [(SAME, fresh)] if is_same else [(GONE, gone), (NEW, fresh)]
