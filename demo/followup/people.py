"""Demo users who act for municipalities other than the one that has its own."""

from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password

from actors.models import Appointment, Function, User
from demo.actors import PASSWORD, PEOPLE


def person(name: str) -> User:
    """Return one of the demo's users by the start of the address."""
    return User.objects.get(email=f"{name}@demo.example")


def handler() -> User:
    """Return the county's first handler."""
    return person("handlaggare")


def second_handler() -> User:
    """Return the county's second handler, who approves what the first wrote."""
    return person("handlaggare.b")


def chief() -> User:
    """Return the one who signs for the county."""
    return person("chef.lansstyrelsen")


def reviewer() -> User:
    """Return the reviewer at MSB/MCF."""
    return person("granskare.mcf")


def coordinator(slug: str, at: datetime) -> User:
    """Return whoever holds the municipality's post of preparedness coordinator."""
    return _holder(f"samordnare.{slug}", slug, "Beredskapssamordnare", at)


def director(slug: str, at: datetime) -> User:
    """Return whoever holds the municipality's post of municipal director."""
    return _holder(f"direktor.{slug}", slug, "Kommundirektör", at)


@cache
def _password() -> str:
    """Return the hash of the demo's password, made once: it is slow on purpose."""
    return make_password(PASSWORD)


def _holder(name: str, slug: str, start: str, at: datetime) -> User:
    if name in PEOPLE:
        return person(name)
    email = f"{name}@demo.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=f"DEMO {name}")
        user.password = _password()
        user.save(update_fields=["password"])
    function = Function.objects.get(actor__slug=slug, name__startswith=start)
    if not user.appointments.filter(function=function).exists():
        Appointment.objects.create(
            person=user, function=function, starts_at=at - timedelta(days=5 * 365)
        )
    return user
