from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = {
    "N01": "request",
    "N02": "request_unanswered",
    "N03": "request_acknowledged",
    "N04": "summons",
    "N05": "meeting_moved",
    "N06": "meeting_cancelled",
    "N08": "joint_picture",
    "N09": "joint_direction",
    "N12": "back_to_ordinary",
    "N13": "summons_exercise",
    "N15": "shift_begins",
    "N16": "alarm_failed",
    "N17": "secret_waits",
    "N18": "deadline_reminder",
    "N19": "feedback",
    "N20": "visit_planned",
    "N21": "measure_due",
    "N22": "case_told",
    "N23": "case_step",
    "T01": "address_test",
    "T02": "invitation",
    "T03": "request_declined",
    "T04": "request_met_ordinarily",
    "T05": "request_withdrawn",
    "T06": "nobody_on_duty",
    "T07": "notice_failed",
    "T08": "minutes_adopted",
    "T09": "summons_deputy",
    "T10": "summons_reminder",
    "T11": "request_complemented",
    "T12": "request_granted",
    "T13": "actor_leaves",
    "T14": "chair_changed",
    "T15": "winding_down",
    "T16": "sms_reply",
    "T17": "system_silent",
    "T18": "duty_gap",
    "T19": "request_handed_over",
    "T20": "receipt",
    "T21": "completion_asked",
    "T22": "accepted",
    "T23": "reminder_digest",
    "T24": "visit_plan",
    "T25": "visit_report",
    "T26": "approval_waits",
    "T27": "saving_plan_asked",
    "T28": "question_answered",
    "T29": "dialogue",
}


def rename(names: dict[str, str], apps: Apps) -> None:
    """Give waiting and sent notices the names that withdrawing and the pages look for."""
    notices = apps.get_model("notices", "Notice").objects
    for old, new in names.items():
        notices.filter(template=old).update(template=new)


def to_names(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename(NAMES, apps)


def to_numbers(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename({new: old for old, new in NAMES.items()}, apps)


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_longer_names")]

    operations = [migrations.RunPython(to_names, to_numbers)]
