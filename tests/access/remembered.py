"""What the register says of each role, read at its first request and kept until the world ends.

Each request of the matrix is undone, so that the next finds the register as the first did. What a
request wrote, or read after it had written, is never kept.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from actors import memory

_STANDS = "nothing has been written"


@contextmanager
def between_requests() -> Iterator[None]:
    """Let requests that are undone know from the start what those before them had read."""
    known: dict[Hashable, Any] = {}
    kept_for_one = memory.kept

    @contextmanager
    def kept() -> Iterator[dict[Hashable, Any]]:
        with kept_for_one() as found:
            found.update(known | {_STANDS: True})
            yield found
            if found.pop(_STANDS, False):
                known.update(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memory, "kept", kept)
        yield
