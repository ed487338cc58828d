"""The same form sent twice at the same moment makes one thing, and both are led to it."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import User
from common.clock import local
from followup.annual.models import ReportedItem
from followup.cases.models import CaseMessage
from followup.dialogue.models import DialogueNote
from followup.economy.models import Cost, CostQuestion, SavingPlan, UnusableSaving
from followup.visits.measures.models import Measure
from followup.visits.models import VisitCompletion
from records.models import AuditEntry, HandledForm
from tests.followup.annual import factories as reports
from tests.followup.cases import factories as cases
from tests.followup.visits.report.factories import held_visit
from tests.followup.worlds import World
from tests.racing import OK, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Sent:
    """A form, who sends it, and what it makes."""

    name: str
    makes: type[Model]
    by: str
    fields: Callable[[], dict[str, Any]]
    args: tuple[object, ...] = ()


def soon() -> str:
    return (local(timezone.now()) + timedelta(days=30)).date().isoformat()


def today() -> str:
    return local(timezone.now()).date().isoformat()


def of_the_municipality(world: World) -> Iterator[Sent]:
    code = (world.municipality.scb_code,)
    yield Sent(
        "measure_add",
        Measure,
        "handler",
        lambda: {"area": "training", "text": "Öva", "due_date": soon(), "follow_up": "Vid besök"},
        code,
    )
    yield Sent(
        "dialogue_write",
        DialogueNote,
        "coordinator",
        lambda: {"subject": "Fråga", "text": "När kommer ni?"},
        code,
    )
    yield Sent(
        "cost_new",
        Cost,
        "coordinator",
        lambda: {
            "year": str(local(timezone.now()).year),
            "text": "Övning",
            "amount": "1000",
            "part": "crisis_preparedness",
            "eligibility": "yes",
        },
        code,
    )
    yield Sent("questions", CostQuestion, "coordinator", lambda: {"text": "Får vi?"}, code)
    yield Sent(
        "saving_plan_request",
        SavingPlan,
        "handler",
        lambda: {
            "reason": "Stort sparande",
            "adopt_by": soon(),
            "opening_year": "2025",
            "opening_amount": "1000",
        },
        code,
    )
    yield Sent(
        "unusable_saving",
        UnusableSaving,
        "coordinator",
        lambda: {"amount": "1000", "reason": "Vakans"},
        code,
    )


def of_a_thing(world: World) -> Iterator[Sent]:
    code = world.municipality.scb_code
    cases.cutoff()
    referral = cases.considered(world)
    yield Sent("case_say", CaseMessage, "handler", lambda: {"text": "Hej"}, (referral.pk,))
    visit = held_visit(world, status="planned", starts_at=None)
    yield Sent(
        "visit_ask",
        VisitCompletion,
        "handler",
        lambda: {"text": "RSA", "due_date": soon()},
        (code, visit.pk),
    )
    reports.rules_of_the_year()
    report = reports.begun(world)
    yield Sent(
        "report_items",
        ReportedItem,
        "coordinator",
        lambda: {"kind": "event", "text": "Elavbrott"},
        (code, report.year),
    )


@pytest.mark.parametrize("sheaf", [of_the_municipality, of_a_thing])
def test_a_form_sent_twice_at_once_makes_one_thing(
    sheaf: Callable[[World], Iterator[Sent]],
) -> None:
    world = World()
    for form in sheaf(world):
        before = form.makes._default_manager.count()
        posts = sent_twice(form, getattr(world, form.by))

        assert together(*posts) == [OK, OK], form.name

        made = form.makes._default_manager.count() - before
        answers = [post.answer for post in posts]
        assert made == 1, (form.name, [answer.content.decode()[-3000:] for answer in answers])
        assert {answer.status_code for answer in answers} == {302}, form.name
        assert len({answer["Location"] for answer in answers}) == 1, form.name
        assert HandledForm.objects.count() == 1
        acts = AuditEntry.objects.values_list("action", "object_ref")
        assert len(acts) == len(set(acts)), form.name
        HandledForm.objects.all().delete()


class Post:
    """One press on the button, in a browser of its own."""

    def __init__(self, address: str, fields: dict[str, Any], user: User) -> None:
        self.address, self.fields = address, fields
        self.client = Client(raise_request_exception=True)
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.answer: Any = None

    def __call__(self) -> None:
        """Press it."""
        self.answer = self.client.post(self.address, self.fields)


def sent_twice(form: Sent, user: User) -> list[Post]:
    address = reverse(f"followup:{form.name}", args=form.args)
    fields = form.fields() | {"form_key": str(uuid.uuid4())}
    return [Post(address, fields, user), Post(address, fields, user)]
