"""Documents: two of the county, or the county and the municipality, at the same moment."""

from datetime import date, timedelta

import pytest

from followup.documents import services as documents
from followup.documents.models import DocumentVersion, Feedback, MunicipalDocument
from followup.documents.reviews import services as document_reviews
from notices.models import Notice
from records.files import uploads
from records.models import AuditEntry
from tests.followup.documents import factories as make
from tests.followup.documents.factories import AT
from tests.racing import OK, in_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = AT + timedelta(days=1)


@pytest.fixture
def world():
    return make.new_world()


@pytest.fixture
def version(world):
    found = make.hand_in(world)
    make.judge_all(world, found)
    return found


def row(version):
    return MunicipalDocument.objects.filter(pk=version.document_id)


def accept(world, version, by=None, **given):
    return lambda: document_reviews.accept_document(
        document_id=version.document_id, by=by or world.handler, at=LATER, **given
    )


def completion_asked(world, version):
    drafted = draft(world, version)()
    return lambda: document_reviews.send_feedback(
        feedback_id=drafted.pk, by=world.other_handler, at=LATER
    )


def draft(world, version, text="Komplettera kapitel 2."):
    return lambda: document_reviews.draft_feedback(
        version_id=version.pk,
        text=text,
        complete_by=date(2023, 12, 1),
        asks_completion=True,
        by=world.other_handler,
        at=LATER,
    )


def handed_in(world, **given):
    files = [uploads.accept(make.text_file(), at=AT)]
    delivery = make.delivery(reason="Rättat kapitel 2", **given)
    return lambda: make.hand_in(world, given=delivery, files=files, at=LATER)


def withdrawn(world, version):
    return lambda: documents.withdraw_version(
        document_id=version.document_id,
        reason="Fel fil skickades",
        seen=version.number,
        by=world.coordinator,
        at=LATER,
    )


def told(template):
    return Notice.objects.filter(template=template).count()


def test_an_accepted_version_is_not_asked_for_more(world, version):
    acts = accept(world, version), completion_asked(world, version)

    outcome = in_line(row(version), *acts)

    assert outcome == [OK, "Dokumentet kan inte kompletteras: läget är ”godtaget”."]
    assert row(version).get().status == "accepted"
    assert Feedback.objects.get().sent_at is None
    assert (told("accepted"), told("completion_asked")) == (1, 0)


def test_a_version_asked_for_more_is_not_accepted(world, version):
    acts = completion_asked(world, version), accept(world, version)

    outcome = in_line(row(version), *acts)

    assert outcome == [OK, "Dokumentet kan inte godtas: läget är ”komplettering begärd”."]
    assert row(version).get().accepted_at is None
    assert (told("accepted"), told("completion_asked")) == (0, 1)


def test_a_document_is_accepted_once(world, version):
    acts = accept(world, version), accept(world, version, by=world.other_handler)

    outcome = in_line(row(version), *acts)

    assert outcome == [OK, "Dokumentet kan inte godtas: läget är ”godtaget”."]
    assert told("accepted") == 1
    assert AuditEntry.objects.filter(action="document.accept").count() == 1


def test_an_answer_drafted_by_one_and_sent_by_another_goes_once_and_never_locks_them_up(
    world, version
):
    sending = completion_asked(world, version)
    feedback = Feedback.objects.get()
    texts = draft(world, version, "Nytt utkast efter det skickade.")

    gate = DocumentVersion.objects.filter(pk=version.pk)
    outcome = in_line(gate, texts, sending, sending)

    assert outcome == [OK, OK, "Återkopplingen är redan skickad."]
    feedback.refresh_from_db()
    assert feedback.text == "Nytt utkast efter det skickade."
    assert told("completion_asked") == 1


def test_who_withdraws_does_not_take_back_a_version_that_came_meanwhile(world, version):
    outcome = in_line(row(version), handed_in(world), withdrawn(world, version))

    assert outcome == [OK, "Version 2 har lämnats in under tiden. Ladda om sidan och läs den."]
    states = DocumentVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["replaced", "current"]
    assert row(version).get().status == "submitted"


def test_what_is_handed_in_after_a_withdrawal_is_the_one_in_force(world, version):
    outcome = in_line(row(version), withdrawn(world, version), handed_in(world))

    assert outcome == [OK, OK]
    states = DocumentVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "current"]


def test_what_is_accepted_is_the_version_that_was_read(world, version):
    outcome = in_line(row(version), handed_in(world), accept(world, version, seen=1))

    assert outcome == [OK, "Version 2 har lämnats in under tiden. Ladda om sidan och läs den."]
    assert row(version).get().status == "submitted"
    assert told("accepted") == 0


def test_two_who_hand_in_at_once_make_two_versions_or_one_and_a_question(world):
    make.hand_in(world, kind=make.PLAN)
    document = MunicipalDocument.objects.filter(kind=make.RSA)
    files = [uploads.accept(make.text_file(), at=AT)]

    def first():
        return make.hand_in(world, files=files, at=LATER)

    outcome = in_line(document, first, first)

    assert outcome == [OK, "Skriv varför den förra versionen inte gäller."]
    assert DocumentVersion.objects.filter(document__kind=make.RSA).count() == 1


def test_nothing_is_judged_in_a_version_that_was_replaced_meanwhile(world, version):
    def check():
        return document_reviews.check_heading(
            version_id=version.pk, number=1, found="no", text="", by=world.handler, at=LATER
        )

    before = list(version.heading_checks.values())

    outcome = in_line(row(version), handed_in(world), check)

    assert outcome == [OK, "Versionen gäller inte längre."]
    assert list(version.heading_checks.values()) == before
