"""A case from considered to over: who may, when, and what follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from actors.rights import rights
from common.errors import RuleError
from followup import access
from followup.cases import queries as reports
from followup.cases import review
from followup.cases import services as cases
from followup.cases.models import CaseMessage, Referral
from followup.deadlines.models import Deadline
from followup.dialogue.models import DialogueNote
from followup.economy.models import SavingPlan, UnusableSaving
from notices.models import Notice
from records.models import AuditEntry, Job
from records.refs import ref
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AGREED, AT, MAY, READY, decide
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
THE_DAY = datetime(2026, 4, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def world():
    make.cutoff()
    return World()


def test_a_case_opens_on_named_deficiencies(world):
    referral = make.considered(world)

    assert referral.status == "considered"
    assert referral.grounds == ["no_risk_analysis"]
    assert AuditEntry.objects.filter(action="referral.open").exists()


def test_a_case_needs_a_ground_and_a_deficiency(world):
    found = make.deficiency(world)
    for wrong in ("nonsense", "own_report"):
        with pytest.raises(RuleError, match="Välj en grund"):
            cases.open_case(
                municipality_id=world.municipality.pk, grounds={found.pk: wrong},
                by=world.handler, at=AT,
            )  # fmt: skip
    with pytest.raises(RuleError, match="minst en brist"):
        cases.open_case(
            municipality_id=world.municipality.pk, grounds={},
            by=world.handler, at=AT,
        )  # fmt: skip


def test_a_deficiency_of_another_municipality_does_not_count(world):
    other = make.deficiency(world, municipality=world.another_municipality())

    with pytest.raises(RuleError, match="minst en brist"):
        cases.open_case(
            municipality_id=world.municipality.pk, grounds={other.pk: "saving"},
            by=world.handler, at=AT,
        )  # fmt: skip


def test_a_saving_that_the_municipality_cannot_use_is_a_case_of_its_own(world):
    """Vägledningen 3.3 (sista stycket)."""
    with pytest.raises(RuleError, match="inte anmält"):
        cases.open_case(
            municipality_id=world.municipality.pk, grounds={}, own_report=True,
            by=world.handler, at=AT,
        )  # fmt: skip
    UnusableSaving.objects.create(
        municipality=world.municipality, amount=100, reason="Kan inte användas.",
        reported_at=AT, reported_by="Beredskapssamordnare",
    )  # fmt: skip

    referral = cases.open_case(
        municipality_id=world.municipality.pk, grounds={}, own_report=True,
        by=world.handler, at=AT,
    )  # fmt: skip

    (ground,) = reports.record_of(referral, AT.date()).grounds
    assert ground.named[0].written == (AT.date(),)
    assert [step.key for step in reports.gate_of(referral, AT.date()).missing] == [
        "oral", "saving_plan",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["signer", "coordinator", "director", "reviewer", "outsider"])
def test_only_a_handler_of_the_county_opens_a_case(world, who):
    found = make.deficiency(world)

    with pytest.raises(PermissionDenied):
        cases.open_case(
            municipality_id=world.municipality.pk, grounds={found.pk: "saving"},
            by=getattr(world, who), at=AT,
        )  # fmt: skip


def test_the_municipality_is_told_what_it_can_do_and_by_when(world):
    """Vägledningen 3.2; domain.md 7.10."""
    referral = make.told(world)

    notices = Notice.objects.filter(template="case_told", about_ref=ref(referral))
    assert notices.count() == 2  # coordinator and director
    assert all("Besluta och redovisa RSA" in notice.body for notice in notices)
    assert all("kommunens arbete" in notice.body for notice in notices)
    assert not any("RSA saknas" in notice.subject for notice in notices)
    assert Deadline.objects.get(key=f"referral:{referral.pk}").due_date == AGREED
    assert referral.deficiencies.get().told_at == AT


def test_nobody_is_told_without_knowing_what_to_do(world):
    referral = make.considered(world, remedy="")

    with pytest.raises(RuleError, match="inte vad kommunen kan göra"):
        cases.tell_municipality(
            referral_id=referral.pk, text="Text", agreed_date=AGREED, by=world.handler, at=AT
        )
    cases.name_remedies(
        referral_id=referral.pk,
        remedies={referral.deficiencies.get().pk: "Besluta RSA."},
        by=world.handler,
        at=AT,
    )
    cases.tell_municipality(
        referral_id=referral.pk, text="Text", agreed_date=AGREED, by=world.handler, at=AT
    )
    with pytest.raises(RuleError, match="redan underrättad"):
        cases.name_remedies(referral_id=referral.pk, remedies={}, by=world.handler, at=AT)


def test_a_remedy_that_is_left_blank_stays_as_it_was(world):
    referral = make.considered(world)
    found = referral.deficiencies.get()

    for text in (" ", found.remedy):
        cases.name_remedies(
            referral_id=referral.pk, remedies={found.pk: text}, by=world.handler, at=AT
        )

    found.refresh_from_db()
    assert found.remedy == "Besluta och redovisa RSA."


def test_the_agreed_day_lies_ahead(world):
    referral = make.considered(world)

    with pytest.raises(RuleError, match="framåt"):
        cases.tell_municipality(
            referral_id=referral.pk, text="Text", agreed_date=AT.date(), by=world.handler, at=AT
        )


def test_the_municipality_is_told_once(world):
    referral = make.told(world)

    with pytest.raises(RuleError, match="Kommunen underrättad|kommunen underrättad"):
        cases.tell_municipality(
            referral_id=referral.pk, text="Text", agreed_date=AGREED, by=world.handler, at=AT
        )


def test_two_who_write_at_once_lose_nothing(world):
    referral = make.written(world)
    given = {
        "referral_id": referral.pk, "proposal": "Förslag", "registry_number": "",
        "exception_reason": "", "by": world.other_handler, "at": READY,
    }  # fmt: skip

    with pytest.raises(cases.OpinionConflict) as conflict:
        cases.write_opinion(text="Min text", version=1, **given)

    assert conflict.value.referral.text == make.TEXT
    same = cases.write_opinion(
        **given | {"proposal": referral.proposal, "registry_number": referral.registry_number},
        text=referral.text,
        version=1,
    )
    assert same.text_version == referral.text_version


def test_the_gate_stands_before_the_signature(world):
    """Vägledningen 3.2: inte förrän dialogen är på plats."""
    referral = make.written(world)

    with pytest.raises(RuleError, match="rimlig tid"):
        cases.prepare(referral_id=referral.pk, by=world.handler, at=AT + timedelta(days=3))
    DialogueNote.objects.all().delete()
    with pytest.raises(RuleError, match="muntlig dialog"):
        cases.prepare(referral_id=referral.pk, by=world.handler, at=READY)


def test_an_opinion_that_is_not_written_is_not_prepared(world):
    referral = make.told(world)

    with pytest.raises(RuleError, match="Skriv yttrandet"):
        cases.prepare(referral_id=referral.pk, by=world.handler, at=READY)


def test_evident_misuse_may_be_sent_without_awaiting_the_dialogue(world):
    """Vägledningen 3.2, exemplet med Rakelapparater."""
    referral = make.considered(world, is_misuse=True, text="Upphandlade Rakelapparater.")
    cases.write_opinion(
        referral_id=referral.pk, text="Text", proposal="Förslag", registry_number="",
        exception_reason="Ersättningen har gått till Rakelapparater.", version=1,
        by=world.handler, at=AT,
    )  # fmt: skip

    assert cases.prepare(referral_id=referral.pk, by=world.handler, at=AT).status == "prepared"


def test_what_waits_for_a_signature_is_not_changed(world):
    referral = make.prepared(world)

    with pytest.raises(RuleError, match="kan inte ändras"):
        cases.write_opinion(
            referral_id=referral.pk, text="Nytt", proposal="", registry_number="",
            exception_reason="", version=referral.text_version, by=world.handler, at=READY,
        )  # fmt: skip
    assert Notice.objects.filter(template="approval_waits", about_ref=ref(referral)).exists()


def test_the_signer_may_return_it_with_a_reason(world):
    referral = make.prepared(world)

    cases.send_back(referral_id=referral.pk, reason="Förtydliga.", by=world.signer, at=READY)

    referral = Referral.objects.get(pk=referral.pk)
    assert (referral.status, referral.return_reason) == ("told", "Förtydliga.")
    with pytest.raises(RuleError, match="lämnas tillbaka"):
        cases.send_back(referral_id=referral.pk, reason="Igen.", by=world.signer, at=READY)
    assert cases.prepare(referral_id=referral.pk, by=world.handler, at=READY).return_reason == ""


def test_nobody_signs_what_they_prepared(world):
    """domain.md 7.10."""
    referral = make.prepared(world)
    Referral.objects.filter(pk=referral.pk).update(prepared_by_user_id=world.signer.pk)

    with pytest.raises(RuleError, match="Någon annan"):
        cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(signed_by_user_id=world.signer.pk)
    with pytest.raises(PermissionDenied):
        cases.sign_and_send(referral_id=referral.pk, by=world.handler, at=READY)


def test_nobody_signs_what_they_wrote_any_part_of(world):
    """domain.md 7.10: one wrote it, another prepared it; neither signs."""
    referral = make.written(world)
    cases.prepare(referral_id=referral.pk, by=world.other_handler, at=READY)
    county = world.municipality.county
    for author in (world.handler, world.other_handler):
        function = access.require_handler(author, world.municipality)
        rights.grant(function, access.SIGN, county)

        with pytest.raises(RuleError, match="Du har skrivit i yttrandet"):
            cases.sign_and_send(referral_id=referral.pk, by=author, at=READY)
    assert cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


def test_nobody_signs_what_was_rewritten_since_they_read_it(world):
    """domain.md 1.10: returned by another, rewritten and prepared anew, in an old tab."""
    referral = make.prepared(world)
    read = referral.text_version
    cases.send_back(referral_id=referral.pk, reason="Förtydliga.", by=world.signer, at=READY)
    cases.write_opinion(
        referral_id=referral.pk, text="Något annat.", proposal="Allt bör betalas tillbaka.",
        registry_number="457-1-2026", exception_reason="", version=read,
        by=world.handler, at=READY,
    )  # fmt: skip
    cases.prepare(referral_id=referral.pk, by=world.handler, at=READY)
    signing = {"referral_id": referral.pk, "by": world.signer, "at": READY}

    with pytest.raises(RuleError, match="har skrivits om"):
        cases.sign_and_send(**signing, seen=read)

    assert cases.sign_and_send(**signing, seen=read + 1).status == "sent"


def test_nothing_is_signed_when_the_dialogue_is_no_longer_on_record(world):
    """Vägledningen 3.2: the note was corrected while the opinion waited."""
    referral = make.prepared(world)
    DialogueNote.objects.update(is_shared=False)

    with pytest.raises(RuleError, match="kan inte skrivas under. Det saknas: muntlig dialog"):
        cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


def test_the_signer_reads_the_gate_as_it_stands(world):
    """What was missing when the case was opened is not told as missing when it is signed."""
    referral = make.prepared(world)

    steps = reports.evidence(referral, READY.date())["gate"]

    assert all(step["met"] for step in steps if step["asked"])


def test_what_was_signed_is_sealed_and_sent(world, django_capture_on_commit_callbacks):
    """Vägledningen 3.1: länsstyrelsen föreslår för MSB att ersättningen reduceras."""
    with django_capture_on_commit_callbacks():
        referral = make.sent(world)

    assert referral.status == "sent"
    assert (referral.received_date, referral.cutoff_reading) == (READY.date(), "before")
    assert referral.content["opinion"] == make.TEXT
    assert len(referral.content_sha256) == 64
    assert Job.objects.filter(object_ref=ref(referral)).count() == 2
    assert Deadline.objects.get(key=f"referral:{referral.pk}").state == "met"
    told = set(Notice.objects.filter(about_ref=ref(referral)).values_list("template", flat=True))
    assert {"case_told", "approval_waits", "case_step", "dialogue"} <= told
    with pytest.raises(RuleError, match="skrivas under"):
        cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


def test_on_30_april_a_person_chooses_and_says_why(world):
    """Vägledningen 3.3: dagen själv är inte reglerad."""
    referral = make.prepared(world)
    given = {"referral_id": referral.pk, "by": world.signer, "at": THE_DAY}

    with pytest.raises(RuleError, match="30 april"):
        cases.sign_and_send(**given)
    with pytest.raises(RuleError, match="skälet"):
        cases.sign_and_send(**given, reading="before")
    sent = cases.sign_and_send(**given, reading="after", reading_reason="Försiktig läsning.")

    assert (sent.cutoff_reading, sent.cutoff_reason) == ("after", "Försiktig läsning.")
    assert sent.cutoff_chosen_by


def test_after_30_april_repayment_may_follow(world):
    """Vägledningen 3.3."""
    assert make.sent(world, at=MAY).cutoff_reading == "after"


def test_before_it_is_sent_mcf_has_no_part_in_it(world):
    referral = make.told(world)

    with pytest.raises(RuleError, match="inte skickat"):
        decide(referral, world)
    with pytest.raises(PermissionDenied):
        cases.add_message(referral_id=referral.pk, text="Hej", by=world.reviewer, at=AT)
    assert not reports.visible_to(world.reviewer).exists()


def test_nobody_else_reviews(world):
    """Vägledningen 3.1: "MSB fattar beslut om reducerad ersättning"."""
    referral = make.sent(world)

    for who in (world.handler, world.signer, world.director):
        with pytest.raises(PermissionDenied):
            decide(referral, world, by=who)


def test_once_mended_the_case_is_dropped(world):
    """domain.md 7.10."""
    referral = make.told(world)

    dropped = cases.drop(referral_id=referral.pk, reason="RSA har kommit.", by=world.handler, at=AT)

    assert dropped.status == "dropped"
    assert Deadline.objects.get(key=f"referral:{referral.pk}").state == "cancelled"
    with pytest.raises(RuleError, match="läggas ned"):
        cases.drop(referral_id=referral.pk, reason="Igen.", by=world.handler, at=AT)
    with pytest.raises(RuleError, match="avslutat"):
        cases.add_message(referral_id=referral.pk, text="Hej", by=world.handler, at=AT)


def test_what_is_sent_is_dropped_only_by_the_one_who_signs(world):
    referral = make.sent(world)
    review.request_material(
        referral_id=referral.pk, text="Mer", due_date=date(2026, 6, 1), by=world.reviewer, at=READY
    )

    with pytest.raises(PermissionDenied):
        cases.drop(referral_id=referral.pk, reason="Rättat.", by=world.handler, at=READY)
    cases.drop(referral_id=referral.pk, reason="Rättat.", by=world.signer, at=READY)

    assert Deadline.objects.get(kind="material").state == "cancelled"
    with pytest.raises(RuleError, match="inte under utredning"):
        review.register_receipt(
            referral_id=referral.pk, number="1", received_date=READY.date(),
            by=world.reviewer, at=READY,
        )  # fmt: skip


def test_the_parties_talk_and_the_others_are_told(world):
    """Vägledningen 3.3: löpande dialog med både kommunen och länsstyrelsen."""
    referral = make.sent(world)
    Notice.objects.all().delete()

    for who in (world.handler, world.coordinator, world.reviewer):
        cases.add_message(referral_id=referral.pk, text="Hej", by=who, at=READY)

    assert CaseMessage.objects.count() == 3
    said_by = {message.sent_by for message in CaseMessage.objects.all()}
    assert len(said_by) == 3
    labels = list(
        Notice.objects.filter(template="dialogue").values_list("recipient_label", flat=True)
    )
    assert labels
    assert all("Hej" not in notice.body for notice in Notice.objects.all())
    with pytest.raises(PermissionDenied):
        cases.add_message(referral_id=referral.pk, text="Hej", by=world.outsider, at=READY)


def test_before_it_is_sent_mcf_is_not_told_of_the_talk(world):
    """Vägledningen 3.3: MCF är part först när yttrandet har kommit in."""
    referral = make.told(world)
    Notice.objects.all().delete()

    cases.add_message(referral_id=referral.pk, text="Hej", by=world.coordinator, at=AT)

    labels = [label.split(",")[0] for label in told_of(referral)]
    assert sorted(labels) == [
        "Handläggare civilt försvar", "Handläggare uppföljning", "Kommundirektör",
    ]  # fmt: skip


def told_of(referral):
    return Notice.objects.filter(about_ref=ref(referral)).values_list("recipient_label", flat=True)


def test_a_plan_that_was_asked_for_in_vain_counts(world):
    """Vägledningen 3.2: att planen saknas är i sig ett exempel på missförhållande."""
    referral = make.considered(world)
    found = referral.deficiencies.get()
    today = READY.date()

    def has_plan(key, ground):
        step = reports.gate_of(referral, today).step(ground, key)
        return step.is_met

    SavingPlan.objects.create(
        municipality=world.municipality, requested_at=AT, requested_by="Handläggare",
        adopt_by=date(2026, 2, 1), opening_year=2025, opening_amount=1,
    )  # fmt: skip
    assert not has_plan("plan", "no_risk_analysis"), "a plan for a saving is no plan for the RSA"
    found.measures.create(
        municipality=world.municipality, area="risk_analysis", text="Besluta RSA",
        due_date=date(2026, 2, 1), follow_up="Läses", created_at=AT, created_by="Handläggare",
        told_at=AT,
    )  # fmt: skip
    assert has_plan("plan", "no_risk_analysis")
    Referral.objects.filter(pk=referral.pk).update(grounds=["saving"])
    referral.refresh_from_db()
    assert has_plan("saving_plan", "")
    SavingPlan.objects.update(adopt_by=date(2026, 4, 1))
    assert not has_plan("saving_plan", "")


def test_the_handlers_see_what_waits(world):
    referral = make.considered(world)

    def waits(user):
        fresh = Referral.objects.get(pk=referral.pk)
        return reports.needs_action(fresh, access.reach_of(user, world.municipality))

    assert waits(world.handler) == "Underrätta kommunen"
    assert waits(world.director) == ""


def test_each_sees_the_cases_that_concern_them(world):
    mine = make.sent(world)
    other = World(code="03", municipality="Annan")
    theirs = make.considered(other)

    def seen(user):
        return set(reports.visible_to(user))

    assert seen(world.handler) == {mine}
    assert seen(world.director) == {mine}
    assert seen(other.handler) == {theirs}
    assert seen(world.reviewer) == {mine}
    assert seen(world.outsider) == set()
    assert reports.sees_opinion(mine, access.Reach())
