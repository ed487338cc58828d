"""Who: users, areas, actors, functions, and who holds them when."""

from actors.models.actor import Actor, ActorName
from actors.models.appointment import Appointment
from actors.models.area import County, Region
from actors.models.duty import DutyShift
from actors.models.function import ContactAddress, Function, Invitation, Level
from actors.models.membership import Membership
from actors.models.register_import import RegisterImport
from actors.models.token import ApiToken
from actors.models.user import User

__all__ = [
    "ApiToken",
    "Actor",
    "ActorName",
    "Appointment",
    "ContactAddress",
    "County",
    "DutyShift",
    "Function",
    "Invitation",
    "Level",
    "Membership",
    "Region",
    "RegisterImport",
    "User",
]
