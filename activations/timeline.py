"""Write to the timeline: by every act, in its transaction, never edited."""

from datetime import datetime

from activations.models import Activation, ActivationRequest, Event, LogEntry
from actors.models import Region
from records import versions

SYSTEM = "SSR"


def write(
    *,
    kind: str,
    text: str,
    by_label: str,
    at: datetime,
    region: Region,
    request: ActivationRequest | None = None,
    event: Event | None = None,
    activation: Activation | None = None,
    happened_at: datetime | None = None,
    corrects: LogEntry | None = None,
) -> LogEntry:
    """Add an entry and let every page that shows the thing know that it changed.

    ``happened_at`` differs from ``at`` where something is told afterwards.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
    information"; Målbilden 2.2 "spårbarhet".
    """
    entry = LogEntry.objects.create(
        region=region,
        request=request,
        event=event,
        activation=activation,
        kind=kind,
        happened_at=happened_at or at,
        written_at=at,
        by_label=by_label,
        text=text,
        corrects=corrects,
    )
    touched = [f"region:{region.pk}"]
    for thing in (request, event, activation):
        if thing is not None:
            touched.append(f"{_SCOPES[type(thing)]}:{thing.pk}")
    if request is not None and request.decision is not None:  # the meeting shows what came of it
        touched.append(f"meeting:{request.decision.meeting_id}")
    versions.bump(*touched)
    return entry


_SCOPES: dict[type, str] = {ActivationRequest: "request", Event: "event", Activation: "activation"}
