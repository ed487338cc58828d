"""What was written where it must not be: shut in at once, then destroyed by another act."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from common.errors import RuleError
from records.models import Incident
from records.secrets import files, rights
from records.secrets.annex_log import note
from records.secrets.owners import Person


@transaction.atomic
def report_incident(*, annex_id: int, kind: str, by: Person, at: datetime) -> Incident:
    """Shut the annex in: from now on nobody can read it.

    Källa: domain.md 9.6.
    """
    annex = rights.locked_annex(annex_id)
    label = rights.require_keeper(by, annex.about_ref)
    if annex.erased_at is not None:
        raise RuleError("Bilagan är redan utplånad.")
    if kind not in Incident.Kind.values:
        raise RuleError("Välj vad som har hänt.", field="kind")
    annex.quarantined_at = annex.quarantined_at or at
    annex.save(update_fields=["quarantined_at"])
    incident = Incident.objects.create(annex=annex, kind=kind, reported_at=at, reported_by=label)
    note(annex, "secrets.incident", "Anmälde en incident; bilagan är i karantän", label, by, at)
    return incident


@transaction.atomic
def end_incident(
    *, incident_id: int, erase: bool, typed: str = "", by: Person, at: datetime
) -> Incident:
    """Destroy the annex by forgetting its key, or release it again.

    To destroy, the name of the annex is typed. It cannot be undone, and copies of the database
    hold only what nobody can open once the copies of the key row are gone.
    Källa: domain.md 9.1, 9.6.
    """
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise Http404
    annex = rights.locked_annex(found.annex_id)
    label = rights.require_granter(by, annex.about_ref)
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if incident.ended_at is not None:
        raise RuleError("Incidenten är redan avslutad.")
    if erase:
        if " ".join(typed.split()).casefold() != str(annex).casefold():
            raise RuleError(f"Skriv {annex} för att bekräfta.", field="typed")
        annex.wrapped_key, annex.erased_at, annex.erased_by = None, at, label
        annex.save(update_fields=["wrapped_key", "erased_at", "erased_by"])
        annex.texts.update(sealed=b"")
        transaction.on_commit(lambda: files.remove(annex))
    elif not annex.incidents.filter(ended_at=None).exclude(pk=incident.pk).exists():
        annex.quarantined_at = None
        annex.save(update_fields=["quarantined_at"])
    incident.ended_at, incident.ended_by, incident.was_erased = at, label, erase
    incident.save()
    text = "Utplånade en hemlig bilaga" if erase else "Hävde karantänen för en hemlig bilaga"
    note(annex, "secrets.erase" if erase else "secrets.release", text, label, by, at)
    return incident
