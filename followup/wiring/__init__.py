"""What the follow-up gives to the registries of the apps below, one module per noun."""

from followup.wiring import (
    cases,
    deadlines,
    dialogue,
    documents,
    economy,
    measures,
    method,
    overview,
    protocols,
    reports,
    secrets,
    visits,
)


def register() -> None:
    """Fill the registries. Called once, when models can be loaded."""
    for noun in (
        overview,
        method,
        deadlines,
        documents,
        dialogue,
        reports,
        economy,
        visits,
        protocols,
        measures,
        cases,
        secrets,
    ):
        noun.register()
