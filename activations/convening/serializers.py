"""What the API takes in to convene a forum."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from activations import rules
from activations.convening import services
from activations.convening.forms import in_minutes
from activations.convening.group_forms import MOST_OUTSIDERS, NEW_LEVELS
from activations.convening.queries import propose
from activations.models import ActivationRequest, Event
from actors.models import Level
from actors.register.outside import Outsider
from common.api import MomentField, StrictSerializer
from common.numbers import LARGEST_KEY
from forums.models import Forum
from forums.places import HTTPS_ONLY, Place, place_of
from forums.seats.temporary import TemporaryForum

FURTHEST = timedelta(days=3 * 366)


class PlaceSerializer(StrictSerializer):
    """Vägar in i mötet; minst en av telefonbrygga, länk och rum."""

    bridge_number = serializers.CharField(max_length=20, required=False, default="")
    bridge_code = serializers.CharField(max_length=12, required=False, default="")
    link = serializers.URLField(max_length=200, required=False, default="", validators=[HTTPS_ONLY])
    room = serializers.CharField(max_length=120, required=False, default="")
    fallback = serializers.CharField(max_length=200, required=False, default="")


class NewForumSerializer(StrictSerializer):
    """Ett forum som bildas för händelsen, när inget stående forum passar."""

    name = serializers.CharField(max_length=80)
    level = serializers.ChoiceField(
        choices=[(level.value, level.label) for level in NEW_LEVELS], default=Level.EXECUTIVE
    )
    scope = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class OutsiderSerializer(StrictSerializer):
    """En funktion utanför regionen. Minst telefon eller e-post, om registret inte känner den."""

    actor = serializers.CharField(max_length=120)
    function = serializers.CharField(max_length=80, help_text="Funktionen, aldrig en person.")
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False, default=None, allow_null=True)

    def validate_email(self, value: str | None) -> str:
        """Return the address, "" for none."""
        return value or ""


class GrantSerializer(StrictSerializer):
    """Hur forumet sammankallas. Det som utelämnas får forumets vanliga värden."""

    forum = serializers.SlugField(required=False, default="", help_text="Utelämnat: det begärda.")
    new_forum = NewForumSerializer(
        required=False,
        allow_null=True,
        default=None,
        help_text="I stället för forum. Då måste place anges.",
    )
    outsiders = OutsiderSerializer(
        many=True,
        required=False,
        default=list,
        max_length=MOST_OUTSIDERS,  # type: ignore[call-arg] # read by the list that many makes
    )
    functions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        required=False,
        max_length=500,
        help_text="Utelämnat: de stående platserna och mallen för typen av händelse.",
    )
    starts_at = MomentField(
        required=False, allow_null=True, default=None, help_text="Utelämnat: om 30 minuter."
    )
    place = PlaceSerializer(required=False, allow_null=True, default=None)
    event = serializers.CharField(
        max_length=12, required=False, default="", help_text="Numret på en händelse som finns."
    )
    is_separate = serializers.BooleanField(
        default=False,
        help_text="Begäran gäller en annan händelse än den som forumet redan är aktiverat för.",
    )
    need_reason = serializers.CharField(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Varför ordinarie strukturer inte räcker.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in what was left out, as the pages do."""
        found: ActivationRequest = self.context["found"]
        forum = self._forum(found, attrs)
        functions = attrs.get("functions")
        if functions is None:
            concerned = services.concerned_by(found, found.event)
            proposals = propose(forum, found.event_type, concerned=concerned)
            functions = [one.function.pk for one in proposals if one.is_chosen]
        at = self.context["at"]
        starts_at = attrs["starts_at"] or in_minutes(at, rules.DEFAULT_MINUTES_TO_MEETING)
        if starts_at > at + FURTHEST:
            raise serializers.ValidationError({"starts_at": ["Tiden ligger för långt fram."]})
        place = Place(**attrs["place"]) if attrs["place"] else place_of(forum)
        if place.is_empty:
            raise serializers.ValidationError({"place": ["Ange telefonbrygga, länk eller rum."]})
        return {
            "forum_id": forum.pk,
            "new_forum": self._new_forum(found, attrs),
            "function_ids": functions,
            "outsiders": [Outsider(**one) for one in attrs["outsiders"]],
            "starts_at": starts_at,
            "place": place,
            "exercise": found.exercise,
            "need_reason": attrs["need_reason"],
            "event_id": self._event_id(found, attrs["event"]),
            "is_separate": attrs["is_separate"],
        }

    def _forum(self, found: ActivationRequest, attrs: dict[str, Any]) -> Forum:
        """Return the forum to convene; one that is to be formed is not stored."""
        if new := attrs["new_forum"]:
            if attrs["forum"]:
                raise serializers.ValidationError(
                    {"new_forum": ["Ange forum eller new_forum, inte båda."]}
                )
            return Forum(region=found.region, is_standing=False, **new)
        forums = Forum.objects.filter(
            region=found.region, is_active=True, level__lt=Level.OWNER
        ).select_related("region")
        if attrs["forum"]:
            forum = forums.filter(slug=attrs["forum"]).first()
        else:
            forum = found.forum or forums.filter(level=Level.COORDINATING).first()
        if forum is None:
            raise serializers.ValidationError({"forum": ["Forumet finns inte i regionen."]})
        return forum

    def _new_forum(self, found: ActivationRequest, attrs: dict[str, Any]) -> TemporaryForum | None:
        new = attrs["new_forum"]
        return TemporaryForum(region=found.region, **new) if new else None

    def _event_id(self, found: ActivationRequest, number: str) -> int | None:
        if not number:
            return None
        event = Event.objects.filter(region=found.region, number=number).first()
        if event is None:
            raise serializers.ValidationError({"event": ["Händelsen finns inte i regionen."]})
        return event.pk
