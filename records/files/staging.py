"""Files kept between the tries of a form, so that a corrected form need not send them again.

Add outside the form's own transaction: a form that is refused rolls back, its files do not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from common.errors import RuleError
from records.files import uploads
from records.files.checks.refusals import UploadRefused
from records.models import StagedUpload, StoredFile

KEPT_FOR: Final = timedelta(days=1)
MOST_FILES: Final = 20


def add(
    sent: Iterable[UploadedFile],
    *,
    form_key: UUID,
    user_id: int,
    at: datetime,
    endings: Iterable[str] = tuple(uploads.KINDS),
) -> list[UploadRefused]:
    """Take in each file by itself; return those that were refused. The same file twice is one."""
    refused = []
    wanted = tuple(endings)
    for upload in sent:
        try:
            _add_one(upload, form_key=form_key, user_id=user_id, at=at, endings=wanted)
        except UploadRefused as refusal:
            refused.append(refusal)
    return refused


def waiting(*, form_key: UUID, user_id: int) -> list[StoredFile]:
    """Return the person's files that wait for the form to be sent."""
    rows = StagedUpload.objects.filter(form_key=form_key, user_id_was=user_id)
    return [row.stored for row in rows.select_related("stored")]


def take(*, form_key: UUID, user_id: int) -> list[StoredFile]:
    """Hand the files over to the form's service; call it in the service's transaction."""
    rows = StagedUpload.objects.filter(form_key=form_key, user_id_was=user_id)
    found = list(rows.select_for_update().order_by("staged_at", "pk"))
    stored = list(StoredFile.objects.filter(pk__in=[row.stored_id for row in found]))
    StagedUpload.objects.filter(pk__in=[row.pk for row in found]).delete()
    order = {row.stored_id: number for number, row in enumerate(found)}
    return sorted(stored, key=lambda file: order[file.pk])


@transaction.atomic
def remove(*, form_key: UUID, user_id: int, stored_id: UUID) -> None:
    """Take a file off the form again; the sweeper removes its bytes."""
    rows = StagedUpload.objects.filter(form_key=form_key, user_id_was=user_id, stored=stored_id)
    if rows.delete()[0]:
        StoredFile.objects.filter(pk=stored_id).delete()


@transaction.atomic
def sweep(at: datetime) -> int:
    """Forget files whose form was never sent; return how many."""
    old = StagedUpload.objects.filter(staged_at__lt=at - KEPT_FOR)
    ids = list(old.values_list("stored_id", flat=True))
    old.delete()
    StoredFile.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def _add_one(
    upload: UploadedFile, *, form_key: UUID, user_id: int, at: datetime, endings: tuple[str, ...]
) -> None:
    here = StagedUpload.objects.filter(form_key=form_key)
    if here.exclude(user_id_was=user_id).exists():
        raise RuleError("Formuläret öppnades av någon annan. Ladda om sidan och försök igen.")
    stored = uploads.accept(upload, at=at, endings=endings)
    if here.filter(stored__sha256=stored.sha256, stored__name=stored.name).exists():
        stored.delete()
        return
    if here.count() >= MOST_FILES:
        stored.delete()
        raise UploadRefused(stored.name, f"högst {MOST_FILES} filer åt gången")
    StagedUpload.objects.create(form_key=form_key, user_id_was=user_id, stored=stored, staged_at=at)
