"""Move something secret that was noted openly at a meeting into an annex of the meeting.

Notes are never changed otherwise; a correction would leave the words where they are.
Källa: domain.md 9.5, 3.5.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from actors import audit
from actors.models import User
from common.errors import RuleError
from forums import who_leads
from forums.locks import changed, locked_meeting
from forums.models import Meeting, Protocol
from records.models import Job, SecretAnnex
from records.refs import ref
from records.secrets import annexes
from secrecy.moves import services, texts
from secrecy.moves.texts import OpenText


def open_texts(meeting: Meeting) -> list[OpenText]:
    """Return the notes, decisions and summary that hold words and are not moved.

    Källa: domain.md 9.5.
    """
    return [text for text in texts.of_meeting(meeting) if not text.is_moved]


@transaction.atomic
def move_to_annex(
    *, meeting_id: int, key: str, legal_grounds: Sequence[str], by: User, at: datetime
) -> SecretAnnex:
    """Move the words of a note, a decision or the summary into a new annex of the meeting.

    They are purged from the meeting's other notes, from history, messages and drafts of the
    protocol; the log keeps a hash alone.
    Källa: domain.md 9.5, 3.5.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    protocol = Protocol.objects.select_for_update().filter(meeting=meeting).first()
    if protocol is not None and protocol.content is not None:
        raise RuleError(
            "Protokollet är fastställt och förseglat. Kontakta den som ansvarar för"
            " säkerhetsskyddet och registratorn."
        )
    source = services.locked_text(texts.of_meeting(meeting), key)
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
    touched = services.purge_texts(lambda: texts.of_meeting(meeting), source, words, pointer)
    for thing in touched:
        services.purge_history(thing)
    services.purge_notices(words, [ref(meeting)])
    if protocol is not None:
        services.remove_documents(Job.objects.filter(object_ref=ref(protocol)))
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
