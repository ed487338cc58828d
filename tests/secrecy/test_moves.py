"""Something secret in an open field is moved at one click, and purged wherever it stood."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.dialogue.models import DialogueNote
from followup.visits.models import VisitArea, VisitCompletion, VisitProtocol
from notices.models import Notice
from records.files import files
from records.models import AuditEntry, Job, SecretText, StoredFile
from records.refs import ref
from records.secrets.secrets import open_text
from secrecy.moves import services as secret_moves
from tests.secrecy.factories import AT, Scene, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Reservkraften räcker bara två timmar i ledningsplatsen.\nSe även karta."


@pytest.fixture
def scene() -> Scene:
    return Scene()


def move(scene: Scene, key: str, by: Any = None):
    return secret_moves.move_to_annex(
        visit=scene.visit, key=key, legal_grounds=["18:13"], by=by or scene.handler, at=AT
    )


def write(scene: Scene, field: str = "reasons", words: str = WORDS) -> str:
    setattr(scene.visit, field, words)
    scene.visit.save()
    return f"visit.{scene.visit.pk}.{field}"


def test_the_words_are_moved_and_the_field_points_at_the_annex(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 9.5: fritext som läckt flyttas till hemlig bilaga."""
    annex = move(scene, write(scene))

    scene.visit.refresh_from_db()
    assert scene.visit.reasons == "Se hemlig bilaga 1."
    assert open_text(annex, SecretText.objects.get())[1] == WORDS


def notice(body: str, status: str = "queued", about_ref: str = "") -> Notice:
    return Notice.objects.create(
        template="dialogue",
        channel="email",
        address="a@kommun.example",
        recipient_label="Samordnare",
        subject="Nytt",
        body=body,
        status=status,
        about_ref=about_ref,
        created_at=AT,
        due_at=AT,
        sent_at=AT if status == "sent" else None,
    )


def test_messages_lose_the_words_and_those_that_wait_are_not_sent(scene: Scene) -> None:
    waiting = notice(f"Bakgrund:\n{WORDS}")
    left = notice(WORDS.splitlines()[0], "sent")
    other = notice("Något annat.")

    move(scene, write(scene))

    for found in (waiting, left, other):
        found.refresh_from_db()
    assert (waiting.status, waiting.body) == ("cancelled", secret_moves.MOVED)
    assert (left.status, left.body) == ("sent", secret_moves.MOVED)
    assert (other.status, other.body) == ("queued", "Något annat.")


def test_short_words_are_not_taken_out_of_messages_about_other_things(scene: Scene) -> None:
    """domain.md 9.5: "Nej." stands in everybody's messages; an alarm is not stopped for it."""
    own = notice("Program:\nNej.", about_ref=ref(scene.visit))
    others = notice("Nej. Larmet gäller.")

    move(scene, write(scene, words="Nej."))

    for found in (own, others):
        found.refresh_from_db()
    assert (own.status, own.body) == ("cancelled", secret_moves.MOVED)
    assert (others.status, others.body) == ("queued", "Nej. Larmet gäller.")


@pytest.mark.django_db(transaction=True)
def test_documents_made_from_the_field_are_removed_from_the_disk() -> None:
    scene = Scene()
    stored = files.store(WORDS.encode(), name="pack.pdf", content_type="application/pdf", at=AT)
    Job.objects.create(
        kind="visit_pack",
        object_ref=ref(scene.visit),
        status="done",
        wanted_at=AT,
        done_at=AT,
        result=stored,
    )
    path = Path(django_settings.MEDIA_ROOT) / "files" / stored.path
    assert path.exists()

    move(scene, write(scene))

    assert not path.exists()
    assert not StoredFile.objects.exists()
    assert not Job.objects.exists()


def test_the_log_keeps_a_hash_alone(scene: Scene) -> None:
    move(scene, write(scene))

    entry = AuditEntry.objects.get(action="secrets.move")
    assert len(entry.data["sha256"]) == 64
    assert "Reservkraften" not in str(list(AuditEntry.objects.values()))


def protocol(scene: Scene, **values: Any) -> VisitProtocol:
    return VisitProtocol.objects.create(visit=scene.visit, drafted_at=AT, **values)


def test_every_open_field_that_holds_words_can_be_moved(scene: Scene) -> None:
    write(scene)
    protocol(scene, assessment="Bedömning med något hemligt i")
    VisitArea.objects.create(visit=scene.visit, area="rsa", note="Anteckning om området")
    VisitCompletion.objects.create(
        visit=scene.visit,
        text="Underlag om reservkraft",
        answer="",
        due_date=date(2026, 12, 1),
        asked_at=AT,
        asked_by="Handläggare",
    )
    note = DialogueNote.objects.create(
        county=scene.county,
        held_date=date(2026, 11, 1),
        form="call",
        subject="Samtal",
        text="Något hemligt i telefon",
        noted_at=AT,
        noted_by="Handläggare",
    )
    note.municipalities.add(scene.municipality)

    keys = [text.key for text in secret_moves.open_texts(scene.visit)]

    assert [key.split(".")[0] for key in keys] == [
        "visit",
        "protocol",
        "area",
        "completion",
        "dialogue",
    ]
    for key in keys:
        move(scene, key)
    scene.visit.refresh_from_db()
    assert secret_moves.open_texts(scene.visit) == []
    with pytest.raises(RuleError, match="redan flyttad"):
        move(scene, keys[0])
    note.refresh_from_db()
    assert note.text == "Se hemlig bilaga 5."


def test_a_sealed_protocol_is_not_rewritten(scene: Scene) -> None:
    key = write(scene)
    protocol(
        scene,
        status="approved",
        approved_at=AT,
        approved_by="Länsöverdirektör",
        content={"orsaker": WORDS},
        content_sha256="0" * 64,
    )

    with pytest.raises(RuleError, match="förseglat"):
        move(scene, key)


def test_a_sealed_protocol_without_the_words_stands_in_nobodys_way(scene: Scene) -> None:
    key = write(scene, words="kort")
    stored = files.store(b"%PDF", name="p.pdf", content_type="application/pdf", at=AT)
    sealed = protocol(
        scene,
        status="approved",
        approved_at=AT,
        approved_by="Länsöverdirektör",
        content={"orsaker": "Inget"},
        content_sha256="0" * 64,
        pdf=stored,
    )

    move(scene, key)

    sealed.refresh_from_db()
    assert sealed.pdf == stored


def test_only_a_handler_moves_and_only_what_holds_words(scene: Scene) -> None:
    key = write(scene)
    with pytest.raises(PermissionDenied):
        move(scene, key, by=scene.director)
    for wrong in ("visit.0.reasons", f"visit.{scene.visit.pk}.strengths"):
        with pytest.raises(RuleError, match="innehåller text"):
            move(scene, wrong)


def test_history_is_purged_where_there_is_one(scene: Scene, monkeypatch) -> None:
    purged = []

    class History:
        def all(self):
            return self

        def delete(self):
            purged.append(True)

    monkeypatch.setattr(type(scene.visit), "history", History(), raising=False)
    move(scene, write(scene))

    assert purged == [True]


def test_the_page_moves_at_one_click(scene: Scene) -> None:
    key = write(scene)
    client = signed_in(scene.handler)
    address = (
        f"/uppfoljning/kommun/{scene.municipality.scb_code}/besok/{scene.visit.pk}"
        "/flytta-till-hemlig-bilaga/"
    )
    shown = client.get(address).content.decode()
    assert "Besöket: Orsaker till brister" in shown
    assert "Reservkraften" not in shown
    assert client.post(address, {}).status_code == 422

    done = client.post(address, {"key": key, "legal_grounds": ["18:13"]})

    assert done.status_code == 302
    assert "Hemlig bilaga nr 1 finns" in client.get(done["Location"]).content.decode()
    protocol(
        scene,
        status="approved",
        approved_at=AT + timedelta(days=1),
        approved_by="Länsöverdirektör",
        content={"orsaker": WORDS},
        content_sha256="0" * 64,
    )
    again = client.post(address, {"key": write(scene), "legal_grounds": ["18:13"]})
    assert again.status_code == 409
