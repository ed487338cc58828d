"""Contact addresses of a function: kept, tested, confirmed by whoever reads the test message."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from actors import audit, rules
from actors.addresses.changes import locked_function, touched
from actors.models import ContactAddress, User
from actors.rights.administration import require_administrator
from common import phones
from common.errors import RuleError
from notices.answers import asking
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from records.refs import ref

Channel = ContactAddress.Channel
TESTABLE = {Channel.SMS, Channel.EMAIL}
TEST_KIND = "contact_test"


@transaction.atomic
def add_address(
    *, function_id: int, channel: str, value: str, by: User, at: datetime
) -> ContactAddress:
    """Give the function one more address, not yet tested."""
    function = locked_function(function_id)
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    value = normalised(channel, value)
    if function.addresses.filter(channel=channel, value=value).exists():
        raise RuleError("Funktionen har redan den adressen.", field="value")
    address = ContactAddress.objects.create(function=function, channel=channel, value=value)
    _record(acting, "address.add", address, "Kontaktuppgift tillagd för")
    return address


@transaction.atomic
def change_address(*, address_id: int, value: str, by: User, at: datetime) -> ContactAddress:
    """Replace the address by another of the same kind, which is untested again.

    It becomes a row of its own, so that a link sent to the old address confirms nothing.
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
    """Take an address away."""
    address = _locked(address_id)
    acting = audit.Acting(by, require_administrator(by, address.function.actor), at)
    _record(acting, "address.remove", address, "Kontaktuppgift borttagen för")
    outbox.cancel(about_ref=ref(address), at=at)
    address.delete()


@transaction.atomic
def send_test(*, address_id: int, by: User, at: datetime) -> None:
    """Send a message whose link the receiver follows to confirm that it arrived."""
    address = _locked(address_id)
    acting = audit.Acting(by, require_administrator(by, address.function.actor), at)
    if address.channel not in TESTABLE:
        raise RuleError("Den här kanalen provas genom att du ringer.")
    if not address.can_receive:
        raise RuleError(phones.TAKES_NO_SMS)
    if address.test_sent_at and (at - address.test_sent_at).total_seconds() < 60:
        raise RuleError("Ett testmeddelande skickades nyss. Vänta en minut.")
    address.test_sent_at = at
    address.save(update_fields=["test_sent_at"])
    asking.ask(
        asking.Asked(TEST_KIND, address.pk, at + rules.TEST_LIFETIME),
        template="address_test",
        context={"function": address.function.label},
        recipient=Recipient(
            label=str(address.function),
            ref=ref(address.function),
            sms=(address.value,) if address.channel == Channel.SMS else (),
            email=(address.value,) if address.channel == Channel.EMAIL else (),
        ),
        about_ref=ref(address),
        at=at,
    )
    _record(acting, "address.test", address, "Testmeddelande skickat till")


@transaction.atomic
def confirm_address(*, address_id: int, at: datetime) -> str:
    """Note that the test message was read; done again it changes nothing."""
    address = ContactAddress.objects.select_related("function__actor").get(pk=address_id)
    if address.test_sent_at is None:
        raise RuleError("Testet gäller inte längre.")
    if address.confirmed_at is None:
        ContactAddress.objects.filter(pk=address_id).update(confirmed_at=at)
        acting = audit.Acting(None, address.function, at)
        _record(acting, "address.confirm", address, "Adress bekräftad för")
    return f"Tack. Adressen till {address.function} är bekräftad."


@transaction.atomic
def confirm_by_ringing(*, address_id: int, by: User, at: datetime) -> None:
    """Note that somebody rang the number and was answered by the function."""
    address = _locked(address_id)
    acting = audit.Acting(by, require_administrator(by, address.function.actor), at)
    if address.channel in TESTABLE:
        raise RuleError("Skicka ett testmeddelande. Mottagaren bekräftar själv.")
    address.test_sent_at = address.confirmed_at = at
    address.save(update_fields=["test_sent_at", "confirmed_at"])
    _record(acting, "address.ring", address, "Nummer provat för")


def normalised(channel: str, value: str, *, field: str = "value") -> str:
    """Return the address as it is kept."""
    value = value.strip()
    if channel == Channel.EMAIL:
        try:
            validate_email(value)
        except ValidationError as error:
            raise RuleError(
                "Ange en e-postadress, till exempel tib@kommun.example", field=field
            ) from error
        return value.lower()
    if channel == Channel.RAKEL:
        # The network's longest number has 15 digits.
        if not (value.isascii() and value.isdigit() and len(value) <= 15):  # noqa: PLR2004
            raise RuleError("Ange Rakelnumret med bara siffror.", field="value")
        return value
    phone = phones.read(value)
    if phone is None:
        raise RuleError(phones.SPOKEN, field=field)
    if channel == Channel.SMS and not phone.takes_sms:
        raise RuleError(phones.TAKES_NO_SMS, field=field)
    return phone.number


def phone_of(typed: str) -> str:
    """Return a person's or an actor's own number as it is kept; "" for none."""
    return normalised(Channel.PHONE, typed, field="phone") if typed.strip() else ""


def recipient_of_person(person: User, *, label: str) -> Recipient:
    """Return somebody's own addresses under the name of the function."""
    return Recipient(
        label=label,
        ref=ref(person),
        sms=(person.phone,) if phones.takes_sms(person.phone) else (),
        email=(person.email,),
    )


def _locked(address_id: int) -> ContactAddress:
    return (
        ContactAddress.objects.select_for_update(of=("self",))
        .select_related("function__actor")
        .get(pk=address_id)
    )


def _record(acting: audit.Acting, action: str, address: ContactAddress, text: str) -> None:
    channel = address.get_channel_display().lower()
    acting.record(action, address, f"{text} {address.function} ({channel}).")
    touched(address.function.actor)
