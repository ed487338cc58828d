"""What was noted openly at a meeting is moved into an annex, and gone from every store."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import timezone

from common.errors import RuleError
from forums.meetings import conduct
from forums.meetings import services as meeting_services
from forums.minutes import services as minutes_services
from forums.models import MeetingNote, Protocol
from records.jobs import jobs
from records.models import Job, SecretAnnex
from secrecy.moves import meetings as secret_meeting_moves
from tests.secrecy.factories import signed_in, with_factor
from tests.secrecy.meeting_scene import Conference, page
from tests.secrecy.test_canaries import everything_kept
from tests.secrecy.test_moves import notice

pytestmark = pytest.mark.django_db
LEAKED = "Reservkraften på Åsgatan 4 räcker bara i två timmar och ingen har tillsyn"


@pytest.fixture
def conference() -> Conference:
    return Conference()


def noted(conference: Conference, text: str = LEAKED) -> MeetingNote:
    return conduct.add_note(
        meeting_id=conference.conference.pk,
        text=text,
        actor_id=conference.functions[0].actor_id,
        by=conference.officer,
        at=conference.now,
    )


def held(conference: Conference) -> Protocol:
    meeting_services.end_meeting(
        meeting_id=conference.conference.pk,
        explanation="Alla lämnade före slutet.",
        by=conference.officer,
        at=timezone.now(),
    )
    return Protocol.objects.get(meeting=conference.conference)


def test_what_was_noted_openly_is_moved_and_gone_from_every_store(conference: Conference) -> None:
    """domain.md 9.5: anteckningen, dess kopior, historiken, meddelandet och utkastets pdf."""
    conference.begun()
    conduct.add_note(
        meeting_id=conference.conference.pk, text="Öppet", by=conference.officer, at=conference.now
    )
    note = noted(conference)
    decision = conduct.add_decision(
        meeting_id=conference.conference.pk,
        kind="agreement",
        text=f"Vi är överens. {LEAKED}",
        by=conference.officer,
        at=conference.now,
    )
    protocol = held(conference)
    minutes_services.edit_summary(
        protocol_id=protocol.pk,
        text=LEAKED,
        version=protocol.summary_version,
        by=conference.officer,
        at=conference.now,
    )
    waiting = notice(f"Hej. {LEAKED}")
    job = minutes_services.want_pdf(
        protocol_id=protocol.pk, by=conference.officer, at=conference.now
    )
    jobs.run(job.pk)
    file = Path(settings.MEDIA_ROOT) / "files" / Job.objects.get(pk=job.pk).result.path
    assert file.exists()

    client = signed_in(conference.officer)
    address = conference.address("flytta-till-hemlig-bilaga/")
    assert f"note.{note.pk}.text" in page(client, address)
    assert (
        client.post(address, {"key": "note.0.text", "legal_grounds": ["18:13"]}).status_code == 422
    )
    data = {"key": f"note.{note.pk}.text", "legal_grounds": ["18:13"]}
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(address, data).url == conference.address("sekretess/")

    kept = everything_kept().decode("utf-8", "replace")
    assert "Åsgatan" not in kept
    assert "Öppet" in kept
    assert not file.exists()
    note.refresh_from_db()
    decision.refresh_from_db()
    waiting.refresh_from_db()
    assert note.text == "Se hemlig bilaga 1."
    assert decision.text == "Vi är överens. Se hemlig bilaga 1."
    assert waiting.status == "cancelled"
    assert f"note.{note.pk}.text" not in page(client, address)
    conference.make_ready(conference.called, SecretAnnex.objects.get())
    reader = with_factor(conference.called)
    annex = SecretAnnex.objects.get()
    assert LEAKED in page(reader, f"/sekretess/bilagor/{annex.pk}/")


def test_only_who_leads_moves_and_nothing_out_of_an_adopted_protocol(
    conference: Conference,
) -> None:
    conference.begun()
    note = noted(conference)
    given = {
        "meeting_id": conference.conference.pk,
        "key": f"note.{note.pk}.text",
        "legal_grounds": ["18:13"],
        "at": conference.now,
    }
    with pytest.raises(PermissionDenied):
        secret_meeting_moves.move_to_annex(by=conference.called, **given)
    with pytest.raises(RuleError, match="Välj ett fält"):
        secret_meeting_moves.move_to_annex(by=conference.officer, **given | {"key": "note.0.text"})
    protocol = held(conference)
    minutes_services.adjust_protocol(
        protocol_id=protocol.pk, by=conference.secretary, at=timezone.now()
    )
    minutes_services.adopt_protocol(
        protocol_id=protocol.pk, by=conference.officer, at=timezone.now()
    )

    with pytest.raises(RuleError, match="förseglat"):
        secret_meeting_moves.move_to_annex(by=conference.officer, **given)
    assert "Inga öppna fält innehåller text." in page(
        signed_in(conference.officer), conference.address("flytta-till-hemlig-bilaga/")
    )
    assert not SecretAnnex.objects.exists()


def test_words_are_moved_while_the_meeting_runs(conference: Conference) -> None:
    conference.begun()
    note = noted(conference)
    annex = secret_meeting_moves.move_to_annex(
        meeting_id=conference.conference.pk,
        key=f"note.{note.pk}.text",
        legal_grounds=["18:13"],
        by=conference.officer,
        at=conference.now,
    )

    note.refresh_from_db()
    assert note.text == f"Se hemlig bilaga {annex.number}."
    assert "Åsgatan" not in page(signed_in(conference.officer), conference.address("genomfor/"))
