"""The opinion as PDF, and the bundle of evidence that goes with it, made by jobs.

The bundle is a zip with the opinion, its sealed contents, the documents it rests on, a manifest and
``SHA256SUMS``, so that anybody can check it: ``sha256sum -c SHA256SUMS``. Secret annexes and
documents of a restricted circle never go along; the manifest says that they are handed over apart.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from common.counts import counted
from followup.cases.models import Referral
from followup.documents.models import Confidentiality, DocumentFile
from followup.visits.measures.models import MeasureProof
from followup.visits.models import VisitProtocol
from records import pdf
from records.files import files, seals
from records.jobs.documents import Document
from records.models import StoredFile

TEMPLATE: Final = "followup/cases/pdf.html"
# Zip files say when each entry was made; a fixed day makes the same case the same bytes.
_ZIP_TIME: Final = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Entry:
    """One file of a bundle: where it lies, its bytes, and what it is."""

    path: str
    content: bytes
    what: str


def build(referral: Referral) -> bytes:
    """Return the bytes of the bundle.

    Källa: Vägledningen 3.3 "utifrån vad länsstyrelsen skriver i yttrandet"; domain.md 7.10.
    """
    entries = list(_entries(referral))
    manifest = {
        "case": referral.pk,
        "registry_number": referral.registry_number,
        "municipality": referral.municipality.name,
        "sealed": referral.content_sha256,
        "left_out": _left_out(referral),
        "files": [
            {
                "path": entry.path,
                "what": entry.what,
                "bytes": len(entry.content),
                "sha256": hashlib.sha256(entry.content).hexdigest(),
            }
            for entry in entries
        ],
    }
    listing = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True).encode()
    entries.append(Entry("manifest.json", listing, "Förteckning"))
    sums = "".join(
        f"{hashlib.sha256(entry.content).hexdigest()}  {entry.path}\n" for entry in entries
    )
    entries.append(Entry("SHA256SUMS", sums.encode(), "Kontrollsummor"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, entry.content)
    return buffer.getvalue()


def faults(bundle: bytes, referral: Referral | None = None) -> list[str]:
    """Return what is wrong with a bundle, in Swedish; nothing if it is whole.

    With the case at hand also whether its contents are those that were signed.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(bundle))
        names = archive.namelist()
        sums = archive.read("SHA256SUMS").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return ["Filen är inte ett underlagspaket från SSR."]
    found = []
    pairs = (line.split("  ", 1) for line in sums.splitlines() if "  " in line)
    listed = {name: expected for expected, name in pairs}
    for name in sorted(set(names) - set(listed) - {"SHA256SUMS"}):
        found.append(f"{name} finns inte i förteckningen.")
    for name, expected in sorted(listed.items()):
        if name not in names:
            found.append(f"{name} saknas.")
        elif _sum_of(archive, name) != expected:
            found.append(f"{name} är ändrad.")
    if referral is not None and "innehall.json" in names:
        inner = _sum_of(archive, "innehall.json")
        if inner != referral.content_sha256:
            found.append("Innehållet är inte det som skrevs under.")
    return found


def _sum_of(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return hashlib.sha256(archive.read(name)).hexdigest()
    except zipfile.BadZipFile:
        return ""


def context_of(referral: Referral) -> dict[str, Any]:
    """Return what the opinion's template shows, from the sealed contents alone."""
    return {
        "content": referral.content or {},
        "referral": referral,
        "sha256": referral.content_sha256,
        "title": f"Yttrande om {referral.municipality}",
        "exercise": False,
    }


def _opinion(referral: Referral) -> bytes:
    return pdf.render(
        TEMPLATE,
        context_of(referral),
        identifier=referral.content_sha256.encode(),
        at=referral.signed_at or referral.opened_at,
    )


def _entries(referral: Referral) -> Iterator[Entry]:
    yield Entry("yttrande.pdf", _opinion(referral), "Yttrandet")
    yield Entry(
        "innehall.json", seals.canonical(referral.content or {}), "Yttrandets förseglade innehåll"
    )
    for stored, what, folder in _evidence_files(referral):
        with files.open(stored) as file:
            yield Entry(f"{folder}/{stored.pk.hex[:8]}-{stored.name}", file.read(), what)


def _evidence_files(referral: Referral) -> Iterator[tuple[StoredFile, str, str]]:
    documents = _document_files(referral).exclude(
        version__confidentiality=Confidentiality.RESTRICTED
    )
    for row in documents:
        yield row.stored, str(row.version), "dokument"
    protocols = VisitProtocol.objects.filter(
        visit__municipality=referral.municipality, sent_at__isnull=False, pdf__isnull=False
    ).select_related("pdf", "visit__municipality")
    for protocol in protocols.order_by("pk"):
        if protocol.pdf is not None:
            yield protocol.pdf, str(protocol), "protokoll"
    proofs = MeasureProof.objects.filter(measure__deficiency__referrals=referral)
    for proof in proofs.select_related("stored", "measure__municipality").distinct().order_by("pk"):
        yield proof.stored, str(proof.measure), "atgarder"


def _document_files(referral: Referral) -> Any:
    return (
        DocumentFile.objects.filter(version__document__municipality=referral.municipality)
        .select_related("stored", "version__document__municipality", "version__document__term")
        .order_by("pk")
    )


def _left_out(referral: Referral) -> str:
    restricted = _document_files(referral).filter(
        version__confidentiality=Confidentiality.RESTRICTED
    )
    count = restricted.count()
    return (
        f"{counted(count, 'handling', 'handlingar')} för begränsad krets lämnas för sig."
        if count
        else ""
    )


CASES: Final = Referral.objects.select_related("municipality__county", "pdf", "bundle")


def _scope(referral: Referral) -> str:
    return f"referral:{referral.pk}"


def _is_signed(referral: Referral) -> bool:
    return referral.signed_at is not None


PDF: Final = Document(
    kind="referral_pdf",
    things=CASES,
    draw=lambda referral, _job: files.store(
        _opinion(referral),
        name=f"yttrande-{referral.pk}.pdf",
        content_type="application/pdf",
        at=timezone.now(),
    ),
    scope=_scope,
    is_settled=_is_signed,
    pointer="pdf",
)
BUNDLE: Final = Document(
    kind="referral_bundle",
    things=CASES,
    draw=lambda referral, _job: files.store(
        build(referral),
        name=f"underlag-{referral.pk}.zip",
        content_type="application/zip",
        at=timezone.now(),
    ),
    scope=_scope,
    is_settled=_is_signed,
    pointer="bundle",
)
