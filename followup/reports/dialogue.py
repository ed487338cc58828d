"""Read the dialogue: what each reader sees, early signals, who has not been heard from."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Prefetch, Q, QuerySet

from actors.models import Actor, County, User
from followup import access
from followup.models import Confidentiality, DialogueNote
from followup.rules import dialogue as rules
from followup.rules.why import Explanation

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
    Källa: model.md §0.5; 003 §2.3.
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

    Källa: 003 §2.3 "i ett tidigt skede få indikationer".
    """
    notes = notes_in(county, narrow=narrow).exclude(signal=DialogueNote.Signal.NONE)
    return list(notes.filter(held_date__gte=since, corrections=None)[:SIGNALS_SHOWN])


def last_contacts(county: County) -> list[LastContact]:
    """Return every municipality of the county by last contact, the longest ago first.

    Källa: 003 §2.3 "kontinuerliga avstämningar".
    """
    municipalities = (
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
        .annotate(latest=Max("dialogue_notes__held_date"))
        .order_by("name")
    )
    found = [(one, one.latest) for one in municipalities]
    found.sort(key=lambda pair: pair[1] or date.min)
    return [LastContact(one, day, rules.last_contact(day)) for one, day in found]


def before_referral(municipality: Actor, since: date) -> rules.BeforeReferral:
    """Return the dialogue on deficiencies since a day, oral and written apart.

    Källa: 003 §3.2.
    """
    rows = DialogueNote.objects.filter(
        Q(names_deficiencies=True), municipalities=municipality, held_date__gte=since
    )
    return rules.before_referral(
        rules.Contact(
            row.form, row.held_date, row.names_deficiencies, row.is_shared, row.by_municipality
        )
        for row in rows
    )


def _complete(notes: QuerySet[DialogueNote]) -> QuerySet[DialogueNote]:
    return notes.select_related("corrects").prefetch_related(
        Prefetch("municipalities", queryset=Actor.objects.order_by("name")), "corrections"
    )
