"""What one kind of notice says, and which values it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Text:
    """One kind of notice. ``when`` says when it is sent and to whom.

    ``waits_for_morning``: never in the quiet hours, for nobody needs it at night and no one who
    just acted waits for it. An alarm never waits.
    """

    when: str
    sms: str
    subject: str
    email: str  # the first line of the e-mail; the rest is details, link and sender
    link_label: str = "Öppna"
    waits_for_morning: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> set[str]:
        """Return the placeholders that must be given."""
        texts = (self.sms, self.subject, self.email)
        return {key for text in texts for key in keys(OPTIONAL.sub("", text))} - set(self.defaults)

    @property
    def optional(self) -> set[str]:
        """Return the placeholders that may be left out."""
        pieces = (p for t in (self.sms, self.subject, self.email) for p in OPTIONAL.findall(t))
        found = {key for piece in pieces for key in keys(piece)}
        return (found | set(self.defaults) | {"url", "details"}) - self.required


def keys(text: str) -> list[str]:
    """Return the placeholders of a text."""
    return PLACEHOLDER.findall(text)
