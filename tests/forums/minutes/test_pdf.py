"""The protocol as PDF: tagged, complete, marked, and the same bytes each time."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.models import User
from forums.meetings import conduct
from forums.minutes import content as minutes
from forums.minutes import documents
from forums.minutes import services as minutes_services
from forums.models import Meeting, MeetingDecision, MeetingNote, Protocol
from records import pdf
from records.files import files, seals
from records.jobs import jobs
from records.models import Job
from tests.forums.factories import SOON, World

AFTER = SOON + timedelta(hours=2)


def draft(world: World, **more: object) -> Protocol:
    meeting = world.held(**more)  # type: ignore[arg-type]
    conduct.add_note(
        meeting_id=meeting.pk,
        text="Strömlöst <b>i norr</b> & kallt",
        agenda_item_id=meeting.agenda.all()[2].pk,
        actor_id=world.functions[0].actor_id,
        by=world.officer,
        at=AFTER,
    )
    return Protocol.objects.select_related("meeting__forum__region").get(meeting=meeting)


def made(protocol: Protocol) -> bytes:
    job = minutes_services.want_pdf(protocol_id=protocol.pk, by=_anybody_of(protocol), at=AFTER)
    jobs.run(job.pk, AFTER)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    assert job.result is not None
    with files.open(job.result) as file:
        return file.read()


def _anybody_of(protocol: Protocol) -> User:
    found = User.objects.filter(
        appointments__function__actor=protocol.meeting.forum.region.convener_id
    ).first()
    assert found is not None
    return found


def words(content: bytes, *, pages: slice = slice(None)) -> str:
    """Return the text of the PDF by its fonts' own tables, lines joined by a space."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in list(document.pages)[pages]:
            tables = {name: _table(font) for name, font in page.Resources.Font.items()}
            table: dict[bytes, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    table = tables[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    found.extend(_decoded(operands[0], table))
                elif str(operator) == "ET":
                    found.append(" ")
    return " ".join("".join(found).split())


def _decoded(shown: object, table: dict[bytes, str]) -> list[str]:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
    return [table.get(code[n : n + 2], "") for code in codes for n in range(0, len(code), 2)]


def _table(font: pikepdf.Object) -> dict[bytes, str]:
    cmap = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", cmap, re.MULTILINE)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


class Strict:
    """A log that takes any complaint about a document as a failure."""

    def warning(self, event: str, **values: object) -> None:
        raise AssertionError(f"{event} {values}")


class Quiet:
    """A log for texts with signs that no font on the machine may have."""

    def warning(self, event: str, **values: object) -> None:
        assert event == "pdf_complaints"


@pytest.fixture(autouse=True)
def _no_complaints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "log", Strict())


def test_an_adopted_protocol_is_tagged_titled_and_in_swedish(world: World) -> None:
    protocol = draft(world)
    minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)

    with pikepdf.open(io.BytesIO(made(protocol))) as document:
        root = document.Root
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "sv"
        assert bool(root.MarkInfo.Marked)
        assert "/Outlines" in root
        assert str(document.docinfo["/Title"]).startswith("Protokoll")
    protocol.refresh_from_db()
    assert protocol.pdf is not None


def test_the_words_of_the_protocol_are_all_there(world: World) -> None:
    protocol = draft(world)
    minutes_services.edit_summary(
        protocol_id=protocol.pk, text="Läget är stabilt", version=1, by=world.officer, at=AFTER
    )
    minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    done = minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)

    text = words(made(protocol))

    for wanted in (
        "Innehåll",
        "Läget är stabilt",
        "Strömlöst <b>i norr</b> & kallt",
        "Kommun 00",
        "TiB",
        "Samordnande",
        "SKARPT",
        "Sida 1 av",
        "Fortsatt ordförandeskap",
    ):
        assert wanted in text
    assert done.content_sha256 in text.replace(" ", "")
    assert "Utkast" not in text


def test_a_draft_says_so_and_an_exercise_too(world: World) -> None:
    text = words(made(draft(world, exercise=True)))

    assert "Utkast." in text
    assert "inte fastställt" in text
    assert text.count("ÖVNING") >= 3
    assert "SKARPT" not in text


def test_a_draft_begins_on_its_first_page(world: World) -> None:
    first = words(made(draft(world)), pages=slice(1))

    assert "Utkast." in first
    assert "Innehåll" in first
    assert "Nästa möte" in first


@pytest.mark.parametrize("exercise", [False, True])
def test_a_paper_of_the_demonstration_never_says_that_it_is_live(
    world: World, monkeypatch: pytest.MonkeyPatch, exercise: bool
) -> None:
    monkeypatch.setattr("django.conf.settings.DEMO", True)

    text = words(made(draft(world, exercise=exercise)))

    assert "SKARPT" not in text
    assert ("DEMO · ÖVNING" in text) is exercise
    assert "DEMO" in text


def test_the_same_adopted_protocol_gives_the_same_bytes(world: World) -> None:
    protocol = draft(world)
    minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)
    job = documents.PDF.latest(Protocol.objects.get(pk=protocol.pk))
    assert job is not None

    first, second = documents.PDF.make(job), documents.PDF.make(job)

    assert first.sha256 == second.sha256


def test_a_job_given_up_lets_the_page_know(world: World) -> None:
    protocol = draft(world)
    job = minutes_services.want_pdf(protocol_id=protocol.pk, by=world.officer, at=AFTER)

    documents.PDF.ended(job)

    assert Protocol.objects.get().pdf is None


_TEXT = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=300
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(notes=st.lists(_TEXT, max_size=6), decisions=st.lists(_TEXT, max_size=4), summary=_TEXT)
def test_any_mixture_of_notes_and_decisions_renders(
    world: World, notes: list[str], decisions: list[str], summary: str
) -> None:
    pdf.log = Quiet()  # which signs the fonts lack is another matter; see Strict
    meeting = Meeting.objects.filter(forum=world.forum).first() or world.held()
    meeting.notes.all().delete()
    meeting.decisions.all().delete()
    points = list(meeting.agenda.all())
    MeetingNote.objects.bulk_create(
        MeetingNote(
            meeting=meeting,
            agenda_item=points[number] if number % 2 else None,
            actor=world.functions[0].actor if number % 3 else None,
            text=text,
            written_at=AFTER,
            written_by="RSIB",
        )
        for number, text in enumerate(notes)
    )
    MeetingDecision.objects.bulk_create(
        MeetingDecision(meeting=meeting, number=number, text=text, made_at=AFTER)
        for number, text in enumerate(decisions, start=1)
    )
    Protocol.objects.filter(meeting=meeting).update(summary=summary)
    protocol = Protocol.objects.select_related("meeting__forum__region").get(meeting=meeting)

    content = minutes.content_of(protocol)
    stored = documents.PDF.make(
        Job(object_ref=f"forums.protocol:{protocol.pk}", wanted_at=AFTER, version=1)
    )

    assert len(seals.digest(content)) == 64
    with files.open(stored) as file, pikepdf.open(file) as document:
        assert "/StructTreeRoot" in document.Root
