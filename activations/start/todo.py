"""What waits in the coordination: requests, summonses and minutes, in every region."""

from datetime import datetime
from typing import Final

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from activations.models import Activation, ActivationRequest, CallStep, ChairTerm, Summons
from actors.models import Function, Region, User
from actors.rights import rights
from common.todo import Task
from forums import rules
from forums.minutes.authors import authors_of
from forums.minutes.services import adjusters_of
from forums.models import Attendance, Meeting, Protocol

MOST: Final = 50  # of each kind; the rest stand on their own pages
# Meetings in activated mode bear the same name in every event: the event tells them apart.
EVENT_TITLE: Final = "in_activation__activation__event__title"


def tasks(user: User, at: datetime) -> list[Task]:
    """Return what waits for the user, with as many queries however many regions there are."""
    held = rights.functions_of(user, at)
    convened = rights.things(user, "actors.convene_in_region", Region)
    return [
        *_requests(convened),
        *_summonses(held),
        *_minutes(user, held, convened, at),
        *_evaluations(convened),
    ]


def _mark(exercise: bool) -> str:
    return "ÖVNING " if exercise else ""


def _requests(convened: QuerySet[Region]) -> list[Task]:
    """Return the requests that the convener has not answered: who asked waits by the phone."""
    found = ActivationRequest.objects.open().filter(region__in=convened)
    related = ("region", "event_type", "for_actor", "for_forum")
    submitted = ActivationRequest.Status.SUBMITTED
    lost = CallStep.objects.filter(failed_at__isnull=False).select_related("function")
    failed = Prefetch("steps", queryset=lost, to_attr="failed")
    return [
        Task(
            action="Ta emot begäran" if item.status == submitted else "Svara på begäran",
            text=f"{_mark(item.exercise)}{item.number}: {item.asker}, {item.what}"
            + "".join(f". Larmet till {step.function} gick inte fram" for step in item.failed),
            url=item.get_absolute_url(),
            icon="request",
            since=item.submitted_at,
            urgent=item.is_pressing,
        )
        for item in found.select_related(*related).prefetch_related(failed)[:MOST]
    ]


def _summonses(held: list[Function]) -> list[Task]:
    waiting = Summons.objects.filter(
        function__in=held,
        answer="",
        status__in=[Summons.Status.CALLED, Summons.Status.DELIVERED],
        meeting__status__in=[Meeting.Status.PLANNED, Meeting.Status.CALLED],
    )
    rows = waiting.select_related("meeting__forum__region", "function__actor").annotate(
        event_title=F(f"meeting__{EVENT_TITLE}")
    )
    return [
        Task(
            action="Svara på kallelsen",
            text=_in_event(one.meeting, one.event_title),
            url=one.meeting.get_absolute_url(),
            icon="summons",
            whom=one.function.label,
            since=one.called_at,
            due_at=one.meeting.starts_at,
            urgent=True,
        )
        for one in rows.order_by("meeting__starts_at")[:MOST]
    ]


def _minutes(
    user: User, held: list[Function], convened: QuerySet[Region], at: datetime
) -> list[Task]:
    """Return the minutes that the user may adjust or adopt: as convener or as chair.

    Where everybody of these has written in it, adjusting is asked of the others who were there.
    """
    chaired = ChairTerm.objects.filter(function__in=held, ends_at=None)
    waiting = Protocol.objects.exclude(status=Protocol.Status.ADOPTED).filter(
        Q(meeting__forum__region__in=convened)
        | Q(meeting__chair_function__in=held)
        | Q(meeting__in_activation__activation__chair_terms__in=chaired),
        meeting__status=Meeting.Status.HELD,
    )
    rows = waiting.annotate(event_title=F(f"meeting__{EVENT_TITLE}")).distinct()
    found = []
    for protocol in rows.select_related("meeting__forum__region").order_by("drafted_at")[:MOST]:
        adjusted = protocol.status == Protocol.Status.ADJUSTED
        if not (adjusted or rules.may_adjust(user.pk, authors_of(protocol))):
            continue  # whoever wrote in it leaves it to another
        found.append(
            _minutes_task("Fastställ protokollet" if adjusted else "Justera protokollet", protocol)
        )
    there = Attendance.objects.filter(function__in=held).exclude(status=Attendance.Status.ABSENT)
    drafts = Protocol.objects.filter(
        status=Protocol.Status.DRAFT,
        meeting__status=Meeting.Status.HELD,
        meeting__attendances__in=there,
    ).exclude(pk__in=waiting.values("pk"))
    rows = drafts.annotate(event_title=F(f"meeting__{EVENT_TITLE}")).distinct()
    for protocol in rows.select_related("meeting__forum__region").order_by("drafted_at")[:MOST]:
        leaves_it = not rules.may_adjust(user.pk, authors_of(protocol))
        if not (leaves_it or _leaders_can(protocol, at)):
            found.append(_minutes_task("Justera protokollet", protocol))
    return found


def _leaders_can(protocol: Protocol, at: datetime) -> bool:
    """Return whether the convener or the chair has somebody who may adjust."""
    meeting = protocol.meeting
    conveners = rights.holders_of("actors.convene_in_region", meeting.forum.region)
    leading = {meeting.chair_function_id, *conveners.values_list("pk", flat=True)}
    return any(function.pk in leading for function in adjusters_of(protocol, at))


def _minutes_task(action: str, protocol: Protocol) -> Task:
    meeting = protocol.meeting
    return Task(
        action=action,
        text=_in_event(meeting, getattr(protocol, "event_title", None)),
        url=reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk]),
        icon="document",
        since=meeting.ended_at,
    )


def _evaluations(convened: QuerySet[Region]) -> list[Task]:
    """Return the forums that are back in ordinary mode and not evaluated: the convener's to do.

    Källa: Målbilden 1.4 "Uppföljning, lärande och förmågeutveckling"; domain.md 5.6.
    """
    ended = Activation.objects.filter(status=Activation.Status.ENDED, forum__region__in=convened)
    rows = ended.select_related("forum__region", "event").order_by("ended_at")
    return [
        Task(
            action="Utvärdera aktiveringen",
            text=f"{one.forum.called_name}: {one.event}",
            url=reverse(
                "activations:evaluate", args=[one.forum.region.slug, one.event.number, one.pk]
            ),
            icon="note",
            since=one.ended_at,
        )
        for one in rows[:MOST]
    ]


def _in_event(meeting: Meeting, title: str | None) -> str:
    name = f"{meeting} · {title}" if title else str(meeting)
    return f"{_mark(meeting.exercise)}{name}"
