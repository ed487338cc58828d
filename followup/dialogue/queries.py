"""Read the dialogue: what each reader sees, early signals, who has not been heard from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from actors.models import Actor, County, User
from followup import access
from followup.dialogue import rules
from followup.dialogue.models import DialogueNote
from followup.documents.models import Confidentiality
from followup.why import Explanation

SIGNALS_SHOWN = 20


@dataclass(frozen=True)
class LastContact:
    """When a municipality was last heard from, with the rule that gives no number."""

    municipality: Actor
    day: date | None
    why: Explanation


def notes_of(municipality: Actor, user: User, reach: access.Reach) -> QuerySet[DialogueNote]:
    """Return the notes on the municipality that the reader may see.

    The county sees all, but a narrow circle's only in a function that follows up; the municipality
    sees what is shared with it, its own words too.
    Källa: domain.md 1.5; Vägledningen 2.3.
    """
    notes = _complete(DialogueNote.objects.filter(municipalities=municipality))
    if reach.for_county:
        return notes
    notes = notes.exclude(confidentiality=Confidentiality.RESTRICTED)
    serves_board = access.counties_visible_to(user).filter(pk=municipality.county_id).exists()
    return notes if serves_board else notes.filter(is_shared=True)


def notes_in(county: County, *, narrow: bool) -> QuerySet[DialogueNote]:
    """Return the county's notes; ``narrow``: those of a narrow circle too."""
    notes = _complete(DialogueNote.objects.filter(county=county))
    return notes if narrow else notes.exclude(confidentiality=Confidentiality.RESTRICTED)


def filtered(
    notes: QuerySet[DialogueNote], *, signal: str = "", form: str = "", year: int | None = None
) -> QuerySet[DialogueNote]:
    """Narrow the notes; ``signal="any"`` means every early signal."""
    if signal == "any":
        notes = notes.exclude(signal=DialogueNote.Signal.NONE)
    elif signal:
        notes = notes.filter(signal=signal)
    if form:
        notes = notes.filter(form=form)
    return notes.filter(held_date__year=year) if year else notes


def years_of(notes: QuerySet[DialogueNote]) -> list[int]:
    """Return the years in which something was noted, the latest first."""
    return [day.year for day in notes.order_by().dates("held_date", "year", order="DESC")]


def early_signals(county: County, *, since: date, narrow: bool) -> list[DialogueNote]:
    """Return the notes that warn of something and have not been corrected, the latest first.

    Källa: Vägledningen 2.3 "i ett tidigt skede få indikationer".
    """
    notes = notes_in(county, narrow=narrow).exclude(signal=DialogueNote.Signal.NONE)
    return list(notes.filter(held_date__gte=since, corrections=None)[:SIGNALS_SHOWN])


def last_contacts(county: County) -> list[LastContact]:
    """Return every municipality of the county by last contact, the longest ago first.

    Källa: Vägledningen 2.3 "kontinuerliga avstämningar".
    """
    municipalities = (
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
        .annotate(latest=Max("dialogue_notes__held_date"))
        .order_by("name")
    )
    found = [(one, one.latest) for one in municipalities]
    found.sort(key=lambda pair: pair[1] or date.min)
    return [LastContact(one, day, rules.last_contact(day)) for one, day in found]


def open_deficiencies(
    municipalities: Iterable[Actor], *, kept: DialogueNote | None = None
) -> QuerySet[Any]:
    """Return what a talk may be about: what falls short and is not mended, and what it was of."""
    before = list(kept.deficiencies.values_list("pk", flat=True)) if kept else []
    deficiencies = DialogueNote._meta.get_field("deficiencies").related_model
    assert isinstance(deficiencies, type)  # noqa: S101 - tells mypy
    return deficiencies.objects.filter(  # type: ignore[attr-defined]
        Q(mended_at=None, withdrawn_at=None) | Q(pk__in=before),
        municipality__in=list(municipalities),
    ).select_related("municipality")


def about(
    municipality: Actor, *, deficiency_id: int | None = None
) -> list[tuple[DialogueNote, rules.Contact]]:
    """Return the notes about one deficiency, or about the saving, as the rules see them.

    One that has been corrected speaks through its correction alone.
    Källa: Vägledningen 3.2.
    """
    notes = DialogueNote.objects.filter(
        municipalities=municipality, by_municipality=False, corrections=None
    )
    if deficiency_id is None:
        notes = notes.filter(is_about_saving=True)
    else:
        notes = notes.filter(deficiencies=deficiency_id)
    notes = notes.annotate(disputed=Exists(DialogueNote.objects.filter(objects_to=OuterRef("pk"))))
    return [
        (
            note,
            rules.Contact(
                note.form,
                note.held_date,
                names_deficiencies=True,
                is_shared=note.is_shared,
                by_municipality=note.by_municipality,
                is_disputed=note.disputed,
            ),
        )
        for note in notes.order_by("held_date", "pk")
    ]


def _complete(notes: QuerySet[DialogueNote]) -> QuerySet[DialogueNote]:
    return notes.select_related("corrects", "objects_to").prefetch_related(
        Prefetch("municipalities", queryset=Actor.objects.order_by("name")),
        "corrections",
        "objections",
        "deficiencies",
    )
