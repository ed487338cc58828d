"""What activations lend to the apps below: answers, ticks, hooks, navigation and banners."""

from datetime import timedelta

from activations import answering, hooks, leading, reports, search, signs
from activations.services import summonses
from common import banners, navigation
from forums import hooks as forum_hooks
from forums import leading as forum_leading
from forums import modes
from notices import answers, failures, receipts, ticks

CHASE_EVERY = timedelta(seconds=5)


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    answers.register(answering.SummonsAnswers())
    receipts.register(answering.on_receipt)
    failures.register(answering.on_failure)
    ticks.register("chase_summonses", summonses.chase_due, CHASE_EVERY)
    forum_hooks.register(hooks.ActivationHooks())
    forum_leading.register(leading.leading_meeting)
    modes.register(reports.modes_of)
    banners.register(signs.mode_banners)
    search.register_kinds()
    navigation.register(
        navigation.NavItem(
            label="Händelser", url_name="home_events", icon="event", order=20, bottom=True
        )
    )
