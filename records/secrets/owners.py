"""What this app must know from above about the things that annexes belong to.

Each app that has secret annexes registers an owner for its kind of thing (``followup.visit``) in
``AppConfig.ready()``. A thing that nobody owns has no readers, writers or onlookers.
"""

from typing import Final, Protocol

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from common.registry import Registry
from records.refs import split

Person = AbstractBaseUser | AnonymousUser


class Owner(Protocol):
    """Answers for one kind of thing. Labels are functions, "" means no."""

    def county_of(self, about_ref: str) -> str:
        """Return the county's code, "" if the thing is gone."""

    def is_exercise(self, about_ref: str) -> bool:
        """Return whether the thing is part of an exercise."""

    def stores_here(self, about_ref: str) -> bool:
        """Return whether the county keeps secret annexes here at all."""

    def holder_label(self, user: Person, about_ref: str) -> str:
        """Return in which function the user may write annexes on the thing."""

    def granter_label(self, user: Person, about_ref: str) -> str:
        """Return in which function the user may grant, release and destroy."""

    def participant_label(self, user: Person, about_ref: str) -> str:
        """Return in which function the user takes part, and so may know that an annex exists."""


owners: Final = Registry[Owner]()
register = owners.put


def owner_of(about_ref: str) -> Owner | None:
    """Return who answers for the thing, if anybody."""
    return owners.get(split(about_ref)[0])
