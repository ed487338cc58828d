"""Sentences in which a body decides are found, an actor's own decision is not."""

import pytest

from common.wording import deciding_sentences


@pytest.mark.parametrize(
    "text",
    [
        "Beslut: alla kommuner stänger skolor",
        "§ 3 Beslut: alla kommuner stänger skolor",
        "Mötet beslutade att kommunerna stänger skolor.",
        "Chefsgruppen har bestämt att bandvagnarna går till Norrtälje.",
        "Det beslutades att skolorna stängs.",
        "Forumets beslut är att skolorna stängs.",
        "I går beslutade samordningsgruppen att ploga.",
        "Läget är stabilt. Vi beslutar att spärra av.",
        "Inriktande forum fattade beslut om bandvagnarna",
        "Mötet kom fram till att forumet ålägger kommunerna att ploga",
    ],
)
def test_a_body_that_decides_is_found(text: str) -> None:
    assert len(deciding_sentences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Aktörerna är överens om att hålla skolor stängda.",
        "Haninge har beslutat att stänga skolorna.",
        "Mötet noterar att Nacka kommun har beslutat att stänga skolorna.",
        "Varje aktör beslutar själv. Aktörerna beslutar själva om sina åtgärder.",
        "Stängningen beslutades av kommunstyrelsen i Haninge.",
        "Forumet beslutar inte åt någon.",
        "Haninge informerade mötet om sitt beslut.",
    ],
)
def test_an_actors_own_decision_is_not(text: str) -> None:
    assert deciding_sentences(text) == []
