"""What an actor and a region have decided about themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from actors import audit, rights, rules
from actors.administration import require_administrator
from actors.models import Actor, Region, User
from actors.services.changes import touched
from common.errors import RuleError
from records import versions


@dataclass(frozen=True)
class RegionLimits:
    """The region's number and limits, in minutes."""

    convener_phone: str
    acknowledge_minutes: int
    summons_reminder_minutes: int
    summons_deputy_minutes: int
    summons_phone_minutes: int
    aim_minutes: int
    message_prefix: str


@transaction.atomic
def change_region(*, region_id: int, limits: RegionLimits, by: User, at: datetime) -> Region:
    """Change the number to ring and the limits; alarms on their way keep those they began with.

    :raises PermissionDenied: unless the user administers the region.
    :raises RuleError: if the number is none, or the summons' limits do not follow each other.
    """
    region = Region.objects.select_for_update().get(pk=region_id)
    acting = rights.require(by, "actors.administer_region", region)
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
    region.convener_phone = _phone(limits.convener_phone, "convener_phone")
    region.save()
    audit.record(
        by=by,
        function=acting,
        at=at,
        action="region.change",
        thing=region,
        text=f"Inställningar ändrade för {region}.",
        data=asdict(limits),
    )
    versions.bump(f"region:{region.pk}")
    return region


@transaction.atomic
def change_actor(
    *, actor_id: int, phone: str, accepts_live_exercise: bool, by: User, at: datetime
) -> Actor:
    """Change the actor's own number, and whether exercises may reach its live numbers.

    :raises PermissionDenied: unless the user looks after the actor.
    :raises RuleError: if the number is none.
    """
    actor = Actor.objects.select_for_update(of=("self",)).get(pk=actor_id)
    acting = require_administrator(by, actor)
    actor.phone = _phone(phone, "phone") if phone.strip() else ""
    actor.accepts_live_exercise = accepts_live_exercise
    actor.save(update_fields=["phone", "accepts_live_exercise"])
    audit.record(
        by=by,
        function=acting,
        at=at,
        action="actor.change",
        thing=actor,
        text=f"Uppgifter ändrade för {actor}.",
        data={"accepts_live_exercise": accepts_live_exercise},
    )
    touched(actor)
    return actor


def _phone(text: str, field: str) -> str:
    try:
        return rules.normalise_phone(text)
    except ValueError as error:
        raise RuleError("Ange telefonnummer, till exempel 08-123 456 78", field=field) from error
