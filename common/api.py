"""What every part of the API shares: errors and strict input."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from rest_framework import exceptions, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from common.errors import RuleError

_DETAILS = {
    400: "Förfrågan går inte att läsa. Rätta fälten som anges.",
    401: "Ange en giltig nyckel: Authorization: Token …",
    403: "Du har inte behörighet att göra detta.",
    404: "Det du söker finns inte, eller så har du inte behörighet.",
    405: "Metoden kan inte användas på den här adressen.",
    406: "Svaret finns bara som JSON.",
    415: "Skicka förfrågan som JSON.",
    429: "För många förfrågningar. Vänta en stund och försök igen.",
}


class StrictSerializer(serializers.Serializer[Any]):
    """Input that refuses fields it does not know, so that a misspelt one is not lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: ["Okänt fält."] for name in unknown})
        return super().to_internal_value(data)


class EmptySerializer(StrictSerializer):
    """Inga uppgifter behövs."""


class FileNegotiation(DefaultContentNegotiation):
    """For addresses that answer with a file: whoever asks for its type gets no 406."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return what errors are written with; a file has a type of its own."""
        first = next(iter(renderers))
        return first, str(first.media_type)


def with_files(request: Request) -> dict[str, Any]:
    """Return the fields of ``multipart/form-data`` as a dict, with all that came as ``files``."""
    data: dict[str, Any] = cast(QueryDict, request.data).dict()
    if "files" in request.FILES:
        data["files"] = request.FILES.getlist("files")
    return data


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer with problem details: Swedish ``detail``, stable English ``code``."""
    if isinstance(error, RuleError):
        return _problem(409, error.code, error.message)
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, Http404):
        code = "not_found"
    elif isinstance(error, PermissionDenied):
        code = "permission_denied"
    else:
        code = str(getattr(error, "default_code", "error"))
    detail = _DETAILS.get(response.status_code, "Något gick fel.")
    problem = _problem(response.status_code, code, detail)
    if isinstance(error, exceptions.ValidationError):
        problem.data["errors"] = response.data
    for header, value in response.items():
        if header not in {"Content-Type", "Content-Length"}:
            problem[header] = value
    return problem


def _problem(status: int, code: str, detail: str) -> Response:
    return Response(
        {"status": status, "code": code, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
