from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0003_follow_up_rights")]

    operations = [
        CreateCollation("swedish", provider="icu", locale="sv-SE"),
        migrations.AlterField(
            model_name="actor",
            name="name",
            field=models.CharField(db_collation="swedish", max_length=120, verbose_name="namn"),
        ),
        migrations.AlterField(
            model_name="function",
            name="name",
            field=models.CharField(db_collation="swedish", max_length=80, verbose_name="namn"),
        ),
    ]
