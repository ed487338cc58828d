"""The follow-up over the API: how every municipality stands, and every county for MSB/MCF."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor
from common.clock import local
from followup import access
from followup.overview import municipal, national, queries
from followup.overview.rules import ORDER
from followup.resources import FollowUpResource, MunicipalityResource

PARTS = [(key, label) for key, label, _ in queries.PARTS]
STATES = [(state, state) for state in ORDER]


class OverviewPartSerializer(serializers.Serializer[Any]):
    """Hur en del av uppföljningen står, vad som väntar på vem, och vilken regel det följer av."""

    part = serializers.ChoiceField(choices=PARTS)
    state = serializers.ChoiceField(choices=STATES)
    text = serializers.CharField()
    waits_for_county = serializers.CharField()
    waits_for_municipality = serializers.CharField()
    rule = serializers.CharField()
    rule_source = serializers.CharField()


class MunicipalityOverviewSerializer(serializers.Serializer[Any]):
    """En kommun: läget som mest behöver åtgärd, om ett ärende är öppet, och varje del för sig."""

    code = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    has_case = serializers.BooleanField()
    parts = OverviewPartSerializer(many=True)


class MunicipalitySerializer(MunicipalityOverviewSerializer):
    """En kommuns sida: läget, och när nästa besök är bokat."""

    county = serializers.CharField()
    next_visit_at = serializers.DateTimeField(allow_null=True)


class CountyOverviewSerializer(serializers.Serializer[Any]):
    """Ett läns kommuner, de som mest behöver åtgärd först. Ingen sammanvägd poäng räknas."""

    county = serializers.CharField()
    name = serializers.CharField()
    municipalities = MunicipalityOverviewSerializer(many=True)


class HandedOnSerializer(serializers.Serializer[Any]):
    """När ett års sammanställning lämnades över, om den är det."""

    year = serializers.IntegerField()
    handed_on_at = serializers.DateTimeField(allow_null=True)


class NationalRowSerializer(serializers.Serializer[Any]):
    """Ett län som MCF ser det: överlämnade sammanställningar och skickade ärenden."""

    county = serializers.CharField()
    name = serializers.CharField()
    municipalities = serializers.IntegerField()
    compilations = HandedOnSerializer(many=True)
    open_cases = serializers.IntegerField()
    kept = serializers.IntegerField()
    reduced = serializers.IntegerField()
    repaid = serializers.IntegerField()


class OverviewSerializer(serializers.Serializer[Any]):
    """Läget en dag. ``counties``: de län du arbetar för; ``nation``: alla län, bara för MCF."""

    day = serializers.DateField()
    counties = CountyOverviewSerializer(many=True)
    nation = NationalRowSerializer(many=True)


class OverviewView(FollowUpResource):
    """Uppföljningen i överblick."""

    @extend_schema(
        operation_id="follow_up_overview", summary="Överblick", responses=OverviewSerializer
    )
    def get(self, request: Request) -> Response:
        """Länets kommuner del för del, och för MCF varje län."""
        today = local(timezone.now()).date()
        counties = list(access.counties_visible_to(self.user).order_by("code"))
        reviews = access.reviewing_function(self.user) is not None
        if not counties and not reviews:
            raise Http404
        content = {
            "day": today,
            "counties": [
                {
                    "county": county.pk,
                    "name": county.name,
                    "municipalities": [
                        _municipality(row)
                        for row in queries.rows_of(queries.municipalities_of(county), county, today)
                    ],
                }
                for county in counties
            ],
            "nation": _nation(today) if reviews else [],
        }
        return Response(OverviewSerializer(content).data)


class MunicipalityView(MunicipalityResource):
    """En kommun i uppföljningen."""

    queryset = Actor.objects.none()

    @extend_schema(
        operation_id="follow_up_municipality",
        summary="En kommun",
        responses=MunicipalitySerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """Hur varje del står för kommunen, och när nästa besök är."""
        county, now = self.municipality.county, timezone.now()
        if county is None:
            raise Http404
        (row,) = queries.rows_of([self.municipality], county, local(now).date())
        visit = municipal.next_visit(self.municipality, now)
        content = _municipality(row) | {
            "county": county.pk,
            "next_visit_at": visit.starts_at if visit else None,
        }
        return Response(MunicipalitySerializer(content).data)


def _municipality(row: queries.Row) -> dict[str, Any]:
    return {
        "code": row.municipality.scb_code,
        "name": row.municipality.name,
        "state": row.state,
        "has_case": row.has_case,
        "parts": [
            {
                "part": key,
                "state": row.cells[key].state,
                "text": row.cells[key].text,
                "waits_for_county": row.cells[key].county,
                "waits_for_municipality": row.cells[key].municipality,
                "rule": row.cells[key].why.rule,
                "rule_source": row.cells[key].why.cited,
            }
            for key, _ in PARTS
        ],
    }


def _nation(today: date) -> list[dict[str, Any]]:
    return [
        {
            "county": row.county.pk,
            "name": row.county.name,
            "municipalities": row.municipalities,
            "compilations": [
                {"year": year, "handed_on_at": handed_on} for year, handed_on in row.handed_on
            ],
            "open_cases": row.open_cases,
            **{outcome: row.outcomes.get(outcome, 0) for outcome in national.OUTCOMES},
        }
        for row in national.rows_of(national.years_shown(today))
    ]


urlpatterns: list[URLPattern] = [
    path("overview/", OverviewView.as_view(), name="follow-up-overview"),
    path("municipalities/<str:code>/", MunicipalityView.as_view(), name="follow-up-municipality"),
]
