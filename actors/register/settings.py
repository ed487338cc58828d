"""What an actor and a region have decided about themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from actors import audit
from actors.addresses.changes import touched
from actors.addresses.services import normalised, phone_of
from actors.models import Actor, ContactAddress, Region, User
from actors.rights import rights
from actors.rights.administration import require_administrator
from common.errors import RuleError
from records import versions


@dataclass(frozen=True)
class RegionLimits:
    """The region's number and limits, in minutes unless the name says hours."""

    convener_phone: str
    acknowledge_minutes: int
    summons_reminder_minutes: int
    summons_deputy_minutes: int
    summons_phone_minutes: int
    aim_minutes: int
    sibling_hours: int
    planned_hours: int
    message_prefix: str


@transaction.atomic
def change_region(*, region_id: int, limits: RegionLimits, by: User, at: datetime) -> Region:
    """Change the number to ring and the limits; alarms on their way keep those they began with."""
    region = Region.objects.select_for_update().get(pk=region_id)
    acting = audit.Acting(by, rights.require(by, "actors.administer_region", region), at)
    if not (
        limits.summons_reminder_minutes
        < limits.summons_deputy_minutes
        < limits.summons_phone_minutes
    ):
        raise RuleError(
            "Påminnelse, ersättare och ringlista måste komma i den ordningen.",
            field="summons_deputy_minutes",
        )
    for name, value in asdict(limits).items():
        setattr(region, name, value)
    region.convener_phone = normalised(
        ContactAddress.Channel.PHONE, limits.convener_phone, field="convener_phone"
    )
    region.save()
    acting.record(
        "region.change", region, f"Inställningar ändrade för {region}.", data=asdict(limits)
    )
    versions.bump(f"region:{region.pk}")
    return region


@transaction.atomic
def change_actor(
    *, actor_id: int, phone: str, accepts_live_exercise: bool, by: User, at: datetime
) -> Actor:
    """Change the actor's own number, and whether exercises may reach its live numbers."""
    actor = Actor.objects.select_for_update(of=("self",)).get(pk=actor_id)
    acting = audit.Acting(by, require_administrator(by, actor), at)
    actor.phone = phone_of(phone)
    actor.accepts_live_exercise = accepts_live_exercise
    actor.save(update_fields=["phone", "accepts_live_exercise"])
    acting.record(
        "actor.change",
        actor,
        f"Uppgifter ändrade för {actor}.",
        data={"accepts_live_exercise": accepts_live_exercise},
    )
    touched(actor)
    return actor
