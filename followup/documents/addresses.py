"""The addresses of documents, in Swedish; those in English that stand in older mail send on."""

from typing import Final

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.requests import UserRequest
from followup.terms.models import DocumentKind

WORDS: Final = {
    DocumentKind.RISK_ANALYSIS.value: "risk-och-sarbarhetsanalys",
    DocumentKind.GOVERNING_DOCUMENT.value: "styrdokument",
    DocumentKind.CRISIS_BOARD_RULES.value: "reglemente",
    DocumentKind.EMERGENCY_PLAN.value: "plan-for-extraordinara-handelser",
    DocumentKind.TRAINING_PLAN.value: "utbildnings-och-ovningsplan",
}
KINDS: Final = {word: kind for kind, word in WORDS.items()}


class DocumentKindConverter:
    """A kind of document as its word in an address."""

    regex = "|".join(KINDS)

    def to_python(self, word: str) -> str:
        return KINDS[word]

    def to_url(self, kind: str) -> str:
        return WORDS[str(kind)]


class OldConverter:
    """The end of an address in English: the kind, and what of it."""

    regex = rf"(?:{'|'.join(WORDS)})/.*"

    def to_python(self, rest: str) -> str:
        return rest

    def to_url(self, rest: str) -> str:
        return rest


@require_safe
def send_on(request: UserRequest, code: str, term: int, rest: str) -> HttpResponsePermanentRedirect:
    """Send on to the address in Swedish, with what was asked after it."""
    kind, _, after = rest.partition("/")
    address = reverse("followup:document", args=[code, term, kind]) + after
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
