"""Keys that could reach the follow-up by the scopes of the coordination still can."""

from django.db import migrations

FOLLOW_UP = {
    "coordination:read": "follow-up:read",
    "coordination:write": "follow-up:write",
}


def give(apps, schema_editor):
    tokens = apps.get_model("actors", "ApiToken")
    for token in tokens.objects.only("pk", "scopes"):
        given = {FOLLOW_UP[scope] for scope in token.scopes if scope in FOLLOW_UP}
        if given - set(token.scopes):
            tokens.objects.filter(pk=token.pk).update(scopes=sorted({*token.scopes, *given}))


def take(apps, schema_editor):
    tokens = apps.get_model("actors", "ApiToken")
    for token in tokens.objects.only("pk", "scopes"):
        kept = [scope for scope in token.scopes if scope not in FOLLOW_UP.values()]
        tokens.objects.filter(pk=token.pk).update(scopes=kept)


class Migration(migrations.Migration):
    dependencies = [("actors", "0005_sibling_hours")]

    operations = [migrations.RunPython(give, take)]
