"""The counties' compilations over the API: as handed on, or as they stand in the county."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from followup.annual.compilations import queries
from followup.annual.models import CountyCompilation
from followup.resources import FollowUpResource


class CompilationSerializer(serializers.ModelSerializer[CountyCompilation]):
    """Länets sammanställning av ett år. ``content`` är fryst när den är överlämnad."""

    content = serializers.SerializerMethodField()

    class Meta:
        model = CountyCompilation
        fields = (
            "county",
            "year",
            "number",
            "reason",
            "handed_on_at",
            "handed_on_by",
            "content_sha256",
            "content",
        )
        read_only_fields = fields

    def get_content(self, compilation: CountyCompilation) -> dict[str, Any]:
        return queries.content_of(compilation)


class CompilationView(FollowUpResource):
    """Länets sammanställning av kommunernas redovisningar."""

    @extend_schema(operation_id="follow_up_compilations_retrieve", responses=CompilationSerializer)
    def get(self, request: Request, county: str, year: int) -> Response:
        """Den senaste versionen som den som frågar får se."""
        versions = queries.versions_for(self.user, county, year)
        if not versions:
            raise Http404
        return Response(CompilationSerializer(versions[0]).data)
