"""What a called function replies that decides nothing, and municipalities of elsewhere."""

import pytest
from django.utils import timezone

from activations.models import LogEntry
from activations.requests import routing, services
from common.errors import RuleError
from tests.activations.factories import make_scene
from tests.activations.requests.asking import sent_request
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db


def test_an_unclear_reply_to_an_alarm_stands_in_the_timeline_and_the_chain_goes_on() -> None:
    scene = make_scene(timezone.now())
    request = sent_request(scene)
    step = request.steps.order_by("position").first()

    routing.note_unclear(step_id=step.pk, at=timezone.now())

    written = LogEntry.objects.filter(request=request, text__contains="inte gick att förstå")
    assert written.get().text.startswith(str(step.function))
    request.refresh_from_db()
    assert request.status == "submitted"


def test_a_municipality_of_another_region_is_refused() -> None:
    scene = make_scene(timezone.now())
    need = services.Need(
        event_type=scene.event_type,
        what="Strömlöst",
        callback_phone="+46701740605",
        municipalities=(MunicipalityFactory(),),
    )

    with pytest.raises(RuleError, match="regionens kommuner"):
        services.submit_request(region=scene.region, need=need, by=scene.asker, at=timezone.now())
