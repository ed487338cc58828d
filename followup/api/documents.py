"""Documents over the API: read by those who see them, handed in with several files at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor, User
from common.api import SEEN, DayField, FileNegotiation, StrictSerializer, with_files
from common.form_fields import FIRST_YEAR, LAST_YEAR
from followup import access
from followup.models import (
    Confidentiality,
    DecidingBody,
    DocumentFile,
    DocumentKind,
    DocumentVersion,
    ElectoralTerm,
    Feedback,
    MunicipalDocument,
)
from followup.services import document_reviews
from followup.services import documents as services
from records import files as stored_files
from records import uploads


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
            "submitted_at",
            "ended_at",
            "end_reason",
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


@transaction.atomic
def _hand_in(  # noqa: PLR0913 - what the service wants
    municipality: Actor,
    term: ElectoralTerm,
    kind: str,
    values: dict[str, Any],
    sent: Sequence[UploadedFile],
    by: User,
    at: datetime,
) -> DocumentVersion:
    return services.hand_in(
        municipality_id=municipality.pk,
        term_id=term.pk,
        kind=kind,
        delivery=services.Delivery(**values),
        files=uploads.accept_all(sent, at=at),
        by=by,
        at=at,
    )


class MunicipalDocumentViewSet(viewsets.GenericViewSet[MunicipalDocument]):
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
        found = _documents(self._municipality(code))
        return Response(MunicipalDocumentSerializer(found, many=True).data)

    @extend_schema(
        request={"multipart/form-data": DeliveryInput},
        responses={201: DocumentVersionSerializer},
        operation_id="documents_hand_in",
    )
    def create(self, request: Request, code: str) -> Response:
        """Lämna in ett dokument. En ny version ersätter den förra och kräver ett skäl."""
        municipality = self._municipality(code)
        access.require_reporter(cast(User, request.user), municipality)
        data = DeliveryInput(data=with_files(request))
        data.is_valid(raise_exception=True)
        values = data.validated_data
        term = ElectoralTerm.objects.filter(election_date__year=values.pop("term") - 1).first()
        if term is None:
            raise serializers.ValidationError({"term": ["Mandatperioden finns inte."]})
        sent, kind, at = values.pop("files"), values.pop("kind"), timezone.now()
        version = _hand_in(municipality, term, kind, values, sent, cast(User, request.user), at)
        found = _documents(municipality).get(pk=version.document_id)
        newest = next(one for one in found.versions.all() if one.pk == version.pk)
        return Response(DocumentVersionSerializer(newest).data, status=201)

    @extend_schema(
        request=AcceptDocumentInput,
        responses=MunicipalDocumentSerializer,
        operation_id="documents_accept",
    )
    def accept(self, request: Request, code: str, pk: str) -> Response:
        """Godta ett dokument. Kräver att du följer upp kommunen."""
        found = _documents(self._municipality(code))
        document = get_object_or_404(found, pk=pk)
        data = AcceptDocumentInput(data=request.data)
        data.is_valid(raise_exception=True)
        document_reviews.accept_document(
            document_id=document.pk,
            by=cast(User, request.user),
            at=timezone.now(),
            **data.validated_data,
        )
        return Response(MunicipalDocumentSerializer(found.get(pk=pk)).data)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        operation_id="documents_file",
    )
    def file(self, request: Request, code: str, pk: str) -> HttpResponseBase:
        """Hämta en fil."""
        municipality = self._municipality(code)
        file = get_object_or_404(
            DocumentFile.objects.select_related("stored", "version"),
            pk=pk,
            version__document__municipality=municipality,
        )
        reach = access.reach_of(cast(User, request.user), municipality)
        is_restricted = file.version.confidentiality == Confidentiality.RESTRICTED
        if is_restricted and not (reach.for_county or reach.for_municipality):
            raise PermissionDenied
        return stored_files.response(file.stored)

    def _municipality(self, code: str) -> Actor:
        visible = access.municipalities_visible_to(cast(User, self.request.user))
        found = visible.filter(scb_code=code).select_related("county").first()
        if found is None:
            raise NotFound
        return found


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
