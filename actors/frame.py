"""What the register gives to the frame of every page: area, role, number to ring, entries."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from actors import administration, regions, rights
from actors.models import Actor, DutyShift, Function, Region, User
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


def may_see_notices(user: object) -> bool:
    """Return whether the person operates a region, and so sees everything sent."""
    return isinstance(user, User) and operated_regions(user).exists()


def operated_regions(user: User) -> QuerySet[Region]:
    """Return the regions whose operation the user looks after."""
    return rights.things(user, "actors.operate_region", Region)


def handles(user: object, notice: Notice) -> str:
    """Return in which function the person may take care of a failed notice, or nothing.

    Whoever looks after the receiving actor, or operates a region.
    """
    if not isinstance(user, User):
        return ""
    receiver = _receiver(notice)
    acting = administration.administrator_of(user, receiver.actor) if receiver else None
    if acting is None:
        region = operated_regions(user).order_by("pk").first()
        acting = rights.carrying(user, "actors.operate_region", region) if region else None
    return str(acting) if acting else ""


def _receiver(notice: Notice) -> Function | None:
    kind, number = split(notice.recipient_ref)
    functions = Function.objects.select_related("actor")
    if not number.isdigit():
        return None
    if kind == "actors.invitation":
        return functions.filter(invitations=int(number)).first()
    return functions.filter(pk=int(number)).first() if kind == "actors.function" else None
