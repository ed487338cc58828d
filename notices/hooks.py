"""Functions of higher apps that want to know what became of a notice."""

from collections.abc import Callable

import structlog
from django.db import transaction

from notices.models import Notice

log = structlog.get_logger(__name__)
Hook = Callable[[Notice], object]


class Hooks:
    """A list of functions, each told in the caller's transaction and unable to harm it."""

    def __init__(self, event: str) -> None:
        self._event = event
        self._hooks: list[Hook] = []

    def register(self, hook: Hook) -> Hook:
        """Add a function. Call it in ``AppConfig.ready()``."""
        if hook not in self._hooks:
            self._hooks.append(hook)
        return hook

    def tell(self, notice: Notice) -> None:
        """Call every function; one that fails is undone alone and logged."""
        for hook in self._hooks:
            try:
                with transaction.atomic():
                    hook(notice)
            except Exception:  # marking the notice matters more than any listener
                log.exception(self._event, notice=str(notice.pk))
