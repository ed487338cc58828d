"""Where actors meet: forums on three levels, their seats, meetings and protocols."""

from forums.models.briefing import HomeBriefing
from forums.models.conduct import Attendance, MeetingDecision, MeetingNote, Presence
from forums.models.correction import MinutesCorrection
from forums.models.direction import ActorDecision, JointDirection
from forums.models.forum import Forum, Seat
from forums.models.meeting import AgendaItem, Meeting
from forums.models.protocol import Protocol

__all__ = [
    "ActorDecision",
    "AgendaItem",
    "Attendance",
    "Forum",
    "HomeBriefing",
    "JointDirection",
    "Meeting",
    "MeetingDecision",
    "MeetingNote",
    "MinutesCorrection",
    "Presence",
    "Protocol",
    "Seat",
]
