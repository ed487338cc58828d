"""Sign and revoke an undertaking; refer to what is kept elsewhere."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.errors import RuleError
from records.models import (
    ClassifiedReference,
    Undertaking,
)
from records.refs import ref
from records.secrets import annexes, references, undertakings
from tests.records.secrets.acting import may
from tests.secrecy.factories import AT, Scene

pytestmark = pytest.mark.django_db
FRESH = AT - timedelta(minutes=1)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    return Scene()


# Undertakings ---------------------------------------------------------------------------------


def ask(scene: Scene, **values):
    function = scene.function_of(scene.director)
    given = {
        "county_code": "01",
        "about_ref": scene.about_ref,
        "legal_grounds": ["18:13"],
        "asked_of_ref": ref(function),
        "asked_of": str(function),
        "what": "Uppföljningsbesök",
        "valid_to": date(2027, 11, 21),
        "by": scene.handler,
        "by_label": "Handläggare",
        "at": AT,
    } | values
    return undertakings.ask_for_undertaking(**given)


def sign(scene: Scene, asked, **values) -> Undertaking:
    given = {
        "held_refs": [ref(scene.function_of(scene.director))],
        "has_read": True,
        "by": scene.director,
        "at": AT,
    } | values
    return undertakings.sign_undertaking(request_id=asked.pk, **given)


def test_a_function_is_asked_and_a_person_signs_the_words_that_were_shown(scene: Scene) -> None:
    """Vägledningen 2.10: sekretessförbindelse till kommunledningen."""
    signed = sign(scene, ask(scene))

    assert "18 kap. 13 § OSL" in signed.text
    assert "2027-11-21" in signed.text
    assert (signed.person, signed.text_version) == (scene.director, "1")
    annex = scene.annex()
    scene.granted(scene.director, annex)
    assert may(scene.director, annex) == "allowed"


def test_asked_or_signed_twice_is_once(scene: Scene) -> None:
    asked = ask(scene)

    assert ask(scene) == asked
    assert sign(scene, asked) == sign(scene, asked)
    assert ask(scene, legal_grounds=["18:8"]) != asked


def test_who_was_not_asked_cannot_sign(scene: Scene) -> None:
    with pytest.raises(Http404):
        sign(scene, ask(scene), held_refs=["actors.function:0"])


def test_signing_takes_a_tick_and_a_request_that_stands(scene: Scene) -> None:
    asked = ask(scene)
    with pytest.raises(RuleError, match="Kryssa"):
        sign(scene, asked, has_read=False)
    withdraw(asked)
    withdraw(asked)
    with pytest.raises(RuleError, match="inte längre"):
        sign(scene, asked)
    old = ask(scene, valid_to=date(2026, 11, 21))
    with pytest.raises(RuleError, match="inte längre"):
        sign(scene, old, at=AT + timedelta(days=1))


def withdraw(asked):
    return undertakings.withdraw_request(
        request_id=asked.pk, by=asked_by(asked), by_label="Handläggare", at=AT
    )


def asked_by(asked) -> AnonymousUser:
    return AnonymousUser()


def test_a_request_needs_a_ground_and_a_day_to_come(scene: Scene) -> None:
    with pytest.raises(RuleError, match="lagrum"):
        ask(scene, legal_grounds=[])
    with pytest.raises(RuleError, match="passerat"):
        ask(scene, valid_to=date(2026, 11, 20))


def test_a_revoked_signature_holds_no_longer_and_may_be_given_anew(scene: Scene) -> None:
    asked = ask(scene)
    signed = sign(scene, asked)
    for _ in range(2):
        undertakings.revoke_undertaking(
            undertaking_id=signed.pk,
            reason="Slutat",
            by=scene.handler,
            by_label="Handläggare",
            at=AT,
        )
    annex = scene.annex()
    scene.granted(scene.director, annex)
    assert may(scene.director, annex) == "no_undertaking"

    assert sign(scene, asked, at=LATER) != signed


def test_what_was_never_asked_or_signed_is_not_taken_back(scene: Scene) -> None:
    values = {"by": scene.handler, "by_label": "Handläggare", "at": AT}
    with pytest.raises(Http404):
        undertakings.revoke_undertaking(undertaking_id=0, reason="", **values)
    with pytest.raises(Http404):
        undertakings.withdraw_request(request_id=0, **values)


# References and 15:2 --------------------------------------------------------------------------


def test_storage_of_defence_material_takes_two_and_an_analysis(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 9.1: två personer och en egen säkerhetsskyddsanalys."""
    by = {"by": scene.signer, "by_label": "Länsöverdirektör", "at": AT}
    with pytest.raises(RuleError, match="analysens"):
        references.propose_defence_storage(county_code="01", is_on=True, analysis_ref=" ", **by)
    proposed = references.propose_defence_storage(
        county_code="01", is_on=True, analysis_ref="450-1", **by
    )
    with pytest.raises(RuleError, match="väntar redan"):
        references.propose_defence_storage(county_code="01", is_on=True, analysis_ref="450-2", **by)
    with pytest.raises(RuleError, match="själv"):
        references.decide_defence_storage(proposal_id=proposed.pk, is_accepted=True, **by)
    references.decide_defence_storage(proposal_id=proposed.pk, is_accepted=False, **by)
    with pytest.raises(RuleError, match="avgjort"):
        references.decide_defence_storage(proposal_id=proposed.pk, is_accepted=False, **by)
    with pytest.raises(Http404):
        references.decide_defence_storage(proposal_id=0, is_accepted=False, **by)
    assert not annexes.defence_is_stored("01")


def test_a_reference_says_four_things_and_nothing_else(scene: Scene) -> None:
    noted = references.note_reference(
        about_ref=scene.about_ref,
        kind="classified",
        registry_number="450-1-2026",
        storage_place="Länsstyrelsen",
        responsible="Säkerhetsskyddschef",
        by=scene.handler,
        at=AT,
    )
    told = {f.name for f in ClassifiedReference._meta.get_fields()} - {
        "id",
        "about_ref",
        "county_code",
        "noted_at",
        "noted_by",
        "removed_at",
    }

    assert told == {"kind", "registry_number", "storage_place", "responsible"}
    assert "450" not in str(noted)


def test_a_wrong_reference_is_taken_away(scene: Scene) -> None:
    values = {
        "about_ref": scene.about_ref,
        "kind": "defence",
        "registry_number": "450-1-2026",
        "storage_place": "Länsstyrelsen",
        "responsible": "Säkerhetsskyddschef",
        "at": AT,
    }
    with pytest.raises(PermissionDenied):
        references.note_reference(by=scene.signer, **values)
    noted = references.note_reference(by=scene.handler, **values)
    with pytest.raises(PermissionDenied):
        references.remove_reference(reference_id=noted.pk, by=scene.director, at=AT)
    with pytest.raises(Http404):
        references.remove_reference(reference_id=0, by=scene.handler, at=AT)

    for _ in range(2):
        references.remove_reference(reference_id=noted.pk, by=scene.handler, at=AT)

    noted.refresh_from_db()
    assert (noted.registry_number, noted.removed_at) == ("borttaget", AT)
