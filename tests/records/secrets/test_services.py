"""Write, reclassify, shut in and destroy; sign and revoke; refer to what is kept elsewhere."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from common.errors import RuleError
from records.models import (
    Incident,
    Reclassification,
    SecretAnnex,
    SecretFile,
    SecretText,
)
from records.secrets import annexes, crypto, incidents, rights, secrets
from records.secrets import files as secret_files
from records.secrets.annexes import NewFile
from tests.records.secrets.acting import decide_storage, may
from tests.secrecy.factories import AT, CANARY, PDF, Scene, a_pdf

pytestmark = pytest.mark.django_db
FRESH = AT - timedelta(minutes=1)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    return Scene()


# Annexes --------------------------------------------------------------------------------------


def test_annexes_of_a_thing_are_numbered(scene: Scene) -> None:
    assert [scene.annex().number, scene.annex().number] == [1, 2]


def test_nothing_of_an_annex_is_saved_in_the_clear(scene: Scene, settings) -> None:
    scene.annex(files=[NewFile(f"{CANARY}.pdf", a_pdf(CANARY))])
    text, file = SecretText.objects.get(), SecretFile.objects.get()
    on_disk = secret_files.path_of(file.number).read_bytes()

    for kept in (bytes(text.sealed), bytes(file.sealed_name), on_disk):
        assert CANARY.encode() not in kept


@pytest.mark.parametrize("name", ["signer", "director", "coordinator", "reviewer", "outsider"])
def test_only_handlers_write_annexes(scene: Scene, name: str) -> None:
    with pytest.raises(PermissionDenied):
        annexes.create_annex(
            about_ref=scene.about_ref,
            legal_grounds=["18:13"],
            title="x",
            body="y",
            by=getattr(scene, name),
            at=AT,
        )


@pytest.mark.parametrize("about_ref", ["okand.sak:1", "followup.visit:999999", "followup.visit:x"])
def test_nothing_is_written_on_what_is_not_there(scene: Scene, about_ref: str) -> None:
    with pytest.raises(Http404):
        scene.annex(about_ref=about_ref)


def test_a_county_that_has_not_chosen_to_stores_nothing() -> None:
    """Vägledningen 2.10: lagring av hemliga bilagor är avstängd från början."""
    scene = Scene(stores=False)

    with pytest.raises(RuleError, match="lagrar inte"):
        scene.annex()


@pytest.mark.parametrize("grounds", [[], ["4:4"]])
def test_an_annex_rests_on_a_legal_ground(scene: Scene, grounds: list[str]) -> None:
    with pytest.raises(RuleError, match="lagrum"):
        scene.annex(legal_grounds=grounds)


def test_defence_material_is_kept_elsewhere_until_two_have_decided(scene: Scene) -> None:
    with pytest.raises(RuleError, match="hänvisning"):
        scene.annex(legal_grounds=["15:2", "18:13"])

    decide_storage(scene, is_on=True)
    assert scene.annex(legal_grounds=["15:2"]).legal_grounds == ["15:2"]
    decide_storage(scene, is_on=False)
    assert not annexes.defence_is_stored("01")


def test_without_a_key_nothing_is_kept(scene: Scene, settings) -> None:
    settings.SECRETS_KEYS = []

    with pytest.raises(RuleError, match="krypteringsnyckel"):
        scene.annex()
    assert not SecretAnnex.objects.exists()


def test_a_new_version_takes_its_files_along(scene: Scene) -> None:
    annex = scene.annex(files=[NewFile("a.pdf", PDF)])
    annexes.edit_annex(
        annex_id=annex.pk,
        title="Ny",
        body="Ny",
        files=[NewFile("b.pdf", PDF)],
        by=scene.other_handler,
        at=LATER,
    )

    assert annex.files.count() == 2
    assert [text.version for text in annex.texts.all()] == [2, 1]


def test_what_is_not_there_is_not_changed(scene: Scene) -> None:
    with pytest.raises(Http404):
        annexes.edit_annex(annex_id=0, title="x", body="y", by=scene.handler, at=AT)


def test_nobody_signed_in_has_no_number() -> None:
    with pytest.raises(PermissionDenied):
        rights.number_of(AnonymousUser())


# K17 ------------------------------------------------------------------------------------------


def lower(scene: Scene, annex: SecretAnnex, by=None) -> Reclassification:
    return annexes.propose_class(
        annex_id=annex.pk,
        to_class="restricted",
        reason="Uppgifterna är offentliga nu",
        by=by or scene.handler,
        at=AT,
    )


def decide(change: Reclassification, by, *, is_accepted=True) -> Reclassification:
    return annexes.decide_class(change_id=change.pk, is_accepted=is_accepted, by=by, at=LATER)


def test_a_class_is_lowered_by_two(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 9.4: sänkt klass kräver två personer och skäl."""
    annex = scene.annex()
    change = lower(scene, annex)
    annex.refresh_from_db()
    assert annex.secrecy == "secret"

    decide(change, scene.signer)

    annex.refresh_from_db()
    assert annex.secrecy == "restricted"
    reader = may(scene.director, annex)
    assert (reader, may(scene.outsider, annex)) == ("allowed", "no_part")


def test_who_proposed_does_not_decide(scene: Scene) -> None:
    annex = scene.annex()
    change = lower(scene, annex, by=scene.signer)

    with pytest.raises(RuleError, match="själv"):
        decide(change, scene.signer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reclassification.objects.update(decided_by_user_id=scene.signer.pk, is_accepted=True)


def test_a_handler_does_not_decide(scene: Scene) -> None:
    change = lower(scene, scene.annex())

    with pytest.raises(PermissionDenied):
        decide(change, scene.other_handler)


def test_a_refused_proposal_changes_nothing_and_is_decided_once(scene: Scene) -> None:
    annex = scene.annex()
    change = lower(scene, annex)
    decide(change, scene.signer, is_accepted=False)

    annex.refresh_from_db()
    assert annex.secrecy == "secret"
    with pytest.raises(RuleError, match="avgjort"):
        decide(change, scene.signer)


def test_a_class_is_raised_at_once_by_one(scene: Scene) -> None:
    annex = scene.annex()
    decide(lower(scene, annex), scene.signer)

    annexes.propose_class(
        annex_id=annex.pk,
        to_class="secret",
        reason="Nya uppgifter har kommit",
        by=scene.handler,
        at=LATER,
    )

    annex.refresh_from_db()
    assert annex.secrecy == "secret"
    assert may(scene.director, annex) == "no_undertaking"


def test_a_proposal_says_why_and_what_and_is_alone(scene: Scene) -> None:
    annex = scene.annex()
    values = {"annex_id": annex.pk, "by": scene.handler, "at": AT}
    with pytest.raises(RuleError, match="tio tecken"):
        annexes.propose_class(to_class="restricted", reason="kort", **values)
    for wrong in ("secret", "open"):
        with pytest.raises(RuleError, match="annan klass"):
            annexes.propose_class(to_class=wrong, reason="Ett skäl som räcker", **values)
    lower(scene, annex)
    with pytest.raises(RuleError, match="väntar redan"):
        lower(scene, annex)


# Incidents ------------------------------------------------------------------------------------


def report(scene: Scene, annex: SecretAnnex, **values) -> Incident:
    given = {"kind": "classified", "by": scene.handler} | values
    return incidents.report_incident(annex_id=annex.pk, at=AT, **given)


def end(incident: Incident, by, **values) -> Incident:
    given = {"erase": True, "typed": "hemlig bilaga nr 1"} | values
    return incidents.end_incident(incident_id=incident.pk, by=by, at=LATER, **given)


def test_an_incident_shuts_the_annex_for_everybody(scene: Scene) -> None:
    annex = scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, annex)

    report(scene, annex)

    annex.refresh_from_db()
    assert may(scene.director, annex) == "quarantined"
    with pytest.raises(RuleError, match="karantän"):
        annexes.edit_annex(annex_id=annex.pk, title="x", body="y", by=scene.handler, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_an_erased_annex_can_never_be_opened_again() -> None:
    """Vägledningen 2.10: felaktigt införd uppgift utplånas: nyckeln glöms."""
    scene = Scene()
    annex = scene.annex(files=[NewFile("a.pdf", PDF)])
    path = secret_files.path_of(annex.files.get().number)
    assert path.exists()

    end(report(scene, annex), scene.signer)

    annex.refresh_from_db()
    assert annex.wrapped_key is None
    assert not path.exists()
    assert may(scene.director, annex) == "erased"
    assert secrets.marks_in_document(scene.about_ref) == []
    with pytest.raises(crypto.CannotOpen):
        secrets.open_text(annex, annex.texts.get())
    for act in (
        lambda: annexes.edit_annex(
            annex_id=annex.pk, title="x", body="y", by=scene.handler, at=LATER
        ),
        lambda: report(scene, annex),
    ):
        with pytest.raises(RuleError, match="utplånad"):
            act()
    with pytest.raises(crypto.CannotOpen):
        secret_files.store(annex, b"x", name="x.pdf", by_label="x", at=AT)


def test_to_destroy_the_name_is_typed_and_it_is_done_once(scene: Scene) -> None:
    incident = report(scene, scene.annex())
    with pytest.raises(RuleError, match="bekräfta"):
        end(incident, scene.signer, typed="ja")

    end(incident, scene.signer)

    with pytest.raises(RuleError, match="avslutad"):
        end(incident, scene.signer)


def test_a_false_alarm_releases_the_annex_when_all_are_ended(scene: Scene) -> None:
    annex = scene.annex()
    first, second = report(scene, annex), report(scene, annex, kind="wrong_place")

    end(first, scene.signer, erase=False)
    annex.refresh_from_db()
    assert annex.quarantined_at is not None
    end(second, scene.signer, erase=False)
    annex.refresh_from_db()
    assert annex.quarantined_at is None


def test_who_may_report_and_who_may_destroy(scene: Scene) -> None:
    annex = scene.annex()
    with pytest.raises(PermissionDenied):
        report(scene, annex, by=scene.director)
    incident = report(scene, annex, by=scene.signer)
    with pytest.raises(PermissionDenied):
        end(incident, scene.handler)
    with pytest.raises(Http404):
        incidents.end_incident(incident_id=0, erase=True, by=scene.signer, at=AT)
    with pytest.raises(RuleError, match="Välj"):
        report(scene, annex, kind="annat")
