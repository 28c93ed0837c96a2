"""What did an act begin, end, change and take away, to be undone as a whole?

`Effects` does the writing and keeps note. Its `data` is what Reorganisation.effects and
Movement.effects hold: {"begun": [Begun], "changed": [Changed], "taken": [Taken]} as
plain lists, models by their name in this app, days as "2026-02-05" and moments in UTC.
"""

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

from django.apps import apps
from django.db import transaction

from cells.models.ranges import Dated


class Begun(NamedTuple):
    """A row that an act began or founded, and what stood in it."""

    model: str
    pk: int
    columns: dict


class Changed(NamedTuple):
    """A row that was there before, and the columns that an act set."""

    model: str
    pk: int
    before: dict
    after: dict


class Taken(NamedTuple):
    """A row that was there before and that an act took away, and what stood in it."""

    model: str
    pk: int
    columns: dict


class Effects:
    """One act of `by` (an Actor) at a moment; every method writes at once."""

    def __init__(self, *, by, at):
        self.by, self.at = by, at
        self.begun, self.changed, self.taken = [], [], []

    @property
    def data(self):
        done = {"begun": self.begun, "changed": self.changed, "taken": self.taken}
        return plain_data(done)

    def begin(self, model, **facts):
        """A new dated row."""
        (row,) = self.begin_all([model(**facts)])
        return row

    def begin_all(self, rows):
        """New dated rows of one model."""
        if not rows:
            return []
        for row in rows:
            row.recorded_by, row.recorded_at = self.by.user, self.at
        made = type(rows[0]).objects.bulk_create(rows)
        for row in made:
            self.keep_begun(row)
        return made

    def found(self, row):
        """A new row that is no dated one: a cell, a former name, a person."""
        row.save(force_insert=True)
        self.keep_begun(row)
        return row

    def keep_begun(self, row):
        self.begun.append(Begun(row._meta.model_name, row.pk, columns_of_row(row)))

    def end(self, rows, on, **facts):
        """End dated rows of a queryset on the first day on which they do not hold."""
        ended = {"until": on, "ended_by": self.by.user, "ended_at": self.at}
        return self.change(rows, **ended, **facts)

    def change(self, rows, **facts):
        """Set columns of the rows of a queryset. Returns how many there were."""
        after = {name: getattr(value, "pk", value) for name, value in facts.items()}
        pks = []
        for before in rows.order_by("pk").values("pk", *facts):
            pk = before.pop("pk")
            pks.append(pk)
            self.changed.append(Changed(rows.model._meta.model_name, pk, before, after))
        rows.model.objects.filter(pk__in=pks).update(**facts)
        return len(pks)

    def take_away(self, row):
        """A row that should never have been. Raises ProtectedError for one at which
        others point."""
        self.taken.append(Taken(row._meta.model_name, row.pk, columns_of_row(row)))
        type(row).objects.filter(pk=row.pk).delete()


def columns_of_row(row):
    """The columns of a row by the name of their field; a row it points at by pk."""
    fields = row._meta.concrete_fields
    return {f.name: getattr(row, f.attname) for f in fields if f.name != "id"}


def read_columns(row, names):
    """{name: value} of some attributes of a row."""
    return {name: getattr(row, name) for name in names}


def plain_data(data):
    """The same as JSON gives it back."""
    return json.loads(json.dumps(data, default=text_of_value))


def text_of_value(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# --- reading what an act did ----------------------------------------------------------


def read_begun(data):
    return [Begun(*entry) for entry in data.get("begun", ())]


def read_changed(data):
    return [Changed(*entry) for entry in data.get("changed", ())]


def read_taken(data):
    return [Taken(*entry) for entry in data.get("taken", ())]


def merge_changes(changed):
    """Of several changes to one row one: what was there first, what was set in all."""
    merged = {}
    for change in changed:
        earlier = merged.get((change.model, change.pk))
        if earlier:
            change = change._replace(
                before=change.before | earlier.before,
                after=earlier.after | change.after,
            )
        merged[change.model, change.pk] = change
    return list(merged.values())


def find_disturbed_rows(data, known=()):
    """[(model, pk)] of what is no longer as an act left it: somebody came since.

    `known` are rows as they stand now, which are not read again.
    """
    left = {}
    for row in read_begun(data):
        left[row.model, row.pk] = row.columns
    for change in merge_changes(read_changed(data)):
        left[change.model, change.pk] = change.after
    present = {}
    for row in known:
        present[row._meta.model_name, row.pk] = plain_data(columns_of_row(row))
    present |= read_present_rows(left.keys() - present.keys())
    disturbed = []
    for (name, pk), columns in left.items():
        now = present.get((name, pk))
        if now is None or not columns.items() <= now.items():
            disturbed.append((model_named(name), pk))
    return disturbed


def read_present_rows(keys):
    """{(model's name, pk): {field: value}} of these rows, without those that went."""
    pks_of = defaultdict(list)
    for name, pk in keys:
        pks_of[name].append(pk)
    found = {}
    for name, pks in pks_of.items():
        model = model_named(name)
        fields = [field.name for field in model._meta.concrete_fields]
        rows = model.objects.filter(pk__in=pks).values(*fields)
        for row in plain_data(list(rows)):
            found[name, row["id"]] = row
    return found


# --- taking back ----------------------------------------------------------------------


@transaction.atomic
def undo_effects(data):
    """Take back the dated rows that were begun, give changed rows their columns and put
    back what was taken away, with the same numbers.

    Returns what else was founded, [row], the last first: the caller says what becomes
    of a cell or a person. Look at `find_disturbed_rows` before. Rows that are pointed
    at cannot be taken back: raises ProtectedError, changing nothing.
    """
    dated, founded = defaultdict(list), []
    for row in read_begun(data):
        model = model_named(row.model)
        if issubclass(model, Dated):
            dated[model].append(row.pk)
        else:
            founded.insert(0, model.objects.get(pk=row.pk))
    # Before the earlier ones are open again: ranges never overlap.
    for model, pks in dated.items():
        model.objects.filter(pk__in=pks).delete()
    # What pointed at another row went before it.
    for row in reversed(read_taken(data)):
        create_row_again(row)
    restore_rows(merge_changes(read_changed(data)))
    return founded


@transaction.atomic
def redo_effects(data):
    """Do again, with the same rows, what `undo_effects` took back. False, and nothing
    changes, if the rows are no longer as it left them."""
    changed, taken = merge_changes(read_changed(data)), read_taken(data)
    was_there = {}
    for row in taken:
        was_there[row.model, row.pk] = row.columns
    for change in changed:
        was_there[change.model, change.pk] = change.before
    now = read_present_rows(was_there)
    for key, columns in was_there.items():
        if key not in now or not columns.items() <= now[key].items():
            return False
    restore_rows([change._replace(before=change.after) for change in changed])
    for row in taken:
        model_named(row.model).objects.filter(pk=row.pk).delete()
    for row in read_begun(data):
        create_row_again(row)
    return True


def create_row_again(row):
    """Of a Begun or Taken."""
    model = model_named(row.model)
    columns = parse_columns(model, row.columns)
    model.objects.bulk_create([model(pk=row.pk, **columns)])


def parse_columns(model, columns):
    """{attribute: value} of columns as effects keep them."""
    parsed = {}
    for name, value in columns.items():
        field = model._meta.get_field(name)
        parsed[field.attname] = field.to_python(value)
    return parsed


def restore_rows(changed):
    """Rows of one model that get the same values back get them together."""
    alike, values = defaultdict(list), {}
    for change in changed:
        key = change.model, json.dumps(change.before, sort_keys=True)
        alike[key].append(change.pk)
        values[key] = change.before
    for key, pks in alike.items():
        model = model_named(key[0])
        columns = {}
        for name, value in values[key].items():
            columns[name] = model._meta.get_field(name).to_python(value)
        model.objects.filter(pk__in=pks).update(**columns)


def model_named(name):
    return apps.get_model("cells", name)
