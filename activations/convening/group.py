"""The group that is called: functions of the region, and somebody from outside it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from activations.models import Activation, ActivationMeeting, Participant
from actors import audit
from actors.models import Actor, Function
from actors.register import outside
from actors.register.outside import Outsider
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Forum, Meeting

STANDING_SEAT = "Stående plats i forumet"
CALLED_IN = "Kallad in för händelsen"
FROM_OUTSIDE = "Kallad utifrån för händelsen"


def functions_of(
    forum: Forum, function_ids: Sequence[int], outsiders: Sequence[Outsider], acting: audit.Acting
) -> list[Function]:
    """Return whom to call, one function of each actor; outsiders are taken into the register.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning".
    """
    wanted = set(function_ids)
    if not wanted and not outsiders:
        raise RuleError("Välj minst en aktör att kalla.", code="nobody_called", field="functions")
    members = Actor.objects.in_region(forum.region_id)
    if Function.objects.filter(pk__in=wanted, is_active=True, actor__in=members).count() != len(
        wanted
    ):
        raise RuleError(
            "En av funktionerna är inte i bruk eller hör inte till regionen.",
            code="unknown_function",
            field="functions",
        )
    for outsider in outsiders:
        wanted.add(outside.take_in(region=forum.region, outsider=outsider, acting=acting).pk)
    found = list(
        Function.objects.filter(pk__in=wanted)
        .select_related("actor", "deputy__actor")
        .prefetch_related("addresses", "deputy__addresses")
        .order_by("actor__name")
    )
    if len({function.actor_id for function in found}) != len(found):
        raise RuleError(
            "Kalla en funktion per aktör.", code="two_functions_of_actor", field="functions"
        )
    return found


def call_in(
    activation: Activation, meeting: Meeting, functions: Sequence[Function], at: datetime
) -> None:
    """Make the meeting the activation's first, with these functions called and taking part.

    The municipalities where it happens are directly affected; of others the leader says.
    Källa: domain.md 5.4.
    """
    ActivationMeeting.objects.create(activation=activation, meeting=meeting, is_first=True)
    forum_services.expect(meeting, functions)
    forum_services.call_meeting(meeting=meeting, at=at)
    seated = set(activation.forum.seats.values_list("actor_id", flat=True))
    places = set(activation.event.municipalities.values_list("pk", flat=True))
    called_in = called_from_outside(activation.forum, functions)
    Participant.objects.bulk_create(
        Participant(
            activation=activation,
            actor=function.actor,
            function=function,
            joined_at=at,
            join_reason=_reason(function, seated, called_in),
            affected=Participant.Affected.DIRECTLY if function.actor_id in places else "",
        )
        for function in functions
    )


def called_from_outside(forum: Forum, functions: Sequence[Function]) -> set[int]:
    """Return the actors that are in the region only because they were called from outside it."""
    return set(
        Actor.objects.called_in(forum.region_id)
        .filter(pk__in=[function.actor_id for function in functions])
        .values_list("pk", flat=True)
    )


def _reason(function: Function, seated: Collection[int], called_in: Collection[int]) -> str:
    if function.actor_id in called_in:
        return FROM_OUTSIDE
    return STANDING_SEAT if function.actor_id in seated else CALLED_IN
