"""How is a queryset asked whose text takes longer to build than to answer? It is built
once, with named parameters.

ON = Parameter("on", DateField())
exempt = Prepared(lambda: [Exemption.objects.in_force(ON).values_list("member")])
exempt.fetch({"on": day})
"""

from collections import namedtuple
from functools import cache, cached_property

from django.db import connection
from django.db.models import DateField, DateTimeField, Expression


class Parameter(Expression):
    """A value that is only known when the query is asked; its name stands in the
    text."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """Querysets of the same columns, one after another. `build` makes them, when they
    are first asked for."""

    def __init__(self, build):
        self.build = build

    @cached_property
    def text(self):
        """(SQL with named parameters, {name: value} of what never changes, {name:
        Parameter} of what does)."""
        texts, constants, parameters = [], {}, {}
        for queryset in self.build():
            sql, params = queryset.query.sql_with_params()
            names = []
            for param in params:
                if isinstance(param, Parameter):
                    name = param.name
                    parameters[name] = param
                else:
                    name = f"constant{len(constants)}"
                    constants[name] = param
                names.append(f"%({name})s")
            texts.append(sql % tuple(names))
        return " UNION ALL ".join(texts), constants, parameters

    def adapt(self, values):
        """The values of the parameters as this kind of database wants them."""
        adapted = {}
        for name, parameter in self.text[2].items():
            adapted[name] = adapt_value(values[name], parameter.output_field)
        return adapted

    def fetch(self, values):
        """Rows (named tuples) for these values of the parameters; one query."""
        sql, constants, _ = self.text
        return fetch_rows(sql, constants | self.adapt(values))


def adapt_value(value, field):
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(field, DateField):
        return connection.ops.adapt_datefield_value(value)
    return value


def fetch_rows(sql, values):
    """Rows (named tuples) of a SELECT with named parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = row_type(tuple(column[0] for column in cursor.description))
        return [row._make(found) for found in cursor.fetchall()]


@cache
def row_type(columns):
    return namedtuple("Row", columns)
