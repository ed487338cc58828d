"""Documents over the API: read by those who see them, handed in with several files at once."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor
from common.api import SEEN, DayField, FileNegotiation, StrictSerializer, with_files
from common.form_fields import FIRST_YEAR, LAST_YEAR
from followup import access
from followup.documents import services
from followup.documents.models import (
    Confidentiality,
    DocumentFile,
    DocumentVersion,
    Feedback,
    MunicipalDocument,
)
from followup.documents.reviews import services as document_reviews
from followup.resources import MunicipalityResource
from followup.terms.models import DecidingBody, DocumentKind, ElectoralTerm
from records.files import files as stored_files
from records.files import uploads


class DocumentFileSerializer(serializers.ModelSerializer[DocumentFile]):
    """En fil. ``warning``: vad filen berättar utöver sin text."""

    name = serializers.CharField(source="stored.name", read_only=True)
    size_bytes = serializers.IntegerField(source="stored.size_bytes", read_only=True)
    sha256 = serializers.CharField(source="stored.sha256", read_only=True)
    warning = serializers.SerializerMethodField()

    class Meta:
        model = DocumentFile
        fields = ("id", "name", "size_bytes", "sha256", "warning")
        read_only_fields = fields

    def get_warning(self, file: DocumentFile) -> str:
        return uploads.warnings_of(file.stored)


class DocumentFeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """Länsstyrelsens skickade återkoppling."""

    class Meta:
        model = Feedback
        fields = ("text", "asks_completion", "complete_by", "sent_at", "read_at")
        read_only_fields = fields


class DocumentVersionSerializer(serializers.ModelSerializer[DocumentVersion]):
    """En inlämnad version med filer och återkoppling."""

    files = DocumentFileSerializer(many=True, read_only=True)
    feedback = DocumentFeedbackSerializer(source="sent_feedback", many=True, read_only=True)

    class Meta:
        model = DocumentVersion
        fields = (
            "number",
            "state",
            "deciding_body",
            "decided_date",
            "registry_number",
            "received_date",
            "confidentiality",
            "knows_too_low",
            "knows_before_election",
            "submitted_at",
            "ended_at",
            "end_reason",
            "accepted_at",
            "files",
            "feedback",
        )
        read_only_fields = fields


class MunicipalDocumentSerializer(serializers.ModelSerializer[MunicipalDocument]):
    """Ett av mandatperiodens dokument.

    ``seen`` är numret på versionen som gäller. Det följer med när dokumentet godtas, som då vägras
    om en ny version har lämnats in under tiden.
    """

    municipality = serializers.CharField(source="municipality.scb_code", read_only=True)
    term = serializers.StringRelatedField[Any]()
    versions = DocumentVersionSerializer(many=True, read_only=True)
    seen = serializers.SerializerMethodField()

    class Meta:
        model = MunicipalDocument
        fields = (
            "id",
            "municipality",
            "term",
            "kind",
            "status",
            "planned_date",
            "accepted_at",
            "versions",
            "seen",
        )
        read_only_fields = fields

    def get_seen(self, document: MunicipalDocument) -> int | None:
        versions = document.versions.all()
        current = (one.number for one in versions if one.state == DocumentVersion.State.CURRENT)
        return next(current, None)


class AcceptDocumentInput(StrictSerializer):
    """Länsstyrelsen godtar den version som gäller."""

    seen = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, allow_null=True, help_text=SEEN
    )


class DeliveryInput(StrictSerializer):
    """Ett dokument med en eller flera filer, som ``multipart/form-data``."""

    term = serializers.IntegerField(
        help_text="Mandatperiodens första år, till exempel 2023.",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    deciding_body = serializers.ChoiceField(choices=DecidingBody.choices)
    decided_date = DayField()
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices)
    registry_number = serializers.CharField(max_length=60, required=False, default="")
    note = serializers.CharField(max_length=2000, required=False, default="")
    knows_too_low = serializers.BooleanField(required=False, default=False)
    knows_before_election = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=300, required=False, default="")
    files = serializers.ListField(child=serializers.FileField(), min_length=1, max_length=20)


def _documents(municipality: Actor) -> QuerySet[MunicipalDocument]:
    sent = Feedback.objects.filter(sent_at__isnull=False)
    versions = DocumentVersion.objects.prefetch_related(
        "files__stored", Prefetch("feedback", queryset=sent, to_attr="sent_feedback")
    )
    found = MunicipalDocument.objects.filter(municipality=municipality)
    found = found.select_related("municipality", "term")
    return found.prefetch_related(Prefetch("versions", queryset=versions))


class MunicipalDocumentViewSet(MunicipalityResource, viewsets.GenericViewSet[MunicipalDocument]):
    """En kommuns dokument: lista, lämna in och hämta filer."""

    serializer_class = MunicipalDocumentSerializer
    pagination_class = None
    filter_backends = ()
    lookup_value_regex = "[0-9]+"
    queryset = MunicipalDocument.objects.none()
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=MunicipalDocumentSerializer(many=True), operation_id="documents_list")
    def list(self, request: Request, code: str) -> Response:
        """Lista kommunens dokument med alla versioner."""
        found = _documents(self.municipality)
        return Response(MunicipalDocumentSerializer(found, many=True).data)

    @extend_schema(
        request={"multipart/form-data": DeliveryInput},
        responses={201: DocumentVersionSerializer},
        operation_id="documents_hand_in",
    )
    def create(self, request: Request, code: str) -> Response:
        """Lämna in ett dokument. En ny version ersätter den förra och kräver ett skäl."""
        access.require_reporter(self.user, self.municipality)
        values, at = self.read(DeliveryInput, with_files(request)), timezone.now()
        term = ElectoralTerm.objects.filter(election_date__year=values.pop("term") - 1).first()
        if term is None:
            raise serializers.ValidationError({"term": ["Mandatperioden finns inte."]})
        sent, kind = values.pop("files"), values.pop("kind")
        with transaction.atomic():
            version = services.hand_in(
                municipality_id=self.municipality.pk,
                term_id=term.pk,
                kind=kind,
                delivery=services.Delivery(**values),
                files=uploads.accept_all(sent, at=at),
                by=self.user,
                at=at,
            )
        found = _documents(self.municipality).get(pk=version.document_id)
        newest = next(one for one in found.versions.all() if one.pk == version.pk)
        return Response(DocumentVersionSerializer(newest).data, status=201)

    @extend_schema(
        request=AcceptDocumentInput,
        responses=MunicipalDocumentSerializer,
        operation_id="documents_accept",
    )
    def accept(self, request: Request, code: str, pk: str) -> Response:
        """Godta ett dokument. Kräver att du följer upp kommunen."""
        found = _documents(self.municipality)
        document = get_object_or_404(found, pk=pk)
        self.act(document_reviews.accept_document, AcceptDocumentInput, document_id=document.pk)
        return Response(MunicipalDocumentSerializer(found.get(pk=pk)).data)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        operation_id="documents_file",
    )
    def file(self, request: Request, code: str, pk: str) -> HttpResponseBase:
        """Hämta en fil."""
        file = get_object_or_404(
            DocumentFile.objects.select_related("stored", "version"),
            pk=pk,
            version__document__municipality=self.municipality,
        )
        is_restricted = file.version.confidentiality == Confidentiality.RESTRICTED
        if is_restricted and not (self.reach.for_county or self.reach.for_municipality):
            raise PermissionDenied
        return stored_files.response(file.stored)


_OF = "municipalities/<str:code>/documents/"
urlpatterns: list[URLPattern] = [
    path(
        _OF,
        MunicipalDocumentViewSet.as_view({"get": "list", "post": "create"}),
        name="municipal-document-list",
    ),
    path(
        f"{_OF}<int:pk>/accept/",
        MunicipalDocumentViewSet.as_view({"post": "accept"}, parser_classes=(JSONParser,)),
        name="municipal-document-accept",
    ),
    path(
        f"{_OF}files/<int:pk>/",
        MunicipalDocumentViewSet.as_view(
            {"get": "file"}, content_negotiation_class=FileNegotiation
        ),
        name="municipal-document-file",
    ),
]
