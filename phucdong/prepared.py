"""How is a queryset asked whose text takes longer to build than to answer? It is built
once, with named parameters.

ON = Parameter("on", DateField())
exempt = Prepared(lambda: [Exemption.objects.in_force(ON).select_related("member")])
exempt.fetch({"on": day})

What it saves: 1.5 to 2 ms of processor time for a queryset with three related objects,
10 ms for one plan with what somebody is toward it; a bare page takes 6.
"""

import copy
import json
from collections import namedtuple
from functools import cache, cached_property
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression
from psycopg2.extensions import AsIs

from phucdong.planned import take_lists, write_planned


class Parameter(Expression):
    """A value that is only known when the query is asked; its name stands in the
    text."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class ParameterOfIds(Parameter):
    """Any number of ids, to stand behind `__in`."""

    def __init__(self, name):
        super().__init__(name, BigIntegerField())

    def as_sql(self, compiler, connection):
        if connection.vendor == "sqlite":
            return "(SELECT value FROM json_each(%s))", [self]
        # A list of constants, for which there are indexes, also within an OR.
        return "(%s)", [self]

    @property
    def text(self):
        """As it stands in SQL by hand, with its name."""
        sql, _ = self.as_sql(None, connection)
        return sql.replace("%s", f"%({self.name})s")


class Prepared:
    """Querysets of the same columns, one after another, or put into SQL by hand with a
    "{}" for each; rows are named tuples if their values_list says so. `build` makes
    them, when they are first asked for. With `is_planned` PostgreSQL plans them once
    for each connection (phucdong/planned.py)."""

    def __init__(self, build, sql="", *, is_planned=False):
        self.build, self.sql, self.is_planned = build, sql, is_planned

    @cached_property
    def text(self):
        """(SQL with named parameters, {name: value} of what never changes, {name:
        Parameter} of what does)."""
        texts, constants, parameters = [], {}, {}
        for queryset in self.build():
            sql, params = compile_query(queryset).as_sql()
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
        sql = self.sql.format(*texts) if self.sql else " UNION ALL ".join(texts)
        return sql, constants, parameters

    def write(self, values):
        """(SQL, what its parameters are) for these values."""
        sql, constants, parameters = self.text
        if self.is_planned and connection.vendor == "postgresql":
            to_plan, types = self.text_to_plan
            given = dict(constants)
            for name, parameter in parameters.items():
                given[name] = keep_value(values[name], parameter)
            planned = write_planned(to_plan, given, types)
            if planned:
                return planned
        return sql, constants | self.adapt(values)

    @cached_property
    def text_to_plan(self):
        """(the same SQL with each list as one value, {name: type of a parameter})."""
        sql, _, parameters = self.text
        types = {name: name_type(one) for name, one in parameters.items()}
        return take_lists(sql), types

    def adapt(self, values):
        """The values of the parameters as this kind of database wants them."""
        adapted = {}
        for name, parameter in self.text[2].items():
            adapted[name] = adapt_value(values[name], parameter)
        return adapted

    @cached_property
    def first(self):
        """(the first of the querysets, its compiler, which knows the columns and how
        their values are converted)."""
        queryset = self.build()[0]
        compiler = compile_query(queryset)
        compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda columns: converters
        return queryset, compiler

    def fetch(self, values):
        """A list of what the first queryset gives (objects, or named tuples), for these
        values of the parameters; one query."""
        queryset, compiler = self.first
        asking = copy.copy(compiler)
        asking.connection = connection
        asking.as_sql = lambda: self.write(values)
        asked = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            query=AskedQuery(queryset.query, asking),
            _fields=queryset._fields,
            _known_related_objects={},
        )
        return list(queryset._iterable_class(asked))

    def fetch_first(self, values):
        """The first of them, or None."""
        return next(iter(self.fetch(values)), None)


class AskedQuery:
    """The query of a queryset as Django's iterables see it, with a compiler that has
    its text already."""

    def __init__(self, query, compiler):
        self.query, self.compiler = query, compiler

    def __getattr__(self, name):
        return getattr(self.query, name)

    def get_compiler(self, using):
        return self.compiler


def compile_query(queryset):
    """The compiler of a queryset, also of one that can find nothing."""
    return queryset.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)


def adapt_value(value, parameter):
    if isinstance(parameter, ParameterOfIds):
        ids = sorted(value)
        if connection.vendor == "sqlite":
            return json.dumps(ids)
        return AsIs(", ".join(str(int(pk)) for pk in ids) or "NULL")
    field = parameter.output_field
    if isinstance(value, int) and not is_number_of_a_row(value):
        return None  # as Django: nothing is found
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(field, DateField):
        return connection.ops.adapt_datefield_value(value)
    return value


def keep_value(value, parameter):
    """The same for a statement that is planned ahead, where a list is one value."""
    if isinstance(parameter, ParameterOfIds):
        return sorted(value)
    return adapt_value(value, parameter)


def name_type(parameter):
    """ "bigint[]", "date": as PostgreSQL calls it."""
    kind = parameter.output_field.db_type(connection)
    if isinstance(parameter, ParameterOfIds):
        return f"{kind}[]"
    return kind


def is_number_of_a_row(value):
    lowest, highest = connection.ops.integer_field_range("BigIntegerField")
    return lowest <= value <= highest


def fetch_rows(sql, values):
    """Rows (named tuples) of a SELECT with named parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return name_columns(cursor)


def fetch_planned_rows(sql, values, types):
    """The same of a long SELECT, planned once for each connection
    (phucdong/planned.py)."""
    sql, values = write_planned(sql, values, types) or (sql, values)
    return fetch_rows(sql, values)


def name_columns(cursor):
    row = row_type(tuple(column[0] for column in cursor.description))
    return [row._make(found) for found in cursor.fetchall()]


@cache
def row_type(columns):
    return namedtuple("Row", columns)
