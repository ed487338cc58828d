"""Annual reports over the API: read, answered and sent."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import EmptySerializer, StrictSerializer
from common.autosave import mark_of
from followup.annual.compilations.api import CompilationView
from followup.annual.models import AnnualReport, IndicatorAnswer, ReportedItem
from followup.annual.reports import queries, services, steps
from followup.resources import MunicipalityResource


class AnswerSerializer(serializers.ModelSerializer[IndicatorAnswer]):
    """Svaret på en indikator, efter dess svarstyp: ja eller nej, skala 1–5, tal, text."""

    code = serializers.CharField(source="indicator.code", read_only=True)
    text = serializers.CharField(source="indicator.text", read_only=True)
    answer_type = serializers.CharField(source="indicator.answer_type", read_only=True)

    class Meta:
        model = IndicatorAnswer
        fields = ("code", "text", "answer_type", "value", "comment")
        read_only_fields = fields


class ReportedItemSerializer(serializers.ModelSerializer[ReportedItem]):
    """En händelse eller en vidtagen åtgärd."""

    class Meta:
        model = ReportedItem
        fields = ("kind", "happened_date", "area", "text", "effect")
        read_only_fields = fields


class AnnualReportSerializer(serializers.ModelSerializer[AnnualReport]):
    """En kommuns årliga redovisning. ``indicators`` är alla frågor, ``answers`` de besvarade."""

    municipality = serializers.CharField(source="municipality.scb_code", read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    items = ReportedItemSerializer(many=True, read_only=True)
    indicators = serializers.SerializerMethodField()

    class Meta:
        model = AnnualReport
        fields = (
            "municipality",
            "year",
            "status",
            "comment",
            "started_at",
            "sent_at",
            "sent_by",
            "completion_text",
            "complete_by",
            "accepted_at",
            "accepted_by",
            "indicators",
            "answers",
            "items",
        )
        read_only_fields = fields

    def get_indicators(self, report: AnnualReport) -> list[str]:
        return [one.code for one in report.indicator_set.indicators.all()]


class AnswerInput(StrictSerializer):
    """Ett svar. ``previous``: svaret som avsändaren såg; krävs om ett svar redan finns."""

    code = serializers.CharField(max_length=20)
    value = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    comment = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    previous = serializers.CharField(max_length=2000, allow_blank=True, default="")
    previous_comment = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ReportInput(StrictSerializer):
    """Svar att spara. Har någon annan skrivit emellan sparas inget av dem."""

    answers = AnswerInput(many=True)


class AnnualReportViewSet(MunicipalityResource, viewsets.ReadOnlyModelViewSet[AnnualReport]):
    """En kommuns årliga redovisningar."""

    serializer_class = AnnualReportSerializer
    queryset = AnnualReport.objects.none()
    lookup_field = "year"

    def get_queryset(self) -> QuerySet[AnnualReport]:
        answers = IndicatorAnswer.objects.select_related("indicator").order_by("indicator__order")
        return (
            AnnualReport.objects.filter(municipality=self.municipality)
            .select_related("municipality", "indicator_set")
            .prefetch_related(
                Prefetch("answers", queryset=answers), "items", "indicator_set__indicators"
            )
            .order_by("-year")
        )

    @extend_schema(request=ReportInput, responses=AnnualReportSerializer)
    def partial_update(self, request: Request, code: str, year: int) -> Response:
        """Spara svar på indikatorer."""
        report = self.get_object()
        typed = _typed(report, self.read(ReportInput)["answers"])
        services.write_fields(report_id=report.pk, typed=typed, by=self.user, at=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=EmptySerializer, responses=AnnualReportSerializer)
    def send(self, request: Request, code: str, year: int) -> Response:
        """Skicka in redovisningen till Länsstyrelsen."""
        self.act(steps.send_report, EmptySerializer, report_id=self.get_object().pk)
        return Response(self.get_serializer(self.get_object()).data)


def _typed(report: AnnualReport, answers: list[dict[str, Any]]) -> dict[str, services.Typed]:
    """Return the fields to write, with marks of what the sender says that it saw.

    :raises Http404: if an indicator is not of the report's set.
    """
    indicators = {one.code: one for one in queries.indicators_of(report)}
    typed = {}
    for one in answers:
        indicator = indicators.get(one["code"])
        if indicator is None:
            raise Http404
        if "value" in one:
            field = services.answer_field(indicator)
            typed[field] = services.Typed(one["value"], mark_of(one["previous"]))
        if "comment" in one:
            field = services.remark_field(indicator)
            typed[field] = services.Typed(one["comment"], mark_of(one["previous_comment"]))
    return typed


HERE = "municipalities/<str:code>/reports/"
urlpatterns: list[URLPattern] = [
    path(HERE, AnnualReportViewSet.as_view({"get": "list"}), name="annual-report-list"),
    path(
        f"{HERE}<int:year>/",
        AnnualReportViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="annual-report-detail",
    ),
    path(
        f"{HERE}<int:year>/send/",
        AnnualReportViewSet.as_view({"post": "send"}),
        name="annual-report-send",
    ),
    path(
        "compilations/<str:county>/<int:year>/",
        CompilationView.as_view(),
        name="compilation-detail",
    ),
]
