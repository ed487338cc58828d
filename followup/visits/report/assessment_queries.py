"""How the county has assessed a municipality's work over time: no score, no rank."""

from dataclasses import dataclass

from actors.models import Actor, User
from followup import access
from followup.documents.models import CriterionCheck, DocumentVersion, Feedback
from followup.visits.models import VisitProtocol
from followup.visits.report import queries


@dataclass(frozen=True)
class VersionChecks:
    """A document's version with what was found on each criterion, and the county's words."""

    version: DocumentVersion
    checks: list[CriterionCheck]
    feedback: list[Feedback]


def protocols_of(user: User, municipality: Actor) -> list[VisitProtocol]:
    """Return the protocols and opinions that the user sees, the latest first."""
    found = queries.visible_to(user, municipality).exclude(content=None)
    return list(found.order_by("-approved_at", "-pk"))


def documents_of(user: User, municipality: Actor) -> list[VersionChecks]:
    """Return the versions that were checked against criteria, the latest first.

    The municipality sees a version's verdicts when its written feedback has been sent.
    Källa: Vägledningen 2.3 "skriftlig återkoppling"; Vägledningen 2.8.
    """
    checks = CriterionCheck.objects.filter(version__document__municipality=municipality).exclude(
        verdict=CriterionCheck.Verdict.NOT_ASSESSED
    )
    checks = checks.select_related("version__document__term", "criterion").order_by("pk")
    sent = Feedback.objects.filter(
        version__document__municipality=municipality, sent_at__isnull=False
    ).order_by("sent_at")
    words: dict[int, list[Feedback]] = {}
    for feedback in sent:
        words.setdefault(feedback.version_id, []).append(feedback)
    is_countys = access.reach_of(user, municipality).for_county is not None
    found: dict[int, VersionChecks] = {}
    for check in checks:
        key = check.version_id
        if not is_countys and key not in words:
            continue
        found.setdefault(key, VersionChecks(check.version, [], words.get(key, [])))
        found[key].checks.append(check)
    return sorted(
        found.values(), key=lambda one: (one.version.submitted_at, one.version.pk), reverse=True
    )
