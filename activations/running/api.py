"""Events, activations and summonses over the API: the same services as the pages."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from activations.convening import services as convening
from activations.convening.serializers import GrantSerializer
from activations.events import corrections, places
from activations.events import services as notes
from activations.events.queries import open_events
from activations.events.status import chairs_of, next_meetings
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    Event,
    LogEntry,
    Participant,
    Summons,
)
from activations.running import composition, evaluating, services
from activations.running import serializers as shapes
from activations.running.api_filters import ActivationFilter, EventFilter
from activations.summons import messages as summons_messages
from activations.summons import services as summonses
from activations.summons.answers import DeputyAnswers, SummonsAnswers
from actors.models import Actor
from common.api import Resource
from notices.answers import limits, links


class EventViewSet(Resource, viewsets.ReadOnlyModelViewSet[Event]):
    """Händelser i de regioner du får se."""

    queryset = Event.objects.none()
    serializer_class = shapes.EventSerializer
    filterset_class = EventFilter

    def get_queryset(self) -> QuerySet[Event]:
        """Return the events of the regions that the user may see."""
        rows = Event.objects.visible_to(self.user)
        related = ("region", "type", "merged_into")
        return rows.select_related(*related).prefetch_related("municipalities")

    @extend_schema(
        summary="Rätta uppgifter",
        request=shapes.CorrectionSerializer,
        responses={200: shapes.EventSerializer},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Rätta rubrik, typ, plats eller kommuner; det som stod förut finns kvar."""
        event = self.get_object()
        given = self.read(shapes.CorrectionSerializer, event=event)
        corrections.correct_event(
            event_id=event.pk,
            reason=given.pop("reason"),
            facts=corrections.EventFacts(**given),
            by=self.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Rättade uppgifter",
        responses={200: shapes.EventChangeSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """Vad som har rättats, senaste först."""
        rows: Any = self.get_object().changes.all()
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(shapes.EventChangeSerializer(page, many=True).data)

    @extend_schema(
        summary="Händelser som GeoJSON",
        responses={200: shapes.FeaturePageSerializer},
    )
    def geojson(self, request: Request) -> Response:
        """Berörda kommuners punkter för händelser, en sida åt gången (RFC 7946).

        Bara händelser som pågår eller väntas, om inte ``open`` säger annat. Nästa sida står som
        ``next``, som i övriga listor.
        """
        rows = self.filter_queryset(self.get_queryset().filter(merged_into=None))
        if "open" not in request.query_params:
            rows = rows.filter(pk__in=open_events())
        page = cast("list[Event]", self.paginate_queryset(rows))
        turned = self.get_paginated_response(page).data
        turned |= places.features(turned.pop("results"))
        return Response(turned, content_type="application/geo+json")


class MunicipalityMapView(Resource):
    """Kommunerna på kartan."""

    queryset = Actor.objects.none()

    @extend_schema(
        operation_id="municipalities_geojson",
        summary="Kommunernas läge som GeoJSON",
        responses={200: shapes.FeatureCollectionSerializer},
    )
    def get(self, request: Request) -> Response:
        """En punkt för varje kommun du ser, med läge och de händelser som berör den (RFC 7946)."""
        municipalities = Actor.objects.visible_to(self.user).filter(kind=Actor.Kind.MUNICIPALITY)
        activations = Activation.objects.visible_to(self.user).open().select_related("event")
        return Response(
            places.municipality_features(
                municipalities.order_by("scb_code"),
                activations.prefetch_related("event__municipalities"),
            ),
            content_type="application/geo+json",
        )


class ActivationViewSet(Resource, viewsets.ReadOnlyModelViewSet[Activation]):
    """Forum i arbete: läge, ordförande, kallelser, deltagare och tidslinje."""

    queryset = Activation.objects.none()
    serializer_class = shapes.ActivationSerializer
    filterset_class = ActivationFilter

    def get_queryset(self) -> QuerySet[Activation]:
        """Return the activations of the regions that the user may see."""
        rows = Activation.objects.visible_to(self.user)
        return rows.select_related("forum__region", "event", "request", "evaluation")

    def get_serializer_context(self) -> dict[str, Any]:
        """Give the serializer the chairs and next meetings, read once for the whole page."""
        return {**super().get_serializer_context(), **_facts(getattr(self, "_rows", []))}

    def paginate_queryset(self, queryset: Any) -> Any:
        self._rows = super().paginate_queryset(queryset)
        return self._rows

    def get_object(self) -> Activation:
        found = super().get_object()
        self._rows = [found]
        return found

    @extend_schema(
        summary="Kallelser", responses={200: shapes.SummonsSerializer(many=True)}, filters=False
    )
    @action(detail=True, filterset_class=None)
    def summons(self, request: Request, pk: str) -> Response:
        """Kallelserna till alla möten, med svar."""
        rows = Summons.objects.filter(meeting__in_activation__activation=self.get_object())
        return self._list(rows.select_related("function__actor"), shapes.SummonsSerializer)

    @extend_schema(
        summary="Tidslinje", responses={200: shapes.LogSerializer(many=True)}, filters=False
    )
    @action(detail=True, filterset_class=None)
    def log(self, request: Request, pk: str) -> Response:
        """Tidslinjens poster, senaste först."""
        event = self.get_object().event
        return self._list(LogEntry.objects.filter(event=event), shapes.LogSerializer)

    @extend_schema(
        summary="Ordförandeskap",
        responses={200: shapes.ChairTermSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_class=None)
    def chair(self, request: Request, pk: str) -> Response:
        """Vilka funktioner som har lett forumet, och från vilket möte."""
        rows = ChairTerm.objects.filter(activation=self.get_object())
        return self._list(rows.select_related("function__actor"), shapes.ChairTermSerializer)

    @extend_schema(
        summary="Deltagare",
        responses={200: shapes.ParticipantSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, filterset_class=None)
    def participants(self, request: Request, pk: str) -> Response:
        """Aktörer som deltar eller har deltagit, med skäl."""
        return self._participants(self.get_object())

    @extend_schema(
        summary="Direkt eller indirekt berörd",
        request=shapes.AffectedSerializer,
        responses={200: shapes.ParticipantSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def affected(self, request: Request, pk: str) -> Response:
        """Ange om händelsen berör en deltagande aktör direkt eller indirekt."""
        found = self.get_object()
        given = self.read(shapes.AffectedSerializer)
        composition.say_affected(
            activation_id=found.pk,
            affected={given["participant"]: given["affected"]},
            by=self.user,
            at=timezone.now(),
        )
        return self._participants(found)

    @extend_schema(
        summary="Skriv i tidslinjen",
        request=shapes.NoteSerializer,
        responses={201: shapes.LogSerializer},
    )
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, pk: str) -> Response:
        """Skriv en anteckning; den kan bara rättas av en senare post."""
        event_id = self.get_object().event_id
        note = notes.Note(**self.read(shapes.NoteSerializer))
        entry = notes.add_note(event_id=event_id, note=note, by=self.user, at=timezone.now())
        return Response(shapes.LogSerializer(entry).data, status=201)

    @extend_schema(
        summary="Åter till ordinarie läge",
        request=shapes.EndSerializer,
        responses={200: shapes.ActivationSerializer},
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Avsluta: kommande möten ställs in och alla får besked."""
        found = self.get_object()
        self.act(services.end_activation, shapes.EndSerializer, activation_id=found.pk)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Utvärdera",
        request=shapes.EvaluateSerializer,
        responses={200: shapes.ActivationSerializer},
    )
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, pk: str) -> Response:
        """Anteckna utvärderingen, en gång, när forumet är åter i ordinarie läge."""
        found = self.get_object()
        evaluating.evaluate(
            activation_id=found.pk,
            findings=evaluating.Findings(**self.read(shapes.EvaluateSerializer)),
            by=self.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(self.get_object()).data)

    def _participants(self, found: Activation) -> Response:
        rows = Participant.objects.filter(activation=found)
        return self._list(
            rows.select_related("actor", "function__actor"), shapes.ParticipantSerializer
        )

    def _list(self, rows: Any, shape: type[serializers.Serializer[Any]]) -> Response:
        page = super().paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True).data)


def _facts(rows: list[Activation] | None) -> dict[str, Any]:
    ids = [row.pk for row in rows or []]
    return {"chairs": chairs_of(ids), "meetings": next_meetings(ids)}


class GrantView(Resource):
    """Bevilja en begäran: det är att sammankalla forumet."""

    @extend_schema(
        summary="Bevilja och sammankalla",
        request=GrantSerializer,
        responses={201: shapes.ActivationSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Sammankalla forumet; utelämnade uppgifter får forumets vanliga värden."""
        rows = ActivationRequest.objects.visible_to(self.user).select_related(
            "region", "forum__region", "event_type"
        )
        found = get_object_or_404(rows, pk=pk)
        now = timezone.now()
        data = self.read(GrantSerializer, found=found, at=now)
        activation = convening.convene(request_id=found.pk, by=self.user, at=now, **data)
        context = _facts([activation])
        return Response(shapes.ActivationSerializer(activation, context=context).data, status=201)


_BY_LINK: dict[str, SummonsAnswers] = {
    handler.kind: handler for handler in (SummonsAnswers(), DeputyAnswers())
}


class SummonsAnswerView(Resource):
    """Svara på en kallelse med dess egen länk, utan inloggning."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()  # only those who miss are slowed down, see post

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
        if link is None and limits.too_many_misses(request):
            raise Throttled
        handler = _BY_LINK.get(link.kind) if link else None
        if link is None or handler is None or link.expires_at <= now:
            raise Http404
        if limits.too_many_answers(link.pk):
            raise Throttled
        data = self.read(shapes.AnswerSerializer)
        via, label = Summons.Via.API, link.recipient_label
        as_of = data.pop("asked_at") or now
        if link.kind == summons_messages.DEPUTY_LINK_KIND:
            comes = data["answer"] != Summons.Answer.NOT_COMING
            summonses.answer_as_deputy(
                summons_id=link.subject_id,
                comes=comes,
                via=via,
                by_label=label,
                as_of=as_of,
                at=now,
            )
        else:
            summonses.answer_by_token(
                summons_id=link.subject_id, via=via, by_label=label, as_of=as_of, at=now, **data
            )
        page = handler.describe(link.subject_id, now)
        return Response({"answer": data["answer"], "current": page.current})
