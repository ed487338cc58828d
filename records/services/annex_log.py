"""What is done with a secret annex, in the log of acts: its class is told, never its words."""

from datetime import datetime
from typing import TYPE_CHECKING

from records import audit
from records.models import SecretAnnex
from records.refs import ref

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Person = AbstractBaseUser | AnonymousUser


def note(
    annex: SecretAnnex, action: str, text: str, label: str, by: "Person", at: datetime
) -> None:
    """Write an act on the annex to the log.

    Källa: reliability.md K12.
    """
    audit.write(
        at=at,
        action=action,
        object_ref=ref(annex),
        text=text,
        by_label=label,
        user_id=by.pk,
        data={"class": annex.secrecy},
    )
