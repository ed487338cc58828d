"""Who may read a secret annex, who may know of it, and the one way to its contents.

``may_read`` is the only predicate: pages, copies, files and everything to come ask it, through
``read``, which writes the log first. No superuser, staff, group or ``has_perm`` passes here.
Källa: domain.md 9.2.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import F

from common.clock import local
from common.registry import Registry
from records.audit import audit
from records.models import NeedGrant, SecretAnnex, SecretFile, SecretRead, SecretText, Undertaking
from records.refs import ref
from records.secrets import crypto, second_factor
from records.secrets import files as secret_files
from records.secrets.owners import Person, owner_of

MANY_AN_HOUR: Final = 20
Channel = SecretRead.Channel

REASONS: Final = {
    "allowed": "Läste",
    "inactive": "Nekad: kontot är inte aktivt",
    "erased": "Nekad: bilagan är utplånad",
    "quarantined": "Nekad: bilagan är i karantän",
    "unknown_thing": "Nekad: ingen svarar för handlingen",
    "exercise": "Nekad: övning",
    "no_undertaking": "Nekad: ingen giltig sekretessförbindelse som täcker",
    "no_need": "Nekad: ingen giltig behörighet till bilagan",
    "no_part": "Nekad: deltar inte",
    "stale_factor": "Nekad: andra faktorn är för gammal",
}


@dataclass(frozen=True)
class Decision:
    """Whether somebody may read, and the code of the reason."""

    allowed: bool
    reason: str

    @property
    def may_know_why(self) -> bool:
        """Return whether only the second factor is missing: then, and only then, it is told."""
        return self.reason == "stale_factor"


@dataclass(frozen=True)
class Reader:
    """Who asks, in which function, and when a second factor was last shown."""

    user: Person
    label: str
    factor_at: datetime | None


class ReadLogUnavailable(Exception):
    """The reading could not be written down, so nothing is shown."""


class Refused(Exception):
    """The predicate said no; ``decision`` tells why, to the log and not to the reader."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason)
        self.decision = decision


@dataclass(frozen=True)
class Opened:
    """What an annex says, to somebody who may read it. Never kept, never passed on to a task."""

    annex: SecretAnnex
    title: str
    body: str
    version: int
    files: list[tuple[int, str]]
    copy_number: int | None


Alarm = Callable[[SecretAnnex, int, datetime], object]
alarms: Final = Registry[Alarm]()  # told when somebody opens unusually many annexes in an hour


def may_read(
    user: Person, annex: SecretAnnex, at: datetime, *, factor_at: datetime | None
) -> Decision:
    """Decide whether the user may read the annex at that moment. Default deny.

    The second factor comes last, so that only who may read otherwise is told to show it.
    Källa: domain.md 9.2; Vägledningen 2.10 "har behörighet att ta del av den".
    """
    if not (user.is_authenticated and user.is_active) or user.pk is None:
        return Decision(allowed=False, reason="inactive")
    barred = _barred(annex)
    if barred:
        return Decision(allowed=False, reason=barred)
    if annex.secrecy == SecretAnnex.Secrecy.SECRET:
        if covering_undertaking(user, annex, at) is None:
            return Decision(allowed=False, reason="no_undertaking")
        if standing_grant(user, annex, at) is None:
            return Decision(allowed=False, reason="no_need")
    elif not participant_label(user, annex.about_ref):
        return Decision(allowed=False, reason="no_part")
    if not second_factor.is_fresh(factor_at, at):
        return Decision(allowed=False, reason="stale_factor")
    return Decision(allowed=True, reason="allowed")


def _barred(annex: SecretAnnex) -> str:
    """Return why nobody at all may read the annex."""
    if annex.wrapped_key is None:
        return "erased"
    if annex.quarantined_at is not None:
        return "quarantined"
    owner = owner_of(annex.about_ref)
    if owner is None or owner.county_of(annex.about_ref) != annex.county_code:
        return "unknown_thing"
    return "exercise" if owner.is_exercise(annex.about_ref) else ""


def covering_undertaking(user: Person, annex: SecretAnnex, at: datetime) -> Undertaking | None:
    """Return a signature that holds and covers the annex, if the person has one.

    Källa: domain.md 9.2.
    """
    today = local(at).date()
    signed = Undertaking.objects.filter(person_id=user.pk, county_code=annex.county_code)
    return next(
        (
            found
            for found in signed
            if found.is_valid(at, today)
            and found.covers(
                county_code=annex.county_code,
                about_ref=annex.about_ref,
                legal_grounds=annex.legal_grounds,
            )
        ),
        None,
    )


def standing_grant(user: Person, annex: SecretAnnex, at: datetime) -> NeedGrant | None:
    """Return a need that another person has granted for this very annex and that holds now.

    Källa: domain.md 9.2.
    """
    return (
        NeedGrant.objects.filter(annex=annex, person_id=user.pk, starts_at__lte=at, ends_at__gt=at)
        .exclude(granted_by_id=user.pk)
        .exclude(revoked_at__lte=at)
        .first()
    )


# Who may know ---------------------------------------------------------------------------------


def participant_label(user: Person, about_ref: str) -> str:
    """Return in which function the user may know that annexes exist, "" if in none.

    Källa: domain.md 9.4.
    """
    owner = owner_of(about_ref)
    if owner is None or not user.is_authenticated or not user.is_active:
        return ""
    return owner.participant_label(user, about_ref)


def marks_for(about_ref: str, user: Person) -> list[int]:
    """Return the numbers of the annexes that the user may know exist; nothing else of them.

    A page says "Hemlig bilaga nr 1 finns", never title, size, name or legal ground.
    Källa: domain.md 9.4.
    """
    return marks_in_document(about_ref) if participant_label(user, about_ref) else []


def marks_in_document(about_ref: str) -> list[int]:
    """Return the numbers for a document that only participants may read: "Se hemlig bilaga 1".

    Källa: domain.md 9.3.
    """
    annexes = SecretAnnex.objects.filter(about_ref=about_ref, erased_at=None)
    return list(annexes.order_by("number").values_list("number", flat=True))


# Reading --------------------------------------------------------------------------------------


def read(
    *,
    annex_id: int,
    reader: Reader,
    channel: Channel,
    at: datetime,
    version: int | None = None,
) -> Opened:
    """Write down the attempt, then open the annex if it was allowed. Call it outside transactions.

    A copy that leaves the page (``PDF``) gets its number here.
    Källa: domain.md 9.3.

    :raises Refused: if the predicate says no; the attempt is logged.
    :raises ReadLogUnavailable: if the log cannot be written.
    :raises CannotOpen: if the seal is broken.
    """
    annex, entry = _logged(annex_id, reader, channel, at)
    texts = SecretText.objects.filter(annex=annex)
    text = texts.filter(version=version).first() if version else texts.first()
    if text is None:
        raise crypto.CannotOpen("Versionen finns inte.")
    title, body = open_text(annex, text)
    files = [(file.pk, secret_files.open_name(annex, file)) for file in annex.files.all()]
    return Opened(annex, title, body, text.version, files, entry.copy_number)


def read_file(
    *, annex_id: int, file_id: int, reader: Reader, at: datetime
) -> tuple[str, bytes, int]:
    """Write down the attempt, then open the file; return its name, content and copy number.

    Källa: domain.md 9.3.

    :raises Refused: if the predicate says no; the attempt is logged.
    :raises ReadLogUnavailable: if the log cannot be written.
    :raises CannotOpen: if the seal is broken or the file is another annex's.
    """
    annex, entry = _logged(annex_id, reader, Channel.FILE, at)
    stored = SecretFile.objects.filter(annex=annex, pk=file_id).first()
    if stored is None:
        raise crypto.CannotOpen("Filen finns inte.")
    name, content = secret_files.open_name(annex, stored), secret_files.open_file(annex, stored)
    return name, content, entry.copy_number or 0


def open_text(annex: SecretAnnex, text: SecretText) -> tuple[str, str]:
    """Return title and body of a version. Only ``read`` and tests of the seal call it.

    :raises CannotOpen: if the seal is broken.
    """
    place = crypto.place_of(annex.seal_id, "text", text.version)
    plain = json.loads(crypto.open_sealed(annex.wrapped_key, text.sealed, place=place))
    return plain["title"], plain["body"]


def _logged(
    annex_id: int, reader: Reader, channel: Channel, at: datetime
) -> tuple[SecretAnnex, SecretRead]:
    """Decide and write it down, in a transaction that ends before anything is opened."""
    try:
        with transaction.atomic():
            annex = SecretAnnex.objects.select_for_update().get(pk=annex_id)
            decision = may_read(reader.user, annex, at, factor_at=reader.factor_at)
            copy_number = None
            if decision.allowed and channel in {Channel.PDF, Channel.FILE}:
                SecretAnnex.objects.filter(pk=annex.pk).update(copies=F("copies") + 1)
                copy_number = annex.copies + 1
            entry = SecretRead.objects.create(
                at=at,
                annex_id_was=annex.pk,
                secrecy=annex.secrecy,
                user_id_was=reader.user.pk,
                by_label=reader.label[:200],
                channel=channel,
                allowed=decision.allowed,
                reason=decision.reason,
                copy_number=copy_number,
            )
    except DatabaseError as error:
        raise ReadLogUnavailable(type(error).__name__) from None
    if not decision.allowed:
        raise Refused(decision)
    _watch(annex, reader, at)
    return annex, entry


def _watch(annex: SecretAnnex, reader: Reader, at: datetime) -> None:
    """Alarm once when somebody has opened more than twenty annexes within an hour.

    Källa: domain.md 9.3.
    """
    recent = SecretRead.objects.filter(
        user_id_was=reader.user.pk, allowed=True, at__gt=at - timedelta(hours=1), at__lte=at
    )
    count = recent.values("annex_id_was").distinct().count()
    is_first_of_this_annex = recent.filter(annex_id_was=annex.pk).count() == 1
    if count != MANY_AN_HOUR + 1 or not is_first_of_this_annex:
        return
    with transaction.atomic():
        audit.write(
            at=at,
            action="secrets.many_read",
            object_ref=ref(annex),
            text="Ovanligt många hemliga bilagor öppnades inom en timme",
            by_label=reader.label,
            user_id=reader.user.pk,
            data={"count": count},
        )
        for alarm in alarms:
            alarm(annex, count, at)
