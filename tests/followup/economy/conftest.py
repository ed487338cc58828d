"""The scene of the economy's tests."""

import pytest

from followup.terms.models import ElectoralTerm
from tests.followup.economy.factories import Scene, scene


@pytest.fixture
def stage(db: None) -> Scene:
    ElectoralTerm.objects.create(election_date="2022-09-11", source="Prov")
    ElectoralTerm.objects.create(election_date="2018-09-09", source="Prov")
    return scene()
