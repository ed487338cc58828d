"""The e-mail that carries an invitation."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from actors.models import Invitation
from common.clock import local
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from records.refs import ref


def send(invitation: Invitation, secret: str, *, at: datetime) -> None:
    """Send the link; one sent before and still waiting is cancelled."""
    cancel(invitation, at=at)
    outbox.enqueue(
        template="invitation",
        context={
            "function": invitation.function.label,
            "actor": invitation.function.actor.name,
            "end": f"{local(invitation.expires_at):%Y-%m-%d %H:%M}",
            "url": settings.PUBLIC_URL + reverse("actors:invitation", args=[secret]),
        },
        recipient=Recipient(
            label=str(invitation.function), ref=ref(invitation), email=(invitation.email,)
        ),
        about_ref=ref(invitation),
        at=at,
    )


def cancel(invitation: Invitation, *, at: datetime) -> None:
    """Stop what has not been sent yet."""
    outbox.cancel(about_ref=ref(invitation), at=at)
