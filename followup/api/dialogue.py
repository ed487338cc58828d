"""The dialogue over the API: read by those who see it, written by the county's handlers."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor, User
from common.api import DayField, StrictSerializer
from common.errors import RuleError
from followup import access
from followup.models import Confidentiality, DialogueNote
from followup.reports import dialogue as reports
from followup.services import dialogue as services


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
    """En kontakt som den var. ``municipalities``: fler kommuner vid ett gemensamt möte."""

    held_date = DayField()
    form = serializers.ChoiceField(choices=DialogueNote.Form.choices)
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=8000)
    signal = serializers.ChoiceField(
        choices=DialogueNote.Signal.choices, default=DialogueNote.Signal.NONE
    )
    names_deficiencies = serializers.BooleanField(default=False)
    is_shared = serializers.BooleanField(default=False)
    confidentiality = serializers.ChoiceField(
        choices=Confidentiality.choices, default=Confidentiality.INTERNAL
    )
    municipalities = serializers.ListField(
        child=serializers.CharField(max_length=4), default=list, max_length=50
    )


class DialogueNoteViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[DialogueNote]):
    """Dialogen med en kommun."""

    serializer_class = DialogueNoteSerializer
    queryset = DialogueNote.objects.none()

    def municipality(self) -> Actor:
        """Return the municipality of the address, if the user sees it."""
        visible = access.municipalities_visible_to(cast(User, self.request.user))
        return get_object_or_404(visible.select_related("county"), scb_code=self.kwargs["code"])

    def get_queryset(self) -> QuerySet[DialogueNote]:
        if getattr(self, "swagger_fake_view", False):
            return DialogueNote.objects.none()
        user, municipality = cast(User, self.request.user), self.municipality()
        return reports.notes_of(municipality, user, access.reach_of(user, municipality))

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            user, county = cast(User, self.request.user), self.municipality().county_id
            visible = access.counties_visible_to(user)
            context["for_county"] = visible.filter(pk=county).exists()
        return context

    @extend_schema(request=DialogueNoteInput, responses={201: DialogueNoteSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Anteckna en kontakt med kommunen, eller ett möte med flera kommuner."""
        municipality = self.municipality()
        user = cast(User, request.user)
        access.require_handler(user, municipality)
        given = DialogueNoteInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        codes = set(values.pop("municipalities"))
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
            by=user,
            at=timezone.now(),
        )
        shown = DialogueNoteSerializer(kept, context={"for_county": True})
        return Response(shown.data, status=201)


urlpatterns: list[URLPattern] = [
    path(
        "municipalities/<str:code>/dialogue-notes/",
        DialogueNoteViewSet.as_view({"get": "list", "post": "create"}),
        name="dialogue-note-list",
    ),
]
