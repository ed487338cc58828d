"""The one way to say that a rule of the domain refuses an act."""

from typing import Final

MISSING_SCOPE: Final = "missing_scope"  # what the API says to a key that may not


class RuleError(Exception):
    """A broken rule of the domain, told in one Swedish sentence.

    Pages and API answer 409 with the sentence; ``code`` is stable English for machines;
    ``field`` names the form field that it concerns, if any.
    """

    def __init__(self, message: str, *, code: str = "rule_broken", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return self.message
