"""What requests lend to the apps below: answers, ticks, failures and navigation."""

from datetime import timedelta

from activations.request_answers import RequestAnswers
from activations.services import routing
from common import navigation
from notices import answers, failures, ticks

ESCALATION_EVERY = timedelta(seconds=5)


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    answers.register(RequestAnswers())
    failures.register(routing.alarm_failed)
    ticks.register("escalation", routing.escalate_due, ESCALATION_EVERY)
    navigation.register(
        navigation.NavItem(label="Start", url_name="start", icon="home", order=0, bottom=True)
    )
