"""What waits in the register: messages that did not arrive."""

from datetime import datetime
from typing import Final

from actors import page_context
from actors.models import Function, User
from actors.rights import rights
from common.todo import Task
from notices.models import Notice
from records.refs import ref

MOST: Final = 50


def tasks(user: User, at: datetime) -> list[Task]:
    """Return the failed messages to the actors whose register the user looks after."""
    held = {function.actor_id for function in rights.functions_of(user, at)}
    own = page_context.administered_actors(user).filter(pk__in=held)
    by_ref = {
        ref(function): function
        for function in Function.objects.filter(actor__in=own).select_related("actor")
    }
    if not by_ref:
        return []
    failed = Notice.objects.filter(
        status=Notice.Status.FAILED, handled_at=None, recipient_ref__in=by_ref
    ).defer("body")
    return [
        Task(
            action="Rätta adressen",
            text=f"{notice.get_channel_display()} till {notice.recipient_label} gick inte fram",
            url=f"{by_ref[notice.recipient_ref].actor.get_absolute_url()}administration/",
            icon="fault",
            whom=by_ref[notice.recipient_ref].actor.name,
            since=notice.failed_at,
        )
        for notice in failed.order_by("-failed_at")[:MOST]
    ]
