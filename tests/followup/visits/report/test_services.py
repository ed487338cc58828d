"""From the visit's log to a protocol that the municipality has received."""

import pytest
from django.core.exceptions import PermissionDenied

from common.autosave import mark_of
from common.errors import RuleError
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.visits.measures import deficiencies
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import documents as report_documents
from followup.visits.report import queries as reports
from followup.visits.report import services as protocols
from notices.models import Notice
from records.models import Job
from tests.followup.visits.report.factories import (
    AT,
    DUE,
    LATER,
    SENT,
    approved,
    draft,
    held_visit,
    proposed,
    sent,
)
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
Status = VisitProtocol.Status


@pytest.fixture
def world() -> World:
    return World()


def test_the_draft_begins_with_what_was_noted_at_the_visit(world):
    """Vägledningen 2.7.3, 2.9: det som fungerar, orsaker och områden tas med."""
    visit = held_visit(world)

    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    assert protocol.status == Status.DRAFT
    assert protocol.strengths == "Övningarna sker varje år."
    assert "Planering: Planen är känd i förvaltningarna." in protocol.assessment
    assert "Orsaker till brister: Tjänsten har varit vakant." in protocol.assessment


def test_a_second_start_gives_the_same_draft(world):
    protocol = draft(world)

    again = protocols.start_protocol(visit_id=protocol.visit_id, by=world.other_handler, at=LATER)

    assert again == protocol


def test_there_is_no_protocol_before_the_visit(world):
    visit = held_visit(world, status="booked")

    with pytest.raises(RuleError, match="genomförts"):
        protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)


@pytest.mark.parametrize("who", ["coordinator", "director", "signer", "outsider"])
def test_only_the_countys_handlers_write(world, who):
    visit = held_visit(world)

    with pytest.raises(PermissionDenied):
        protocols.start_protocol(visit_id=visit.pk, by=getattr(world, who), at=AT)


def write(protocol, world, field="assessment", value="Ny text", seen=None, by=None):
    stored = str(getattr(VisitProtocol.objects.get(pk=protocol.pk), field))
    return protocols.save_field(
        protocol_id=protocol.pk,
        field=field,
        value=value,
        seen=mark_of(stored) if seen is None else seen,
        by=by or world.handler,
        at=AT,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "opinion"),
        ("registry_number", "457-1-2026"),
        ("strengths", "Gott samarbete."),
        ("assessment", "Ny text"),
        ("follow_up", "Vid nästa besök."),
    ],
)
def test_each_field_is_saved_by_itself(world, field, value):
    protocol = draft(world)

    saved = write(protocol, world, field, value, by=world.other_handler)

    assert getattr(saved, field) == value
    assert saved.text_version == protocol.text_version + 1
    assert saved.written_by_user_id == world.other_handler.pk


def test_the_same_text_again_changes_nothing(world):
    protocol = draft(world)

    saved = write(protocol, world, value=protocol.assessment, seen="anything")

    assert saved.text_version == protocol.text_version


def test_two_who_write_at_once_lose_nothing(world):
    """domain.md 1.10: konflikt visas, ingen text skrivs över."""
    protocol = draft(world)
    seen = mark_of(protocol.assessment)
    write(protocol, world, value="Den andras", by=world.other_handler)

    with pytest.raises(protocols.TextConflict) as conflict:
        write(protocol, world, value="Min", seen=seen)

    assert conflict.value.protocol.assessment == "Den andras"
    assert "ändrade texten" in conflict.value.message


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("status", "sent", "finns inte"),
        ("kind", "essay", "Välj"),
        ("registry_number", "1" * 61, "för lång"),
    ],
)
def test_what_does_not_fit_is_refused(world, field, value, said):
    protocol = draft(world)

    with pytest.raises(RuleError, match=said):
        write(protocol, world, field, value)


def test_what_is_proposed_is_not_written_in(world):
    protocol = proposed(world)

    with pytest.raises(RuleError, match="utkast"):
        write(protocol, world)


def test_a_conflict_with_somebody_unknown_says_so(world):
    protocol = draft(world)
    protocol.written_by = ""

    assert protocols.TextConflict(protocol, "assessment").message.startswith("Någon annan")


def test_proposing_tells_those_who_may_approve(world):
    protocol = proposed(world)

    assert protocol.status == Status.PROPOSED
    told = set(
        Notice.objects.filter(template="approval_waits").values_list("recipient_label", flat=True)
    )
    assert any("civilt försvar" in label for label in told)
    assert any("Länsöverdirektör" in label for label in told)
    assert not any("Handläggare uppföljning" in label for label in told)


def test_a_draft_that_lacks_something_is_not_proposed(world):
    """Vägledningen 2.7.3: åtgärder, dagar och uppföljning ska anges."""
    protocol = draft(world)
    Measure.objects.update(follow_up="")

    with pytest.raises(RuleError, match="hur den följs upp"):
        protocols.propose_protocol(protocol_id=protocol.pk, by=world.handler, at=AT)


def test_it_comes_back_with_a_reason(world):
    protocol = proposed(world)

    with pytest.raises(RuleError) as refused:
        give_back(protocol, world.signer, reason=" ")
    assert refused.value.field == "reason"
    returned = give_back(protocol, world.signer)

    assert returned.status == Status.DRAFT
    assert returned.return_reason == "Skriv om bristerna."
    assert Notice.objects.filter(template="dialogue", subject__contains="Återlämnat").exists()


def test_a_draft_is_not_given_back(world):
    with pytest.raises(RuleError, match="läget är"):
        give_back(draft(world), world.handler)


def give_back(protocol, by, reason="Skriv om bristerna."):
    return protocols.return_protocol(protocol_id=protocol.pk, reason=reason, by=by, at=AT)


def test_what_has_been_changed_since_it_was_read_is_not_approved(world):
    """domain.md 1.10: sent back, changed and put forward again, behind an open page."""
    protocol = proposed(world)
    seen = reports.mark_of(protocol)
    give_back(protocol, world.signer)
    deficiencies.edit_deficiency(
        deficiency_id=Deficiency.objects.get().pk,
        area="training",
        text="Planen för övning saknas.",
        remedy="Ta fram en plan.",
        is_misuse=False,
        by=world.handler,
        at=AT,
    )
    protocols.propose_protocol(protocol_id=protocol.pk, by=world.handler, at=AT)

    with pytest.raises(RuleError, match="har ändrats sedan du läste") as refused:
        protocols.approve_protocol(
            protocol_id=protocol.pk, seen=seen, by=world.other_handler, at=LATER
        )

    assert refused.value.code == "conflict"
    protocol.refresh_from_db()
    seen = reports.mark_of(protocol)
    done = protocols.approve_protocol(
        protocol_id=protocol.pk, seen=seen, by=world.other_handler, at=LATER
    )
    assert done.content_sha256 == reports.mark_of(done) == seen


@pytest.mark.parametrize("who", ["other_handler", "signer"])
def test_a_second_person_approves(world, who):
    """Vägledningen 2.7.3, domain.md 1.9: två olika personer."""
    protocol = proposed(world)

    done = protocols.approve_protocol(protocol_id=protocol.pk, by=getattr(world, who), at=LATER)

    assert done.status == Status.APPROVED
    assert reports.is_intact(done)
    assert Job.objects.filter(kind=report_documents.PDF.kind).count() == 1


def test_the_writer_does_not_approve(world):
    """Vägledningen 2.7.3, domain.md 1.9: den som skrivit godkänner inte."""
    protocol = proposed(world)

    with pytest.raises(RuleError, match="Någon annan"):
        protocols.approve_protocol(protocol_id=protocol.pk, by=world.handler, at=LATER)


def test_who_proposes_anothers_text_does_not_approve_it(world):
    protocol = draft(world)
    protocols.propose_protocol(protocol_id=protocol.pk, by=world.other_handler, at=AT)

    with pytest.raises(RuleError, match="Någon annan"):
        protocols.approve_protocol(protocol_id=protocol.pk, by=world.other_handler, at=LATER)


def test_nobody_approves_what_they_wrote_any_part_of(world):
    """domain.md 1.9: A wrote, B typed the registry number and proposed, A may not approve."""
    protocol = draft(world)
    protocols.save_field(
        protocol_id=protocol.pk, field="registry_number", value="457-9-2026",
        seen=mark_of(protocol.registry_number), by=world.other_handler, at=AT,
    )  # fmt: skip
    protocols.propose_protocol(protocol_id=protocol.pk, by=world.other_handler, at=AT)

    for author in (world.handler, world.other_handler):
        with pytest.raises(RuleError, match="Du har skrivit i protokollet"):
            protocols.approve_protocol(protocol_id=protocol.pk, by=author, at=LATER)
    approved = protocols.approve_protocol(protocol_id=protocol.pk, by=world.signer, at=LATER)
    assert approved.status == "approved"


def test_who_named_a_deficiency_before_the_draft_is_one_of_its_authors(world):
    """domain.md 1.9: every author of any part."""
    visit = held_visit(world)
    found = deficiencies.name_deficiency(
        municipality_id=world.municipality.pk, origin="visit", area="training", text="Övar inte.",
        remedy="Öva.", visit_id=visit.pk, by=world.other_handler, at=AT,
    )  # fmt: skip
    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)

    authors = reports.authors_of(protocol)

    assert {world.handler.pk, world.other_handler.pk} <= authors
    assert world.signer.pk not in authors
    assert found.visit == visit


def test_a_draft_is_not_approved(world):
    with pytest.raises(RuleError, match="läget är"):
        protocols.approve_protocol(protocol_id=draft(world).pk, by=world.signer, at=LATER)


@pytest.mark.parametrize("who", ["coordinator", "director", "outsider", "reviewer"])
def test_nobody_outside_the_county_approves(world, who):
    protocol = proposed(world)

    with pytest.raises(PermissionDenied):
        protocols.approve_protocol(protocol_id=protocol.pk, by=getattr(world, who), at=LATER)


def test_sending_tells_coordinator_and_leadership(world):
    """Vägledningen 2.7.3: protokoll eller yttrande skickas till kommunen."""
    protocol = sent(world)

    assert protocol.status == Status.SENT
    told = Notice.objects.filter(template="visit_report").values_list("recipient_label", flat=True)
    functions = sorted(label.split(",")[0].split(" (")[0] for label in told)
    assert functions == ["Beredskapssamordnare", "Kommundirektör"]


def test_sending_tells_the_deficiencies_and_lays_the_measures_deadlines(world):
    """Vägledningen 2.7.3: när i tid åtgärderna bör vara åtgärdade."""
    protocol = sent(world)

    measure = Measure.objects.get()
    assert measure.told_at == SENT
    assert measure.deficiency.told_at == SENT
    laid = Deadline.objects.filter(key=f"measure:{measure.pk}").values_list("due_date", "kind")
    assert list(laid) == [(DUE, Deadline.Kind.MEASURE)]
    assert protocol.sent_by


def test_sending_meets_the_countys_own_deadline(world):
    protocol = approved(world)
    key = f"protocol:{protocol.visit_id}"
    deadlines.lay(
        municipality=world.municipality,
        kind=Deadline.Kind.PROTOCOL,
        key=key,
        about=protocol.visit,
        what="Protokoll",
        due_date=DUE,
        at=AT,
        is_countys=True,
    )

    protocols.send_protocol(protocol_id=protocol.pk, by=world.signer, at=SENT)

    assert Deadline.objects.get(key=key).state == Deadline.State.MET


def test_what_is_not_approved_is_not_sent(world):
    with pytest.raises(RuleError, match="skickas"):
        protocols.send_protocol(protocol_id=proposed(world).pk, by=world.handler, at=SENT)


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_the_municipality_receives_it_and_the_visit_is_closed(world, who):
    """domain.md 7.8, domain.md 7.8: skickat och mottaget."""
    protocol = sent(world)

    got = protocols.receive_protocol(protocol_id=protocol.pk, by=getattr(world, who), at=SENT)

    assert got.status == Status.RECEIVED
    assert Visit.objects.get().status == Visit.Status.CLOSED


def test_a_visit_that_is_closed_stays_so(world):
    protocol = sent(world)
    Visit.objects.update(status="closed")

    protocols.receive_protocol(protocol_id=protocol.pk, by=world.director, at=SENT)

    assert Visit.objects.get().status == Visit.Status.CLOSED


def test_the_county_does_not_receive_its_own(world):
    protocol = sent(world)

    with pytest.raises(PermissionDenied):
        protocols.receive_protocol(protocol_id=protocol.pk, by=world.handler, at=SENT)


def test_what_is_not_sent_is_not_received(world):
    with pytest.raises(RuleError, match="kvitteras"):
        protocols.receive_protocol(protocol_id=approved(world).pk, by=world.director, at=SENT)


def test_a_change_after_the_seal_is_seen(world):
    protocol = approved(world)
    protocol.content["assessment"] = "Något annat"

    assert not reports.is_intact(protocol)


def test_the_municipality_sees_only_what_has_been_sent(world):
    protocol = approved(world)
    visible = reports.visible_to(world.director, world.municipality)

    assert not visible.exists()
    protocols.send_protocol(protocol_id=protocol.pk, by=world.handler, at=SENT)
    assert visible.get() == protocol


def test_a_pdf_of_the_draft_is_asked_for_once_while_it_is_made(world):
    protocol = draft(world)

    first = protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=AT)
    again = protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=AT)

    assert first == again


def test_a_failed_pdf_is_tried_again(world):
    protocol = approved(world)
    Job.objects.update(status=Job.Status.FAILED)

    job = protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=AT)

    assert job.status == Job.Status.WANTED
    assert Job.objects.count() == 1


def test_the_approved_pdf_is_made_once_but_a_draft_anew(world):
    protocol = approved(world)
    Job.objects.update(status=Job.Status.DONE, done_at=AT)
    assert protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=AT).version == 1

    VisitProtocol.objects.update(approved_at=None, status="draft")
    assert protocols.want_pdf(protocol_id=protocol.pk, by=world.handler, at=AT).version == 2


def test_who_does_not_see_it_gets_no_pdf(world):
    protocol = draft(world)

    with pytest.raises(PermissionDenied):
        protocols.want_pdf(protocol_id=protocol.pk, by=world.director, at=AT)
