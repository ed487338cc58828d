"""What is done with a secret annex, in the log of acts: its class is told, never its words."""

from datetime import datetime

from records.audit import audit
from records.models import SecretAnnex
from records.refs import ref
from records.secrets.owners import Person


def note(annex: SecretAnnex, action: str, text: str, label: str, by: Person, at: datetime) -> None:
    """Write an act on the annex to the log.

    Källa: domain.md 9.3.
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
