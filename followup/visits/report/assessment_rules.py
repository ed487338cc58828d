"""How an assessment is read: in words, with its reasons."""

from followup.why import Explanation


def why_no_score() -> Explanation:
    """Explain why the assessment is words and neither points nor a rank.

    Källa: Vägledningen 2.8 "Det kan då vara svårt att göra en övergripande bedömning".
    """
    return Explanation(
        rule=(
            "Bedömningen bygger på skriftligt underlag, samtal vid besök och löpande dialog. "
            "Den ges i ord, utan poäng och utan rangordning."
        ),
        source="Vägledningen 2.8",
        reservations=("Källan ger inget sätt att räkna ihop kommunens olika arbeten.",),
    )
