"""What events, activations and summonses look like over the API."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from activations import rules
from activations.forms.convening import in_minutes
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    Event,
    LogEntry,
    Participant,
    Summons,
)
from activations.reports.composition import propose
from actors.models import Level
from common.api import MomentField, StrictSerializer
from forums.models import Forum
from forums.places import Place, place_of

FURTHEST = timedelta(days=3 * 366)


class EventSerializer(serializers.ModelSerializer[Event]):
    """En händelse: övning eller skarp för gott."""

    region = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    type = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    municipalities = serializers.SlugRelatedField[Any](
        slug_field="scb_code", many=True, read_only=True
    )

    class Meta:
        model = Event
        fields = (
            "id",
            "region",
            "number",
            "type",
            "title",
            "description",
            "municipalities",
            "since",
            "planned_for",
            "exercise",
        )
        read_only_fields = fields


class ComingMeetingSerializer(serializers.Serializer[Any]):
    """Pågående eller närmast kommande möte."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    starts_at = serializers.DateTimeField()


class ActivationSerializer(serializers.ModelSerializer[Activation]):
    """Ett forums tid i aktiverat läge för en händelse."""

    region = serializers.SlugField(source="forum.region.slug", read_only=True)
    forum = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    event = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    exercise = serializers.BooleanField(source="event.exercise", read_only=True)
    request = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    chair = serializers.SerializerMethodField(help_text="Den funktion som leder nu.")
    next_meeting = serializers.SerializerMethodField()

    class Meta:
        model = Activation
        fields = (
            "id",
            "region",
            "forum",
            "event",
            "exercise",
            "request",
            "status",
            "chair",
            "next_meeting",
            "convened_at",
            "convened_by_label",
            "became_active_at",
            "winding_down_at",
            "ended_at",
            "ended_by_label",
            "end_note",
        )
        read_only_fields = fields

    def get_chair(self, activation: Activation) -> str:
        """Return the function that chairs, empty when the activation is over."""
        return str(self.context.get("chairs", {}).get(activation.pk, ""))

    @extend_schema_field(ComingMeetingSerializer(allow_null=True))
    def get_next_meeting(self, activation: Activation) -> dict[str, Any] | None:
        """Return the running or nearest coming meeting."""
        meeting = self.context.get("meetings", {}).get(activation.pk)
        return ComingMeetingSerializer(meeting).data if meeting else None


class SummonsSerializer(serializers.ModelSerializer[Summons]):
    """En funktion som är kallad till ett möte, och dess svar."""

    function = serializers.StringRelatedField[Any]()

    class Meta:
        model = Summons
        fields = (
            "id",
            "meeting",
            "function",
            "status",
            "answer",
            "answered_at",
            "answered_via",
            "deputy_note",
            "called_at",
            "delivered_at",
            "reminded_at",
            "deputy_called_at",
            "listed_at",
        )
        read_only_fields = fields


class LogSerializer(serializers.ModelSerializer[LogEntry]):
    """En post i tidslinjen; rättas bara av en senare."""

    class Meta:
        model = LogEntry
        fields = ("id", "kind", "happened_at", "written_at", "by_label", "text", "corrects")
        read_only_fields = fields


class ChairTermSerializer(serializers.ModelSerializer[ChairTerm]):
    """En funktions tid som ordförande."""

    function = serializers.StringRelatedField[Any]()

    class Meta:
        model = ChairTerm
        fields = ("id", "function", "starts_at", "ends_at", "decided_at_meeting")
        read_only_fields = fields


class ParticipantSerializer(serializers.ModelSerializer[Participant]):
    """En aktörs tid i sammansättningen."""

    actor = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    function = serializers.StringRelatedField[Any]()

    class Meta:
        model = Participant
        fields = ("id", "actor", "function", "joined_at", "join_reason", "left_at", "leave_reason")
        read_only_fields = fields


class NoteSerializer(StrictSerializer):
    """En fri anteckning."""

    text = serializers.CharField(max_length=4000)
    happened_at = MomentField(required=False, allow_null=True, default=None)


class EndSerializer(StrictSerializer):
    """Sista meddelandet till alla."""

    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class AnswerSerializer(StrictSerializer):
    """Ett svar på en kallelse."""

    answer = serializers.ChoiceField(choices=Summons.Answer.choices)
    deputy_note = serializers.CharField(
        max_length=rules.DEPUTY_NOTE_MAX_CHARACTERS,
        required=False,
        default="",
        allow_blank=True,
        help_text="Funktion eller titel, aldrig en persons namn.",
    )


class AnsweredSerializer(serializers.Serializer[Any]):
    """Vad som nu gäller."""

    answer = serializers.CharField()
    current = serializers.CharField()


class PlaceSerializer(StrictSerializer):
    """Vägar in i mötet; minst en av telefonbrygga, länk och rum."""

    bridge_number = serializers.CharField(max_length=20, required=False, default="")
    bridge_code = serializers.CharField(max_length=12, required=False, default="")
    link = serializers.URLField(max_length=200, required=False, default="")
    room = serializers.CharField(max_length=120, required=False, default="")
    fallback = serializers.CharField(max_length=200, required=False, default="")


class GrantSerializer(StrictSerializer):
    """Hur forumet sammankallas. Det som utelämnas får forumets vanliga värden."""

    forum = serializers.SlugField(required=False, default="", help_text="Utelämnat: det begärda.")
    functions = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=500,
        help_text="Utelämnat: de stående platserna och mallen för typen av händelse.",
    )
    starts_at = MomentField(
        required=False, allow_null=True, default=None, help_text="Utelämnat: om 30 minuter."
    )
    place = PlaceSerializer(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in what was left out, as the pages do."""
        found: ActivationRequest = self.context["found"]
        forum = self._forum(found, attrs["forum"])
        functions = attrs.get("functions")
        if functions is None:
            functions = [
                one.function.pk for one in propose(forum, found.event_type) if one.is_chosen
            ]
        at = self.context["at"]
        starts_at = attrs["starts_at"] or in_minutes(at, rules.DEFAULT_MINUTES_TO_MEETING)
        if starts_at > at + FURTHEST:
            raise serializers.ValidationError({"starts_at": ["Tiden ligger för långt fram."]})
        place = Place(**attrs["place"]) if attrs["place"] else place_of(forum)
        if place.is_empty:
            raise serializers.ValidationError({"place": ["Ange telefonbrygga, länk eller rum."]})
        return {
            "forum_id": forum.pk,
            "function_ids": functions,
            "starts_at": starts_at,
            "place": place,
            "exercise": found.exercise,
        }

    def _forum(self, found: ActivationRequest, slug: str) -> Forum:
        forums = Forum.objects.filter(
            region=found.region, is_active=True, level__lt=Level.OWNER
        ).select_related("region")
        if slug:
            forum = forums.filter(slug=slug).first()
        else:
            forum = found.forum or forums.filter(level=Level.COORDINATING).first()
        if forum is None:
            raise serializers.ValidationError({"forum": ["Forumet finns inte i regionen."]})
        return forum


class FeatureSerializer(serializers.Serializer[Any]):
    """En berörd kommun som punkt."""

    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.CharField()
    geometry = serializers.DictField()
    properties = serializers.DictField()


class FeatureCollectionSerializer(serializers.Serializer[Any]):
    """GeoJSON enligt RFC 7946, WGS 84."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = FeatureSerializer(many=True)
