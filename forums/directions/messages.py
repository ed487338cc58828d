"""What is told of directions; the texts themselves live in ``notices.texts.texts``."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from actors.addresses import contacts
from actors.models import Function
from common.clock import clock, local
from forums.models import ActorDecision, JointDirection
from notices.outbox import outbox
from records.refs import ref


def ask(direction: JointDirection, functions: Iterable[Function], *, at: datetime) -> None:
    """Ask each actor what it decides for itself; to read and to answer demands signing in."""
    for function in functions:
        _send("direction_agreed", direction, function, at=at)


def ended(direction: JointDirection, functions: Iterable[Function], *, at: datetime) -> None:
    """Tell those who were asked that the direction holds no longer."""
    for function in functions:
        _send("direction_ended", direction, function, at=at)


def remind(decision: ActorDecision, *, at: datetime) -> bool:
    """Remind an actor that has not decided; return whether a message was laid."""
    return bool(_send("direction_awaited", decision.direction, decision.function, at=at))


def _send(template: str, direction: JointDirection, function: Function, *, at: datetime) -> int:
    by = direction.reply_by
    notices = outbox.enqueue(
        template=template,
        context={
            "forum": direction.forum.called_name,
            "number": str(direction.number),
            "time": f"{local(by):%Y-%m-%d} {clock(by)}" if by else "",
            "url": settings.PUBLIC_URL + direction.get_absolute_url(),
        },
        recipient=contacts.recipients_of(function, at=at, exercise=direction.exercise),
        about_ref=ref(direction),
        at=at,
        exercise=direction.exercise,
        dedupe_key=f"{template}:{ref(direction)}:{function.pk}",
    )
    return len(notices)
