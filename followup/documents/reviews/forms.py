"""The county's sheet on a version: headings, criteria and the written answer, field by field."""

from datetime import datetime
from typing import Any, Final

from django import forms

from actors.models import User
from common.autosave import SEEN, mark_of
from common.form_fields import DayField
from followup.documents import queries
from followup.documents.models import CriterionCheck, DocumentVersion
from followup.documents.reviews import services

Choices = list[tuple[str, str]]
FOUND: Final = [("yes", "Finns"), ("no", "Saknas")]
FOUND_AS: Final = {True: "yes", False: "no", None: ""}
Verdict = CriterionCheck.Verdict


class ReviewForm(forms.Form):
    """One field per heading, criterion and reasoning; then the answer."""

    text = forms.CharField(
        label="Återkoppling till kommunen",
        help_text="Ett utkast tills du skickar det. Skriv inget hemligt.",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-autosave-field": "text"}),
    )
    asks_completion = forms.BooleanField(label="Begär komplettering", required=False)
    complete_by = DayField(label="Komplettera senast", required=False)

    def __init__(self, *args: Any, version: DocumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.stored: dict[str, str] = {}
        self.headings: list[str] = []
        self.criteria: list[tuple[queries.CriterionRow, str]] = []
        for heading, check in ((each.heading, each.check) for each in queries.headings(version)):
            name, label = f"h-{heading.number}", f"{heading.number}. {heading.text}"
            found = FOUND_AS[check.is_found if check else None]
            self.headings.append(name)
            self._add(name, label, FOUND, found, check.note if check else "", 500)
        for row in queries.criteria(version):
            name, label = f"c-{row.criterion.pk}", f"{row.criterion.code} {row.criterion.text}"
            verdict, reasoning = Verdict.NOT_ASSESSED.value, ""
            if row.check:
                verdict, reasoning = row.check.verdict, row.check.reasoning
            self.criteria.append((row, name))
            self._add(name, label, Verdict.choices, verdict, reasoning, 2000)
        draft = version.feedback.filter(sent_at=None).first()
        self.stored["text"] = draft.text if draft else ""
        self.fields["text"].initial = self.stored["text"]
        self.fields["asks_completion"].initial = bool(draft and draft.asks_completion)
        self.fields["complete_by"].initial = draft.complete_by if draft else None

    def shown_headings(self) -> list[tuple[Any, Any, str, str]]:
        """Return found, note and the marks of what is stored, heading by heading."""
        return [self._pair(name) for name in self.headings]

    def shown_criteria(self) -> list[tuple[queries.CriterionRow, tuple[Any, Any, str, str]]]:
        return [(row, self._pair(name)) for row, name in self.criteria]

    def text_seen(self) -> str:
        """Return the mark of the stored draft."""
        return mark_of(self.stored["text"])

    def changed_fields(self) -> dict[str, str]:
        """Return what was typed: neither what is stored, nor what the writer was shown."""
        typed = {name: str(self.cleaned_data.get(name) or "") for name in self.stored}
        # A criterion that nobody has chosen a verdict for is not assessed.
        typed |= {name: typed[name] or Verdict.NOT_ASSESSED.value for _, name in self.criteria}
        return {
            name: value
            for name, value in typed.items()
            if mark_of(value) not in {mark_of(self.stored[name]), self._seen(name)}
        }

    def clashes(self) -> list[str]:
        """Return what was typed where somebody else has written since it was shown."""
        return [
            name
            for name in self.changed_fields()
            if self._seen(name) not in {"", mark_of(self.stored[name])}
        ]

    def _seen(self, name: str) -> str:
        return str(self.data.get(name + SEEN, ""))

    def _pair(self, name: str) -> tuple[Any, Any, str, str]:
        note = f"n-{name}"
        return self[name], self[note], mark_of(self.stored[name]), mark_of(self.stored[note])

    def _add(
        self, name: str, label: str, choices: Choices, value: str, note: str, most: int
    ) -> None:
        self.stored[name], self.stored[f"n-{name}"] = value, note
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            required=False,
            initial=value,
            widget=forms.RadioSelect(attrs={"data-autosave-field": name}),
        )
        self.fields[f"n-{name}"] = forms.CharField(
            label="Skäl",
            max_length=most,
            required=False,
            initial=note,
            widget=forms.Textarea(attrs={"rows": 2, "data-autosave-field": f"n-{name}"}),
        )


class FieldForm(forms.Form):
    """One field as it is saved by itself."""

    field = forms.RegexField(r"^(text|(n-)?[hc]-\d{1,9})$")
    value = forms.CharField(required=False, max_length=8000)
    seen = forms.CharField(required=False, max_length=16)


def save(sheet: ReviewForm, name: str, value: str, *, by: User, at: datetime) -> None:
    """Save one field of the sheet, with the other half of its pair as it is stored."""
    version = sheet.version
    if name == "text":
        draft = version.feedback.filter(sent_at=None).first()
        services.draft_feedback(
            version_id=version.pk,
            text=value,
            asks_completion=bool(draft and draft.asks_completion),
            complete_by=draft.complete_by if draft else None,
            by=by,
            at=at,
        )
        return
    sheet.stored[name] = value
    main = name.removeprefix("n-")
    number = int(main[2:])
    judged, note = sheet.stored[main], sheet.stored[f"n-{main}"]
    if main.startswith("h-"):
        services.check_heading(
            version_id=version.pk, number=number, found=judged, text=note, by=by, at=at
        )
    else:
        services.check_criterion(
            version_id=version.pk,
            criterion_id=number,
            verdict=judged or Verdict.NOT_ASSESSED,
            reasoning=note,
            by=by,
            at=at,
        )
