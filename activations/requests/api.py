"""Requests for activation over the API: the same services as the pages, named acts only."""

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from activations import rules
from activations.models import ActivationRequest, EventType
from activations.requests import requesters, services
from activations.requests.api_filters import RequestFilter
from activations.requests.forms import requestable_forums
from actors.models import Region, User
from actors.rights import rights
from common import phones
from common.api import EmptySerializer, MomentField, Resource, StrictSerializer
from forums.models import Forum

IDEMPOTENCY = OpenApiParameter(
    name="Idempotency-Key",
    type=OpenApiTypes.UUID,
    location=OpenApiParameter.HEADER,
    description="Samma nyckel skickad igen ger samma begäran som första gången.",
)


class RequestSerializer(serializers.ModelSerializer[ActivationRequest]):
    """En begäran om aktivering, som den står nu."""

    region = serializers.SlugRelatedField[Region](slug_field="slug", read_only=True)
    event_type = serializers.SlugRelatedField[EventType](slug_field="code", read_only=True)
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    asker = serializers.CharField(read_only=True, help_text="Aktör, forum eller utomstående.")
    raised_by_function = serializers.StringRelatedField[Any]()
    acknowledged_by = serializers.StringRelatedField[Any]()
    event = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)

    class Meta:
        model = ActivationRequest
        fields = (
            "id",
            "region",
            "number",
            "event_type",
            "what",
            "details",
            "forum",
            "urgency",
            "planned_for",
            "callback_phone",
            "exercise",
            "asker",
            "raised_by_function",
            "event",
            "status",
            "submitted_at",
            "acknowledged_at",
            "acknowledged_by",
            "closed_at",
            "closed_by_label",
            "reason",
        )
        read_only_fields = fields


class PhoneField(serializers.CharField):
    """A telephone number in any common form."""

    def to_internal_value(self, data: Any) -> str:
        typed = super().to_internal_value(data)
        if not typed:
            return ""
        phone = phones.read(typed)
        if phone is None:
            raise serializers.ValidationError(phones.SPOKEN)
        return phone.number


class NewRequestSerializer(StrictSerializer):
    """Vad som begärs. Utelämnas ``for_actor`` gäller det din egen aktör."""

    region = serializers.SlugField()
    event_type = serializers.SlugRelatedField[EventType](
        slug_field="code", queryset=EventType.objects.all()
    )
    what = serializers.CharField(max_length=200)
    details = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    forum = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="Utelämnat: sammankallande avgör."
    )
    urgency = serializers.ChoiceField(
        choices=ActivationRequest.Urgency.choices, default=ActivationRequest.Urgency.NOW
    )
    planned_for = MomentField(required=False, allow_null=True, default=None)
    callback_phone = PhoneField(max_length=40)
    exercise = serializers.BooleanField(default=False)
    for_actor = serializers.SlugField(required=False, allow_blank=True, default="")
    for_forum = serializers.SlugField(required=False, allow_blank=True, default="")
    for_outsider = serializers.CharField(
        max_length=120, required=False, allow_blank=True, default=""
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find what the names mean, among what the user may see."""
        user = cast(User, self.context["request"].user)
        now = timezone.now()
        if sum(bool(attrs[name]) for name in ("for_actor", "for_forum", "for_outsider")) > 1:
            raise serializers.ValidationError({"for_actor": ["Ange högst en som begär."]})
        region = Region.objects.visible_to(user).filter(slug=attrs["region"]).first()
        if region is None:
            raise serializers.ValidationError({"region": ["Regionen finns inte."]})
        attrs["region"] = region
        forums = {forum.slug: forum for forum in requestable_forums(region)}
        attrs["forum"] = _named(attrs, "forum", forums)
        actors = {actor.slug: actor for actor in requesters.own_actors(region, user, now)}
        attrs["for_actor"] = _named(attrs, "for_actor", actors)
        led = {forum.slug: forum for forum in requesters.forums_led(region, user, now)}
        attrs["for_forum"] = _named(attrs, "for_forum", led)
        if attrs["for_outsider"] and not rights.may(user, services.CONVENE, region):
            raise serializers.ValidationError(
                {"for_outsider": ["Bara sammankallande kan anteckna för utomstående."]}
            )
        return attrs


def _named(attrs: dict[str, Any], field: str, known: dict[str, Any]) -> Any:
    name = attrs[field]
    if not name:
        return None
    if name not in known:
        raise serializers.ValidationError({field: ["Finns inte, eller så företräder du den inte."]})
    return known[name]


class ReasonSerializer(StrictSerializer):
    """Ett skäl som den som begärt läser."""

    reason = serializers.CharField(max_length=500, min_length=rules.REASON_MIN_CHARACTERS)


class WithdrawSerializer(StrictSerializer):
    """Skäl för återkallandet, frivilligt."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class JoinSerializer(StrictSerializer):
    """Hur den egna aktören berörs, och vart man ringer."""

    what = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    callback_phone = PhoneField(max_length=40, required=False, default="", allow_blank=True)


class ComplementSerializer(StrictSerializer):
    """Vad som har tillkommit."""

    text = serializers.CharField(max_length=2000)


class RequestViewSet(Resource, viewsets.ReadOnlyModelViewSet[ActivationRequest]):
    """Begäran om aktivering: skicka, följ, kvittera och svara."""

    queryset = ActivationRequest.objects.none()
    serializer_class = RequestSerializer
    filterset_class = RequestFilter

    def get_queryset(self) -> QuerySet[ActivationRequest]:
        """Return the requests of the regions that the user may see."""
        rows = ActivationRequest.objects.visible_to(self.user)
        return rows.select_related(
            "region",
            "event_type",
            "forum",
            "event",
            "for_actor",
            "for_forum",
            "raised_by_function__actor",
            "acknowledged_by__actor",
        )

    @extend_schema(
        summary="Begär aktivering",
        request=NewRequestSerializer,
        responses={201: RequestSerializer},
        parameters=[IDEMPOTENCY],
    )
    def create(self, request: Request) -> Response:
        """Skicka en begäran till sammankallande länsstyrelse."""
        given = self.read(NewRequestSerializer)
        sent = services.submit_request(
            region=given.pop("region"),
            need=services.Need(**given, form_key=_idempotency_key(request)),
            by=self.user,
            at=timezone.now(),
        )
        return self._shown(sent.pk, status=201)

    @extend_schema(summary="Ta emot", request=EmptySerializer, responses={200: RequestSerializer})
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Ta emot begäran som en av sammankallandes funktioner."""
        return self._do(services.acknowledge_request, EmptySerializer)

    @extend_schema(summary="Avböj", request=ReasonSerializer, responses={200: RequestSerializer})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Avböj med skäl; alla som begärt får veta det."""
        return self._do(services.decline_request, ReasonSerializer)

    @extend_schema(
        summary="Möt i ordinarie läge",
        request=ReasonSerializer,
        responses={200: RequestSerializer},
    )
    @action(detail=True, methods=["post"], url_path="meet-in-ordinary-mode")
    def meet_in_ordinary_mode(self, request: Request, pk: str) -> Response:
        """Svara att ordinarie strukturer räcker, med skäl."""
        return self._do(services.meet_in_ordinary_mode, ReasonSerializer)

    @extend_schema(
        summary="Återkalla", request=WithdrawSerializer, responses={200: RequestSerializer}
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Återkalla den egna aktörens begäran."""
        return self._do(services.withdraw_request, WithdrawSerializer)

    @extend_schema(summary="Anslut", request=JoinSerializer, responses={200: RequestSerializer})
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """Lägg till den egna aktören i någon annans begäran."""
        return self._do(services.join_request, JoinSerializer)

    @extend_schema(
        summary="Komplettera", request=ComplementSerializer, responses={200: RequestSerializer}
    )
    @action(detail=True, methods=["post"])
    def complement(self, request: Request, pk: str) -> Response:
        """Lägg till vad som har blivit känt."""
        return self._do(services.complement_request, ComplementSerializer)

    def _do(self, service: Callable[..., Any], shape: type[StrictSerializer]) -> Response:
        found = self.get_object()
        self.act(service, shape, request_id=found.pk)
        return self._shown(found.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        return Response(RequestSerializer(self.get_queryset().get(pk=pk)).data, status=status)


def _idempotency_key(request: Request) -> uuid.UUID:
    typed = request.headers.get("Idempotency-Key")
    if not typed:
        return uuid.uuid4()
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise serializers.ValidationError({"Idempotency-Key": ["Ange ett UUID."]}) from None
