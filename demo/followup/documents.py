"""The demonstration: documents of 2023–2026.

Most municipalities handed in during the first year. Nykvarn has no RSA: its dated plan slipped.
Sigtuna let too low a body decide its plan. Vaxholm has been asked for more. Vallentuna's all stand.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zlib import crc32

from actors.models import Actor, County
from demo.followup import people
from followup.deadlines import services as deadlines
from followup.documents import queries as reads
from followup.documents import services as documents
from followup.documents.models import DocumentFile, DocumentVersion, MunicipalDocument
from followup.documents.reviews import services as document_reviews
from followup.terms import queries as method
from followup.terms.models import DocumentKind, ElectoralTerm
from records.files import files
from records.models import StoredFile

START: Final = datetime(2023, 1, 9, 8, tzinfo=UTC)
ACCEPTED: Final = datetime(2024, 3, 1, 9, tzinfo=UTC)
NO_RSA: Final = "nykvarn"
TOO_LOW: Final = ("sigtuna", DocumentKind.EMERGENCY_PLAN)
ASKED: Final = ("vaxholm", DocumentKind.TRAINING_PLAN)
LATE: Final = {
    ("norrtalje", DocumentKind.GOVERNING_DOCUMENT),
    ("haninge", DocumentKind.RISK_ANALYSIS),
}
NOT_YET: Final = {("sundbyberg", DocumentKind.TRAINING_PLAN)}
PLAYED: Final = {"vallentuna", "sigtuna", "vaxholm", "nykvarn"}
BODIES: Final = {
    DocumentKind.RISK_ANALYSIS: "board",
    DocumentKind.GOVERNING_DOCUMENT: "council",
    DocumentKind.CRISIS_BOARD_RULES: "council",
    DocumentKind.EMERGENCY_PLAN: "director",
    DocumentKind.TRAINING_PLAN: "director",
}
FEEDBACK: Final = "DEMO: Dokumentet är tydligt och håller ihop. Tack för ett gott arbete."
LOW: Final = "DEMO: Planen är beslutad på för låg nivå. Lägst kommundirektören beslutar den."
MORE: Final = "DEMO: Komplettera planen med hur krisledningsnämnden övas."


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    county = County.objects.get(code="01")
    term = method.term_of_year(2023)
    if term is None or DocumentVersion.objects.filter(document__term=term).exists():
        return
    documents.lay_term(county=county, term=term, at=START)
    places = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
    shared = {kind: _file(kind) for kind in DocumentKind}
    by_hand = [place for place in places if place.slug in PLAYED]
    _earlier([place for place in places if place.slug not in PLAYED], term, shared)
    for place in by_hand:
        for kind in DocumentKind:
            if (place.slug, kind) != (NO_RSA, DocumentKind.RISK_ANALYSIS):
                _play(place, term, kind, shared[kind])
    _plan(by_hand, term)
    _revise(by_hand, term, shared[DocumentKind.TRAINING_PLAN])


def _revise(places: list[Actor], term: ElectoralTerm, stored: StoredFile) -> None:
    """Hand in a second version of Vallentuna's training plan, which waits for the county."""
    place = next(one for one in places if one.slug == "vallentuna")
    documents.hand_in(
        municipality_id=place.pk,
        term_id=term.pk,
        kind=DocumentKind.TRAINING_PLAN,
        delivery=documents.Delivery(
            deciding_body="director",
            decided_date=date(2026, 11, 9),
            reason="DEMO: Planen är reviderad efter höstens övning.",
            note="DEMO",
        ),
        files=[stored],
        by=people.coordinator(place.slug, START),
        at=datetime(2026, 11, 12, 9, tzinfo=UTC),
    )


def _earlier(
    places: list[Actor], term: ElectoralTerm, shared: dict[DocumentKind, StoredFile]
) -> None:
    """Lay what most have handed in and got accepted, as if brought in from before: rows at once."""
    label = "Länsstyrelsen Stockholm: Handläggare uppföljning"
    found = {
        (one.municipality_id, one.kind): one for one in MunicipalDocument.objects.filter(term=term)
    }
    versions = []
    for place in places:
        for kind in DocumentKind:
            if (place.slug, kind) in NOT_YET:
                continue
            document = found[place.pk, kind]
            decided = _decided(place, kind)
            received = datetime(decided.year, decided.month, decided.day, 9, tzinfo=UTC)
            received += timedelta(days=3)
            versions.append(
                DocumentVersion(
                    document=document,
                    number=1,
                    deciding_body=BODIES[kind],
                    decided_date=decided,
                    received_date=received.date(),
                    confidentiality="internal",
                    note="DEMO",
                    submitted_at=received,
                    submitted_by=f"{place.name}: Beredskapssamordnare",
                    accepted_at=ACCEPTED,
                    accepted_by=label,
                )
            )
            key = documents.deadline_key(place, term, kind)
            deadlines.meet(key=key, at=received)
    made = DocumentVersion.objects.bulk_create(versions)
    DocumentFile.objects.bulk_create(
        DocumentFile(version=one, stored=shared[DocumentKind(one.document.kind)]) for one in made
    )
    MunicipalDocument.objects.filter(pk__in=[one.document_id for one in made]).update(
        status=MunicipalDocument.Status.ACCEPTED,
        accepted_at=ACCEPTED,
        accepted_by=label,
    )


def _play(place: Actor, term: ElectoralTerm, kind: DocumentKind, stored: StoredFile) -> None:
    """Hand in one document through the services, and answer it."""
    decided = _decided(place, kind)
    handed_in = datetime(decided.year, decided.month, decided.day, 9, tzinfo=UTC)
    is_too_low = (place.slug, kind) == TOO_LOW
    version = documents.hand_in(
        municipality_id=place.pk,
        term_id=term.pk,
        kind=kind,
        delivery=documents.Delivery(
            deciding_body="official" if is_too_low else BODIES[kind],
            decided_date=decided,
            registry_number=f"KS {decided.year}:{100 + len(kind)}",
            note="DEMO",
            knows_too_low=is_too_low,
        ),
        files=[stored],
        by=people.coordinator(place.slug, START),
        at=handed_in + timedelta(days=2),
    )
    answered = handed_in + timedelta(days=40)
    asks = (place.slug, kind) == ASKED
    if not is_too_low:
        _judge(version, answered)
    written = document_reviews.draft_feedback(
        version_id=version.pk,
        text=MORE if asks else (LOW if is_too_low else FEEDBACK),
        asks_completion=asks,
        complete_by=date(2026, 12, 15) if asks else None,
        by=people.handler(),
        at=answered,
    )
    document_reviews.send_feedback(feedback_id=written.pk, by=people.handler(), at=answered)
    if not asks and not is_too_low:
        document_reviews.accept_document(
            document_id=version.document_id,
            by=people.handler(),
            at=answered + timedelta(days=1),
        )


def _judge(version: DocumentVersion, at: datetime) -> None:
    for heading in reads.headings(version):
        document_reviews.check_heading(
            version_id=version.pk,
            number=heading.heading.number,
            found="yes",
            text="",
            by=people.handler(),
            at=at,
        )
    for row in reads.criteria(version):
        document_reviews.check_criterion(
            version_id=version.pk,
            criterion_id=row.criterion.pk,
            verdict="met",
            reasoning="DEMO",
            by=people.handler(),
            at=at,
        )


def _plan(places: list[Actor], term: ElectoralTerm) -> None:
    """Note twice why Nykvarn has no RSA: the first plan slipped."""
    place = next(one for one in places if one.slug == NO_RSA)
    missing = MunicipalDocument.objects.get(
        municipality=place, term=term, kind=DocumentKind.RISK_ANALYSIS
    )
    for noted, planned in (
        (datetime(2024, 1, 22, 9, tzinfo=UTC), date(2024, 9, 30)),
        (datetime(2024, 10, 14, 8, tzinfo=UTC), date(2026, 9, 30)),
    ):
        document_reviews.plan_missing(
            document_id=missing.pk,
            reason="DEMO: Tjänsten som beredskapssamordnare har varit vakant.",
            planned_date=planned,
            by=people.handler(),
            at=noted,
        )


def _decided(place: Actor, kind: DocumentKind) -> date:
    """Return a day in the autumn of the first year, the same each time; later for the late."""
    if (place.slug, kind) == ASKED:
        return date(2026, 9, 14)
    if (place.slug, kind) in LATE:
        return date(2024, 2, 12)
    spread = crc32(f"{place.slug}{kind}".encode()) % 40
    start = date(2023, 9, 4) if kind == DocumentKind.RISK_ANALYSIS else date(2023, 10, 30)
    return start + timedelta(days=spread)


def _file(kind: DocumentKind) -> StoredFile:
    return files.store(
        _pdf(f"DEMO {kind.label}"),
        name=f"DEMO {kind.label.split(' (')[0]}.pdf",
        content_type="application/pdf",
        at=START,
    )


def _pdf(text: str) -> bytes:
    """Return a page with one line of text: a few hundred bytes, no library."""
    line = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    content = b"BT /F1 24 Tf 60 760 Td (" + line + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return body + head + table + tail
