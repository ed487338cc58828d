"""Registries: annual reports and compilations."""

from datetime import timedelta

from followup import compilation_documents
from followup.services import report_steps
from notices import ticks

EVERY = timedelta(hours=12)


def register() -> None:
    """Fill the registries: the PDF of a compilation, and the yearly deadlines."""
    compilation_documents.register()
    ticks.register("annual_reports", report_steps.lay_coming, EVERY)
