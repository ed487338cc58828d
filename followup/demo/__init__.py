"""The follow-up of the demonstration: four years, 26 municipalities, three problem cases.

Everything is played through the same services as the pages use, with the times of the past, in
the functions of the demo. Nobody in it is a real person.
"""

from datetime import datetime

from followup.demo import (
    cases,
    deadlines,
    dialogue,
    documents,
    economy,
    method,
    overview,
    protocols,
    reports,
    secrets,
    visits,
)


def build(at: datetime) -> None:
    """Build whatever of the follow-up's demo is missing; safe to repeat."""
    method.build(at)
    overview.build(at)
    deadlines.build(at)
    documents.build(at)
    economy.build(at)
    dialogue.build(at)
    reports.build(at)
    visits.build(at)
    protocols.build(at)
    secrets.build(at)
    cases.build(at)
