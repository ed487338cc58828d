"""Contact addresses of a function: kept, tested, confirmed by whoever reads the test message."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from actors import audit, rules
from actors.administration import require_administrator
from actors.models import ContactAddress, Function, User
from actors.services.changes import touched
from common.errors import RuleError
from notices import links, outbox
from notices.recipients import Recipient
from records.refs import ref

Channel = ContactAddress.Channel
TESTABLE = {Channel.SMS, Channel.EMAIL}
TEST_KIND = "contact_test"


@transaction.atomic
def add_address(
    *, function_id: int, channel: str, value: str, by: User, at: datetime
) -> ContactAddress:
    """Give the function one more address, not yet tested.

    :raises PermissionDenied: unless the user looks after the actor.
    :raises RuleError: if it is no address of that kind, or the function has it already.
    """
    function = _function(function_id)
    acting = require_administrator(by, function.actor)
    value = normalised(channel, value)
    if function.addresses.filter(channel=channel, value=value).exists():
        raise RuleError("Funktionen har redan den adressen.", field="value")
    address = ContactAddress.objects.create(function=function, channel=channel, value=value)
    _record(by, acting, at, "address.add", address, "Kontaktuppgift tillagd för")
    return address


@transaction.atomic
def change_address(*, address_id: int, value: str, by: User, at: datetime) -> ContactAddress:
    """Replace the address by another of the same kind, which is untested again.

    It becomes a row of its own, so that a link sent to the old address confirms nothing.

    :raises PermissionDenied: unless the user looks after the actor.
    :raises RuleError: if it is no address of that kind, or the function has it already.
    """
    old = _locked(address_id)
    require_administrator(by, old.function.actor)
    if normalised(old.channel, value) == old.value:
        return old
    new = add_address(function_id=old.function_id, channel=old.channel, value=value, by=by, at=at)
    outbox.cancel(about_ref=ref(old), at=at)
    old.delete()
    return new


@transaction.atomic
def remove_address(*, address_id: int, by: User, at: datetime) -> None:
    """Take an address away.

    :raises PermissionDenied: unless the user looks after the actor.
    """
    address = _locked(address_id)
    acting = require_administrator(by, address.function.actor)
    _record(by, acting, at, "address.remove", address, "Kontaktuppgift borttagen för")
    outbox.cancel(about_ref=ref(address), at=at)
    address.delete()


@transaction.atomic
def send_test(*, address_id: int, by: User, at: datetime) -> None:
    """Send a message whose link the receiver follows to confirm that it arrived.

    :raises PermissionDenied: unless the user looks after the actor.
    :raises RuleError: if the address cannot take messages, or a test left a minute ago.
    """
    address = _locked(address_id)
    acting = require_administrator(by, address.function.actor)
    if address.channel not in TESTABLE:
        raise RuleError("Den här kanalen provas genom att du ringer.")
    if address.test_sent_at and (at - address.test_sent_at).total_seconds() < 60:
        raise RuleError("Ett testmeddelande skickades nyss. Vänta en minut.")
    address.test_sent_at = at
    address.save(update_fields=["test_sent_at"])
    label = str(address.function)
    url = links.make(
        kind=TEST_KIND,
        subject_id=address.pk,
        recipient_label=label,
        phone=address.value if address.channel == Channel.SMS else "",
        at=at,
        expires_at=at + rules.TEST_LIFETIME,
    )
    outbox.enqueue(
        template="T01",
        context={"function": address.function.label, "url": url},
        recipient=_only(address, label),
        about_ref=ref(address),
        at=at,
    )
    _record(by, acting, at, "address.test", address, "Testmeddelande skickat till")


@transaction.atomic
def confirm_address(*, address_id: int, at: datetime) -> str:
    """Note that the test message was read; done again it changes nothing.

    :raises RuleError: if no test is out for the address any more.
    """
    address = ContactAddress.objects.select_related("function__actor").get(pk=address_id)
    if address.test_sent_at is None:
        raise RuleError("Testet gäller inte längre.")
    if address.confirmed_at is None:
        ContactAddress.objects.filter(pk=address_id).update(confirmed_at=at)
        _record(None, address.function, at, "address.confirm", address, "Adress bekräftad för")
    return f"Tack. Adressen till {address.function} är bekräftad."


@transaction.atomic
def confirm_by_ringing(*, address_id: int, by: User, at: datetime) -> None:
    """Note that somebody rang the number and was answered by the function.

    :raises PermissionDenied: unless the user looks after the actor.
    :raises RuleError: if the address takes messages: then the receiver confirms.
    """
    address = _locked(address_id)
    acting = require_administrator(by, address.function.actor)
    if address.channel in TESTABLE:
        raise RuleError("Skicka ett testmeddelande. Mottagaren bekräftar själv.")
    address.test_sent_at = address.confirmed_at = at
    address.save(update_fields=["test_sent_at", "confirmed_at"])
    _record(by, acting, at, "address.ring", address, "Nummer provat för")


def normalised(channel: str, value: str) -> str:
    """Return the address as it is kept.

    :raises RuleError: if it is no address of that kind.
    """
    value = value.strip()
    if channel == Channel.EMAIL:
        try:
            validate_email(value)
        except ValidationError as error:
            raise RuleError(
                "Ange en e-postadress, till exempel tib@kommun.example", field="value"
            ) from error
        return value.lower()
    if channel == Channel.RAKEL:
        # The network's longest number has 15 digits.
        if not (value.isascii() and value.isdigit() and len(value) <= 15):  # noqa: PLR2004
            raise RuleError("Ange Rakelnumret med bara siffror.", field="value")
        return value
    try:
        return rules.normalise_phone(value)
    except ValueError as error:
        raise RuleError("Ange telefonnummer, till exempel 070-123 45 67", field="value") from error


def recipient_of_person(person: User, *, label: str) -> Recipient:
    """Return somebody's own addresses under the name of the function."""
    return Recipient(
        label=label,
        ref=ref(person),
        sms=(person.phone,) if person.phone else (),
        email=(person.email,),
    )


def _only(address: ContactAddress, label: str) -> Recipient:
    sms = (address.value,) if address.channel == Channel.SMS else ()
    email = (address.value,) if address.channel == Channel.EMAIL else ()
    return Recipient(label=label, ref=ref(address.function), sms=sms, email=email)


def _function(function_id: int) -> Function:
    return (
        Function.objects.select_for_update(of=("self",))
        .select_related("actor")
        .get(pk=function_id, is_active=True)
    )


def _locked(address_id: int) -> ContactAddress:
    return (
        ContactAddress.objects.select_for_update(of=("self",))
        .select_related("function__actor")
        .get(pk=address_id)
    )


def _record(
    by: User | None,
    acting: Function,
    at: datetime,
    action: str,
    address: ContactAddress,
    text: str,
) -> None:
    channel = address.get_channel_display().lower()
    audit.record(
        by=by,
        function=acting,
        at=at,
        action=action,
        thing=address,
        text=f"{text} {address.function} ({channel}).",
    )
    touched(address.function.actor)
