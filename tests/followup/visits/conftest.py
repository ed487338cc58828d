"""The scene that the tests on visits share."""

import pytest

from tests.followup.visits.factories import Scene, build_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """Return a county with a board, two municipalities and a term."""
    return build_scene()
