"""Until 0.6.0 django-axes wrote down who came in, from where. That goes on in a table of our own; those of django-axes,
with guesses of the last minutes, go."""

from django.db import migrations

# The first one refers to the second.
TABLES = [
    "axes_accessattemptexpiration",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "axes_accesslog",
]
TAKE_OVER = """
INSERT INTO accounts_signinrecord (user_id, at, address)
SELECT accounts_user.id, axes_accesslog.attempt_time, axes_accesslog.ip_address
FROM axes_accesslog JOIN accounts_user ON accounts_user.username = axes_accesslog.username
ORDER BY axes_accesslog.id
"""


def take_over_sign_ins(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        if "axes_accesslog" in there:
            cursor.execute(TAKE_OVER)
        for table in TABLES:
            if table in there:
                cursor.execute(f"DROP TABLE {table}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")


class Migration(migrations.Migration):

    dependencies = [("accounts", "0004_sign_in_record")]

    operations = [migrations.RunPython(take_over_sign_ins, migrations.RunPython.noop)]
