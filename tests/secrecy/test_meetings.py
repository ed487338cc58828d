"""A meeting with a secret point: who may not hear it is listed, and nobody else sees that it is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from common.errors import RuleError
from followup import access
from forums.meetings import attendance, conduct
from forums.meetings import services as meeting_services
from forums.minutes import content as minutes
from forums.models import Meeting
from notices.models import Notice
from records.models import ClassifiedReference, NeedGrant, SecretAnnex, UndertakingRequest
from secrecy import queries as reports
from secrecy import services as secrets
from secrecy.matters import MatterOwner, matter_of
from tests.factories import UserFactory
from tests.secrecy.factories import CANARY, FAR_AWAY, Scene, signed_in, with_factor
from tests.secrecy.meeting_scene import Conference, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    return Conference()


# Before the meeting -----------------------------------------------------------------------------


def test_the_leader_puts_a_secret_point_last_and_takes_it_away(conference: Conference) -> None:
    """domain.md 3.5: punkten ligger sist, så att den som saknar behörighet kan gå."""
    client = signed_in(conference.officer)
    secrecy, point = conference.address("sekretess/"), conference.address("sekretess/punkt/")
    assert "Mötet har ingen hemlig punkt." in page(client, secrecy)

    assert client.post(point, {"act": "add"}).url == secrecy
    assert client.post(point, {"act": "add"}).status_code == 302  # twice changes nothing
    agenda = list(conference.conference.agenda.all())
    assert [item.is_secret for item in agenda] == [False] * (len(agenda) - 1) + [True]
    assert agenda[-1].title == "Hemlig punkt"
    assert "Ta bort den hemliga punkten" in page(client, secrecy)

    assert client.post(point, {"act": "remove"}).status_code == 302
    assert client.post(point, {"act": "remove"}).status_code == 302
    assert not conference.conference.agenda.filter(is_secret=True).exists()


def test_only_the_leader_changes_it_and_not_once_the_meeting_is_over(
    conference: Conference,
) -> None:
    point = conference.address("sekretess/punkt/")
    assert signed_in(conference.called).post(point, {"act": "add"}).status_code == 403
    conference.begun()
    meeting_services.end_meeting(
        meeting_id=conference.conference.pk, by=conference.officer, at=timezone.now()
    )
    answer = signed_in(conference.officer).post(point, {"act": "add"})

    assert answer.status_code == 409
    assert "när mötet är slut" in answer.content.decode()
    assert not conference.conference.agenda.filter(is_secret=True).exists()


def test_an_exercise_deals_with_nothing_secret() -> None:
    conference = Conference(exercise=True)
    client = signed_in(conference.officer)
    answer = client.post(conference.address("sekretess/punkt/"), {"act": "add"})

    assert answer.status_code == 409
    assert "I en övning behandlas inget hemligt." in answer.content.decode()
    assert "Mötet är en övning." in page(client, conference.address("sekretess/"))
    with pytest.raises(RuleError, match="övning"):
        conference.annex()


def test_a_county_that_keeps_nothing_secret_here_is_told_what_to_do_instead() -> None:
    conference = Conference(stores=False).with_point()
    shown = page(signed_in(conference.officer), conference.address("sekretess/"))

    assert "Länet lagrar inte hemliga bilagor här." in shown
    with pytest.raises(RuleError, match="Länet lagrar inte"):
        conference.annex()


def test_those_without_right_are_listed_before_the_meeting_begins(conference: Conference) -> None:
    """domain.md 3.5: de som saknar behörighet visas innan mötet börjar, med vad de saknar."""
    client = signed_in(conference.officer)
    begin = conference.address("borja/")
    assert "hemlig" not in page(client, begin).lower()

    annex = conference.with_point().annex()
    conference.make_ready(conference.called, annex)
    conference.make_ready(conference.absent)
    shown = page(client, begin)
    ready, lacking = map(str, (conference.functions[0], conference.functions[1]))

    assert f"{lacking}</span>" in shown
    assert f"{ready}</span>" not in shown
    assert "Behörighet saknas till hemlig bilaga 1" in shown
    assert str(conference.rsib) in shown  # the chair has not signed either
    assert "Sekretessförbindelse saknas" in shown
    conference.make_ready(conference.absent, annex)
    conference.make_ready(conference.officer, annex)
    assert "Alla på listan har rätt att ta del." in page(client, begin)


def test_a_function_is_asked_to_sign_in_neutral_words(conference: Conference) -> None:
    """domain.md 6.3: meddelandet säger inte vad det gäller; bara den som deltar kan frågas."""
    data = {
        "function": conference.functions[0].pk,
        "legal_grounds": ["18:13"],
        "valid_to": "2099-12-31",
    }
    address = conference.address("sekretess/")
    assert signed_in(conference.called).post(address, data).status_code == 403
    client = signed_in(conference.officer)
    assert client.post(address, data | {"function": ""}).status_code == 422
    assert client.post(address, data).url == address
    again = client.post(address, data)
    assert again.status_code in {302, 409}

    asked = UndertakingRequest.objects.first()
    assert asked is not None
    assert (asked.about_ref, asked.county_code) == (conference.matter.about_ref, "01")
    told = Notice.objects.filter(template="secret_waits").first()
    assert told is not None
    assert "möte" not in told.body.lower()
    outside = conference.function_held_by(conference.member_without_seat)
    with pytest.raises(RuleError, match="deltar inte"):
        secrets.ask_to_sign(
            matter=conference.matter,
            function=outside,
            legal_grounds=["18:13"],
            valid_to=FAR_AWAY,
            by=conference.officer,
            at=conference.now,
        )


def test_all_that_are_left_are_asked_at_once(conference: Conference) -> None:
    """Vägledningen 2.10: i god tid; fyrtio funktioner frågas inte en och en."""
    conference.make_ready(conference.called)
    client = signed_in(conference.officer)
    address = conference.address("sekretess/")
    data = {"who": "all", "legal_grounds": ["18:13"], "valid_to": "2099-12-31"}
    assert "Be alla 2 som inte är frågade" in page(client, address)

    with pytest.raises(PermissionDenied):
        secrets.ask_the_rest_to_sign(
            matter=conference.matter,
            legal_grounds=["18:13"],
            valid_to=FAR_AWAY,
            by=conference.absent,
            at=conference.now,
        )
    assert client.post(address, data | {"legal_grounds": []}).status_code == 422
    assert client.post(address, data).url == address
    asked = set(UndertakingRequest.objects.values_list("asked_of", flat=True))
    assert asked == {str(f) for f in (*conference.functions, conference.rsib)}
    again = client.post(address, data)
    assert again.status_code == 409
    assert "Alla som deltar är redan frågade." in again.content.decode()
    assert UndertakingRequest.objects.count() == len(asked)
    assert signed_in(conference.called).post(address, data).status_code == 403


# While it runs ----------------------------------------------------------------------------------


def test_who_must_leave_is_shown_at_the_point_and_nothing_is_noted_there(
    conference: Conference,
) -> None:
    annex = conference.with_point().annex()
    conference.make_ready(conference.called, annex)
    conference.begun()
    for row in conference.rows(conference.conference):
        attendance.mark_attendance(
            meeting_id=conference.conference.pk,
            attendance_id=row.pk,
            status="present",
            by=conference.officer,
            at=conference.now,
        )
    point = conference.conference.agenda.get(is_secret=True)
    client = signed_in(conference.officer)
    at_point = conference.address("genomfor/") + f"?punkt={point.pk}"
    shown = page(client, at_point)

    assert "De här måste gå nu" in shown
    assert f"{conference.functions[1]}</span>" in shown
    assert f"{conference.functions[0]}</span>" not in shown
    assert 'id="id_note"' not in shown
    refused = client.post(
        conference.address("genomfor/anteckning/"),
        {"text": f"{CANARY} i det öppna", "agenda_item": point.pk},
    )
    assert refused.status_code == 409
    assert "antecknas inget här" in refused.content.decode()
    assert not conference.conference.notes.exists()

    row = conference.conference.attendances.get(function=conference.functions[1])
    attendance.mark_left(
        meeting_id=conference.conference.pk,
        attendance_id=row.pk,
        by=conference.officer,
        at=conference.now + timedelta(minutes=5),
    )
    left = page(client, at_point)
    assert f"{conference.functions[1]}</span>" not in left
    assert f"{conference.rsib}</span>" in left  # who leads is there too, and lacks the right


def test_a_note_is_put_right_although_the_secret_point_is_open(conference: Conference) -> None:
    conference.with_point().begun()
    note = conduct.add_note(
        meeting_id=conference.conference.pk,
        text="Öppen anteckning",
        by=conference.officer,
        at=conference.now,
    )
    point = conference.conference.agenda.get(is_secret=True)
    address = conference.address("genomfor/") + f"?punkt={point.pk}&ratta={note.pk}"

    assert 'id="id_note"' in page(signed_in(conference.officer), address)


@pytest.mark.parametrize("odd", ["9" * 30, "²", "-1", "x", "9" * 5000])
def test_an_odd_number_in_the_address_is_nothing_to_put_right(
    conference: Conference, odd: str
) -> None:
    conference.begun()
    shown = page(signed_in(conference.officer), conference.address("genomfor/") + f"?ratta={odd}")
    again = conference.address("genomfor/") + f"?ratta_beslut={odd}"

    assert "Rättelse till" not in shown + page(signed_in(conference.officer), again)


# Nobody else ------------------------------------------------------------------------------------


def test_who_takes_no_part_sees_neither_the_point_nor_its_page(conference: Conference) -> None:
    """domain.md 9.4, 3.5.

    för den som inte deltar finns punkten inte, i vyn, utskriften eller pdf:en.
    """
    conference.with_point()
    seen = page(signed_in(conference.called), conference.address())
    other = signed_in(conference.member_without_seat)
    hidden = page(other, conference.address())

    assert "Hemlig punkt" in seen
    assert "hemlig" not in hidden.lower()
    assert "sekretess/" not in hidden
    assert other.get(conference.address("sekretess/")).status_code == 404
    assert other.post(conference.address("sekretess/punkt/"), {"act": "add"}).status_code == 404
    assert other.get(conference.address("hemlig-bilaga/")).status_code == 404
    assert signed_in(UserFactory(is_superuser=True)).get(conference.address()).status_code == 404


def test_the_protocol_does_not_say_that_there_was_a_secret_point(conference: Conference) -> None:
    conference.with_point().begun()
    meeting_services.end_meeting(
        meeting_id=conference.conference.pk, by=conference.officer, at=timezone.now()
    )
    protocol = Meeting.objects.get(pk=conference.conference.pk).protocol
    shown = page(signed_in(conference.called), conference.address("protokoll/"))

    assert "Hemlig" not in str(minutes.content_of(protocol))
    assert "Hemlig" not in shown


def test_no_secret_word_reaches_seventeen_roles_that_poll(conference: Conference) -> None:
    """domain.md 3.5: 0 kanariefåglar i 17 rollers avläsningar; den som har rätt ser dem."""
    annex = conference.with_point().annex()
    conference.begun()
    ends = (
        "",
        "borja/",
        "genomfor/",
        "genomfor/laget/",
        "avsluta/",
        "sekretess/",
        "hemlig-bilaga/",
        "hanvisning/",
        "protokoll/",
        "kalender.ics",
    )
    addresses = [conference.address(end) for end in ends]
    addresses += [
        f"/sekretess/bilagor/{annex.pk}/",
        "/sekretess/",
        f"/{conference.region.slug}/moten/",
    ]
    scene = conference.follow_up
    people = [
        conference.officer,
        conference.secretary,
        conference.called,
        conference.absent,
        conference.member_without_seat,
        *(
            getattr(scene, name)
            for name in (
                "handler",
                "other_handler",
                "signer",
                "administrator",
                "coordinator",
                "director",
                "reviewer",
                "outsider",
            )
        ),
        UserFactory(is_superuser=True),
        UserFactory(),
    ]
    roles = [with_factor(user) for user in people] + [signed_in(conference.officer), Client()]
    assert len(roles) == 17
    answers = [role.get(address) for role in roles for address in addresses]

    assert [a.request["PATH_INFO"] for a in answers if CANARY in a.content.decode()] == []
    assert sum(answer.status_code == 200 for answer in answers) > 40
    conference.make_ready(conference.called, annex)
    reader = with_factor(conference.called).get(f"/sekretess/bilagor/{annex.pk}/")
    assert reader.content.decode().count(CANARY) >= 2


# Annexes and references -------------------------------------------------------------------------


def test_the_leader_lays_an_annex_and_the_county_grants_it(conference: Conference) -> None:
    client = signed_in(conference.officer)
    address = conference.address("hemlig-bilaga/")
    assert "Vad är det du vill lägga in?" in page(client, address)
    assert "Ny hemlig bilaga" in page(client, f"{address}?klass=sekretess")
    assert "Lägg inte in uppgiften här" in page(client, f"{address}?klass=klassificerad")
    data = {"title": "Rubrik", "body": "Text", "legal_grounds": ["18:13"]}
    assert client.post(address, data).status_code == 422  # the last question is not answered
    answer = client.post(address, data | {"is_not_classified": "on"})
    annex = SecretAnnex.objects.get()

    assert answer.url == conference.address("sekretess/")
    assert annex.about_ref == conference.matter.about_ref
    assert reports.label_of(annex.about_ref) == str(conference.conference)
    assert "Hemlig bilaga nr 1 finns" in page(
        signed_in(conference.called), conference.address("sekretess/")
    )
    assert signed_in(conference.called).get(address).status_code == 403
    granting = page(signed_in(conference.signer), f"/sekretess/bilagor/{annex.pk}/behorighet/")
    assert str(conference.functions[0]) in granting
    with pytest.raises(RuleError, match="deltar inte"):
        secrets.grant(
            annex_id=annex.pk,
            person_id=conference.member_without_seat.pk,
            motivation="Vill också läsa den",
            starts_at=conference.now,
            ends_at=conference.now + timedelta(days=1),
            by=conference.signer,
            at=conference.now,
        )
    assert not NeedGrant.objects.exists()


def test_a_reference_is_noted_and_taken_away(conference: Conference) -> None:
    client = signed_in(conference.officer)
    data = {
        "kind": "classified",
        "registry_number": "450-1",
        "storage_place": "Länsstyrelsen",
        "responsible": "Säkerhetsskyddschef",
    }
    assert client.post(conference.address("hanvisning/"), {}).status_code == 422
    assert client.post(conference.address("hanvisning/"), data).status_code == 302
    noted = ClassifiedReference.objects.get()
    remove = conference.address(f"hanvisning/{noted.pk}/")

    assert noted.about_ref == conference.matter.about_ref
    assert "450-1" in page(signed_in(conference.called), conference.address("sekretess/"))
    assert signed_in(conference.called).post(remove).status_code == 403
    assert client.post(conference.address(f"hanvisning/{noted.pk + 1}/")).status_code == 404
    assert client.post(remove).status_code == 302
    assert "450-1" not in page(client, conference.address("sekretess/"))


def test_what_is_gone_or_unknown_has_no_owner(conference: Conference) -> None:
    owner = MatterOwner()
    for about_ref in ("forums.meeting:0", "forums.forum:1", "forums.meeting:x", "actors.actor:0"):
        assert matter_of(about_ref) is None
        assert owner.county_of(about_ref) == ""
        assert not owner.is_exercise(about_ref)
        assert not owner.stores_here(about_ref)
        assert owner.participant_label(conference.officer, about_ref) == ""
        assert reports.label_of(about_ref) == ""


def test_a_municipality_without_a_county_has_nobody_who_takes_part() -> None:
    scene = Scene()
    scene.municipality.county = None
    scene.municipality.save()
    matter = matter_of(scene.about_ref)

    assert matter is not None
    assert matter.county is None
    assert matter.participant(scene.director) is None
    assert matter.writer(scene.handler) is None
    assert matter.granter(scene.signer) is None
    assert len(matter.participants()) == len([access.LEAD, access.REPORT])
