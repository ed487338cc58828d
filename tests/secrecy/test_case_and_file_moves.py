"""Something secret said in a case, or handed in as a file, is moved and gone from every store."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied

from common.errors import RuleError
from followup.cases.models import CaseMessage, MaterialRequest
from followup.visits.measures.models import Deficiency, Measure, MeasureProof
from records.files import files
from records.models import AuditEntry, SecretAnnex, SecretFile, StagedUpload, StoredFile
from secrecy.moves import proofs
from secrecy.moves import services as secret_moves
from tests.followup.cases.factories import considered
from tests.followup.visits.measures.factories import reported
from tests.secrecy.factories import AT, Scene, a_pdf, reader_of, signed_in
from tests.secrecy.test_canaries import canaries, everything_kept, found_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def word(number: int) -> str:
    return canaries(number)["TEXT"]


def words(number: int) -> str:
    return f"Reservkraften {word(number)} räcker bara i två timmar vid ledningsplatsen."


def proof_of(measure: Measure, content: bytes, name: str = "karta.pdf") -> MeasureProof:
    """Return a file by which the municipality shows that the measure is done."""
    stored = files.store(content, name=name, content_type="application/pdf", at=AT)
    return MeasureProof.objects.create(
        measure=measure, stored=stored, added_at=AT, added_by="Samordnare"
    )


def move(scene: Scene, key: str, by: Any = None) -> SecretAnnex:
    scene.visit.refresh_from_db()
    return secret_moves.move_to_annex(
        visit=scene.visit, key=key, legal_grounds=["18:13"], by=by or scene.handler, at=AT
    )


def on_disk() -> bytes:
    root = Path(django_settings.MEDIA_ROOT) / "files"
    return b"\n".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


# What is said in a case -----------------------------------------------------------------------


def test_no_word_said_in_a_case_is_left_and_the_reader_sees_all(scene: Scene) -> None:
    """Vägledningen 2.10, 3.3; domain.md 9.5.

    meddelanden och underlag i ett ärende flyttas och rensas.
    """
    case = considered(scene)
    message = CaseMessage.objects.create(
        referral=case, text=words(0), sent_at=AT, sent_by="Samordnare"
    )
    asked = MaterialRequest.objects.create(
        referral=case, text=words(1), due_date=AT.date(), asked_at=AT, asked_by="MCF",
        answer=words(2), answered_at=AT, answered_by="Samordnare",
    )  # fmt: skip
    keys = [
        f"message.{message.pk}.text",
        f"material.{asked.pk}.text",
        f"material.{asked.pk}.answer",
    ]
    labels = {text.key: text.label for text in secret_moves.open_texts(scene.visit)}
    assert set(keys) <= set(labels)
    assert labels[keys[0]] == f"Ärende {case.pk}, 2026-11-21: Meddelande"

    moved = [move(scene, key) for key in keys]

    assert not found_in(everything_kept())
    for thing in (message, asked):
        thing.refresh_from_db()
    assert message.text == "Se hemlig bilaga 1."
    assert (asked.text, asked.answer) == ("Se hemlig bilaga 2.", "Se hemlig bilaga 3.")
    for user in (scene.handler, scene.coordinator):
        page = signed_in(user).get(f"/arenden/{case.pk}/")
        assert "Se hemlig bilaga 1." in page.content.decode()
        assert not found_in(page.content)
    seen: set[bytes] = set()
    for annex in moved:
        client = reader_of(scene, scene.director, annex)
        seen |= found_in(client.get(f"/sekretess/bilagor/{annex.pk}/").content)
    assert seen == {word(number).encode() for number in range(3)}


def test_what_was_copied_from_a_message_to_another_field_goes_too(scene: Scene) -> None:
    case = considered(scene)
    message = CaseMessage.objects.create(
        referral=case, text=words(0), sent_at=AT, sent_by="Samordnare"
    )
    found = Deficiency.objects.get()
    Deficiency.objects.filter(pk=found.pk).update(remedy=f"Ni skrev: {words(0)}")

    move(scene, f"message.{message.pk}.text")

    found.refresh_from_db()
    assert found.remedy == "Ni skrev: Se hemlig bilaga 1."
    assert not found_in(everything_kept())


# Files ----------------------------------------------------------------------------------------


def test_a_file_is_sealed_in_the_annex_and_gone_from_disk_and_page(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    """Vägledningen 2.10; domain.md 9.5.

    bevisfilen ligger förseglad i bilagan och ingen annanstans.
    """
    measure = reported(scene)
    secret = a_pdf(word(0))
    proof = proof_of(measure, secret, name=f"{word(1)}.pdf")
    other = proof_of(measure, a_pdf("Öppen plan"), name="plan.pdf")
    key = f"proof.{proof.pk}"
    assert key in {text.key for text in secret_moves.open_texts(scene.visit)}
    assert found_in(on_disk())
    address = f"/uppfoljning/kommun/{scene.municipality.scb_code}/atgardsplan/{measure.pk}/"

    with django_capture_on_commit_callbacks(execute=True):
        annex = move(scene, key)

    assert not found_in(everything_kept())
    assert not found_in(on_disk())
    assert list(measure.proofs.all()) == [other]
    assert files.is_intact(other.stored)
    measure.refresh_from_db()
    assert measure.done_text.endswith("\nSe hemlig bilaga 1.")
    for user in (scene.handler, scene.coordinator, scene.director):
        page = signed_in(user).get(address)
        assert "plan.pdf" in page.content.decode()
        assert not found_in(page.content)
    sealed = SecretFile.objects.get(annex=annex)
    client = reader_of(scene, scene.director, annex)
    assert client.get(f"/sekretess/bilagor/{annex.pk}/").status_code == 200
    copy = client.post(f"/sekretess/bilagor/{annex.pk}/filer/{sealed.pk}/")
    assert found_in(copy.content) == {word(0).encode()}
    entry = AuditEntry.objects.get(action="secrets.move")
    assert set(entry.data) == {"sha256"}


def test_the_same_file_at_several_measures_goes_from_all_of_them(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    first, second = reported(scene), reported(scene)
    secret = a_pdf(word(0))
    proof, copy = proof_of(first, secret), proof_of(second, secret, name="kopia.pdf")
    assert proof.stored_id != copy.stored_id

    with django_capture_on_commit_callbacks(execute=True):
        move(scene, f"proof.{proof.pk}")

    assert not MeasureProof.objects.exists()
    assert not found_in(on_disk())
    for measure in (first, second):
        measure.refresh_from_db()
        assert measure.done_text.endswith("Se hemlig bilaga 1.")


def test_an_upload_that_was_never_handed_in_goes_too(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    secret = a_pdf(word(0))
    proof = proof_of(reported(scene), secret)
    waiting = files.store(secret, name="karta.pdf", content_type="application/pdf", at=AT)
    StagedUpload.objects.create(
        form_key="0" * 32, user_id_was=scene.coordinator.pk, stored=waiting, staged_at=AT
    )

    with django_capture_on_commit_callbacks(execute=True):
        move(scene, f"proof.{proof.pk}")

    assert not StoredFile.objects.exists()
    assert not found_in(on_disk())


def test_a_file_that_lies_in_other_places_too_is_not_moved_from_one_of_them(scene: Scene) -> None:
    secret = a_pdf(word(0))
    proof = proof_of(reported(scene), secret)
    files.store(secret, name="rsa.pdf", content_type="application/pdf", at=AT)

    with pytest.raises(RuleError, match="på fler ställen"):
        move(scene, f"proof.{proof.pk}")

    assert MeasureProof.objects.filter(pk=proof.pk).exists()
    assert not SecretAnnex.objects.exists()


def test_a_file_that_a_signed_opinion_rests_on_is_not_taken_away(scene: Scene) -> None:
    """Vägledningen 3.3: underlaget till ett undertecknat yttrande är förseglat."""
    case = considered(scene)
    measure = reported(scene)
    Measure.objects.filter(pk=measure.pk).update(deficiency=case.deficiencies.get())
    proof = proof_of(measure, a_pdf(word(0)))
    type(case).objects.filter(pk=case.pk).update(content={"grunder": []})

    with pytest.raises(RuleError, match="undertecknat yttrande"):
        move(scene, f"proof.{proof.pk}")

    assert MeasureProof.objects.filter(pk=proof.pk).exists()


@pytest.mark.parametrize("key", ["proof.", "proof.x", "proof.999999", "proof.1;2"])
def test_a_file_that_is_not_there_is_refused(scene: Scene, key: str) -> None:
    with pytest.raises(RuleError, match="finns inte längre"):
        move(scene, key)


def test_a_file_of_another_municipality_is_neither_offered_nor_moved(scene: Scene) -> None:
    other = Scene(code="03")
    proof = proof_of(reported(other), a_pdf(word(0)))

    assert proofs.open_files(scene.municipality, 50) == []
    with pytest.raises(RuleError, match="finns inte längre"):
        move(scene, f"proof.{proof.pk}")


def test_only_a_handler_moves_a_file(scene: Scene) -> None:
    proof = proof_of(reported(scene), a_pdf(word(0)))

    for user in (scene.coordinator, scene.director, scene.reviewer):
        with pytest.raises(PermissionDenied):
            move(scene, f"proof.{proof.pk}", by=user)

    assert MeasureProof.objects.filter(pk=proof.pk).exists()


def test_a_file_larger_than_an_annex_takes_stays_and_the_reason_is_told(
    scene: Scene, monkeypatch
) -> None:
    proof = proof_of(reported(scene), a_pdf(word(0)))
    monkeypatch.setattr("records.secrets.annexes.FILE_LIMIT_MB", 0)

    with pytest.raises(RuleError, match="större än"):
        move(scene, f"proof.{proof.pk}")

    assert MeasureProof.objects.filter(pk=proof.pk).exists()
    assert not SecretAnnex.objects.exists()


def test_an_account_without_room_is_left_as_it_stands(scene: Scene) -> None:
    measure = reported(scene)
    full = "x" * 4000
    Measure.objects.filter(pk=measure.pk).update(done_text=full)
    proof = proof_of(measure, a_pdf(word(0)))

    move(scene, f"proof.{proof.pk}")

    measure.refresh_from_db()
    assert measure.done_text == full
    assert not measure.proofs.exists()


def test_the_page_moves_a_file_at_one_click(scene: Scene) -> None:
    proof = proof_of(reported(scene), a_pdf(word(0)))
    client = signed_in(scene.handler)
    code = scene.municipality.scb_code
    here = f"/uppfoljning/kommun/{code}/besok/{scene.visit.pk}/flytta-till-hemlig-bilaga/"

    assert "Filen ”karta.pdf”" in client.get(here).content.decode()
    answer = client.post(here, {"key": f"proof.{proof.pk}", "legal_grounds": ["18:13"]})

    assert answer.status_code == 302
    assert not MeasureProof.objects.exists()
