"""The status of coordination in one call, and the description of the API."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from activations.events import status
from actors.models import ApiToken, Region
from common.api import Resource
from records import versions
from ssr.api_serializers import RegionStatusSerializer


class StatusView(Resource):
    """How coordination stands now, per region that the caller may see.

    The answer carries an ETag that follows the regions' version counters, so that a client which
    sends it back in ``If-None-Match`` gets 304 without anything being reckoned anew.
    """

    read_scope = ApiToken.Scope.STATUS

    @extend_schema(
        operation_id="status_retrieve",
        summary="Lägesstatus per region",
        parameters=[
            OpenApiParameter(
                "If-None-Match",
                str,
                OpenApiParameter.HEADER,
                description="ETag från ett tidigare svar; oförändrat ger 304 utan innehåll.",
            )
        ],
        responses={
            200: RegionStatusSerializer(many=True),
            304: OpenApiResponse(description="Oförändrat sedan det svar som ETag kom med."),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        region_ids = sorted(Region.objects.visible_to(self.user).values_list("pk", flat=True))
        tag = versions.etag(*(f"region:{pk}" for pk in region_ids), extra="status")
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return _tagged(HttpResponseNotModified(), tag)
        return _tagged(Response(status.status_of(region_ids)), tag)


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


class DocsView(SpectacularSwaggerSplitView):
    """The description of the API for people: our own page, our own copy of the scripts."""

    template_name = "common/api_docs.html"
    url_name = "api_schema"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)
        if isinstance(response.data, dict):
            response.data["public_url"] = settings.PUBLIC_URL
        return response
