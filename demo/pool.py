"""What do the invented people write, and what is said about it? Texts of data/, fitted to the writer and the year."""

import json
import uuid
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from plans import cycles
from plans.documents import WrittenRow
from plans.models import Section
from plans.models.field import Meaning

DATA = Path(__file__).parent / "data"
# On what an entry speaks: a kind of section, or the whole; else it is the key of a text.
ON = {"shortcoming": Section.Kind.SHORTCOMINGS, "task": Section.Kind.TASKS}
# How many rows of a kind somebody writes.
COUNTS = {Section.Kind.SHORTCOMINGS: (1, 1, 2, 2, 3), Section.Kind.TASKS: (2, 2, 3, 3, 4, 5)}
# The basis of a task that somebody mends.
OWN = "own"


@cache
def data(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def fitting(kind, who, quality, length=""):
    """Rows of the pool that a kind of person might write: of a text by its key, of "shortcomings" or of "tasks"."""
    rows = data("texts")["sections"].get(kind) or data("texts").get(kind) or every_text()
    fit = [row for row in rows if {who, "any"} & set(row["who"]) and row["quality"] == quality]
    return [row for row in fit if not length or row["length"] == length] or fit


@cache
def every_text():
    """What fits a text of which the pool knows nothing."""
    return [row for rows in data("texts")["sections"].values() for row in rows]


@cache
def who_writes(occupation):
    """The kind of person that an occupation makes: "retired", "teacher" …"""
    found = (row["who"] for row in data("texts")["occupations"] if row["text"] == occupation)
    return next(found, "any")


@cache
def newer_bases():
    """{key of a basis in the pool: keys of those that took its place later}"""
    newer = {}
    for bases in cycles.read()["bases"].values():
        for basis in bases:
            newer.setdefault(basis.get("replaces", basis["key"]), set()).add(basis["key"])
    return newer


@dataclass(frozen=True)
class Content:
    """What stands in a plan: {section key: [WrittenRow]}; `refs` says which row of the pool each was (by uid)."""

    rows: dict
    refs: dict

    def with_row(self, section, new):
        rows = [new if row.uid == new.uid else row for row in self.rows[section]]
        return replace(self, rows={**self.rows, section: rows})


@dataclass(frozen=True)
class Said:
    """A remark: on a section or row ("" and None for the whole), with the answer that it gets."""

    section: str
    row: str | None
    reason: str
    text: str
    answer: str


class Pen:
    """Writes for a cycle, in the sections of its form, drawing with a random.Random."""

    def __init__(self, cycle, rng):
        self.year, self.rng = cycle.year, rng
        asked = cycle.form_version.sections.exclude(kind=Section.Kind.SELF_CHECK).order_by("position")
        self.sections = {section.key: section for section in asked}
        bases = list(cycle.bases.all())
        self.bases = {
            key: next((basis for basis in bases if basis.key in newer), None) for key, newer in newer_bases().items()
        }

    def of_kind(self, kind):
        """The sections of a kind."""
        return [section for section in self.sections.values() if section.kind == kind]

    def content(self, who, *, vague=0.25, length=""):
        """A whole plan; `vague` is the share of sections and rows that say nothing."""
        rows, refs = {}, {}
        for key, section in self.sections.items():
            if section.kind == Section.Kind.TEXT:
                rows[key] = [self.text(section, who, vague, length)]
            else:
                rows[key], found = self.several(section, who, vague, self.rng.choice(COUNTS[section.kind]))
                refs |= found
        return Content(rows, refs)

    def half(self, who, *, share):
        """A plan of which only the first sections are written, up to a share (0 to 1)."""
        whole, texts = self.content(who), self.of_kind(Section.Kind.TEXT)
        rows = {section.key: whole.rows[section.key] for section in texts[: max(1, round(share * len(texts)))]}
        if share > 0.4:
            rows |= {each.key: whole.rows[each.key][:1] for each in self.of_kind(Section.Kind.SHORTCOMINGS)}
        if share > 0.7:
            rows |= {each.key: [begun(each, whole.rows[each.key][0])] for each in self.of_kind(Section.Kind.TASKS)}
        return replace(whole, rows=rows)

    def text(self, section, who, vague, length):
        """The one WrittenRow of a text."""
        quality = "vague" if self.rng.random() < vague else "concrete"
        return self.written(section, as_text(section, self.rng.choice(fitting(section.key, who, quality, length))), "")

    def several(self, section, who, vague, count):
        """([WrittenRow], {uid: key in the pool})"""
        loose = sum(self.rng.random() < vague for _ in range(count))
        chosen = self.draw(fitting(section.kind, who, "vague"), loose) + self.draw(
            fitting(section.kind, who, "concrete"), count - loose
        )
        self.rng.shuffle(chosen)
        made = [(self.written(section, pooled, self.a_uid()), pooled["key"]) for pooled in chosen]
        return [row for row, _ in made], {row.uid: key for row, key in made}

    def draw(self, rows, count):
        return self.rng.sample(rows, min(count, len(rows)))

    def a_uid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def written(self, section, pooled, uid):
        """A row of the pool ({field key: text}) in the fields of a section."""
        asked = section.asked
        basis = self.bases.get(pooled.get("basis")) if any(field.is_chosen for field in asked) else None
        values = {
            field.key: (basis.label if basis else "") if field.is_chosen else self.said_in(field, pooled)
            for field in asked
        }
        return WrittenRow(uid, values, basis.key if basis else "")

    def said_in(self, field, pooled):
        """What the pool says in a field; in one that it does not know, something that fits its meaning."""
        if field.key in pooled:
            return self.dated(pooled[field.key])
        return self.dated(self.rng.choice(data("texts")["others"][field.meaning]))

    def dated(self, text):
        return text.replace("{year}", str(self.year))

    def remark(self, content, besides=()):
        """What a careful reader would say about this text besides these [Said]: on a loose row if there is one."""
        told = {said.text for said in besides}
        entries = [entry for entry in pointed("remarks", content) if self.dated(entry["text"]) not in told]
        return self.said(self.rng.choice(entries or unpointed("remarks")), content)

    def recall(self, content):
        """What the ward asks for when it recalls the plan."""
        return self.said(self.rng.choice(pointed("recalls", content) or unpointed("recalls")), content)

    def said(self, entry, content):
        uid = next((uid for uid, key in content.refs.items() if entry["ref"] and key == entry["ref"]), None)
        section = self.place_of(entry["on"], content, uid)
        return Said(section, uid, entry["reason"], self.dated(entry["text"]), self.dated(entry["answer"]))

    def place_of(self, on, content, uid):
        """The key of the section that an entry speaks of: that of the row, of the first of its kind, or of a text."""
        holding = (key for key, rows in content.rows.items() if any(row.uid == uid for row in rows))
        first = (section.key for section in self.of_kind(ON.get(on, "")))
        return next(holding, None) or next(first, None) or (on if on in self.sections else "")

    def mended(self, content, said, who):
        """The text after a remark was met: the row or text that it speaks of, or the loosest row."""
        tasks = self.of_kind(Section.Kind.TASKS) or list(self.sections.values())
        section = self.sections[said.section] if said.section else tasks[0]
        rows = content.rows[section.key]
        if section.kind == Section.Kind.TEXT:
            return content.with_row(section.key, self.other(section, rows[0], who))
        return self.better(content, section, next((row for row in rows if row.uid == said.row), rows[0]), who)

    def other(self, section, row, who):
        """A concrete text in the place of one, and another than it."""
        written = row.values[section.asked[0].key]
        others = [one for one in fitting(section.key, who, "concrete") if self.dated(one["text"]) != written]
        return self.written(section, as_text(section, self.rng.choice(others)), row.uid)

    def better(self, content, section, row, who):
        pooled = entry_of(section.kind, content.refs.get(row.uid)) or {**row.values, "basis": OWN}
        concrete = [entry for entry in fitting(section.kind, who, "concrete") if entry["key"] != pooled.get("key")]
        revised = pooled.get("revised") or self.rng.choice(concrete)
        # Written as a new row, uid and all, so that the dice fall as they did in every demonstration before.
        new = replace(self.written(section, {**pooled, **revised}, self.a_uid()), uid=row.uid)
        return replace(content.with_row(section.key, new), refs={**content.refs, row.uid: ""})


def as_text(section, pooled):
    """A text of the pool as {field key: text}: it stands in the first field."""
    return {section.asked[0].key: pooled["text"]}


def begun(section, row):
    """A row of which only the deed is written yet."""
    later = [field.key for field in section.asked if field.meaning in (Meaning.MEASURE, Meaning.DEADLINE)]
    return replace(row, values={**row.values, **dict.fromkeys(later, "")})


def entry_of(kind, key):
    """The row of the pool with this key; None for one that was mended."""
    return next((entry for entry in data("texts")[kind] if key and entry["key"] == key), None)


def pointed(kind, content):
    """Entries that speak of a row that this text has."""
    keys = set(content.refs.values()) - {""}
    return [entry for entry in data("texts")[kind] if entry["ref"] in keys]


@cache
def unpointed(kind):
    return [entry for entry in data("texts")[kind] if not entry["ref"]]
