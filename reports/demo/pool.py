"""What do the invented people write, and what is said about it? Texts of data/, fitted to the writer and the year."""

import json
import uuid
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from plans import cycles

DATA = Path(__file__).parent / "data"
TEXT_SECTIONS = ("political", "ethics", "discipline", "criticism", "following")
FIELDS = {
    "shortcomings": ("text", "cause", "remedy", "deadline", "helped_by"),
    "tasks": ("deed", "expected", "deadline", "basis"),
}
ON = {"shortcoming": "shortcomings", "task": "tasks", "whole": ""}


@cache
def data(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def fitting(kind, who, quality, length=""):
    """Rows of the pool that a kind of person might write: of a section, of "shortcomings" or of "tasks"."""
    rows = data("texts")["sections"].get(kind) or data("texts")[kind]
    fit = [row for row in rows if {who, "any"} & set(row["who"]) and row["quality"] == quality]
    return [row for row in fit if not length or row["length"] == length] or fit


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
    """What stands in a plan. Rows are as in a snapshot; `refs` says which row of the pool each was (by uid)."""

    texts: dict
    shortcomings: list
    tasks: list
    refs: dict

    def rows(self, section):
        return {"shortcomings": self.shortcomings, "tasks": self.tasks}[section]

    def with_row(self, section, row):
        rows = [row if old["uid"] == row["uid"] else old for old in self.rows(section)]
        return replace(self, **{section: rows})


@dataclass(frozen=True)
class Said:
    """A remark: on a section or row ("" and None for the whole), with the answer that it gets."""

    section: str
    row: str | None
    reason: str
    text: str
    answer: str


class Pen:
    """Writes for a year with its bases ([Basis]), drawing with a random.Random."""

    def __init__(self, year, bases, rng):
        self.year, self.rng = year, rng
        self.bases = {
            key: next((basis for basis in bases if basis.key in newer), None) for key, newer in newer_bases().items()
        }

    def content(self, who, *, vague=0.25, length=""):
        """A whole plan; `vague` is the share of sections and rows that say nothing."""
        texts = {key: self.text(key, who, vague, length) for key in TEXT_SECTIONS}
        shortcomings, weak = self.rows("shortcomings", who, vague, self.rng.choice((1, 1, 2, 2, 3)))
        tasks, loose = self.rows("tasks", who, vague, self.rng.choice((2, 2, 3, 3, 4, 5)))
        return Content(texts, shortcomings, tasks, weak | loose)

    def half(self, who, *, share):
        """A plan of which only the first sections are written, up to a share (0 to 1)."""
        whole = self.content(who)
        texts = dict(list(whole.texts.items())[: round(share * len(whole.texts))])
        tasks = [{**whole.tasks[0], "expected": "", "deadline": ""}] if share > 0.7 else []
        return replace(whole, texts=texts, shortcomings=whole.shortcomings[:1] if share > 0.4 else [], tasks=tasks)

    def text(self, key, who, vague, length):
        quality = "vague" if self.rng.random() < vague else "concrete"
        return self.dated(self.rng.choice(fitting(key, who, quality, length))["text"])

    def rows(self, kind, who, vague, count):
        """([row as in a snapshot], {uid: key in the pool})"""
        loose = sum(self.rng.random() < vague for _ in range(count))
        chosen = self.draw(fitting(kind, who, "vague"), loose) + self.draw(
            fitting(kind, who, "concrete"), count - loose
        )
        self.rng.shuffle(chosen)
        made = [(self.row(kind, row), row["key"]) for row in chosen]
        return [row for row, _ in made], {row["uid"]: key for row, key in made}

    def draw(self, rows, count):
        return self.rng.sample(rows, min(count, len(rows)))

    def row(self, kind, row, uid=""):
        written = {field: self.dated(row[field]) for field in FIELDS[kind]}
        written["uid"] = uid or str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return self.with_basis(written) if kind == "tasks" else written

    def with_basis(self, row):
        basis = self.bases.get(row["basis"])
        return {**row, "basis": basis.key if basis else "", "basis_label": basis.label if basis else ""}

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
        section = ON.get(entry["on"], entry["on"])
        uid = next((uid for uid, key in content.refs.items() if entry["ref"] and key == entry["ref"]), None)
        return Said(section, uid, entry["reason"], self.dated(entry["text"]), self.dated(entry["answer"]))

    def mended(self, content, said, who):
        """The text after a remark was met: the row or section that it speaks of, or the loosest row."""
        if said.section in TEXT_SECTIONS:
            others = [row["text"] for row in fitting(said.section, who, "concrete")]
            better = self.other(others, content.texts[said.section])
            return replace(content, texts={**content.texts, said.section: better})
        section = said.section or "tasks"
        row = next((row for row in content.rows(section) if row["uid"] == said.row), content.rows(section)[0])
        return self.better(content, section, row, who)

    def other(self, texts, written):
        """One of these texts that is not what was written."""
        return self.rng.choice([text for text in map(self.dated, texts) if text != written])

    def better(self, content, section, row, who):
        pooled = entry_of(section, content.refs.get(row["uid"])) or {**row, "basis": "own"}
        concrete = [entry for entry in fitting(section, who, "concrete") if entry["key"] != pooled.get("key")]
        revised = pooled.get("revised") or self.rng.choice(concrete)
        new = self.row(section, {**pooled, **{field: revised.get(field, pooled[field]) for field in FIELDS[section]}})
        return replace(content.with_row(section, {**new, "uid": row["uid"]}), refs={**content.refs, row["uid"]: ""})


def entry_of(section, key):
    """The row of the pool with this key; None for one that was mended."""
    return next((entry for entry in data("texts")[section] if key and entry["key"] == key), None)


def pointed(kind, content):
    """Entries that speak of a row that this text has."""
    keys = set(content.refs.values()) - {""}
    return [entry for entry in data("texts")[kind] if entry["ref"] in keys]


@cache
def unpointed(kind):
    return [entry for entry in data("texts")[kind] if not entry["ref"]]
