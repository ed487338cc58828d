"""The demonstration: cases on compensation, one on each side of 30 April, and two going on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from actors.models import Actor
from demo.followup import people
from followup.cases import agreeing, queries, review
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.dialogue.models import DialogueNote
from followup.economy.savings import services as savings
from followup.terms.models import Area
from followup.visits.measures import deficiencies
from followup.visits.measures.models import Deficiency

MARK = "DEMO: "
MISUSE = "Ersättningen har gått till Rakelapparater."
NO_ACCOUNT = "Kommunen kan inte redovisa hur ersättningen har använts."
NO_RSA = "Risk- och sårbarhetsanalysen har inte redovisats."
SAVING = "Sparandet ökar och plan för sparande saknas."


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    if Referral.objects.filter(municipality__slug="sigtuna").exists():
        return
    year = at.year if at.month > 6 else at.year - 1  # noqa: PLR2004 - the last 30 April is past
    _reduced(year)
    _repaid(year)
    _told(at)
    _to_sign(at)


def _reduced(year: int) -> None:
    """Sigtuna: sent before 30 April, reduced."""
    sent = _moment(date(year, 4, 14))
    referral = _open("sigtuna", MISUSE, "wrong_use", sent - timedelta(days=90), is_misuse=True)
    _write(referral, sent, exception="Apparaterna är upphandlade, och det går inte att rätta.")
    _send(referral, sent)
    coordinator = people.coordinator("sigtuna", sent)
    asked = review.request_material(
        referral_id=referral.pk,
        text=f"{MARK}Redovisa upphandlingen och vad den kostade.",
        due_date=(sent + timedelta(days=30)).date(),
        by=people.reviewer(),
        at=sent + timedelta(days=7),
    )
    review.answer_material(
        request_id=asked.pk,
        text=f"{MARK}Avtal och fakturor lämnas här i sammandrag.",
        files=[],
        by=coordinator,
        at=sent + timedelta(days=20),
    )
    decided = sent + timedelta(days=60)
    review.record_decision(
        referral_id=referral.pk,
        outcome=Referral.Outcome.REDUCED,
        amount=Decimal(100_000),
        proportion=f"{MARK}En av sex uppgifter är inte utförd som avsett.",
        text=f"{MARK}Ersättningen får inte användas till Rakelapparater.",
        decided_date=decided.date(),
        by=people.reviewer(),
        at=decided,
    )


def _repaid(year: int) -> None:
    """Nynäshamn: sent after 30 April, repaid by invoice."""
    sent = _moment(date(year, 5, 6))
    referral = _open("nynashamn", NO_ACCOUNT, "no_account", sent - timedelta(days=120))
    _dialogue(referral, sent - timedelta(days=110))
    _tell(referral, sent - timedelta(days=100), days=60)
    _write(referral, sent)
    _send(referral, sent)
    decided = sent + timedelta(days=40)
    review.record_decision(
        referral_id=referral.pk,
        outcome=Referral.Outcome.REPAID,
        amount=Decimal(200_000),
        proportion=f"{MARK}Två av sex uppgifter går inte att styrka.",
        no_material_reason=f"{MARK}Kommunen har meddelat att inget mer underlag finns.",
        text=f"{MARK}Kommunen har inte visat hur ersättningen har använts.",
        decided_date=decided.date(),
        by=people.reviewer(),
        at=decided,
    )
    final = decided + timedelta(days=1)
    review.make_final(
        referral_id=referral.pk, final_date=final.date(), by=people.reviewer(), at=final
    )
    review.record_invoice(
        referral_id=referral.pk,
        number="DEMO-1",
        invoiced_date=final.date(),
        by=people.reviewer(),
        at=final,
    )


def _told(at: datetime) -> None:
    """Nykvarn: told what is wrong, with time left to mend it."""
    opened = at - timedelta(days=20)
    referral = _open("nykvarn", NO_RSA, "no_risk_analysis", opened)
    _dialogue(referral, opened + timedelta(days=2))
    people.coordinator("nykvarn", opened)  # who can answer on the day
    _tell(referral, opened + timedelta(days=5), days=60, answers=False)


def _to_sign(at: datetime) -> None:
    """Upplands-Bro: the time has passed, and the opinion waits for its signature."""
    opened = at - timedelta(days=150)
    referral = _open("upplands-bro", SAVING, "saving", opened)
    _dialogue(referral, opened + timedelta(days=5))
    _tell(referral, opened + timedelta(days=10), days=90)
    _write(referral, at - timedelta(days=2))
    _settle(referral, at)
    cases.prepare(referral_id=referral.pk, by=people.handler(), at=at - timedelta(days=1))


def _open(slug: str, text: str, ground: str, at: datetime, *, is_misuse: bool = False) -> Referral:
    municipality = Actor.objects.get(slug=slug)
    found = Deficiency.objects.filter(municipality=municipality, text__endswith=text).first()
    if found is None:
        found = deficiencies.name_deficiency(
            municipality_id=municipality.pk,
            origin=Deficiency.Origin.OTHER,
            area=Area.PLANNING,
            text=MARK + text,
            remedy=f"{MARK}Rätta bristen och redovisa hur.",
            is_misuse=is_misuse,
            by=people.handler(),
            at=at - timedelta(days=30),
        )
    return cases.open_case(
        municipality_id=municipality.pk,
        grounds={found.pk: ground},
        by=people.handler(),
        at=at,
    )


def _dialogue(referral: Referral, at: datetime) -> None:
    county = referral.municipality.county
    if county is None:
        return
    note = DialogueNote.objects.create(
        county=county,
        held_date=at.date(),
        form=DialogueNote.Form.MEETING,
        subject=f"{MARK}brister i arbetet",
        text=f"{MARK}Gick igenom bristerna och vad kommunen kan göra.",
        names_deficiencies=True,
        is_shared=True,
        noted_at=at,
        noted_by="Handläggare uppföljning",
    )
    note.municipalities.add(referral.municipality)
    note.deficiencies.set(referral.deficiencies.all())


def _tell(referral: Referral, at: datetime, *, days: int, answers: bool = True) -> None:
    _measure(referral, at, at.date() + timedelta(days=days))
    cases.tell_municipality(
        referral_id=referral.pk,
        text=f"{MARK}Det här har vi talat om. Rätta till den dag vi har kommit överens om.",
        agreed_date=at.date() + timedelta(days=days),
        by=people.handler(),
        at=at,
    )
    if answers:
        agreeing.answer_day(
            referral_id=referral.pk,
            accepts=True,
            by=people.coordinator(referral.municipality.slug, at),
            at=at + timedelta(days=2),
        )


def _measure(referral: Referral, at: datetime, due: date) -> None:
    """Give each deficiency a measure that was proposed to the municipality."""
    for found in referral.deficiencies.filter(measures=None):
        found.measures.create(
            municipality=referral.municipality,
            area=found.area,
            text=f"{MARK}Rätta bristen.",
            due_date=due,
            follow_up="Stäms av i dialogen",
            told_at=at,
            created_at=at,
            created_by="Handläggare uppföljning",
        )


def _write(referral: Referral, at: datetime, *, exception: str = "") -> None:
    cases.write_opinion(
        referral_id=referral.pk,
        text=f"{MARK}Kommunen har trots dialog inte rättat det som brister.",
        proposal=f"{MARK}Ersättningen bör reduceras.",
        registry_number=f"DEMO-{referral.pk}",
        exception_reason=exception,
        version=Referral.objects.values_list("text_version", flat=True).get(pk=referral.pk),
        by=people.handler(),
        at=at - timedelta(days=1),
    )


def _send(referral: Referral, at: datetime) -> None:
    _settle(referral, at)
    cases.prepare(referral_id=referral.pk, by=people.handler(), at=at - timedelta(hours=3))
    cases.sign_and_send(referral_id=referral.pk, by=people.chief(), at=at)


def _settle(referral: Referral, at: datetime) -> None:
    """Ask for a plan of what is saved, and give reasons where the case goes on all the same."""
    gate = queries.gate_of(referral, at.date())
    plan = gate.step("", "saving_plan")
    if plan is not None and plan.is_missing:
        asked = at - timedelta(days=60)
        savings.request_plan(
            municipality_id=referral.municipality_id,
            reason=f"{MARK}Sparandet ska ha en plan.",
            adopt_by=(at - timedelta(days=10)).date(),
            opening_year=asked.year,
            opening_amount=Decimal(0),
            by=people.handler(),
            at=asked,
        )
    for step in gate.missing:
        if step.wants_reason:
            agreeing.give_reason(
                referral_id=referral.pk,
                ground=step.ground,
                step=step.key,
                text=f"{MARK}Kontrollerat med kommunen. Grunden står kvar.",
                by=people.handler(),
                at=at - timedelta(days=2),
            )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
