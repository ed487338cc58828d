"""A change that all counties share: proposed by one, confirmed by another, never half done."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from actors.models import User
from common.errors import RuleError
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.documents.models import MunicipalDocument
from followup.method import proposals
from followup.method.models import MethodProposal
from followup.method.services import load_reference
from followup.overview import todo
from followup.terms.models import DocumentRequirement, ElectoralTerm
from records.models import AuditEntry
from tests.followup.method.factories import AT, grounds, keeper
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
RULE: dict[str, Any] = {
    "kind": "risk_analysis",
    "lowest_body": "director",
    "year_of_term": 1,
    "month": 9,
    "day": 30,
}


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


@pytest.fixture
def world() -> World:
    return World()


def propose(by: User, **given: Any) -> MethodProposal:
    values = {**RULE, "grounds": grounds(), **given}
    return proposals.propose(
        act="requirement", heading="Ny version: RSA", values=values, by=by, at=AT
    )


def open_deadline(world: World) -> Deadline:
    term = ElectoralTerm.objects.get(election_date__year=2026)
    document = MunicipalDocument.objects.create(
        municipality=world.municipality, term=term, kind="risk_analysis"
    )
    return deadlines.lay(
        municipality=world.municipality,
        kind=Deadline.Kind.DOCUMENT,
        key=f"document:{document.pk}",
        about=document,
        what="RSA",
        due_date=date(2027, 10, 31),
        at=AT,
    )


def versions() -> int:
    return DocumentRequirement.objects.filter(kind="risk_analysis").count()


def test_a_proposal_changes_nothing_until_another_confirms_it() -> None:
    """domain.md 1.9, 7.1."""
    first, second = keeper(), keeper()
    found = propose(first)
    assert versions() == 1
    assert AuditEntry.objects.filter(action="method.propose").exists()

    with pytest.raises(RuleError, match="En annan"):
        proposals.confirm(proposal_id=found.pk, by=first, at=AT)
    assert versions() == 1
    confirmed = proposals.confirm(proposal_id=found.pk, by=second, at=AT)

    assert (confirmed.status, versions()) == ("confirmed", 2)
    made = DocumentRequirement.objects.get(kind="risk_analysis", valid_to=None)
    assert (made.month, made.day, made.valid_from) == (9, 30, grounds().valid_from)


def test_what_cannot_be_done_is_refused_when_it_is_proposed() -> None:
    with pytest.raises(RuleError) as refused:
        propose(keeper(), month=2, day=30)

    assert refused.value.field == "day"
    assert not MethodProposal.objects.exists()


def test_one_thing_is_proposed_once_at_a_time() -> None:
    by = keeper()
    found = propose(by)

    with pytest.raises(RuleError, match="redan ett förslag"):
        propose(keeper())

    proposals.end(proposal_id=found.pk, reason="Fel dag", by=by, at=AT)
    propose(keeper())


def test_what_no_longer_fits_is_told_and_nothing_is_done() -> None:
    first, second = keeper(), keeper()
    found = propose(first, grounds=grounds(date(2026, 11, 22)))
    later = AT.replace(year=2027)

    assert "senare dag" in proposals.effect_of(found, second, later).problem
    with pytest.raises(RuleError, match="senare dag"):
        proposals.confirm(proposal_id=found.pk, by=second, at=later)

    found.refresh_from_db()
    assert (found.status, versions()) == ("open", 1)


def test_a_proposal_is_decided_once() -> None:
    first, second = keeper(), keeper()
    found = propose(first)
    with pytest.raises(RuleError, match="Skriv varför"):
        proposals.end(proposal_id=found.pk, reason=" ", by=second, at=AT)
    proposals.end(proposal_id=found.pk, reason="Fel källa", by=second, at=AT)

    for act in (proposals.confirm, lambda **who: proposals.end(reason="Igen", **who)):
        with pytest.raises(RuleError, match="redan avgjort"):
            act(proposal_id=found.pk, by=second, at=AT)


def test_only_those_who_look_after_the_method_propose_and_confirm(world: World) -> None:
    found = propose(keeper())

    with pytest.raises(PermissionDenied):
        propose(world.handler)
    with pytest.raises(PermissionDenied):
        proposals.confirm(proposal_id=found.pk, by=world.handler, at=AT)
    with pytest.raises(PermissionDenied):
        proposals.end(proposal_id=found.pk, reason="Nej", by=world.handler, at=AT)


def test_what_would_move_is_shown_and_is_not_moved(world: World) -> None:
    deadline = open_deadline(world)
    found = propose(keeper())

    effect = proposals.effect_of(found, keeper(), AT)

    was = deadline.due_date
    deadline.refresh_from_db()
    assert deadline.due_date == was
    assert [(move.deadline.pk, move.to != was) for move in effect.moves] == [(deadline.pk, True)]


def test_a_term_keeps_its_day(world: World) -> None:
    values = {"election_date": date(2034, 9, 10), "source": "Källa", "reason": "Skäl"}
    found = proposals.propose(
        act="term", heading="Ny mandatperiod", values=values, by=keeper(), at=AT
    )

    proposals.confirm(proposal_id=found.pk, by=keeper(), at=AT)

    assert ElectoralTerm.objects.filter(election_date=date(2034, 9, 10)).exists()


def test_another_is_told_that_it_waits_and_the_author_is_not(world: World) -> None:
    first, second = keeper(), keeper()
    found = propose(first)

    (task,) = todo.tasks(second, AT)

    assert (task.action, task.url) == ("Bekräfta ändringen", found.get_absolute_url())
    assert todo.tasks(first, AT) == []
    assert found.get_absolute_url() not in {one.url for one in todo.tasks(world.handler, AT)}
