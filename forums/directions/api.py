"""Joint directions over the API: read, and each actor's own decision told."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import Resource, StrictSerializer
from common.api_filters import Filters, YesNoFilter
from forums import tallies
from forums.directions import services
from forums.models import ActorDecision, JointDirection


class TallySerializer(serializers.Serializer[Any]):
    """Hur många aktörer som har beslutat vad, för egen del."""

    adopts = serializers.IntegerField()
    deviates = serializers.IntegerField()
    declines = serializers.IntegerField()
    awaited = serializers.IntegerField()


class DirectionSerializer(serializers.ModelSerializer[JointDirection]):
    """En gemensam inriktning. Den binder ingen: varje aktör beslutar själv."""

    region = serializers.CharField(source="forum.region.slug", read_only=True)
    forum = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    level_name = serializers.CharField(source="get_level_display", read_only=True)
    priorities = serializers.ListField(child=serializers.CharField(), read_only=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = JointDirection
        fields = (
            "id",
            "region",
            "forum",
            "meeting",
            "number",
            "level",
            "level_name",
            "exercise",
            "status",
            "aim",
            "priorities",
            "limits",
            "measures",
            "messages",
            "within",
            "replaces",
            "reply_by",
            "valid_until",
            "agreed_at",
            "closed_at",
            "closed_because",
            "counts",
        )
        read_only_fields = fields

    @extend_schema_field(TallySerializer)
    def get_counts(self, direction: JointDirection) -> dict[str, Any]:
        return dict(TallySerializer(tallies.tally_of(direction)).data)


class OwnDecisionSerializer(serializers.ModelSerializer[ActorDecision]):
    """En aktörs eget beslut. ``is_noted``: antecknat av ledningen, inte bekräftat av aktören."""

    actor = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    mandate_gap = serializers.BooleanField(source="has_mandate_gap", read_only=True)

    class Meta:
        model = ActorDecision
        fields = (
            "actor",
            "status",
            "deviation",
            "consequence",
            "reason",
            "body",
            "decided_at",
            "is_noted",
            "mandate_gap",
            "asked_at",
        )
        read_only_fields = fields


class PositionSerializer(StrictSerializer):
    """Vad aktören själv har beslutat."""

    actor = serializers.SlugField(help_text="Aktörens adressnamn; en som du svarar för.")
    status = serializers.ChoiceField(
        choices=[one for one in ActorDecision.Status.choices if one[0] != "awaited"]
    )
    body = serializers.CharField(max_length=200, help_text="Organ eller funktion som beslutade.")
    deviation = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    consequence = serializers.CharField(
        max_length=1000, required=False, default="", allow_blank=True
    )
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class DirectionFilter(Filters):
    """Narrow the directions."""

    region = django_filters.CharFilter(field_name="forum__region__slug")
    forum = django_filters.CharFilter(field_name="forum__slug")
    status = django_filters.ChoiceFilter(choices=JointDirection.Status.choices)
    exercise = YesNoFilter(field_name="exercise")
    in_force = YesNoFilter(method="that_hold", label="Gäller nu")

    class Meta:
        model = JointDirection
        fields: tuple[str, ...] = ()

    def that_hold(
        self, rows: QuerySet[JointDirection], name: str, value: bool
    ) -> QuerySet[JointDirection]:
        holding = JointDirection.objects.in_force(timezone.now()).values("pk")
        return rows.filter(pk__in=holding) if value else rows.exclude(pk__in=holding)


class DirectionViewSet(Resource, viewsets.ReadOnlyModelViewSet[JointDirection]):
    """Gemensamma inriktningar i de regioner du får se."""

    queryset = JointDirection.objects.none()
    serializer_class = DirectionSerializer
    filterset_class = DirectionFilter

    def get_queryset(self) -> QuerySet[JointDirection]:
        """Return the directions of the regions that the user may see."""
        return tallies.with_counts(JointDirection.objects.visible_to(self.user))

    @extend_schema(
        summary="Aktörernas egna beslut",
        responses={200: OwnDecisionSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_class=None)
    def decisions(self, request: Request, pk: str) -> Response:
        """Vad varje aktör har beslutat för egen del, och vilka som inte har beslutat än."""
        rows: Any = self.get_object().decisions.select_related("actor", "direction")
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(OwnDecisionSerializer(page, many=True).data)

    @extend_schema(
        summary="Meddela eget beslut",
        request=PositionSerializer,
        responses={200: OwnDecisionSerializer},
    )
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Meddela vad den egna aktören har beslutat; ett senare beslut ersätter."""
        found = self.get_object()
        given = self.read(PositionSerializer)
        decision = get_object_or_404(found.decisions, actor__slug=given.pop("actor"))
        made = services.decide(
            direction_id=found.pk,
            actor_id=decision.actor_id,
            position=services.Position(**given),
            by=self.user,
            at=timezone.now(),
        )
        return Response(OwnDecisionSerializer(made).data)
