"""Move something secret that was noted openly at a meeting into an annex of the meeting.

Notes are never changed otherwise; a correction would leave the words where they are.
Källa: reliability.md K18, K19.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from actors import audit
from actors.models import User
from common.errors import RuleError
from followup.services import secret_moves, secret_texts
from followup.services.secret_texts import OpenText
from forums import leading
from forums.models import Meeting, Protocol
from forums.services.locks import changed, locked_meeting
from records.models import Job, SecretAnnex
from records.refs import ref
from records.services import annexes


def open_texts(meeting: Meeting) -> list[OpenText]:
    """Return the notes, decisions and summary that hold words and are not moved.

    Källa: reliability.md K18.
    """
    return [text for text in secret_texts.of_meeting(meeting) if not text.is_moved]


@transaction.atomic
def move_to_annex(
    *, meeting_id: int, key: str, legal_grounds: Sequence[str], by: User, at: datetime
) -> SecretAnnex:
    """Move the words of a note, a decision or the summary into a new annex of the meeting.

    They are purged from the meeting's other notes, from history, messages and drafts of the
    protocol; the log keeps a hash alone.
    Källa: reliability.md K18, K19.

    :raises PermissionDenied: if the user may not lead the meeting.
    :raises RuleError: if the protocol is adopted, or there is nothing to move.
    """
    meeting = locked_meeting(meeting_id)
    function = leading.require_leading(by, meeting)
    protocol = Protocol.objects.select_for_update().filter(meeting=meeting).first()
    if protocol is not None and protocol.content is not None:
        raise RuleError(
            "Protokollet är fastställt och förseglat. Kontakta den som ansvarar för"
            " säkerhetsskyddet och registratorn."
        )
    source = secret_moves.locked_text(secret_texts.of_meeting(meeting), key)
    words = source.text
    annex = annexes.create_annex(
        about_ref=ref(meeting),
        legal_grounds=legal_grounds,
        title=source.label,
        body=words,
        by=by,
        at=at,
    )
    pointer = f"Se hemlig bilaga {annex.number}."
    touched = secret_moves.purge_texts(
        lambda: secret_texts.of_meeting(meeting), source, words, pointer
    )
    for thing in touched:
        secret_moves.purge_history(thing)
    secret_moves.purge_notices(words, [ref(meeting)])
    if protocol is not None:
        secret_moves.remove_documents(Job.objects.filter(object_ref=ref(protocol)))
    changed(meeting)
    audit.record(
        by=by,
        function=function,
        at=at,
        action="secrets.move",
        thing=annex,
        text="Flyttade något som låg öppet till en hemlig bilaga",
        data={"sha256": hashlib.sha256(words.encode()).hexdigest()},
    )
    return annex
