"""What only pages need beside the demo: a running meeting, links, own duty, who asked."""

from django.utils import timezone

from activations.models import Summons
from actors import rules as actor_rules
from actors.models import DutyShift, Invitation, User
from forums.meetings import services as meeting_services
from forums.minutes import services as minutes_services
from forums.models import Protocol
from notices.models import Notice
from tests.access.world import World


def add_what_pages_need(world: World) -> None:
    """Begin a meeting, and find what only pages need: links, own duty, who asked."""
    now = timezone.now()
    rsib = User.objects.get(email="rsib@demo.example")
    running = world.found["ahead"]
    meeting_services.begin_meeting(meeting_id=running.pk, by=rsib, at=now)
    summons = Summons.objects.filter(
        meeting=world.found["meeting"], function__actor__slug="vallentuna"
    )
    draft = Protocol.objects.filter(status=Protocol.Status.DRAFT, meeting__forum=running.forum)
    second = User.objects.get(email="tib.lansstyrelsen@demo.example")  # rsib wrote it
    adjusted = draft.exclude(meeting=world.found["held"]).earliest("pk")
    minutes_services.adjust_protocol(protocol_id=adjusted.pk, by=second, at=now)
    # The newest call: numbers of notices are random, and older links may have expired.
    link = Notice.objects.filter(template="summons", body__contains="/k/").latest("created_at").body
    secret, hashed = actor_rules.new_secret()
    Invitation.objects.filter(pk=world.found["invitation"].pk).update(token_hash=hashed)
    world.found |= {
        "adjusted": adjusted,
        "running": running,
        "roll": running.attendances.first(),
        "own_summons": summons.get(),
        "token": link.split("/k/")[1][:14],
        "secret": secret,
        "own_shift": DutyShift.objects.filter(
            holder=rsib, starts_at__lte=now, ends_at__gt=now
        ).first(),
    }
    asker = world.found["request"].raised_by.email.split("@")[0]
    world.clients["asker"] = world.clients[asker]
