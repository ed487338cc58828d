"""Who has decided what of a joint direction, and who has told its own what a meeting came to."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from actors.models import Actor
from forums.models import ActorDecision, Attendance, HomeBriefing, JointDirection, Meeting

Status = ActorDecision.Status


@dataclass(frozen=True)
class Tally:
    """How many actors have decided what of a direction."""

    adopts: int
    deviates: int
    declines: int
    awaited: int

    @property
    def asked(self) -> int:
        return self.adopts + self.deviates + self.declines + self.awaited


def with_counts(rows: "QuerySet[JointDirection]") -> "QuerySet[JointDirection]":
    """Count each direction's decisions in the database, by what was decided."""
    counts = {
        f"count_{status}": Count("decisions", filter=Q(decisions__status=status))
        for status in Status.values
    }
    return rows.select_related("forum__region", "meeting").annotate(**counts)


def tally_of(direction: JointDirection) -> Tally:
    """Return the counts of a direction read by ``with_counts``."""
    return Tally(**{status: getattr(direction, f"count_{status}") for status in Status.values})


def of_meetings(meetings: "QuerySet[Meeting]") -> list[tuple[JointDirection, Tally]]:
    """Return the directions written for the meetings, with their tallies; the latest first."""
    rows = with_counts(JointDirection.objects.filter(meeting__in=meetings))
    return [(row, tally_of(row)) for row in rows]


@dataclass(frozen=True)
class Briefed:
    """An actor that met, and that it has told its own, if it has."""

    actor: Actor
    briefing: HomeBriefing | None


def briefings_of(meeting: Meeting) -> list[Briefed]:
    """Return each actor that met, by name, with its word that its own organisation is told.

    Källa: Avsiktsförklaringen "Organisation och styrning".
    """
    there = [Attendance.Status.PRESENT, Attendance.Status.DEPUTY]
    met = meeting.attendances.filter(status__in=there).values("actor_id")
    told = {one.actor_id: one for one in meeting.briefings.all()}
    actors = Actor.objects.filter(pk__in=met).order_by("name")
    return [Briefed(actor, told.get(actor.pk)) for actor in actors]
