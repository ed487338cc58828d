"""Something secret in a measure, or beside it, is moved and gone from every store."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail

from common.errors import RuleError
from followup.cases.models import Referral
from followup.dialogue.models import DialogueNote
from followup.terms.models import Area, AssessmentCriterion, CriteriaSet
from followup.visits.measures.models import Measure
from followup.visits.models import VisitCriterion, VisitProtocol
from followup.visits.report import services as protocols
from notices.models import Notice
from records import versions
from records.files import files
from records.models import Job, SecretAnnex
from records.refs import ref
from secrecy.moves import services as secret_moves
from secrecy.moves import texts as secret_texts
from tests.followup.cases.factories import considered
from tests.followup.visits.measures.factories import counter, proposed, reported
from tests.followup.visits.report.factories import (
    add_measure,
    approved,
    held_visit,
    name_deficiency,
)
from tests.secrecy.factories import AT, Scene, reader_of, signed_in
from tests.secrecy.test_canaries import canaries, everything_kept, found_in
from tests.secrecy.test_moves import notice

pytestmark = pytest.mark.django_db
MEASURE = secret_texts.MEASURE_FIELDS
DEFICIENCY = secret_texts.DEFICIENCY_FIELDS


@pytest.fixture
def scene() -> Scene:
    return Scene()


def word(number: int) -> str:
    return canaries(number)["TEXT"]


def words(number: int) -> str:
    return f"Reservkraften {word(number)} räcker bara i två timmar vid ledningsplatsen."


def secret_measure(scene: Scene, first: int = 0) -> Measure:
    """Return a measure against a deficiency, with a word of its own in each open field."""
    measure = reported(scene)
    texts = {field: words(first + number) for number, field in enumerate(MEASURE)}
    Measure.objects.filter(pk=measure.pk).update(**texts)
    found = measure.deficiency
    assert found is not None
    for number, field in enumerate(DEFICIENCY, first + len(MEASURE)):
        setattr(found, field, words(number))
    found.save()
    return Measure.objects.get(pk=measure.pk)


def document(about: Any, content: str, kind: str) -> Path:
    """Return where a document lies that was made from the fields."""
    stored = files.store(content.encode(), name="x.pdf", content_type="application/pdf", at=AT)
    Job.objects.create(
        kind=kind, object_ref=ref(about), status="done", wanted_at=AT, done_at=AT, result=stored
    )
    return Path(django_settings.MEDIA_ROOT) / "files" / stored.path


def move(scene: Scene, key: str) -> SecretAnnex:
    scene.visit.refresh_from_db()
    return secret_moves.move_to_annex(
        visit=scene.visit, key=key, legal_grounds=["18:13"], by=scene.handler, at=AT
    )


def on_disk() -> bytes:
    root = Path(django_settings.MEDIA_ROOT)
    return b"\n".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_no_word_of_a_measure_is_left_in_any_store_and_the_reader_sees_all(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    """Vägledningen 2.10; domain.md 9.5.

    åtgärdens texter flyttas, och rensas ur historik, utskick och dokument.
    """
    measure = secret_measure(scene)
    count = len(MEASURE) + len(DEFICIENCY)
    every = {word(number).encode() for number in range(count)}
    waiting = notice(f"Bakgrund: {words(0)}", about_ref=ref(measure))
    left = notice(words(1), "sent")
    for about, kind in (
        (scene.municipality, "measures_pdf"),
        (held_visit(scene, quarter=2), "visit_pack"),
    ):
        document(about, "\n".join(words(number) for number in range(count)), kind)
    assert found_in(everything_kept()) == found_in(on_disk()) == every
    keys = [f"measure.{measure.pk}.{field}" for field in MEASURE]
    keys += [f"deficiency.{measure.deficiency_id}.{field}" for field in DEFICIENCY]
    offered = {text.key for text in secret_moves.open_texts(scene.visit)}
    assert set(keys) <= offered

    with django_capture_on_commit_callbacks(execute=True):
        moved = [move(scene, key) for key in keys]

    assert not found_in(everything_kept())
    assert not found_in(on_disk())
    assert not found_in("".join(str(vars(message)) for message in mail.outbox).encode())
    assert set(Notice.objects.filter(pk__in=[waiting.pk, left.pk]).values_list("body")) == {
        (secret_moves.MOVED,)
    }
    measure.refresh_from_db()
    assert measure.text == "Se hemlig bilaga 1."
    code = scene.municipality.scb_code
    for user in (scene.handler, scene.coordinator, scene.director, scene.signer):
        for end in ("", f"{measure.pk}/", "kalender.ics"):
            page = signed_in(user).get(f"/uppfoljning/kommun/{code}/atgardsplan/{end}")
            assert page.status_code == 200
            assert not found_in(page.content)
    seen: set[bytes] = set()
    for annex in moved:
        client = reader_of(scene, scene.director, annex)
        seen |= found_in(client.get(f"/sekretess/bilagor/{annex.pk}/").content)
    assert seen == every


def test_the_days_that_the_municipality_asks_for_are_moved_too(scene: Scene) -> None:
    measure = counter(scene, proposed(scene), reason=words(0))

    move(scene, f"measure.{measure.pk}.counter_text")

    measure.refresh_from_db()
    assert measure.counter_text == "Se hemlig bilaga 1."
    assert measure.counter_date is not None
    assert not found_in(everything_kept())


def test_copies_of_the_words_in_other_fields_are_replaced(scene: Scene) -> None:
    """domain.md 9.5: ett utkast börjar med det som antecknats, och folk kopierar mellan fält."""
    visit = held_visit(scene, reasons=words(0), strengths=words(0))
    protocols.start_protocol(visit_id=visit.pk, by=scene.handler, at=AT)
    measure = add_measure(scene, text=f"Bakgrund: {words(0)} Ordna reservkraft.")
    note = DialogueNote.objects.create(
        county=scene.county,
        held_date="2026-11-01",
        form="call",
        subject="Samtal",
        text=f"Vi talade om detta:\r\n{words(0)}\r\nMer kommer.",
        noted_at=AT,
        noted_by="Handläggare",
    )
    note.municipalities.add(scene.municipality)
    case = considered(scene)
    Referral.objects.filter(pk=case.pk).update(text=words(0))

    move(scene, f"dialogue.{note.pk}.text")

    assert not found_in(everything_kept())
    visit.refresh_from_db()
    draft = VisitProtocol.objects.get(visit=visit)
    measure.refresh_from_db()
    note.refresh_from_db()
    pointer = "Se hemlig bilaga 1."
    assert visit.reasons == draft.strengths == pointer
    assert f"Orsaker till brister: {pointer}" in draft.assessment
    assert measure.text == f"Bakgrund: {pointer} Ordna reservkraft."
    assert note.text == pointer


def test_short_words_are_left_in_other_fields(scene: Scene) -> None:
    """domain.md 9.5: "Klart." står i många fält; bara det som valdes flyttas."""
    first, second = (add_measure(scene, text="Klart.") for _ in range(2))

    move(scene, f"measure.{first.pk}.text")

    for measure in (first, second):
        measure.refresh_from_db()
    assert (first.text, second.text) == ("Se hemlig bilaga 1.", "Klart.")


def test_a_pointer_never_makes_a_field_too_long(scene: Scene) -> None:
    short = "Kod 4711 gäller"
    measure = add_measure(scene, text=short)
    full = short + "x" * (500 - len(short))
    Measure.objects.filter(pk=measure.pk).update(judgement=full, county_reply=full)

    move(scene, f"measure.{measure.pk}.text")

    measure.refresh_from_db()
    assert len(measure.county_reply) == 500
    assert measure.county_reply.startswith("Se hemlig bilaga 1.x")
    assert len(measure.judgement) > 500


@pytest.mark.parametrize("field", ["text", "follow_up"])
def test_what_a_sent_protocol_says_of_a_measure_is_not_rewritten(scene: Scene, field: str) -> None:
    """domain.md 9.5: förseglat skrivs inte om; också protokollet från ett annat besök räknas."""
    sealed = approved(scene)
    found = sealed.visit.deficiencies.get()
    measure = found.measures.get()
    before = getattr(measure, field)

    with pytest.raises(RuleError, match="ett godkänt protokoll, som är förseglat"):
        move(scene, f"measure.{measure.pk}.{field}")

    measure.refresh_from_db()
    assert getattr(measure, field) == before
    assert not SecretAnnex.objects.exists()


def test_what_a_signed_opinion_says_is_not_rewritten(scene: Scene) -> None:
    measure = secret_measure(scene)
    case = considered(scene)
    Referral.objects.filter(pk=case.pk).update(content={"measures": [{"reported": words(4)}]})

    with pytest.raises(RuleError, match="ett undertecknat yttrande, som är förseglat"):
        move(scene, f"measure.{measure.pk}.done_text")

    move(scene, f"measure.{measure.pk}.judgement")


def test_short_words_are_sealed_only_where_they_are_all_that_is_said(scene: Scene) -> None:
    measure = add_measure(scene, text="Klart.")
    case = considered(scene)
    Referral.objects.filter(pk=case.pk).update(content={"text": "Klart. Men inte allt."})

    move(scene, f"measure.{measure.pk}.text")

    again = add_measure(scene, text="Klart.")
    Referral.objects.filter(pk=case.pk).update(content={"text": "Klart."})
    with pytest.raises(RuleError, match="förseglat"):
        move(scene, f"measure.{again.pk}.text")


def test_what_stands_on_other_municipalities_is_neither_offered_nor_touched(scene: Scene) -> None:
    other = Scene(code="03")
    theirs = add_measure(other, text=words(0), deficiency_id=name_deficiency(other).pk)
    mine = add_measure(scene, text=words(0))

    assert f"measure.{theirs.pk}.text" not in {
        text.key for text in secret_moves.open_texts(scene.visit)
    }
    move(scene, f"measure.{mine.pk}.text")

    theirs.refresh_from_db()
    assert theirs.text == words(0)


def test_the_open_page_of_the_plan_is_shown_anew(scene: Scene) -> None:
    measure = add_measure(scene, text=words(0))
    scope = f"measures:{scene.municipality.pk}"
    before = versions.etag(scope)

    move(scene, f"measure.{measure.pk}.text")

    assert versions.etag(scope) != before


def test_the_form_names_fields_and_shows_no_words(scene: Scene) -> None:
    measure = secret_measure(scene)
    address = (
        f"/uppfoljning/kommun/{scene.municipality.scb_code}/besok/{scene.visit.pk}"
        "/flytta-till-hemlig-bilaga/"
    )
    client = signed_in(scene.handler)
    page = client.get(address)

    assert f"Åtgärd {measure.pk}, " in page.content.decode()
    assert "Kommunens redovisning" in page.content.decode()
    assert not found_in(page.content)
    key = f"measure.{measure.pk}.done_text"
    done = client.post(address, {"key": key, "legal_grounds": ["18:13"]})
    assert done.status_code == 302
    measure.refresh_from_db()
    assert measure.done_text == "Se hemlig bilaga 1."


def test_what_was_noted_on_a_criterion_is_moved(scene: Scene) -> None:
    criteria = CriteriaSet.objects.create(name="Prov", valid_from="2019-01-01", source="Prov")
    criterion = AssessmentCriterion.objects.create(
        criteria_set=criteria, code="P1", kind="basic", area=Area.TRAINING, text="Kriterium"
    )
    noted = VisitCriterion.objects.create(visit=scene.visit, criterion=criterion, note=words(0))

    move(scene, f"criterion.{noted.pk}.note")

    noted.refresh_from_db()
    assert noted.note == "Se hemlig bilaga 1."
