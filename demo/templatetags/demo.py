"""The demo's users, on the sign-in page of the demo only."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from actors.models import Appointment, User
from demo.actors import PEOPLE

register = template.Library()
HOST = "@demo.example"


@dataclass(frozen=True)
class DemoUser:
    """Somebody to sign in as, by function; the first ones carry the stories of the demo."""

    email: str
    label: str
    is_first: bool


@register.simple_tag
def demo_users() -> list[DemoUser]:
    """Return who can sign in with the password ``demo``; nobody outside the demo."""
    if not settings.DEMO:
        return []
    held = Appointment.objects.current(timezone.now()).select_related("function__actor")
    people = User.objects.filter(email__endswith=HOST, is_active=True).order_by("pk")
    found = people.prefetch_related(Prefetch("appointments", queryset=held, to_attr="held"))
    return [
        DemoUser(
            email=person.email,
            label=str(person.held[0].function) if person.held else person.name or person.email,
            is_first=person.email.removesuffix(HOST) in PEOPLE,
        )
        for person in found
    ]
