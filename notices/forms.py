"""Forms of the pages about notices."""

from typing import ClassVar

from django import forms
from django.db.models import QuerySet

from common import phones
from notices.models import Notice
from notices.texts.texts import TEXTS


class FilterForm(forms.Form):
    """Narrow the list of notices."""

    status = forms.ChoiceField(
        label="Läge", required=False, choices=[("", "Alla"), *Notice.Status.choices]
    )
    channel = forms.ChoiceField(
        label="Kanal", required=False, choices=[("", "Alla"), *Notice.Channel.choices]
    )
    template = forms.ChoiceField(
        label="Anledning",
        required=False,
        choices=[("", "Alla"), *((name, text.when) for name, text in TEXTS.items())],
    )
    about = forms.CharField(label="Gäller", required=False, max_length=60)
    q = forms.CharField(label="Mottagare", required=False, max_length=100)

    COLUMNS: ClassVar = {
        "status": "status",
        "channel": "channel",
        "template": "template",
        "about": "about_ref",
        "q": "recipient_label__icontains",
    }

    def narrow(self, notices: QuerySet[Notice]) -> QuerySet[Notice]:
        """Return the notices that fit; a filter that makes no sense is left out."""
        self.full_clean()
        values = {
            column: value
            for name, column in self.COLUMNS.items()
            if (value := self.cleaned_data.get(name)) and "\0" not in value
        }
        return notices.filter(**values)


class SmsReplyForm(forms.Form):
    """In the demo: what a called person would have answered on the phone."""

    sender = forms.CharField(label="Från nummer", max_length=20)
    text = forms.CharField(label="Svar", max_length=160)

    def clean_sender(self) -> str:
        """Accept the number as people write it."""
        number = phones.e164(self.cleaned_data["sender"])
        if not number:
            raise forms.ValidationError(phones.SPOKEN)
        return number
