"""When it happens: events, requests, activations, summons and the timeline."""

from activations.models.activation import Activation, ChairTerm, Participant
from activations.models.evaluation import Evaluation
from activations.models.event import CallTemplate, Event, EventChange, EventType
from activations.models.log import LogEntry
from activations.models.request import (
    ActivationRequest,
    CallStep,
    NumberSeries,
    RequestNote,
    RequestParty,
)
from activations.models.summons import ActivationMeeting, Summons

__all__ = [
    "Activation",
    "ActivationMeeting",
    "ActivationRequest",
    "CallStep",
    "CallTemplate",
    "ChairTerm",
    "Evaluation",
    "Event",
    "EventChange",
    "EventType",
    "LogEntry",
    "NumberSeries",
    "Participant",
    "RequestNote",
    "RequestParty",
    "Summons",
]
