"""A full disk: said in words, with nothing half written, and what was typed kept."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from common.room import NO_ROOM, NoRoomError
from records.files import files, staging
from records.models import StagedUpload, StoredFile
from ssr import errors
from tests.records.factories import AT

pytestmark = pytest.mark.django_db
BIG = b"a line of text\n" * 1000


@contextmanager
def full_disk(room: int = 4_000) -> Iterator[None]:
    """Let the kernel refuse to write more than so much in one file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left_behind(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_document_that_is_made_is_refused_in_words(settings) -> None:
    with full_disk(), pytest.raises(NoRoomError, match="inte plats"):
        files.store(BIG, name="protokoll.pdf", content_type="application/pdf", at=AT)

    assert left_behind(settings) == []
    assert not StoredFile.objects.exists()


def test_an_upload_is_refused_by_name_as_any_other_and_the_next_one_fits(settings) -> None:
    key = uuid4()
    with full_disk():
        sent = [SimpleUploadedFile("plan.txt", BIG), SimpleUploadedFile("kort.txt", b"kort")]
        refused = staging.add(sent, form_key=key, user_id=1, at=AT)

    assert [refusal.message for refusal in refused] == [f"plan.txt togs inte emot: {NO_ROOM}."]
    assert [one.stored.name for one in StagedUpload.objects.all()] == ["kort.txt"]
    assert len(left_behind(settings)) == 1


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(settings, monkeypatch) -> None:
    monkeypatch.setattr(Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError(5, "fault")))

    with pytest.raises(OSError, match="fault"):
        files.store(BIG, name="protokoll.pdf", content_type="application/pdf", at=AT)


def test_a_request_that_finds_no_room_is_told_what_to_do(tmp_path) -> None:
    request = RequestFactory().post("/logga-in/")

    with full_disk():
        try:
            (tmp_path / "on-its-way-in").write_bytes(BIG)
        except OSError:
            answer = errors.server_error(request)

    page = answer.content.decode()
    assert answer.status_code == 507
    assert "inte plats" in page
    assert "står kvar i formuläret" in page
