"""Filters of the lists of events and activations: a name means the same as in other lists."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from activations.events.queries import open_events
from activations.models import Activation, Event, EventType, LogEntry
from common.api_filters import Filters, YesNoFilter


class EventFilter(Filters):
    """Narrow the events."""

    region = django_filters.CharFilter(field_name="region__slug", label="Regionens adressnamn")
    type = django_filters.ModelChoiceFilter(
        queryset=EventType.objects.all(), to_field_name="code", label="Typhändelsens kod"
    )
    open = YesNoFilter(method="that_are_open", label="Pågår eller väntas")
    changed_since = django_filters.IsoDateTimeFilter(
        method="changed", label="Har nya poster i tidslinjen sedan"
    )

    class Meta:
        model = Event
        fields = ("region", "type", "exercise", "number")

    def that_are_open(self, rows: "QuerySet[Event]", name: str, value: bool) -> "QuerySet[Event]":
        open_ones = open_events().values("pk")
        return rows.filter(pk__in=open_ones) if value else rows.exclude(pk__in=open_ones)

    def changed(self, rows: "QuerySet[Event]", name: str, value: datetime) -> "QuerySet[Event]":
        written = LogEntry.objects.filter(event=OuterRef("pk"), written_at__gte=value)
        return rows.filter(
            Q(created_at__gte=value)
            | Q(merged_at__gte=value)
            | Q(changes__changed_at__gte=value)
            | Exists(written)
        ).distinct()


class ActivationFilter(Filters):
    """Narrow the activations."""

    region = django_filters.CharFilter(
        field_name="forum__region__slug", label="Regionens adressnamn"
    )
    forum = django_filters.CharFilter(field_name="forum__slug", label="Forumets adressnamn")
    event = django_filters.CharFilter(field_name="event__number", label="Händelsens nummer")
    exercise = YesNoFilter(field_name="event__exercise", label="Övning")
    open = YesNoFilter(method="that_are_open", label="Håller forumet i aktiverat läge")
    changed_since = django_filters.IsoDateTimeFilter(
        method="changed", label="Har nya poster i tidslinjen sedan"
    )

    class Meta:
        model = Activation
        fields = ("region", "forum", "event", "exercise", "status")

    def that_are_open(self, rows: Any, name: str, value: bool) -> "QuerySet[Activation]":
        open_ones = Activation.objects.open().values("pk")
        return rows.filter(pk__in=open_ones) if value else rows.exclude(pk__in=open_ones)

    def changed(
        self, rows: "QuerySet[Activation]", name: str, value: datetime
    ) -> "QuerySet[Activation]":
        written = LogEntry.objects.filter(activation=OuterRef("pk"), written_at__gte=value)
        return rows.filter(
            Q(convened_at__gte=value)
            | Q(became_active_at__gte=value)
            | Q(winding_down_at__gte=value)
            | Q(ended_at__gte=value)
            | Exists(written)
        )
