"""An upgrade of a filled database keeps what waits to be sent."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from notices.models import Notice
from notices.texts.texts import TEXTS

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _newest_schema_afterwards():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _migrate(name: str):
    executor = MigrationExecutor(connection)
    state = executor.migrate([("notices", name)])
    return state.apps.get_model("notices", "Notice")


@pytest.mark.usefixtures("_newest_schema_afterwards")
def test_notices_stored_by_number_are_found_by_name_and_back() -> None:
    old = _migrate("0001_initial")
    now = timezone.now()
    for number in ("N01", "T03", "T29"):
        old.objects.create(
            template=number,
            channel="sms",
            address="+46701234567",
            body="Text",
            created_at=now,
            due_at=now,
        )

    _migrate("0003_call_notices_by_name")

    names = set(Notice.objects.values_list("template", flat=True))
    assert names == {"request", "request_declined", "dialogue"}
    assert names <= set(TEXTS)

    old = _migrate("0001_initial")
    assert set(old.objects.values_list("template", flat=True)) == {"N01", "T03", "T29"}
