"""The demonstration: dialogue. Words are made up; nobody in them is a person."""

from datetime import date, datetime, timedelta
from typing import Final

from actors.models import Actor, County, User
from common.clock import start_of_day
from demo.followup import people
from followup.dialogue import services as dialogue
from followup.dialogue.models import DialogueNote
from followup.dialogue.services import Note

Form, Signal = DialogueNote.Form, DialogueNote.Signal
TOGETHER: Final = ("vallentuna", "osteraker", "vaxholm", "taby", "danderyd")
# Municipality, day, form, subject, text, early signal, is shared.
STORY: Final = (
    ("nykvarn", date(2024, 2, 6), Form.CALL, "RSA saknas",
     "RSA har inte kommit in. Vi gick igenom de sju rubrikerna och vad som behövs.",
     Signal.DOCUMENTS, False),
    ("nykvarn", date(2024, 2, 13), Form.LETTER, "RSA: vad som saknas och vad ni kan göra",
     "RSA skulle ha redovisats senast den 31 oktober 2023. Besluta och redovisa den.",
     Signal.DOCUMENTS, True),
    ("upplands-bro", date(2025, 4, 3), Form.MEETING, "Sparandet växer",
     "Sparandet har vuxit tre år i rad. Ingen plan finns. Orsaken är vakanser.",
     Signal.SAVING, False),
    ("upplands-bro", date(2026, 9, 22), Form.CALL, "Sparandet, uppföljning",
     "En plan är ännu inte påbörjad. Kommunen återkommer.", Signal.SAVING, False),
    ("sigtuna", date(2025, 2, 18), Form.MEETING, "Inköp av Rakelapparater",
     "Ersättningen har använts till Rakelapparater. Vi sade att det inte får finansieras så.",
     Signal.USE, True),
    ("sigtuna", date(2025, 2, 25), Form.LETTER, "Ersättningen och Rakelapparater",
     "Inköpet får inte betalas med ersättningen. Bokför om kostnaden.", Signal.USE, True),
    ("nynashamn", date(2025, 5, 6), Form.CALL, "Redovisning av kostnader",
     "Underlag för en kostnad saknas. Kommunen söker fram det.", Signal.USE, False),
    ("vallentuna", date(2026, 10, 8), Form.CALL, "Inför åtgärdsplanen",
     "Två åtgärder är på väg. Övningen är bokad.", Signal.NONE, True),
    ("sundbyberg", date(2026, 5, 19), Form.CALL, "Bemanning",
     "Tjänsten som samordnare är vakant till hösten.", Signal.RESOURCES, False),
)  # fmt: skip


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    county = County.objects.get(code="01")
    if DialogueNote.objects.filter(county=county, subject__startswith="DEMO").exists():
        return
    handler = people.handler()
    places = {one.slug: one for one in Actor.objects.filter(county=county, kind="municipality")}
    _calls(county, places, handler)
    for slug, day, form, subject, text, signal, shared in STORY:
        note = Note(
            day,
            form,
            f"DEMO: {subject}",
            text,
            signal,
            is_about_saving=signal == Signal.SAVING,
            is_shared=shared,
        )
        _note(county, [places[slug]], note, handler)
    together = [places[slug] for slug in TOGETHER if slug in places]
    note = Note(
        date(2026, 3, 12),
        Form.JOINT_MEETING,
        "DEMO: Samordnarna i nordost",
        "Gemensam genomgång av indikatorerna och av höstens övning.",
        is_shared=True,
    )
    _note(county, together, note, handler)
    dialogue.write_back(
        municipality=places["vallentuna"],
        subject="DEMO: Tid för övningen",
        text="Övningen hålls den 2 december. Ni är välkomna att följa den.",
        by=people.coordinator("vallentuna", at),
        at=min(at, _noon(date(2026, 10, 14))),
    )


def _calls(county: County, places: dict[str, Actor], handler: User) -> None:
    """Let every municipality have been heard from, some longer ago than others."""
    for number, place in enumerate(sorted(places.values(), key=lambda one: one.name)):
        day = date(2025, 9, 1) + timedelta(days=number * 11)
        text = "Avstämning om läget i arbetet. Inget särskilt att anteckna."
        _note(county, [place], Note(day, Form.CALL, "DEMO: Avstämning", text), handler)


def _note(county: County, places: list[Actor], note: Note, handler: User) -> None:
    dialogue.note_contact(
        county=county,
        municipality_ids=[place.pk for place in places],
        note=note,
        by=handler,
        at=_noon(note.held_date),
    )


def _noon(day: date) -> datetime:
    return start_of_day(day) + timedelta(hours=12)
