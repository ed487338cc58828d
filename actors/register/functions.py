"""An actor's posts: made, changed, retired; and what the region lets them do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from actors import audit
from actors.addresses.changes import locked_function, touched
from actors.models import Actor, Function, Level, User
from actors.register import appointments
from actors.rights.administration import require_administrator
from common.errors import RuleError


@dataclass(frozen=True)
class FunctionData:
    """What somebody may say about a post."""

    name: str
    short_name: str = ""
    mandate_level: int = Level.COORDINATING
    mandate_note: str = ""
    duty_kind: str = ""
    round_the_clock: bool = False
    deputy_id: int | None = None


@transaction.atomic
def add_function(*, actor_id: int, data: FunctionData, by: User, at: datetime) -> Function:
    """Give the actor one more post."""
    actor = Actor.objects.select_for_update(of=("self",)).get(pk=actor_id)
    acting = audit.Acting(by, require_administrator(by, actor), at)
    function = Function(
        actor=actor, group=Group.objects.create(name=f"function-{uuid4()}"), is_active=True
    )
    _fill(function, data)
    function.save()
    _record(acting, "function.add", function, "Ny funktion")
    return function


@transaction.atomic
def change_function(*, function_id: int, data: FunctionData, by: User, at: datetime) -> Function:
    """Change what is said about the post."""
    function = locked_function(function_id)
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    _fill(function, data)
    function.save()
    _record(acting, "function.change", function, "Funktion ändrad")
    return function


@transaction.atomic
def retire_function(*, function_id: int, by: User, at: datetime) -> None:
    """Take the post out of use: nobody holds it, nobody calls it; what it did is kept."""
    function = locked_function(function_id)
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    if function.call_order is not None:
        raise RuleError("Funktionen ingår i larmkedjan. Ta bort den ur kedjan först.")
    people = list(User.objects.filter(appointments__in=function.appointments.current(at)))
    function.appointments.filter(ends_at=None).update(ends_at=at)
    function.shifts.filter(starts_at__gte=at).delete()
    function.shifts.filter(ends_at__gt=at).update(ends_at=at)
    function.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    function.is_active = False
    function.save(update_fields=["is_active"])
    for person in people:
        appointments.sync_person(person, at=at)
    _record(acting, "function.retire", function, "Funktion tagen ur bruk")


def _fill(function: Function, data: FunctionData) -> None:
    namesakes = Function.objects.filter(actor_id=function.actor_id, name=data.name)
    if namesakes.exclude(pk=function.pk).exists():
        raise RuleError("Aktören har redan en funktion med det namnet.", field="name")
    if data.deputy_id is not None:
        if data.deputy_id == function.pk:
            raise RuleError("En funktion kan inte ersätta sig själv.", field="deputy")
        others = Function.objects.filter(actor_id=function.actor_id, is_active=True)
        if not others.filter(pk=data.deputy_id).exists():
            raise RuleError("Välj en av aktörens egna funktioner.", field="deputy")
    function.name, function.short_name = data.name, data.short_name
    function.mandate_level = Level(data.mandate_level)
    function.mandate_note, function.duty_kind = data.mandate_note, data.duty_kind
    function.round_the_clock, function.deputy_id = data.round_the_clock, data.deputy_id


def _record(acting: audit.Acting, action: str, function: Function, text: str) -> None:
    acting.record(action, function, f"{text}: {function}.")
    touched(function.actor)
