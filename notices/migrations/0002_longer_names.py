from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AlterField("notice", "template", models.CharField("mall", max_length=32)),
    ]
