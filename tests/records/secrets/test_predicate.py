"""Who may read: one predicate, default deny, and every combination but one refused."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from common.errors import RuleError
from records.models import NeedGrant, SecretAnnex
from records.secrets import needs
from records.secrets import owners as secret_owners
from records.secrets.secrets import Decision, may_read
from tests.factories import UserFactory
from tests.secrecy.factories import AT, LONG_AGO, Scene

pytestmark = pytest.mark.django_db
FRESH = AT - timedelta(minutes=1)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def asked(scene: Scene, annex: SecretAnnex, *, factor_at=FRESH, user=None) -> Decision:
    annex = SecretAnnex.objects.get(pk=annex.pk)
    return may_read(user or scene.director, annex, AT, factor_at=factor_at)


@pytest.mark.parametrize(
    ("active", "fresh", "signed", "needed", "now"), list(product([True, False], repeat=5))
)
def test_only_one_of_the_32_combinations_opens(
    scene: Scene, active: bool, fresh: bool, signed: bool, needed: bool, now: bool
) -> None:
    """Vägledningen 2.10; domain.md 9.2.

    förbindelse, behov, tidsfönster, färsk andra faktor, aktivt konto.
    """
    annex = scene.annex()
    if signed:
        scene.signed(scene.director)
    if needed:
        window = {} if now else {"ends_at": AT - timedelta(days=1)}
        scene.granted(scene.director, annex, **window)
    scene.director.is_active = active
    factor_at = FRESH if fresh else AT - timedelta(minutes=16)

    decision = asked(scene, annex, factor_at=factor_at)

    assert decision.allowed is (active and fresh and signed and needed and now)


@pytest.mark.parametrize(
    ("undertaking", "grant", "reason"),
    [
        ({"valid_to": date(2026, 11, 20)}, {}, "no_undertaking"),
        ({"revoked_at": AT, "revoked_by": "Länet"}, {}, "no_undertaking"),
        ({"signed_at": AT + timedelta(minutes=1)}, {}, "no_undertaking"),
        ({"about_ref": "followup.visit:999999"}, {}, "no_undertaking"),
        ({"legal_grounds": ["18:8"]}, {}, "no_undertaking"),
        ({"county_code": "03"}, {}, "no_undertaking"),
        ({}, {"revoked_at": AT, "revoked_by": "Länet"}, "no_need"),
        ({}, {"starts_at": AT + timedelta(minutes=1)}, "no_need"),
        ({}, {"ends_at": AT}, "no_need"),
        ({"valid_to": date(2026, 11, 21)}, {}, "allowed"),
        ({"about_ref": ""}, {}, "allowed"),
        ({"revoked_at": AT + timedelta(seconds=1), "revoked_by": "Länet"}, {}, "allowed"),
    ],
)
def test_edges_of_signature_and_need(scene: Scene, undertaking, grant, reason) -> None:
    """Vägledningen 2.10; domain.md 9.2: the scope, the county and the very moment count."""
    annex = scene.annex()
    scene.signed(scene.director, **undertaking)
    scene.granted(scene.director, annex, **grant)

    assert asked(scene, annex).reason == reason


@pytest.mark.parametrize(
    ("factor_at", "is_allowed"),
    [
        (AT - timedelta(minutes=15), True),
        (AT - timedelta(minutes=15, seconds=1), False),
        (AT + timedelta(seconds=1), False),
        (None, False),
    ],
)
def test_the_second_factor_is_at_most_a_quarter_of_an_hour_old(
    scene: Scene, factor_at, is_allowed
) -> None:
    annex = scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, annex)

    assert asked(scene, annex, factor_at=factor_at).allowed is is_allowed


def test_only_who_lacks_nothing_else_is_told_to_show_the_second_factor(scene: Scene) -> None:
    annex = scene.annex()
    without = asked(scene, annex, factor_at=None)
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    stale = asked(scene, annex, factor_at=None)

    assert (without.may_know_why, stale.may_know_why) == (False, True)


def test_a_need_for_one_annex_opens_no_other(scene: Scene) -> None:
    first, second = scene.annex(), scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, first)

    assert asked(scene, first).allowed
    assert asked(scene, second).reason == "no_need"


def test_another_county_can_neither_cover_nor_grant(scene: Scene) -> None:
    other = Scene(code="03")
    annex = scene.annex()
    other.signed(other.director)
    scene.granted(other.director, annex)

    assert asked(scene, annex, user=other.director).reason == "no_undertaking"
    with pytest.raises(PermissionDenied):
        grant(annex, scene.director.pk, by=other.signer)


def test_an_exercise_opens_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    annex = scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    owner = secret_owners.owner_of(scene.about_ref)
    monkeypatch.setattr(type(owner), "is_exercise", lambda self, about_ref: True)

    assert asked(scene, annex).reason == "exercise"


def test_a_thing_that_nobody_answers_for_has_no_readers(scene: Scene) -> None:
    annex = scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    SecretAnnex.objects.update(about_ref="okand.sak:1")

    assert asked(scene, annex).reason == "unknown_thing"


@pytest.mark.parametrize("marks", [{"is_superuser": True}, {"is_staff": True}])
def test_no_superuser_and_no_staff_passes(scene: Scene, marks) -> None:
    """domain.md 9.2: no bypass; the predicate asks neither flag nor ``has_perm``."""
    annex = scene.annex()
    boss = UserFactory(**{key: value for key, value in marks.items() if key == "is_superuser"})
    boss.is_staff = True

    assert asked(scene, annex, user=boss).reason == "no_undertaking"
    assert asked(scene, annex, user=scene.handler).reason == "no_undertaking"
    assert asked(scene, annex, user=scene.signer).reason == "no_undertaking"
    assert asked(scene, annex, user=scene.administrator).reason == "no_undertaking"


def test_a_grant_by_oneself_cannot_be_saved_even_past_the_service(scene: Scene) -> None:
    annex = scene.annex()
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.granted(scene.director, annex, granted_by=scene.director)


# K03 ------------------------------------------------------------------------------------------


def grant(annex: SecretAnnex, person_id: int, *, by, motivation="Behövs för besöket", **window):
    times = {"starts_at": AT, "ends_at": AT + timedelta(days=30)} | window
    return needs.grant_need(
        annex_id=annex.pk,
        person_id=person_id,
        person_as="Kommundirektör",
        motivation=motivation,
        by=by,
        at=AT,
        **times,
    )


def test_another_person_grants_with_a_motivation(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 9.2: behovet prövas av någon annan."""
    annex = scene.annex()
    scene.signed(scene.director)

    grant(annex, scene.director.pk, by=scene.signer)

    assert asked(scene, annex).allowed


def test_nobody_grants_oneself(scene: Scene) -> None:
    with pytest.raises(RuleError, match="själv"):
        grant(scene.annex(), scene.signer.pk, by=scene.signer)


@pytest.mark.parametrize("name", ["handler", "director", "coordinator", "reviewer", "outsider"])
def test_who_does_not_sign_for_the_county_cannot_grant(scene: Scene, name: str) -> None:
    with pytest.raises(PermissionDenied):
        grant(scene.annex(), scene.other_handler.pk, by=getattr(scene, name))


@pytest.mark.parametrize("motivation", ["", "besöket", "  kort    ", "123456789"])
def test_a_motivation_has_ten_characters(scene: Scene, motivation: str) -> None:
    with pytest.raises(RuleError, match="tio tecken"):
        grant(scene.annex(), scene.director.pk, by=scene.signer, motivation=motivation)


@pytest.mark.parametrize(
    "window",
    [
        {"starts_at": AT, "ends_at": AT},
        {"starts_at": LONG_AGO, "ends_at": AT - timedelta(days=1)},
    ],
)
def test_a_need_has_a_time_that_is_not_over(scene: Scene, window) -> None:
    with pytest.raises(RuleError, match="sluta"):
        grant(scene.annex(), scene.director.pk, by=scene.signer, **window)


def test_a_need_taken_back_is_gone_at_once_and_twice_is_once(scene: Scene) -> None:
    """domain.md 9.2: effective at the next request."""
    annex = scene.annex()
    scene.signed(scene.director)
    given = grant(annex, scene.director.pk, by=scene.signer)
    assert asked(scene, annex).allowed

    needs.revoke_need(grant_id=given.pk, by=scene.handler, at=AT)
    again = needs.revoke_need(grant_id=given.pk, by=scene.signer, at=AT + timedelta(hours=1))

    assert asked(scene, annex).reason == "no_need"
    assert again.revoked_at == AT


def test_who_looks_after_nothing_takes_no_need_back(scene: Scene) -> None:
    given = grant(scene.annex(), scene.director.pk, by=scene.signer)

    with pytest.raises(PermissionDenied):
        needs.revoke_need(grant_id=given.pk, by=scene.director, at=AT)
    with pytest.raises(Http404):
        needs.revoke_need(grant_id=given.pk + 1, by=scene.signer, at=AT)
    assert NeedGrant.objects.get().revoked_at is None


def test_nothing_is_granted_on_what_is_not_there(scene: Scene) -> None:
    missing = SecretAnnex(pk=999_999)
    with pytest.raises(Http404):
        grant(missing, scene.director.pk, by=scene.signer)
    orphan = scene.annex()
    SecretAnnex.objects.update(about_ref="okand.sak:1")
    with pytest.raises(Http404):
        grant(orphan, scene.director.pk, by=scene.signer)
