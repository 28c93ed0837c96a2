"""What did an act begin, end and change? Kept as plain data, so that it can be undone, or be told, as a whole.

`Effects` does the writing and keeps note; its `data` is what Reorganisation.effects and Movement.effects hold:
{"begun": [[model, pk, {field: value}]], "changed": [[model, pk, {field: before}, {field: after}]]}, models by their
name in this app, days as "2026-02-05" and moments in UTC.
"""

import json
from datetime import UTC, datetime

from django.apps import apps
from django.db import transaction

from cells.models.ranges import Dated


class Effects:
    """One act of `by` (an Actor) at a moment. Every method writes at once, and remembers what it wrote."""

    def __init__(self, *, by, at):
        self.by, self.at = by, at
        self.begun, self.changed = [], []

    @property
    def data(self):
        return plain({"begun": self.begun, "changed": self.changed})

    def begin(self, model, **facts):
        """A new dated row."""
        (row,) = self.begin_all([model(**facts)])
        return row

    def begin_all(self, rows):
        """New dated rows of one model."""
        for row in rows:
            row.recorded_by, row.recorded_at = self.by.user, self.at
        made = type(rows[0]).objects.bulk_create(rows) if rows else []
        self.begun += [[row._meta.model_name, row.pk, facts_of(row)] for row in made]
        return made

    def found(self, row):
        """A new row that is no dated one: a cell, a former name, a person."""
        row.save(force_insert=True)
        self.begun.append([row._meta.model_name, row.pk, facts_of(row)])
        return row

    def end(self, rows, on, **facts):
        """End the dated rows of a queryset on the first day on which they no longer hold."""
        return self.change(rows, until=on, ended_by=self.by.user, ended_at=self.at, **facts)

    def change(self, rows, **facts):
        """Set columns of the rows of a queryset. Returns how many there were."""
        after = {name: getattr(value, "pk", value) for name, value in facts.items()}
        before = list(rows.order_by("pk").values("pk", *facts))
        pks = [row.pop("pk") for row in before]
        self.changed += [[rows.model._meta.model_name, pk, row, after] for pk, row in zip(pks, before, strict=True)]
        rows.model.objects.filter(pk__in=pks).update(**facts)
        return len(pks)


def facts_of(row):
    """The columns of a row by the name of their field; a row it points at by pk."""
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}


def plain(data):
    return json.loads(json.dumps(data, default=text_of))


def text_of(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def disturbed(data):
    """[(model, pk)] of what an act began or changed and is no longer as it left it: somebody has been there since."""
    begun = [(name, pk, facts) for name, pk, facts in data["begun"]]
    changed = [(name, pk, after) for name, pk, _, after in last_of_each(data["changed"])]
    rewritten = {(name, pk) for name, pk, *_ in data["changed"]}
    kept = [entry for entry in begun if entry[:2] not in rewritten] + changed
    present = rows_now(kept)
    return [
        (model_of(name), pk)
        for name, pk, facts in kept
        if not facts.items() <= present.get((name, pk), {"": None}).items()
    ]


def last_of_each(changed):
    """Of several changes to one row the last one, with all that the earlier ones had set."""
    found = {}
    for name, pk, before, after in changed:
        earlier = found.get((name, pk), (name, pk, {}, {}))
        found[name, pk] = (name, pk, {**before, **earlier[2]}, {**earlier[3], **after})
    return list(found.values())


def rows_now(entries):
    """{(model's name, pk): {field: value}} of these rows as they are at present; those that are gone are not in it."""
    found = {}
    for name, pks in by_model(entries).items():
        model = model_of(name)
        fields = [field.name for field in model._meta.concrete_fields]
        found |= {(name, row["id"]): row for row in plain(list(model.objects.filter(pk__in=pks).values(*fields)))}
    return found


def by_model(entries):
    """{model's name: [pk]} in the order of the entries."""
    found = {}
    for name, pk, *_ in entries:
        found.setdefault(name, []).append(pk)
    return found


@transaction.atomic
def undo(data):
    """Take back the dated rows that were begun, and give back to what was changed its former columns.

    Returns what else was founded, [row], the last first: the caller says what becomes of a cell or a person. Look at
    `disturbed` before. Rows that are pointed at cannot be taken back: raises ProtectedError, changing nothing.
    """
    begun = by_model(data["begun"])
    dated = [name for name in begun if issubclass(model_of(name), Dated)]
    others = [model_of(name).objects.get(pk=pk) for name, pk, _ in reversed(data["begun"]) if name not in dated]
    for name in dated:  # before the earlier ones are open again: ranges never overlap
        model_of(name).objects.filter(pk__in=begun[name]).delete()
    for (name, _), (pks, before) in alike(last_of_each(data["changed"])).items():
        field = model_of(name)._meta.get_field
        values = {key: field(key).to_python(value) for key, value in before.items()}
        model_of(name).objects.filter(pk__in=pks).update(**values)
    return others


def alike(changed):
    """{(model's name, …): ([pk], {field: before})}: rows that get the same values back, together."""
    found = {}
    for name, pk, before, _ in changed:
        pks, _ = found.setdefault((name, json.dumps(before, sort_keys=True)), ([], before))
        pks.append(pk)
    return found


def model_of(name):
    return apps.get_model("cells", name)
