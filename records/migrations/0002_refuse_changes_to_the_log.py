"""Let the database itself refuse changes to the audit log and its seals.

A later migration that alters one of these tables must lay the triggers anew on SQLite, where an
altered table is a new one.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("records_auditentry", "records_auditseal")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$
"""


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse UPDATE and DELETE, on PostgreSQL also TRUNCATE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)  # it has % of its own
    for table in TABLES:
        for statement in _create(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the refusals away."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for event in ("update", "delete", "truncate"):
            where = f" ON {table}" if on_table else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{where}")


def _create(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        each = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}
        return [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
            f"FOR EACH {kind} EXECUTE FUNCTION records_refuse_change()"
            for event, kind in each.items()
        ]
    return [
        f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'The audit log is append-only: {event} refused'); END"
        for event in ("update", "delete")
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
