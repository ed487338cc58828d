"""The dialogue, for the walks through everything."""

from typing import Any

from followup.dialogue import forms
from followup.dialogue.models import DialogueNote
from tests.browser.stops import Stop
from tests.input.entries import Entry, Write


def furnish(world: Any) -> None:
    """Name a note of Vallentuna's that can be corrected."""
    notes = DialogueNote.objects.filter(
        municipalities__slug="vallentuna", by_municipality=False, corrections=None
    )
    world.found["dialogue_note"] = notes.order_by("pk").first()
    world.found["shared_note"] = notes.filter(is_shared=True).order_by("pk").first()


OF = {"code": "0115"}
NOTE = OF | {"pk": "dialogue_note.pk"}
SHARED = OF | {"pk": "shared_note.pk"}
COUNTY = {"county": "01"}
WRITER = "samordnare.vallentuna"

STOPS = [
    Stop("followup:dialogue", "handlaggare", OF),
    Stop("followup:dialogue", WRITER, OF),
    Stop("followup:dialogue", "handlaggare", OF, query="?signal=any&form=call&ar=2019"),
    Stop("followup:dialogue_new", "handlaggare", OF),
    Stop("followup:dialogue_correct", "handlaggare", NOTE),
    Stop("followup:dialogue_write", WRITER, OF),
    Stop("followup:dialogue_object", WRITER, SHARED),
    Stop("followup:county_dialogue", "handlaggare", COUNTY),
    Stop("followup:county_dialogue_new", "handlaggare", COUNTY),
]
NO_PAGE = {"dialogue-note-list": "the API"}
POSTED = [
    Entry(forms.NoteForm, "followup:dialogue_new", OF, "handlaggare"),
    Entry(forms.NoteForm, "followup:county_dialogue_new", COUNTY, "handlaggare"),
    Entry(forms.CorrectionForm, "followup:dialogue_correct", NOTE, "handlaggare"),
    Entry(forms.WriteForm, "followup:dialogue_write", OF, WRITER),
    Entry(forms.ObjectionForm, "followup:dialogue_object", SHARED, WRITER),
]
FILTERS = [
    Entry(forms.DialogueFilter, "followup:dialogue", OF, "handlaggare"),
    Entry(forms.DialogueFilter, "followup:county_dialogue", COUNTY, "handlaggare"),
]
NOT_TRIED: dict[type, str] = {}
WRITES = [
    Write(
        "follow-up/municipalities/{}/dialogue-notes/",
        ("0115",),
        {
            "held_date": "2026-01-15",
            "form": "call",
            "subject": "Avstämning",
            "text": "Läget gicks igenom.",
        },
        "handlaggare",
    ),
    Write(
        "follow-up/municipalities/{}/dialogue-notes/{}/objection/",
        ("0115", "shared_note.pk"),
        {"text": "Det stämmer inte."},
        WRITER,
    ),
]
