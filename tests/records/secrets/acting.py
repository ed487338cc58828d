"""Acts that several tests of secret annexes begin with."""

from datetime import timedelta

from records.models import SecretAnnex
from records.secrets import references, secrets
from tests.secrecy.factories import AT, Scene

FRESH = AT - timedelta(minutes=1)


def may(user, annex: SecretAnnex) -> str:
    """Return the reason of the predicate."""
    return secrets.may_read(user, annex, AT, factor_at=FRESH).reason


def decide_storage(scene: Scene, *, is_on: bool):
    """Let two persons decide on storing defence material."""
    proposed = references.propose_defence_storage(
        county_code="01",
        is_on=is_on,
        analysis_ref="450-1234-2026",
        by=scene.handler,
        by_label="Handläggare",
        at=AT,
    )
    return references.decide_defence_storage(
        proposal_id=proposed.pk,
        is_accepted=True,
        by=scene.signer,
        by_label="Länsöverdirektör",
        at=AT,
    )
