"""What activations lend to the apps below: answers, ticks, hooks, navigation and banners."""

from datetime import timedelta

from activations import banners, who_leads
from activations.events import search, status
from activations.requests import routing
from activations.requests.answers import RequestAnswers
from activations.running.meeting_hooks import ActivationHooks
from activations.start import todo as start_todo
from activations.summons import answers as summons_answers
from activations.summons import chasing
from common import banners as page_banners
from common import navigation, todo
from common import search as page_search
from common.navigation import NavItem
from forums import hooks as forum_hooks
from forums import modes
from forums import who_leads as forum_leaders
from notices.answers import answers
from notices.hooks import failures, receipts
from notices.sender import ticks

EVERY = timedelta(seconds=5)


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    answers.register(
        RequestAnswers(), summons_answers.SummonsAnswers(), summons_answers.DeputyAnswers()
    )
    receipts.register(summons_answers.on_receipt)
    failures.register(routing.alarm_failed, summons_answers.on_failure)
    ticks.register("escalation", routing.escalate_due, EVERY)
    ticks.register("chase_summonses", chasing.chase_due, EVERY)
    forum_hooks.register(ActivationHooks())
    forum_leaders.register(who_leads.leading_meeting)
    modes.register(status.modes_of)
    todo.register(start_todo.tasks)
    page_banners.register(banners.mode_banners)
    page_search.register(*search.KINDS)
    navigation.register(
        NavItem("Start", "start", icon="home", order=0, bottom=True),
        NavItem("Händelser", "home_events", icon="event", order=20, bottom=True),
    )
