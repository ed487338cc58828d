"""The draft of a visit's protocol is changed by whatever is changed of its contents."""

from actors import audit
from actors.models import Function, User
from common.errors import RuleError
from followup.visits.models import Visit, VisitProtocol


def hold(visit_id: int | None) -> None:
    """Lock the visit's protocol, if it has one: before the deficiencies and measures in it.

    Källa: Vägledningen 2.7.3.
    """
    list(VisitProtocol.objects.select_for_update().filter(visit=visit_id).values_list("pk"))


def touch(visit: Visit, *, by: User, function: Function) -> None:
    """Note that the user has written in the visit's draft, if there is one.

    What lies with somebody for approval, or is approved, is not changed under its reader.
    Källa: domain.md 1.9.
    """
    protocol = VisitProtocol.objects.select_for_update().filter(visit=visit).first()
    if protocol is None:
        return
    if protocol.status != VisitProtocol.Status.DRAFT:
        raise RuleError("Protokollet är inte längre ett utkast. Begär att det återlämnas först.")
    protocol.written_by, protocol.written_by_user_id = audit.label_of(by, function), by.pk
    protocol.save(update_fields=["written_by", "written_by_user_id"])
