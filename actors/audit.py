"""Write to the audit log in the name of a function."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from actors.models import Function, User
from records.audit import audit as log
from records.refs import ref

SYSTEM = "SSR"


def record(
    *,
    by: User | None,
    function: Function | None,
    at: datetime,
    action: str,
    thing: models.Model | str,
    text: str,
    on_behalf_of: str = "",
    data: dict[str, Any] | None = None,
    exercise: bool = False,
) -> None:
    """Write down who did what, in which function; ``by=None`` means the system itself.

    Källa: Målbilden 2.2 "Förutsägbarhet i dokumentation, lagring och spårbarhet".
    """
    log.write(
        at=at,
        action=action,
        object_ref=thing if isinstance(thing, str) else ref(thing),
        text=text,
        by_label=label_of(by, function),
        user_id=by.pk if by else None,
        on_behalf_of=on_behalf_of,
        data=data,
        exercise=exercise,
    )


@dataclass(frozen=True)
class Acting:
    """Who acts, in which function, and when."""

    by: User | None
    function: Function
    at: datetime

    @property
    def label(self) -> str:
        return str(self.function)

    def record(self, action: str, thing: models.Model, text: str, **more: Any) -> None:
        """Write the act down; ``more`` is as of ``record``."""
        record(
            by=self.by,
            function=self.function,
            at=self.at,
            action=action,
            thing=thing,
            text=text,
            **more,
        )


def label_of(by: User | None, function: Function | None) -> str:
    """Return who acted, as others may read it: the function; a person's name only if none."""
    if function is not None:
        return str(function)
    return str(by) if by else SYSTEM
