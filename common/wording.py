"""Sentences in which a body decides, which only each actor can do; asked about, never forbidden."""

import re
from typing import Final

_BODY: Final = re.compile(
    r"\b(\w*forum(et)?|(regional\w* )?(chefs|samordnings|arbets)?grupp(en)?|rådet|mötet|"
    r"(samverkans)?konferensen|samverkansstaben|aktörerna|deltagarna|vi|man)\b"
)
_DECIDES: Final = re.compile(
    r"\b(beslut(ar|ade|at)|bestäm(mer|de|t)|fatta(r|de|t)? beslut|ålägg(er|a)|ålade|ålagt|"
    r"beordra(r|de|t)?)\b(?! inte\b)"
)
# "Det beslutades att …": nobody is named; "beslutades av kommunstyrelsen" names who.
_NOBODY: Final = re.compile(r"\b(beslut(ades|as|ats)|bestäm(des|s|ts))\b(?! (inte|av)\b)")
_BODYS: Final = re.compile(r"\b(forumets|mötets|gruppens|rådets|konferensens) beslut\b")
_HEADING: Final = re.compile(r"^\W*(§ ?\d+\W*)?beslut(et)? ?[:–-]")
_EACH: Final = re.compile(r"\b(själva?|var och en|varje|respektive)\b")
ASK: Final = (
    "Forumet beslutar inte åt någon aktör. Skriv vad aktörerna har enats om, till exempel "
    "”Aktörerna är överens om att …”, eller vilken aktör som har beslutat. Är det rätt som det "
    "står: skriv varför."
)


def deciding_sentences(text: str) -> list[str]:
    """Return the sentences in which a body, or nobody in particular, decides.

    An actor's own decision is none of them: "Haninge har beslutat att stänga", "Mötet noterar att
    Nacka har beslutat". What follows *att* is judged by its own subject.
    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör".
    """
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    return [sentence for sentence in sentences if _decides(" ".join(sentence.lower().split()))]


def _decides(sentence: str) -> bool:
    if _HEADING.search(sentence) or _BODYS.search(sentence):
        return True
    clauses = re.split(r"\batt\b", sentence)
    return any(
        not _EACH.search(clause)
        and (_NOBODY.search(clause) or (_BODY.search(clause) and _DECIDES.search(clause)))
        for clause in clauses
    )
