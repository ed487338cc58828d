"""Each time in a meeting becomes a row; what things are called now stands for the day it was."""

from django.db import migrations

HERE = {"present": False, "deputy": True}


def fill(apps, schema_editor):
    Attendance = apps.get_model("forums", "Attendance")
    Presence = apps.get_model("forums", "Presence")
    Meeting = apps.get_model("forums", "Meeting")
    MeetingNote = apps.get_model("forums", "MeetingNote")
    begun = Meeting.objects.filter(began_at__isnull=False)
    for meeting in begun.select_related("forum", "chair_function__actor").iterator():
        forum = meeting.forum
        is_activated = meeting.kind in {"first", "later"}
        meeting.forum_name = (is_activated and forum.activated_name) or forum.name
        if (chair := meeting.chair_function) is not None:
            meeting.chair_name = f"{chair.short_name or chair.name}, {chair.actor.name}"
        meeting.save(update_fields=["forum_name", "chair_name"])
    rows = Attendance.objects.filter(meeting__began_at__isnull=False, actor_name="")
    for row in rows.select_related("meeting", "actor", "function").iterator():
        row.actor_name = row.actor.name
        row.function_name = row.function.short_name or row.function.name
        row.save(update_fields=["actor_name", "function_name"])
        came_at = row.came_at or row.meeting.began_at
        if row.status in HERE and not Presence.objects.filter(attendance=row).exists():
            Presence.objects.create(
                attendance=row,
                came_at=came_at,
                left_at=row.left_at,
                is_deputy=HERE[row.status],
                deputy_function=row.deputy_function,
            )
    for note in MeetingNote.objects.filter(actor__isnull=False, actor_name="").select_related(
        "actor"
    ):
        note.actor_name = note.actor.name
        note.save(update_fields=["actor_name"])


class Migration(migrations.Migration):
    dependencies = [("forums", "0002_presences_and_names_of_the_day")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
