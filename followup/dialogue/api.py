"""The dialogue over the API: read by those who see it, written by the county's handlers."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor
from common.api import DayField, StrictSerializer
from common.errors import RuleError
from common.numbers import LARGEST_KEY
from followup import access
from followup.dialogue import queries, services
from followup.dialogue.models import DialogueNote
from followup.documents.models import Confidentiality
from followup.resources import MunicipalityResource


class DialogueNoteSerializer(serializers.ModelSerializer[DialogueNote]):
    """En anteckning i dialogen. ``corrects``: numret på anteckningen som den rättar."""

    municipalities = serializers.SlugRelatedField[Actor](
        slug_field="scb_code", many=True, read_only=True
    )

    class Meta:
        model = DialogueNote
        fields = (
            "id",
            "municipalities",
            "held_date",
            "form",
            "subject",
            "text",
            "signal",
            "names_deficiencies",
            "deficiencies",
            "is_about_saving",
            "objects_to",
            "is_shared",
            "by_municipality",
            "confidentiality",
            "noted_at",
            "noted_by",
            "corrects",
        )
        read_only_fields = fields

    def to_representation(self, instance: DialogueNote) -> dict[str, Any]:
        """Leave out the county's own signal, where the municipality reads."""
        shown = super().to_representation(instance)
        if not self.context.get("for_county"):
            shown["signal"] = DialogueNote.Signal.NONE.value
        return shown


class DialogueNoteInput(StrictSerializer):
    """En kontakt som den var. ``municipalities``: fler kommuner vid ett gemensamt möte.

    ``deficiencies``: numren på bristerna som togs upp.
    """

    held_date = DayField()
    form = serializers.ChoiceField(choices=DialogueNote.Form.choices)
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=8000)
    signal = serializers.ChoiceField(
        choices=DialogueNote.Signal.choices, default=DialogueNote.Signal.NONE
    )
    deficiencies = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        default=list,
        max_length=50,
    )
    is_about_saving = serializers.BooleanField(default=False)
    is_shared = serializers.BooleanField(default=False)
    confidentiality = serializers.ChoiceField(
        choices=Confidentiality.choices, default=Confidentiality.INTERNAL
    )
    municipalities = serializers.ListField(
        child=serializers.CharField(max_length=4), default=list, max_length=50
    )


class DialogueNoteViewSet(
    MunicipalityResource, mixins.ListModelMixin, viewsets.GenericViewSet[DialogueNote]
):
    """Dialogen med en kommun."""

    serializer_class = DialogueNoteSerializer
    queryset = DialogueNote.objects.none()

    def get_queryset(self) -> QuerySet[DialogueNote]:
        return queries.notes_of(self.municipality, self.user, self.reach)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not self.is_described:
            visible = access.counties_visible_to(self.user)
            context["for_county"] = visible.filter(pk=self.municipality.county_id).exists()
        return context

    @extend_schema(request=DialogueNoteInput, responses={201: DialogueNoteSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Anteckna en kontakt med kommunen, eller ett möte med flera kommuner."""
        municipality = self.municipality
        access.require_handler(self.user, municipality)
        values = self.read(DialogueNoteInput)
        codes = set(values.pop("municipalities"))
        values["deficiency_ids"] = tuple(values.pop("deficiencies"))
        others = Actor.objects.filter(county=municipality.county, scb_code__in=codes)
        ids = {municipality.pk, *others.values_list("pk", flat=True)}
        if len(ids) < len(codes | {municipality.scb_code}):
            raise RuleError("Välj kommuner i länet.", field="municipalities")
        county = municipality.county
        assert county is not None  # noqa: S101 - a handler's municipality has one
        kept = services.note_contact(
            county=county,
            municipality_ids=ids,
            note=services.Note(**values),
            by=self.user,
            at=timezone.now(),
        )
        shown = DialogueNoteSerializer(kept, context={"for_county": True})
        return Response(shown.data, status=201)


class ObjectionInput(StrictSerializer):
    """Det som inte stämmer, med kommunens ord."""

    text = serializers.CharField(max_length=8000)


class ObjectionView(MunicipalityResource, viewsets.GenericViewSet[DialogueNote]):
    """Kommunens invändningar mot Länsstyrelsens anteckningar."""

    serializer_class = DialogueNoteSerializer
    queryset = DialogueNote.objects.none()

    @extend_schema(request=ObjectionInput, responses={201: DialogueNoteSerializer})
    def create(self, request: Request, code: str, pk: int) -> Response:
        """Invänd mot en anteckning som kommunen kan läsa."""
        access.require_reporter(self.user, self.municipality)
        noted = get_object_or_404(self.municipality.dialogue_notes.filter(is_shared=True), pk=pk)
        kept = services.object_to_note(
            note_id=noted.pk, by=self.user, at=timezone.now(), **self.read(ObjectionInput)
        )
        return Response(DialogueNoteSerializer(kept).data, status=201)


urlpatterns: list[URLPattern] = [
    path(
        "municipalities/<str:code>/dialogue-notes/<int:pk>/objection/",
        ObjectionView.as_view({"post": "create"}),
        name="dialogue-note-objection",
    ),
    path(
        "municipalities/<str:code>/dialogue-notes/",
        DialogueNoteViewSet.as_view({"get": "list", "post": "create"}),
        name="dialogue-note-list",
    ),
]
