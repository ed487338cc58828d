"""Move a file that shows a measure done into a secret annex: sealed there, and gone from here.

Källa: domain.md 9.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actors.models import Actor, User
from common.errors import RuleError
from common.numbers import whole
from followup.visits.measures.models import Measure, MeasureProof
from records.files import files
from records.models import SecretAnnex, StagedUpload, StoredFile
from records.secrets import annexes
from records.secrets.annexes import NewFile

KIND: Final = "proof"


@dataclass(frozen=True)
class OpenFile:
    """A file that lies open: its key in the form, and its name there."""

    key: str
    label: str


def open_files(municipality: Actor, most: int) -> list[OpenFile]:
    """Return the files that show the municipality's measures done, the newest first.

    Källa: domain.md 9.5.
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
    Källa: domain.md 9.5.
    """
    proof = _locked(municipality, key)
    stored = proof.stored
    same = MeasureProof.objects.filter(
        measure__municipality=municipality, stored__sha256=stored.sha256
    )
    if same.filter(measure__deficiency__referrals__content__isnull=False).exists():
        raise RuleError(
            "Filen hör till underlaget för ett undertecknat yttrande, som är förseglat. Kontakta"
            " den som ansvarar för säkerhetsskyddet och registratorn."
        )
    copies = StoredFile.objects.filter(sha256=stored.sha256)
    # What was never handed in may go; the same bytes are left open in no other place.
    waiting = StagedUpload.objects.values("stored")
    if copies.exclude(pk__in=same.values("stored")).exclude(pk__in=waiting).exists():
        raise RuleError(
            "Samma fil finns på fler ställen än bland åtgärderna. Ta bort den där först, eller"
            " kontakta den som ansvarar för säkerhetsskyddet."
        )
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
    longest = Measure._meta.get_field("done_text").max_length or 0
    for measure in measures.select_for_update(no_key=True):
        text = f"{measure.done_text}\nSe hemlig bilaga {annex.number}.".strip()
        if len(text) <= longest:
            Measure.objects.filter(pk=measure.pk).update(done_text=text)
    removed = list(copies)
    MeasureProof.objects.filter(stored__in=removed).delete()
    files.remove(removed)
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
