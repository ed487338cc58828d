"""Nothing is shown before the reading is written down; the log refuses changes and raises alarm."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from records.models import AuditEntry, SecretAnnex, SecretFile, SecretRead, SecretText
from records.secrets import annexes, crypto, secrets
from records.secrets.annexes import NewFile
from tests.secrecy.factories import AT, CANARY, PDF, Scene, reader_of

FRESH = AT - timedelta(minutes=1)


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def ready(scene: Scene, annex: SecretAnnex) -> secrets.Reader:
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    return secrets.Reader(scene.director, "Kommundirektör", FRESH)


def read(annex: SecretAnnex, reader: secrets.Reader, channel="page", **values):
    return secrets.read(annex_id=annex.pk, reader=reader, channel=channel, at=AT, **values)


def test_a_reading_opens_what_was_written_and_is_logged(scene: Scene) -> None:
    annex = scene.annex(files=[NewFile("KANARIE.pdf", PDF)])

    opened = read(annex, ready(scene, annex))

    assert (opened.title, opened.body) == (f"{CANARY} rubrik", f"{CANARY} text")
    assert [name for _, name in opened.files] == ["KANARIE.pdf"]
    entry = SecretRead.objects.get()
    assert (entry.allowed, entry.reason, entry.by_label) == (True, "allowed", "Kommundirektör")
    assert CANARY not in str(vars(entry))


def test_a_denied_attempt_is_logged_with_its_reason(scene: Scene) -> None:
    annex = scene.annex()

    with pytest.raises(secrets.Refused):
        read(annex, secrets.Reader(scene.handler, "Handläggare", FRESH))

    entry = SecretRead.objects.get()
    assert (entry.allowed, entry.reason) == (False, "no_undertaking")


def test_what_cannot_be_logged_is_not_opened(scene: Scene, monkeypatch) -> None:
    """Vägledningen 2.10: skrivs inte läsningen ner visas ingenting."""
    annex = scene.annex()
    reader = ready(scene, annex)
    opened = []
    monkeypatch.setattr(crypto, "open_sealed", lambda *a, **k: opened.append(a))

    def fails(**values):
        raise DatabaseError("disk full")

    monkeypatch.setattr(SecretRead.objects, "create", fails)

    with pytest.raises(secrets.ReadLogUnavailable):
        read(annex, reader)
    with pytest.raises(secrets.ReadLogUnavailable):
        secrets.read_file(annex_id=annex.pk, file_id=1, reader=reader, at=AT)
    assert opened == []


@pytest.mark.django_db(transaction=True)
def test_the_log_is_committed_before_the_seal_is_broken(monkeypatch) -> None:
    scene = Scene()
    annex = scene.annex()
    reader = ready(scene, annex)
    seen = []
    really = crypto.open_sealed

    def watching(*args, **kwargs):
        seen.append((connection.in_atomic_block, SecretRead.objects.count()))
        return really(*args, **kwargs)

    monkeypatch.setattr(crypto, "open_sealed", watching)
    read(annex, reader)

    assert seen == [(False, 1)]


def test_the_log_refuses_changes(scene: Scene) -> None:
    first = import_module("records.migrations.0002_refuse_changes_to_the_log")
    migration = import_module("records.migrations.0004_refuse_changes_to_the_read_log")
    annex = scene.annex()
    read(annex, ready(scene, annex))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(first.POSTGRESQL_FUNCTION)
        for statement in first._create(connection.vendor, migration.TABLE):
            cursor.execute(statement)

    for change in (
        lambda: SecretRead.objects.update(allowed=False),
        lambda: SecretRead.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert SecretRead.objects.get().allowed


def test_copies_are_numbered_one_by_one(scene: Scene) -> None:
    annex = scene.annex(files=[NewFile("fil.pdf", PDF)])
    reader = ready(scene, annex)

    page = read(annex, reader).copy_number
    first = read(annex, reader, "pdf").copy_number
    name, content, second = secrets.read_file(
        annex_id=annex.pk, file_id=SecretFile.objects.get().pk, reader=reader, at=AT
    )

    assert (page, first, second) == (None, 1, 2)
    assert (name, content) == ("fil.pdf", PDF)


def test_an_older_version_is_read_by_the_same_predicate(scene: Scene) -> None:
    """domain.md 9.4: äldre versioner har samma klass."""
    annex = scene.annex()
    annexes.edit_annex(annex_id=annex.pk, title="Ny", body="Ny text", by=scene.handler, at=AT)
    reader = ready(scene, annex)

    assert read(annex, reader).version == 2
    assert read(annex, reader, version=1).body == f"{CANARY} text"
    with pytest.raises(crypto.CannotOpen):
        read(annex, reader, version=3)
    with pytest.raises(secrets.Refused):
        read(annex, secrets.Reader(scene.handler, "", FRESH), version=1)


def test_a_sealed_text_moved_to_another_annex_does_not_open(scene: Scene) -> None:
    mine, other = scene.annex(), scene.annex()
    sealed = SecretText.objects.get(annex=other).sealed
    SecretText.objects.filter(annex=mine).update(sealed=sealed)

    with pytest.raises(crypto.CannotOpen):
        read(mine, ready(scene, mine))


def test_a_file_of_another_annex_is_not_opened(scene: Scene) -> None:
    mine = scene.annex()
    scene.annex(files=[NewFile("fil.pdf", PDF)])

    with pytest.raises(crypto.CannotOpen):
        secrets.read_file(
            annex_id=mine.pk,
            file_id=SecretFile.objects.get().pk,
            reader=ready(scene, mine),
            at=AT,
        )


def test_a_lost_file_is_said_to_be_lost(scene: Scene, settings) -> None:
    annex = scene.annex(files=[NewFile("fil.pdf", PDF)])
    stored = SecretFile.objects.get()
    secrets.secret_files.path_of(stored.number).unlink()

    with pytest.raises(crypto.CannotOpen, match="saknas"):
        secrets.read_file(annex_id=annex.pk, file_id=stored.pk, reader=ready(scene, annex), at=AT)


def test_the_twenty_first_annex_within_an_hour_alarms_once(scene: Scene) -> None:
    """domain.md 9.3: fler än 20 bilagor i timmen larmar."""
    found = [scene.annex() for _ in range(22)]
    scene.signed(scene.director)
    reader = secrets.Reader(scene.director, "Kommundirektör", FRESH)
    for annex in found:
        scene.granted(scene.director, annex)
        read(annex, reader)
        read(annex, reader)

    assert AuditEntry.objects.filter(action="secrets.many_read").count() == 1


def test_twenty_annexes_do_not_alarm(scene: Scene) -> None:
    scene.signed(scene.director)
    reader = secrets.Reader(scene.director, "Kommundirektör", FRESH)
    for annex in [scene.annex() for _ in range(20)]:
        scene.granted(scene.director, annex)
        read(annex, reader)

    assert not AuditEntry.objects.filter(action="secrets.many_read").exists()


def test_who_takes_part_knows_the_number_and_others_nothing(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 9.4.

    "Hemlig bilaga nr 1 finns", inget mer, och bara för deltagare.
    """
    other = Scene(code="03")
    scene.annex()
    scene.annex()

    knowing = [scene.handler, scene.signer, scene.coordinator, scene.director]
    unknowing = [scene.reviewer, scene.outsider, scene.administrator, other.handler, other.director]
    assert [secrets.marks_for(scene.about_ref, user) for user in knowing] == [[1, 2]] * 4
    assert [secrets.marks_for(scene.about_ref, user) for user in unknowing] == [[]] * 5
    assert secrets.marks_for("okand.sak:1", scene.handler) == []
    assert secrets.marks_in_document(scene.about_ref) == [1, 2]


def test_a_person_whose_account_is_shut_knows_nothing(scene: Scene) -> None:
    scene.annex()
    scene.director.is_active = False

    assert secrets.marks_for(scene.about_ref, scene.director) == []


def test_a_reader_in_the_factories_reads(scene: Scene) -> None:
    annex = scene.annex()
    client = reader_of(scene, scene.director, annex)

    assert client.get(f"/sekretess/bilagor/{annex.pk}/").status_code == 200
