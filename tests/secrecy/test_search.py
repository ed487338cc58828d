"""Search knows nothing of what is secret: not for those who may read it either."""

import re

import pytest

from actors import memory
from common import search
from records.models import SecretAnnex
from tests.searching import Anything
from tests.secrecy.factories import Scene, with_factor
from tests.secrecy.test_canaries import ALL, found_in, plant, roles

pytestmark = pytest.mark.django_db
NOBODYS = "KANSAKNAS999FAGEL"  # as long as the others, and nowhere
WORDS = ALL[:4]  # title, text, file name, file
PALETTE = {"HX-Request": "true"}
# Every role asks for each word, and in both ways, which differ only in how many they show.
ASKED: tuple[tuple[dict[str, str], list[str]], ...] = (({}, WORDS[:2]), (PALETTE, WORDS[2:]))
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|datetime="[^"]*"|\d\d:\d\d(:\d\d)?'
)


def test_no_secret_word_is_found_by_any_role_and_none_answers_otherwise_than_nonsense() -> None:
    """domain.md 9.4.

    ingen träff, ingen "dold träff", inget antal, inget förslag, för någon roll.
    """
    scene, other = Scene(), Scene(code="03")
    plant(scene)
    clients = roles(scene, other) | {"läsaren": reader(scene)}
    told: dict[str, list[str]] = {name: [] for name in clients}

    for name, client in clients.items():
        for headers, words in ASKED:
            empty = said(client, NOBODYS, headers)
            told[name] += [word for word in words if said(client, word, headers) != empty]

    assert told == {name: [] for name in clients}


def test_none_of_two_hundred_secret_words_is_found_by_writer_or_reader() -> None:
    """domain.md 9.4.

    200 kanariefåglar mot sökningen, även för den som har skrivit och den som får läsa. All that
    is compared with what somebody types is looked through for the words at once.
    """
    scene = Scene()
    plant(scene)
    reader(scene)

    for user in (scene.handler, scene.director):
        with memory.kept():
            words = Anything()
            shown = {kind.key: list(kind.find(user, words)) for kind in search.kinds()}
            found = [word for word in WORDS if search.find(user, word, limit=100)]

        assert found == []
        assert scene.municipality.name in words.seen
        assert shown["kommuner"] != []
        assert found_in(str([shown, words.seen]).encode()) == set()


def test_the_open_things_around_them_are_found() -> None:
    """Motprov: sökningen hittar besöket som bilagorna hör till."""
    scene = Scene()
    plant(scene)

    found = search.find(scene.handler, scene.municipality.name, limit=100)

    assert {part.kind.key for part in found} >= {"kommuner", "besok"}
    assert not found_in(str(found).encode())


def reader(scene: Scene):
    """Return the client of one who may read every annex."""
    scene.signed(scene.director)
    for annex in SecretAnnex.objects.all():
        scene.granted(scene.director, annex)
    return with_factor(scene.director)


def said(client, word: str, headers: dict[str, str]) -> str:
    """Return the answer without the word that was asked for, and what differs each time."""
    answer = client.get("/sok/", {"q": word}, headers=headers)
    return CHANGING.sub("", answer.content.decode().replace(word, "ORDET"))
