"""Who looks after the method, and files of criteria."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from actors.imports import spreadsheets
from actors.models import Actor, Function, User
from actors.rights import rights
from followup import access
from followup.method.sets.rows import CRITERIA_HEAD, INDICATOR_HEAD
from followup.method.versions import Grounds
from tests.factories import ActorFactory, FunctionFactory, holder

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
START = date(2027, 1, 1)
GROUND = ("K1", "Grundläggande krav", "Planering", "", "Planen finns.", "")
QUALITY = ("K2", "Kvalitetsmått", "Rapportering", "", "Rapporter övas.", "Stöd")
INDICATOR = ("I1", "Ledning", "Finns en funktion?", "Ja eller nej", "")


def keeper() -> User:
    """Return somebody who looks after the rules common to all counties."""
    actor = Actor.objects.filter(kind=Actor.Kind.NATIONAL_AUTHORITY).first() or ActorFactory(
        kind=Actor.Kind.NATIONAL_AUTHORITY, name="MCF"
    )
    known = Function.objects.filter(actor=actor, name="Metodförvaltare").first()
    function: Function = known or FunctionFactory(actor=actor, name="Metodförvaltare")
    rights.grant(function, access.METHOD, actor)
    return holder(function)


def grounds(valid_from: date = START, **given: Any) -> Grounds:
    return Grounds(valid_from=valid_from, source="Ny källa", reason="Ny föreskrift", **given)


def workbook(rows: Sequence[Sequence[str]], *, indicators: bool = False) -> bytes:
    return spreadsheets.write(INDICATOR_HEAD if indicators else CRITERIA_HEAD, rows, notes=[])
