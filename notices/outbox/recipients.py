"""Whom a notice reaches: a function with its addresses, never a person's name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A function and every address a notice to it goes to."""

    label: str  # "RSIB, Länsstyrelsen Stockholm"
    ref: str  # "actors.function:12"
    sms: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    console_only: bool = False  # an exercise may not reach the real numbers

    @property
    def is_empty(self) -> bool:
        """Return whether there is nowhere to send anything."""
        return not self.sms and not self.email
