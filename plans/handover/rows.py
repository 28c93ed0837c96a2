"""How is a row written in the file, and read again? As {field: value}; what it points at by the number it has in the
sender's database, which the receiver looks up among the rows that came before."""

import json

from django.contrib.auth import get_user_model
from django.db.models import NOT_PROVIDED

from cells.effects import text_of_value
from cells.models import Member
from cells.models.people import ComputedField
from plans.models import PlanEvent

# What is another one in every installation.
STAYS = {(Member, "user"), (PlanEvent, "seal")}


def carried(model):
    """The fields of a model that go along: no login, no seal, nothing that is made of other fields."""
    return [
        field
        for field in model._meta.concrete_fields
        if (model, field.name) not in STAYS
        and field.related_model is not get_user_model()
        and not isinstance(field, ComputedField)
    ]


def written(rows):
    """{field: value} of every row of a queryset, ready for JSON."""
    fields = carried(rows.model)
    names, columns = [field.name for field in fields], [field.attname for field in fields]
    for values in rows.order_by("pk").values_list(*columns).iterator(chunk_size=500):
        yield dict(zip(names, values, strict=True))


def as_line(name, facts):
    """One line of the file: ["plan", {…}]."""
    return json.dumps([name, facts], ensure_ascii=False, separators=(",", ":"), default=text_of_value).encode() + b"\n"


def name_of(model):
    return model._meta.model_name


def read(model, facts, keys):
    """An unsaved row; `keys` finds what it points at. Raises KeyError, ValueError or ValidationError."""
    values = {}
    for field in carried(model):
        if field.primary_key:
            continue
        value = facts[field.name] if field.name in facts else left_out(field)
        if field.related_model:
            values[field.attname] = keys.find(field, value)
        else:
            values[field.attname] = value if value in field.empty_values else field.clean(value, None)
    return model(**values)


def left_out(field):
    """A field that the sender's version did not have yet."""
    if field.default is NOT_PROVIDED and not field.null:
        raise KeyError(field.name)
    return field.get_default()


class Keys:
    """Which row here is the one that has some number at the sender?"""

    def __init__(self):
        self.known = {}

    def note(self, model, theirs, ours):
        self.known.setdefault(model, {})[theirs] = ours

    def get(self, model, theirs):
        return self.known.get(model, {}).get(theirs)

    def find(self, field, theirs):
        """None for what may be nothing and did not come along; KeyError for what must be there."""
        ours = self.get(field.related_model, theirs)
        if ours is None and not field.null:
            raise KeyError(field.name)
        return ours

    def facts(self, model, facts):
        """Columns of a row as an act or a correction keeps them, with the numbers of this database; no logins."""
        fields = {field.name: field for field in model._meta.concrete_fields}
        return {
            name: self.get(fields[name].related_model, value)
            if name in fields and fields[name].related_model
            else value
            for name, value in facts.items()
        }

    def effects(self, data, models):
        """What an act did (cells/effects.py) with the numbers of this database; {} when some of it is not here."""
        told = {"begun": [], "changed": []}
        for way, entries in data.items():
            for name, theirs, *columns in entries:
                model, ours = models[name], self.get(models[name], theirs)
                if ours is None:
                    return {}
                told[way].append([name, ours, *(self.facts(model, facts) for facts in columns)])
        return told if data else {}
