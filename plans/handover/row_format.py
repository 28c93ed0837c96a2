"""How is a row written in the file, and read again?

As {field: value}; what it points at by the number it has in the sender's database,
which the receiver looks up among the rows that came before.
"""

import json

from django.contrib.auth import get_user_model
from django.db.models import NOT_PROVIDED

from cells.effects import text_of_value
from cells.models import Member
from cells.models.people import ComputedField
from plans.models import Plan, PlanEvent

# What is another one in every installation.
STAYS = {(Member, "user"), (Plan, "ends_with"), (PlanEvent, "seal")}


def list_carried_fields(model):
    """The fields of a model that go along.

    No login, no seal, nothing that depends on the wards that are here or is made of
    other fields.
    """
    fields = []
    for field in model._meta.concrete_fields:
        is_login = field.related_model is get_user_model()
        is_made = isinstance(field, ComputedField)
        if not (is_login or is_made or (model, field.name) in STAYS):
            fields.append(field)
    return fields


def write_rows(rows):
    """{field: value} of every row of a queryset, ready for JSON."""
    fields = list_carried_fields(rows.model)
    names = [field.name for field in fields]
    columns = [field.attname for field in fields]
    for values in rows.order_by("pk").values_list(*columns).iterator(chunk_size=500):
        yield dict(zip(names, values, strict=True))


def encode_line(name, facts):
    """One line of the file: ["plan", {…}]."""
    entry = json.dumps(
        [name, facts], ensure_ascii=False, separators=(",", ":"), default=text_of_value
    )
    return entry.encode() + b"\n"


def name_kind(model):
    return model._meta.model_name


def read_row(model, facts, keys):
    """An unsaved row; `keys` finds what it points at.

    Raises KeyError, ValueError or ValidationError.
    """
    values = {}
    for field in list_carried_fields(model):
        if field.primary_key:
            continue
        value = facts[field.name] if field.name in facts else fill_left_out(field)
        if field.related_model:
            values[field.attname] = keys.find(field, value)
        elif value in field.empty_values:
            values[field.attname] = value
        else:
            values[field.attname] = field.clean(value, None)
    return model(**values)


def fill_left_out(field):
    """A field that the sender's version did not have yet."""
    if field.default is NOT_PROVIDED and not field.null:
        raise KeyError(field.name)
    return field.get_default()


class Keys:
    """Which row here is the one that has some number at the sender?"""

    def __init__(self):
        self.known = {}  # {model: {their number: ours}}

    def note(self, model, theirs, ours):
        self.known.setdefault(model, {})[theirs] = ours

    def get(self, model, theirs):
        return self.known.get(model, {}).get(theirs)

    def find(self, field, theirs):
        """None for what may be nothing and did not come along.

        Raises KeyError for what must be there.
        """
        ours = self.get(field.related_model, theirs)
        if ours is None and not field.null:
            raise KeyError(field.name)
        return ours

    def translate_columns(self, model, columns):
        """As an act or a correction keeps them, with the numbers here; no logins."""
        fields = {field.name: field for field in model._meta.concrete_fields}
        told = {}
        for name, value in columns.items():
            if name in fields and fields[name].related_model:
                value = self.get(fields[name].related_model, value)
            told[name] = value
        return told

    def translate_effects(self, effects, models):
        """What an act did (cells/effects.py) with the numbers of this database.

        {} when some of it is not here, as what it put aside or took away never is.
        `models` is {name: model}.
        """
        told = {"begun": [], "changed": []}
        if effects.get("put_aside") or effects.get("taken"):
            return {}
        for way in told:
            for name, theirs, *columns in effects.get(way, ()):
                model = models[name]
                ours = self.get(model, theirs)
                if ours is None:
                    return {}
                entry = [name, ours]
                for some in columns:
                    entry.append(self.translate_columns(model, some))
                told[way].append(entry)
        return told if effects else {}
