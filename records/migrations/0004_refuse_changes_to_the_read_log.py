"""Let the database itself refuse changes to the log of who has read secret annexes.

As for the audit log (0002); that function of PostgreSQL's is used again.
"""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "records_secretread"
_create = import_module("records.migrations.0002_refuse_changes_to_the_log")._create


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse UPDATE and DELETE, on PostgreSQL also TRUNCATE."""
    for statement in _create(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the refusals away."""
    where = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("update", "delete", "truncate"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{event}{where}")


class Migration(migrations.Migration):
    dependencies = [("records", "0003_secret_annexes")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
