"""The audit log: append-only by the database itself, and a chain that shows what was done to it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from records.audit import audit
from records.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
migration = import_module("records.migrations.0002_refuse_changes_to_the_log")


def write(text="RSIB tog emot begäran.", **more):
    return audit.write(
        at=more.pop("at", timezone.now()),
        action="request.acknowledged",
        object_ref="activations.activationrequest:1",
        text=text,
        by_label="RSIB, Länsstyrelsen Stockholm",
        user_id=7,
        **more,
    )


@pytest.fixture
def _triggers():
    for statement in _statements():
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _statements():
    if connection.vendor == "postgresql":
        yield migration.POSTGRESQL_FUNCTION
    for table in migration.TABLES:
        yield from migration._create(connection.vendor, table)


@pytest.mark.usefixtures("_triggers")
@pytest.mark.parametrize("table", [AuditEntry, AuditSeal])
@pytest.mark.parametrize("act", ["update", "delete", "truncate"])
def test_the_database_refuses_to_change_the_log(table, act):
    write()
    audit.seal_new(timezone.now())
    acts = {
        "update": f"UPDATE {table._meta.db_table} SET id = id + 1000",  # noqa: S608
        "delete": f"DELETE FROM {table._meta.db_table}",  # noqa: S608
        "truncate": f"TRUNCATE {table._meta.db_table}",
    }
    if act == "truncate" and connection.vendor == "sqlite":
        act = "delete"  # SQLite has no TRUNCATE

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(acts[act])

    assert table.objects.count() == 1


def test_every_entry_is_sealed_once_and_the_chain_holds():
    for number in range(5):
        write(f"Händelse {number} åäö", data={"nummer": number})

    assert audit.seal_new(timezone.now()) == 5
    assert audit.seal_new(timezone.now()) == 0
    assert audit.verify() == []


def test_an_entry_that_commits_late_is_sealed_after_a_younger_one():
    first, second = write("först"), write("sedan")
    AuditEntry.objects.filter(pk=first.pk).delete()
    audit.seal_new(timezone.now())
    AuditEntry.objects.bulk_create([first])

    assert audit.seal_new(timezone.now()) == 1
    assert audit.verify() == []
    assert list(AuditSeal.objects.values_list("entry_id_was", flat=True)) == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "RSIB avböjde begäran."),
        ("by_label", "Någon annan"),
        ("at", timezone.now() - timedelta(days=1)),
        ("data", {"nytt": 1}),
        ("user_id_was", 8),
        ("exercise", True),
    ],
)
def test_a_changed_entry_breaks_the_chain(field, value):
    write()
    audit.seal_new(timezone.now())
    AuditEntry.objects.update(**{field: value})

    assert "ändrad" in audit.verify()[0]
    with pytest.raises(CommandError, match="håller inte"):
        call_command("verify_audit")


def test_a_removed_entry_breaks_the_chain():
    entry = write()
    audit.seal_new(timezone.now())
    number = entry.pk
    entry.delete()

    assert audit.verify() == [f"Loggpost {number} är borttagen."]


def test_an_entry_removed_with_its_seal_breaks_the_chain():
    first = write()
    write()
    audit.seal_new(timezone.now())
    AuditSeal.objects.filter(entry_id_was=first.pk).delete()
    first.delete()

    assert "Kedjan är bruten" in audit.verify()[0]


def test_an_entry_slipped_in_behind_the_seals_is_found():
    write(at=timezone.now() - timedelta(hours=1))

    assert "saknar försegling" in audit.verify()[0]


def test_the_command_tells_the_last_seal_of_a_log_that_holds(capsys):
    write()
    audit.seal_new(timezone.now())

    call_command("verify_audit")

    assert AuditSeal.objects.get().hash in capsys.readouterr().out


def test_texts_too_long_for_the_column_are_cut():
    assert len(write("x" * 900).text) == 500
