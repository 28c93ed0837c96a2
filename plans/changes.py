"""What changed between two revisions of a plan? Rows are matched by uid, texts are compared word by word."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from plans.models import Section

WORDS = re.compile(r"\S+\s*")
# With more pairs of equal words, frequent words are no anchors: one word repeated 2,000 times took 49 seconds.
MOST_PAIRS = 20_000
# Fewer equal words than this between two changes would only chop the text up.
FEWEST_SAME = 3
FIELDS = {
    Section.Kind.SHORTCOMINGS: [
        ("text", "Hạn chế"),
        ("cause", "Nguyên nhân"),
        ("remedy", "Biện pháp khắc phục"),
        ("deadline", "Thời hạn"),
        ("helped_by", "Ai giúp"),
    ],
    Section.Kind.TASKS: [
        ("deed", "Việc"),
        ("expected", "Kết quả đạt"),
        ("deadline", "Thời hạn"),
        ("basis_label", "Căn cứ"),
    ],
}
HEADINGS = {Section.Kind.SHORTCOMINGS: "Hạn chế số", Section.Kind.TASKS: "Việc đăng ký số"}
SAME, GONE, NEW = "same", "gone", "new"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Field:
    """One value of a row: `pieces` is [("same" | "gone" | "new", text)]."""

    label: str
    pieces: list

    @property
    def is_changed(self):
        return any(kind != SAME for kind, _ in self.pieces)


@dataclass(frozen=True)
class Block:
    """A text section, or one row of a section. `place` is "political" or "tasks:<uid>", `head` the first field."""

    place: str
    kind: str
    title: str
    state: str
    head: Field
    fields: list

    @property
    def is_changed(self):
        return self.state != SAME

    @property
    def anchor(self):
        """The id of its element on the page."""
        return "muc-" + self.place.replace(":", "-")


def blocks(snapshot, before=None):
    """[Block] of a snapshot in the order of the form, with what changed since the snapshot `before` (None: nothing)."""
    earlier = {section["key"]: section for section in before["sections"]} if before else {}
    return [
        block for section in snapshot["sections"] for block in of_section(section, earlier.get(section["key"], section))
    ]


def how_many(snapshot, before):
    """How many texts and rows were changed, added or removed. Compares no words one by one, so it is quick."""
    earlier = {section["key"]: parts(section) for section in before["sections"]}
    return sum(differing(parts(section), earlier.get(section["key"], {})) for section in snapshot["sections"])


def parts(section):
    """{uid or "": words} of a section."""
    if section["kind"] == Section.Kind.TEXT:
        return {"": section["text"].split()}
    names = [name for name, _ in FIELDS[section["kind"]]]
    return {row["uid"]: [row[name].split() for name in names] for row in section["rows"]}


def differing(now, then):
    return sum(now.get(uid) != then.get(uid) for uid in now.keys() | then.keys())


def of_section(section, before):
    if section["kind"] == Section.Kind.TEXT:
        text = Field("", compare(before["text"], section["text"]))
        state = CHANGED if text.is_changed else SAME
        return [Block(section["key"], section["kind"], section["title"], state, text, [])]
    return of_rows(section, before)


def of_rows(section, before):
    """The rows as they stand now, then those that were taken out since."""
    earlier = {row["uid"]: row for row in before["rows"]}
    kept = {row["uid"] for row in section["rows"]}
    now = [of_row(section, number, row, earlier.get(row["uid"])) for number, row in enumerate(section["rows"], 1)]
    gone = [(number, row) for number, row in enumerate(before["rows"], 1) if row["uid"] not in kept]
    return now + [removed_row(section, number, row) for number, row in gone]


def of_row(section, number, row, before):
    fields = [Field(label, compare((before or {}).get(name, ""), row[name])) for name, label in FIELDS[section["kind"]]]
    state = ADDED if before is None else CHANGED if any(field.is_changed for field in fields) else SAME
    return a_block(section, number, row, state, fields)


def removed_row(section, number, row):
    fields = [Field(label, compare(row[name], "")) for name, label in FIELDS[section["kind"]]]
    return a_block(section, number, row, REMOVED, fields)


def a_block(section, number, row, state, fields):
    place, title = f"{section['key']}:{row['uid']}", f"{HEADINGS[section['kind']]} {number}"
    return Block(place, section["kind"], title, state, fields[0], [field for field in fields[1:] if field.pieces])


def compare(before, now):
    """[("same" | "gone" | "new", text)] by words: without "gone" it is `now`, without "new" the words of `before`.

    A change of spaces and line breaks alone is none.
    """
    if before == now:
        return [(SAME, now)] if now else []
    old, new = WORDS.findall(before), WORDS.findall(now)
    runs = [run for is_same, group in groupby(matches(old, new), lambda run: run[0]) for run in joined(is_same, group)]
    return [(kind, text) for kind, text in runs if text]


def matches(old, new):
    """(is the same?, words gone, words new) in order; a few equal words between two changes are part of them."""
    keys = [[word.strip() for word in words] for words in (old, new)]
    codes = SequenceMatcher(None, *keys, autojunk=pairs(*keys) > MOST_PAIRS).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(codes):
        is_between = 0 < number < len(codes) - 1 and new_to - new_from < FEWEST_SAME
        yield kind == "equal" and not is_between, old[old_from:old_to], new[new_from:new_to]


def pairs(old, new):
    """How many pairs of equal words there are: what comparing costs."""
    times = Counter(new)
    return sum(times[word] for word in old)


def joined(is_same, runs):
    """The pieces of neighbouring runs, as one same text, or as one that is gone and one that is new."""
    runs = list(runs)
    gone, fresh = ("".join(word for run in runs for word in run[side]) for side in (1, 2))
    return [(SAME, fresh)] if is_same else [(GONE, gone), (NEW, fresh)]
