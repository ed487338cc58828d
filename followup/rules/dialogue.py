"""What the running contact with the municipalities is, and what it counts as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from followup.rules.why import Explanation, Fact

ORAL: Final = frozenset({"call", "meeting", "joint_meeting"})
WRITTEN: Final = frozenset({"letter"})
RESTRICTED: Final = "restricted"
NO_SIGNAL: Final = "none"
FEWEST_AT_JOINT_MEETING: Final = 2


@dataclass(frozen=True)
class Contact:
    """A note as the rules see it."""

    form: str
    day: date
    names_deficiencies: bool = False
    is_shared: bool = False
    by_municipality: bool = False


@dataclass(frozen=True)
class BeforeReferral:
    """Which days of oral and written dialogue on deficiencies are on record."""

    oral: tuple[date, ...]
    written: tuple[date, ...]
    why: Explanation


def is_oral(form: str) -> bool:
    """Return whether the contact was by word of mouth.

    Källa: 003 §2.3 "samtal och enklare möten".
    """
    return form in ORAL


def is_written(form: str) -> bool:
    """Return whether the contact was in writing.

    Källa: 003 §3.2 "en muntlig och skriftlig dialog"; 003 §2.3 "skriftlig återkoppling".
    """
    return form in WRITTEN


def counts_before_referral(contact: Contact) -> bool:
    """Return whether the contact is dialogue on deficiencies, as must come before a referral.

    The county has named what is wrong and what can be done; in writing only if the municipality
    has the text.
    Källa: 003 §3.2 "tydlig med vilka brister … samt vilka åtgärder kommunen kan vidta".
    """
    if contact.by_municipality or not contact.names_deficiencies:
        return False
    return is_oral(contact.form) or contact.is_shared


def before_referral(contacts: Iterable[Contact]) -> BeforeReferral:
    """Return the dialogue on deficiencies, oral and written apart.

    Källa: 003 §3.2.
    """
    counted = [one for one in contacts if counts_before_referral(one)]
    oral = tuple(sorted(one.day for one in counted if is_oral(one.form)))
    written = tuple(sorted(one.day for one in counted if is_written(one.form)))
    return BeforeReferral(
        oral,
        written,
        Explanation(
            rule="Före ett yttrande till MCF ska brister och åtgärder ha tagits upp både muntligt"
            " och skriftligt. Ett brev räknas när kommunen har fått det.",
            source="003 §3.2",
            facts=(
                Fact("Muntligt", _days(oral)),
                Fact("Skriftligt", _days(written)),
            ),
        ),
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

    Källa: 003 §2.3 "vid möten med flera kommuner tillsammans"; 003 §2.10.
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


def is_early_signal(signal: str) -> bool:
    """Return whether the note warns of something.

    Källa: 003 §2.3 "i ett tidigt skede få indikationer".
    """
    return signal not in {"", NO_SIGNAL}


def last_contact(latest: date | None) -> Explanation:
    """Return what can be said of a municipality's last contact: its day, never a verdict.

    Källa: 003 §2.3 "kontinuerliga avstämningar" utan angivet tal.
    """
    return Explanation(
        rule="Dialogen ska vara kontinuerlig. Källan ger inget tal för hur ofta.",
        source="003 §2.3",
        facts=(Fact("Senaste anteckningen", latest.isoformat() if latest else "ingen"),),
        reservations=("Hur länge en kommun kan vara tyst bedömer handläggaren.",),
    )


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in days) or "inget antecknat"
