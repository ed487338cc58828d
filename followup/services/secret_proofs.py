"""Move a file that shows a measure done into a secret annex: sealed there, and gone from here.

Källa: reliability.md K18.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from actors.models import Actor, User
from common.errors import RuleError
from common.numbers import whole
from followup.models import Measure, MeasureProof
from records import files
from records.models import SecretAnnex, StagedUpload, StoredFile
from records.services import annexes
from records.services.annexes import NewFile

KIND: Final = "proof"


@dataclass(frozen=True)
class OpenFile:
    """A file that lies open: its key in the form, and its name there."""

    key: str
    label: str


def open_files(municipality: Actor, most: int) -> list[OpenFile]:
    """Return the files that show the municipality's measures done, the newest first.

    Källa: reliability.md K18.
    """
    found = MeasureProof.objects.filter(measure__municipality=municipality)
    return [
        OpenFile(f"{KIND}.{one.pk}", _label(one))
        for one in found.select_related("stored").order_by("-pk")[:most]
    ]


def move_file(
    *,
    municipality: Actor,
    about_ref: str,
    key: str,
    legal_grounds: Sequence[str],
    by: User,
    at: datetime,
) -> tuple[SecretAnnex, str]:
    """Seal the file in a new annex, take its rows away, and its bytes once that is committed.

    The measure then points at the annex. Returns the annex and the digest of the file.
    Källa: reliability.md K18.

    :raises PermissionDenied: if the user does not write annexes on the thing.
    :raises RuleError: if there is no such file, a signed opinion rests on it, it lies in other
        places as well, or it is larger than an annex takes.
    """
    proof = _locked(municipality, key)
    stored = proof.stored
    same = MeasureProof.objects.filter(
        measure__municipality=municipality, stored__sha256=stored.sha256
    )
    _refuse_if_signed(same)
    _refuse_if_elsewhere(same, stored)
    with files.open(stored) as file:
        content = file.read()
    annex = annexes.create_annex(
        about_ref=about_ref,
        legal_grounds=legal_grounds,
        title=_label(proof),
        body=f"Filen lades till av {proof.added_by}.",
        files=[NewFile(stored.name, content)],
        by=by,
        at=at,
    )
    measures = Measure.objects.filter(pk__in=same.values("measure")).order_by("pk")
    for measure in measures.select_for_update(no_key=True):
        _point_at(measure, annex)
    _remove(list(StoredFile.objects.filter(sha256=stored.sha256)))
    return annex, stored.sha256


def _label(proof: MeasureProof) -> str:
    return f"Åtgärd {proof.measure_id}: Filen ”{proof.stored.name}”"


def _locked(municipality: Actor, key: str) -> MeasureProof:
    """Return the file with its measure locked, so that nobody hands in beside us."""
    number = whole(key.removeprefix(f"{KIND}."))
    proofs = MeasureProof.objects.filter(measure__municipality=municipality)
    found = proofs.filter(pk=number or 0).first()
    if found is None:
        raise RuleError("Filen finns inte längre. Välj på nytt.", field="key")
    Measure.objects.select_for_update(no_key=True).get(pk=found.measure_id)
    return proofs.select_related("stored").get(pk=found.pk)


def _refuse_if_signed(proofs: QuerySet[MeasureProof]) -> None:
    if proofs.filter(measure__deficiency__referrals__content__isnull=False).exists():
        raise RuleError(
            "Filen hör till underlaget för ett undertecknat yttrande, som är förseglat. Kontakta"
            " den som ansvarar för säkerhetsskyddet och registratorn."
        )


def _refuse_if_elsewhere(proofs: QuerySet[MeasureProof], stored: StoredFile) -> None:
    """Refuse to leave the same bytes open in another place; what was never handed in may go."""
    known = proofs.values("stored")
    waiting = StagedUpload.objects.values("stored")
    others = StoredFile.objects.filter(sha256=stored.sha256)
    if others.exclude(pk__in=known).exclude(pk__in=waiting).exists():
        raise RuleError(
            "Samma fil finns på fler ställen än bland åtgärderna. Ta bort den där först, eller"
            " kontakta den som ansvarar för säkerhetsskyddet."
        )


def _point_at(measure: Measure, annex: SecretAnnex) -> None:
    """Say in the account where the file is now, if there is room."""
    pointer = f"Se hemlig bilaga {annex.number}."
    text = f"{measure.done_text}\n{pointer}".strip()
    longest = Measure._meta.get_field("done_text").max_length
    if len(text) <= (longest or 0):
        Measure.objects.filter(pk=measure.pk).update(done_text=text)


def _remove(stored: Sequence[StoredFile]) -> None:
    MeasureProof.objects.filter(stored__in=stored).delete()
    for file in stored:
        path = Path(settings.MEDIA_ROOT) / "files" / file.path
        file.delete()
        transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
