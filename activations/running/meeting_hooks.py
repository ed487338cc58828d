"""What happens at a meeting and what follows from it for the activation."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from activations import acts
from activations.models import Activation, ActivationRequest, LogEntry
from activations.running import composition, meetings, services
from actors.models import Function, User
from forums.hooks import MeetingHooks, Outcome
from forums.models import ActorDecision, Attendance, Meeting, MeetingDecision, MinutesCorrection
from forums.places import place_from


class ActivationHooks(MeetingHooks):
    """Carries what a meeting settles over to its activation; other meetings are left alone."""

    def on_begin(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Put the forum in activated mode with its first meeting."""
        if _activation_of(meeting):
            meetings.meeting_begun(meeting=meeting, by_label=by_label, at=at)

    def on_attendance(self, attendance: Attendance, by_label: str, at: datetime) -> None:
        """Note who met; whoever came uncalled takes part from then on."""
        came = {Attendance.Status.PRESENT, Attendance.Status.DEPUTY}
        if attendance.status in came and _activation_of(attendance.meeting):
            composition.actor_came(attendance=attendance, by_label=by_label, at=at)

    def on_end(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Note the end in the timeline."""
        if _activation_of(meeting):
            meetings.meeting_ended(meeting=meeting, by_label=by_label, at=at)

    def on_moved(self, meeting: Meeting, was_at: datetime, by_label: str, at: datetime) -> None:
        """Ask everybody called again."""
        if _activation_of(meeting):
            meetings.meeting_moved(meeting=meeting, was_at=was_at, by_label=by_label, at=at)

    def on_cancelled(self, meeting: Meeting, by_label: str, at: datetime) -> None:
        """Call the summonses back."""
        if _activation_of(meeting):
            meetings.meeting_cancelled(meeting=meeting, by_label=by_label, at=at)

    def on_decision(self, decision: MeetingDecision, by: User, by_label: str, at: datetime) -> None:
        """Carry out what the meeting settled about its own work.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Under det första mötet bestämmer man
        också det fortsatta ordförandeskapet"; Avsiktsförklaringen scen 3.
        """
        activation = _activation_of(decision.meeting)
        if activation is None:
            if decision.kind == MeetingDecision.Kind.DIRECTION:
                services.request_direction_from_meeting(
                    decision=decision, why=decision.own_words, by=by, at=at
                )
            return
        if decision.kind == MeetingDecision.Kind.CHAIR and decision.chair_function is not None:
            services.change_chair(
                activation_id=activation.pk,
                function=decision.chair_function,
                meeting=decision.meeting,
                by_label=by_label,
                at=at,
            )
        elif decision.kind == MeetingDecision.Kind.NEXT_MEETING and decision.next_starts_at:
            meetings.call_next_meeting(
                activation_id=activation.pk,
                starts_at=decision.next_starts_at,
                place=place_from(decision.next_place),
                by=by,
                at=at,
            )
        elif decision.kind == MeetingDecision.Kind.DIRECTION:
            services.request_direction(
                activation_id=activation.pk,
                why=decision.own_words,
                decision=decision,
                by=by,
                at=at,
            )

    def on_own_decision(
        self, decision: ActorDecision, text: str, by_label: str, at: datetime
    ) -> None:
        """Write an actor's own decision in the timeline of the event."""
        activation = _activation_of(decision.direction.meeting)
        if activation is not None:
            acts.write(activation, LogEntry.Kind.DECISION, text, by_label, at)

    def on_corrected(self, correction: MinutesCorrection, by_label: str, at: datetime) -> None:
        """Write in the timeline that the minutes of a meeting are corrected."""
        activation = _activation_of(correction.protocol.meeting)
        if activation is not None:
            text = f"{correction} av protokollet från {correction.protocol.meeting}: "
            text += f"{correction.about}. {correction.says}"
            acts.write(activation, LogEntry.Kind.CORRECTION, text, by_label, at)

    def outcomes_of(self, meeting: Meeting, user: User) -> Mapping[int, Outcome]:
        """Return what became of the direction that the meeting asked for."""
        asked = ActivationRequest.objects.visible_to(user).filter(decision__meeting=meeting)
        return {
            request.decision_id: Outcome(
                f"Begäran {request.number}: {request.get_status_display().lower()}",
                request.get_absolute_url(),
            )
            for request in asked.select_related("region")
            if request.decision_id is not None
        }

    def answers_of(self, meeting: Meeting) -> Mapping[int, str]:
        """Return the answers to the meeting's summonses."""
        return dict(meeting.summonses.values_list("function_id", "answer"))

    def participants_of(self, meeting: Meeting) -> Iterable[Function]:
        """Return the functions in the composition now."""
        activation = _activation_of(meeting)
        if activation is None:
            return ()
        return Function.objects.filter(
            participations__activation=activation, participations__left_at=None
        ).select_related("actor")


def _activation_of(meeting: Meeting) -> Activation | None:
    return Activation.objects.filter(meetings__meeting=meeting).first()
