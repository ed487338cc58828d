"""What the follow-up gives to the registries below: secrets."""

from activations import start_reports
from common import my_page
from followup import own_secrets
from followup.meeting_secrets import SecretPointHooks
from followup.reports.secret_matters import MatterOwner
from followup.services.secret_notices import tell_of_many_readings
from forums import hooks
from records import secret_owners, secrets


def register() -> None:
    """Answer for what annexes belong to, hear alarms, and show the way from other pages."""
    owner = MatterOwner()
    for kind in ("followup.visit", "actors.actor", "forums.meeting"):
        secret_owners.register(kind, owner)
    hooks.register(SecretPointHooks())
    secrets.register_alarm(tell_of_many_readings)
    my_page.register(own_secrets.section)
    start_reports.register(own_secrets.start_tasks)
