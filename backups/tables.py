"""Which rows of the database stand in a backup, and how is a row written there?

A row is a JSON list of its columns, the same on every kind of database: moments in UTC
as ISO writes them, bytes as base64, JSON as it is with its keys in order.
"""

import base64
import json
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

# Left out: a session that was ended since would be open again; and what is counted anew
# where it is missing, whose rows the database itself writes while others are restored.
LEFT_OUT = {"django_session", "reports_cellchange", "reports_keptcount"}
CHUNK = 1_000
# Rows with whole files in them.
FILES_IN_A_CHUNK = 4
# Their values are in JSON what they are for the driver of the database.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
# SQLite takes so many values in one statement, in its oldest version.
MOST_VALUES = 900


def list_models(apps):
    """[model] of every table, joining ones too, of `apps`: today's or those of a state
    of the migrations."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        is_kept = model._meta.managed and not model._meta.proxy
        if is_kept and model._meta.db_table not in LEFT_OUT:
            found.append(model)
    return sorted(found, key=lambda model: model._meta.db_table)


def list_fields(model):
    """By the name of their column: a state of the migrations has them in another order
    than the models."""
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.column)


def list_columns(model):
    return [field.column for field in list_fields(model)]


def choose_chunk(model):
    """How many rows of a table are in memory at a time."""
    if any(isinstance(field, models.BinaryField) for field in list_fields(model)):
        return FILES_IN_A_CHUNK
    return CHUNK


# --- out of the database --------------------------------------------------------------


def read_lines(model):
    """Every row of a table as a line (bytes, with its end), by primary key."""
    names = [field.attname for field in list_fields(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=choose_chunk(model)):
        yield write_line(row)


def write_line(content):
    return ENCODER.encode(content).encode() + b"\n"


def write_value(value):
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"a backup knows no {type(value).__name__}")


ENCODER = json.JSONEncoder(
    default=write_value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
)


# --- into the database ----------------------------------------------------------------


def write_rows(model, rows):
    """Insert rows (lists, as they were read from lines), past the models: nothing is
    filled in or set anew."""
    preparers = list_preparers(model)
    most = min(choose_chunk(model), MOST_VALUES // len(list_fields(model)))
    held = []
    for row in rows:
        for position, prepare in preparers:
            row[position] = prepare(row[position])
        held.append(row)
        if len(held) == most:
            insert_rows(model, held)
            held = []
    if held:
        insert_rows(model, held)


def list_preparers(model):
    """[(position, function)] of the columns whose values the driver takes otherwise
    than they are in JSON."""
    preparers = []
    for position, field in enumerate(list_fields(model)):
        while field.is_relation:
            field = field.target_field
        if not isinstance(field, PLAIN):
            preparers.append((position, partial(prepare_value, field)))
    return preparers


def prepare_value(field, value):
    return field.get_db_prep_save(field.to_python(value), connections[DEFAULT_DB_ALIAS])


def insert_rows(model, rows):
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in list_columns(model))
    places = ", ".join(["%s"] * len(rows[0]))
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "
        f"VALUES {', '.join([f'({places})'] * len(rows))}"
    )
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def empty_table(model):
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"DELETE FROM {name}")


def count_on(models):
    """Have the database number new rows after those that were inserted."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
