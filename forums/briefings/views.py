"""What a meeting came to, ready to be told at home; and who has told it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from forums import queries, tallies
from forums.briefings import services
from forums.finding import base, get_meeting
from forums.models import Meeting


class BriefingForm(forms.Form):
    """Which of one's actors has told its own, and how."""

    actor = forms.TypedChoiceField(label="Aktör", coerce=int)
    how = forms.CharField(
        label="Hur?",
        max_length=300,
        required=False,
        help_text="Frivilligt. Till exempel: på krisledningens möte, eller på intranätet.",
    )

    def __init__(self, *args: Any, rows: list[tallies.Briefed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.actor.pk, row.actor.name) for row in rows]
        self.fields["actor"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["actor"].initial = choices[0][0]
            self.fields["actor"].widget = forms.HiddenInput()


@require_http_methods(["GET", "POST"])
def briefing(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what the meeting came to, and take word that one's own organisation is told."""
    meeting = get_meeting(request, region, pk)
    rows = tallies.briefings_of(meeting)
    own = [row for row in rows if services.own_function(request.user, row.actor.pk)]
    waiting = [row for row in own if row.briefing is None]
    is_over = meeting.status in services.OVER
    if request.method == "POST" and not own:
        raise PermissionDenied("Bara den som var med på mötet återför.")
    context = {
        **base(request, meeting),
        "rows": rows,
        "told": [row for row in rows if row.briefing is not None],
        "waiting": [row for row in rows if row.briefing is None],
        "may_confirm": is_over and bool(waiting),
        "is_over": is_over,
        "decisions": queries.settled(meeting, request.user),
        "directions": tallies.of_meetings(Meeting.objects.filter(pk=meeting.pk)),
    }
    return form_page(
        request,
        "forums/briefings/briefing.html",
        BriefingForm(posted(request), rows=waiting or own),
        lambda typed: services.confirm_briefing(
            meeting_id=meeting.pk,
            actor_id=typed["actor"],
            how=typed["how"],
            by=request.user,
            at=timezone.now(),
        ),
        to=request.path,
        done="Tack. Det är antecknat att er organisation är informerad.",
        context=context,
    )
