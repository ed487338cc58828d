"""What secrets may belong to – a municipality, a visit, a meeting – and who takes part in it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, County, Function, User
from actors.rights import rights
from common.clock import local
from followup import access
from followup.terms import queries as method
from followup.visits.models import Visit
from forums import hooks, who_leads
from forums.models import Meeting
from records.refs import ref, split
from records.secrets.owners import Person

STORE: Final = "store_secret_annexes"


class Matter(ABC):
    """A thing that annexes and references belong to."""

    def __init__(self, about: models.Model, county: County | None, *, page: str = "") -> None:
        self.about = about
        self.about_ref = ref(about)
        self.county = county
        self.page = page  # the address of its page on secrecy, "" if it has none
        self.label = str(about)
        self.is_exercise = False

    @abstractmethod
    def participants(self) -> list[Function]:
        """Return the functions that may be told what is secret."""

    @abstractmethod
    def writer(self, user: User) -> Function | None:
        """Return in which function the user writes annexes."""

    @abstractmethod
    def asker(self, user: User) -> Function | None:
        """Return in which function the user asks others to sign an undertaking."""

    @abstractmethod
    def participant(self, user: User) -> Function | None:
        """Return in which function the user takes part, and so may know that annexes exist."""

    def granter(self, user: User) -> Function | None:
        """Return in which function the user signs for the county."""
        return rights.carrying(user, access.SIGN, self.county) if self.county else None


class MunicipalityMatter(Matter):
    """A municipality or a visit to it.

    Källa: Vägledningen 2.10.
    """

    def __init__(self, municipality: Actor, visit: Visit | None = None) -> None:
        page = (
            reverse("secrecy:visit_secrecy", args=[municipality.scb_code, visit.pk])
            if visit
            else ""
        )
        super().__init__(visit or municipality, municipality.county, page=page)
        self.municipality = municipality

    def participants(self) -> list[Function]:
        """Return the municipality's leadership and coordinators, and the county's."""
        found = [
            *access.functions_with(access.LEAD, self.municipality),
            *access.functions_with(access.REPORT, self.municipality),
        ]
        if self.county is not None:
            found += access.functions_with(access.HANDLE, self.county)
            found += access.functions_with(access.SIGN, self.county)
        return _each_once(found)

    def writer(self, user: User) -> Function | None:
        """Return in which function the user handles the municipality."""
        return rights.carrying(user, access.HANDLE, self.county) if self.county else None

    def asker(self, user: User) -> Function | None:
        """Return the county's keeper, or the municipality's coordinator.

        Källa: Vägledningen 2.10 "länsstyrelsen (eller kommunens beredskapssamordnare)".
        """
        return (
            self.granter(user)
            or self.writer(user)
            or rights.carrying(user, access.REPORT, self.municipality)
        )

    def participant(self, user: User) -> Function | None:
        """Return in which function the user works with it, for the county or the municipality."""
        if self.county is None:
            return None
        return (
            self.writer(user)
            or self.granter(user)
            or rights.carrying(user, access.REPORT, self.municipality)
            or rights.carrying(user, access.LEAD, self.municipality)
        )


class MeetingMatter(Matter):
    """A meeting of a forum; its secrets are kept by the county of the region's convener.

    Källa: domain.md 3.5.
    """

    def __init__(self, meeting: Meeting) -> None:
        region = meeting.forum.region
        page = reverse("secrecy:meeting_secrecy", args=[region.slug, meeting.pk])
        super().__init__(meeting, region.convener.county, page=page)
        self.meeting = meeting
        self.is_exercise = meeting.exercise

    def participants(self) -> list[Function]:
        """Return who is called or has come, the standing seats before that, and the chair."""
        rows = self.meeting.attendances.select_related("function__actor")
        found = [row.function for row in rows]
        found += hooks.participants_of(self.meeting)
        if not found:
            seats = self.meeting.forum.seats.select_related("function__actor")
            found = [seat.function for seat in seats]
        if self.meeting.chair_function is not None:
            found.append(self.meeting.chair_function)
        return _each_once(found)

    def writer(self, user: User) -> Function | None:
        """Return in which function the user leads the meeting."""
        return who_leads.leading_function(user, self.meeting)

    def asker(self, user: User) -> Function | None:
        """Return in which function the user leads the meeting or signs for the county."""
        return self.writer(user) or self.granter(user)

    def participant(self, user: User) -> Function | None:
        """Return in which function the user leads, signs for the county, or is called."""
        called = {function.pk for function in self.participants()}
        return self.asker(user) or next(
            (function for function in rights.functions_of(user) if function.pk in called), None
        )


def matter_of(about_ref: str) -> Matter | None:
    """Return what the reference points at, if it is there and secrets may belong to it."""
    kind, number = split(about_ref)
    if not number.isdigit():
        return None
    if kind == "forums.meeting":
        meetings = Meeting.objects.select_related(
            "forum__region__convener__county", "chair_function__actor"
        )
        meeting = meetings.filter(pk=int(number)).first()
        return MeetingMatter(meeting) if meeting else None
    if kind == "followup.visit":
        visit = Visit.objects.select_related("municipality__county").filter(pk=int(number)).first()
        return MunicipalityMatter(visit.municipality, visit) if visit else None
    if kind == "actors.actor":
        actors = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY).select_related("county")
        municipality = actors.filter(pk=int(number)).first()
        return MunicipalityMatter(municipality) if municipality else None
    return None


def stores_secrets(county: County | None, at: datetime) -> bool:
    """Return whether the county keeps secret annexes here; unset means no."""
    if county is None:
        return False
    return method.setting(county, STORE, local(at).date()) is True


class MatterOwner:
    """Answers for every kind of matter to the app that keeps the annexes."""

    def county_of(self, about_ref: str) -> str:
        matter = matter_of(about_ref)
        return matter.county.pk if matter and matter.county else ""

    def is_exercise(self, about_ref: str) -> bool:
        matter = matter_of(about_ref)
        return matter is not None and matter.is_exercise

    def stores_here(self, about_ref: str) -> bool:
        matter = matter_of(about_ref)
        return matter is not None and stores_secrets(matter.county, timezone.now())

    def holder_label(self, user: Person, about_ref: str) -> str:
        matter = matter_of(about_ref)
        return _words(matter.writer(user)) if matter and isinstance(user, User) else ""

    def granter_label(self, user: Person, about_ref: str) -> str:
        matter = matter_of(about_ref)
        return _words(matter.granter(user)) if matter and isinstance(user, User) else ""

    def participant_label(self, user: Person, about_ref: str) -> str:
        matter = matter_of(about_ref)
        return _words(matter.participant(user)) if matter and isinstance(user, User) else ""


def _words(function: Function | None) -> str:
    return str(function) if function else ""


def _each_once(functions: Iterable[Function]) -> list[Function]:
    return list({function.pk: function for function in functions}.values())
