"""What the follow-up gives to the registries below: secrets."""

from activations import start_reports
from common import my_page
from followup import own_secrets
from followup.reports.secrets import FollowUpOwner
from followup.services.secret_notices import tell_of_many_readings
from records import secret_owners, secrets


def register() -> None:
    """Answer for visits and municipalities, hear alarms, and show the way from one's own pages."""
    owner = FollowUpOwner()
    secret_owners.register("followup.visit", owner)
    secret_owners.register("actors.actor", owner)
    secrets.register_alarm(tell_of_many_readings)
    my_page.register(own_secrets.section)
    start_reports.register(own_secrets.start_tasks)
