"""Write the acceptance of a document on the version that it is in force with."""

from typing import Any

from django.db import migrations


def write(apps: Any, _schema_editor: Any) -> None:
    version = apps.get_model("followup", "DocumentVersion")
    found = version.objects.filter(state="current", document__status="accepted")
    for one in found.select_related("document").iterator():
        one.accepted_at, one.accepted_by = one.document.accepted_at, one.document.accepted_by
        one.save(update_fields=["accepted_at", "accepted_by"])


class Migration(migrations.Migration):
    dependencies = [("followup", "0002_document_version_acceptance")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
