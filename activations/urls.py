"""Addresses of requests, events and activations: ``<region>/…``, and without region."""

from activations.convening import urls as convening
from activations.events import urls as events
from activations.joining import urls as joining
from activations.requests import urls as requests
from activations.running import urls as running
from activations.summons import urls as summons

app_name = "activations"
urlpatterns = [
    *requests.urlpatterns,
    # Before the events: "handelser/ny/" is the address of no event.
    *convening.urlpatterns,
    *joining.urlpatterns,
    *events.urlpatterns,
    *running.urlpatterns,
    *summons.urlpatterns,
]
