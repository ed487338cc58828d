"""The demo is built where it is shown to many: on PostgreSQL, outside any test's transaction."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from followup.visits.models import Visit


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_demo_is_built_on_postgresql(settings: Settings) -> None:
    settings.DEMO = True

    call_command("demo", stdout=StringIO())

    assert Visit.objects.exists()
