"""Form fields for files: what is taken in is said before anything is chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from records.files import uploads


class MultipleFileInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class MultipleUploadField(forms.FileField):
    """Several files. Their contents are looked at by ``records.files.uploads``, not here."""

    def __init__(
        self,
        *args: Any,
        endings: Iterable[str] = tuple(uploads.KINDS),
        limit_mb: int | None = None,
        told: str = "",
        **kwargs: Any,
    ) -> None:
        self.endings, self.limit_mb, self.told = tuple(endings), limit_mb, told
        accept = ",".join(f".{ending}" for ending in self.endings)
        kwargs.setdefault("widget", MultipleFileInput(attrs={"accept": accept}))
        kwargs.setdefault("help_text", self.allowed_text())
        super().__init__(*args, **kwargs)

    def allowed_text(self) -> str:
        """Say which files are taken in, how large, and whatever else is ``told``."""
        listed = ", ".join(self.endings)
        limit_mb = self.limit_mb or settings.SSR_UPLOAD_MAX_MB
        return f"Tillåtna filer: {listed}. Högst {limit_mb} MB per fil. {self.told}".rstrip()

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files as a list."""
        sent = data if isinstance(data, list | tuple) else [data]
        sent = [upload for upload in sent if upload]
        if self.required and not sent:
            raise forms.ValidationError("Välj minst en fil.", code="required")
        return sent


class UploadField(MultipleUploadField):
    """One file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.allow_multiple_selected = False

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:  # type: ignore[override]
        """Return the file, if any."""
        sent = super().clean(data, initial)
        return sent[0] if sent else None
