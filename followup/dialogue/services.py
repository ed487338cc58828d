"""Note the running contact. Nothing is edited: a later note corrects an earlier one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from actors import audit
from actors.models import Actor, County, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.acts import tell
from followup.dialogue import queries, rules
from followup.dialogue.models import DialogueNote
from followup.documents.models import Confidentiality
from records.refs import ref


@dataclass(frozen=True)
class Note:
    """What is noted, as read from a form or the API."""

    held_date: date
    form: str
    subject: str
    text: str
    signal: str = DialogueNote.Signal.NONE
    deficiency_ids: tuple[int, ...] = ()
    is_about_saving: bool = False
    is_shared: bool = False
    confidentiality: str = Confidentiality.INTERNAL

    @property
    def names_deficiencies(self) -> bool:
        """Return whether it counts in the dialogue before a referral, for what it was about."""
        return bool(self.deficiency_ids or self.is_about_saving)


@transaction.atomic
def note_contact(
    *, county: County, municipality_ids: Iterable[int], note: Note, by: User, at: datetime
) -> DialogueNote:
    """Note a call, a meeting or a letter with one municipality, or a meeting with several.

    What is shared is told to the municipalities' coordinators.
    Källa: Vägledningen 2.3 "samtal och enklare möten utan krav på protokoll".
    """
    wanted = set(municipality_ids)
    offered = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
    found = list(offered.filter(pk__in=wanted).select_related("county").order_by("pk"))
    if len(found) != len(wanted):
        raise RuleError("Välj kommuner i länet.", field="municipalities")
    if not found:
        raise RuleError("Välj minst en kommun.", field="municipalities")
    return _keep(note, found, county=county, by=by, at=at)


@transaction.atomic
def correct_note(*, note_id: int, note: Note, by: User, at: datetime) -> DialogueNote:
    """Put right an earlier note by a new one; both are kept.

    Källa: Målbilden 2.2 "spårbarhet"; domain.md 5.5.
    """
    wrong = DialogueNote.objects.select_for_update().filter(pk=note_id).first()
    if wrong is None:
        raise Http404
    municipalities = list(wrong.municipalities.select_related("county").order_by("pk"))
    access.require_handler(by, municipalities[0])
    if wrong.by_municipality:
        raise RuleError("Kommunens egna ord kan inte rättas av Länsstyrelsen.")
    if wrong.corrections.exists():
        raise RuleError("Anteckningen är redan rättad. Rätta den senare i stället.")
    return _keep(note, municipalities, county=wrong.county, corrects=wrong, by=by, at=at)


@transaction.atomic
def write_back(
    *, municipality: Actor, subject: str, text: str, by: User, at: datetime
) -> DialogueNote:
    """Send the county a message from the municipality; it stands in the dialogue as a letter.

    Källa: Vägledningen 2.3 "dialoger … med kommunernas beredskapssamordnare".
    """
    function = access.require_reporter(by, municipality)
    county = municipality.county
    if county is None:
        raise RuleError("Kommunen hör inte till något län.")
    today = local(at).date()
    letter = _said(Note(today, DialogueNote.Form.LETTER, subject, text, is_shared=True))
    more = {"county": county, "by_municipality": True}
    note = _store(letter, [municipality], by=by, function=function, at=at, **more)
    told = access.functions_with(access.HANDLE, county)
    _tell(note, told, municipality, f"meddelande från {municipality}")
    return note


@transaction.atomic
def object_to_note(*, note_id: int, text: str, by: User, at: datetime) -> DialogueNote:
    """Have the municipality say that a note of the county's does not hold.

    The note stays as it is and the objection beside it; before a referral it then no longer counts.
    Källa: Vägledningen 3.2 "rätta till eventuella felaktigheter eller missförstånd".
    """
    wrong = DialogueNote.objects.select_for_update().filter(pk=note_id, is_shared=True).first()
    if wrong is None:
        raise Http404
    for municipality in wrong.municipalities.select_related("county").order_by("pk"):
        function = access.reach_of(by, municipality).for_municipality
        if function is not None:
            break
    else:
        raise PermissionDenied("Behörighet saknas.")
    if wrong.by_municipality:
        raise RuleError("Det är kommunens egna ord. Skriv till Länsstyrelsen i stället.")
    letter = _said(
        Note(
            local(at).date(),
            DialogueNote.Form.LETTER,
            f"Invändning: {wrong.subject}"[:200],
            text,
            is_shared=True,
        )
    )
    more = {"county": wrong.county, "by_municipality": True, "objects_to": wrong}
    note = _store(letter, [municipality], by=by, function=function, at=at, **more)
    told = access.functions_with(access.HANDLE, wrong.county)
    _tell(note, told, municipality, f"invändning från {municipality}")
    return note


def _keep(
    note: Note,
    municipalities: Sequence[Actor],
    *,
    county: County,
    corrects: DialogueNote | None = None,
    by: User,
    at: datetime,
) -> DialogueNote:
    """Keep the county's own note. Its municipalities are of one county, so one right holds."""
    function = access.require_handler(by, municipalities[0])
    note = _said(note)
    if note.held_date > local(at).date():
        raise RuleError("Dagen har inte varit än.", field="held_date")
    field, problem = rules.problem_with(
        form=note.form,
        municipalities=len(municipalities),
        names_deficiencies=note.names_deficiencies,
        is_shared=note.is_shared,
        confidentiality=note.confidentiality,
    )
    if problem:
        raise RuleError(problem, field=field)
    _check_matter(note, municipalities, corrects)
    more = {"county": county, "corrects": corrects}
    kept = _store(note, municipalities, by=by, function=function, at=at, **more)
    for municipality in municipalities if kept.is_shared else ():
        told = access.functions_with(access.REPORT, municipality)
        _tell(kept, told, municipality, "en anteckning i dialogen")
    return kept


def _check_matter(
    note: Note, municipalities: Sequence[Actor], corrects: DialogueNote | None
) -> None:
    """Refuse a note about what falls short somewhere else.

    Källa: Vägledningen 3.2 "tydlig med vilka brister".
    """
    offered = queries.open_deficiencies(municipalities, kept=corrects)
    if len(offered.filter(pk__in=note.deficiency_ids)) != len(set(note.deficiency_ids)):
        raise RuleError("Välj brister hos kommunerna som var med.", field="deficiencies")


def _said(note: Note) -> Note:
    note = replace(note, subject=note.subject.strip(), text=note.text.strip())
    if not note.subject:
        raise RuleError("Skriv vad det gäller.", field="subject")
    if not note.text:
        raise RuleError("Skriv en text.", field="text")
    return note


def _store(
    note: Note, about: Sequence[Actor], *, by: User, function: Function, at: datetime, **more: Any
) -> DialogueNote:
    values = asdict(note)
    about_deficiencies = values.pop("deficiency_ids")
    kept = DialogueNote.objects.create(
        **values,
        names_deficiencies=note.names_deficiencies,
        **more,
        noted_at=at,
        noted_by=audit.label_of(by, function),
        noted_by_user_id=by.pk,
    )
    kept.municipalities.set(about)
    kept.deficiencies.set(about_deficiencies)
    did = "rättade en anteckning i dialogen" if kept.corrects else "antecknade i dialogen"
    audit.record(
        by=by,
        function=function,
        at=at,
        action="dialogue.note",
        thing=kept,
        text=f"{', '.join(map(str, about))}: "
        f"{'skrev till Länsstyrelsen' if kept.by_municipality else did}.",
    )
    return kept


def _tell(
    note: DialogueNote, functions: Iterable[Function], municipality: Actor, what: str
) -> None:
    path, key = reverse("followup:dialogue", args=[municipality.scb_code]), f"dialogue:{ref(note)}"
    tell("dialogue", functions, note, path=path, at=note.noted_at, key=key, what=what)
