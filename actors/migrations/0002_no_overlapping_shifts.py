"""Let PostgreSQL itself refuse two people on duty in the same function at the same time."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE actors_dutyshift ADD CONSTRAINT shifts_do_not_overlap
    EXCLUDE USING gist (function_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
"""
DROP = "ALTER TABLE actors_dutyshift DROP CONSTRAINT shifts_do_not_overlap"


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ADD)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
