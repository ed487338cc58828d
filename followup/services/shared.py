"""What the services on a municipality share: the line in the log, and telling functions."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models

from actors import audit, contacts
from actors.models import Function, User
from followup.models import Deficiency, Measure, Referral, Visit
from notices import outbox
from records.refs import ref


def log(
    thing: Deficiency | Measure | Referral | Visit,
    action: str,
    what: str,
    by: User,
    function: Function,
    at: datetime,
) -> None:
    """Write down what was done with a thing of the municipality.

    Källa: model.md §0.4.
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
    Källa: model.md §0.1 (funktion före person).
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
