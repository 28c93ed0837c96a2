"""What do the invented people write, and what is said about it?

Fitted to the writer, the form and the year.
"""

import uuid
from dataclasses import dataclass, replace

from demo import pool
from plans.form.documents import WrittenRow
from plans.models import Section
from plans.models.field import Meaning

# On what an entry speaks: a kind of section; else the key of a text, or the whole.
ON = {"shortcoming": Section.Kind.SHORTCOMINGS, "task": Section.Kind.TASKS}
# How many rows of a kind somebody writes.
COUNTS = {
    Section.Kind.SHORTCOMINGS: (1, 1, 2, 2, 3),
    Section.Kind.TASKS: (2, 2, 3, 3, 4, 5),
}
# The basis of a task that somebody mends.
OWN = "own"


@dataclass(frozen=True)
class Content:
    """What stands in a plan: {section key: [WrittenRow]}.

    `refs` says which entry of the pool each row was: {uid: key, "" once mended}.
    """

    rows: dict
    refs: dict

    def with_row(self, section, new, refs=None):
        rows = [new if row.uid == new.uid else row for row in self.rows[section]]
        return Content(self.rows | {section: rows}, self.refs | (refs or {}))


@dataclass(frozen=True)
class Said:
    """A remark on a section or row ("" and None: on the whole), and its answer."""

    section: str
    row: str | None
    reason: str
    text: str
    answer: str


class Pen:
    """Writes for a cycle, in the sections of its form, drawing with a random.Random."""

    def __init__(self, cycle, rng):
        self.year, self.rng = cycle.year, rng
        sections = cycle.form_version.sections.exclude(kind=Section.Kind.SELF_CHECK)
        self.sections = {}
        for section in sections.order_by("position"):
            self.sections[section.key] = section
        self.bases = self.choose_bases(list(cycle.bases.all()))

    def choose_bases(self, bases):
        """{key of a basis in the pool: the Basis of the cycle, or None}"""
        chosen = {}
        for key, newer in pool.find_newer_bases().items():
            chosen[key] = next((basis for basis in bases if basis.key in newer), None)
        return chosen

    def of_kind(self, kind):
        """The sections of a kind."""
        return [section for section in self.sections.values() if section.kind == kind]

    # --- a plan

    def content(self, who, *, vague=0.25, length=""):
        """A whole plan; `vague` is the share of what says nothing."""
        content = Content({}, {})
        for key, section in self.sections.items():
            if section.kind == Section.Kind.TEXT:
                content.rows[key] = [self.text(section, who, vague, length)]
            else:
                content.rows[key] = self.several(section, who, vague, content.refs)
        return content

    def half(self, who, *, share):
        """A plan of which only the first sections are written, up to a share."""
        whole, texts = self.content(who), self.of_kind(Section.Kind.TEXT)
        rows = {}
        for section in texts[: max(1, round(share * len(texts)))]:
            rows[section.key] = whole.rows[section.key]
        if share > 0.4:
            for section in self.of_kind(Section.Kind.SHORTCOMINGS):
                rows[section.key] = whole.rows[section.key][:1]
        if share > 0.7:
            for section in self.of_kind(Section.Kind.TASKS):
                rows[section.key] = [blank_plan_of(section, whole.rows[section.key][0])]
        return Content(rows, whole.refs)

    def text(self, section, who, vague, length):
        """The one WrittenRow of a text."""
        quality = "vague" if self.rng.random() < vague else "concrete"
        entries = pool.find_fitting_entries(section.key, who, quality, length)
        return self.write_text(section, self.rng.choice(entries), "")

    def several(self, section, who, vague, refs):
        """[WrittenRow] of tasks or shortcomings; `refs` is filled."""
        count = self.rng.choice(COUNTS[section.kind])
        loose = sum(self.rng.random() < vague for _ in range(count))
        entries = self.draw(section, who, "vague", loose)
        entries += self.draw(section, who, "concrete", count - loose)
        self.rng.shuffle(entries)
        rows = []
        for entry in entries:
            row = self.write_row(section, entry, self.make_uid())
            refs[row.uid] = entry["key"]
            rows.append(row)
        return rows

    def draw(self, section, who, quality, count):
        entries = pool.find_fitting_entries(section.kind, who, quality)
        return self.rng.sample(entries, min(count, len(entries)))

    def make_uid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def write_text(self, section, entry, uid):
        """An entry that is one text stands in the first field."""
        return self.write_row(section, {section.asked[0].key: entry["text"]}, uid)

    def write_row(self, section, entry, uid):
        """An entry of the pool ({field key: text}) in the fields of a section."""
        values, basis = {}, None
        for field in section.asked:
            if field.is_chosen:
                basis = self.bases.get(entry.get("basis"))
                values[field.key] = basis.label if basis else ""
            else:
                values[field.key] = self.fill_in(field, entry)
        return WrittenRow(uid, values, basis.key if basis else "")

    def fill_in(self, field, entry):
        """What the entry says in a field; else something that fits its meaning."""
        if field.key in entry:
            return self.dated(entry[field.key])
        return self.dated(
            self.rng.choice(pool.read_data("texts")["others"][field.meaning])
        )

    def dated(self, text):
        return text.replace("{year}", str(self.year))

    # --- what is said about it

    def remark(self, content, besides=()):
        """What a careful reader says besides these [Said]: on a loose row if any."""
        told = {said.text for said in besides}
        entries = []
        for entry in self.pointed("remarks", content):
            if self.dated(entry["text"]) not in told:
                entries.append(entry)
        entries = entries or pool.list_general_entries("remarks")
        return self.say(self.rng.choice(entries), content)

    def recall(self, content):
        """What the ward asks for when it recalls the plan."""
        entries = self.pointed("recalls", content) or pool.list_general_entries(
            "recalls"
        )
        return self.say(self.rng.choice(entries), content)

    def pointed(self, kind, content):
        """Entries that speak of a row that this text has."""
        return pool.list_pointed_entries(kind, set(content.refs.values()) - {""})

    def say(self, entry, content):
        uid = None
        if entry["ref"]:
            uid = next(
                (uid for uid, key in content.refs.items() if key == entry["ref"]), None
            )
        return Said(
            section=self.place_of(entry["on"], content, uid),
            row=uid,
            reason=entry["reason"],
            text=self.dated(entry["text"]),
            answer=self.dated(entry["answer"]),
        )

    def place_of(self, on, content, uid):
        """The section key of the row, else of the first of the kind, or of the text."""
        for key, rows in content.rows.items():
            if any(row.uid == uid for row in rows):
                return key
        for section in self.of_kind(ON.get(on, "")):
            return section.key
        return on if on in self.sections else ""

    def answer_to(self, text):
        """The answer that the pool has to a remark or recall, or None."""
        texts = pool.read_data("texts")
        for entry in [*texts["recalls"], *texts["remarks"]]:
            if self.dated(entry["text"]) == text:
                return self.dated(entry["answer"])
        return None

    # --- what is mended

    def mended(self, content, said, who):
        """The text after a remark was met: what it speaks of, or the loosest row."""
        section = self.section_of(said)
        rows = content.rows[section.key]
        if section.kind == Section.Kind.TEXT:
            return content.with_row(
                section.key, self.another_text(section, rows[0], who)
            )
        row = next((row for row in rows if row.uid == said.row), rows[0])
        return self.better(content, section, row, who)

    def section_of(self, said):
        if said.section:
            return self.sections[said.section]
        tasks = self.of_kind(Section.Kind.TASKS) or list(self.sections.values())
        return tasks[0]

    def another_text(self, section, row, who):
        """A concrete text in the place of one, and another than it."""
        written = row.values[section.asked[0].key]
        others = []
        for entry in pool.find_fitting_entries(section.key, who, "concrete"):
            if self.dated(entry["text"]) != written:
                others.append(entry)
        return self.write_text(section, self.rng.choice(others), row.uid)

    def better(self, content, section, row, who):
        entry = pool.find_entry(section.kind, content.refs.get(row.uid))
        if entry is None:
            entry = row.values | {"basis": OWN}
        revised = entry.get("revised")
        if not revised:
            concrete = pool.find_fitting_entries(section.kind, who, "concrete")
            others = [other for other in concrete if other["key"] != entry.get("key")]
            revised = self.rng.choice(others)
        # Written as a new row, uid and all, so that the dice fall as they did in every
        # demonstration before.
        new = self.write_row(section, entry | revised, self.make_uid())
        return content.with_row(section.key, replace(new, uid=row.uid), {row.uid: ""})


def blank_plan_of(section, row):
    """A row of which only the deed is written yet."""
    values = dict(row.values)
    for field in section.asked:
        if field.meaning in (Meaning.MEASURE, Meaning.DEADLINE):
            values[field.key] = ""
    return replace(row, values=values)
