"""The audit log: entries written with the act itself, and a chain of seals laid after.

An entry and the act it tells of are one transaction. The seals come later, from the tick, so that
writers never wait for each other; a removed, changed or slipped-in entry breaks the chain.
Källa: Målbilden 2.2 "Förutsägbarhet i dokumentation, lagring och spårbarhet".
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from records.models import AuditEntry, AuditSeal

FIRST_LINK: Final = "0" * 64
# A tick looks this far behind the newest seal for entries whose transaction was slow to commit.
LOOK_BACK: Final = 10_000
BATCH: Final = 1_000
# An entry that is still unsealed after this was slipped in, or nothing seals any more.
MUST_BE_SEALED_WITHIN: Final = timedelta(minutes=10)
_LOCK: Final = 7_170_001  # ours among PostgreSQL's advisory locks


def write(
    *,
    at: datetime,
    action: str,
    object_ref: str,
    text: str,
    by_label: str,
    user_id: int | None,
    on_behalf_of: str = "",
    data: dict[str, Any] | None = None,
    exercise: bool = False,
) -> AuditEntry:
    """Add an entry in the caller's transaction. Long texts are cut, never refused."""
    return AuditEntry.objects.create(
        at=at,
        action=action[:60],
        object_ref=object_ref,
        text=text[:500],
        by_label=by_label[:200],
        user_id_was=user_id,
        on_behalf_of=on_behalf_of[:200],
        data=data or {},
        exercise=exercise,
    )


def writers_of(references: Iterable[str], actions: Iterable[str]) -> frozenset[int]:
    """Return everybody who has done any of these acts with any of these things, ever.

    Källa: domain.md 1.9.
    """
    found = AuditEntry.objects.filter(
        object_ref__in=list(references), action__in=list(actions), user_id_was__isnull=False
    )
    return frozenset(user for user in found.values_list("user_id_was", flat=True) if user)


@transaction.atomic
def seal_new(at: datetime) -> int:
    """Lay a seal on every committed entry that has none; return how many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditSeal.objects.order_by("-id").first()
    newest = AuditSeal.objects.order_by("-entry_id_was").first()
    entries = _unsealed().order_by("id")
    if newest is not None:
        entries = entries.filter(id__gt=newest.entry_id_was - LOOK_BACK)
    previous = last.hash if last else FIRST_LINK
    seals = []
    for entry in entries[:BATCH]:
        link = link_hash(previous, entry)
        seals.append(
            AuditSeal(entry_id_was=entry.pk, previous_hash=previous, hash=link, sealed_at=at)
        )
        previous = link
    # In order, so that the ids of the seals follow the chain.
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def link_hash(previous: str, entry: AuditEntry) -> str:
    """Return the hash that ties the entry, as it stands, to the link before it."""
    content = [
        previous,
        entry.pk,
        entry.at.timestamp(),
        entry.user_id_was,
        entry.by_label,
        entry.on_behalf_of,
        entry.action,
        entry.object_ref,
        entry.text,
        entry.data,
        entry.exercise,
    ]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def verify() -> list[str]:
    """Return what is wrong with the log, in Swedish; nothing if the chain holds."""
    faults, previous, after = [], FIRST_LINK, 0
    seals = AuditSeal.objects.order_by("id")
    while batch := list(seals.filter(id__gt=after)[:BATCH]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id_was for seal in batch])
        for seal in batch:
            if seal.previous_hash != previous:
                faults.append(
                    f"Kedjan är bruten vid försegling {seal.pk}: länken före saknas eller ändrad."
                )
            entry = entries.get(seal.entry_id_was)
            if entry is None:
                faults.append(f"Loggpost {seal.entry_id_was} är borttagen.")
            elif link_hash(seal.previous_hash, entry) != seal.hash:
                faults.append(f"Loggpost {entry.pk} är ändrad efter att den förseglades.")
            previous = seal.hash
        after = batch[-1].pk
    late = timezone.now() - MUST_BE_SEALED_WITHIN
    if count := _unsealed().filter(at__lt=late).count():
        faults.append(f"{count} loggposter äldre än 10 minuter saknar försegling.")
    return faults


def _unsealed() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id_was=OuterRef("id"))))
