"""What the services on visits share: locks, the log, and who is told."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse

from actors.models import Actor, Function, User
from common.errors import RuleError
from followup import access, acts
from followup.visits.models import Visit, VisitPlan
from records import versions

SHORTEST_REASON = 3


def locked(visit_id: int) -> Visit:
    """Return the visit with its row locked: before its protocol, deficiencies and measures.

    It is read once the lock is had, so that what another has changed meanwhile is seen; ``no_key``
    lets others add to it.
    """
    get_object_or_404(Visit.objects.select_for_update(no_key=True).only("pk"), pk=visit_id)
    return Visit.objects.select_related("municipality__county", "plan__term", "handler__actor").get(
        pk=visit_id
    )


def locked_for(visit_id: int, by: User) -> tuple[Visit, Function]:
    """Return the locked visit and the function in which the user handles it."""
    visit = locked(visit_id)
    return visit, access.require_handler(by, visit.municipality)


def locked_in_plan(visit_id: int, by: User) -> tuple[Visit, VisitPlan, Function]:
    """Return the visit locked behind its plan, as one who tells of the plan locks them."""
    owner = Visit.objects.filter(pk=visit_id).values_list("plan", flat=True).first()
    plan = get_object_or_404(VisitPlan.objects.select_for_update(), pk=owner)
    visit, function = locked_for(visit_id, by)
    return visit, plan, function


def require_open(visit: Visit) -> None:
    """Refuse to change what is prepared before a visit, once it has been held or called off."""
    if not visit.is_open:
        status = visit.get_status_display().lower()
        raise RuleError(f"Besöket kan inte ändras: läget är ”{status}”.")


def reason_of(text: str, message: str, field: str = "reason") -> str:
    """Return the reason without blanks around it."""
    text = text.strip()
    if len(text) < SHORTEST_REASON:
        raise RuleError(message, field=field)
    return text


def changed_plan(plan: VisitPlan) -> None:
    """Give the plan a new version: what the municipalities were told may no longer hold."""
    plan.version += 1
    plan.save(update_fields=["version"])
    versions.bump(f"visit-plan:{plan.pk}")


def log(
    visit: Visit, action: str, what: str, *, by: User, function: Function, at: datetime
) -> None:
    """Write down what was done with the visit, and let its page know."""
    acts.log(visit, action, what, by, function, at)
    versions.bump(f"visit:{visit.pk}")


def municipal(municipality: Actor) -> list[Function]:
    """Return the functions told of visits: the coordinator's and the leadership's."""
    found = access.functions_with(access.REPORT, municipality)
    known = {function.pk for function in found}
    leaders = access.functions_with(access.LEAD, municipality)
    return [*found, *(leader for leader in leaders if leader.pk not in known)]


def coordinators(municipality: Actor) -> list[Function]:
    """Return the functions that hand in for the municipality."""
    return access.functions_with(access.REPORT, municipality)


def page_of(visit: Visit) -> str:
    return reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk])


def key_of(visit: Visit) -> str:
    return f"visit:{visit.pk}"
