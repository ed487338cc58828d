"""The follow-up over the API: the plan of measures with its proofs, and the protocol of a visit."""

from typing import Any

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

from common.api import SEEN, DayField, FileNegotiation, StrictSerializer, with_files
from common.clock import local
from followup.resources import MunicipalityResource
from followup.visits.measures import plan, queries
from followup.visits.measures.models import Measure, MeasureProof
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import documents as protocol_documents
from followup.visits.report import queries as protocol_reports
from followup.visits.report import services as protocols
from records.files import files, uploads

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
        return str(queries.row_of(measure, local(timezone.now()).date()).action)

    def get_overdue(self, measure: Measure) -> bool:
        return queries.row_of(measure, local(timezone.now()).date()).is_overdue

    def get_seen(self, measure: Measure) -> str:
        return plan.mark_of_measure(measure)


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
        if protocol_documents.PDF.ready(protocol) is None:
            return ""
        visit = protocol.visit
        address = reverse(
            "municipality-visit-protocol-pdf", args=[visit.municipality.scb_code, visit.pk]
        )
        return str(self.context["request"].build_absolute_uri(address))


class ApproveProtocolInput(StrictSerializer):
    """En annan än den som har skrivit godkänner."""

    seen = serializers.CharField(max_length=64, required=False, allow_blank=True, help_text=SEEN)


class OfMeasure(MunicipalityResource):
    """The measure of the address, if the user sees it."""

    def measure(self) -> Measure:
        seen = queries.visible_to(self.user, self.municipality)
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def shown(self, measure: Measure) -> Response:
        return Response(MeasureSerializer(measure).data)


class OfProtocol(MunicipalityResource):
    """The protocol of the visit of the address, if the user sees it."""

    def protocol(self) -> VisitProtocol:
        visit = get_object_or_404(Visit, municipality=self.municipality, pk=self.kwargs["pk"])
        found = protocol_reports.protocol_of(self.user, visit)
        if found is None:
            raise Http404
        return found

    def shown(self) -> Response:
        return Response(ProtocolSerializer(self.protocol(), context={"request": self.request}).data)


class MeasureList(MunicipalityResource, generics.ListAPIView[Measure]):
    """Kommunens åtgärdsplan. Kommunen ser det som är meddelat."""

    serializer_class = MeasureSerializer
    queryset = Measure.objects.none()

    def get_queryset(self) -> Any:
        found = queries.visible_to(self.user, self.municipality)
        return found.prefetch_related("proofs__stored").order_by("due_date", "pk")

    @extend_schema(operation_id="municipality_measures_list", parameters=[CODE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MeasureDetail(OfMeasure):
    """En åtgärd."""

    @extend_schema(
        operation_id="municipality_measures_retrieve",
        parameters=[CODE],
        responses=MeasureSerializer,
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        """Visa en åtgärd."""
        return self.shown(self.measure())


class AcceptMeasures(MunicipalityResource):
    """Kommunens ledning godkänner."""

    @extend_schema(
        operation_id="municipality_measures_accept",
        parameters=[CODE],
        request=AcceptInput,
        responses=MeasureSerializer(many=True),
    )
    def post(self, request: Request, code: str) -> Response:
        """Godkänn åtgärder för kommunens ledning."""
        municipality, given = self.municipality, self.read(AcceptInput)
        agreed = plan.approve_plan(
            municipality_id=municipality.pk,
            measure_ids=given["measures"],
            seen=given.get("seen", ()),
            by=self.user,
            at=timezone.now(),
        )
        return Response(MeasureSerializer(agreed, many=True).data)


class CounterMeasure(OfMeasure):
    """Kommunen föreslår en annan dag."""

    @extend_schema(
        operation_id="municipality_measures_counter",
        parameters=[CODE],
        request=CounterInput,
        responses=MeasureSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Föreslå en annan dag för en åtgärd."""
        return self.shown(self.act(plan.counter_date, CounterInput, measure_id=self.measure().pk))


class ReportDone(OfMeasure):
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
        found = self.measure()
        if isinstance(request.data, QueryDict):
            values = self.read(ReportDoneWithFilesInput, with_files(request))
        else:
            values = self.read(ReportDoneInput)
        return self.shown(
            plan.report_done(measure_id=found.pk, by=self.user, at=timezone.now(), **values)
        )


class ProofFile(OfMeasure):
    """En fil som visar att en åtgärd är klar."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="municipality_measures_proof",
        parameters=[CODE],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str, pk: int, proof: int) -> HttpResponseBase:
        """Hämta en fil."""
        proofs = self.measure().proofs.select_related("stored")
        return files.response(get_object_or_404(proofs, pk=proof).stored)


class ProtocolDetail(OfProtocol):
    """Protokollet efter ett besök."""

    @extend_schema(
        operation_id="municipality_visit_protocol_retrieve",
        parameters=[CODE],
        responses=ProtocolSerializer,
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        """Visa protokollet eller yttrandet efter besöket. Kommunen ser det när det är skickat."""
        return self.shown()


class ApproveProtocol(OfProtocol):
    """Protokollet efter ett besök, godkänt."""

    @extend_schema(
        operation_id="municipality_visit_protocol_approve",
        parameters=[CODE],
        request=ApproveProtocolInput,
        responses=ProtocolSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Godkänn protokollet eller yttrandet, som därmed fryses."""
        found = self.protocol()
        self.act(protocols.approve_protocol, ApproveProtocolInput, protocol_id=found.pk)
        return self.shown()


class ProtocolPdf(OfProtocol):
    """Protokollet efter ett besök, som PDF."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="municipality_visit_protocol_pdf",
        parameters=[CODE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str, pk: int) -> HttpResponseBase:
        """Hämta protokollet eller yttrandet som PDF. Hemliga bilagor ingår aldrig."""
        stored = protocol_documents.PDF.ready(self.protocol())
        if stored is None:
            raise Http404
        return files.response(stored)


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
