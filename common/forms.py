"""What every page does with its form: bind it, carry the act out, tell why it was refused."""

from collections.abc import Callable
from typing import Any, Final, cast

from django import forms
from django.http import HttpRequest, QueryDict

from common.autosave import mark_of
from common.errors import RuleError

WRONG: Final = 422
REFUSED: Final = 409
OVERTAKEN: Final = (
    "Någon annan har ändrat under tiden. Spara igen om det du har skrivit ska gälla. Nu står det:"
)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, or nothing for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def add_refusal(form: forms.BaseForm, refused: RuleError) -> None:
    """Tell a refusal at its field; above the form, when it has no such field.

    ``refused_at`` of a form names the fields that stand for what services call otherwise.
    """
    name = getattr(form, "refused_at", {}).get(refused.field, refused.field)
    form.add_error(name if name in form.fields else None, refused.message)


def carried_out(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> int:
    """Do the act with what was typed; return 0, or the status that tells why it was not done."""
    if not form.is_valid():
        return WRONG
    try:
        act(form.cleaned_data)
    except RuleError as refused:
        add_refusal(form, refused)
        return REFUSED
    return 0


class NothingToFill(forms.Form):
    """A question without fields."""


class SeenForm(forms.Form):
    """A form that shows what is stored, and does not put it back over what another has written.

    Its ``initial`` is what is stored. What stood there when the form was shown goes along as a
    mark; if it has changed since, the form is refused once and says what stands there now.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark = mark_of("|".join(f"{name}={self.initial.get(name)}" for name in self.fields))
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=mark, max_length=16
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed over something that its writer has not seen."""
        cleaned = super().clean() or {}
        seen, mark = cleaned.pop("seen", ""), self.fields["seen"].initial
        other = [name for name in self.changed_data if name != "seen"]
        if seen not in {"", mark} and other:
            shown_anew = cast(QueryDict, self.data).copy()
            shown_anew[self.add_prefix("seen")] = mark
            self.data = shown_anew
            stands = "; ".join(self._stands(name) for name in other)
            raise forms.ValidationError(f"{OVERTAKEN} {stands}")
        return cleaned

    def _stands(self, name: str) -> str:
        field, value = self.fields[name], self.initial.get(name)
        choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list) else [value]
        shown = ", ".join(
            choices.get(str(one), str(one)) for one in values if one is not None and one != ""
        )
        return f"{field.label}: {shown or '–'}"
