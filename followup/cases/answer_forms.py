"""The answer to what MSB/MCF asks for, with files."""

from datetime import datetime
from typing import Any

from django import forms

from common.form_fields import TextField
from records.files import uploads
from records.files.fields import MultipleUploadField
from records.models import StoredFile


class AnswerForm(forms.Form):
    text = TextField(label="Svar", max_length=8000, rows=8, required_text="Skriv svaret.")
    files = MultipleUploadField(label="Filer", required=False)  # type: ignore[assignment]

    def stored(self, at: datetime) -> list[StoredFile]:
        """Take the files in; refused ones tell why.

        :raises UploadRefused: if a file is not what it says, or is unsafe.
        """
        given: Any = self.cleaned_data.get("files") or []
        return [uploads.accept(upload, at=at) for upload in given]
