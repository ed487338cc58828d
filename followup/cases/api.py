"""Cases on compensation over the API: read by those who see them, and the acts of MSB/MCF."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from common.api import DayField, StrictSerializer
from common.clock import local
from followup import access
from followup.cases import agreeing, queries, review, services
from followup.cases.models import MaterialRequest, Referral
from followup.resources import FollowUpResource


class MaterialSerializer(serializers.ModelSerializer[MaterialRequest]):
    """Underlag som MCF har begärt."""

    class Meta:
        model = MaterialRequest
        fields = ("id", "text", "due_date", "asked_at", "answer", "answered_at")
        read_only_fields = fields


class GateStepSerializer(serializers.Serializer[Any]):
    """Ett steg som ska finnas antecknat före yttrandet, med källa."""

    name = serializers.CharField()
    asked = serializers.BooleanField(source="is_asked")
    met = serializers.BooleanField(source="is_met")
    found = serializers.CharField()
    ground = serializers.CharField()
    reason = serializers.CharField()
    may_be_reasoned = serializers.BooleanField()
    source = serializers.CharField(source="why.cited")  # type: ignore[assignment]


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    """Ett ärende om statlig ersättning. ``opinion`` är tomt tills yttrandet är skickat."""

    municipality = serializers.CharField(source="municipality.scb_code", read_only=True)
    county = serializers.CharField(source="municipality.county_id", read_only=True)
    grounds = serializers.ListField(child=serializers.CharField(), read_only=True)
    opinion = serializers.SerializerMethodField()
    material = MaterialSerializer(source="requests", many=True, read_only=True)

    class Meta:
        model = Referral
        fields = (
            "id",
            "municipality",
            "county",
            "status",
            "grounds",
            "registry_number",
            "national_number",
            "opened_at",
            "told_at",
            "agreed_date",
            "day_answer",
            "day_answered_at",
            "counter_date",
            "signed_at",
            "received_date",
            "cutoff_reading",
            "opinion",
            "material",
            "outcome",
            "amount",
            "year",
            "decided_date",
            "final_date",
            "invoiced_date",
            "content_sha256",
        )
        read_only_fields = fields

    def get_opinion(self, referral: Referral) -> str:
        return referral.text if referral.signed_at else ""


class MaterialInput(StrictSerializer):
    """Vad som begärs, och senast när."""

    text = serializers.CharField(max_length=4000)
    due_date = DayField()


class DecisionInput(StrictSerializer):
    """MCF:s beslut. ``deviates``: rätt antecknat fast det inte följer av 30 april."""

    outcome = serializers.ChoiceField(choices=Referral.Outcome.choices)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    text = serializers.CharField(max_length=8000)
    decided_date = DayField()
    deviates = serializers.BooleanField(default=False)
    proportion = serializers.CharField(max_length=4000, default="", allow_blank=True)
    mended_reason = serializers.CharField(max_length=2000, default="", allow_blank=True)
    no_material_reason = serializers.CharField(max_length=2000, default="", allow_blank=True)


class DayInput(StrictSerializer):
    """Kommunens svar om dagen. ``counter_date``: dagen som kommunen föreslår i stället."""

    accepts = serializers.BooleanField()
    objection = serializers.CharField(max_length=2000, default="", allow_blank=True)
    counter_date = DayField(required=False, allow_null=True, default=None)


class MessageInput(StrictSerializer):
    """Ett meddelande till ärendets parter."""

    text = serializers.CharField(max_length=4000)


class ReferralViewSet(FollowUpResource, viewsets.ReadOnlyModelViewSet[Referral]):
    """Ärenden som den som frågar får se."""

    serializer_class = ReferralSerializer
    queryset = Referral.objects.none()
    filterset_fields = ("status", "year")

    def get_queryset(self) -> QuerySet[Referral]:
        return queries.visible_to(self.user).prefetch_related("requests")

    @extend_schema(responses=GateStepSerializer(many=True), filters=False)
    @action(detail=True, url_path="gate", pagination_class=None, filterset_fields=())
    def gate(self, request: Request, pk: str) -> Response:
        """Det som ska finnas antecknat innan yttrandet kan skickas."""
        referral = self.get_object()
        if not access.reach_of(self.user, referral.municipality).for_county:
            self.permission_denied(request)
        gate = queries.gate_of(referral, local(timezone.now()).date())
        return Response(GateStepSerializer(gate.steps, many=True).data)

    @extend_schema(request=DayInput, responses=ReferralSerializer)
    @action(detail=True, methods=["post"])
    def day(self, request: Request, pk: str) -> Response:
        """Godta dagen då bristerna ska vara rättade, eller invänd (kommunen)."""
        referral = self.get_object()
        answered = self.act(agreeing.answer_day, DayInput, referral_id=referral.pk)
        return Response(ReferralSerializer(answered).data)

    @extend_schema(request=MaterialInput, responses={201: MaterialSerializer})
    @action(detail=True, methods=["post"], url_path="material-requests")
    def material_requests(self, request: Request, pk: str) -> Response:
        """Begär underlag från kommunen (MCF)."""
        referral = self.get_object()
        asked = self.act(review.request_material, MaterialInput, referral_id=referral.pk)
        return Response(MaterialSerializer(asked).data, status=201)

    @extend_schema(request=DecisionInput, responses=ReferralSerializer)
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, pk: str) -> Response:
        """Anteckna MCF:s beslut."""
        referral = self.get_object()
        decided = self.act(review.record_decision, DecisionInput, referral_id=referral.pk)
        return Response(ReferralSerializer(decided).data)

    @extend_schema(request=MessageInput, responses={201: None})
    @action(detail=True, methods=["post"])
    def messages(self, request: Request, pk: str) -> Response:
        """Skriv till ärendets parter."""
        self.act(services.add_message, MessageInput, referral_id=self.get_object().pk)
        return Response(status=201)


router = SimpleRouter()
router.register("referrals", ReferralViewSet, basename="referral")
urlpatterns = router.urls
