"""Secret annexes: laid, moved, granted and signed for once, whoever presses at once."""

from datetime import timedelta

import pytest

from actors.models import Function
from followup.visits.models import Visit
from notices.models import Notice
from records.models import (
    AuditEntry,
    DefenceStorage,
    NeedGrant,
    SecretAnnex,
    SecretText,
    Undertaking,
    UndertakingRequest,
    Version,
)
from records.refs import ref
from records.secrets import annexes, needs, undertakings
from secrecy import services as secrets
from secrecy.matters import MunicipalityMatter
from secrecy.moves import services as secret_moves
from tests.racing import OK, in_line
from tests.secrecy.factories import AT, FAR_AWAY, Scene

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORDS = "Reservkraften räcker bara två timmar i ledningsplatsen."


@pytest.fixture
def scene():
    return Scene()


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def counter(scope):
    """Return the row that those who number or propose stand in line for."""
    Version.objects.create(scope=scope, number=1)
    return Version.objects.filter(scope=scope)


def moving(scene, by):
    key = f"visit.{scene.visit.pk}.reasons"
    return lambda: secret_moves.move_to_annex(
        visit=scene.visit, key=key, legal_grounds=["18:13"], by=by, at=AT
    )


def test_words_are_moved_once_and_the_pointer_is_not_moved_after_them(scene):
    scene.visit.reasons = WORDS
    scene.visit.save()
    gate = Visit.objects.filter(pk=scene.visit.pk)

    outcome = in_line(gate, moving(scene, scene.handler), moving(scene, scene.other_handler))

    assert outcome[0] == OK
    assert "redan flyttad" in outcome[1]
    assert gate.get().reasons == "Se hemlig bilaga 1."
    assert SecretText.objects.count() == 1
    assert audited("secrets.move") == 1


def test_two_annexes_laid_at_once_get_a_number_each(scene):
    gate = counter(f"secrets:{scene.about_ref}")

    outcome = in_line(gate, scene.annex, scene.annex)

    assert outcome == [OK, OK]
    numbers = SecretAnnex.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


def test_an_annex_written_by_two_keeps_both_versions(scene):
    annex = scene.annex()

    def write(body):
        return lambda: annexes.edit_annex(
            annex_id=annex.pk, title="Rubrik", body=body, by=scene.handler, at=AT
        )

    outcome = in_line(SecretAnnex.objects.all(), write("Den ena"), write("Den andra"))

    assert outcome == [OK, OK]
    versions = annex.texts.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3]


def granting(scene, annex, motivation="Deltar i besöket"):
    return lambda: secrets.grant(
        annex_id=annex.pk,
        person_id=scene.coordinator.pk,
        motivation=motivation,
        starts_at=AT,
        ends_at=AT + timedelta(days=30),
        by=scene.signer,
        at=AT,
    )


def test_a_need_granted_twice_is_one_permission_told_once(scene):
    annex = scene.annex()

    outcome = in_line(SecretAnnex.objects.all(), granting(scene, annex), granting(scene, annex))

    assert outcome == [OK, OK]
    assert NeedGrant.objects.count() == 1
    assert Notice.objects.count() == 1
    assert audited("secrets.grant") == 1


def test_a_need_revoked_while_it_is_granted_again_leaves_what_came_last(scene):
    annex = scene.annex()
    given = granting(scene, annex)()

    def revoke():
        return needs.revoke_need(grant_id=given.pk, by=scene.signer, at=AT)

    outcome = in_line(NeedGrant.objects.all(), revoke, revoke)

    assert outcome == [OK, OK]
    assert audited("secrets.revoke") == 1
    granting(scene, annex)()
    standing = NeedGrant.objects.filter(revoked_at=None)
    assert standing.get().pk != given.pk


def test_a_need_is_not_granted_in_an_annex_shut_in_meanwhile(scene):
    annex = scene.annex()
    gate = SecretAnnex.objects.all()

    outcome = in_line(gate, lambda: gate.update(quarantined_at=AT) and None, granting(scene, annex))

    assert outcome == [OK, "Bilagan är i karantän."]
    assert not NeedGrant.objects.exists()


def test_an_undertaking_is_asked_for_once(scene):
    function = scene.function_of(scene.director)
    gate = counter(f"undertakings:{ref(function)}")

    def ask():
        return secrets.ask_to_sign(
            matter=MunicipalityMatter(scene.municipality, scene.visit),
            function=Function.objects.get(pk=function.pk),
            legal_grounds=["18:13"],
            valid_to=FAR_AWAY,
            by=scene.handler,
            at=AT,
        )

    assert in_line(gate, ask, ask) == [OK, OK]
    assert UndertakingRequest.objects.count() == 1
    assert Notice.objects.count() == 1


def asked(scene):
    function = scene.function_of(scene.director)
    return secrets.ask_to_sign(
        matter=MunicipalityMatter(scene.municipality, scene.visit),
        function=function,
        legal_grounds=["18:13"],
        valid_to=FAR_AWAY,
        by=scene.handler,
        at=AT,
    )


def test_an_undertaking_is_signed_once(scene):
    request = asked(scene)

    def sign():
        return secrets.sign(request_id=request.pk, has_read=True, by=scene.director, at=AT)

    assert in_line(UndertakingRequest.objects.all(), sign, sign) == [OK, OK]
    assert Undertaking.objects.count() == 1
    assert audited("undertaking.sign") == 1


def test_a_request_taken_back_meanwhile_is_not_signed(scene):
    request = asked(scene)

    outcome = in_line(
        UndertakingRequest.objects.all(),
        lambda: undertakings.withdraw_request(
            request_id=request.pk, by=scene.handler, by_label="Handläggare", at=AT
        ),
        lambda: secrets.sign(request_id=request.pk, has_read=True, by=scene.director, at=AT),
    )

    assert outcome == [OK, "Begäran gäller inte längre."]
    assert not Undertaking.objects.exists()


def test_storage_is_proposed_once_and_decided_once(scene):
    gate = counter(f"defence-storage:{scene.county.pk}")

    def propose():
        return secrets.propose_storage(
            county=scene.county, is_on=True, analysis_ref="SSA-1", by=scene.handler, at=AT
        )

    assert in_line(gate, propose, propose) == [OK, "Ett förslag väntar redan på beslut."]
    proposal = DefenceStorage.objects.get()

    def decide(*, is_accepted):
        return lambda: secrets.decide_storage(
            proposal_id=proposal.pk, is_accepted=is_accepted, by=scene.signer, at=AT
        )

    acts = decide(is_accepted=False), decide(is_accepted=True)
    assert in_line(DefenceStorage.objects.all(), *acts) == [OK, "Förslaget är redan avgjort."]
    assert DefenceStorage.objects.get().is_accepted is False
