"""Files: whole or not at all, found by their number, served as attachments."""

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from common.room import NoRoomError
from records.files import files
from records.models import StoredFile
from tests.records.factories import AT, make_file

pytestmark = pytest.mark.django_db


def on_disk(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_what_was_stored_comes_back(settings):
    stored = make_file(b"abc")

    assert stored.size_bytes == 3
    with files.open(stored) as file:
        assert file.read() == b"abc"
    assert files.is_intact(stored)
    assert len(on_disk(settings)) == 1


def test_a_changed_file_is_found_out(settings):
    stored = make_file()
    on_disk(settings)[0].write_bytes(b"changed")

    assert not files.is_intact(stored)


def test_the_name_people_gave_never_reaches_the_disk(settings):
    make_file(name="../../../etc/passwd")

    assert "passwd" not in str(on_disk(settings)[0])


def test_a_full_disk_leaves_neither_row_nor_part(settings, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NoRoomError, match="plats"):
        make_file()

    assert not StoredFile.objects.exists()
    assert on_disk(settings) == []


def test_a_file_without_a_row_is_swept_when_it_has_had_its_time(settings):
    kept, orphan = make_file(), make_file()
    StoredFile.objects.filter(pk=orphan.pk).delete()

    assert files.sweep_orphans(timezone.now()) == 0
    assert files.sweep_orphans(timezone.now() + timedelta(hours=2)) == 1

    assert files.is_intact(kept)
    assert files.missing() == []


def test_a_row_without_a_file_is_reported(settings):
    stored = make_file()
    on_disk(settings)[0].unlink()

    assert files.missing() == [stored]


def test_it_is_served_as_an_attachment_that_no_browser_guesses_about():
    answer = files.response(make_file(name="Protokoll åäö.pdf"))

    with closing(answer.file_to_stream):
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 protokoll"


def test_our_own_pdf_may_be_shown_in_the_window():
    answer = files.response(make_file(), inline=True)

    with closing(answer.file_to_stream):
        assert answer["Content-Disposition"].startswith("inline")


def test_long_names_are_cut():
    assert len(files.store(b"", name="x" * 999, content_type="text/plain", at=AT).name) == 200
