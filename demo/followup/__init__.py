"""The follow-up of the demonstration: four years, 26 municipalities, three problem cases.

Everything is played through the same services as the pages use, with the times of the past, in
the functions of the demo. Nobody in it is a real person.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from actors import memory
from demo.followup import (
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

PARTS = {
    "metod": method,
    "kommuner": overview,
    "frister": deadlines,
    "dokument": documents,
    "ekonomi": economy,
    "dialog": dialogue,
    "årliga redovisningar": reports,
    "besök": visits,
    "protokoll": protocols,
    "hemliga bilagor": secrets,
    "ärenden": cases,
}


def build(at: datetime, *, tell: Callable[[str], None] = lambda part: None) -> None:
    """Build whatever of the follow-up's demo is missing; safe to repeat.

    ``tell`` hears of each part as it begins.
    """
    with memory.kept():
        for part, noun in PARTS.items():
            tell(f"uppföljning: {part}")
            with transaction.atomic():  # a part is there wholly or not at all; its rows get locked
                noun.build(at)
