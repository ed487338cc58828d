"""The follow-up over the API: the plan of measures with its proofs, and the protocol of a visit."""

from typing import Any, cast

from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from actors.models import Actor, User
from common.api import SEEN, DayField, FileNegotiation, StrictSerializer, with_files
from common.clock import local
from followup import access
from followup.models import Measure, MeasureProof, Visit, VisitProtocol
from followup.reports import measures as reports
from followup.reports import protocols as protocol_reports
from followup.services import measure_plan, protocol_documents, protocols
from records import files, uploads

CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Kommunkod.")


class MeasureProofSerializer(serializers.ModelSerializer[MeasureProof]):
    """En fil som visar att åtgärden är klar. ``warning``: vad filen berättar utöver sin text."""

    name = serializers.CharField(source="stored.name", read_only=True)
    size_bytes = serializers.IntegerField(source="stored.size_bytes", read_only=True)
    sha256 = serializers.CharField(source="stored.sha256", read_only=True)
    warning = serializers.SerializerMethodField()

    class Meta:
        model = MeasureProof
        fields = ("id", "name", "size_bytes", "sha256", "warning", "added_at", "added_by")
        read_only_fields = fields

    def get_warning(self, proof: MeasureProof) -> str:
        return uploads.warnings_of(proof.stored)


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """En åtgärd i kommunens åtgärdsplan. ``action`` säger vad den väntar på.

    ``seen`` följer med när åtgärden godkänns, som då vägras om den har ändrats under tiden.
    """

    municipality = serializers.CharField(source="municipality.scb_code", read_only=True)
    deficiency = serializers.CharField(source="deficiency.text", read_only=True, default="")
    action = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    proofs = MeasureProofSerializer(many=True, read_only=True)
    seen = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = (
            "id",
            "municipality",
            "area",
            "deficiency",
            "text",
            "status",
            "action",
            "overdue",
            "due_date",
            "follow_up",
            "counter_date",
            "counter_text",
            "county_reply",
            "agreed_at",
            "agreed_by",
            "done_at",
            "done_by",
            "done_text",
            "proofs",
            "judged_at",
            "judged_by",
            "judgement",
            "seen",
        )
        read_only_fields = fields

    def get_action(self, measure: Measure) -> str:
        return str(reports.row_of(measure, local(timezone.now()).date()).action)

    def get_overdue(self, measure: Measure) -> bool:
        return reports.row_of(measure, local(timezone.now()).date()).is_overdue

    def get_seen(self, measure: Measure) -> str:
        return measure_plan.mark_of_measure(measure)


class AcceptInput(StrictSerializer):
    """Numren på de åtgärder som ledningen godkänner."""

    measures = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), min_length=1
    )
    seen = serializers.ListField(
        child=serializers.CharField(max_length=64),
        required=False,
        help_text=f"{SEEN} Ett värde för varje åtgärd.",
    )


class CounterInput(StrictSerializer):
    """Kommunens förslag på annan dag, med skäl."""

    due_date = DayField()
    reason = serializers.CharField(max_length=500)


class ReportDoneInput(StrictSerializer):
    """Kommunens redovisning i ord."""

    text = serializers.CharField(max_length=4000)


class ReportDoneWithFilesInput(StrictSerializer):
    """Kommunens redovisning med filer, som ``multipart/form-data``. Text eller en fil räcker."""

    text = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    files = serializers.ListField(child=serializers.FileField(), required=False, max_length=20)


class ProtocolSerializer(serializers.Serializer[Any]):
    """Ett protokoll eller yttrande efter ett besök, med det förseglade innehållet.

    ``seen`` är innehållets kontrollsumma. Den följer med när protokollet godkänns, som då vägras om
    innehållet har ändrats under tiden.
    """

    id = serializers.IntegerField()
    visit = serializers.IntegerField(source="visit_id")
    kind = serializers.CharField()
    status = serializers.CharField()
    registry_number = serializers.CharField()
    approved_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    content = serializers.SerializerMethodField()
    content_sha256 = serializers.CharField()
    pdf = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField()

    def get_seen(self, protocol: VisitProtocol) -> str:
        return protocol_reports.mark_of(protocol)

    def get_content(self, protocol: VisitProtocol) -> dict[str, Any]:
        return protocol_reports.content_of(protocol)

    def get_pdf(self, protocol: VisitProtocol) -> str:
        """Adressen till PDF:en, tom tills den finns."""
        if protocol_documents.ready_pdf(protocol) is None:
            return ""
        visit = protocol.visit
        address = reverse(
            "municipality-visit-protocol-pdf", args=[visit.municipality.scb_code, visit.pk]
        )
        return str(self.context["request"].build_absolute_uri(address))


class ApproveProtocolInput(StrictSerializer):
    """En annan än den som har skrivit godkänner."""

    seen = serializers.CharField(max_length=64, required=False, allow_blank=True, help_text=SEEN)


class MeasureList(generics.ListAPIView[Measure]):
    """Kommunens åtgärdsplan. Kommunen ser det som är meddelat."""

    serializer_class = MeasureSerializer
    queryset = Measure.objects.none()

    def get_queryset(self) -> Any:
        municipality = municipality_of(self.request, self.kwargs["code"])
        found = reports.visible_to(user_of(self.request), municipality)
        return found.prefetch_related("proofs__stored").order_by("due_date", "pk")

    @extend_schema(operation_id="municipality_measures_list", parameters=[CODE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MeasureDetail(APIView):
    """En åtgärd."""

    @extend_schema(
        operation_id="municipality_measures_retrieve",
        parameters=[CODE],
        responses=MeasureSerializer,
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        """Visa en åtgärd."""
        return _shown(measure_of(request, code, pk))


class AcceptMeasures(APIView):
    """Kommunens ledning godkänner."""

    @extend_schema(
        operation_id="municipality_measures_accept",
        parameters=[CODE],
        request=AcceptInput,
        responses=MeasureSerializer(many=True),
    )
    def post(self, request: Request, code: str) -> Response:
        """Godkänn åtgärder för kommunens ledning."""
        municipality = municipality_of(request, code)
        given = _given(AcceptInput, request)
        agreed = measure_plan.approve_plan(
            municipality_id=municipality.pk,
            measure_ids=given["measures"],
            seen=given.get("seen", ()),
            by=user_of(request),
            at=timezone.now(),
        )
        return Response(MeasureSerializer(agreed, many=True).data)


class CounterMeasure(APIView):
    """Kommunen föreslår en annan dag."""

    @extend_schema(
        operation_id="municipality_measures_counter",
        parameters=[CODE],
        request=CounterInput,
        responses=MeasureSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Föreslå en annan dag för en åtgärd."""
        found = measure_of(request, code, pk)
        changed = measure_plan.counter_date(
            measure_id=found.pk,
            by=user_of(request),
            at=timezone.now(),
            **_given(CounterInput, request),
        )
        return _shown(changed)


class ReportDone(APIView):
    """Kommunen anmäler att åtgärden är klar."""

    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        operation_id="municipality_measures_report_done",
        parameters=[CODE],
        request={
            "application/json": ReportDoneInput,
            "multipart/form-data": ReportDoneWithFilesInput,
        },
        responses=MeasureSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Anmäl en åtgärd som klar, med filer som visar det om den skickas som ett formulär."""
        found = measure_of(request, code, pk)
        if isinstance(request.data, QueryDict):
            values = _valid(ReportDoneWithFilesInput, with_files(request))
        else:
            values = _given(ReportDoneInput, request)
        changed = measure_plan.report_done(
            measure_id=found.pk, by=user_of(request), at=timezone.now(), **values
        )
        return _shown(changed)


class ProofFile(APIView):
    """En fil som visar att en åtgärd är klar."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="municipality_measures_proof",
        parameters=[CODE],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str, pk: int, proof: int) -> HttpResponseBase:
        """Hämta en fil."""
        proofs = measure_of(request, code, pk).proofs.select_related("stored")
        return files.response(get_object_or_404(proofs, pk=proof).stored)


class ProtocolDetail(APIView):
    """Protokollet efter ett besök."""

    @extend_schema(
        operation_id="municipality_visit_protocol_retrieve",
        parameters=[CODE],
        responses=ProtocolSerializer,
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        """Visa protokollet eller yttrandet efter besöket. Kommunen ser det när det är skickat."""
        found = protocol_of(request, code, pk)
        return Response(ProtocolSerializer(found, context={"request": request}).data)


class ApproveProtocol(APIView):
    """Protokollet efter ett besök, godkänt."""

    @extend_schema(
        operation_id="municipality_visit_protocol_approve",
        parameters=[CODE],
        request=ApproveProtocolInput,
        responses=ProtocolSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Godkänn protokollet eller yttrandet, som därmed fryses."""
        found = protocol_of(request, code, pk)
        protocols.approve_protocol(
            protocol_id=found.pk,
            by=user_of(request),
            at=timezone.now(),
            **_given(ApproveProtocolInput, request),
        )
        shown = protocol_of(request, code, pk)
        return Response(ProtocolSerializer(shown, context={"request": request}).data)


class ProtocolPdf(APIView):
    """Protokollet efter ett besök, som PDF."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="municipality_visit_protocol_pdf",
        parameters=[CODE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str, pk: int) -> HttpResponseBase:
        """Hämta protokollet eller yttrandet som PDF. Hemliga bilagor ingår aldrig."""
        stored = protocol_documents.ready_pdf(protocol_of(request, code, pk))
        if stored is None:
            raise Http404
        return files.response(stored)


def user_of(request: Any) -> User:
    """Return who asks."""
    return cast(User, request.user)


def municipality_of(request: Any, code: str) -> Actor:
    """Return the municipality of the address.

    :raises Http404: if there is none whose follow-up the user sees.
    """
    visible = access.municipalities_visible_to(user_of(request)).select_related("county")
    return get_object_or_404(visible, scb_code=code)


def measure_of(request: Any, code: str, pk: int) -> Measure:
    """Return the measure of the address.

    :raises Http404: if there is none that the user sees.
    """
    municipality = municipality_of(request, code)
    return get_object_or_404(reports.visible_to(user_of(request), municipality), pk=pk)


def protocol_of(request: Any, code: str, pk: int) -> VisitProtocol:
    """Return the protocol of the visit of the address.

    :raises Http404: if there is none that the user sees.
    """
    visit = get_object_or_404(Visit, municipality=municipality_of(request, code), pk=pk)
    found = protocol_reports.protocol_of(user_of(request), visit)
    if found is None:
        raise Http404
    return found


def _given(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    return _valid(serializer, request.data)


def _valid(serializer: type[StrictSerializer], data: Any) -> dict[str, Any]:
    given = serializer(data=data)
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


def _shown(measure: Measure) -> Response:
    return Response(MeasureSerializer(measure).data)


OF = "municipalities/<str:code>/"
urlpatterns: list[URLPattern] = [
    path(f"{OF}measures/", MeasureList.as_view(), name="municipality-measures"),
    path(f"{OF}measures/accept/", AcceptMeasures.as_view(), name="municipality-measures-accept"),
    path(f"{OF}measures/<int:pk>/", MeasureDetail.as_view(), name="municipality-measure"),
    path(
        f"{OF}measures/<int:pk>/counter/",
        CounterMeasure.as_view(),
        name="municipality-measure-counter",
    ),
    path(
        f"{OF}measures/<int:pk>/report-done/",
        ReportDone.as_view(),
        name="municipality-measure-report-done",
    ),
    path(
        f"{OF}measures/<int:pk>/proofs/<int:proof>/",
        ProofFile.as_view(),
        name="municipality-measure-proof",
    ),
    path(
        f"{OF}visits/<int:pk>/protocol/",
        ProtocolDetail.as_view(),
        name="municipality-visit-protocol",
    ),
    path(
        f"{OF}visits/<int:pk>/protocol/approve/",
        ApproveProtocol.as_view(),
        name="municipality-visit-protocol-approve",
    ),
    path(
        f"{OF}visits/<int:pk>/protocol/pdf/",
        ProtocolPdf.as_view(),
        name="municipality-visit-protocol-pdf",
    ),
]
