"""Events, activations and summonses over the API: the same services as the pages."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from activations import calls
from activations.answering import SummonsAnswers
from activations.api import running_serializers as shapes
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    Event,
    LogEntry,
    Participant,
    Summons,
)
from activations.reports import places
from activations.reports.status import chairs_of, next_meetings
from activations.services import convening, notes, running, summonses
from actors.models import Actor, User
from notices import links

MAX_FEATURES = 1000


class EventViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Event]
):
    """Händelser i de regioner du får se."""

    queryset = Event.objects.none()
    serializer_class = shapes.EventSerializer
    filterset_fields = ("region__slug", "type__code", "exercise", "number")

    def get_queryset(self) -> QuerySet[Event]:
        """Return the events of the regions that the user may see."""
        rows = Event.objects.visible_to(cast(User, self.request.user))
        return rows.select_related("region", "type").prefetch_related("municipalities")

    @extend_schema(
        summary="Händelser som GeoJSON",
        responses={200: shapes.FeatureCollectionSerializer},
        filters=False,
    )
    def geojson(self, request: Request) -> Response:
        """Berörda kommuners punkter för händelser med aktiverat forum (RFC 7946)."""
        return Response(
            places.features(self.get_queryset()[:MAX_FEATURES]),
            content_type="application/geo+json",
        )


class MunicipalityMapView(APIView):
    """Kommunerna på kartan."""

    queryset = Actor.objects.none()

    @extend_schema(
        operation_id="municipalities_geojson",
        summary="Kommunernas läge som GeoJSON",
        responses={200: shapes.FeatureCollectionSerializer},
    )
    def get(self, request: Request) -> Response:
        """En punkt för varje kommun du ser, med läge och de händelser som berör den (RFC 7946)."""
        user = cast(User, request.user)
        municipalities = Actor.objects.visible_to(user).filter(kind=Actor.Kind.MUNICIPALITY)
        activations = Activation.objects.visible_to(user).open().select_related("event")
        return Response(
            places.municipality_features(
                municipalities.order_by("scb_code"),
                activations.prefetch_related("event__municipalities"),
            ),
            content_type="application/geo+json",
        )


class ActivationViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Activation]
):
    """Forum i arbete: läge, ordförande, kallelser, deltagare och tidslinje."""

    queryset = Activation.objects.none()
    serializer_class = shapes.ActivationSerializer
    filterset_fields = ("status", "forum__slug", "event__number", "event__exercise")

    def get_queryset(self) -> QuerySet[Activation]:
        """Return the activations of the regions that the user may see."""
        rows = Activation.objects.visible_to(cast(User, self.request.user))
        return rows.select_related("forum__region", "event", "request")

    def get_serializer_context(self) -> dict[str, Any]:
        """Give the serializer the chairs and next meetings, read once for the whole page."""
        return {**super().get_serializer_context(), **self._facts(getattr(self, "_rows", []))}

    def paginate_queryset(self, queryset: Any) -> Any:
        self._rows = super().paginate_queryset(queryset)
        return self._rows

    def get_object(self) -> Activation:
        found = super().get_object()
        self._rows = [found]
        return found

    def _facts(self, rows: list[Activation] | None) -> dict[str, Any]:
        ids = [row.pk for row in rows or []]
        return {"chairs": chairs_of(ids), "meetings": next_meetings(ids)}

    @extend_schema(
        summary="Kallelser", responses={200: shapes.SummonsSerializer(many=True)}, filters=False
    )
    @action(detail=True, filterset_fields=())
    def summons(self, request: Request, pk: str) -> Response:
        """Kallelserna till alla möten, med svar."""
        rows = Summons.objects.filter(meeting__in_activation__activation=self.get_object())
        return self._list(rows.select_related("function__actor"), shapes.SummonsSerializer)

    @extend_schema(
        summary="Tidslinje", responses={200: shapes.LogSerializer(many=True)}, filters=False
    )
    @action(detail=True, filterset_fields=())
    def log(self, request: Request, pk: str) -> Response:
        """Tidslinjens poster, senaste först."""
        event = self.get_object().event
        return self._list(LogEntry.objects.filter(event=event), shapes.LogSerializer)

    @extend_schema(
        summary="Ordförandeskap",
        responses={200: shapes.ChairTermSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_fields=())
    def chair(self, request: Request, pk: str) -> Response:
        """Vilka funktioner som har lett forumet, och från vilket möte."""
        rows = ChairTerm.objects.filter(activation=self.get_object())
        return self._list(rows.select_related("function__actor"), shapes.ChairTermSerializer)

    @extend_schema(
        summary="Deltagare",
        responses={200: shapes.ParticipantSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_fields=())
    def participants(self, request: Request, pk: str) -> Response:
        """Aktörer som deltar eller har deltagit, med skäl."""
        rows = Participant.objects.filter(activation=self.get_object())
        rows = rows.select_related("actor", "function__actor")
        return self._list(rows, shapes.ParticipantSerializer)

    @extend_schema(
        summary="Skriv i tidslinjen",
        request=shapes.NoteSerializer,
        responses={201: shapes.LogSerializer},
    )
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, pk: str) -> Response:
        """Skriv en anteckning; den kan bara rättas av en senare post."""
        data = _read(shapes.NoteSerializer, request)
        entry = notes.add_note(
            event_id=self.get_object().event_id,
            note=notes.Note(**data),
            by=cast(User, request.user),
            at=timezone.now(),
        )
        return Response(shapes.LogSerializer(entry).data, status=201)

    @extend_schema(
        summary="Åter till ordinarie läge",
        request=shapes.EndSerializer,
        responses={200: shapes.ActivationSerializer},
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Avsluta: kommande möten ställs in och alla får besked."""
        data = _read(shapes.EndSerializer, request)
        running.end_activation(
            activation_id=self.get_object().pk,
            note=data["note"],
            by=cast(User, request.user),
            at=timezone.now(),
        )
        return Response(self.get_serializer(self.get_object()).data)

    def _list(self, rows: Any, shape: type[serializers.Serializer[Any]]) -> Response:
        page = super().paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True).data)


class GrantView(APIView):
    """Bevilja en begäran: det är att sammankalla forumet."""

    @extend_schema(
        summary="Bevilja och sammankalla",
        request=shapes.GrantSerializer,
        responses={201: shapes.ActivationSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Sammankalla forumet; utelämnade uppgifter får forumets vanliga värden."""
        user = cast(User, request.user)
        rows = ActivationRequest.objects.visible_to(user).select_related(
            "region", "forum__region", "event_type"
        )
        found = get_object_or_404(rows, pk=pk)
        now = timezone.now()
        data = _read(shapes.GrantSerializer, request, found=found, at=now)
        activation = convening.convene(request_id=found.pk, by=user, at=now, **data)
        context = {
            "chairs": chairs_of([activation.pk]),
            "meetings": next_meetings([activation.pk]),
        }
        return Response(shapes.ActivationSerializer(activation, context=context).data, status=201)


class AnswerThrottle(AnonRateThrottle):
    """Slow down whoever guesses tokens."""

    scope = "anon"


class SummonsAnswerView(APIView):
    """Svara på en kallelse med dess egen länk, utan inloggning."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (AnswerThrottle,)

    @extend_schema(
        summary="Svara på kallelse",
        auth=[],
        request=shapes.AnswerSerializer,
        responses={
            200: shapes.AnsweredSerializer,
            409: OpenApiResponse(description="Kan inte besvaras längre."),
        },
    )
    def post(self, request: Request, token: str) -> Response:
        """Svara kommer, ersättare kommer eller kommer inte; senare svar ersätter."""
        now = timezone.now()
        link = links.find(token)
        if link is None or link.kind != calls.LINK_KIND or link.expires_at <= now:
            raise Http404
        data = _read(shapes.AnswerSerializer, request)
        summonses.answer_by_token(
            summons_id=link.subject_id,
            answer=data["answer"],
            via=Summons.Via.API,
            by_label=link.recipient_label,
            deputy_note=data["deputy_note"],
            at=now,
        )
        page = SummonsAnswers().describe(link.subject_id, now)
        return Response({"answer": data["answer"], "current": page.current})


def _read(
    shape: type[serializers.Serializer[Any]], request: Request, **context: Any
) -> dict[str, Any]:
    read = shape(data=request.data, context={"request": request, **context})
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)
