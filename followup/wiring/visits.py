"""Registries: the job that makes the pack for a visit, and the nights that ask for them."""

from followup.services import visit_packs
from notices import ticks


def register() -> None:
    """Fill the registries."""
    visit_packs.register()
    ticks.register(visit_packs.TICK, visit_packs.want_due, visit_packs.EVERY)
