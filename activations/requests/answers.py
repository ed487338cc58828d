"""Answering an alarm without signing in: by its link, or by replying JA to the SMS."""

from datetime import datetime
from typing import Final

from activations.models import ActivationRequest, CallStep
from activations.requests import routing, services
from activations.requests.routing import ACK_LINK, asked_forum
from common import clock, phones
from common.errors import RuleError
from notices.answers.answers import AnswerPage, Choice
from notices.answers.replies import NO, YES

TAKE = "yes"
_VIA = {"link": "länk", "sms": "sms"}
Status = ActivationRequest.Status
WORDS: Final = {
    **dict.fromkeys((*YES, "ja jag tar den", "jag tar den"), TAKE),
    **dict.fromkeys(NO, "no"),
}


class RequestAnswers:
    """The question put to the convener's functions: do you take the request?"""

    kind = ACK_LINK
    words = WORDS

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Return what has happened and whether somebody has the request."""
        step = CallStep.objects.select_related(
            "request__event_type",
            "request__forum",
            "request__for_actor",
            "request__for_forum",
            "request__acknowledged_by__actor",
        ).get(pk=subject_id)
        request = step.request
        is_ours = request.acknowledged_by_id == step.function_id
        closed = ""
        if request.status not in {Status.SUBMITTED, Status.ACKNOWLEDGED}:
            closed = f"Begäran är redan avgjord: {request.get_status_display().lower()}."
        elif request.acknowledged_at is not None and not is_ours:
            taken = clock.clock(request.acknowledged_at)
            closed = f"{request.acknowledged_by} tog begäran {taken}."
        return AnswerPage(
            title=f"Begäran {request.number}",
            facts=[
                ("Vad har hänt", f"{request.event_type}: {request.what}"),
                ("Begärd av", request.asker),
                ("Forum", asked_forum(request)),
                ("Hur bråttom", request.get_urgency_display()),
                ("Skickad", clock.clock(request.submitted_at)),
            ],
            choices=[Choice(value=TAKE, label="Jag tar den", style="primary")],
            closed=closed,
            current="Ni har tagit begäran." if is_ours else "",
            exercise=request.exercise,
            phone=request.callback_phone,
            asked_at=step.called_at,
            prompt="Svara bara JA om du tar begäran",
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        as_of: datetime,
        at: datetime,
    ) -> str:
        """Let the called function take the request."""
        if choice != TAKE:
            raise RuleError("Svara JA om du tar begäran, annars larmas nästa.", code="no_answer")
        request = services.acknowledge_by_answer(step_id=subject_id, via=_VIA.get(via, via), at=at)
        phone = phones.shown(request.callback_phone)
        what = f"{request.number} ({request.what})"
        return f"Du har tagit begäran {what}. Ring {phone}, {request.asker}."

    def note_unclear(self, subject_id: int, *, by_label: str, at: datetime) -> None:
        """Let the timeline say that the called function replied, and that the chain goes on."""
        routing.note_unclear(step_id=subject_id, at=at)
