"""Every write of forums: one verb each, permission inside."""

from forums.services.answers import answer_call
from forums.services.conduct import (
    add_decision,
    add_note,
    add_unexpected,
    mark_attendance,
    mark_left,
    set_by_phone,
)
from forums.services.meetings import (
    begin_meeting,
    call_meeting,
    cancel_meeting,
    end_meeting,
    expect,
    move_meeting,
    plan_meeting,
    plan_series,
    send_call,
)
from forums.services.protocols import (
    SummaryConflict,
    adjust_protocol,
    adopt_protocol,
    edit_summary,
    reopen_protocol,
    want_pdf,
)
from forums.services.seats import clear_seat, fill_seat, set_places
from forums.services.secret_points import add_secret_point, remove_secret_point

__all__ = [
    "SummaryConflict",
    "add_decision",
    "add_note",
    "add_secret_point",
    "add_unexpected",
    "adjust_protocol",
    "adopt_protocol",
    "answer_call",
    "begin_meeting",
    "call_meeting",
    "cancel_meeting",
    "clear_seat",
    "edit_summary",
    "end_meeting",
    "expect",
    "fill_seat",
    "mark_attendance",
    "mark_left",
    "move_meeting",
    "plan_meeting",
    "plan_series",
    "remove_secret_point",
    "reopen_protocol",
    "send_call",
    "set_by_phone",
    "set_places",
    "want_pdf",
]
