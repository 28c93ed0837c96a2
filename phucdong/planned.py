"""How does PostgreSQL plan a long statement once for each connection (PREPARE)?

Planning the count of a ward takes as long as carrying it out, planning the desk of an
officer three times as long. They are planned for any cells and days alike, which suits
statements whose every arm begins at an index of what is asked for. Measure before
another one is planned so: an arm of the desk that asked of every author whether they
belong to a cell took twenty times as long.

Where a connection is not set to keep plans (phucdong/databases.py), as behind a pool
that gives each transaction another one, statements are planned each time.
"""

import re
from weakref import WeakKeyDictionary

from django.db import connection

# {connection of psycopg2: {SQL: (name of the statement, [parameter in its order])}, or
# None where plans are not kept}
PLANNED = WeakKeyDictionary()
NAMED = re.compile(r"%\((\w+)\)s")
LISTED = re.compile(r" IN \(%\((\w+)\)s\)")


def write_planned(sql, values, types):
    """(SQL, [value]) that carries out a statement with named parameters as it was
    planned; None where plans are not kept.

    `types` has the type of each parameter; what is in `values` besides never changes
    and becomes part of the text.
    """
    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    if connection.connection not in PLANNED:
        PLANNED[connection.connection] = {} if keeps_plans() else None
    known = PLANNED[connection.connection]
    if known is None:
        return None
    if sql not in known:
        known[sql] = plan_statement(sql, values, types, f"planned_{len(known)}")
    name, parameters = known[sql]
    places = ", ".join("%s" for _ in parameters)
    return f"EXECUTE {name} ({places})", [values[one] for one in parameters]


def keeps_plans():
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('plan_cache_mode')")
        return cursor.fetchone() == ("force_generic_plan",)


def plan_statement(sql, values, types, name):
    """(name, [parameter in its order]). It stays, also when the transaction is undone,
    and belongs to no page: the cursor is psycopg2's own."""
    parameters = sorted(set(NAMED.findall(sql)) & set(types))
    written = {}
    with connection.connection.cursor() as cursor:
        for known, value in values.items():
            written[known] = cursor.mogrify("%s", [value]).decode()
        for number, parameter in enumerate(parameters, start=1):
            written[parameter] = f"${number}"
        kinds = ", ".join(types[parameter] for parameter in parameters)
        cursor.execute(f"PREPARE {name} ({kinds}) AS {sql % written}")
    return name, parameters


def take_lists(sql):
    """The SQL with each list of ids as one value."""
    return LISTED.sub(r" = ANY (%(\1)s)", sql)
