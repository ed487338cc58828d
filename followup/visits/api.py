"""The follow-up over the API: a municipality's visits, and booking one."""

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import SEEN, MomentField, StrictSerializer
from followup import access
from followup.resources import MunicipalityResource
from followup.visits import queries, services
from followup.visits.models import Visit


class VisitSerializer(serializers.ModelSerializer[Visit]):
    """Ett uppföljningsbesök. Loggen och anteckningar från förmötet lämnas inte ut.

    ``seen`` följer med bokningen, som då vägras om någon annan har bokat under tiden.
    """

    seen = serializers.IntegerField(source="sequence", read_only=True)
    handler = serializers.CharField(source="handler.name", read_only=True)
    term = serializers.CharField(source="plan.term", read_only=True)

    class Meta:
        model = Visit
        fields = (
            "id",
            "term",
            "year",
            "quarter",
            "status",
            "focus",
            "handler",
            "starts_at",
            "place",
            "programme",
            "joined_with_lso",
            "held_date",
            "cancel_reason",
            "seen",
        )
        read_only_fields = fields


class BookingSerializer(StrictSerializer):
    """Dag och plats för ett planerat besök, eller en ny dag för ett bokat."""

    visit = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    starts_at = MomentField()
    place = serializers.CharField(max_length=200)
    programme = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    joined_with_lso = serializers.BooleanField(required=False, default=False)
    seen = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, allow_null=True, help_text=SEEN
    )


class VisitsView(MunicipalityResource):
    """En kommuns uppföljningsbesök."""

    queryset = Visit.objects.none()

    @extend_schema(operation_id="follow_up_visits_list", responses=VisitSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Lista besöken. Kommunen ser dem som den har fått besked om."""
        found = queries.of_municipality(self.municipality, self.user)
        return Response(VisitSerializer(found, many=True).data)

    @extend_schema(
        operation_id="follow_up_visits_book",
        request=BookingSerializer,
        responses={201: VisitSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """Boka ett besök och meddela kommunen. Kräver att du följer upp kommunen."""
        access.require_handler(self.user, self.municipality)
        values = self.read(BookingSerializer)
        visits = queries.of_municipality(self.municipality, self.user)
        visit = get_object_or_404(visits, pk=values.pop("visit"))
        seen = values.pop("seen", None)
        booked = services.book_visit(
            visit_id=visit.pk,
            booking=services.Booking(**values),
            seen=seen,
            by=self.user,
            at=timezone.now(),
        )
        return Response(VisitSerializer(booked).data, status=status.HTTP_201_CREATED)


urlpatterns: list[URLPattern] = [
    path("municipalities/<str:code>/visits/", VisitsView.as_view(), name="follow-up-visits"),
]
