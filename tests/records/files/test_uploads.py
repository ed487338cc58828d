"""The one way in for files: good ones come in whole, all others are refused and leave nothing."""

import re
import socket
import threading
import time
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from records.files import files, staging, uploads
from records.files.checks import names
from records.files.fields import MultipleUploadField, UploadField
from records.models import StagedUpload, StoredFile
from tests.records.factories import AT
from tests.records.files import upload_corpus as corpus

pytestmark = pytest.mark.django_db
KEY = "7a5b6f0e-5a50-4bb5-8bd4-0c1c3f1a9b10"


def sent(name, content):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # as a client that does not cut off folders sends it
    return upload


def on_disk(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("case", corpus.GOOD)
def test_a_good_file_comes_back_byte_for_byte(case):
    name, content = corpus.GOOD[case]

    stored = uploads.accept(sent(name, content), at=AT)

    with files.open(stored) as file:
        assert file.read() == content
    assert files.is_intact(stored)
    assert stored.size_bytes == len(content)


@pytest.mark.parametrize("case", corpus.BAD)
def test_a_bad_file_is_refused_in_swedish_and_leaves_nothing(case, settings):
    name, content, reason = corpus.BAD[case]
    began = time.monotonic()

    with pytest.raises(uploads.UploadRefused) as refused:
        uploads.accept(sent(name, content), at=AT)

    assert re.search(reason, refused.value.message), refused.value.message
    assert names.clean(name) in refused.value.message
    assert not StoredFile.objects.exists()
    assert on_disk(settings) == []
    assert time.monotonic() - began < 5


def test_the_corpus_is_large_enough():
    assert len(corpus.GOOD) + len(corpus.BAD) >= 60


@pytest.mark.parametrize("name", corpus.NAMES)
def test_a_name_is_made_safe_to_show(name):
    shown = corpus.NAMES[name]
    if shown is None:
        with pytest.raises(uploads.UploadRefused, match="två filändelser"):
            uploads.accept(sent(name, corpus.pdf()), at=AT)
        return

    stored = uploads.accept(sent(name, corpus.pdf()), at=AT)

    assert stored.name == shown
    with closing(files.response(stored)) as answer:
        assert "\n" not in answer["Content-Disposition"]


def test_the_limit_is_told_and_held(settings):
    settings.SSR_UPLOAD_MAX_MB = 1
    limit = 1024 * 1024
    text = b"a" * (limit - 1) + b"\n"

    assert uploads.accept(sent("a.txt", text), at=AT).size_bytes == limit
    with pytest.raises(uploads.UploadRefused, match="större än 1 MB"):
        uploads.accept(sent("a.txt", text + b"a"), at=AT)


def test_a_file_that_says_too_small_a_size_is_stopped_while_it_is_written(settings):
    settings.SSR_UPLOAD_MAX_MB = 1
    upload = sent("a.txt", b"a" * (1024 * 1024 + 1))
    upload.size = 10
    upload.chunks = lambda: [upload.read()]

    with pytest.raises(uploads.UploadRefused, match="större än 1 MB"):
        uploads.accept(upload, at=AT)
    assert on_disk(settings) == []


def test_a_large_file_costs_little_memory():
    content = b"rad\n" * (5 * 1024 * 1024)
    upload = sent("a.txt", content)
    tracemalloc.start()

    uploads.accept(upload, at=AT)

    assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    tracemalloc.stop()


def test_one_refused_file_refuses_them_all():
    good, bad = sent("a.pdf", corpus.pdf()), sent("b.exe", b"MZ")

    with pytest.raises(uploads.UploadRefused, match=r"b\.exe"), transaction.atomic():
        uploads.accept_all([good, bad], at=AT)

    assert not StoredFile.objects.exists()


def test_a_form_may_take_fewer_kinds():
    with pytest.raises(uploads.UploadRefused, match="välj någon av pdf"):
        uploads.accept(sent("a.png", corpus.picture()), at=AT, endings=["pdf"])


def test_a_way_to_pdf_is_told_only_where_a_pdf_is_taken_in():
    with pytest.raises(uploads.UploadRefused, match="välj någon av csv"):
        uploads.accept(sent("a.xls", corpus.OLE), at=AT, endings=["csv"])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jpg", corpus.picture_with_place(), "platsen där bilden togs"),
        ("a.pdf", corpus.pdf_by("Kim"), "vem som skrivit filen"),
        ("a.docx", corpus.docx(("word/comments.xml", "<a/>")), "kommentarer"),
        ("a.docx", corpus.docx(body="<w:ins/>"), "spårade ändringar"),
        ("a.xlsx", corpus.xlsx(hidden=True), "dolda blad"),
        ("a.odt", corpus.opendocument(body="<text:tracked-changes/>"), "spårade ändringar"),
    ],
)
def test_the_sender_is_told_what_a_file_tells_besides_its_text(name, content, told):
    stored = uploads.accept(sent(name, content), at=AT)

    assert told in uploads.warnings_of(StoredFile.objects.get(pk=stored.pk))


def test_several_warnings_are_one_sentence_and_none_is_none():
    stored = StoredFile(warnings=["author", "changes"])

    assert uploads.warnings_of(stored) == (
        "Filen innehåller uppgifter om vem som skrivit filen och spårade ändringar."
    )
    assert uploads.warnings_of(StoredFile()) == ""


def test_a_file_is_served_as_attachment_never_sniffed():
    with closing(files.response(uploads.accept(sent("a.pdf", corpus.pdf()), at=AT))) as answer:
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def scanner(answer, settings):
    """Listen as ClamAV does, once; return what was received."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings.SSR_CLAMD = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    received = []

    def serve():
        line, _ = listening.accept()
        with line, listening:
            content = b""
            while not content.endswith(b"\0\0\0\0"):
                content += line.recv(65536)
            received.append(content)
            line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return received, thread


def test_a_clean_file_passes_the_scanner(settings):
    received, thread = scanner(b"stream: OK\0", settings)

    uploads.accept(sent("a.txt", b"hej hej"), at=AT)
    thread.join(5)

    assert b"hej hej" in received[0]
    assert received[0].startswith(b"zINSTREAM\0")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"stream: Win.Test FOUND\0", "innehåller ett virus"),
        (b"INSTREAM size limit exceeded. ERROR\0", "kan inte virusgranskas just nu"),
        (b"", "kan inte virusgranskas just nu"),
    ],
)
def test_what_the_scanner_does_not_clear_is_refused(answer, told, settings):
    _, thread = scanner(answer, settings)

    with pytest.raises(uploads.UploadRefused, match=told):
        uploads.accept(sent("a.txt", b"hej hej"), at=AT)
    thread.join(5)
    assert on_disk(settings) == []


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///finns/inte"])
def test_nothing_slips_by_a_scanner_that_is_silent(address, settings):
    settings.SSR_CLAMD = address

    with pytest.raises(uploads.UploadRefused, match="just nu"):
        uploads.accept(sent("a.txt", b"hej hej"), at=AT)


def test_a_form_that_failed_keeps_the_files_that_were_good():
    refused = staging.add(
        [sent("a.pdf", corpus.pdf()), sent("b.exe", b"MZ")], form_key=KEY, user_id=1, at=AT
    )

    assert [refusal.name for refusal in refused] == ["b.exe"]
    assert [file.name for file in staging.waiting(form_key=KEY, user_id=1)] == ["a.pdf"]
    assert staging.waiting(form_key=KEY, user_id=2) == []


def test_the_same_file_sent_twice_is_one():
    content = corpus.pdf()
    for _ in range(2):
        staging.add([sent("a.pdf", content)], form_key=KEY, user_id=1, at=AT)

    assert StagedUpload.objects.count() == StoredFile.objects.count() == 1


def test_nobody_adds_to_another_persons_form():
    staging.add([sent("a.txt", b"hej hej")], form_key=KEY, user_id=1, at=AT)

    with pytest.raises(Exception, match="någon annan"):
        staging.add([sent("b.txt", b"hej hej")], form_key=KEY, user_id=2, at=AT)


def test_a_form_takes_no_more_than_twenty_files():
    many = [sent(f"{number}.txt", b"hej hej") for number in range(21)]

    refused = staging.add(many, form_key=KEY, user_id=1, at=AT)

    assert [refusal.reason for refusal in refused] == ["högst 20 filer åt gången"]


def test_files_are_taken_over_in_the_order_they_were_sent():
    for name in ("b.txt", "a.txt"):
        staging.add([sent(name, b"hej hej")], form_key=KEY, user_id=1, at=AT)

    taken = staging.take(form_key=KEY, user_id=1)

    assert [file.name for file in taken] == ["b.txt", "a.txt"]
    assert not StagedUpload.objects.exists()


def test_a_file_may_be_taken_off_the_form_by_its_sender_alone():
    staging.add([sent("a.txt", b"hej hej")], form_key=KEY, user_id=1, at=AT)
    stored = StoredFile.objects.get()

    staging.remove(form_key=KEY, user_id=2, stored_id=stored.pk)
    assert StoredFile.objects.exists()
    staging.remove(form_key=KEY, user_id=1, stored_id=stored.pk)
    assert not StoredFile.objects.exists()


def test_files_whose_form_was_never_sent_are_forgotten_after_a_day():
    staging.add([sent("a.txt", b"hej hej")], form_key=KEY, user_id=1, at=AT)

    assert staging.sweep(AT) == 0
    assert staging.sweep(AT + staging.KEPT_FOR * 2) == 1
    assert not StoredFile.objects.exists()


def test_the_field_says_what_it_takes_before_anything_is_chosen(settings):
    settings.SSR_UPLOAD_MAX_MB = 50
    field = MultipleUploadField(endings=["pdf", "docx"])

    assert field.help_text == "Tillåtna filer: pdf, docx. Högst 50 MB per fil."
    assert field.widget.attrs["accept"] == ".pdf,.docx"
    assert len(field.clean([sent("a.pdf", b"x"), sent("b.pdf", b"y")])) == 2


def test_a_field_for_one_file_gives_one_and_asks_for_it():
    assert UploadField().clean(sent("a.pdf", b"x")).name
    assert UploadField(required=False).clean(None) is None
    with pytest.raises(Exception, match="Välj minst en fil"):
        UploadField().clean(None)


def test_a_request_that_says_it_is_too_large_is_refused_unread(client, settings):
    settings.SSR_UPLOAD_MAX_MB = 1
    page = client.post("/logga-in/", b"x", "multipart/form-data", CONTENT_LENGTH="2000000000")
    api = client.post("/api/v1/actors/", b"x", "text/plain", CONTENT_LENGTH="2000000000")

    assert page.status_code == api.status_code == 413
    assert "högst 1 MB" in page.content.decode()
    assert api.json()["code"] == "too_large"
    assert client.get("/logga-in/", CONTENT_LENGTH="nonsense").status_code == 200
