"""The open fields where something secret may have been written, and what holds their words.

Källa: domain.md 9.5.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models

from actors.models import Actor
from common.clock import local
from followup.cases.models import CaseMessage, MaterialRequest, Referral
from followup.dialogue.models import DialogueNote
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitProtocol
from forums.models import Meeting, Protocol

POINTER: Final = re.compile(r"Se hemlig bilaga \d+\.")
# Shorter lines are too common to be taken for the same words elsewhere.
TELLING: Final = 12
# A line that is known again by itself, where the rest of the words does not stand.
LINE: Final = 40
# How many of each a form offers, the newest first.
OFFERED: Final = 50
VISIT_FIELDS: Final = (
    "programme",
    "pre_meeting_notes",
    "secrecy_note",
    "strengths",
    "reasons",
    "support_needs",
    "own_funded",
    "participants_exception",
)
PROTOCOL_FIELDS: Final = ("strengths", "assessment", "follow_up", "return_reason")
MEASURE_FIELDS: Final = (
    "text",
    "follow_up",
    "counter_text",
    "county_reply",
    "done_text",
    "judgement",
)
DEFICIENCY_FIELDS: Final = ("text", "remedy", "withdrawn_reason")
CASE_FIELDS: Final = ("told_text", "text", "proposal", "exception_reason", "return_reason")


@dataclass(frozen=True)
class OpenText:
    """A field that holds words: its key in the form, its name, and where it lies."""

    key: str
    label: str
    thing: models.Model
    field: str

    @property
    def text(self) -> str:
        return str(getattr(self.thing, self.field))

    @property
    def is_moved(self) -> bool:
        """Return whether the field points at the annex that holds its words."""
        return POINTER.fullmatch(self.text) is not None


def beside(visit: Visit) -> list[OpenText]:
    """Return the fields with words that somebody at the visit may find something secret in.

    Källa: domain.md 9.5.
    """
    found = [*_of_visit(visit), *_of_municipality(visit.municipality, OFFERED)]
    return [text for text in found if text.text.strip()]


def everywhere(municipality: Actor) -> list[OpenText]:
    """Return every open field with words on the municipality, where the same words may stand.

    In the order in which services lock them: a visit, its protocol, deficiencies, measures, cases.
    Källa: domain.md 9.5.
    """
    visits = Visit.objects.filter(municipality=municipality).order_by("pk")
    found = [text for visit in visits for text in _of_visit(visit)]
    found += _of_municipality(municipality, None)
    return [text for text in found if text.text.strip()]


def of_meeting(meeting: Meeting) -> list[OpenText]:
    """Return the fields with words that were noted at a meeting, while nothing of it is sealed.

    Källa: domain.md 9.5, 3.5.
    """
    found: list[OpenText] = []
    protocol = Protocol.objects.filter(meeting=meeting).first()
    if protocol is not None:
        if protocol.content is not None:
            return []
        found += _texts("summary", "Protokollet", protocol, ("summary",))
    for note in meeting.notes.select_related("actor").order_by("-pk"):
        said_by = f", {note.actor}" if note.actor else ""
        where = f"{local(note.written_at):%Y-%m-%d %H:%M:%S}{said_by}"
        found += _texts("note", where, note, ("text",))
    for decision in meeting.decisions.order_by("-number"):
        found += _texts("decision", f"§ {decision.number}", decision, ("text",))
    return [text for text in found if text.text.strip()]


def seal_over(municipality: Actor, words: str) -> str:
    """Return which sealed document holds the words, "" if none.

    Källa: domain.md 1.9; Vägledningen 3.3.
    """
    opinions = Referral.objects.filter(municipality=municipality, content__isnull=False)
    protocols = VisitProtocol.objects.filter(
        visit__municipality=municipality, content__isnull=False
    )
    for content in protocols.values_list("content", flat=True):
        if _holds(content, words):
            return "ett godkänt protokoll"
    for content in opinions.values_list("content", flat=True):
        if _holds(content, words):
            return "ett undertecknat yttrande"
    return ""


def telling_lines(words: str) -> list[str]:
    """Return the lines long enough to be known again, or all of it if none is."""
    lines = {line.strip() for line in words.splitlines()}
    telling = [line for line in lines if len(line) >= TELLING]
    return sorted(telling, key=len, reverse=True) or [words.strip()]


def without(text: str, words: str, pointer: str) -> str:
    """Return the text with a pointer instead of the words: all of them, or a line long enough.

    Words too short to tell stand in many fields, and are left there.
    """
    whole = words.replace("\r\n", "\n").strip()
    lines = [line for line in telling_lines(words) if len(line) >= LINE]
    left = text.replace("\r\n", "\n")
    for known in (whole, *lines):
        if len(known) >= TELLING:
            left = left.replace(known, pointer)
    return left if pointer in left else text


def _of_visit(visit: Visit) -> Iterator[OpenText]:
    yield from _texts("visit", "Besöket", visit, VISIT_FIELDS)
    protocol = VisitProtocol.objects.filter(visit=visit).first()
    if protocol is not None and protocol.content is None:
        yield from _texts("protocol", "Protokollet", protocol, PROTOCOL_FIELDS)
    for area in visit.areas.all():
        yield from _texts("area", f"Område {area}", area, ("note",))
    for criterion in visit.criteria.all():
        yield from _texts("criterion", "Bedömningskriterium", criterion, ("note",))
    for completion in visit.completions.all():
        yield from _texts("completion", "Begärd komplettering", completion, ("text", "answer"))


def _of_municipality(municipality: Actor, most: int | None) -> Iterator[OpenText]:
    for note in DialogueNote.objects.filter(municipalities=municipality)[:most]:
        yield from _texts("dialogue", f"Dialog {note.held_date}", note, ("text",))
    for found in Deficiency.objects.filter(municipality=municipality).order_by("-pk")[:most]:
        where = f"Brist {found.pk}, {found.get_area_display()}"
        yield from _texts("deficiency", where, found, DEFICIENCY_FIELDS)
    for measure in Measure.objects.filter(municipality=municipality).order_by("-pk")[:most]:
        where = f"Åtgärd {measure.pk}, {measure.get_area_display()}"
        yield from _texts("measure", where, measure, MEASURE_FIELDS)
    for case in Referral.objects.filter(municipality=municipality, content__isnull=True)[:most]:
        yield from _texts("case", f"Ärende {case.pk}", case, CASE_FIELDS)
    # Said to each other while a case goes on, before and after what was signed.
    said = CaseMessage.objects.filter(referral__municipality=municipality).order_by("-pk")
    for message in said[:most]:
        where = f"Ärende {message.referral_id}, {local(message.sent_at):%Y-%m-%d}"
        yield from _texts("message", where, message, ("text",))
    asked = MaterialRequest.objects.filter(referral__municipality=municipality).order_by("-pk")
    for request in asked[:most]:
        where = f"Ärende {request.referral_id}, {local(request.asked_at):%Y-%m-%d}"
        yield from _texts("material", where, request, ("text", "answer"))


def _texts(
    kind: str, where: str, thing: models.Model, fields: tuple[str, ...]
) -> Iterator[OpenText]:
    for field in fields:
        name = str(thing._meta.get_field(field).verbose_name).capitalize()  # type: ignore[union-attr]
        yield OpenText(f"{kind}.{thing.pk}.{field}", f"{where}: {name}", thing, field)


def _holds(content: object, words: str) -> bool:
    """Return whether the sealed content says the words; short ones only as a whole value."""
    kept = json.dumps(content, ensure_ascii=False)
    lines = [json.dumps(line, ensure_ascii=False) for line in telling_lines(words)]
    return any((line if len(line) < TELLING + 2 else line[1:-1]) in kept for line in lines)
