"""What the register gives to the frame of every page: area, role, number to ring, entries."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils import timezone

from actors.models import (
    Actor,
    Appointment,
    DutyShift,
    Function,
    Invitation,
    Membership,
    Region,
    User,
)
from actors.rights import administration, regions, rights
from actors.wording import day_text
from common.contact import Contact
from common.header import HeaderInfo
from notices.models import Notice
from records.refs import split


def header(request: HttpRequest) -> HeaderInfo | None:
    """Return the area and the function of the moment: ``Du är RSIB till mån 08:00``."""
    if not isinstance(request.user, User):
        return None
    user = request.user
    region = regions.home_region_of(request)
    return HeaderInfo(area=region.name if region else "", role=role_of(user))


def role_of(user: User) -> str:
    """Return the function somebody acts in now, and until when if on duty."""
    function = rights.acting_function(user)
    if not getattr(function, "is_on_duty", False):  # those on duty come first
        return f"Du är {function.label}, {function.actor.name}" if function else ""
    shift = (
        DutyShift.objects.at(timezone.now())
        .filter(holder=user, function__in=rights.functions_of(user))
        .select_related("function")
        .order_by("ends_at")
        .first()
    )
    if shift is not None:
        return f"Du är {shift.function.label} till {day_text(shift.ends_at)}"
    return f"Du är {function.label}, {function.actor.name}" if function else ""


def contact(request: HttpRequest) -> Contact | None:
    """Return the number of the convener: of the user's own region, else of the first."""
    region = regions.home_region_of(request)
    if region is None:
        region = Region.objects.exclude(convener_phone="").order_by("pk").first()
    if region is None or not region.convener_phone:
        return None
    return Contact(name="RSIB", phone=region.convener_phone)


def administers_something(user: User) -> bool:
    """Return whether the user looks after an actor or a region."""
    return administered_actors(user).exists() or administered_regions(user).exists()


def administered_actors(user: User) -> QuerySet[Actor]:
    """Return the actors that the user's own functions look after."""
    return rights.things(user, "actors.administer_actor", Actor)


def administered_regions(user: User) -> QuerySet[Region]:
    """Return the regions whose register the user looks after."""
    return rights.things(user, "actors.administer_region", Region)


def seen_notices(user: object) -> Q | None:
    """Return the notices of the regions that the person operates; None who operates none.

    A notice belongs where its receiver is a member. What reaches nobody in the register (an answer
    to an SMS from a number alone) is seen by those who operate all there is.
    """
    regions = operated_regions(user) if isinstance(user, User) else Region.objects.none()
    numbers = list(regions.values_list("pk", flat=True))
    if not numbers:
        return None
    if not Region.objects.exclude(pk__in=numbers).exists():
        return Q()
    functions = Function.objects.filter(actor__in=_members_of(numbers))
    people = Appointment.objects.filter(function__in=functions).values("person")
    invitations = Invitation.objects.filter(function__in=functions)
    return Q(
        recipient_ref__in=_refs("actors.function", functions).union(
            _refs("actors.invitation", invitations),
            _refs("actors.user", User.objects.filter(pk__in=people)),
        )
    )


def _members_of(regions: list[int]) -> QuerySet[Actor]:
    return Actor.objects.filter(
        pk__in=Membership.objects.current().filter(region_id__in=regions).values("actor_id")
    )


def _refs(kind: str, things: QuerySet[Any]) -> QuerySet[Any]:
    return things.order_by().values_list(
        Concat(Value(f"{kind}:"), Cast("pk", CharField()), output_field=CharField()), flat=True
    )


def operated_regions(user: User) -> QuerySet[Region]:
    """Return the regions whose operation the user looks after."""
    return rights.things(user, "actors.operate_region", Region)


def handles(user: object, notice: Notice) -> str:
    """Return in which function the person may take care of a failed notice, or nothing.

    Whoever looks after the receiving actor, or operates its region.
    """
    if not isinstance(user, User):
        return ""
    kind, number = split(notice.recipient_ref)
    receivers = {"actors.invitation": "invitations", "actors.function": "pk"}
    receiver = None
    if kind in receivers and number.isdigit():
        functions = Function.objects.select_related("actor")
        receiver = functions.filter(**{receivers[kind]: int(number)}).first()
    acting = administration.administrator_of(user, receiver.actor) if receiver else None
    seen = seen_notices(user) if acting is None else None
    if seen is not None and Notice.objects.filter(seen, pk=notice.pk).exists():
        region = operated_regions(user).order_by("pk").first()
        acting = rights.carrying(user, "actors.operate_region", region) if region else None
    return str(acting) if acting else ""
