"""Registries: documents."""

from datetime import timedelta

from followup.services import documents
from notices import ticks

EVERY = timedelta(hours=12)


def register() -> None:
    """Fill the registries: the deadlines of each term that has been elected."""
    ticks.register("term_documents", documents.lay_current, EVERY)
