"""How somebody stands in the register is read once for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from actors import memory


class StandingMiddleware:
    """Remember, while a request is answered, which functions and rights the user has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with memory.kept():
            return self.get_response(request)
