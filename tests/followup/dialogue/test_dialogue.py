"""The running dialogue: rules, notes, who sees what, pages and API."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from rest_framework.test import APIClient

from common.errors import RuleError
from followup import access
from followup.dialogue import queries, rules, services
from followup.dialogue.models import DialogueNote
from followup.dialogue.services import Note
from notices.models import Notice
from tests.followup.cases import factories as make
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 9)


@pytest.fixture
def world():
    return World()


def note(world, *municipalities, by=None, **given):
    values = {"held_date": DAY, "form": "call", "subject": "Läget", "text": "Allt väl."} | given
    return services.note_contact(
        county=world.county,
        municipality_ids=[one.pk for one in municipalities or [world.municipality]],
        note=Note(**values),
        by=by or world.handler,
        at=AT,
    )


def seen(user, municipality):
    return list(queries.notes_of(municipality, user, access.reach_of(user, municipality)))


def test_a_contact_is_noted_without_minutes(world):
    """Vägledningen 2.3: samtal och enklare möten utan krav på protokoll."""
    kept = note(world)

    assert kept.noted_by.startswith("Handläggare uppföljning")
    assert seen(world.handler, world.municipality) == [kept]
    assert seen(world.coordinator, world.municipality) == []
    assert not Notice.objects.exists()


def test_a_joint_meeting_is_one_note_of_many_municipalities(world):
    """Vägledningen 2.3: möten med flera kommuner tillsammans."""
    other = world.another_municipality()
    kept = note(world, world.municipality, other, form="joint_meeting", is_shared=True)

    assert seen(world.coordinator, world.municipality) == [kept]
    assert seen(world.handler, other) == [kept]
    assert DialogueNote.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"form": "joint_meeting"}, "municipalities"),
        ({"is_shared": True, "confidentiality": "restricted"}, "is_shared"),
        ({"form": "letter", "is_about_saving": True}, "is_shared"),
        ({"subject": " "}, "subject"),
        ({"text": " "}, "text"),
        ({"held_date": date(2026, 3, 11)}, "held_date"),
    ],
)
def test_a_note_that_does_not_hold_together_is_refused(world, given, field):
    with pytest.raises(RuleError) as refused:
        note(world, **given)

    assert refused.value.field == field


def test_several_municipalities_need_a_joint_meeting(world):
    with pytest.raises(RuleError, match="välj formen"):
        note(world, world.municipality, world.another_municipality())


def test_only_municipalities_of_the_county_can_be_chosen(world):
    with pytest.raises(RuleError, match="i länet"):
        note(world, World(code="03").municipality)
    with pytest.raises(RuleError, match="minst en"):
        services.note_contact(
            county=world.county,
            municipality_ids=[],
            note=Note(DAY, "call", "a", "b"),
            by=world.handler,
            at=AT,
        )


def test_only_handlers_note(world):
    for who in (world.coordinator, world.signer, world.reviewer):
        with pytest.raises(PermissionDenied):
            note(world, by=who)


def test_what_is_shared_is_told(world):
    note(world, is_shared=True)

    assert Notice.objects.get().template == "dialogue"
    assert "Läget" not in Notice.objects.get().body


def test_a_narrow_circle_is_the_handlers_only(world):
    kept = note(world, confidentiality="restricted")

    assert seen(world.signer, world.municipality) == [kept]
    assert seen(world.administrator, world.municipality) == []
    assert list(queries.notes_in(world.county, narrow=False)) == []


def test_a_note_is_corrected_by_a_later_one(world):
    wrong = note(world)
    right = services.correct_note(
        note_id=wrong.pk, note=Note(DAY, "call", "Läget", "Inte väl."), by=world.handler, at=AT
    )

    wrong.refresh_from_db()
    assert wrong.text == "Allt väl."
    assert right.corrects == wrong
    with pytest.raises(RuleError, match="redan rättad"):
        services.correct_note(
            note_id=wrong.pk, note=Note(DAY, "call", "a", "b"), by=world.handler, at=AT
        )
    with pytest.raises(Http404):
        services.correct_note(note_id=0, note=Note(DAY, "call", "a", "b"), by=world.handler, at=AT)


def test_the_municipality_writes_back(world):
    """Vägledningen 2.3: dialogen förs med kommunernas beredskapssamordnare."""
    written = services.write_back(
        municipality=world.municipality, subject="Övning", text="Kom!", by=world.coordinator, at=AT
    )

    assert (written.form, written.by_municipality) == ("letter", True)
    assert Notice.objects.filter(template="dialogue").count() == 2
    with pytest.raises(RuleError, match="Kommunens egna ord"):
        services.correct_note(
            note_id=written.pk, note=Note(DAY, "call", "a", "b"), by=world.handler, at=AT
        )
    with pytest.raises(PermissionDenied):
        services.write_back(
            municipality=world.municipality, subject="a", text="b", by=world.handler, at=AT
        )


def test_a_municipality_without_county_has_nobody_to_write_to(world):
    world.municipality.county = None
    world.municipality.save()

    with pytest.raises(RuleError, match="inte till något län"):
        services.write_back(
            municipality=world.municipality, subject="a", text="b", by=world.coordinator, at=AT
        )


def test_what_counts_before_a_referral(world):
    """Vägledningen 3.2: dialog om just dessa brister, som kommunen kan läsa."""
    found, other = make.deficiency(world), make.deficiency(world)
    kept = note(world, form="meeting", deficiency_ids=(found.pk,), is_shared=True)
    own = note(world, form="letter", is_about_saving=True, is_shared=True)
    note(world, is_shared=True)
    unseen = note(world, form="call", deficiency_ids=(found.pk,))

    def counted(deficiency=None):
        talks = queries.about(world.municipality, deficiency_id=deficiency and deficiency.pk)
        return [one for one, contact in talks if rules.counts_before_referral(contact)]

    assert counted(found) == [kept]
    assert unseen not in counted(found)
    assert counted(other) == []
    assert counted() == [own]


def test_a_note_that_was_corrected_speaks_through_its_correction(world):
    """Vägledningen 3.2: det som rättats räknas inte längre."""
    found = make.deficiency(world)
    wrong = note(world, form="meeting", deficiency_ids=(found.pk,), is_shared=True)
    right = services.correct_note(
        note_id=wrong.pk,
        note=services.Note(DAY, "meeting", "Annat", "Vi talade om annat.", is_shared=True),
        by=world.handler,
        at=AT,
    )

    assert queries.about(world.municipality, deficiency_id=found.pk) == []
    assert right.names_deficiencies is False


def test_a_note_the_municipality_objects_to_no_longer_counts(world):
    """Vägledningen 3.2: "rätta till eventuella felaktigheter eller missförstånd"."""
    found = make.deficiency(world)
    kept = note(world, form="meeting", deficiency_ids=(found.pk,), is_shared=True)
    mine = services.object_to_note(
        note_id=kept.pk, text="Vi talade aldrig om RSA.", by=world.coordinator, at=AT
    )

    ((_, contact),) = queries.about(world.municipality, deficiency_id=found.pk)
    assert not rules.counts_before_referral(contact)
    assert (mine.objects_to, mine.by_municipality) == (kept, True)
    assert Notice.objects.filter(recipient_label__startswith="Handläggare").exists()


def test_only_the_municipality_objects_and_only_to_what_it_can_read(world):
    unseen = note(world)
    shared = note(world, is_shared=True)
    own = services.write_back(
        municipality=world.municipality, subject="a", text="b", by=world.coordinator, at=AT
    )

    with pytest.raises(Http404):
        services.object_to_note(note_id=unseen.pk, text="x", by=world.coordinator, at=AT)
    with pytest.raises(PermissionDenied):
        services.object_to_note(note_id=shared.pk, text="x", by=world.handler, at=AT)
    with pytest.raises(RuleError, match="egna ord"):
        services.object_to_note(note_id=own.pk, text="x", by=world.coordinator, at=AT)
    with pytest.raises(RuleError, match="Skriv en text"):
        services.object_to_note(note_id=shared.pk, text=" ", by=world.coordinator, at=AT)


def test_a_note_is_about_deficiencies_of_those_who_were_there(world):
    elsewhere = make.deficiency(world, municipality=world.another_municipality())

    with pytest.raises(RuleError, match="Välj brister hos"):
        note(world, deficiency_ids=(elsewhere.pk,), is_shared=True)


def test_a_municipality_objects_by_page_and_api(world, client):
    kept = note(world, is_shared=True)
    code = world.municipality.scb_code
    client.force_login(world.coordinator)
    address = reverse("followup:dialogue_object", args=[code, kept.pk])
    shown = client.get(reverse("followup:dialogue", args=[code])).content.decode()

    assert address in shown
    assert kept.subject in client.get(address).content.decode()
    assert client.post(address, {"text": "Det stämmer inte."}).status_code == 302
    api = APIClient()
    api.force_authenticate(world.director)
    there = f"/api/v1/follow-up/municipalities/{code}/dialogue-notes/{kept.pk}/objection/"
    assert api.post(there, {"text": "Nej."}, format="json").status_code == 201
    assert kept.objections.count() == 2
    assert (
        "Kommunen har invänt"
        in client.get(reverse("followup:dialogue", args=[code])).content.decode()
    )


def test_early_signals_and_silent_municipalities(world):
    """Vägledningen 2.3: indikationer i ett tidigt skede."""
    silent = world.another_municipality("Tysta kommunen")
    warned = note(world, signal="saving")
    note(world)

    assert queries.early_signals(world.county, since=date(2025, 1, 1), narrow=False) == [warned]
    rows = queries.last_contacts(world.county)
    assert [(row.municipality, row.day) for row in rows] == [
        (silent, None),
        (world.municipality, DAY),
    ]
    assert "inget tal" in rows[0].why.rule
    assert rules.problem_with(
        form="call",
        municipalities=0,
        names_deficiencies=False,
        is_shared=False,
        confidentiality="internal",
    ) == ("municipalities", "Välj minst en kommun.")


def test_the_list_is_narrowed(world):
    warned = note(world, signal="saving", form="meeting")
    note(world, held_date=date(2025, 5, 5))
    notes = queries.notes_in(world.county, narrow=False)

    assert list(queries.filtered(notes, signal="any")) == [warned]
    assert list(queries.filtered(notes, signal="saving", form="meeting", year=2026)) == [warned]
    assert queries.years_of(notes) == [2026, 2025]


def test_the_pages(world, client):
    other = world.another_municipality()
    client.force_login(world.handler)
    code = world.municipality.scb_code
    values = {
        "municipalities": [world.municipality.pk, other.pk],
        "held_date": "2026-03-09",
        "form": "joint_meeting",
        "subject": "Gemensamt",
        "text": "Genomgång",
        "signal": "resources",
        "is_shared": "on",
        "confidentiality": "internal",
    }

    address = reverse("followup:dialogue_new", args=[code])
    assert client.get(address).status_code == 200
    refused = client.post(address, values | {"form": "call"})
    assert refused.status_code == 409
    assert "Genomgång" in refused.content.decode()
    assert client.post(address, values | {"text": ""}).status_code == 422
    assert client.post(address, values).status_code == 302
    county = client.get(reverse("followup:county_dialogue", args=["01"])).content.decode()
    assert "Brist på tid eller bemanning" in county
    kept = DialogueNote.objects.get()
    correct = reverse("followup:dialogue_correct", args=[code, kept.pk])
    assert client.get(correct).status_code == 200
    assert client.post(correct, values | {"text": ""}).status_code == 422
    assert client.post(correct, values).status_code == 302
    assert client.post(correct, values).status_code == 409
    new = reverse("followup:county_dialogue_new", args=["01"])
    assert client.get(new).status_code == 200
    assert client.post(new, values).status_code == 302

    client.force_login(world.coordinator)
    page = client.get(reverse("followup:dialogue", args=[code])).content.decode()
    assert "Gemensamt" in page
    assert "Tidig signal:</b>" not in page
    assert client.get(address).status_code == 403
    assert client.get(reverse("followup:county_dialogue", args=["01"])).status_code == 404
    write = reverse("followup:dialogue_write", args=[code])
    assert client.get(write).status_code == 200
    assert client.post(write, {"subject": "Hej"}).status_code == 422
    assert client.post(write, {"subject": "Hej", "text": "Svar"}).status_code == 302


def test_the_api(world):
    other = world.another_municipality()
    here = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/dialogue-notes/"
    body = {
        "held_date": "2026-03-09",
        "form": "joint_meeting",
        "subject": "Gemensamt",
        "text": "Genomgång",
        "signal": "saving",
        "is_shared": True,
        "municipalities": [other.scb_code],
    }
    handler, coordinator = APIClient(), APIClient()
    handler.force_authenticate(world.handler)
    coordinator.force_authenticate(world.coordinator)

    assert handler.post(here, body, format="json").status_code == 201
    unknown = body | {"municipalities": ["9"]}
    assert handler.post(here, unknown, format="json").status_code == 409
    assert handler.post(here, body | {"okant": 1}, format="json").status_code == 400
    assert coordinator.post(here, body, format="json").status_code == 403
    assert handler.get(here).json()["results"][0]["signal"] == "saving"
    assert coordinator.get(here).json()["results"][0]["signal"] == "none"
