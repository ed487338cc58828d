"""Files without a row are swept, and keys are changed without touching what they seal."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.utils import timezone

from records.models import SecretAnnex, SecretFile, SecretText
from records.secrets import files as secret_files
from records.secrets.annexes import NewFile
from records.secrets.secrets import open_text
from tests.secrecy.factories import CANARY, PDF, Scene

pytestmark = pytest.mark.django_db


def test_a_sealed_file_without_a_row_is_swept_when_it_has_had_time() -> None:
    now = timezone.now()
    assert secret_files.sweep_orphans(now) == 0
    annex = Scene().annex(files=[NewFile("a.pdf", PDF)])
    kept = secret_files.path_of(SecretFile.objects.get().number)
    orphan = kept.with_name("utan-rad.part")
    orphan.write_bytes(b"x")
    young = kept.with_name("ny.part")
    young.write_bytes(b"x")
    old = (now - timedelta(hours=2)).timestamp()
    for path in (kept, orphan):
        os.utime(path, (old, old))

    assert secret_files.sweep_orphans(now) == 1

    assert (kept.exists(), orphan.exists(), young.exists()) == (True, False, True)
    assert annex.files.count() == 1


def test_keys_are_changed_by_a_command(settings) -> None:
    annex = Scene().annex()
    old, new = settings.SECRETS_KEYS[0], Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [new, old]
    call_command("rewrap_secrets", stdout=StringIO())
    settings.SECRETS_KEYS = [new]
    annex.refresh_from_db()

    assert open_text(annex, SecretText.objects.get())[1] == f"{CANARY} text"


def test_a_key_that_opens_nothing_is_told_and_changes_nothing(settings) -> None:
    annex = Scene().annex()
    before = bytes(SecretAnnex.objects.get(pk=annex.pk).wrapped_key)
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="1 bilagor"):
        call_command("rewrap_secrets", stdout=StringIO())

    assert bytes(SecretAnnex.objects.get(pk=annex.pk).wrapped_key) == before
