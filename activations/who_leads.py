"""Who leads an activation: the convener always, and whoever holds the chair now."""

from django.core.exceptions import PermissionDenied

from activations.models import Activation, ActivationMeeting, ChairTerm
from actors.models import Function, Region, User
from actors.rights import rights
from forums.models import Meeting

CONVENE = "actors.convene_in_region"


def chair_of(activation: Activation) -> Function | None:
    """Return the function that chairs now.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
    första möte … fortsatta ordförandeskapet".
    """
    term = (
        ChairTerm.objects.filter(activation=activation, ends_at=None)
        .select_related("function__actor")
        .first()
    )
    return term.function if term else None


def convening_function(user: User, region: Region) -> Function | None:
    """Return the function in which the user convenes forums of the region, if any."""
    return rights.carrying(user, CONVENE, region)


def leading_function(user: User, activation: Activation) -> Function | None:
    """Return the function in which the user leads the activation, if any.

    That is a function of the convener, or the function that chairs now.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum".
    """
    convener = convening_function(user, activation.forum.region)
    if convener is not None:
        return convener
    chair = chair_of(activation)
    if chair is None or not user.is_active:
        return None
    return next((held for held in rights.functions_of(user) if held.pk == chair.pk), None)


def require_leading(user: User, activation: Activation) -> Function:
    """Return the function in which the user leads the activation."""
    function = leading_function(user, activation)
    if function is None:
        raise PermissionDenied("Bara den som sammankallar eller är ordförande får göra detta.")
    return function


def leading_meeting(user: User, meeting: Meeting) -> Function | None:
    """Return the function in which the user may conduct a meeting of an activation, if any.

    The first meeting is led by the convener alone.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
    första möte".
    """
    link = (
        ActivationMeeting.objects.filter(meeting=meeting)
        .select_related("activation__forum__region")
        .first()
    )
    if link is None:
        return None
    if link.is_first:
        return rights.carrying(user, CONVENE, link.activation.forum.region)
    return leading_function(user, link.activation)


def taking_part(user: User, activation: Activation) -> Function | None:
    """Return the function in which the user leads or takes part in the activation, if any.

    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """
    leader = leading_function(user, activation)
    if leader is not None:
        return leader
    actors = set(activation.participants.filter(left_at=None).values_list("actor_id", flat=True))
    return next((held for held in rights.functions_of(user) if held.actor_id in actors), None)
