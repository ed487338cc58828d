"""What the follow-up gives to the registries of the apps below."""

from datetime import timedelta

from actors.models import User
from common import my_page, navigation, todo
from common import search as page_search
from followup import page_context
from followup.annual.compilations import documents as compilation_documents
from followup.annual.reports import steps
from followup.cases import documents as case_documents
from followup.deadlines.ladders import own_page, reminders, watch
from followup.documents import services as documents
from followup.documents.reviews import services as document_reviews
from followup.economy.reviews import services as reviews
from followup.overview import search
from followup.overview import todo as follow_up_todo
from followup.visits.measures import documents as measure_documents
from followup.visits.pack import services as visit_packs
from followup.visits.report import documents as report_documents
from notices.sender import ticks


def register() -> None:
    """Fill the registries. Called once, when models can be loaded."""
    page_search.register(*search.KINDS)
    _add_entries()
    ticks.register(reminders.TICK, reminders.send_due, reminders.EVERY)
    # After the reminders: what an outage left behind is caught up before anybody is told.
    ticks.register(watch.TICK, watch.tell_of_silence, watch.EVERY)
    ticks.register("term_documents", documents.lay_current, timedelta(hours=12))
    ticks.register("year_two", document_reviews.tell_year_two, timedelta(hours=12))
    ticks.register("annual_reports", steps.lay_coming, timedelta(hours=12))
    ticks.register("lay_review_deadlines", reviews.lay_current, timedelta(days=1))
    ticks.register(visit_packs.TICK, visit_packs.want_due, visit_packs.EVERY)
    my_page.register(own_page.reminders)
    todo.register(follow_up_todo.tasks)
    compilation_documents.PDF.register()
    visit_packs.PACK.register()
    report_documents.PDF.register()
    measure_documents.PDF.register()
    case_documents.PDF.register()
    case_documents.BUNDLE.register()


def _add_entries() -> None:
    """Name the pages of the main navigation, each to those who have something to do there."""
    for label, url_name, icon, order, visible_to in (
        ("Uppföljning", "followup:home", "document", 50, page_context.follows_up),
        ("Vår kommun", "followup:own", "document", 50, page_context.serves_municipality),
        ("Metod", "followup:method", "document", 51, _keeps_only_the_method),
        ("Ärenden", "followup:cases", "list", 55, page_context.follows_up),
    ):
        navigation.register(
            navigation.NavItem(label, url_name, icon=icon, order=order, visible_to=visible_to)
        )


def _keeps_only_the_method(user: User) -> bool:
    """Return whether the method is all that the user has to do with the follow-up."""
    return page_context.place_of(user).administers_method and not page_context.follows_up(user)
