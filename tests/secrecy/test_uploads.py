"""A file that is refused is told of at its field; nothing typed is lost, and no byte is kept."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from records.models import SecretAnnex, SecretFile, StagedUpload, StoredFile
from tests.records.files import upload_corpus as corpus
from tests.records.files.test_uploads import on_disk
from tests.secrecy.factories import CANARY, PDF, Scene, reader_of, signed_in
from tests.secrecy.test_keeping import new, of_annex

pytestmark = pytest.mark.django_db
# What is said at the field of the file.
AT_FIELD = re.compile(r'id="id_file_error"[^>]*>(.*?)</p>', re.DOTALL)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def told_at_field(answer) -> str:
    found = AT_FIELD.search(answer.content.decode())
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize("case", corpus.BAD)
def test_a_refused_file_is_told_at_its_field_and_the_words_stay(scene, case, settings) -> None:
    """domain.md 10.1: samma kontroll som annars; inget skrivet går förlorat."""
    name, content, reason = corpus.BAD[case]

    answer = new(scene, file=SimpleUploadedFile(name, content))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(reason, told_at_field(answer)), told_at_field(answer)
    assert f'value="{CANARY} rubrik"' in page
    assert f"{CANARY} text</textarea>" in page
    assert not SecretAnnex.objects.exists()
    assert not StoredFile.objects.exists()
    assert not StagedUpload.objects.exists()
    assert on_disk(settings) == []


def test_all_that_is_wrong_is_told_at_once(scene: Scene) -> None:
    answer = new(scene, title="", file=SimpleUploadedFile("plan.exe", b"MZ"))

    assert "filtypen tas inte emot" in told_at_field(answer)
    assert "Skriv en rubrik." in answer.content.decode()


def test_the_limit_is_told_before_and_held(scene: Scene) -> None:
    page = signed_in(scene.handler).get(
        f"/uppfoljning/kommun/{scene.municipality.scb_code}/besok/{scene.visit.pk}"
        "/hemlig-bilaga/?klass=sekretess"
    )
    assert "Högst 5 MB per fil." in page.content.decode()
    for megabytes in (5, 7):
        content = b"%PDF" + b"x" * (megabytes * 1024 * 1024)

        answer = new(scene, file=SimpleUploadedFile("plan.pdf", content))

        assert "plan.pdf togs inte emot: den är större än 5 MB." in told_at_field(answer)
    assert not SecretAnnex.objects.exists()


def test_a_new_version_takes_no_other_files(scene: Scene, settings) -> None:
    annex = scene.annex()
    client = reader_of(scene, scene.handler, annex)
    data = {"title": "Ny rubrik", "body": "Ny text", "is_not_classified": "on"}
    script = SimpleUploadedFile("plan.pdf", corpus.active_pdf("script"))

    refused = client.post(of_annex(annex, "andra/"), data | {"file": script})

    assert refused.status_code == 422
    assert "den innehåller skript" in told_at_field(refused)
    assert 'value="Ny rubrik"' in refused.content.decode()
    assert on_disk(settings) == []
    good = SimpleUploadedFile("plan.pdf", PDF)
    assert client.post(of_annex(annex, "andra/"), data | {"file": good}).status_code == 302
    assert SecretFile.objects.get().annex == annex
