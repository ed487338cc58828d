"""What the tests of a request's pages do again and again."""

from django.urls import reverse
from django.utils import timezone

from activations.models import ActivationRequest
from activations.requests import services
from tests.activations.factories import Scene

XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
TOO_LONG = "x" * 10_000


def address(scene: Scene, name: str = "request_new", *args) -> str:
    return reverse(f"activations:{name}", args=[scene.region.slug, *args])


def sent_request(scene: Scene) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    return services.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
