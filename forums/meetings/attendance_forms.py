"""When somebody was in a meeting, put right by hand."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from common.clock import STOCKHOLM, local
from forums.meetings.attendance import Span
from forums.models import Meeting, Presence


class PresenceForm(forms.Form):
    """A time in a meeting by the clock; past midnight the hours are those of the day after."""

    presence = forms.IntegerField(required=False, widget=forms.HiddenInput)
    came = forms.TimeField(label="Kom", widget=forms.TimeInput(attrs={"type": "time"}))
    left = forms.TimeField(
        label="Gick",
        help_text="Tomt: stannade till slutet, eller är kvar.",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    is_deputy = forms.BooleanField(label="Genom ersättare", required=False)
    deputy_function = forms.CharField(
        label="Ersättande funktion",
        help_text="Funktion, aldrig namn.",
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def span(self) -> Span:
        """Return the time that was typed."""
        typed = self.cleaned_data
        left = typed["left"]
        return Span(
            came_at=self._moment(typed["came"]),
            left_at=self._moment(left) if left else None,
            is_deputy=typed["is_deputy"],
            deputy_function=typed["deputy_function"],
        )

    def _moment(self, time: Any) -> datetime:
        """Return the first such reading of the clock from when the meeting began."""
        began_at = self.meeting.began_at
        assert began_at is not None  # noqa: S101 - the page is there once it has; tells mypy
        began = local(began_at)
        moment = datetime.combine(began.date(), time, tzinfo=STOCKHOLM)
        if moment < began.replace(second=0, microsecond=0):
            moment = datetime.combine(began.date() + timedelta(days=1), time, tzinfo=STOCKHOLM)
        return max(moment, began_at)


def shown(presence: Presence) -> dict[str, Any]:
    """Return what the form shows of a stored time."""
    return {
        "presence": presence.pk,
        "came": f"{local(presence.came_at):%H:%M}",
        "left": f"{local(presence.left_at):%H:%M}" if presence.left_at else None,
        "is_deputy": presence.is_deputy,
        "deputy_function": presence.deputy_function,
    }
