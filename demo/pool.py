"""What is there to be written and said? The texts, names and facts of data/."""

import json
from functools import cache
from pathlib import Path

from plans.form import years

DATA = Path(__file__).parent / "data"


@cache
def read_data(name):
    """What stands in data/: "names", "texts" or "ward"."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def find_fitting_entries(kind, who, quality, length=""):
    """Entries that a kind of person might write, of this length if there are any.

    `kind` is the key of a text, "shortcomings" or "tasks".
    """
    texts = read_data("texts")
    entries = texts["sections"].get(kind) or texts.get(kind) or list_every_text()
    fitting = []
    for entry in entries:
        if entry["quality"] == quality and (
            "any" in entry["who"] or who in entry["who"]
        ):
            fitting.append(entry)
    if not length:
        return fitting
    return [entry for entry in fitting if entry["length"] == length] or fitting


@cache
def list_every_text():
    """What fits a text of which the pool knows nothing."""
    texts = []
    for entries in read_data("texts")["sections"].values():
        texts.extend(entries)
    return texts


@cache
def find_kind_of_writer(occupation):
    """The kind of person that an occupation makes: "retired", "teacher" …"""
    for entry in read_data("texts")["occupations"]:
        if entry["text"] == occupation:
            return entry["who"]
    return "any"


@cache
def find_newer_bases():
    """{key of a basis in the pool: keys of those that took its place later}"""
    newer = {}
    for bases in years.read_form_file()["bases"].values():
        for basis in bases:
            key = basis.get("replaces", basis["key"])
            newer.setdefault(key, set()).add(basis["key"])
    return newer


def find_entry(kind, key):
    """The entry with this key; None for "", which stands for one that was mended."""
    for entry in read_data("texts")[kind]:
        if key and entry["key"] == key:
            return entry
    return None


def list_pointed_entries(kind, keys):
    """Remarks or recalls that speak of one of these entries."""
    return [entry for entry in read_data("texts")[kind] if entry["ref"] in keys]


@cache
def list_general_entries(kind):
    """Remarks or recalls that fit any text."""
    return [entry for entry in read_data("texts")[kind] if not entry["ref"]]
