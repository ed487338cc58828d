"""How words fit, and how what is found is ordered and cut."""

import unicodedata
from types import SimpleNamespace
from typing import Any

import pytest

from common import search
from common.search import Hit, Kind, Words

NOBODY: Any = SimpleNamespace()


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.registry, "items", {})


def kind(key: str, *labels: str, order: int = 100) -> Kind:
    """Register a kind that finds the labels that hold the words."""

    def find(user: Any, words: Words) -> list[Hit]:
        return [Hit(label, f"/{label}/") for label in labels if words.are_in(label)]

    made = Kind(key, key.title(), find, order)
    search.register(made)
    return made


@pytest.mark.parametrize("typed", ["norrtälje", "NORRTÄLJE", "  Norrtälje ", "kommun norr"])
def test_words_fit_in_any_case_and_order(typed: str) -> None:
    assert Words(typed).are_in("Norrtälje kommun", "0188")


def test_letters_fit_in_either_unicode_form() -> None:
    apart = unicodedata.normalize("NFD", "Tälje")

    assert Words(apart).are_in("Norrtälje")
    assert Words("tälje").are_in(unicodedata.normalize("NFD", "Norrtälje"))


def test_every_word_must_be_found() -> None:
    assert not Words("norrtälje region").are_in("Norrtälje kommun")


@pytest.mark.parametrize("typed", ["", " ", "a", " a "])
def test_less_than_two_letters_find_nothing(typed: str) -> None:
    kind("aktorer", "Aktör")

    assert search.find(NOBODY, typed, limit=5) == []


def test_kinds_come_in_order_and_only_those_with_hits() -> None:
    kind("moten", "Möte om snö", order=2)
    kind("forum", "Forum för is", order=1)
    kind("handelser", "Snöoväder", order=1)

    found = search.find(NOBODY, "snö", limit=5)

    assert [part.kind.key for part in found] == ["handelser", "moten"]


def test_labels_that_begin_with_the_words_come_first_the_others_as_they_were() -> None:
    kind("aktorer", "Region Vall", "Nya Vall", "Vallentuna")

    (found,) = search.find(NOBODY, "vall", limit=5)

    assert [hit.label for hit in found.hits] == ["Vallentuna", "Region Vall", "Nya Vall"]


@pytest.mark.parametrize(("limit", "shown", "more"), [(2, 2, True), (3, 3, False), (4, 3, False)])
def test_hits_past_the_limit_are_left_out_and_told(limit: int, shown: int, more: bool) -> None:
    kind("aktorer", "Aktör 1", "Aktör 2", "Aktör 3")

    (found,) = search.find(NOBODY, "aktör", limit=limit)

    assert (len(found.hits), found.has_more) == (shown, more)


def test_one_kind_alone_can_be_asked_for_and_the_others_are_not_read() -> None:
    kind("aktorer", "Snöröjarna")

    def forbidden(user: Any, words: Words) -> list[Hit]:
        raise AssertionError

    search.register(Kind("moten", "Möten", forbidden))

    assert len(search.find(NOBODY, "snö", limit=5, only="aktorer")) == 1


def test_a_kind_registered_again_replaces_the_first() -> None:
    kind("aktorer", "Gammal")
    kind("aktorer", "Gamling")

    (found,) = search.find(NOBODY, "gam", limit=5)

    assert [hit.label for hit in found.hits] == ["Gamling"]
