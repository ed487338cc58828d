"""Pages of the API's lists."""

from typing import Any

from rest_framework import exceptions
from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Pages by cursor: stable while rows are added, and no deep offsets."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def decode_cursor(self, request: Any) -> Any:
        """Return where the page begins.

        :raises ValidationError: if it is not what a page gave: the list is there all the same.
        """
        try:
            return super().decode_cursor(request)
        except exceptions.NotFound:
            wanted = "Ange den cursor som förra sidan gav, eller ingen."
            raise exceptions.ValidationError({"cursor": [wanted]}) from None
