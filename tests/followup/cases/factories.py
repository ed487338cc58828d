"""Cases at different stages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from followup.cases import agreeing, review
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.dialogue.models import DialogueNote
from followup.terms.models import Area, KeyDate
from followup.visits.measures.models import Deficiency, Measure
from tests.followup.worlds import World

AT = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)
AGREED = date(2026, 3, 1)
READY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # the agreed time has passed
MAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
TEXT = "Kommunen har inte redovisat någon risk- och sårbarhetsanalys."


def cutoff() -> None:
    """Load the rule of 30 April."""
    KeyDate.objects.create(
        code="YTTRANDE_CUTOFF",
        what="30 april",
        month=4,
        day=30,
        valid_from=date(2019, 1, 1),
        source="Vägledningen 3.3",
    )


def deficiency(world: World, **given: object) -> Deficiency:
    """Name a deficiency that has a remedy."""
    values = {
        "municipality": world.municipality,
        "origin": Deficiency.Origin.DOCUMENT,
        "area": Area.RISK_ANALYSIS,
        "text": "RSA saknas.",
        "remedy": "Besluta och redovisa RSA.",
        "noted_at": AT - timedelta(days=60),
        "noted_by": "Handläggare",
    } | given
    return Deficiency.objects.create(**values)


def considered(world: World, **given: object) -> Referral:
    """Open a case on one deficiency."""
    found = deficiency(world, **given)
    return cases.open_case(
        municipality_id=world.municipality.pk,
        grounds={found.pk: "wrong_use" if found.is_misuse else "no_risk_analysis"},
        by=world.handler,
        at=AT,
    )


def told(world: World) -> Referral:
    """Tell the municipality, and hold the dialogue and the plan that the gate asks for."""
    referral = considered(world)
    found = referral.deficiencies.get()
    note = DialogueNote.objects.create(
        county=world.county,
        held_date=AT.date(),
        form=DialogueNote.Form.MEETING,
        subject="RSA",
        text="Gick igenom vad som saknas.",
        names_deficiencies=True,
        is_shared=True,
        noted_at=AT,
        noted_by="Handläggare",
    )
    note.municipalities.add(world.municipality)
    note.deficiencies.add(found)
    measure = Measure.objects.create(
        municipality=world.municipality,
        deficiency=found,
        area=Area.RISK_ANALYSIS,
        text="Besluta RSA",
        due_date=AGREED,
        follow_up="Läses vid nästa besök",
        created_at=AT,
        created_by="Handläggare",
    )
    measure.agree(by_label="Kommundirektör", at=AT, due_date=AGREED)
    measure.save()
    tell(world, referral)
    return agreeing.answer_day(referral_id=referral.pk, accepts=True, by=world.director, at=AT)


def tell(world: World, referral: Referral) -> Referral:
    """Tell the municipality and propose the day, which it has not answered on."""
    return cases.tell_municipality(
        referral_id=referral.pk, text="Vi har talat om detta.", agreed_date=AGREED,
        by=world.handler, at=AT,
    )  # fmt: skip


def written(world: World) -> Referral:
    """Write the opinion of a case whose municipality has been told."""
    referral = told(world)
    return cases.write_opinion(
        referral_id=referral.pk,
        text=TEXT,
        proposal="Ersättningen bör reduceras.",
        registry_number="457-1-2026",
        exception_reason="",
        version=referral.text_version,
        by=world.handler,
        at=READY,
    )


def prepared(world: World) -> Referral:
    """Put the opinion before the one who signs."""
    referral = written(world)
    return cases.prepare(referral_id=referral.pk, by=world.handler, at=READY)


def sent(world: World, at: datetime = READY, **given: str) -> Referral:
    """Sign it and send it."""
    referral = prepared(world)
    return cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=at, **given)


def decide(referral: Referral, world: World, **given: object) -> Referral:
    """Record a decision of MSB/MCF."""
    values = {
        "referral_id": referral.pk, "outcome": "reduced", "amount": Decimal(50000),
        "text": "Skäl.", "proportion": "En av sex uppgifter är inte utförd.",
        "no_material_reason": "Yttrandet räcker.", "decided_date": MAY.date(),
        "by": world.reviewer, "at": MAY,
    } | given  # fmt: skip
    return review.record_decision(**values)
