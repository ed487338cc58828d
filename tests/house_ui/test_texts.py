"""Help and glossary: short, plain, and each word in one sense."""

import re

import pytest

from ssr import content

MAX_LIX = 40


def words(text: str) -> list[str]:
    return re.findall(r"[\wåäöÅÄÖ-]+", text)


def lix(text: str) -> float:
    """Return the readability of Björnsson: words a sentence plus the share of long words."""
    found = words(text)
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    return len(found) / sentences + 100 * sum(len(word) > 6 for word in found) / len(found)


@pytest.mark.parametrize("slug", content.topics())
def test_a_task_is_explained_in_plain_swedish(slug: str) -> None:
    topic = content.topics()[slug]
    text = " ".join([topic.intro, *(step.text for step in topic.steps)])

    assert lix(text) <= MAX_LIX


@pytest.mark.parametrize("slug", content.topics())
def test_no_step_is_longer_than_sixty_words(slug: str) -> None:
    assert max(len(words(step.text)) for step in content.topics()[slug].steps) <= 60


@pytest.mark.parametrize("term", content.glossary(), ids=lambda term: term.identifier)
def test_a_word_is_explained_in_at_most_thirty_words(term: content.Term) -> None:
    assert 0 < len(words(term.explanation)) <= 30
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", term.identifier)


def test_no_word_has_two_senses_and_no_name_two_words() -> None:
    terms = content.glossary()

    assert len({term.term.lower() for term in terms}) == len(terms)
    assert len({term.identifier for term in terms}) == len(terms)


def test_the_glossary_as_a_whole_is_plain() -> None:
    assert lix(" ".join(term.explanation for term in content.glossary())) <= MAX_LIX


def test_words_stand_in_swedish_order() -> None:
    terms = [term.term for term in content.glossary()]

    assert terms.index("Ärende") < terms.index("Överenskommelse")
    assert terms.index("Återföring") < terms.index("Ärende")
