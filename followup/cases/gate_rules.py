"""What must be on record before an opinion, ground by ground.

Each ground stands on facts of its own. What holds for one never opens the way for another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.why import Explanation, Fact

SOURCE: Final = "Vägledningen 3.2"
OWN_REPORT: Final = "own_report"
WRONG_USE: Final = "wrong_use"
MISUSE_REASON_AT_LEAST: Final = 30
ACCEPTED: Final = "accepted"
OBJECTED: Final = "objected"
WHOLE_CASE: Final = ""  # the steps of the case itself, of no single ground
_PLAN_MISSING: Final = (
    "Att kommunen saknar en plan är i sig ett exempel på missförhållande. Då räknas att "
    "planen har begärts och att dess tid har gått."
)
# What the system may know that speaks against a ground: its name, and how it is said.
CONTRADICTED_BY: Final[Mapping[str, Mapping[str, str]]] = {
    "no_risk_analysis": {
        "rsa_accepted": "Kommunens RSA är godtagen av Länsstyrelsen.",
        "rsa_in": "Kommunens RSA är inlämnad och inte färdiggranskad.",
    },
    "no_account": {
        "report_accepted": "Den senaste årliga redovisningen är godtagen av Länsstyrelsen.",
        "report_in": "Den senaste årliga redovisningen är inskickad och inte färdiggranskad.",
    },
    WRONG_USE: {
        "nothing_misused": "Ingen kostnad är bedömd som fel använd, och ingen av grundens brister "
        "är märkt som felaktig användning.",
    },
    "saving": {
        "plan_kept": "Planen för sparande följs, enligt Länsstyrelsens senaste uppföljning.",
        "saving_not_growing": "Sparandet ökade inte det senaste hela året.",
    },
    OWN_REPORT: {
        "report_withdrawn": "Kommunen har tagit tillbaka sin anmälan.",
        "no_saving": "Ekonomin visar inget sparande vid det senaste årets slut.",
    },
    "tasks_not_done": {
        "measures_done": "Alla åtgärder för grundens brister är bedömda som genomförda.",
        "tasks_done": "Länsstyrelsen har bedömt att årets uppgifter är utförda i tillräcklig "
        "omfattning.",
    },
}


@dataclass(frozen=True)
class Named:
    """A deficiency as the gate sees it: its remedy, its days, and the talks that were of it."""

    has_remedy: bool = False
    told: date | None = None
    mended: date | None = None
    has_plan: bool = False
    is_misuse: bool = False
    oral: tuple[date, ...] = ()
    written: tuple[date, ...] = ()
    disputed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Ground:
    """One ground with the facts that it stands on, and what the system knows against it."""

    code: str
    label: str
    named: tuple[Named, ...]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Day:
    """By when all is to be mended: the county's proposal until the municipality has answered."""

    day: date | None = None
    answer: str = ""
    answered: date | None = None


@dataclass(frozen=True)
class Saving:
    """What is saved, and whether there is a plan for it or one was asked for in vain."""

    is_any: bool = False
    has_plan: bool = False


@dataclass(frozen=True)
class Reason:
    """A reason on record, and what stood there when it was given."""

    about: str
    text: str


@dataclass(frozen=True)
class Record:
    """What is on record before an opinion: the facts that the gate looks at."""

    grounds: tuple[Ground, ...]
    day: Day = field(default_factory=Day)
    saving: Saving = field(default_factory=Saving)
    exception_reason: str = ""
    reasonable_days: int | None = None
    reasons: Mapping[tuple[str, str], Reason] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One thing that must be on record, whether it is, and what to do if not.

    Where ``may_be_reasoned`` a reason stands in for it, as long as what was found is the same.
    """

    key: str
    name: str
    is_met: bool
    found: str
    remedy: str
    why: Explanation
    may_be_reasoned: bool = False
    reason: str = ""
    ground: str = WHOLE_CASE
    ground_label: str = ""
    is_asked: bool = True

    @property
    def is_missing(self) -> bool:
        return self.is_asked and not self.is_met

    @property
    def wants_reason(self) -> bool:
        """Return whether it is missing and a reason would do."""
        return self.is_missing and self.may_be_reasoned


@dataclass(frozen=True)
class Gate:
    """All steps, and whether the opinion may be put forward."""

    steps: tuple[Step, ...]
    by_exception: bool
    why: Explanation

    @property
    def is_open(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_missing)

    def step(self, ground: str, key: str) -> Step | None:
        """Return one step, if the gate has it."""
        found = (each for each in self.steps if (each.ground, each.key) == (ground, key))
        return next(found, None)


def gate(record: Record, today: date) -> Gate:
    """Return what must be on record before an opinion is sent, and whether it is.

    It is asked of each ground by itself.
    Källa: Vägledningen 3.2, 3.3; domain.md 7.10.
    """
    steps = [
        replace(step, ground=ground.code, ground_label=ground.label)
        for ground in record.grounds
        for step in _steps_of(ground, record, today)
    ]
    if record.saving.is_any or {"saving", OWN_REPORT} & {one.code for one in record.grounds}:
        steps.append(_saving_plan(record))
    return Gate(
        steps=tuple(_reasoned(step, record.reasons) for step in steps),
        by_exception=any(may_skip_dialogue(one, record) for one in record.grounds),
        why=Explanation(
            rule=(
                "Innan ett yttrande skickas ska muntlig och skriftlig dialog ha förts. Kommunen "
                "ska veta vilka bristerna är och vad den kan göra, ha kommit överens om en tid "
                "och haft rimlig möjlighet att åtgärda dem."
            ),
            source=SOURCE,
            reservations=(
                "Varje grund prövas för sig.",
                "Källan säger inte hur lång ”rimlig tid” är. Länet kan sätta ett antal dagar.",
            ),
        ),
    )


def may_skip_dialogue(ground: Ground, record: Record) -> bool:
    """Return whether the use was so evidently wrong that the dialogue need not be awaited.

    Only for the ground of wrong use, only if all its deficiencies are misuse, and only with a
    reason on record.
    Källa: Vägledningen 3.2 "som på ett uppenbart sätt använt ersättningen felaktigt".
    """
    return (
        ground.code == WRONG_USE
        and bool(ground.named)
        and all(one.is_misuse for one in ground.named)
        and len(record.exception_reason.strip()) >= MISUSE_REASON_AT_LEAST
    )


def contradictions(ground: Ground) -> tuple[str, ...]:
    """Return what the system knows that speaks against a ground, said aloud.

    Källa: Vägledningen 3.2 "rätta till eventuella felaktigheter eller missförstånd";
    domain.md 7.10.
    """
    sentences = CONTRADICTED_BY[ground.code]
    return tuple(said for name, said in sentences.items() if name in ground.known)


def time_ends(told: date, agreed: date | None, reasonable_days: int | None) -> date | None:
    """Return the first day on which the municipality has had its time, as far as is known.

    The day after the agreed one, and not before the county's own least number of days.
    Källa: Vägledningen 3.2 "rimlig tid och möjlighet att åtgärda problemet".
    """
    if agreed is None:
        return None
    after_agreed = agreed + timedelta(days=1)
    if reasonable_days is None:
        return after_agreed
    return max(after_agreed, told + timedelta(days=reasonable_days))


def _steps_of(ground: Ground, record: Record, today: date) -> list[Step]:
    """Return the steps of one ground.

    A saving that the municipality itself says that it cannot use is talked about like all else;
    there is no deficiency to tell of and no day by which it should be mended.
    """
    talked = [
        _talked(
            ground,
            "muntlig",
            "Anteckna samtalet under Dialog, kryssa i vilka brister det gällde och dela det med "
            "kommunen.",
        ),
        _talked(ground, "skriftlig", "Underrätta kommunen här, eller anteckna brevet."),
    ]
    if ground.code == OWN_REPORT:
        return [*talked, _facts(ground)]
    before = [
        *talked,
        _named(ground),
        _agreed(record.day),
        _time(ground, record, today),
        _plan(ground),
    ]
    if may_skip_dialogue(ground, record):
        before = [replace(step, is_asked=False) for step in before]
    return [*before, _stands(ground), _facts(ground)]


def _reasoned(step: Step, reasons: Mapping[tuple[str, str], Reason]) -> Step:
    """Let a reason stand in for the step, if it was given for what is found there now."""
    given = reasons.get((step.ground, step.key))
    if step.is_met or not step.may_be_reasoned or given is None or given.about != step.found:
        return step
    return replace(step, is_met=True, reason=given.text)


def _talked(ground: Ground, how: str, remedy: str) -> Step:
    is_oral = how == "muntlig"
    each = [one.oral if is_oral else one.written for one in ground.named]
    days = sorted({day for held in each for day in held})
    disputed = sorted({day for one in ground.named for day in one.disputed}) if is_oral else []
    found = _days(days) or "Inget antecknat"
    if disputed:
        found += f". Kommunen har invänt mot anteckningen från {_days(disputed)}"
    return Step(
        key="oral" if is_oral else "written",
        name=f"{how.capitalize()} dialog om saken",
        is_met=bool(each) and all(each),
        found=found,
        remedy=remedy,
        may_be_reasoned=bool(disputed),
        why=Explanation(
            f"Länsstyrelsen ska ha haft en {how} dialog med kommunen om just detta.",
            SOURCE,
            (Fact("Antecknat", found),),
            ("Bara det som kommunen kan läsa och inte har invänt mot räknas.",),
        ),
    )


def _named(ground: Ground) -> Step:
    count = len(ground.named)
    with_remedy = sum(one.has_remedy for one in ground.named)
    told = [one.told for one in ground.named if one.told]
    return Step(
        key="named",
        name="Brister namngivna, med vad kommunen kan göra",
        is_met=0 < count == with_remedy == len(told),
        found=f"{counted(count, 'brist', 'brister')}, {with_remedy} med åtgärd"
        + (f", {len(told)} meddelade {max(told)}" if told else ", inte meddelat"),
        remedy="Välj bristerna, skriv vad kommunen kan göra åt var och en, och underrätta den.",
        why=Explanation(
            rule=(
                "Länsstyrelsen ska vara tydlig med bristerna och med vilka åtgärder kommunen "
                "kan vidta."
            ),
            source=SOURCE,
        ),
    )


def _agreed(day: Day) -> Step:
    said = {
        ACCEPTED: f"Kommunen godtog {day.day} den {day.answered}",
        OBJECTED: f"Kommunen invände mot {day.day} den {day.answered}",
        "": f"Länsstyrelsen har föreslagit {day.day}. Kommunen har inte svarat",
    }
    return Step(
        key="agreed",
        name="Överenskommen tid",
        is_met=day.day is not None and day.answer == ACCEPTED,
        found=said[day.answer] if day.day else "Ingen tid",
        remedy="Kommunen svarar på dagen i ärendet. Svarar den inte, eller invänder den, behövs "
        "Länsstyrelsens skäl att gå vidare.",
        may_be_reasoned=day.day is not None,
        why=Explanation(
            rule="Kommunen och Länsstyrelsen ska i samförstånd bestämma när åtgärderna ska "
            "vara genomförda. En dag som bara Länsstyrelsen har satt är ingen överenskommelse.",
            source=SOURCE,
            reservations=("Källan säger inte vad som gäller när kommunen inte svarar.",),
        ),
    )


def _time(ground: Ground, record: Record, today: date) -> Step:
    told = [one.told for one in ground.named if one.told]
    is_told = 0 < len(told) == len(ground.named)
    ends = time_ends(max(told, default=today), record.day.day, record.reasonable_days)
    limit = (
        f"minst {counted(record.reasonable_days, 'dag', 'dagar')}"
        if record.reasonable_days is not None
        else "ingen gräns är satt för länet"
    )
    return Step(
        key="time",
        name="Rimlig tid och möjlighet att rätta",
        is_met=is_told and ends is not None and today >= ends,
        found=f"Till och med {ends - timedelta(days=1)}" if ends else "Tiden har inte börjat",
        remedy="Vänta tills den överenskomna tiden har gått.",
        why=Explanation(
            rule="Kommunen ska ha fått rimlig tid och möjlighet att åtgärda problemet.",
            source=SOURCE,
            facts=(
                Fact("Underrättad", str(max(told)) if is_told else "nej"),
                Fact("Dag", str(record.day.day or "ingen")),
                Fact("Länets rimliga tid", limit),
            ),
            reservations=("Källan anger inget antal dagar.",),
        ),
    )


def _plan(ground: Ground) -> Step:
    planned = sum(one.has_plan for one in ground.named)
    return Step(
        key="plan",
        name="Åtgärdsplan för bristerna",
        is_met=0 < planned == len(ground.named),
        found=f"{planned} av {counted(len(ground.named), 'brist', 'brister')} har en plan",
        remedy="Upprätta en åtgärdsplan med kommunen för varje brist.",
        why=Explanation(
            rule="Kommunen ska med stöd av Länsstyrelsen upprätta en åtgärdsplan för hur bristerna "
            "ska hanteras.",
            source=SOURCE,
            reservations=(_PLAN_MISSING,),
        ),
    )


def _stands(ground: Ground) -> Step:
    mended = [one.mended for one in ground.named if one.mended]
    found = "Inget är åtgärdat"
    if mended:
        found = f"{len(mended)} av {counted(len(ground.named), 'brist', 'brister')} är åtgärdade"
        found += f", senast {max(mended)}"
    return Step(
        key="stands",
        name="Bristerna består",
        is_met=not mended,
        found=found,
        remedy="Lägg ned ärendet om allt är åtgärdat. Annars behövs skälet till att det ändå är en "
        "grund.",
        may_be_reasoned=True,
        why=Explanation(
            rule="Det som kommunen har åtgärdat är ingen grund utan ett skäl. Yttrandet gäller "
            "kommuner som inte genomför åtgärderna.",
            source=SOURCE,
        ),
    )


def _facts(ground: Ground) -> Step:
    against = contradictions(ground)
    return Step(
        key="facts",
        name="Det systemet vet stämmer med grunden",
        is_met=not against,
        found=" ".join(against) or "Inget talar emot",
        remedy="Kontrollera grunden. Håller den ändå behövs skälet.",
        may_be_reasoned=True,
        why=Explanation(
            rule="Felaktigheter och missförstånd ska rättas innan ett yttrande skickas. Det som "
            "systemet vet mot grunden sägs därför högt.",
            source=SOURCE,
        ),
    )


def _saving_plan(record: Record) -> Step:
    only_own = {one.code for one in record.grounds} == {OWN_REPORT}
    return Step(
        key="saving_plan",
        name="Plan för sparandet",
        is_met=record.saving.has_plan,
        found="Finns, eller har begärts förgäves" if record.saving.has_plan else "Saknas",
        remedy="Begär en plan för sparande av kommunen."
        + (" Kan pengarna inte planeras behövs skälet." if only_own else ""),
        may_be_reasoned=only_own,
        why=Explanation(
            rule="Har kommunen ett sparande, stort eller litet, ska en plan tas fram i samverkan "
            "för hur medlen ska förbrukas.",
            source="Vägledningen 3.2, 3.3" if only_own else SOURCE,
            reservations=(
                _PLAN_MISSING,
                "För ett sparande som kommunen själv anmäler blir processen ”i princip” densamma.",
            ),
        ),
    )


def _days(days: list[date]) -> str:
    return ", ".join(day.isoformat() for day in days)
