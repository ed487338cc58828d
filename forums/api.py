"""Forums and meetings over the API: read only; meetings are led on their pages."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.reverse import reverse

from actors.models import Actor, Level, Region
from common.api import FileNegotiation, Resource
from common.api_filters import Filters
from forums import modes, tallies
from forums.models import (
    Attendance,
    Forum,
    Meeting,
    MeetingDecision,
    MinutesCorrection,
    Presence,
    Protocol,
    Seat,
)
from forums.modes import Mode
from records.files import files


class SeatSerializer(serializers.ModelSerializer[Seat]):
    """En aktörs plats i ett forum. ``mandate_gap``: mandatet når inte forumets nivå."""

    actor = serializers.SlugRelatedField[Actor](slug_field="slug", read_only=True)
    function = serializers.CharField(source="function.label", read_only=True)
    mandate_level = serializers.IntegerField(source="function.mandate_level", read_only=True)
    mandate_gap = serializers.SerializerMethodField()

    class Meta:
        model = Seat
        fields = ("actor", "function", "mandate_level", "mandate_gap")
        read_only_fields = fields

    def get_mandate_gap(self, seat: Seat) -> bool:
        level: int = seat.forum.level
        return seat.function.falls_short(level)


class ForumSerializer(serializers.ModelSerializer[Forum]):
    """Ett forum. ``mode`` är ``activated`` så länge en aktivering av det pågår."""

    region = serializers.SlugRelatedField[Region](slug_field="slug", read_only=True)
    level_name = serializers.CharField(source="get_level_display", read_only=True)
    mode = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()
    exercise = serializers.SerializerMethodField()

    class Meta:
        model = Forum
        fields = (
            "id",
            "region",
            "slug",
            "level",
            "level_name",
            "name",
            "activated_name",
            "mission",
            "scope",
            "mode",
            "since",
            "exercise",
        )
        read_only_fields = fields

    def _mode(self, forum: Forum) -> Mode | None:
        found: dict[int, Mode] = self.context.get("modes", {})
        return found.get(forum.pk)

    @extend_schema_field(serializers.ChoiceField(choices=modes.MODES))
    def get_mode(self, forum: Forum) -> str:
        return "activated" if self._mode(forum) else "ordinary"

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_since(self, forum: Forum) -> str | None:
        mode = self._mode(forum)
        return mode.since.isoformat() if mode else None

    def get_exercise(self, forum: Forum) -> bool:
        mode = self._mode(forum)
        return mode.exercise if mode else False


class ForumDetailSerializer(ForumSerializer):
    """Ett forum med sina platser."""

    seats = SeatSerializer(many=True, read_only=True)

    class Meta(ForumSerializer.Meta):
        fields = (*ForumSerializer.Meta.fields, "seats")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    """Ett möte. ``protocol``: adressen till det fastställda protokollet som PDF."""

    region = serializers.CharField(source="forum.region.slug", read_only=True)
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    title = serializers.CharField(source="__str__", read_only=True)
    chair = serializers.CharField(source="led_by", read_only=True)
    protocol_status = serializers.SerializerMethodField()
    protocol = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = (
            "id",
            "region",
            "forum",
            "kind",
            "title",
            "status",
            "exercise",
            "starts_at",
            "called_at",
            "began_at",
            "ended_at",
            "chair",
            "next_meeting_note",
            "protocol_status",
            "protocol",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Protocol.Status.choices, allow_null=True))
    def get_protocol_status(self, meeting: Meeting) -> str | None:
        protocol = getattr(meeting, "protocol", None)
        return protocol.status if protocol else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_protocol(self, meeting: Meeting) -> str | None:
        protocol = getattr(meeting, "protocol", None)
        if protocol is None or protocol.pdf_id is None:
            return None
        return reverse("meeting-protocol", args=[meeting.pk], request=self.context.get("request"))


class PresenceSerializer(serializers.ModelSerializer[Presence]):
    """En tid i mötet. ``left_at`` saknas: stannade till slutet."""

    class Meta:
        model = Presence
        fields = ("came_at", "left_at", "is_deputy", "deputy_function")
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    """En aktörs närvaro vid ett möte, med namnen som de var den dagen."""

    actor = serializers.SlugRelatedField[Actor](slug_field="slug", read_only=True)
    function = serializers.SerializerMethodField()
    presences = PresenceSerializer(many=True, read_only=True)

    class Meta:
        model = Attendance
        fields = (
            "actor",
            "function",
            "mandate_level",
            "status",
            "deputy_function",
            "by_phone",
            "was_called",
            "came_at",
            "left_at",
            "presences",
        )
        read_only_fields = fields

    def get_function(self, row: Attendance) -> str:
        return row.function_name or row.function.label


class DecisionSerializer(serializers.ModelSerializer[MeetingDecision]):
    """En överenskommelse, eller ett beslut om mötets eget arbete. Varje aktör beslutar själv."""

    class Meta:
        model = MeetingDecision
        fields = ("number", "kind", "text", "made_at")
        read_only_fields = fields


class CorrectionSerializer(serializers.ModelSerializer[MinutesCorrection]):
    """En justerad rättelse bredvid det fastställda protokollet."""

    class Meta:
        model = MinutesCorrection
        fields = ("number", "about", "says", "reason", "settled_at", "content_sha256")
        read_only_fields = fields


class BriefedSerializer(serializers.Serializer[Any]):
    """En aktör som var med, och när den sa att den egna organisationen är informerad."""

    actor = serializers.CharField(source="actor.slug")
    confirmed_at = serializers.DateTimeField(source="briefing.confirmed_at", default=None)


class MeetingDetailSerializer(MeetingSerializer):
    """Ett möte med närvaro, överenskommelser och rättelser av protokollet."""

    attendances = AttendanceSerializer(many=True, read_only=True)
    decisions = DecisionSerializer(many=True, read_only=True)
    corrections = serializers.SerializerMethodField()
    briefings = serializers.SerializerMethodField()

    class Meta(MeetingSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *MeetingSerializer.Meta.fields,
            "attendances",
            "decisions",
            "corrections",
            "briefings",
        )
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(BriefedSerializer(many=True))
    def get_briefings(self, meeting: Meeting) -> Any:
        return BriefedSerializer(tallies.briefings_of(meeting), many=True).data

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, meeting: Meeting) -> Any:
        rows = MinutesCorrection.objects.filter(
            protocol__meeting=meeting, status=MinutesCorrection.Status.ADJUSTED
        )
        return CorrectionSerializer(rows, many=True).data


class ForumFilter(Filters):
    """Narrow the forums."""

    region = django_filters.CharFilter(field_name="region__slug", label="Regionens adressnamn")
    level = django_filters.ChoiceFilter(choices=Level.choices, label="Nivå")

    class Meta:
        model = Forum
        fields = ("region", "level")


class MeetingFilter(Filters):
    """Narrow the meetings."""

    region = django_filters.CharFilter(
        field_name="forum__region__slug", label="Regionens adressnamn"
    )
    forum = django_filters.CharFilter(field_name="forum__slug", label="Forumets adressnamn")
    starts_after = django_filters.IsoDateTimeFilter(
        field_name="starts_at", lookup_expr="gte", label="Börjar tidigast"
    )

    class Meta:
        model = Meeting
        fields = ("region", "forum", "kind", "status", "exercise")


class ForumViewSet(Resource, viewsets.ReadOnlyModelViewSet[Forum]):
    """Read the forums of one's regions: level, names in both modes, and mode now."""

    queryset = Forum.objects.none()
    filterset_class = ForumFilter

    def get_queryset(self) -> QuerySet[Forum]:
        forums = Forum.objects.visible_to(self.user).select_related("region")
        if self.action == "retrieve":
            seats = Seat.objects.select_related("actor", "function", "forum")
            forums = forums.prefetch_related(Prefetch("seats", queryset=seats))
        return forums

    def get_serializer_class(self) -> type[ForumSerializer]:
        return ForumDetailSerializer if self.action == "retrieve" else ForumSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.is_described:
            return context
        ids = self.get_queryset().values_list("pk", flat=True)
        return {**context, "modes": modes.modes_of(ids)}


class MeetingViewSet(Resource, viewsets.ReadOnlyModelViewSet[Meeting]):
    """Read the meetings of one's regions, and the adopted protocol as PDF."""

    queryset = Meeting.objects.none()
    filterset_class = MeetingFilter

    def get_queryset(self) -> QuerySet[Meeting]:
        meetings = Meeting.objects.visible_to(self.user).select_related(
            "forum__region", "chair_function__actor", "protocol"
        )
        if self.action == "retrieve":
            rows = Attendance.objects.select_related("actor", "function")
            rows = rows.prefetch_related("presences")
            meetings = meetings.prefetch_related(
                Prefetch("attendances", queryset=rows), "decisions"
            )
        return meetings

    def get_serializer_class(self) -> type[MeetingSerializer]:
        return MeetingDetailSerializer if self.action == "retrieve" else MeetingSerializer

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], content_negotiation_class=FileNegotiation)
    def protocol(self, request: Request, pk: str) -> HttpResponseBase:
        """Hämta det fastställda protokollet som PDF."""
        protocol = Protocol.objects.filter(meeting=self.get_object()).first()
        if protocol is None or protocol.pdf is None:
            raise NotFound
        return files.response(protocol.pdf)
