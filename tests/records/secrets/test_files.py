"""Files of annexes are looked through as all others, and no byte of them is written unsealed."""

import logging
from pathlib import Path

import pytest

from records.files import uploads
from records.models import StagedUpload, StoredFile
from records.secrets.annexes import FILE_LIMIT_MB, NewFile
from tests.records.files import upload_corpus as corpus
from tests.records.files.test_uploads import on_disk, scanner, sent
from tests.secrecy.factories import AT

pytestmark = pytest.mark.django_db
LIMIT = FILE_LIMIT_MB * 1024 * 1024


@pytest.mark.parametrize("case", corpus.BAD)
def test_what_an_upload_is_refused_for_an_annex_is_refused_for(case: str, settings) -> None:
    """domain.md 10.1: samma kontroll, samma besked, ingenting på disken."""
    name, content, _reason = corpus.BAD[case]
    with pytest.raises(uploads.UploadRefused) as open_way:
        uploads.accept(sent(name, content), at=AT)

    with pytest.raises(uploads.UploadRefused) as secret_way:
        NewFile(name, content)

    assert secret_way.value.message == open_way.value.message
    assert on_disk(settings) == []


@pytest.mark.parametrize("case", corpus.GOOD)
def test_what_an_upload_takes_an_annex_takes(case: str, settings) -> None:
    name, content = corpus.GOOD[case]

    held = NewFile(name, content)

    assert held.content == content
    assert held.name == uploads.accept(sent(name, content), at=AT).name


def test_a_name_is_made_safe_before_it_is_sealed() -> None:
    assert NewFile("../../plan\r\n.pdf", corpus.pdf()).name == "plan.pdf"


def test_the_limit_is_held() -> None:
    text = b"a" * (LIMIT - 1) + b"\n"

    assert NewFile("a.txt", text).content == text
    with pytest.raises(uploads.UploadRefused, match="större än 5 MB"):
        NewFile("a.txt", text + b"a")


def large_files() -> dict[str, bytes]:
    text = b"rad\n" * (LIMIT // 5)
    picture = corpus.picture("PNG", size=(900, 900))
    return {
        "a.txt": text,
        "a.docx": corpus.docx(("word/media/bild.xml", b"<a>" + text + b"</a>")),
        "a.pdf": corpus.pdf(pages=400),
        "a.png": picture,
        "a.jpg": corpus.picture("JPEG", size=(4000, 4000)),
    }


def bytes_written() -> int:
    """Return how much this process has written to any file, libraries in C included."""
    told = Path("/proc/self/io").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("wchar:")).split()[1])


def test_looking_through_writes_nothing_anywhere(settings, tmp_path, monkeypatch) -> None:
    """domain.md 9.7: varken våra kontroller eller biblioteken i C lägger något i en fil."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    files = large_files()
    NewFile("först.pdf", corpus.pdf())  # what is loaded once is loaded now
    before = bytes_written()

    for name, content in files.items():
        NewFile(name, content)

    assert bytes_written() - before < 1024
    assert list(tmp_path.iterdir()) == []
    assert not StoredFile.objects.exists()
    assert not StagedUpload.objects.exists()


def test_what_is_refused_is_logged_without_its_name(caplog, capsys) -> None:
    """domain.md 9.7: inte heller en påhittad filändelse hamnar i loggen."""
    caplog.set_level(logging.DEBUG)
    for name in ("KANNAMN001FAGEL.pdf", "plan.KANNAMN", "KANNAMN001FAGEL"):
        with pytest.raises(uploads.UploadRefused):
            NewFile(name, b"KANFIL001FAGEL")

    told = caplog.text + "".join(capsys.readouterr())
    assert "upload_refused" in told
    assert "KAN" not in told.upper()


def test_the_scanner_is_asked_where_there_is_one(settings) -> None:
    received, thread = scanner(b"stream: Win.Test FOUND\0", settings)

    with pytest.raises(uploads.UploadRefused, match="innehåller ett virus"):
        NewFile("a.txt", b"hej hej")
    thread.join(5)

    assert b"hej hej" in received[0]
    settings.SSR_CLAMD = "tcp://127.0.0.1:1"
    with pytest.raises(uploads.UploadRefused, match="just nu"):
        NewFile("a.txt", b"hej hej")
