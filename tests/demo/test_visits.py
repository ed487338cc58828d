"""The demo's visits."""

from datetime import UTC, datetime
from time import perf_counter

import pytest

from demo import actors as people
from demo.followup import method, overview, visits
from followup.visits.models import Visit

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_has_visits_of_every_kind_and_may_be_built_twice(settings):
    settings.DEMO = True
    people.build(AT)
    method.build(AT)
    overview.build(AT)
    perf_counter()

    visits.build(AT)
    visits.build(AT)

    shown = {status: Visit.objects.filter(status=status).count() for status in Visit.Status.values}
    assert shown["held"] > 20
    assert shown["booked"] == 1
    assert shown["planned"] >= 4
    without = Visit.objects.filter(municipality__slug__in=visits.WITHOUT)
    assert not without.exists()
