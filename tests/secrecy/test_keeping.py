"""Write an annex, grant a need, see who has read, end an incident."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from actors.models import User
from common.errors import RuleError
from notices.models import Notice
from records.models import (
    ClassifiedReference,
    DefenceStorage,
    Incident,
    NeedGrant,
    Reclassification,
    SecretAnnex,
    UndertakingRequest,
)
from secrecy import services as secrets
from secrecy.matters import MunicipalityMatter
from tests.secrecy.factories import AT, CANARY, FAR_AWAY, PDF, Scene, reader_of, signed_in
from tests.secrecy.test_pages import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def of_visit(scene: Scene, end: str) -> str:
    return f"/uppfoljning/kommun/{scene.municipality.scb_code}/besok/{scene.visit.pk}/{end}/"


def of_annex(annex: SecretAnnex, end: str = "") -> str:
    return f"/sekretess/bilagor/{annex.pk}/{end}"


# Writing --------------------------------------------------------------------------------------


def new(scene: Scene, **values):
    data = {
        "legal_grounds": ["18:13"],
        "title": f"{CANARY} rubrik",
        "body": f"{CANARY} text",
        "is_not_classified": "on",
    } | values
    return signed_in(scene.handler).post(of_visit(scene, "hemlig-bilaga"), data)


def test_the_question_comes_before_any_field(scene: Scene) -> None:
    """Vägledningen 2.10: frågan ställs innan något kan skrivas."""
    client = signed_in(scene.handler)
    question = client.get(of_visit(scene, "hemlig-bilaga")).content.decode()
    form = client.get(of_visit(scene, "hemlig-bilaga") + "?klass=sekretess").content.decode()

    assert "<textarea" not in question
    assert 'name="body"' in form


@pytest.mark.parametrize("answer", ["klassificerad", "osaker"])
def test_classified_matter_is_refused_with_what_to_do_instead(scene: Scene, answer: str) -> None:
    page = signed_in(scene.handler).get(of_visit(scene, "hemlig-bilaga") + f"?klass={answer}")
    text = page.content.decode()

    assert "Kontakta säkerhetsskyddschefen" in text
    assert "<textarea" not in text


def test_an_annex_is_laid_in_with_its_file(scene: Scene) -> None:
    """Vägledningen 2.10: delar av protokollet i en hemlig bilaga."""
    answer = new(scene, file=SimpleUploadedFile("plan.pdf", PDF))

    assert answer.status_code == 302, answer.content.decode()
    assert SecretAnnex.objects.get().files.count() == 1


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"title": ""}, 422),
        ({"legal_grounds": []}, 422),
        ({"legal_grounds": ["15:2"]}, 422),
        ({"is_not_classified": ""}, 422),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(scene, values, status) -> None:
    answer = new(scene, **values)

    assert answer.status_code == status
    assert not SecretAnnex.objects.exists()


def test_where_the_county_stores_nothing_only_a_reference_is_offered() -> None:
    scene = Scene(stores=False)
    page = signed_in(scene.handler).get(of_visit(scene, "hemlig-bilaga") + "?klass=sekretess")

    assert "inte valt att lagra" in page.content.decode()
    assert new(scene).status_code == 409
    assert not SecretAnnex.objects.exists()


def test_without_a_key_the_writer_is_told(scene: Scene, settings) -> None:
    settings.SECRETS_KEYS = []
    answer = new(scene)

    assert answer.status_code == 409
    assert "krypteringsnyckel" in answer.content.decode()


def test_a_new_version_is_written_by_who_may_read_and_write(scene: Scene) -> None:
    annex = scene.annex()
    client = reader_of(scene, scene.handler, annex)
    shown = client.get(of_annex(annex, "andra/")).content.decode()
    data = {"title": "Ny", "body": "Ny text", "is_not_classified": "on"}
    empty = client.post(of_annex(annex, "andra/"), {"title": "Ny"})
    done = client.post(of_annex(annex, "andra/"), data)

    assert f"{CANARY} text" in shown
    assert empty.status_code == 422
    assert done.status_code == 302
    text = client.get(of_annex(annex)).content.decode()
    assert "Ny text" in text
    assert "Version 1" in text
    assert CANARY in client.get(of_annex(annex) + "?version=1").content.decode()
    assert client.get(of_annex(annex) + "?version=9").status_code == 410
    SecretAnnex.objects.update(quarantined_at="2026-01-01T00:00Z")
    assert client.post(of_annex(annex, "andra/"), data).status_code == 409


@pytest.mark.parametrize("end", ["hemlig-bilaga", "hanvisning", "flytta-till-hemlig-bilaga"])
def test_only_handlers_come_to_what_is_written(scene: Scene, end: str) -> None:
    assert signed_in(scene.handler).get(of_visit(scene, end)).status_code == 200
    assert signed_in(scene.director).get(of_visit(scene, end)).status_code == 403
    assert signed_in(scene.reviewer).get(of_visit(scene, end)).status_code == 404
    assert signed_in(Scene(code="03").handler).get(of_visit(scene, end)).status_code == 404


def test_a_reference_is_laid_in_and_taken_away(scene: Scene) -> None:
    client = signed_in(scene.handler)
    data = {
        "kind": "classified",
        "registry_number": "450-1",
        "storage_place": "Länsstyrelsen",
        "responsible": "Säkerhetsskyddschef",
    }
    assert client.post(of_visit(scene, "hanvisning"), {}).status_code == 422
    assert client.post(of_visit(scene, "hanvisning"), data).status_code == 302
    noted = ClassifiedReference.objects.get()
    assert "450-1" in signed_in(scene.director).get(of_visit(scene, "sekretess")).content.decode()
    assert client.post(of_visit(scene, f"hanvisning/{noted.pk}")).status_code == 302
    assert client.post(of_visit(scene, "hanvisning/999999")).status_code == 404


# Keeping --------------------------------------------------------------------------------------


def grant(scene: Scene, annex: SecretAnnex, user=None, **values):
    data = {
        "person": scene.director.pk,
        "motivation": "Behövs inför besöket",
        "starts": "2026-01-01",
        "ends": "2099-01-01",
    } | values
    return signed_in(user or scene.signer).post(of_annex(annex, "behorighet/"), data)


def test_a_need_is_granted_and_told_in_neutral_words(scene: Scene) -> None:
    """domain.md 6.3: neutralt meddelande, utan hänvisning till bilagan."""
    annex = scene.annex()

    assert grant(scene, annex).status_code == 302

    notice = Notice.objects.get()
    assert (notice.address, notice.about_ref) == (scene.director.email, "")
    assert "Du har en handling att läsa" in notice.subject
    assert str(annex) not in notice.body
    assert "bilaga" not in (notice.subject + notice.body).lower()
    page = signed_in(scene.signer).get("/sekretess/").content.decode()
    assert "Behörigheter jag har gett" in page


def test_a_wrong_grant_is_told_at_the_field(scene: Scene) -> None:
    annex = scene.annex()

    assert grant(scene, annex, scene.handler).status_code == 403
    assert grant(scene, annex, motivation="kort").status_code == 422
    assert grant(scene, annex, person=scene.outsider.pk).status_code == 422
    assert grant(scene, annex, ends="2025-01-01").status_code == 422
    assert grant(scene, annex, ends="2999-01-01").status_code == 422
    assert grant(scene, annex, person=scene.signer.pk).status_code == 409
    past = grant(scene, annex, starts="2020-01-01", ends="2020-02-01")
    assert past.status_code == 409
    assert not NeedGrant.objects.exists()


def test_the_owner_sees_who_has_read_and_other_handlers_do_not(scene: Scene) -> None:
    """domain.md 9.3.

    läsloggen visas för den som upprättat och den som ger behörighet, utan innehåll.
    """
    annex = scene.annex()
    reader_of(scene, scene.director, annex).get(of_annex(annex))
    pages = {
        user: signed_in(user).get(of_annex(annex, "behorighet/")).content.decode()
        for user in (scene.signer, scene.handler, scene.other_handler)
    }

    read = "Läst på sidan"
    assert read in pages[scene.signer]
    assert read in pages[scene.handler]
    assert read not in pages[scene.other_handler]
    assert not any(CANARY in page for page in pages.values())
    assert signed_in(scene.director).get(of_annex(annex, "behorighet/")).status_code == 404
    assert read in signed_in(scene.director).get("/sekretess/").content.decode()


def test_a_grant_of_another_annex_is_not_found(scene: Scene) -> None:
    mine, other = scene.annex(), scene.annex()
    given = scene.granted(scene.director, other)
    client = signed_in(scene.signer)

    assert client.post(of_annex(mine, f"behorighet/{given.pk}/")).status_code == 404


def test_a_class_is_lowered_by_two_on_the_page(scene: Scene) -> None:
    annex = scene.annex()
    handler, signer = signed_in(scene.handler), signed_in(scene.signer)
    data = {"to_class": "restricted", "reason": "Uppgifterna är offentliga nu"}
    assert handler.get(of_annex(annex, "klass/")).status_code == 302
    assert handler.post(of_annex(annex, "klass/"), {}).status_code == 422
    assert handler.post(of_annex(annex, "klass/"), data).status_code == 302
    assert handler.post(of_annex(annex, "klass/"), data).status_code == 409
    wrong = data | {"to_class": "secret"}
    assert handler.post(of_annex(annex, "klass/"), wrong).status_code == 409
    change = Reclassification.objects.get()
    decide = of_annex(annex, f"klass/{change.pk}/")
    assert handler.post(decide, {"answer": "ja"}).status_code == 403
    assert signer.post(of_annex(annex, "klass/999999/")).status_code == 404
    assert signer.post(decide, {"answer": "ja"}).status_code == 302
    assert signer.post(decide, {"answer": "ja"}).status_code == 409

    annex.refresh_from_db()
    assert annex.secrecy == "restricted"


def test_an_incident_is_reported_and_the_annex_destroyed(scene: Scene) -> None:
    annex = scene.annex()
    handler, signer = signed_in(scene.handler), signed_in(scene.signer)
    assert "Läs inte mer" in handler.get(of_annex(annex, "incident/")).content.decode()
    assert handler.post(of_annex(annex, "incident/"), {}).status_code == 422
    assert handler.post(of_annex(annex, "incident/"), {"kind": "classified"}).status_code == 302
    incident = Incident.objects.get()
    end = of_annex(annex, f"incident/{incident.pk}/")
    assert handler.get(end).status_code == 302
    assert handler.post(end, {"act": "erase"}).status_code == 403
    assert signer.post(of_annex(annex, "incident/999999/")).status_code == 404
    assert signer.post(end, {"act": "erase"}).status_code == 422
    assert signer.post(end, {"act": "erase", "typed": "fel"}).status_code == 409
    assert signer.post(end, {"act": "erase", "typed": "Hemlig bilaga nr 1"}).status_code == 302
    assert signer.post(end, {"act": "release"}).status_code == 409
    assert handler.post(of_annex(annex, "incident/"), {"kind": "classified"}).status_code == 409

    assert "Utplånad" in signer.get(of_annex(annex, "behorighet/")).content.decode()


def test_the_county_page_shows_signatures_and_takes_them_back(scene: Scene) -> None:
    ask(scene)
    signed = scene.signed(scene.coordinator)
    asked = UndertakingRequest.objects.filter(undertakings=None).get()
    client = signed_in(scene.handler)
    scene.annex()
    page = client.get("/sekretess/lan/01/").content.decode()

    assert "Väntar på underskrift" in page
    assert "Hemlig bilaga nr 1" in page
    revoke = f"/sekretess/lan/01/forbindelser/{signed.pk}/aterkalla/"
    assert client.post(revoke, {"reason": "Slutat"}).status_code == 302
    assert client.post(revoke.replace(str(signed.pk), "999999")).status_code == 404
    withdraw = f"/sekretess/lan/01/forbindelser/{asked.pk}/aterta/"
    assert client.post(withdraw).status_code == 302
    assert client.post(withdraw.replace(str(asked.pk), "999999")).status_code == 404
    assert "Återtagen" in client.get("/sekretess/lan/01/").content.decode()
    assert signed_in(scene.director).get("/sekretess/lan/01/").status_code == 404
    assert signed_in(scene.administrator).get("/sekretess/lan/01/").status_code == 403


def test_storage_of_defence_material_is_switched_on_by_two(scene: Scene) -> None:
    handler, signer = signed_in(scene.handler), signed_in(scene.signer)
    storage = "/sekretess/lan/01/lagring/"
    assert handler.get(storage).status_code == 302
    assert handler.post(storage, {}).status_code == 422
    assert handler.post(storage, {"is_on": "ja"}).status_code == 409
    data = {"is_on": "ja", "analysis_ref": "450-1"}
    assert handler.post(storage, data).status_code == 302
    proposed = DefenceStorage.objects.get()
    decide = f"{storage}{proposed.pk}/"
    assert handler.post(decide, {"answer": "ja"}).status_code == 403
    assert signer.post(f"{storage}999999/").status_code == 404
    assert "Besluta" in signer.get("/sekretess/lan/01/").content.decode()
    assert signer.post(decide, {"answer": "ja"}).status_code == 302
    assert signer.post(decide, {"answer": "ja"}).status_code == 409
    assert "Får lagras" in signer.get("/sekretess/lan/01/").content.decode()


def test_who_lacks_something_is_listed_first(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 3.5: de som saknar behörighet visas före besöket."""
    annex = scene.annex()
    reader_of(scene, scene.director, annex)
    scene.signed(scene.coordinator)
    page = signed_in(scene.handler).get(of_visit(scene, "sekretess")).content.decode()

    assert page.index("Sekretessförbindelse saknas") < page.index("Klar</td>")
    assert "Behörighet saknas till hemlig bilaga 1" in page
    assert signed_in(scene.reviewer).get(of_visit(scene, "sekretess")).status_code == 404


# By the services alone, past what the pages offer -------------------------------------------------


def asked(scene: Scene, by: User, of: User) -> UndertakingRequest:
    return secrets.ask_to_sign(
        matter=MunicipalityMatter(scene.municipality, scene.visit),
        function=scene.function_of(of),
        legal_grounds=["18:13"],
        valid_to=FAR_AWAY,
        by=by,
        at=AT,
    )


def test_nobody_outside_the_follow_up_asks_or_is_asked_to_sign(scene: Scene) -> None:
    """Vägledningen 2.10: länsstyrelsen eller samordnaren frågar, och bara den som deltar."""
    with pytest.raises(RuleError, match="deltar inte"):
        asked(scene, by=scene.handler, of=scene.outsider)
    with pytest.raises(PermissionDenied):
        asked(scene, by=scene.outsider, of=scene.director)
    assert not UndertakingRequest.objects.exists()
    assert not Notice.objects.exists()


def granted(scene: Scene, annex_id: int, person: User) -> NeedGrant:
    return secrets.grant(
        annex_id=annex_id,
        person_id=person.pk,
        motivation="Behövs inför besöket",
        starts_at=AT,
        ends_at=AT + timedelta(days=30),
        by=scene.signer,
        at=AT,
    )


def test_a_need_is_granted_to_nobody_outside_and_of_no_annex_that_is_gone(scene: Scene) -> None:
    annex = scene.annex()

    with pytest.raises(RuleError, match="deltar inte"):
        granted(scene, annex.pk, scene.outsider)
    with pytest.raises(Http404):
        granted(scene, 0, scene.director)
    SecretAnnex.objects.update(about_ref="followup.visit:0")
    with pytest.raises(Http404):
        granted(scene, annex.pk, scene.director)
    assert not NeedGrant.objects.exists()


def test_what_is_not_there_is_neither_taken_back_nor_decided(scene: Scene) -> None:
    by = {"by": scene.signer, "at": AT}

    with pytest.raises(Http404):
        secrets.revoke_undertaking(undertaking_id=0, reason="Slutat", **by)
    with pytest.raises(Http404):
        secrets.withdraw_request(request_id=0, **by)
    with pytest.raises(Http404):
        secrets.decide_storage(proposal_id=0, is_accepted=True, **by)


def test_only_who_looks_after_the_countys_secrets_takes_back_or_proposes(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 1.1."""
    signed = scene.signed(scene.coordinator)

    for user in (scene.coordinator, scene.director, scene.administrator, Scene(code="03").handler):
        with pytest.raises(PermissionDenied):
            secrets.revoke_undertaking(undertaking_id=signed.pk, reason="Slutat", by=user, at=AT)
        with pytest.raises(PermissionDenied):
            secrets.withdraw_request(request_id=signed.request_id, by=user, at=AT)
        with pytest.raises(PermissionDenied):
            secrets.propose_storage(
                county=scene.county, is_on=True, analysis_ref="450-1", by=user, at=AT
            )
    signed.refresh_from_db()
    assert signed.revoked_at is None
    assert not DefenceStorage.objects.exists()
