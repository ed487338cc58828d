"""Take in files without ever laying them unsealed on a disk."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from records.secrets.annexes import FILE_LIMIT_MB

LIMIT = FILE_LIMIT_MB * 1024 * 1024


class InMemory(MemoryFileUploadHandler):
    """Hold the file in memory. Past the limit the rest is let go, and the form tells its size."""

    def handle_raw_input(  # noqa: PLR0913 - Django's
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep what comes before the limit."""
        return super().receive_data_chunk(raw_data, start) if start <= LIMIT else None


def in_memory(request: HttpRequest) -> None:
    """Let nothing but memory hold what is sent. Call it before anything reads the form.

    The address is exempt from the usual check of forged forms, which reads it; that check is made
    right after.
    """
    request.upload_handlers = [InMemory(request)]
