"""What a protocol says: gathered from what was noted, in a form that can be sealed and checked."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

from actors.models import Level
from forums import rules
from forums.models import Attendance, Meeting, MeetingDecision, MeetingNote, Protocol
from forums.places import place_from, place_of
from records import seals

FORMAT: Final = 1

Content = dict[str, Any]


def content_of(protocol: Protocol) -> Content:
    """Return what the protocol says now: the sealed words if adopted, else what is noted.

    Källa: 001 "dokumenterar arbetet och all information".
    """
    if protocol.status == Protocol.Status.ADOPTED and protocol.content is not None:
        return dict(protocol.content)
    return gather(protocol)


def gather(protocol: Protocol) -> Content:
    """Return everything the protocol is made of, as plain values with times in UTC."""
    meeting = protocol.meeting
    notes = list(
        meeting.notes.select_related("actor", "corrects", "corrects_decision", "agenda_item")
    )
    decisions = list(meeting.decisions.all())
    return {
        "format": FORMAT,
        "meeting": _meeting(meeting),
        "attendance": [_attendance(row, meeting) for row in _rows(meeting)],
        "agenda": _agenda(meeting, notes),
        "other_notes": [_note(note) for note in notes if note.agenda_item_id is None],
        "decisions": [_decision(decision) for decision in decisions],
        "next_meeting": meeting.next_meeting_note,
        "summary": protocol.summary,
        "adjusted_at": _utc(protocol.adjusted_at),
        "adjusted_by": protocol.adjusted_by,
    }


def verify(protocol: Protocol) -> bool:
    """Return whether the stored content is still what was sealed."""
    return seals.is_intact(protocol.content, protocol.content_sha256)


def readable(value: Any) -> Any:
    """Return the content with its times as moments, for templates."""
    if isinstance(value, dict):
        return {
            key: datetime.fromisoformat(inner)
            if key.endswith("_at") and isinstance(inner, str)
            else readable(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [readable(inner) for inner in value]
    return value


def _meeting(meeting: Meeting) -> Content:
    return {
        "id": meeting.pk,
        "region": meeting.forum.region.name,
        "forum": meeting.forum.called_name if meeting.is_activated else meeting.forum.name,
        "level": Level(meeting.forum.level).label,
        "kind": Meeting.Kind(meeting.kind).label,
        "title": str(meeting),
        "exercise": meeting.exercise,
        "starts_at": _utc(meeting.starts_at),
        "began_at": _utc(meeting.began_at),
        "ended_at": _utc(meeting.ended_at),
        "chair": str(meeting.chair_function) if meeting.chair_function else "",
        "place": place_of(meeting).as_dict(),
    }


def _rows(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendances.select_related("actor", "function"))


def _attendance(row: Attendance, meeting: Meeting) -> Content:
    return {
        "actor": row.actor.name,
        "function": row.function.label,
        "mandate": Level(row.mandate_level).label,
        "mandate_gap": rules.has_mandate_gap(row.mandate_level, meeting.forum.level),
        "status": row.status,
        "status_label": Attendance.Status(row.status).label,
        "deputy_function": row.deputy_function,
        "by_phone": row.by_phone,
        "was_called": row.was_called,
        "came_at": _utc(row.came_at),
        "left_at": _utc(row.left_at),
    }


def _agenda(meeting: Meeting, notes: list[MeetingNote]) -> list[Content]:
    by_item: dict[int, list[Content]] = defaultdict(list)
    for note in notes:
        if note.agenda_item_id is not None:
            by_item[note.agenda_item_id].append(_note(note))
    return [
        {"position": item.position, "title": item.title, "notes": by_item[item.pk]}
        for item in meeting.agenda.filter(is_secret=False)  # K19: nor that there was one
    ]


def _note(note: MeetingNote) -> Content:
    return {
        "actor": note.actor.name if note.actor else "",
        "text": note.text,
        "written_at": _utc(note.written_at),
        "written_by": note.written_by,
        "corrects": _corrected(note),
    }


def _corrected(note: MeetingNote) -> str:
    if note.corrects_decision is not None:
        return f"§ {note.corrects_decision.number}"
    if note.corrects is not None:
        return f"”{note.corrects.text[:80]}”"
    return ""


def _decision(decision: MeetingDecision) -> Content:
    return {
        "number": decision.number,
        "kind": decision.kind,
        "kind_label": MeetingDecision.Kind(decision.kind).label,
        "text": decision.text,
        "made_at": _utc(decision.made_at),
        "next_starts_at": _utc(decision.next_starts_at),
        "next_place": place_from(decision.next_place).as_dict() if decision.next_place else {},
    }


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
