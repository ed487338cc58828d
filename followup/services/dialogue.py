"""Note the running contact. Nothing is edited: a later note corrects an earlier one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit
from actors.models import Actor, County, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.models import Confidentiality, DialogueNote
from followup.rules import dialogue as rules
from followup.services.shared import tell
from records.refs import ref

Form = DialogueNote.Form
Signal = DialogueNote.Signal
TOLD = "en anteckning i dialogen"


@dataclass(frozen=True)
class Note:
    """What is noted, as read from a form or the API."""

    held_date: date
    form: str
    subject: str
    text: str
    signal: str = Signal.NONE
    names_deficiencies: bool = False
    is_shared: bool = False
    confidentiality: str = Confidentiality.INTERNAL


@transaction.atomic
def note_contact(
    *, county: County, municipality_ids: Iterable[int], note: Note, by: User, at: datetime
) -> DialogueNote:
    """Note a call, a meeting or a letter with one municipality, or a meeting with several.

    What is shared is told to the municipalities' coordinators.
    Källa: 003 §2.3 "samtal och enklare möten utan krav på protokoll".

    :raises PermissionDenied: if the user does not follow up every one of the municipalities.
    :raises RuleError: if the note does not hold together.
    """
    municipalities = _municipalities(county, municipality_ids)
    function = _handler(by, municipalities)
    return _keep(county, municipalities, note, corrects=None, by=by, function=function, at=at)


@transaction.atomic
def correct_note(*, note_id: int, note: Note, by: User, at: datetime) -> DialogueNote:
    """Put right an earlier note by a new one; both are kept.

    Källa: 002 §2.2 "spårbarhet"; model.md §3.2 "nothing is ever edited".

    :raises Http404: if there is no such note.
    :raises PermissionDenied: if the user does not follow up the municipalities.
    :raises RuleError: if it has been corrected already, or is the municipality's own.
    """
    wrong = DialogueNote.objects.select_for_update().filter(pk=note_id).first()
    if wrong is None:
        raise Http404
    municipalities = list(wrong.municipalities.select_related("county").order_by("pk"))
    function = _handler(by, municipalities)
    if wrong.by_municipality:
        raise RuleError("Kommunens egna ord kan inte rättas av Länsstyrelsen.")
    if wrong.corrections.exists():
        raise RuleError("Anteckningen är redan rättad. Rätta den senare i stället.")
    return _keep(
        wrong.county, municipalities, note, corrects=wrong, by=by, function=function, at=at
    )


@transaction.atomic
def write_back(
    *, municipality: Actor, subject: str, text: str, by: User, at: datetime
) -> DialogueNote:
    """Send the county a message from the municipality; it stands in the dialogue as a letter.

    Källa: 003 §2.3 "dialoger … med kommunernas beredskapssamordnare".

    :raises PermissionDenied: if the user does not report for the municipality.
    :raises RuleError: if nothing is written, or the municipality belongs to no county.
    """
    function = access.require_reporter(by, municipality)
    county = municipality.county
    if county is None:
        raise RuleError("Kommunen hör inte till något län.")
    _must_say_something(subject, text)
    note = DialogueNote.objects.create(
        county=county,
        held_date=local(at).date(),
        form=Form.LETTER,
        subject=subject.strip(),
        text=text.strip(),
        is_shared=True,
        by_municipality=True,
        noted_at=at,
        noted_by=audit.label_of(by, function),
        noted_by_user_id=by.pk,
    )
    note.municipalities.set([municipality])
    _log(note, [municipality], "skrev till Länsstyrelsen", by, function, at)
    what = f"meddelande från {municipality}"
    _tell(note, access.functions_with(access.HANDLE, county), municipality, what, at)
    return note


def _keep(
    county: County,
    municipalities: list[Actor],
    note: Note,
    *,
    corrects: DialogueNote | None,
    by: User,
    function: Function,
    at: datetime,
) -> DialogueNote:
    _check(note, len(municipalities), at)
    kept = DialogueNote.objects.create(
        county=county,
        held_date=note.held_date,
        form=note.form,
        subject=note.subject.strip(),
        text=note.text.strip(),
        signal=note.signal,
        names_deficiencies=note.names_deficiencies,
        is_shared=note.is_shared,
        confidentiality=note.confidentiality,
        noted_at=at,
        noted_by=audit.label_of(by, function),
        noted_by_user_id=by.pk,
        corrects=corrects,
    )
    kept.municipalities.set(municipalities)
    what = "rättade en anteckning i dialogen" if corrects else "antecknade i dialogen"
    _log(kept, municipalities, what, by, function, at)
    if kept.is_shared:
        for municipality in municipalities:
            told = access.functions_with(access.REPORT, municipality)
            _tell(kept, told, municipality, TOLD, at)
    return kept


def _check(note: Note, municipalities: int, at: datetime) -> None:
    _must_say_something(note.subject, note.text)
    if note.held_date > local(at).date():
        raise RuleError("Dagen har inte varit än.", field="held_date")
    field, problem = rules.problem_with(
        form=note.form,
        municipalities=municipalities,
        names_deficiencies=note.names_deficiencies,
        is_shared=note.is_shared,
        confidentiality=note.confidentiality,
    )
    if problem:
        raise RuleError(problem, field=field)


def _must_say_something(subject: str, text: str) -> None:
    if not subject.strip():
        raise RuleError("Skriv vad det gäller.", field="subject")
    if not text.strip():
        raise RuleError("Skriv en text.", field="text")


def _municipalities(county: County, ids: Iterable[int]) -> list[Actor]:
    wanted = set(ids)
    found = Actor.objects.filter(
        kind=Actor.Kind.MUNICIPALITY, county=county, pk__in=wanted
    ).select_related("county")
    municipalities = list(found.order_by("pk"))
    if len(municipalities) != len(wanted):
        raise RuleError("Välj kommuner i länet.", field="municipalities")
    if not municipalities:
        raise RuleError("Välj minst en kommun.", field="municipalities")
    return municipalities


def _handler(by: User, municipalities: list[Actor]) -> Function:
    """Return the function that follows them up; they are of one county, so one answer holds.

    :raises PermissionDenied: if none does.
    """
    return access.require_handler(by, municipalities[0])


def _log(
    note: DialogueNote,
    municipalities: list[Actor],
    what: str,
    by: User,
    function: Function,
    at: datetime,
) -> None:
    names = ", ".join(str(one) for one in municipalities)
    audit.record(
        by=by,
        function=function,
        at=at,
        action="dialogue.note",
        thing=note,
        text=f"{names}: {what}.",
    )


def _tell(
    note: DialogueNote, functions: list[Function], municipality: Actor, what: str, at: datetime
) -> None:
    path = reverse("followup:dialogue", args=[municipality.scb_code])
    tell("T29", functions, note, path=path, at=at, key=f"T29:{ref(note)}", what=what)
