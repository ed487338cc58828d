"""Operators are told of alarms that do not leave."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.rights import rights
from notices.models import Notice
from notices.sender import watch
from tests.factories import FunctionFactory, RegionFactory
from tests.notices.factories import make_notice

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 2, 6, tzinfo=UTC)


def test_operators_are_told_once_an_hour_of_alarms_that_do_not_leave():
    """domain.md 6.4."""
    region = RegionFactory()
    operator = FunctionFactory(actor=region.convener, name="Systemförvaltare", addresses=["email"])
    rights.grant(operator, "actors.operate_region", region)
    FunctionFactory(actor=region.convener, name="Annan", addresses=["email"])
    make_notice(priority=10, due_at=AT - timedelta(minutes=6), created_at=AT)

    watch.tell_of_late_alarms(AT)
    watch.tell_of_late_alarms(AT + timedelta(minutes=1))

    (told,) = Notice.objects.filter(template="alarm_failed")
    assert told.recipient_label == str(operator)
    assert "1 larm" in told.subject
    watch.tell_of_late_alarms(AT + timedelta(hours=1))
    assert Notice.objects.filter(template="alarm_failed").count() == 2
