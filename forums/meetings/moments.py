"""A day and a time of day that together are a moment on Swedish clocks."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from common.clock import STOCKHOLM, exists, local
from common.form_fields import DayField


class MomentForm(forms.Form):
    """Fields ``day`` and ``time``; ``starts_at`` of the cleaned data is the moment.

    A time that the spring night skips is refused. Of the two in the autumn night the first
    (summer time) is meant; the page says so wherever it shows the time.
    """

    refused_at: ClassVar[dict[str, str]] = {"starts_at": "time"}

    day = DayField(label="Dag")
    time = forms.TimeField(
        label="Tid", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, time = cleaned.get("day"), cleaned.get("time")
        if day is None or time is None:
            return cleaned
        shown = datetime.combine(day, time, tzinfo=STOCKHOLM)
        if not exists(shown):
            self.add_error(
                "time", "Klockan ställs fram den natten: tiden finns inte. Välj en annan."
            )
            return cleaned
        cleaned["starts_at"] = shown
        return cleaned


def initial_moment(at: datetime) -> dict[str, Any]:
    """Return what the fields show for a moment."""
    shown = local(at)
    return {"day": shown.date(), "time": shown.time().replace(second=0, microsecond=0)}
