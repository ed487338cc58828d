"""What a protocol says: gathered from what was noted, in a form that can be sealed and checked."""

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from actors.models import Level
from forums import queries, rules
from forums.models import Attendance, Meeting, MeetingDecision, MeetingNote, Protocol
from forums.places import place_from, place_of
from records.files import seals

FORMAT: Final = 2

Content = dict[str, Any]


def content_of(protocol: Protocol) -> Content:
    """Return what the protocol says now: the sealed words if adopted, else what is noted.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
    information".
    """
    if protocol.status == Protocol.Status.ADOPTED and protocol.content is not None:
        return dict(protocol.content)
    return gather(protocol)


def gather(protocol: Protocol) -> Content:
    """Return everything the protocol is made of, as plain values with times in UTC."""
    meeting = protocol.meeting
    listed = meeting.attendances.order_by("actor_name", "function_name", "pk")
    rows = list(listed.prefetch_related("presences"))
    by_item: dict[int | None, list[Content]] = defaultdict(list)
    for note in meeting.notes.select_related("corrects", "corrects_decision"):
        by_item[note.agenda_item_id].append(_note(note, rows))
    return {
        "format": FORMAT,
        "meeting": {
            "id": meeting.pk,
            "region": meeting.forum.region.name,
            "forum": meeting.of_forum,
            "level": Level(meeting.forum.level).label,
            "kind": Meeting.Kind(meeting.kind).label,
            "title": str(meeting),
            "exercise": meeting.exercise,
            "starts_at": seals.utc(meeting.starts_at),
            "began_at": seals.utc(meeting.began_at),
            "ended_at": seals.utc(meeting.ended_at),
            "chair": meeting.led_by,
            "place": place_of(meeting).as_dict(),
        },
        "attendance": [_attendance(row, meeting) for row in rows],
        "agenda": [
            {"position": item.position, "title": item.title, "notes": by_item[item.pk]}
            for item in meeting.agenda.filter(is_secret=False)  # K19: nor that there was one
        ],
        "other_notes": by_item[None],
        "decisions": [_decision(decision, rows) for decision in meeting.decisions.all()],
        "next_meeting": meeting.next_meeting_note,
        "summary": protocol.summary,
        "explanation": protocol.explanation,
        "wording_reason": protocol.wording_reason,
        "adjusted_at": seals.utc(protocol.adjusted_at),
        "adjusted_by": protocol.adjusted_by,
    }


def verify(protocol: Protocol) -> bool:
    """Return whether the stored content is still what was sealed."""
    return seals.is_intact(protocol.content, protocol.content_sha256)


def _attendance(row: Attendance, meeting: Meeting) -> Content:
    return {
        "actor": row.actor_name,
        "function": row.function_name,
        "mandate": Level(row.mandate_level).label,
        "mandate_gap": rules.has_mandate_gap(row.mandate_level, meeting.forum.level),
        "status": row.status,
        "status_label": Attendance.Status(row.status).label,
        "deputy_function": row.deputy_function,
        "by_phone": row.by_phone,
        "was_called": row.was_called,
        "came_at": seals.utc(row.came_at),
        "left_at": seals.utc(row.left_at),
        "presences": [
            {
                "came_at": seals.utc(time.came_at),
                "left_at": seals.utc(time.left_at),
                "is_deputy": time.is_deputy,
                "deputy_function": time.deputy_function,
            }
            for time in row.presences.all()
        ],
    }


def _present(rows: list[Attendance], meeting: Meeting, moment: datetime) -> Content:
    """Return who was in the meeting at that moment, who was not, and whether it was over by then.

    Källa: domain.md 3.4.
    """
    if meeting.ended_at is not None and moment > meeting.ended_at:
        return {"is_over": True, "here": [], "not_here": []}
    here = queries.present_at(rows, moment)
    return {
        "is_over": False,
        "here": [row.actor_name for row in here],
        "not_here": [row.actor_name for row in rows if row not in here],
    }


def _note(note: MeetingNote, rows: list[Attendance]) -> Content:
    corrects = f"”{note.corrects.text[:80]}”" if note.corrects else ""
    if note.corrects_decision is not None:
        corrects = f"§ {note.corrects_decision.number}"
    return {
        "actor": note.actor_name,
        "text": note.text,
        "written_at": seals.utc(note.written_at),
        "written_by": note.written_by,
        "corrects": corrects,
        "wording_reason": note.wording_reason,
        "present": _present(rows, note.meeting, note.written_at),
    }


def _decision(decision: MeetingDecision, rows: list[Attendance]) -> Content:
    return {
        "number": decision.number,
        "kind": decision.kind,
        "kind_label": MeetingDecision.Kind(decision.kind).label,
        "text": decision.text,
        "made_at": seals.utc(decision.made_at),
        "wording_reason": decision.wording_reason,
        "present": _present(rows, decision.meeting, decision.made_at),
        "next_starts_at": seals.utc(decision.next_starts_at),
        "next_place": place_from(decision.next_place).as_dict() if decision.next_place else {},
    }
