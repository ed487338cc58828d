"""Give each deficiency of the cases there are the ground that it carries."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OWN_REPORT = "own_report"


def give_grounds(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Choose among the grounds of its case the one that the deficiency says itself, or the first."""
    rows = apps.get_model("followup", "CaseDeficiency").objects.filter(ground="")
    for row in rows.select_related("referral", "deficiency").iterator():
        grounds = [ground for ground in row.referral.grounds if ground != OWN_REPORT]
        if row.deficiency.is_misuse and "wrong_use" in grounds:
            row.ground = "wrong_use"
        elif row.deficiency.area == "risk_analysis" and "no_risk_analysis" in grounds:
            row.ground = "no_risk_analysis"
        else:
            row.ground = (grounds or [OWN_REPORT])[0]
        row.save(update_fields=["ground"])


class Migration(migrations.Migration):
    dependencies = [("followup", "0005_case_grounds")]

    operations = [migrations.RunPython(give_grounds, migrations.RunPython.noop)]
