"""What waits on secrecy: on a person's own page, and in neutral words on the start page."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from actors.models import User
from common.counts import counted
from common.my_page import Section
from common.requests import UserRequest
from common.todo import Task
from records.models import NeedGrant, Undertaking
from secrecy import queries


def section(request: UserRequest) -> Section | None:
    """Show how many undertakings wait and are signed, and the way to them; nothing if none."""
    user = request.user
    waiting = len(queries.to_sign(user, timezone.now()))
    signed = Undertaking.objects.filter(person_id=user.pk).count()
    if not (waiting or signed or NeedGrant.objects.filter(granted_by_id=user.pk).exists()):
        return None
    return Section(
        title="Sekretess",
        template="secrecy/_my_secrecy.html",
        order=30,
        context={"waiting": waiting, "signed": signed},
    )


def tasks(user: User, at: datetime) -> list[Task]:
    """Say that something waits to be signed, not what it is about.

    Källa: domain.md 6.3; Vägledningen 2.10.
    """
    waiting = len(queries.to_sign(user, at))
    if not waiting:
        return []
    text = counted(waiting, "handling väntar på dig", "handlingar väntar på dig")
    url = reverse("secrecy:secrets")
    return [Task(action="Läs och skriv under", text=text, url=url, icon="document")]
