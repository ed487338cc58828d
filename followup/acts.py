"""What the services on a municipality share: the line in the log, and telling functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from actors import audit
from actors.addresses import contacts
from actors.models import Function, User
from notices.outbox import outbox
from records.refs import ref


@dataclass(frozen=True)
class Act:
    """Who acts, in which function, and when: what each step of a service hands on."""

    by: User
    function: Function
    at: datetime

    @property
    def label(self) -> str:
        """Return who acts, as others may read it."""
        return audit.label_of(self.by, self.function)

    @property
    def who(self) -> dict[str, Any]:
        """Return the arguments of what asks for each by itself."""
        return {"by": self.by, "function": self.function, "at": self.at}


def log(thing: Any, action: str, what: str, by: User, function: Function, at: datetime) -> None:
    """Write down what was done with a row that has a ``municipality``.

    Källa: domain.md 1.4.
    """
    text = f"{what}, {thing.municipality}."
    audit.record(by=by, function=function, at=at, action=action, thing=thing, text=text)


def tell(
    template: str,
    functions: Iterable[Function],
    about: models.Model,
    *,
    path: str,
    at: datetime,
    key: str = "",
    **words: str,
) -> int:
    """Tell functions about a thing that is read at ``path``; return how many notices were new.

    With a ``key`` each is told once, however often it is asked for.
    Källa: domain.md 1.1.
    """
    told = 0
    for function in dict.fromkeys(functions):
        notices = outbox.enqueue(
            template=template,
            context={**words, "url": f"{settings.PUBLIC_URL}{path}"},
            recipient=contacts.recipients_of(function, at=at, exercise=False),
            about_ref=ref(about),
            at=at,
            dedupe_key=f"{key}:{function.pk}" if key else "",
        )
        told += len(notices)
    return told
