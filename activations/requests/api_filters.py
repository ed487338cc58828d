"""Filters of the list of requests: a name means the same as in other lists."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from activations.models import ActivationRequest, LogEntry
from common.api_filters import Filters, YesNoFilter


class RequestFilter(Filters):
    """Narrow the requests."""

    region = django_filters.CharFilter(field_name="region__slug", label="Regionens adressnamn")
    open = YesNoFilter(method="that_are_open", label="Väntar på sammankallandes svar")
    changed_since = django_filters.IsoDateTimeFilter(
        method="changed", label="Har nya poster i loggen sedan"
    )

    class Meta:
        model = ActivationRequest
        fields = ("region", "status", "exercise", "number")

    def that_are_open(self, rows: Any, name: str, value: bool) -> "QuerySet[ActivationRequest]":
        open_ones = ActivationRequest.objects.open().values("pk")
        return rows.filter(pk__in=open_ones) if value else rows.exclude(pk__in=open_ones)

    def changed(
        self, rows: "QuerySet[ActivationRequest]", name: str, value: datetime
    ) -> "QuerySet[ActivationRequest]":
        written = LogEntry.objects.filter(request=OuterRef("pk"), written_at__gte=value)
        return rows.filter(
            Q(submitted_at__gte=value)
            | Q(acknowledged_at__gte=value)
            | Q(closed_at__gte=value)
            | Exists(written)
        )
