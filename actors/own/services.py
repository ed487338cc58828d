"""What somebody keeps for themselves: telephone, API keys, the address of a calendar."""

from datetime import datetime, timedelta

from django.db import transaction

from actors import audit, rules
from actors.addresses.services import phone_of
from actors.models import ApiToken, User
from actors.rights import rights
from common.errors import RuleError

MOST_KEYS = 20
LONGEST_LIFE = timedelta(days=365)


@transaction.atomic
def change_own(*, name: str, phone: str, by: User, at: datetime) -> User:
    """Change one's own name and number."""
    person = User.objects.select_for_update().get(pk=by.pk)
    person.phone = phone_of(phone)
    person.name = name.strip()
    person.save(update_fields=["name", "phone"])
    _record(person, at, "person.change", "Egna uppgifter ändrade.")
    return person


@transaction.atomic
def create_key(
    *, name: str, scopes: list[str], days: int, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a REST client and return it with its secret, which is shown once."""
    person = User.objects.select_for_update().get(pk=by.pk)
    if not scopes or not set(scopes) <= set(ApiToken.Scope.values):
        raise RuleError("Välj minst en behörighet.", field="scopes")
    if not 1 <= days <= LONGEST_LIFE.days:
        raise RuleError("En nyckel gäller 1 till 365 dagar.", field="days")
    if not rights.functions_of(person, at):
        raise RuleError("Du behöver ett förordnande för att skapa en nyckel.")
    if ApiToken.objects.filter(user=person, expiry__gt=at).count() >= MOST_KEYS:
        raise RuleError(f"Du har redan {MOST_KEYS} nycklar. Ta bort en först.")
    token, secret = ApiToken.objects.create(
        person, expiry=timedelta(days=days), name=name.strip(), scopes=sorted(set(scopes))
    )
    _record(person, at, "key.create", "API-nyckel skapad.", {"scopes": token.scopes})
    return token, secret


@transaction.atomic
def revoke_key(*, token_key: str, by: User, at: datetime) -> None:
    """Take back one of one's own keys: its next request is refused.

    :raises ApiToken.DoesNotExist: if the user has no such key.
    """
    ApiToken.objects.select_for_update().get(user=by, token_key=token_key).delete()
    _record(by, at, "key.revoke", "API-nyckel återkallad.")


@transaction.atomic
def new_calendar_address(*, by: User, at: datetime) -> str:
    """Make a secret address where a calendar fetches one's shifts; a former one stops working."""
    if not rights.functions_of(by, at):
        raise RuleError("Du behöver ett förordnande för att prenumerera på dina pass.")
    secret, hashed = rules.new_secret()
    User.objects.filter(pk=by.pk).update(calendar_hash=hashed)
    _record(by, at, "calendar.create", "Kalenderadress skapad.")
    return secret


@transaction.atomic
def revoke_calendar_address(*, by: User, at: datetime) -> None:
    """Let the calendar's address stop working."""
    User.objects.filter(pk=by.pk).update(calendar_hash="")
    _record(by, at, "calendar.revoke", "Kalenderadress återkallad.")


def _record(
    person: User, at: datetime, action: str, text: str, data: dict[str, object] | None = None
) -> None:
    audit.record(
        by=person,
        function=rights.acting_function(person),
        at=at,
        action=action,
        thing=person,
        text=text,
        data=data,
    )
