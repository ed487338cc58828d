"""What the follow-up gives to the registries below: secrets."""

from common import my_page, todo
from forums import hooks
from records.secrets import owners as secret_owners
from records.secrets import secrets
from secrecy import own_page
from secrecy.matters import MatterOwner
from secrecy.meetings import SecretPointHooks
from secrecy.notices import tell_of_many_readings


def register() -> None:
    """Answer for what annexes belong to, hear alarms, and show the way from other pages."""
    owner = MatterOwner()
    for kind in ("followup.visit", "actors.actor", "forums.meeting"):
        secret_owners.register(kind, owner)
    hooks.register(SecretPointHooks())
    secrets.alarms.register(tell_of_many_readings)
    my_page.register(own_page.section)
    todo.register(own_page.tasks)
