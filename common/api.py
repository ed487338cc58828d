"""What every part of the API shares: resources with their acts, strict input, errors."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from common.errors import MISSING_SCOPE, RuleError
from common.form_fields import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from actors.models import User

Day = TypeVar("Day", bound=date)
UNKNOWN_FILTER: Final = "Okänt filter."
_DETAILS = {
    400: "Förfrågan går inte att läsa. Rätta fälten som anges.",
    401: "Ange en giltig nyckel: Authorization: Token …",
    403: "Du har inte behörighet att göra detta.",
    404: "Det du söker finns inte, eller så har du inte behörighet.",
    405: "Metoden kan inte användas på den här adressen.",
    406: "Svaret finns bara som JSON.",
    429: "För många förfrågningar. Vänta en stund och försök igen.",
}


class Resource(APIView):
    """What one reads at an address of the API, and the acts that may be asked for there.

    Every view is one. It refuses a parameter that it does not know: neither ``?exercize=true`` nor
    a filter on what cannot be filtered is taken for the whole list.
    """

    queryset: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may ask, and refuse unknown parameters.

        :raises ValidationError: if there are any.
        """
        super().initial(request, *args, **kwargs)
        known = {api_settings.URL_FORMAT_OVERRIDE}
        if getattr(self, "pagination_class", None):
            known |= {"cursor", "page_size"}
        for backend in getattr(self, "filter_backends", ()):
            filters = backend().get_filterset_class(self, self.queryset)
            known |= set(filters.base_filters) if filters else set()
        if unknown := sorted(set(request.query_params) - known):
            raise exceptions.ValidationError({name: [UNKNOWN_FILTER] for name in unknown})

    @property
    def user(self) -> "User":
        return cast("User", self.request.user)

    @property
    def is_described(self) -> bool:
        """Return whether only the description of the API is being written: nobody asks."""
        return getattr(self, "swagger_fake_view", False)

    def read(
        self, shape: type[serializers.Serializer[Any]], data: Any = None, **context: Any
    ) -> dict[str, Any]:
        """Return what was sent, in the shape that it must have.

        :raises ValidationError: if it has another.
        """
        sent = self.request.data if data is None else data
        given = shape(data=sent, context={"request": self.request, **context})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def act(
        self, service: Callable[..., Any], shape: type[serializers.Serializer[Any]], **known: Any
    ) -> Any:
        """Carry out the service with what was sent, for who asks, now; return what it returns."""
        return service(**known, **self.read(shape), by=self.user, at=timezone.now())


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


SEEN = (
    "Värdet i ``seen`` när du läste. Har något ändrats sedan dess svarar API:et 409. "
    "Utelämnat: ingen jämförelse görs."
)


class DayField(serializers.DateField):
    """A day, as 2026-11-21, within the years that the pages take."""

    default_error_messages = {"invalid": "Ange en dag som finns, så här: 2026-11-21."}

    def to_internal_value(self, value: Any) -> date:
        """Return the day, if its year is no slip of the finger."""
        return _within_years(super().to_internal_value(value))


class MomentField(serializers.DateTimeField):
    """A moment, as 2026-11-21T09:00:00+01:00, within the years that the pages take."""

    default_error_messages = {
        "invalid": "Ange tiden så här: 2026-11-21T09:00:00+01:00.",
        "overflow": f"Välj ett år mellan {FIRST_YEAR} och {LAST_YEAR}.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return the moment in UTC, if its year is no slip of the finger."""
        return _within_years(super().to_internal_value(value)).astimezone(UTC)


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
    if isinstance(error, exceptions.PermissionDenied) and error.get_codes() == MISSING_SCOPE:
        code, detail = MISSING_SCOPE, str(error.detail)
    if isinstance(error, exceptions.UnsupportedMediaType):
        types = [parser.media_type for parser in context["view"].parser_classes]
        read = " eller ".join("JSON" if one == "application/json" else one for one in types)
        detail = f"Skicka förfrågan som {read}."
    problem = _problem(response.status_code, code, detail)
    if isinstance(error, exceptions.ValidationError):
        problem.data["errors"] = response.data
    for header, value in response.items():
        if header not in {"Content-Type", "Content-Length"}:
            problem[header] = value
    return problem


def _within_years(day: Day) -> Day:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise serializers.ValidationError(f"Välj ett år mellan {FIRST_YEAR} och {LAST_YEAR}.")
    return day


def _problem(status: int, code: str, detail: str) -> Response:
    return Response(
        {"status": status, "code": code, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
