"""What does a document that was kept say? A revision is read in the words that it
carries, whatever forms are today.

A snapshot is {"format": 2, "form": {name, number}, "titles": {title, summary, bases,
topic}, "heading": [{label, text}], "year", "topic", "person": {…}, "bases": [{key,
label, title}], "sections": [{key, title, kind, noun, "fields": [{key, label, caption,
lines, needed, meaning}], "rows": [{uid, basis, "values": {field key: words}}]}]}. A
section of text has one row, without uid; the basis of a row is its key, and its words
stand among the values. Of a field and of a row only what is not empty is kept. `person`
is what pages and rules ask for, `heading` the same as it is printed. The private
self-check is in no document.

Snapshots of version 0.2.0 had no number: that is format 1, and data/form-0.2.0.json the
words that it printed. A change of the shape makes the next number and a reader for it;
those before stay, and no document is written anew.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cells.models import Member
from phucdong import formats
from plans.form.fields import find_field_with_meaning
from plans.models import Section
from plans.models.field import Field, Meaning

FORMAT = 2
FORM_OF_0_2_0 = json.loads(
    (Path(__file__).parents[1] / "data" / "form-0.2.0.json").read_text(encoding="utf-8")
)
# What a reader of a later version needs of a field; questions and hints are for who
# writes.
KEPT = ("key", "label", "caption", "lines", "needed", "meaning")
KEPT_OF_ROW = ("uid", "values", "basis")
# What stands in a snapshot as it stands in a Document.
TOLD = ("form", "titles", "heading", "year", "topic", "person", "bases")


@dataclass(frozen=True)
class Fact:
    """One field of a row as it is read: the words that stand for nothing if it is
    needed and empty."""

    caption: str
    text: str
    is_short: bool


@dataclass(frozen=True)
class ReadRow:
    """A row as it is read: what the first field says, and [Fact] of the others."""

    head: str
    facts: list

    @property
    def paragraphs(self):
        """[[Fact]] as they stand on paper: short ones that follow each other in one
        line."""
        lines = []
        was_short = False
        for fact in self.facts:
            if fact.is_short and was_short:
                lines[-1].append(fact)
            else:
                lines.append([fact])
            was_short = fact.is_short
        return lines


@dataclass(frozen=True)
class WrittenRow:
    """`uid` is "" for a text, `basis` the key of the basis or ""; `values` {field key:
    words}."""

    uid: str
    values: dict
    basis: str = ""


@dataclass(frozen=True)
class WrittenSection:
    """A section with what is written in it. `noun` says how one of its rows is called;
    a text has none."""

    key: str
    title: str
    kind: str
    noun: str
    fields: list
    rows: list

    @property
    def is_text(self):
        return self.kind == Section.Kind.TEXT

    def said(self, row, meaning):
        """What a row says in the field that means this; None when there is no such
        field."""
        field = find_field_with_meaning(self.fields, meaning)
        return field and row.values.get(field.key, "")

    def as_read(self):
        """[ReadRow] for a page or a print. Fields that nobody needs are left out where
        they are empty."""
        nothing = "(chưa ghi)"
        if self.is_text:
            nothing = "(chưa viết)"
        head, *others = self.fields
        read = []
        for row in self.rows:
            words = row.values.get(head.key) or nothing
            read.append(ReadRow(words, list_facts(others, row.values)))
        return read


def list_facts(asked, values):
    """[Fact] of what a row says in these fields."""
    facts = []
    for field in asked:
        words = values.get(field.key)
        if words or field.needed:
            text = words or empty_value(field)
            facts.append(Fact(field.heading, text, field.is_short))
    return facts


def empty_value(field):
    if field.meaning == Meaning.BASIS:
        return "(chưa chọn)"
    return "(chưa ghi)"


@dataclass(frozen=True)
class Document:
    form: dict
    titles: dict
    heading: list
    year: int
    topic: str
    person: dict
    bases: list
    sections: list


# --- its head -------------------------------------------------------------------------


def titles_of_form(words, year):
    """{name: text} of the titles of a plan of a year, of {name: text with {year}}."""
    return {name: text.format(year=year) for name, text in words.items()}


def heading_of_form(labels, person):
    """[{label, text}] of who wrote a plan, as it is printed: without what is not known;
    "không" is for no post."""
    told = [
        (labels["full_name"], person["full_name"]),
        (labels["born"], person["born"]),
        (labels["posts"], ", ".join(person["posts"]) or "không"),
        (labels["occupation"], person["occupation"]),
    ]
    if person["kind"] == Member.Kind.STAFF:
        told.append((labels["unit"], person["cell"]))
    else:
        told.append((labels["cell"], person["cell"]))
    return [{"label": label, "text": text} for label, text in told if text]


def list_public_heading(document):
    """The heading without the birth date, as it may hang on the wall."""
    born = document.person["born"]
    return [fact for fact in document.heading if not born or fact["text"] != born]


# --- writing --------------------------------------------------------------------------


def write_snapshot(document):
    """A Document as plain data, as it is kept."""
    kept = {"format": FORMAT}
    for name in TOLD:
        kept[name] = getattr(document, name)
    kept["sections"] = section_as_data(document.sections)
    return kept


def section_as_data(sections):
    kept = []
    for section in sections:
        rows = [find_what_is_said(row, KEPT_OF_ROW) for row in section.rows]
        kept.append(
            {
                "key": section.key,
                "title": section.title,
                "kind": section.kind,
                "noun": section.noun,
                "fields": [row_as_kept(field) for field in section.fields],
                "rows": rows,
            }
        )
    return kept


@lru_cache(maxsize=1000)
def row_as_kept(field):
    return find_what_is_said(field, KEPT)


def find_what_is_said(part, names):
    """{name: value} without what is empty: it is read as it is left out, and there are
    many of these."""
    said = {}
    for name in names:
        value = getattr(part, name)
        if value:
            said[name] = value
    return said


# --- reading --------------------------------------------------------------------------


def read_document(snapshot):
    """The Document of a snapshot of any format that ever was. Raises
    formats.FromNewerVersion."""
    return formats.read_format(snapshot, READERS)


def read_format_1(snapshot):
    """As 0.2.0 wrote it: a text, or rows of bare values. Labels are those that 0.2.0
    printed."""
    return Document(
        form={},
        titles=titles_of_form(FORM_OF_0_2_0["titles"], snapshot["year"]),
        heading=heading_of_form(FORM_OF_0_2_0["heading"], snapshot["person"]),
        year=snapshot["year"],
        topic=snapshot["topic"],
        person=snapshot["person"],
        bases=snapshot["bases"],
        sections=[read_section_of_0_2_0(section) for section in snapshot["sections"]],
    )


def read_section_of_0_2_0(section):
    kind = section["kind"]
    asked = [Field(**facts) for facts in FORM_OF_0_2_0["fields"][kind]]
    if "text" in section:
        rows = [{"uid": "", "text": section["text"]}]
    else:
        rows = section["rows"]
    written = []
    for row in rows:
        values = read_values_of_0_2_0(row, asked)
        written.append(WrittenRow(row["uid"], values, row.get("basis", "")))
    return WrittenSection(
        key=section["key"],
        title=section["title"],
        kind=kind,
        noun=FORM_OF_0_2_0["nouns"][kind],
        fields=asked,
        rows=written,
    )


def read_values_of_0_2_0(row, asked):
    """The words of a row; a basis stood there by its key and by its label."""
    values = {}
    for field in asked:
        if field.is_chosen:
            values[field.key] = row["basis_label"]
        else:
            values[field.key] = row[field.key]
    return values


def read_format_2(snapshot):
    sections = [read_section_of_format_2(section) for section in snapshot["sections"]]
    told = {name: snapshot[name] for name in TOLD}
    return Document(sections=sections, **told)


def read_section_of_format_2(section):
    asked = [Field(**facts) for facts in section["fields"]]
    rows = [
        WrittenRow(row.get("uid", ""), row["values"], row.get("basis", ""))
        for row in section["rows"]
    ]
    return WrittenSection(
        key=section["key"],
        title=section["title"],
        kind=section["kind"],
        noun=section["noun"],
        fields=asked,
        rows=rows,
    )


READERS = {1: read_format_1, 2: read_format_2}
