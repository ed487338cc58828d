"""Answering an alarm without signing in: by its link, or by replying JA to the SMS."""

from datetime import datetime

from activations import rules
from activations.models import ActivationRequest, CallStep
from activations.services import requests as services
from activations.services.routing import ACK_LINK, asked_forum
from common import clock
from common.errors import RuleError
from notices.answers import AnswerPage, Choice, yes_or_no

TAKE = "yes"
_VIA = {"link": "länk", "sms": "sms"}
Status = ActivationRequest.Status


class RequestAnswers:
    """The question put to the convener's functions: do you take the request?"""

    kind = ACK_LINK

    def describe(self, subject_id: int, at: datetime) -> AnswerPage:
        """Return what has happened and whether somebody has the request."""
        step = _step(subject_id)
        request = step.request
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
            closed=_closed(step),
            current="Ni har tagit begäran." if _is_taken_by(step) else "",
            exercise=request.exercise,
            phone=request.callback_phone,
        )

    def answer(
        self,
        subject_id: int,
        *,
        choice: str,
        via: str,
        by_label: str,
        extra: dict[str, str],
        at: datetime,
    ) -> str:
        """Let the called function take the request.

        :raises RuleError: if the answer is another, or somebody else has the request.
        """
        if choice != TAKE:
            raise RuleError("Svara JA om du tar begäran, annars larmas nästa.", code="no_answer")
        request = services.acknowledge_by_answer(step_id=subject_id, via=_VIA.get(via, via), at=at)
        phone = rules.shown_phone(request.callback_phone)
        return f"Du har tagit begäran {request.number}. Ring {request.asker}: {phone}."

    def parse_sms(self, text: str) -> str | None:
        """Return the choice that a reply means."""
        return yes_or_no(text)


def _step(step_id: int) -> CallStep:
    related = ("request__event_type", "request__forum", "request__for_actor", "request__for_forum")
    return CallStep.objects.select_related(*related, "request__acknowledged_by__actor").get(
        pk=step_id
    )


def _is_taken_by(step: CallStep) -> bool:
    return step.request.acknowledged_by_id == step.function_id


def _closed(step: CallStep) -> str:
    request = step.request
    if request.status not in {Status.SUBMITTED, Status.ACKNOWLEDGED}:
        return f"Begäran är redan avgjord: {request.get_status_display().lower()}."
    if request.acknowledged_at is None or _is_taken_by(step):
        return ""
    return f"{request.acknowledged_by} tog begäran {clock.clock(request.acknowledged_at)}."
