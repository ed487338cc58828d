"""The follow-up over the API: a municipality's visits, and booking one."""

from typing import cast

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from actors.models import Actor, User
from common.api import SEEN, MomentField, StrictSerializer
from followup import access
from followup.models import Visit
from followup.reports import visits as reports
from followup.services import visits as services


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


class VisitsView(APIView):
    """En kommuns uppföljningsbesök."""

    queryset = Visit.objects.none()

    @extend_schema(operation_id="follow_up_visits_list", responses=VisitSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Lista besöken. Kommunen ser dem som den har fått besked om."""
        user = cast(User, request.user)
        found = reports.of_municipality(_municipality(user, code), user)
        return Response(VisitSerializer(found, many=True).data)

    @extend_schema(
        operation_id="follow_up_visits_book",
        request=BookingSerializer,
        responses={201: VisitSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """Boka ett besök och meddela kommunen. Kräver att du följer upp kommunen."""
        user = cast(User, request.user)
        municipality = _municipality(user, code)
        access.require_handler(user, municipality)
        serializer = BookingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        visits = reports.of_municipality(municipality, user)
        visit = get_object_or_404(visits, pk=values.pop("visit"))
        seen = values.pop("seen", None)
        booked = services.book_visit(
            visit_id=visit.pk,
            booking=services.Booking(**values),
            seen=seen,
            by=user,
            at=timezone.now(),
        )
        return Response(VisitSerializer(booked).data, status=status.HTTP_201_CREATED)


def _municipality(user: User, code: str) -> Actor:
    visible = access.municipalities_visible_to(user).select_related("county")
    return get_object_or_404(visible, scb_code=code)


urlpatterns: list[URLPattern] = [
    path("municipalities/<str:code>/visits/", VisitsView.as_view(), name="follow-up-visits"),
]
