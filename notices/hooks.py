"""Functions of higher apps that want to know what became of a notice."""

from collections.abc import Callable

import structlog
from django.db import transaction

from common.registry import Registry
from notices.models import Notice

log = structlog.get_logger(__name__)
Hook = Callable[[Notice], object]


class Hooks(Registry[Hook]):
    """Functions that are told in the caller's transaction, and unable to harm it."""

    def __init__(self, event: str) -> None:
        super().__init__()
        self._event = event

    def tell(self, notice: Notice) -> None:
        """Call every function; one that fails is undone alone and logged."""
        for hook in self:
            try:
                with transaction.atomic():
                    hook(notice)
            except Exception:  # marking the notice matters more than any listener
                log.exception(self._event, notice=str(notice.pk))


failures = Hooks("failure_hook_failed")  # a notice has finally failed: somebody's task
receipts = Hooks("receipt_hook_failed")  # a notice has arrived
