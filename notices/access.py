"""Who may see what has been sent and take care of failures; the app of rights fills it in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings

from notices.models import Notice

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Person = AbstractBaseUser | AnonymousUser

MaySee = Callable[["Person"], bool]
MayHandle = Callable[["Person", Notice], str]

_may_see: list[MaySee] = []
_may_handle: list[MayHandle] = []


def register(may_see: MaySee) -> MaySee:
    """Add a predicate: may this person see every notice (operate the system)?"""
    if may_see not in _may_see:
        _may_see.append(may_see)
    return may_see


def register_handlers(may_handle: MayHandle) -> MayHandle:
    """Add a function that returns in which function a person may handle a failed notice.

    It returns the label of the function ("Administratör, Polisen") or "" for no right.
    """
    if may_handle not in _may_handle:
        _may_handle.append(may_handle)
    return may_handle


def may_see(user: "Person") -> bool:
    """Return whether the person may see all notices; in the demo everybody signed in may."""
    if not user.is_authenticated:
        return False
    return settings.DEMO or any(predicate(user) for predicate in _may_see)


def acting_label(user: "Person", notice: Notice) -> str:
    """Return in which function the person may take care of the notice, "" if in none."""
    if not user.is_authenticated:
        return ""
    return next((label for fn in _may_handle if (label := fn(user, notice))), "")
