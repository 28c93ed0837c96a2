"""Which database does a URL name? And how does it learn that much has come at once?"""

import re
from contextlib import suppress
from urllib.parse import unquote

import dj_database_url
from django.db import DatabaseError, connection

SEVERAL_HOSTS = re.compile(
    r"(?P<before>postgres(?:ql)?://(?:[^@/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<after>.*)"
)
# SQLite. Measured: without all three, most of 8-32 writers at once fail with "database
# is locked".
PATIENT = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-16000;"
    ),
}
# PostgreSQL. A host that does not answer is given up, so that the page that says so
# comes after seconds.
IMPATIENT = {"connect_timeout": 5}
# Of web processes. Compiling a query by jit takes longer than any of ours; and a query
# that runs on after its reader has gone holds up everybody else: two pages of a city
# stopped all its wards. No page holds a row for ten seconds: who waits longer waits for
# something that hangs; they are told, and the worker is free for others.
# What is planned once for a connection (phucdong/planned.py) is never planned anew.
OF_WEB = (
    "-c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=25s "
    "-c lock_timeout=10s"
)


def read_database_url(url):
    """The setting for one database. Several hosts in a PostgreSQL URL are tried in turn
    until one takes writes."""
    several = SEVERAL_HOSTS.fullmatch(url)
    if several:
        url = several["before"] + several["after"]
    found = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = PATIENT
        return found
    options = dict(IMPATIENT)
    if several:
        found.update(split_hosts(several["hosts"]))
        options["target_session_attrs"] = "read-write"
    options.update(found.get("OPTIONS", {}))
    found["OPTIONS"] = options
    return found


def limit_queries_of_web(databases):
    """Change the settings of the databases for a process that answers pages; what the
    address itself says of an option stands."""
    for found in databases.values():
        if found["ENGINE"] == "django.db.backends.postgresql":
            own = found["OPTIONS"].get("options", "")
            found["OPTIONS"]["options"] = f"{OF_WEB} {own}".strip()


def split_hosts(hosts):
    """HOST and PORT as libpq reads them: "one:5432,two:5433" becomes one,two and
    5432,5433."""
    names, ports = [], []
    for host in hosts.split(","):
        name, port = re.fullmatch(r"(\[.*\]|[^:]*)(?::(\d+))?", host).groups()
        names.append(unquote(name).strip("[]"))
        ports.append(port or "5432")
    return {"HOST": ",".join(names), "PORT": ",".join(ports)}


def analyse():
    """Tell the database how many rows it holds now.

    PostgreSQL looks by itself within a minute. Until then it takes a table for as small
    as it was, and joined 10,000 new members with each other, one by one: 100 seconds
    for a register that takes two. A database that is busy learns it later.
    """
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
