"""Operators are told of alarms that do not leave."""

from datetime import UTC, datetime, timedelta

import pytest

from actors import rights
from notices import watch
from notices.models import Notice
from tests.factories import FunctionFactory, RegionFactory
from tests.notices.factories import make_notice

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 2, 6, tzinfo=UTC)


def test_operators_are_told_once_an_hour_of_alarms_that_do_not_leave():
    """ux.md §4 N16."""
    region = RegionFactory()
    operator = FunctionFactory(actor=region.convener, name="Systemförvaltare", addresses=["email"])
    rights.grant(operator, "actors.operate_region", region)
    FunctionFactory(actor=region.convener, name="Annan", addresses=["email"])
    make_notice(priority=10, due_at=AT - timedelta(minutes=6), created_at=AT)

    watch.tell_of_late_alarms(AT)
    watch.tell_of_late_alarms(AT + timedelta(minutes=1))

    (told,) = Notice.objects.filter(template="N16")
    assert told.recipient_label == str(operator)
    assert "1 larm" in told.subject
    watch.tell_of_late_alarms(AT + timedelta(hours=1))
    assert Notice.objects.filter(template="N16").count() == 2
