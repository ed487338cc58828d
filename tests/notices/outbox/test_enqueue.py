"""The outbox: rows in the caller's transaction, once per key and address."""

from datetime import timedelta

import pytest
from django.db import transaction

from notices.models import Notice
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from tests.notices.factories import AT, RSIB

pytestmark = pytest.mark.django_db
CONTEXT = {"actor": "Norrtälje kommun", "number": "A-2026-0142", "url": "https://ssr.se/k/x/"}


def enqueue(**given):
    values = {
        "template": "request",
        "context": CONTEXT,
        "recipient": RSIB,
        "about_ref": "activations.activationrequest:1",
        "at": AT,
    } | given
    return outbox.enqueue(**values)


def test_each_address_gets_its_notice_with_the_previewed_text():
    sms, email = enqueue(alarm=True)

    shown = outbox.preview(template="request", context=CONTEXT, exercise=False)
    assert (sms.channel, sms.address, sms.body) == ("sms", RSIB.sms[0], shown.sms)
    assert (email.channel, email.subject, email.body) == ("email", shown.subject, shown.email)
    assert {notice.priority for notice in (sms, email)} == {Notice.Priority.ALARM}
    assert {notice.due_at for notice in (sms, email)} == {AT}


def test_the_same_key_and_address_give_one_notice():
    first = enqueue(dedupe_key="request:1:step:1")
    again = enqueue(dedupe_key="request:1:step:1")
    other = enqueue(dedupe_key="request:1:step:2")

    assert [len(first), len(again), len(other)] == [2, 0, 2]
    assert Notice.objects.count() == 4


def test_without_a_key_every_call_counts():
    enqueue()
    enqueue()

    assert Notice.objects.count() == 4


def test_an_address_given_twice_gets_one_notice():
    twice = Recipient(label="x", ref="", sms=RSIB.sms * 2)

    assert len(enqueue(recipient=twice)) == 1


def test_nothing_is_left_of_a_transaction_that_fails():
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_an_unknown_template_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        enqueue(template="X99")


def test_cancel_withdraws_only_what_waits_about_the_thing():
    waiting = enqueue(due_at=AT + timedelta(minutes=10))
    sent = enqueue()[0]
    Notice.objects.filter(pk=sent.pk).update(status="sent", sent_at=AT)
    other = enqueue(about_ref="activations.activationrequest:2")

    assert outbox.cancel(about_ref="activations.activationrequest:1", at=AT) == 3

    status = dict(Notice.objects.values_list("pk", "status"))
    assert {status[notice.pk] for notice in waiting} == {"cancelled"}
    assert status[sent.pk] == "sent"
    assert {status[notice.pk] for notice in other} == {"queued"}


def test_cancel_can_be_limited_to_a_template():
    enqueue()
    enqueue(template="request_withdrawn", context={**CONTEXT, "time": "03:10"})

    assert (
        outbox.cancel(
            about_ref="activations.activationrequest:1", at=AT, template="request_withdrawn"
        )
        == 2
    )


def test_a_recipient_without_addresses_is_empty():
    assert Recipient(label="x", ref="").is_empty
    assert enqueue(recipient=Recipient(label="x", ref="")) == []
