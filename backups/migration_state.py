"""Which tables has the database, and how does it come to have those of a backup?"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class NotMigrated(Exception):
    """The database waits for `manage.py migrate`."""


class NewerVersion(Exception):
    """A backup has a migration that this version lacks. args[0] names it."""


class OtherTables(Exception):
    """The database has tables, and not those of the backup."""


def list_applied():
    """[[app, name]] of the migrations that this database has; raises NotMigrated if
    some are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated
    return [list(key) for key in sorted(executor.loader.applied_migrations)]


def bring_tables(migrations):
    """Make the tables of a backup in a database without any; if it has them, all is
    well.

    Returns their models, as the migrations of the backup left them.
    """
    wanted = {tuple(key) for key in migrations}
    executor = MigrationExecutor(connection)
    unknown = sorted(wanted - set(executor.loader.graph.nodes))
    if unknown:
        raise NewerVersion(".".join(unknown[0]))
    targets = find_last_of_each_app(executor.loader.graph, wanted)
    applied = set(executor.loader.applied_migrations)
    if not applied:
        executor.migrate(targets)
    elif applied != wanted:
        raise OtherTables
    return executor.loader.project_state(targets).apps


def find_last_of_each_app(graph, wanted):
    """The migrations on which no other one of their app stands."""
    last = []
    for key in sorted(wanted):
        following = {child.key for child in graph.node_map[key].children}
        if not any(child in wanted and child[0] == key[0] for child in following):
            last.append(key)
    return last
