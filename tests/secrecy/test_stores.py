"""What the queue and a copy of everything hold of two hundred secret words: nothing to read.

The words are written, read, moved and passed by on their way to documents, through PostgreSQL,
Redis and a real worker. Beside each search stands a word in the open, which it must find.
"""

import base64
import io
import re
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.db import connection

from followup.visits.measures import documents as measure_documents
from followup.visits.pack import services as visit_packs
from records.files import files
from records.models import Job, SecretAnnex, SecretFile, SecretText, StoredFile
from records.secrets import crypto
from secrecy.moves import services as secret_moves
from ssr.celery import app
from tests.followup.visits.measures.factories import reported
from tests.house.test_backup import call, execute, new_database
from tests.secrecy.factories import AT, Scene
from tests.secrecy.test_canaries import ALL, WORD, canaries, found_in, plant, reader_sees
from tests.secrecy.test_moves import notice

__all__ = ["new_database"]
pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
SECRET = {word.encode() for word in ALL}
MOVED = canaries(900)["TEXT"]  # was in the open first
OPEN = canaries(901)["TEXT"]  # is in the open: every search finds it
PACKED = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
IN_TIME = 60


@pytest.fixture
def overheard() -> Iterator[list[bytes]]:
    """Listen to every command that Redis gets, and clear our queue before and after."""
    client = redis.Redis.from_url(django_settings.CELERY_BROKER_URL)
    client.flushdb()
    heard: list[bytes] = []
    stop = f"stop-{time.monotonic_ns()}"
    is_listening = threading.Event()

    def listen() -> None:
        # The queue may be quiet for longer than the client waits by itself.
        listener = redis.Redis.from_url(django_settings.CELERY_BROKER_URL, socket_timeout=None)
        with listener.monitor() as monitor:
            is_listening.set()
            for told in monitor.listen():
                heard.append(told["command"].encode("utf-8", "surrogateescape"))
                if stop in told["command"]:
                    return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert is_listening.wait(10)
    yield heard
    client.get(stop)
    thread.join(10)
    client.flushdb()
    client.close()


def all_in_redis() -> bytes:
    """Return every key with its value, of whatever kind."""
    client: Any = redis.Redis.from_url(django_settings.CELERY_BROKER_URL)
    readers: dict[bytes, Callable[[bytes], object]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    kept = [
        key + b" = " + str(readers[client.type(key)](key)).encode() for key in client.scan_iter()
    ]
    client.close()
    return b"\n".join(kept)


def words_of(content: bytes) -> set[bytes]:
    """Return the words in the content, also those packed as the queue packs messages."""
    found = found_in(content)
    for packed in PACKED.findall(content):
        found |= found_in(base64.b64decode(packed[: len(packed) // 4 * 4]))
    return found


def jobs_done(scene: Scene) -> set[bytes]:
    """Have documents made of the visit and the municipality, by the worker; return their words."""
    visit_packs.want_pack(visit_id=scene.visit.pk, by=scene.handler, at=AT)
    measure_documents.want_plan(municipality_id=scene.municipality.pk, by=scene.handler, at=AT)
    deadline = time.monotonic() + IN_TIME
    while Job.objects.exclude(status=Job.Status.DONE).exists():
        assert time.monotonic() < deadline, list(Job.objects.values("kind", "status", "error"))
        time.sleep(0.1)
    found = set()
    for stored in StoredFile.objects.filter(job__isnull=False):
        with files.open(stored) as file:
            found |= found_in(file.read())
    assert Job.objects.count() == 2
    return found


def lived_through(scene: Scene) -> list[SecretAnnex]:
    """Write the words, read them, make documents, and move a word that stood in the open."""
    planted = plant(scene)
    scene.visit.reasons = f"Reservkraften {MOVED} räcker i två timmar."
    scene.visit.save()
    measure = reported(scene)
    measure.text, measure.follow_up = scene.visit.reasons, f"Kommunen redovisar {OPEN}."
    measure.save()
    assert jobs_done(scene) == {MOVED.encode(), OPEN.encode()}
    moved = secret_moves.move_to_annex(
        visit=scene.visit,
        key=f"visit.{scene.visit.pk}.reasons",
        legal_grounds=["18:13"],
        by=scene.handler,
        at=AT,
    )
    assert jobs_done(scene) == {OPEN.encode()}
    assert reader_sees(scene, planted) == SECRET
    return [*planted, moved]


def test_redis_holds_no_secret_word_in_keys_arguments_or_results(
    overheard: list[bytes], real_worker, tmp_path: Path
) -> None:
    """domain.md 9.7.

    200 kanariefåglar och en flyttad text: 0 i Redis, köns argument, resultat och logg.
    """
    lived_through(Scene())

    commands = b"\n".join(overheard)
    assert b"records.tasks.run_job" in commands
    assert words_of(commands) == set()
    assert words_of(all_in_redis()) == set()
    assert words_of((tmp_path / "worker.log").read_bytes()) == set()
    assert b"celery-task-meta" not in all_in_redis()
    assert app.conf.result_backend is None

    # The positive control: as an argument, and as a value of each kind.
    app.send_task("control", args=[OPEN], queue="control")
    assert words_of(all_in_redis()) == {OPEN.encode()}
    client = redis.Redis.from_url(django_settings.CELERY_BROKER_URL)
    for number, put in enumerate(
        (
            lambda key, word: client.set(key, word),
            lambda key, word: client.hset(key, word, "1"),
            lambda key, word: client.sadd(key, word),
            lambda key, word: client.zadd(key, {word: 1}),
        ),
        start=910,
    ):
        word = canaries(number)["FIL"]
        put(f"control-{number}", word)
        assert word.encode() in words_of(all_in_redis())
    client.close()
    deadline = time.monotonic() + 10
    while OPEN.encode() not in words_of(b"\n".join(overheard)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def copy(real_worker, tmp_path: Path) -> Path:
    """Return a copy made by bin/backup of a county that has lived with its secrets."""
    scene = Scene()
    lived_through(scene)
    notice(f"Öppet: {OPEN}")
    files.store(OPEN.encode(), name="x.txt", content_type="text/plain", at=AT)
    result = call(
        "backup",
        tmp_path / "copies",
        database=str(connection.settings_dict["NAME"]),
        media=Path(django_settings.MEDIA_ROOT),
    )
    assert result.returncode == 0, result.stderr
    (archive,) = (tmp_path / "copies").iterdir()
    return archive


def restored(copy: Path, database: str, media: Path) -> tuple[list[bytes], list[bytes]]:
    """Put the copy back; return every value of every row, and every file with its name."""
    result = call("restore", copy, database=database, media=media)
    assert result.returncode == 0, result.stderr
    tables = execute(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    values: list[bytes] = []
    for (table,) in tables:
        for row in execute(database, f'SELECT * FROM "{table}"'):  # noqa: S608 - our own
            values += [
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
            ]
    kept = [path for path in media.rglob("*") if path.is_file()]
    return values, [path.name.encode() + b"\n" + path.read_bytes() for path in kept]


def test_a_copy_holds_no_secret_word_and_nothing_opens_without_the_key(
    copy: Path, new_database: Callable[[], str], tmp_path: Path, settings
) -> None:
    """domain.md 9.7: säkerhetskopian är chiffertext; återställd utan nyckel visar den inget."""
    # The file itself, and its parts; the dump is packed, so its rows are read once put back.
    assert set(WORD.findall(copy.read_bytes())) == {OPEN.encode()}  # the file that lies in the open
    with tarfile.open(copy) as archive:
        assert {"SHA256SUMS", "database.dump", "media.tar"} == set(archive.getnames())
        media = archive.extractfile("media.tar")
        assert media is not None
        inner = tarfile.open(fileobj=io.BytesIO(media.read()))  # noqa: SIM115 - in memory
        assert len([name for name in inner.getnames() if "secret/" in name]) >= len(ALL) / 4

    values, kept = restored(copy, new_database(), tmp_path / "restored")

    in_rows = set().union(*map(found_in, values))
    in_files = set().union(*(found_in(content.partition(b"\n")[2]) for content in kept))
    assert in_rows == {OPEN.encode()}
    assert in_files == {OPEN.encode()}
    sealed = [bytes(text.sealed) for text in SecretText.objects.all()]
    assert set(sealed) <= set(values)
    assert len(sealed) == len(ALL) / 4 + 1

    assert opened(values, kept) == SECRET | {MOVED.encode()}
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    assert opened(values, kept) == set()


def opened(values: list[bytes], kept: list[bytes]) -> set[bytes]:
    """Return the words in what the keys at hand open of the copy: texts, names and files."""
    rows, content = (
        set(values),
        {name: rest for name, _, rest in (k.partition(b"\n") for k in kept)},
    )
    found: set[bytes] = set()

    def look(annex: SecretAnnex, sealed: bytes, place: str) -> None:
        try:
            found.update(found_in(crypto.open_sealed(annex.wrapped_key, sealed, place=place)))
        except crypto.CannotOpen:
            return

    for text in SecretText.objects.select_related("annex"):
        assert bytes(text.annex.wrapped_key or b"") in rows
        place = crypto.place_of(text.annex.seal_id, "text", text.version)
        look(text.annex, bytes(text.sealed), place)
    for file in SecretFile.objects.select_related("annex"):
        for part, sealed in (
            ("name", bytes(file.sealed_name)),
            ("file", content[str(file.number).encode()]),
        ):
            look(file.annex, sealed, crypto.place_of(file.annex.seal_id, part, file.number))
    return found
