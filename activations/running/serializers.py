"""What events, activations and summonses look like over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from activations import rules
from activations.models import (
    Activation,
    ChairTerm,
    Evaluation,
    Event,
    EventChange,
    EventType,
    LogEntry,
    Participant,
    Summons,
)
from actors.models import Actor
from common.api import MomentField, StrictSerializer
from common.numbers import LARGEST_KEY
from forums.places import HTTPS_ONLY


class EventSerializer(serializers.ModelSerializer[Event]):
    """En händelse: övning eller skarp för gott."""

    region = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    type = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    municipalities = serializers.SlugRelatedField[Any](
        slug_field="scb_code", many=True, read_only=True
    )
    merged_into = serializers.SlugRelatedField[Any](
        slug_field="number", read_only=True, help_text="Händelsen som fortsätter i stället."
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
            "place",
            "municipalities",
            "since",
            "planned_for",
            "exercise",
            "merged_into",
            "merged_at",
        )
        read_only_fields = fields


class EventChangeSerializer(serializers.ModelSerializer[EventChange]):
    """En rättad uppgift om en händelse: före, efter, när, av vem och varför."""

    class Meta:
        model = EventChange
        fields = ("id", "field", "old", "new", "reason", "changed_at", "by_label")
        read_only_fields = fields


class CorrectionSerializer(StrictSerializer):
    """Det som har blivit känt. Utelämnade uppgifter står kvar."""

    title = serializers.CharField(max_length=120, required=False)
    type = serializers.SlugRelatedField[EventType](
        slug_field="code", queryset=EventType.objects.all(), required=False
    )
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    municipalities = serializers.ListField(
        child=serializers.CharField(max_length=4),
        required=False,
        max_length=300,
        help_text="Alla berörda kommuners koder; listan ersätter den förra.",
    )
    reason = serializers.CharField(max_length=300)

    def validate_municipalities(self, codes: list[str]) -> list[Actor]:
        """Find the municipalities of the codes in the event's region."""
        members = Actor.objects.in_region(self.context["event"].region_id)
        found = list(members.filter(kind=Actor.Kind.MUNICIPALITY, scb_code__in=codes))
        if len(found) != len(set(codes)):
            raise serializers.ValidationError(["Välj bland regionens kommuner."])
        return found


class ComingMeetingSerializer(serializers.Serializer[Any]):
    """Pågående eller närmast kommande möte."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    starts_at = serializers.DateTimeField()


class EvaluationSerializer(serializers.ModelSerializer[Evaluation]):
    """Utvärderingen av ett forum som har arbetat."""

    class Meta:
        model = Evaluation
        fields = ("held_on", "by_label", "link", "text", "lessons", "written_at")
        read_only_fields = fields


class EvaluateSerializer(StrictSerializer):
    """Vad utvärderingen kom fram till: länk eller text, och lärdomarna."""

    held_on = serializers.DateField()
    link = serializers.URLField(max_length=300, required=False, default="", validators=[HTTPS_ONLY])
    text = serializers.CharField(max_length=8000, required=False, default="", allow_blank=True)
    lessons = serializers.CharField(max_length=4000)


class ActivationSerializer(serializers.ModelSerializer[Activation]):
    """Ett forums tid i aktiverat läge för en händelse."""

    region = serializers.SlugField(source="forum.region.slug", read_only=True)
    forum = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    event = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    exercise = serializers.BooleanField(source="event.exercise", read_only=True)
    request = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    chair = serializers.SerializerMethodField(help_text="Den funktion som leder nu.")
    next_meeting = serializers.SerializerMethodField()
    evaluation = EvaluationSerializer(read_only=True, allow_null=True, default=None)

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
            "need_reason",
            "became_active_at",
            "winding_down_at",
            "ended_at",
            "ended_by_label",
            "end_note",
            "evaluated_at",
            "evaluation",
            "merged_into",
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
            "deputy_declined_at",
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
        fields = (
            "id",
            "actor",
            "function",
            "affected",
            "joined_at",
            "join_reason",
            "left_at",
            "leave_reason",
        )
        read_only_fields = fields


class NoteSerializer(StrictSerializer):
    """En fri anteckning."""

    text = serializers.CharField(max_length=4000)
    happened_at = MomentField(required=False, allow_null=True, default=None)


class EndSerializer(StrictSerializer):
    """Sista meddelandet till alla."""

    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    close_forum = serializers.BooleanField(
        default=False, help_text="Ett forum som bildades för händelsen upphör; ett stående nekas."
    )


class AffectedSerializer(StrictSerializer):
    """Hur händelsen berör en aktör."""

    participant = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    affected = serializers.ChoiceField(choices=Participant.Affected.choices, allow_blank=True)


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
    asked_at = MomentField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Kallelsens called_at när den lästes; har mötet flyttats sedan dess nekas det.",
    )


class AnsweredSerializer(serializers.Serializer[Any]):
    """Vad som nu gäller."""

    answer = serializers.CharField()
    current = serializers.CharField()


class FeatureSerializer(serializers.Serializer[Any]):
    """En berörd kommun som punkt."""

    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.CharField()
    geometry = serializers.DictField()
    properties = serializers.DictField()


COLLECTION = [("FeatureCollection", "FeatureCollection")]


class FeatureCollectionSerializer(serializers.Serializer[Any]):
    """GeoJSON enligt RFC 7946, WGS 84."""

    type = serializers.ChoiceField(choices=COLLECTION)
    features = FeatureSerializer(many=True)


class FeaturePageSerializer(FeatureCollectionSerializer):
    """En sida av punkter, med vägen till nästa."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
