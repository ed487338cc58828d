"""Write in an annual report, and the county's answers to it."""

from typing import Any

from django import forms
from django.utils.html import escape

from common.autosave import SEEN, mark_of
from common.form_fields import DayField, KronorField, TextField
from followup.annual.models import ReportedItem
from followup.annual.reports import rules
from followup.annual.reports.queries import Row, Sheet
from followup.annual.reports.services import (
    COMMENT,
    LONGEST,
    REMARK,
    Item,
    Typed,
    answer_field,
    remark_field,
)
from followup.economy.models import Cost
from followup.terms.models import Area, Indicator, Part

Type = Indicator.AnswerType


class AnswerField(forms.CharField):
    """An answer to one indicator, checked by the rule of its type."""

    def __init__(self, row: Row) -> None:
        asked = row.indicator
        self.answer_type, initial = asked.answer_type, row.value
        attrs: dict[str, Any] = {"data-autosave-field": answer_field(asked)}
        widget: forms.Widget
        if self.answer_type == Type.YES_NO:
            widget = forms.RadioSelect(attrs=attrs, choices=list(rules.YES_NO.items()))
        elif self.answer_type == Type.SCALE:
            widget = forms.RadioSelect(attrs=attrs, choices=[(one, one) for one in rules.SCALE])
        elif self.answer_type == Type.NUMBER:
            widget = forms.TextInput(attrs=attrs | {"inputmode": "decimal", "maxlength": 20})
            initial = rules.shown_answer(self.answer_type, row.value)
        else:
            widget = forms.Textarea(attrs=attrs | {"rows": 3, "maxlength": rules.LONGEST})
        super().__init__(
            label=f"{asked.code} {asked.text}",
            help_text=escape(asked.guidance),
            required=False,
            widget=widget,
            initial=initial,
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return rules.read_answer(self.answer_type, typed)
        except rules.NotAnAnswer as problem:
            raise forms.ValidationError(str(problem)) from problem


class ReportForm(forms.Form):
    """The whole report: each indicator with a remark, and the municipality's own comment."""

    comment = forms.CharField(
        label="Kommunens kommentar",
        help_text="Skriv inget hemligt och inget säkerhetsskyddsklassificerat.",
        max_length=LONGEST[COMMENT],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-autosave-field": COMMENT}),
    )

    def __init__(self, *args: Any, sheet: Sheet, stored_comment: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.stored = {COMMENT: stored_comment}
        self.fields[COMMENT].initial = stored_comment
        for _area, rows in sheet.areas:
            for row in rows:
                answer, remark = answer_field(row.indicator), remark_field(row.indicator)
                self.stored[answer], self.stored[remark] = row.value, row.comment
                self.fields[answer] = AnswerField(row)
                self.fields[remark] = forms.CharField(
                    label=f"Kommentar till {row.indicator.code}",
                    max_length=LONGEST[REMARK],
                    required=False,
                    initial=row.comment,
                    widget=forms.Textarea(attrs={"rows": 2, "data-autosave-field": remark}),
                )

    def seen(self, name: str) -> str:
        posted = self.data.get(name + SEEN) if self.is_bound else None
        return str(posted) if posted is not None else mark_of(self.stored[name])

    def shown_areas(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the areas with each row's two fields and what stands beside them."""
        return [(area, [self._shown(row) for row in rows]) for area, rows in self.sheet.areas]

    def comment_seen(self) -> str:
        return self.seen(COMMENT)

    def typed(self) -> dict[str, Typed]:
        """Return what was posted, field by field, with the marks.

        A choice left open sends nothing; its mark tells that it was on the page.
        """
        return {
            name: Typed(self.cleaned_data[name], str(self.data.get(name + SEEN, "")))
            for name, field in self.fields.items()
            if name in self.data
            or (isinstance(field.widget, forms.RadioSelect) and name + SEEN in self.data)
        }

    def _shown(self, row: Row) -> dict[str, Any]:
        answer, remark = answer_field(row.indicator), remark_field(row.indicator)
        return {
            "row": row,
            "answer": self[answer],
            "answer_seen": self.seen(answer),
            "remark": self[remark],
            "remark_seen": self.seen(remark),
            "remark_open": bool(self[remark].value()),
        }


class FieldForm(forms.Form):
    field = forms.CharField(max_length=24)
    value = forms.CharField(max_length=LONGEST[COMMENT], required=False, strip=False)
    seen = forms.CharField(max_length=16, required=False)


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label="Slag", choices=ReportedItem.Kind.choices)
    happened_date = DayField(label="Dag", required=False)
    area = forms.ChoiceField(label="Område", required=False, choices=[("", "Välj"), *Area.choices])
    text = TextField(label="Vad", help_text="Skriv inget hemligt.", max_length=1000, rows=2)
    effect = TextField(
        label="Effekt",
        help_text="Vad blev bättre? Gäller vidtagna åtgärder.",
        max_length=1000,
        required=False,
        rows=2,
    )

    def item(self) -> Item:
        return Item(**self.cleaned_data)


class ChangeItemForm(ItemForm):
    """What stands there, and the mark of what its writer has seen."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def item(self) -> Item:
        return Item(**{name: self.cleaned_data[name] for name in Item.__dataclass_fields__})


class ReportCostForm(forms.Form):
    """A cost of the year, entered from the report."""

    part = forms.ChoiceField(label="Del", choices=Part.choices)
    area = forms.ChoiceField(label="Område", required=False, choices=[("", "Välj"), *Area.choices])
    text = forms.CharField(label="Vad", max_length=300)
    amount = KronorField(label="Belopp i kronor")
    eligibility = forms.ChoiceField(
        label="Får ersättningen användas?", choices=Cost.Eligibility.choices
    )
    question = TextField(
        label="Fråga till Länsstyrelsen",
        help_text="Skriv när du har valt Fråga Länsstyrelsen.",
        max_length=2000,
        required=False,
        rows=2,
    )


class CompletionForm(forms.Form):
    text = TextField(label="Vad behöver kompletteras?", max_length=4000, rows=5)
    complete_by = DayField(label="Senast")
