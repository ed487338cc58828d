"""The register of activated periods: what has been, and how fast it went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from activations import rules
from activations.models import Activation, ActivationMeeting
from actors.models import Region


@dataclass(frozen=True)
class Period:
    """An activation in the register, with the minutes of its steps."""

    activation: Activation
    began_at: datetime | None
    to_acknowledged: int | None
    to_convened: int | None
    to_conference: int | None

    @property
    def evaluated_on(self) -> date | None:
        """Return the day of the evaluation, if one is recorded."""
        evaluation = getattr(self.activation, "evaluation", None)
        return evaluation.held_on if evaluation else None


@dataclass(frozen=True)
class Pace:
    """The minutes of one step over the register: the middle one, and how many keep the aim."""

    name: str
    values: list[int]
    median: float | None
    share_within: float | None


def periods(region: Region) -> "QuerySet[Activation]":
    """Return the region's activations, the latest first, with when the first meeting began.

    Källa: Målbilden 3 "Aktiverade lägen".
    """
    first = ActivationMeeting.objects.filter(activation=OuterRef("pk"), is_first=True)
    return (
        Activation.objects.filter(forum__region=region)
        .annotate(first_began_at=Subquery(first.values("meeting__began_at")[:1]))
        .select_related("forum__region", "event__type", "request", "evaluation")
        .order_by("-convened_at", "-pk")
    )


def period_of(activation: Activation) -> Period:
    """Return the activation with its minutes, all counted from the request.

    Without a request they are counted from the convening.
    Källa: domain.md 4.5.
    """
    request = activation.request
    start = request.submitted_at if request else activation.convened_at
    acknowledged_at = request.acknowledged_at if request else None
    began_at = getattr(activation, "first_began_at", None)
    return Period(
        activation=activation,
        began_at=began_at,
        to_acknowledged=rules.minutes_between(start, acknowledged_at),
        to_convened=rules.minutes_between(start, activation.convened_at) if request else None,
        to_conference=rules.minutes_between(start, began_at),
    )


def paces(found: Iterable[Period], aim_minutes: int) -> list[Pace]:
    """Return how fast each step usually is, and how often the conference keeps the aim.

    Planned events count in no pace: nobody waited for them.
    Källa: domain.md 4.5.
    """
    urgent = [one for one in found if one.activation.event.planned_for is None]
    steps = [
        ("Begäran till mottagen", [one.to_acknowledged for one in urgent]),
        ("Begäran till sammankallat", [one.to_convened for one in urgent]),
        ("Begäran till påbörjad konferens", [one.to_conference for one in urgent]),
    ]
    result = []
    for name, minutes in steps:
        known = [value for value in minutes if value is not None]
        result.append(
            Pace(name, known, rules.median(known), rules.share_within(known, aim_minutes))
        )
    return result
