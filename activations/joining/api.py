"""Bringing together what is about one event, over the API: the same services as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from activations.joining import events, services
from activations.models import Activation, ActivationRequest, Event
from activations.requests.api import RequestSerializer
from activations.running.serializers import EventSerializer
from common.api import Resource, StrictSerializer
from common.numbers import LARGEST_KEY


class JoinActivationSerializer(StrictSerializer):
    """Aktiveringen som redan pågår för händelsen."""

    activation = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)


class MergeSerializer(StrictSerializer):
    """Den öppna begäran som bär vidare."""

    into = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)


class _About(Resource):
    """A request that its convener answers."""

    def rows(self) -> QuerySet[ActivationRequest]:
        return ActivationRequest.objects.visible_to(self.user)

    def shown(self, pk: int) -> Response:
        return Response(RequestSerializer(self.rows().get(pk=pk)).data)


class JoinActivationView(_About):
    """Bevilja en begäran genom ett forum som redan arbetar."""

    @extend_schema(
        summary="Anslut till pågående aktivering",
        request=JoinActivationSerializer,
        responses={200: RequestSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Inga nya kallelser går ut, utom till den som har begärt och inte är med."""
        found = get_object_or_404(self.rows(), pk=pk)
        given: dict[str, Any] = self.read(JoinActivationSerializer)
        chosen = get_object_or_404(Activation.objects.visible_to(self.user), pk=given["activation"])
        services.join_activation(
            request_id=found.pk, activation_id=chosen.pk, by=self.user, at=timezone.now()
        )
        return self.shown(found.pk)


class MergeView(_About):
    """För samman två öppna begäranden om samma händelse."""

    @extend_schema(
        summary="För samman", request=MergeSerializer, responses={200: RequestSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Begäran fortsätter i den andra; den andra är svaret."""
        found = get_object_or_404(self.rows(), pk=pk)
        into = get_object_or_404(self.rows(), pk=self.read(MergeSerializer)["into"])
        services.merge_requests(
            request_id=found.pk, into_id=into.pk, by=self.user, at=timezone.now()
        )
        return self.shown(into.pk)


class MergeEventSerializer(StrictSerializer):
    """Händelsen som fortsätter, och varför det är samma."""

    into = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    reason = serializers.CharField(max_length=500)


class MergeEventView(Resource):
    """För samman två händelser som är samma."""

    @extend_schema(
        summary="För samman händelser",
        request=MergeEventSerializer,
        responses={200: EventSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Händelsen stängs; den andra är svaret. Det går inte att ångra."""
        rows = Event.objects.visible_to(self.user)
        found = get_object_or_404(rows, pk=pk)
        given = self.read(MergeEventSerializer)
        into = get_object_or_404(rows, pk=given["into"])
        stands = events.merge_events(
            event_id=found.pk,
            into_id=into.pk,
            reason=given["reason"],
            by=self.user,
            at=timezone.now(),
        )
        return Response(EventSerializer(stands).data)
