"""Somebody outside the region who is called for an event: in the register while it lasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from django.contrib.auth.models import Group

from actors import audit
from actors.addresses.changes import touched
from actors.addresses.services import Channel, normalised
from actors.models import Actor, ContactAddress, Function, Level, Membership, Region
from common import phones
from common.clock import local
from common.errors import RuleError
from common.swedish import plain

Named = TypeVar("Named", Actor, Function)


@dataclass(frozen=True)
class Outsider:
    """A function outside the region, in the words of whoever calls it."""

    actor: str
    function: str
    phone: str = ""
    email: str = ""


def take_in(*, region: Region, outsider: Outsider, acting: audit.Acting) -> Function:
    """Let a function outside the region be called like those inside, until ``let_go``.

    What the register knows of an actor stands: nobody's addresses are changed by who calls. Must be
    called in a transaction, by somebody whose right to call has been checked.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning"; domain.md 5.4.
    """
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)  # one of two who call is first
    actor_name, name = outsider.actor.strip(), outsider.function.strip()
    if not actor_name or not name:
        raise RuleError("Skriv både aktör och funktion.", code="who", field="outside")
    addresses = _addresses(outsider)
    actor = _of_name(Actor.objects.order_by("pk"), actor_name)
    if actor is None:
        if not addresses:
            raise RuleError(
                f"Skriv telefon eller e-post till {name}, {actor_name}.",
                code="no_address",
                field="outside",
            )
        actor = Actor.objects.create(
            slug=Actor.objects.free_slug(actor_name), name=actor_name, kind=Actor.Kind.OTHER
        )
    elif Actor.objects.in_region(region.pk).filter(pk=actor.pk).exists():
        raise RuleError(
            f"{actor} finns i regionen. Välj bland aktörerna i listan.",
            code="in_region",
            field="outside",
        )
    Membership.objects.create(
        actor=actor,
        region=region,
        kind=Membership.Kind.CALLED_IN,
        valid_from=local(acting.at).date(),
    )
    function = _function(actor, name, addresses, region)
    acting.record("actor.take_in", function, f"Kallad utifrån: {function}.")
    touched(actor)
    return function


def let_go(*, region: Region, actors: Iterable[Actor], acting: audit.Acting) -> None:
    """End what ``take_in`` began; the register keeps who was called, for the record.

    Källa: domain.md 5.4.
    """
    called = Membership.objects.filter(
        region=region, actor__in=actors, kind=Membership.Kind.CALLED_IN, valid_to=None
    )
    for membership in called.select_related("actor").select_for_update(of=("self",)):
        membership.valid_to = local(acting.at).date()
        membership.save(update_fields=["valid_to"])
        acting.record(
            "actor.let_go", membership.actor, f"Inte längre inkallad: {membership.actor}."
        )
        touched(membership.actor)


def _function(
    actor: Actor, name: str, addresses: list[tuple[str, str]], region: Region
) -> Function:
    """Return the actor's function of that name, made if need be."""
    known = _of_name(actor.functions.select_related("actor").filter(is_active=True), name)
    if known is not None and _is_kept_by_others(actor, region):
        own = set(known.addresses.values_list("channel", "value"))
        if set(addresses) - own:
            raise RuleError(
                f"{known} finns i registret och nås på sina egna adresser. Lämna telefon och "
                "e-post tomma, eller skriv en annan funktion.",
                code="known_function",
                field="outside",
            )
        return known
    if known is None and not addresses:
        raise RuleError(
            f"Skriv telefon eller e-post till {name}, {actor}.", code="no_address", field="outside"
        )
    function = known or Function.objects.create(
        actor=actor,
        name=name,
        mandate_level=Level.EXECUTIVE,
        mandate_note=Function.MANDATE_NOT_TOLD,
        group=Group.objects.create(name=f"function-{uuid4()}"),
    )
    for channel, value in addresses:
        ContactAddress.objects.get_or_create(function=function, channel=channel, value=value)
    return function


def _is_kept_by_others(actor: Actor, region: Region) -> bool:
    """Return whether somebody else keeps the actor's entry.

    It is a member, another region has called it in now, or its posts are held.
    """
    members = actor.memberships.exclude(kind=Membership.Kind.CALLED_IN)
    elsewhere = actor.memberships.current().exclude(region=region)
    held = actor.functions.filter(appointments__isnull=False)
    return members.exists() or elsewhere.exists() or held.exists()


def _addresses(outsider: Outsider) -> list[tuple[str, str]]:
    found = []
    if outsider.phone.strip():
        number = normalised(Channel.PHONE, outsider.phone, field="outside")
        found.append((Channel.SMS if phones.takes_sms(number) else Channel.PHONE, number))
    if outsider.email.strip():
        found.append((Channel.EMAIL, normalised(Channel.EMAIL, outsider.email, field="outside")))
    return [(str(channel), value) for channel, value in found]


def _of_name(rows: Iterable[Named], name: str) -> Named | None:
    return next((row for row in rows if plain(row.name) == plain(name)), None)
