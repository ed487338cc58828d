"""What a meeting's list and its notes say against each other; asked about before it ends."""

from common.clock import clock
from forums import queries
from forums.models import Attendance, Meeting, MeetingDecision


def contradictions_of(meeting: Meeting) -> list[str]:
    """Return each contradiction as a sentence: a leader, a speaker or a chair who was not there.

    Somebody ticked off late has been heard before that, so only the absent and those who had left
    are asked about.
    Källa: domain.md 3.4.
    """
    rows = list(meeting.attendances.prefetch_related("presences"))
    been_here = [row for row in rows if row.presences.all()]
    if not been_here:
        return ["Ingen är markerad som närvarande."]
    functions = {row.function_id for row in been_here}
    found = []
    if meeting.chair_function_id and meeting.chair_function_id not in functions:
        found.append(f"{meeting.led_by} står som den som leder, men är inte närvarande.")
    found += _speakers(meeting, rows)
    for decision in meeting.decisions.filter(kind=MeetingDecision.Kind.CHAIR):
        if decision.chair_function_id not in functions:
            found.append(f"§ {decision.number} ger ordförandeskapet till någon som inte är med.")
    return found


def _speakers(meeting: Meeting, rows: list[Attendance]) -> list[str]:
    of_actor: dict[int, list[Attendance]] = {}
    for row in rows:
        of_actor.setdefault(row.actor_id, []).append(row)
    found = []
    for note in meeting.notes.filter(actor__isnull=False):
        mine = of_actor.get(note.actor_id or 0, [])
        came_at = min((row.came_at for row in mine if row.came_at), default=None)
        what = f"{note.actor_name} har en anteckning {clock(note.written_at)}"
        if came_at is None:
            found.append(f"{what}, men är markerad som frånvarande.")
        elif note.written_at > came_at and not queries.present_at(mine, note.written_at):
            found.append(f"{what}, men var inte kvar då.")
    return found
