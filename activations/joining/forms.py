"""Which request or event is the same."""

from typing import Any

from django import forms

from activations.models import ActivationRequest
from common.form_fields import TextField


class RequestField(forms.ModelChoiceField):
    """Requests by number, who asks and what."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.asker}: {obj.what}"


class MergeRequestForm(forms.Form):
    """The open request that carries on this one."""

    into = RequestField(
        label="Vilken begäran ska den föras samman med?",
        queryset=ActivationRequest.objects.none(),
        empty_label="Välj begäran",
        error_messages={"required": "Välj begäran.", "invalid_choice": "Begäran är redan avgjord."},
    )

    def __init__(self, *args: Any, request: ActivationRequest, chosen: str, **kwargs: Any) -> None:
        others = ActivationRequest.objects.open().filter(
            region=request.region, exercise=request.exercise
        )
        others = others.exclude(pk=request.pk).select_related("for_actor", "for_forum")
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
        self.initial["into"] = others.filter(number=chosen).first()


class MergeEventForm(forms.Form):
    """Why two events are one."""

    reason = TextField(
        label="Varför är det samma händelse?",
        max_length=500,
        rows=3,
        required_text="Skriv varför det är samma händelse.",
        help_text="Står i båda händelsernas tidslinjer.",
    )
