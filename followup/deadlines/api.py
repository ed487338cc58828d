"""The follow-up over the API: deadlines with their changes and reminders, read only."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework import generics, serializers

from common.api_filters import Filters
from followup.deadlines import queries
from followup.deadlines.models import Deadline, DeadlineChange, Reminder
from followup.resources import MunicipalityResource
from followup.terms import dates


class DeadlineChangeSerializer(serializers.ModelSerializer[DeadlineChange]):
    """En flytt av fristen: från, till, varför och av vilken funktion."""

    class Meta:
        model = DeadlineChange
        fields = ("old_date", "new_date", "reason", "changed_at", "changed_by")
        read_only_fields = fields


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """En påminnelse. ``late_by``: hur många sekunder efter sin tid den gick."""

    reminder_audience = serializers.ChoiceField(
        source="audience", choices=Reminder.Audience.choices, read_only=True
    )
    reminder_state = serializers.ChoiceField(
        source="state", choices=Reminder.State.choices, read_only=True
    )
    late_by_seconds = serializers.SerializerMethodField()
    functions = serializers.SerializerMethodField()

    class Meta:
        model = Reminder
        fields = (
            "due_date",
            "offset_days",
            "reminder_audience",
            "reminder_state",
            "send_at",
            "handled_at",
            "late_by_seconds",
            "in_digest",
            "functions",
        )
        read_only_fields = fields

    def get_late_by_seconds(self, reminder: Reminder) -> int | None:
        return int(reminder.late_by.total_seconds()) if reminder.late_by else None

    def get_functions(self, reminder: Reminder) -> list[str]:
        return [sending.function_label for sending in reminder.sendings.all()]


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """En frist. Den går ut vid midnatt i Stockholm. ``other_reading``: närmaste vardag."""

    municipality = serializers.CharField(source="municipality.scb_code", read_only=True)
    deadline_kind = serializers.ChoiceField(
        source="kind", choices=Deadline.Kind.choices, read_only=True
    )
    deadline_state = serializers.ChoiceField(
        source="state", choices=Deadline.State.choices, read_only=True
    )
    other_reading = serializers.SerializerMethodField()
    changes = DeadlineChangeSerializer(many=True, read_only=True)
    reminders = ReminderSerializer(many=True, read_only=True)

    class Meta:
        model = Deadline
        fields = (
            "id",
            "municipality",
            "deadline_kind",
            "what",
            "due_date",
            "other_reading",
            "deadline_state",
            "is_countys",
            "laid_at",
            "ended_at",
            "changes",
            "reminders",
        )
        read_only_fields = fields

    def get_other_reading(self, deadline: Deadline) -> str | None:
        other = dates.other_reading(deadline.due_date)
        return other.isoformat() if other else None


class DeadlineFilterSet(Filters):
    """Narrow the deadlines."""

    deadline_kind = django_filters.ChoiceFilter(
        field_name="kind", choices=Deadline.Kind.choices, label="Slag"
    )
    deadline_state = django_filters.ChoiceFilter(
        field_name="state", choices=Deadline.State.choices, label="Läge"
    )
    due_before = django_filters.DateFilter(
        field_name="due_date", lookup_expr="lte", label="Senast denna dag"
    )

    class Meta:
        model = Deadline
        fields = ("deadline_kind", "deadline_state", "due_before")


class MunicipalityDeadlines(MunicipalityResource, generics.ListAPIView[Deadline]):
    """Read a municipality's deadlines with what was sent, when and to which function."""

    serializer_class = DeadlineSerializer
    queryset = Deadline.objects.none()
    filterset_class = DeadlineFilterSet

    def get_queryset(self) -> QuerySet[Deadline, Any]:
        return queries.for_api(self.municipality)


urlpatterns: list[URLPattern] = [
    path(
        "municipalities/<str:code>/deadlines/",
        MunicipalityDeadlines.as_view(),
        name="follow_up_deadlines",
    ),
]
