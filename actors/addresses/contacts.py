"""How a function is reached: its own addresses, its deputies, its phone numbers."""

from collections.abc import Iterable
from datetime import datetime

from actors.models import Appointment, ContactAddress, DutyShift, Function, User
from common import phones
from notices.outbox.recipients import Recipient
from records.refs import ref

Channel = ContactAddress.Channel


def recipients_of(function: Function, *, at: datetime, exercise: bool) -> Recipient:
    """Return the post's own addresses, whoever holds it.

    An exercise reaches live numbers only where the actor has opted in.
    Källa: Avsiktsförklaringen "Organisation och styrning".
    """
    return Recipient(
        label=str(function),
        ref=ref(function),
        sms=_mobiles(function),
        email=_values(function, Channel.EMAIL),
        console_only=_console_only(function, exercise=exercise),
    )


def deputies_of(function: Function, *, at: datetime, exercise: bool) -> list[Recipient]:
    """Return whom to call when the function is silent: its deputy function, then deputy persons.

    Those that have no address at all are left out. Each has a label of its own, without a name, so
    that the answer of one is not taken for another's.
    """
    console_only = _console_only(function, exercise=exercise)
    found = []
    deputy = function.deputy
    if deputy is not None and deputy.is_active:
        found.append(
            Recipient(
                label=f"{deputy.name}, ersättare för {function}",
                ref=ref(deputy),
                sms=_mobiles(deputy),
                email=_values(deputy, Channel.EMAIL),
                console_only=console_only or _console_only(deputy, exercise=exercise),
            )
        )
    appointed = Appointment.objects.current(at).filter(
        function=function, kind=Appointment.Kind.DEPUTY, person__is_active=True
    )
    persons = User.objects.filter(appointments__in=appointed).order_by("pk").distinct()
    for number, person in enumerate(persons, start=1):
        which = f"ersättare {number}" if number > 1 else "ersättare"
        found.append(
            Recipient(
                label=f"{which} för {function}",
                ref=ref(function),
                sms=(person.phone,) if phones.takes_sms(person.phone) else (),
                email=(person.email,),
                console_only=console_only,
            )
        )
    return [recipient for recipient in found if not recipient.is_empty]


def is_reachable(function: Function) -> bool:
    """Return whether a message can be sent to the post at all."""
    return bool(_mobiles(function) or _values(function, Channel.EMAIL))


def phones_of(function: Function) -> list[str]:
    """Return the numbers to ring, best first: phone, then mobile, then the actor's own number."""
    numbers = [
        *_values(function, Channel.PHONE),
        *_values(function, Channel.SMS),
        function.actor.phone,
    ]
    return list(dict.fromkeys(number for number in numbers if number))


def holder_on_duty(function: Function, at: datetime) -> bool:
    """Return whether somebody is on duty in the function at that moment."""
    return DutyShift.objects.at(at).filter(function=function).exists()


def _mobiles(function: Function) -> tuple[str, ...]:
    """Return where SMS go: not to a landline that was entered before that was refused."""
    return tuple(number for number in _values(function, Channel.SMS) if phones.takes_sms(number))


def _values(function: Function, channel: str) -> tuple[str, ...]:
    # Reads all addresses, so that a caller who prefetched them pays no query per function.
    addresses: Iterable[ContactAddress] = function.addresses.all()
    return tuple(a.value for a in addresses if a.channel == channel)


def _console_only(function: Function, *, exercise: bool) -> bool:
    return exercise and not function.actor.accepts_live_exercise
