"""Columns made in Python from another one, so that they are equal on every database and
can be searched by index."""

from django.db import models
from django.db.models.expressions import BaseExpression

PAST_ALL = (
    "\U0010ffff"  # what begins with a text stands before the text followed by this
)


class ComputedField(models.CharField):
    """Made from its source whenever a row is written: by save(), bulk_create() and
    ComputingQuerySet.update().

    Compared by code points, whatever the language of the database: an index then serves
    "begins with" as a range in the same order on PostgreSQL and SQLite.
    """

    def __init__(self, *args, source="", made_by=None, **kwargs):
        self.source, self.made_by = source, made_by
        super().__init__(
            *args, **{"max_length": 200, "editable": False, "default": "", **kwargs}
        )

    def db_parameters(self, connection):
        by_code_points = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **by_code_points}

    def pre_save(self, instance, add):
        if self.made_by is None:  # in a migration
            return super().pre_save(instance, add)
        value = self.made_by(getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value


class ComputingQuerySet(models.QuerySet):
    """A queryset whose update() makes the computed columns anew. bulk_update() of a
    source is refused."""

    def update(self, **facts):
        return super().update(**facts, **computed_from(self.model, facts))


def computed_columns(model):
    """Names of the computed columns: what save(update_fields=…) has to name beside a
    source."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, ComputedField)
    ]


def computed_from(model, facts):
    """{column: value} of what has to be made anew when these facts are written."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ComputedField)
    ]
    touched = [field for field in fields if field.made_by and field.source in facts]
    if any(isinstance(facts[field.source], BaseExpression) for field in touched):
        raise TypeError(
            "What a column is computed from has to be given as a plain value."
        )
    return {field.attname: field.made_by(facts[field.source]) for field in touched}
