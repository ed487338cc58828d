"""Two hundred secret words, every role, every channel: not one comes out, and the reader sees all.

Title, text, file name and file of each annex hold a word of their own. Everything that roles
without both signature and need can open is looked through, as are messages, logs, sessions, the
database row by row, and what lies on disk.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from knox.models import get_token_model

from actors.models import ApiToken
from records.models import SecretFile, SecretRead
from records.secrets.annexes import NewFile
from secrecy import finding as secret_finding
from tests.factories import UserFactory
from tests.forums.minutes.test_pdf import words as words_shown
from tests.secrecy.factories import PDF, Scene, a_pdf, signed_in, with_factor

pytestmark = pytest.mark.django_db
ANNEXES = 50
BY_API = ("handler", "director", "nyckel.las", "nyckel.alla", "nyckel.direktör")
PAGES = 8  # that each role follows links to, besides those it is sent to
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
LEAVING = ("/logga-ut/", "/static/", "/api/schema", "/api/docs")
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|form_key" value="[^"]*"|nonce="[^"]*"'
    r'|\b[2-9A-HJ-NP-Z]{8}\b|datetime="[^"]*"|\d\d:\d\d(:\d\d)?|\d+ sek'
)


def canaries(number: int) -> dict[str, str]:
    """Return the four words of an annex; none is part of another."""
    return {part: f"KAN{part}{number:03d}FAGEL" for part in ("TITEL", "TEXT", "NAMN", "FIL")}


ALL = [word for number in range(ANNEXES) for word in canaries(number).values()]
HEADERS = b"<!-- headers -->"
WORD = re.compile(rb"KAN(?:TITEL|TEXT|NAMN|FIL)\d{3}FAGEL")


def found_in(content: bytes) -> set[bytes]:
    """Return the canaries in the content, and in what is packed in it."""
    hits = set(WORD.findall(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                hits |= set(WORD.findall(packed.read(name)))
    if content.startswith(b"%PDF-") and b"%%EOF" in content:
        hits |= set(WORD.findall(text_of_pdf(content)))
    return hits


def text_of_pdf(content: bytes) -> bytes:
    """Return every stream and string of the document, unpacked, and what its pages show.

    Fonts map letters to numbers of their own, and a long word may be broken.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [
            bytes(one.read_bytes())
            for one in document.objects
            if isinstance(one, pikepdf.Stream) and "/Subtype" not in one
        ]
        has_text = all("/Font" in page.get("/Resources", {}) for page in document.pages)
        shown = "".join(words_shown(content).split()).replace("\N{HYPHEN}", "") if has_text else ""
        return b"\n".join([*streams, str(document.docinfo).encode(), shown.encode()])


def plant(scene: Scene) -> list:
    found = []
    for number in range(ANNEXES):
        words = canaries(number)
        file = NewFile(f"{words['NAMN']}.pdf", a_pdf(words["FIL"]))
        found.append(scene.annex(title=words["TITEL"], body=words["TEXT"], files=[file]))
    return found


def roles(scene: Scene, other: Scene) -> dict[str, Client]:
    """Return those who may not read: each lacks signature, need, county or function."""
    scene.signed(scene.coordinator)
    names = (
        "handler",
        "other_handler",
        "signer",
        "administrator",
        "coordinator",
        "director",
        "reviewer",
        "outsider",
    )
    return {
        **{name: with_factor(getattr(scene, name)) for name in names},
        "granne.handläggare": with_factor(other.handler),
        "granne.direktör": with_factor(other.director),
        "granne.undertecknare": with_factor(other.signer),
        "superuser": with_factor(UserFactory(is_superuser=True)),
        "utan andra faktor": signed_in(scene.other_handler),
        "nyckel.las": with_key(scene.handler, [ApiToken.Scope.READ, ApiToken.Scope.FOLLOW_UP_READ]),
        "nyckel.alla": with_key(scene.handler, list(ApiToken.Scope)),
        "nyckel.direktör": with_key(scene.director, list(ApiToken.Scope)),
        "anonym": Client(),
    }


def with_key(owner, scopes) -> Client:
    _token, key = get_token_model().objects.create(owner, name="Prov", scopes=[*map(str, scopes)])
    return Client(headers={"Authorization": f"Token {key}"})


def starts(scene: Scene) -> list[str]:
    code, visit = scene.municipality.scb_code, scene.visit.pk
    of_visit = f"/uppfoljning/kommun/{code}/besok/{visit}"
    ends = ("", "sekretess/", "hemlig-bilaga/", "flytta-till-hemlig-bilaga/")
    annex = SecretFile.objects.first().annex_id
    return [
        "/",
        "/sekretess/",
        "/sekretess/lan/01/",
        f"/sekretess/bilagor/{annex}/",
        f"/sekretess/bilagor/{annex}/behorighet/",
        f"/uppfoljning/kommun/{code}/",
        *(f"{of_visit}/{end}" for end in ends),
    ]


def api_addresses(code: str) -> list[str]:
    """Return every address of the API that can be read, with the municipality's code in it."""

    def walk(patterns, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            address = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, address)
            elif isinstance(pattern, URLPattern) and address.startswith("api/v1/follow-up/"):
                yield "/" + re.sub(r"<\w+:(code|county)>", code, re.sub(r"<int:\w+>", "1", address))

    return [a for a in walk(get_resolver().url_patterns, "") if "<" not in a and "(" not in a]


def crawl(client: Client, first: list[str], pages: int) -> dict[str, bytes]:
    """Return what the role gets at each address, following links."""
    client.raise_request_exception = False
    waiting = list(first)
    seen: dict[str, bytes] = {}
    while waiting and len(seen) < pages:
        address = waiting.pop(0)
        if address in seen or address.startswith(LEAVING):
            continue
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = content + HEADERS + str(dict(answer.headers)).encode()
        waiting += [
            link.replace("&amp;", "&") for link in LINK.findall(content.decode("utf-8", "replace"))
        ]
        if answer.status_code in {301, 302}:
            waiting.append(answer["Location"])
    return seen


def test_no_secret_word_comes_out_and_the_reader_sees_all_of_them(caplog) -> None:
    """Vägledningen 2.10; domain.md 9.4.

    200 kanariefåglar × roller × kanaler: 0 träffar; läsaren ser 200.
    """
    caplog.set_level(logging.DEBUG)
    logging.getLogger("factory").setLevel(logging.WARNING)  # it tells what tests make
    scene, other = Scene(), Scene(code="03")
    planted = plant(scene)
    clients = roles(scene, other)

    first, api = starts(scene), api_addresses(scene.municipality.scb_code)
    pages = {name: crawl(client, first, PAGES + len(first)) for name, client in clients.items()}
    for name in BY_API:
        pages[name] |= crawl(clients[name], api, len(api))
    # Search, filter and sorting by the very words give the same as by any other word.
    for name, client in clients.items():
        pages[name] |= crawl(client, [f"/katalog/?q={ALL[0]}", f"/uppfoljning/?q={ALL[1]}"], 2)

    hits = {
        (name, address): found
        for name, seen in pages.items()
        for address, content in seen.items()
        # An address that was asked for may be repeated, as a form's own value.
        if (found := found_in(content) - set(WORD.findall(address.encode())))
    }
    assert hits == {}
    assert sum(len(seen) for seen in pages.values()) > 200
    assert not SecretRead.objects.filter(allowed=True).exists()

    assert reader_sees(scene, planted) == {word.encode() for word in ALL}
    assert not found_in(everything_kept())
    assert not found_in(everything_on_disk())
    assert not found_in(caplog.text.encode())
    assert not found_in("".join(str(vars(message)) for message in mail.outbox).encode())


def reader_sees(scene: Scene, planted: list) -> set[bytes]:
    """Return what somebody with signature, need and second factor sees: the positive control."""
    scene.signed(scene.director)
    client = with_factor(scene.director)
    seen: set[bytes] = set()
    for annex in planted:
        scene.granted(scene.director, annex)
        seen |= found_in(client.get(f"/sekretess/bilagor/{annex.pk}/").content)
        file = annex.files.get()
        answer = client.post(f"/sekretess/bilagor/{annex.pk}/filer/{file.pk}/")
        seen |= found_in(answer.content)
    return seen


def everything_kept() -> bytes:
    """Return every row of every table, sessions unpacked: what a copy of the database holds."""
    kept = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            kept += [
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
            ]
    kept += [str(session.get_decoded()).encode() for session in Session.objects.all()]
    return b"\n".join(kept)


def everything_on_disk() -> bytes:
    root = Path(django_settings.MEDIA_ROOT)
    files = [path for path in root.rglob("*") if path.is_file()]
    assert len(files) >= ANNEXES
    return b"\n".join(path.name.encode() + path.read_bytes() for path in files)


def test_those_who_may_not_know_see_the_very_same_pages_as_without_any_annex() -> None:
    """Vägledningen 2.10; domain.md 9.4.

    samma sidor med och utan bilaga för den som inte får veta att den finns.
    """
    scene, other = Scene(), Scene(code="03")
    scene.annex(files=[NewFile("x.pdf", PDF)]).files.get()
    first = starts(scene)
    unknowing = {
        "administrator": signed_in(scene.administrator),
        "reviewer": signed_in(scene.reviewer),
        "other_handler": signed_in(other.handler),
        "superuser": signed_in(UserFactory(is_superuser=True)),
        "anonymous": Client(),
    }
    before = {name: same(crawl(client, first, len(first))) for name, client in unknowing.items()}
    for _ in range(3):
        scene.annex()

    after = {name: same(crawl(client, first, len(first))) for name, client in unknowing.items()}

    for name, pages in before.items():
        changed = [address for address in pages if pages[address] != after[name].get(address)]
        assert changed == [], name
        assert pages.keys() == after[name].keys()


def same(pages: dict[str, bytes]) -> dict[str, str]:
    """Return the pages without what differs each time: tokens, numbers of requests, clocks."""
    bodies = {a: c.split(HEADERS)[0].decode("utf-8", "replace") for a, c in pages.items()}
    return {address: CHANGING.sub("", body) for address, body in bodies.items()}


def test_a_numbered_copy_is_in_no_store(scene_and_copy) -> None:
    """domain.md 9.3, 9.7: kopian finns bara i svaret: inget jobb, ingen fil, inget i databasen."""
    content, before, after = scene_and_copy

    assert found_in(content) == {ALL[0].encode(), ALL[1].encode()}
    assert before == after


@pytest.fixture
def scene_and_copy() -> tuple[bytes, object, object]:
    scene = Scene()
    annex = scene.annex(title=ALL[0], body=ALL[1])
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    root = Path(django_settings.MEDIA_ROOT)
    client = with_factor(scene.director)

    def stores() -> object:
        job, file = apps.get_model("records.Job"), apps.get_model("records.StoredFile")
        return (job.objects.count(), file.objects.count(), sorted(map(str, root.rglob("*"))))

    before = stores()
    content = client.post(f"/sekretess/bilagor/{annex.pk}/kopia/").content
    return content, before, stores()


def test_no_address_tells_of_contents() -> None:
    """domain.md 9.7: inget innehåll i adresser; rubriken i webbläsaren är neutral."""
    assert secret_finding.label_of.__doc__
    resolver = get_resolver()
    names = [n for n in resolver.namespace_dict["secrecy"][1].reverse_dict if isinstance(n, str)]
    of_annexes = [name for name in names if name.startswith("secret_")]

    assert len(of_annexes) > 10
    for name in of_annexes:
        for possibility in resolver.namespace_dict["secrecy"][1].reverse_dict.getlist(name):
            converters = possibility[3]
            assert set(converters) <= {"pk", "file", "grant", "change", "incident", "reference"} | {
                "code",
                "county",
            }
