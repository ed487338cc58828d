"""Move something secret that was written in an open field into a secret annex, at one click.

The field then points at the annex, and every other place that holds the words is purged: history,
messages that wait or have left, documents made from the field. The log keeps a hash alone.
Källa: domain.md 9.5.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import models, transaction

from actors import audit
from actors.models import Actor, User
from common.errors import RuleError
from followup import access
from followup.visits.guards import locked
from followup.visits.measures import documents as measure_documents
from followup.visits.models import Visit, VisitProtocol
from notices.models import Notice
from records import versions
from records.files import files
from records.models import Job, SecretAnnex, StoredFile
from records.refs import ref
from records.secrets import annexes
from secrecy.moves import proofs
from secrecy.moves import texts as secret_texts
from secrecy.moves.proofs import OpenFile
from secrecy.moves.texts import TELLING, OpenText, telling_lines

MOVED: Final = "[Flyttat till hemlig bilaga]"


def open_texts(visit: Visit) -> list[OpenText | OpenFile]:
    """Return the open fields that hold any words: the visit's, its protocol's, and what stands on
    the municipality – dialogue, measures, deficiencies and cases; then the files of measures.

    What has been moved already is not there any more.
    Källa: domain.md 9.5.
    """
    texts = [text for text in secret_texts.beside(visit) if not text.is_moved]
    return [*texts, *proofs.open_files(visit.municipality, secret_texts.OFFERED)]


@transaction.atomic
def move_to_annex(
    *, visit: Visit, key: str, legal_grounds: Sequence[str], by: User, at: datetime
) -> SecretAnnex:
    """Move the words of an open field, or a file, into a new annex and purge it everywhere else.

    Källa: domain.md 9.5; Vägledningen 2.10 "lägga delar av protokollet i en hemlig bilaga".
    """
    function = access.require_handler(by, visit.municipality)
    visit = locked(visit.pk)
    municipality = visit.municipality
    given: dict[str, Any] = {"key": key, "legal_grounds": legal_grounds, "by": by, "at": at}
    if key.startswith(f"{proofs.KIND}."):
        annex, digest = proofs.move_file(municipality=municipality, about_ref=ref(visit), **given)
    else:
        annex, digest = _move_text(visit=visit, **given)
    _purge_documents(municipality)
    versions.bump(f"visit:{visit.pk}", measure_documents.PDF.scope(municipality))
    audit.record(
        by=by,
        function=function,
        at=at,
        action="secrets.move",
        thing=annex,
        text="Flyttade något som låg öppet till en hemlig bilaga",
        data={"sha256": digest},
    )
    return annex


def _move_text(
    *, visit: Visit, key: str, legal_grounds: Sequence[str], by: User, at: datetime
) -> tuple[SecretAnnex, str]:
    municipality = visit.municipality
    source = locked_text(secret_texts.beside(visit), key)
    words = source.text
    if sealed := secret_texts.seal_over(municipality, words):
        raise RuleError(
            f"Texten finns i {sealed}, som är förseglat. Kontakta den som ansvarar för"
            " säkerhetsskyddet och registratorn."
        )
    annex = annexes.create_annex(
        about_ref=ref(visit),
        legal_grounds=legal_grounds,
        title=source.label,
        body=words,
        by=by,
        at=at,
    )
    changed = purge_texts(
        lambda: secret_texts.everywhere(municipality),
        source,
        words,
        f"Se hemlig bilaga {annex.number}.",
    )
    for thing in changed:
        purge_history(thing)
    purge_notices(words, [ref(visit), *map(ref, changed)])
    return annex, hashlib.sha256(words.encode()).hexdigest()


def locked_text(texts: Iterable[OpenText], key: str) -> OpenText:
    """Return the field with its row locked, so that what is moved is what stands there.

    Källa: domain.md 9.5.
    """
    found = next((text for text in texts if text.key == key), None)
    if found is None:
        raise RuleError("Välj ett fält som innehåller text.", field="key")
    text = replace(found, thing=_rows(found).select_for_update(no_key=True).get())
    if text.is_moved:
        raise RuleError("Texten är redan flyttad till en hemlig bilaga.", field="key")
    return text


def purge_texts(
    everywhere: Callable[[], Iterable[OpenText]], source: OpenText, words: str, pointer: str
) -> list[models.Model]:
    """Write the pointer instead of the words wherever they stand; return what was changed.

    ``everywhere`` is asked when the field itself says the pointer.
    It goes past every service that would keep them. A draft begins with what was noted, and people
    copy from one field to another.
    Källa: domain.md 9.5.
    """
    _rows(source).update(**{source.field: pointer})
    changed = [source.thing]
    for text in everywhere():
        if secret_texts.without(text.text, words, pointer) == text.text:
            continue
        now = replace(text, thing=_rows(text).select_for_update(no_key=True).get())
        longest = now.thing._meta.get_field(now.field).max_length  # type: ignore[union-attr]
        left = secret_texts.without(now.text, words, pointer)[:longest]
        _rows(now).update(**{now.field: left})
        changed.append(now.thing)
    return changed


def _rows(text: OpenText) -> models.QuerySet[models.Model]:
    return type(text.thing)._default_manager.filter(pk=text.thing.pk)


def purge_history(thing: models.Model) -> None:
    """Remove what the thing said before, if it remembers.

    Källa: domain.md 9.5.
    """
    history = getattr(thing, "history", None)
    if history is not None:
        history.all().delete()


def purge_notices(words: str, near: Sequence[str]) -> None:
    """Take the words out of every message; one that still waits is not sent.

    Words that are too short to tell stand in everybody's messages: only those ``near`` lose them.
    Källa: domain.md 9.5.
    """
    lines = telling_lines(words)
    says = (models.Q(body__contains=line) | models.Q(subject__contains=line) for line in lines)
    found = Notice.objects.filter(reduce(or_, says))
    if all(len(line) < TELLING for line in lines):
        found = found.filter(about_ref__in=near)
    found.filter(status=Notice.Status.QUEUED).update(status=Notice.Status.CANCELLED)
    found.update(body=MOVED, subject=MOVED)


def _purge_documents(municipality: Actor) -> None:
    """Remove documents made from the open fields; they are made anew when somebody asks.

    A pack for one visit also holds what stands on the municipality. What is sealed stays.
    """
    visits = Visit.objects.filter(municipality=municipality)
    protocols = VisitProtocol.objects.filter(visit__municipality=municipality)
    drafts = protocols.filter(content__isnull=True)
    refs = [ref(municipality), *map(ref, visits), *map(ref, drafts)]
    kept = protocols.exclude(pdf=None).values_list("pdf", flat=True)
    jobs = Job.objects.filter(object_ref__in=refs).exclude(result__in=list(kept))
    remove_documents(jobs)


def remove_documents(jobs: models.QuerySet[Job]) -> None:
    """Remove the jobs and the files that they made, the bytes once that is committed.

    Källa: domain.md 9.5.
    """
    made = list(StoredFile.objects.filter(job__in=jobs))
    jobs.delete()
    files.remove(made)
