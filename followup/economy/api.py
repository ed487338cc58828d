"""The follow-up over the API: economy."""

from decimal import Decimal
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import StrictSerializer
from common.clock import local
from followup.economy import queries, services
from followup.economy.guards import LARGEST
from followup.economy.models import CompensationDecision, Cost
from followup.resources import MunicipalityResource
from followup.terms.models import Area, Part


class SavingSerializer(serializers.Serializer[Any]):
    """Sparandet ett år, för en del. Civilt försvar lämnas bara till den som får se det."""

    year = serializers.IntegerField()
    part = serializers.ChoiceField(choices=Part.choices)
    opening = serializers.DecimalField(max_digits=14, decimal_places=2)
    compensation = serializers.DecimalField(max_digits=14, decimal_places=2)
    eligible_costs = serializers.DecimalField(max_digits=14, decimal_places=2)
    ineligible_costs = serializers.DecimalField(max_digits=14, decimal_places=2)
    unjudged_costs = serializers.DecimalField(max_digits=14, decimal_places=2)
    own_money = serializers.DecimalField(max_digits=14, decimal_places=2)
    closing = serializers.DecimalField(max_digits=14, decimal_places=2)
    is_full_year = serializers.BooleanField()


class PartSavingsSerializer(serializers.Serializer[Any]):
    """En dels sparande: år för år, med bedömningarna av det senaste hela året."""

    part = serializers.ChoiceField(choices=Part.choices)
    is_large = serializers.BooleanField(
        allow_null=True, help_text="null: ingen gräns är satt för länet."
    )
    is_growing = serializers.BooleanField(allow_null=True)
    months_of_compensation = serializers.DecimalField(
        max_digits=8, decimal_places=1, allow_null=True
    )
    years = SavingSerializer(many=True)


class SavingsSerializer(serializers.Serializer[Any]):
    """En kommuns sparande."""

    municipality = serializers.CharField()
    name = serializers.CharField()
    parts = PartSavingsSerializer(many=True)


class CompensationSerializer(serializers.ModelSerializer[CompensationDecision]):
    """Ett beslutat belopp."""

    component = serializers.CharField(source="component.code")
    part = serializers.ChoiceField(choices=Part.choices, source="component.part")

    class Meta:
        model = CompensationDecision
        fields = ("year", "component", "part", "amount", "registry_number", "source", "is_demo")
        read_only_fields = fields


class CostSerializer(serializers.ModelSerializer[Cost]):
    """En kostnad och hur den är bedömd."""

    class Meta:
        model = Cost
        fields = (
            "id",
            "year",
            "part",
            "area",
            "text",
            "amount",
            "eligibility",
            "is_other_work",
            "judgement",
            "judged_at",
            "judged_by",
            "is_demo",
        )
        read_only_fields = fields


class NewCostSerializer(StrictSerializer):
    """En ny kostnad. ``ask`` ställer en fråga till Länsstyrelsen."""

    year = serializers.IntegerField(min_value=2006, max_value=2100)
    part = serializers.ChoiceField(choices=Part.choices)
    area = serializers.ChoiceField(
        choices=Area.choices, required=False, default="", allow_blank=True
    )
    text = serializers.CharField(max_length=300)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal("0.01"), max_value=LARGEST
    )
    eligibility = serializers.ChoiceField(choices=Cost.Eligibility.choices)
    other_work = serializers.BooleanField(required=False, default=False)
    question = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class _Economy(MunicipalityResource):
    queryset = CompensationDecision.objects.none()

    @property
    def parts(self) -> list[str]:
        """Return the parts whose amounts the user may see."""
        return queries.seen_parts(sees_civil_defence=self.reach.sees_civil_defence)


class SavingsView(_Economy):
    """Sparandet år för år."""

    @extend_schema(
        operation_id="follow_up_savings",
        summary="En kommuns sparande",
        responses=SavingsSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """Sparandet år för år och del för del, med det som räknats av."""
        today = local(timezone.now()).date()
        economies = queries.economy_of(self.municipality, parts=self.parts, day=today)
        content = {
            "municipality": self.municipality.scb_code,
            "name": self.municipality.name,
            "parts": [_part(economy) for economy in economies.values()],
        }
        return Response(SavingsSerializer(content).data)


class CompensationView(_Economy):
    """Beslutad ersättning."""

    @extend_schema(
        operation_id="follow_up_compensation",
        summary="En kommuns beslutade ersättning",
        responses=CompensationSerializer(many=True),
    )
    def get(self, request: Request, code: str) -> Response:
        """Alla år och komponenter som du får se."""
        found = CompensationDecision.objects.filter(
            municipality=self.municipality, component__part__in=self.parts
        ).select_related("component")
        return Response(CompensationSerializer(found, many=True).data)


class CostsView(_Economy):
    """Kostnader."""

    @extend_schema(
        operation_id="follow_up_costs",
        summary="En kommuns kostnader",
        responses=CostSerializer(many=True),
    )
    def get(self, request: Request, code: str) -> Response:
        """Alla kostnader som du får se."""
        found = Cost.objects.filter(municipality=self.municipality, part__in=self.parts)
        return Response(CostSerializer(found, many=True).data)

    @extend_schema(
        operation_id="follow_up_cost_create",
        summary="För in en kostnad",
        request=NewCostSerializer,
        responses={201: CostSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """För in en kostnad för den egna kommunen."""
        cost = self.act(
            services.enter_cost, NewCostSerializer, municipality_id=self.municipality.pk
        )
        return Response(CostSerializer(cost).data, status=201)


def _part(economy: queries.PartEconomy) -> dict[str, Any]:
    return {
        "part": economy.part,
        "is_large": economy.large.holds if economy.saved is not None else None,
        "is_growing": economy.growing.holds,
        "months_of_compensation": economy.months,
        "years": [
            {
                "year": item.year,
                "part": economy.part,
                "opening": item.opening,
                "compensation": item.sums.compensation,
                "eligible_costs": item.sums.eligible,
                "ineligible_costs": item.sums.ineligible,
                "unjudged_costs": item.sums.asked,
                "own_money": item.own_money,
                "closing": item.closing,
                "is_full_year": item.year <= economy.last_full,
            }
            for item in economy.years
        ],
    }


_ONE = "municipalities/<str:code>"
urlpatterns: list[URLPattern] = [
    path(f"{_ONE}/savings/", SavingsView.as_view(), name="follow_up_savings"),
    path(f"{_ONE}/compensation/", CompensationView.as_view(), name="follow_up_compensation"),
    path(f"{_ONE}/costs/", CostsView.as_view(), name="follow_up_costs"),
]
