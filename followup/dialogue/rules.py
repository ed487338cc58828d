"""What the running contact with the municipalities is, and what it counts as."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from followup.why import Explanation, Fact

ORAL: Final = frozenset({"call", "meeting", "joint_meeting"})
WRITTEN: Final = frozenset({"letter"})
RESTRICTED: Final = "restricted"
FEWEST_AT_JOINT_MEETING: Final = 2


@dataclass(frozen=True)
class Contact:
    """A note as the rules see it."""

    form: str
    day: date
    names_deficiencies: bool = False
    is_shared: bool = False
    by_municipality: bool = False
    is_disputed: bool = False


def is_oral(form: str) -> bool:
    """Return whether the contact was by word of mouth.

    Källa: Vägledningen 2.3 "samtal och enklare möten".
    """
    return form in ORAL


def is_written(form: str) -> bool:
    """Return whether the contact was in writing.

    Källa: Vägledningen 3.2 "en muntlig och skriftlig dialog"; Vägledningen 2.3 "skriftlig
    återkoppling".
    """
    return form in WRITTEN


def counts_before_referral(contact: Contact) -> bool:
    """Return whether the contact is dialogue on deficiencies, as must come before a referral.

    The county has named what is wrong and what can be done, and the municipality can read what was
    noted of it and has not objected.
    Källa: Vägledningen 3.2 "tydlig med vilka brister … samt vilka åtgärder kommunen kan vidta";
    Vägledningen 3.2 "rätta till eventuella felaktigheter eller missförstånd".
    """
    return (
        contact.names_deficiencies
        and contact.is_shared
        and not contact.by_municipality
        and not contact.is_disputed
    )


def problem_with(
    *,
    form: str,
    municipalities: int,
    names_deficiencies: bool,
    is_shared: bool,
    confidentiality: str,
) -> tuple[str, str]:
    """Return the field and the sentence that say why a note cannot be kept; both empty if it can.

    Källa: Vägledningen 2.3 "vid möten med flera kommuner tillsammans"; Vägledningen 2.10.
    """
    if not municipalities:
        return "municipalities", "Välj minst en kommun."
    if form == "joint_meeting" and municipalities < FEWEST_AT_JOINT_MEETING:
        return "municipalities", "Ett möte med flera kommuner har minst två. Välj fler, eller Möte."
    if form != "joint_meeting" and municipalities > 1:
        return "municipalities", "Flera kommuner: välj formen Möte med flera kommuner."
    if is_shared and confidentiality == RESTRICTED:
        return "is_shared", "En anteckning för begränsad krets kan inte visas för kommunen."
    if is_written(form) and names_deficiencies and not is_shared:
        return "is_shared", "Ett brev om brister räknas bara om kommunen har fått det. Dela det."
    return "", ""


def last_contact(latest: date | None) -> Explanation:
    """Return what can be said of a municipality's last contact: its day, never a verdict.

    Källa: Vägledningen 2.3 "kontinuerliga avstämningar" (utan angivet tal).
    """
    return Explanation(
        rule="Dialogen ska vara kontinuerlig. Källan ger inget tal för hur ofta.",
        source="Vägledningen 2.3",
        facts=(Fact("Senaste anteckningen", latest.isoformat() if latest else "ingen"),),
        reservations=("Hur länge en kommun kan vara tyst bedömer handläggaren.",),
    )
