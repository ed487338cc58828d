"""The pages of the economy: what they show, take, and keep to themselves."""

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from followup.economy import compensation_import
from followup.economy import services as economy
from followup.economy.models import (
    CompensationDecision,
    Cost,
    CostQuestion,
    EconomicReview,
    OpeningSaving,
    ReviewPlan,
    SavingActivity,
    SavingPlan,
    TasksJudgedDone,
    UnusableSaving,
)
from followup.economy.savings import services as savings
from tests.clients import signed_in
from tests.followup.economy.factories import (
    AT,
    CRISIS,
    DEFENCE,
    Scene,
    granted,
    limit,
    used,
    written_plan,
)

pytestmark = pytest.mark.django_db
SECRET = "777 777"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def address(stage: Scene, name: str, *args) -> str:
    return reverse(f"followup:{name}", args=[stage.municipality.scb_code, *args])


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def saved(stage: Scene) -> None:
    for year in (2023, 2024, 2025):
        granted(stage, year, 600_000)
        granted(stage, year, 777_777, part=DEFENCE)
        used(stage, year, 500_000)
        used(stage, year, 100_000, part=DEFENCE)


def test_the_page_shows_saving_chart_table_and_reasons(stage: Scene) -> None:
    saved(stage)
    limit(stage.county, "large_saving_share", 40)

    page = text_of(signed_in(stage.coordinator).get(address(stage, "economy")))

    assert "300 000 kr vid slutet av 2025" in page
    assert "<svg" in page
    assert "Visa som tabell" in page
    assert "Varför?" in page
    assert "Länets gräns, krisberedskap" in page
    assert "777 777 kr" in page


def test_a_limit_that_cannot_be_counted_with_yet_is_not_said_to_be_unset(stage: Scene) -> None:
    limit(stage.county, "large_saving_share", 40)
    economy.set_opening(
        municipality_id=stage.municipality.pk,
        part=CRISIS,
        year=2026,
        amount=Decimal(250_000),
        source="Bokslut",
        by=stage.handler,
        at=AT,
    )

    own = text_of(signed_in(stage.handler).get(address(stage, "economy")))
    county = reverse("followup:savings", args=[stage.county.pk])
    listed = text_of(signed_in(stage.handler).get(county))

    assert "Går inte att räkna än: årets ersättning är inte införd." in own
    assert "Ingen gräns är satt för länet" not in own
    assert "Går inte att räkna" in listed


def test_an_unset_limit_is_said_to_be_unset(stage: Scene) -> None:
    saved(stage)

    page = text_of(signed_in(stage.coordinator).get(address(stage, "economy")))

    assert "Ingen gräns är satt för länet." in page


def test_a_page_without_amounts_says_so(stage: Scene) -> None:
    page = text_of(signed_in(stage.handler).get(address(stage, "economy")))

    assert "Inga belopp är införda" in page
    assert "0 av 2 den här perioden" in page


@pytest.mark.parametrize("who", ["clerk", "officer"])
@pytest.mark.parametrize("name", ["economy", "economy_csv"])
def test_civil_defence_is_hidden_from_those_without_a_right(
    stage: Scene, who: str, name: str
) -> None:
    """SKR:s uppgifter: the distribution between municipalities is classified."""
    saved(stage)

    page = text_of(signed_in(getattr(stage, who)).get(address(stage, name)))

    assert SECRET not in page
    assert "777777" not in page
    assert "600" in page


def test_civil_defence_is_hidden_in_the_export(stage: Scene) -> None:
    """SKR:s uppgifter."""
    saved(stage)

    def sums(user) -> set:
        response = signed_in(user).get(address(stage, "economy_export"))
        book = load_workbook(io.BytesIO(response.content))
        return {cell for row in book["Ekonomi"].iter_rows(values_only=True) for cell in row}

    assert 777_777 in sums(stage.handler)
    assert 777_777 not in sums(stage.officer)


def test_the_neighbour_sees_nothing(stage: Scene) -> None:
    saved(stage)
    cost = Cost.objects.first()
    client = signed_in(stage.neighbour)

    for name, args in [("economy", []), ("cost", [cost.pk]), ("questions", []), ("cost_new", [])]:
        assert client.get(address(stage, name, *args)).status_code == 404


def test_the_county_page_never_shows_civil_defence(stage: Scene) -> None:
    """SKR:s uppgifter; Vägledningen 2.6: the county finds large savings."""
    saved(stage)
    limit(stage.county, "large_saving_amount", 100_000)
    client = signed_in(stage.handler)
    here = reverse("followup:savings", args=[stage.county.pk])

    page = text_of(client.get(here))
    assert "300 000 kr" in page
    assert SECRET not in page
    assert "Civilt försvar är utelämnat" in page
    for choice, shown in [("stora", True), ("vaxer", True), ("saknar-plan", True)]:
        rows = text_of(client.get(here, {"visa": choice})).split("<tbody>")[-1]
        assert ("Ekby" in rows) is shown
        assert "Alby" not in rows
    response = client.get(reverse("followup:savings_export", args=[stage.county.pk]))
    book = load_workbook(io.BytesIO(response.content))
    cells = {cell for row in book["Sparande"].iter_rows(values_only=True) for cell in row}
    assert 300_000 in cells
    assert not any("777" in str(cell) for cell in cells)


def test_a_county_may_close_exports_over_municipalities(stage: Scene) -> None:
    limit(stage.county, "export_across", False)
    here = reverse("followup:savings_export", args=[stage.county.pk])

    assert signed_in(stage.handler).get(here).status_code == 403
    assert signed_in(stage.officer).get(here).status_code == 403


def test_the_county_page_is_for_the_county(stage: Scene) -> None:
    here = reverse("followup:savings", args=[stage.county.pk])

    assert signed_in(stage.coordinator).get(here).status_code == 404
    assert "Inga belopp är införda än." in text_of(signed_in(stage.officer).get(here))


def test_a_cost_is_entered_changed_and_removed(stage: Scene) -> None:
    client = signed_in(stage.coordinator)
    typed = {"year": "2025", "text": "Övning", "amount": "12 500", "part": CRISIS, "area": ""}

    assert client.post(address(stage, "cost_new"), typed).status_code == 422
    sent = client.post(address(stage, "cost_new"), typed | {"eligibility": "yes"})
    assert sent.status_code == 302
    cost = Cost.objects.get()
    assert cost.amount == 12_500
    here = address(stage, "cost", cost.pk)
    assert "12 500 kr" in text_of(client.get(here))
    assert client.post(here, typed | {"amount": "x"}).status_code == 422
    assert client.post(here, typed | {"amount": "13000,50"}).status_code == 302
    cost.refresh_from_db()
    assert cost.amount == Decimal("13000.50")
    assert "Historik" in text_of(client.get(here))
    assert client.post(address(stage, "cost_remove", cost.pk)).status_code == 302
    assert not Cost.objects.exists()


def test_a_refused_cost_is_told_with_what_was_typed(stage: Scene) -> None:
    typed = {"year": "2025", "text": "Annat", "amount": "5", "part": CRISIS, "other_work": "on"}

    page = signed_in(stage.coordinator).post(
        address(stage, "cost_new"), typed | {"eligibility": "yes"}
    )

    assert page.status_code == 409
    assert "Annat" in text_of(page)


def test_a_removal_that_is_refused_is_told(stage: Scene) -> None:
    cost = used(stage, 2025, 5, eligibility="ask")

    page = signed_in(stage.coordinator).post(address(stage, "cost_remove", cost.pk), follow=True)

    assert "Återta frågan först" in text_of(page)


def test_a_cost_is_asked_about_and_judged(stage: Scene) -> None:
    cost = used(stage, 2025, 5)
    coordinator, handler = signed_in(stage.coordinator), signed_in(stage.handler)

    assert "Skickas till" in text_of(coordinator.get(address(stage, "cost_ask", cost.pk)))
    asked = coordinator.post(address(stage, "cost_ask", cost.pk), {"text": "Får vi?"})
    assert asked.status_code == 302
    question = CostQuestion.objects.get()
    here = address(stage, "question", question.pk)
    assert "5 kr" in text_of(handler.get(here))
    assert coordinator.post(here, {}).status_code == 403
    assert handler.post(here, {}).status_code == 422
    answer = {"eligibility": "no", "answer": "Nej.", "precedent": "Gäller Ekby."}
    assert handler.post(here, answer).status_code == 409
    assert handler.post(here, answer | {"precedent": "Reservkraft får inte."}).status_code == 302
    found = text_of(signed_in(stage.neighbour).get(reverse("followup:precedents"), {"q": "reserv"}))
    assert "Reservkraft får inte." in found
    assert "Ekby" not in found
    none = signed_in(stage.neighbour).get(reverse("followup:precedents"), {"svar": "yes"})
    assert "Reservkraft" not in text_of(none)
    judged = {"eligibility": "yes", "judgement": "Ändå."}
    assert handler.get(address(stage, "cost_judge", cost.pk)).status_code == 200
    assert handler.post(address(stage, "cost_judge", cost.pk), judged).status_code == 302
    cost.refresh_from_db()
    assert cost.eligibility == "yes"


def test_somebody_outside_the_follow_up_finds_no_precedents(stage: Scene) -> None:
    assert signed_in(stage.reviewer).get(reverse("followup:precedents")).status_code == 404


def test_the_handler_enters_amounts(stage: Scene) -> None:
    client = signed_in(stage.handler)
    typed = {"year": "2025", "component": stage.crisis.pk, "amount": "250 000", "source": "Beslut"}

    assert client.post(address(stage, "compensation"), typed).status_code == 302
    assert client.post(address(stage, "compensation"), typed | {"amount": "1"}).status_code == 302
    assert CompensationDecision.objects.get().amount == 1
    assert "250 000 kr" in text_of(client.get(address(stage, "compensation")))
    opening = {"year": "2022", "part": CRISIS, "amount": "5000", "source": "Bokslut"}
    assert client.post(address(stage, "opening_saving"), opening).status_code == 302
    assert OpeningSaving.objects.get().amount == 5000
    done = {"year": "2025", "reason": "Allt är gjort."}
    assert client.post(address(stage, "tasks_done"), done).status_code == 302
    assert TasksJudgedDone.objects.exists()
    assert "Allt är gjort." in text_of(client.get(address(stage, "economy")))


def test_the_handler_records_and_plans_reviews(stage: Scene) -> None:
    client = signed_in(stage.handler)
    typed = {"done_date": "2026-10-01", "occasion": "between", "findings": "Stämmer."}

    assert client.post(address(stage, "review_new"), typed | {"findings": ""}).status_code == 422
    assert client.post(address(stage, "review_new"), typed).status_code == 302
    assert EconomicReview.objects.get().findings == "Stämmer."
    planned = {"number": "2", "day": "2026-12-01"}
    assert client.post(address(stage, "review_plan"), planned).status_code == 302
    assert (
        client.post(address(stage, "review_plan"), planned | {"day": "2031-01-01"}).status_code
        == 409
    )
    assert ReviewPlan.objects.get().planned_date == date(2026, 12, 1)
    page = text_of(client.get(address(stage, "economy")))
    assert "1 av 2 den här perioden" in page
    assert "2026-12-01" in page


def test_a_plan_is_asked_for_and_written(stage: Scene) -> None:
    """Vägledningen 2.6."""
    handler, coordinator = signed_in(stage.handler), signed_in(stage.coordinator)
    asked = {
        "reason": "Stort sparande.",
        "adopt_by": "2027-03-01",
        "opening_year": "2026",
        "opening_amount": "300000",
    }
    assert "Skickas till" in text_of(handler.get(address(stage, "saving_plan_request")))
    assert handler.post(address(stage, "saving_plan_request"), asked).status_code == 302
    assert handler.post(address(stage, "saving_plan_request"), asked).status_code == 409
    plan = SavingPlan.objects.get()
    here = address(stage, "saving_plan", plan.pk)
    activity = {
        "text": "Övning",
        "part": CRISIS,
        "amount": "100000",
        "due_date": "2026-11-20",
        "responsible": "Samordnare",
    }
    assert coordinator.post(here, activity | {"responsible": ""}).status_code == 422
    assert coordinator.post(here, activity).status_code == 302
    assert coordinator.post(here, activity | {"text": "Fel"}).status_code == 302
    page = text_of(coordinator.get(here))
    assert page.count("Aktiviteten försvinner ur planen. Det går inte att ångra.") == 2
    assert "Länsstyrelsen satte den när planen begärdes" in page
    assert page.count("Dagen står i kommunens plan för sparande.") == 2
    assert "Till dess kan kommunen ändra dagen." in page
    assert "dagen då planen ska vara antagen" in text_of(coordinator.get(address(stage, "economy")))
    wrong = SavingActivity.objects.get(text="Fel")
    assert coordinator.post(address(stage, "saving_activity_remove", wrong.pk)).status_code == 302
    forecast = address(stage, "saving_plan_forecast", plan.pk)
    assert coordinator.post(forecast, {}).status_code == 422
    assert coordinator.post(forecast, {"closing_2026": "1"}).status_code == 422
    stated = {"compensation_2026": "50000", "closing_2026": "240000"}
    assert coordinator.post(forecast, stated).status_code == 302
    page = text_of(coordinator.get(here))
    assert "250 000 kr" in page
    assert "Skiljer -10 000 kr" in page
    assert "förslag" in page


def test_a_plan_is_adopted_and_followed(stage: Scene) -> None:
    """Vägledningen 2.6."""
    handler, coordinator = signed_in(stage.handler), signed_in(stage.coordinator)
    plan = written_plan(stage)
    here = address(stage, "saving_plan", plan.pk)
    adopted = {"body": "Kommunstyrelsen", "adopted_date": "2026-11-19"}
    adopt = address(stage, "saving_plan_adopt", plan.pk)
    assert "Skickas till" in text_of(coordinator.get(adopt))
    assert coordinator.post(adopt, adopted).status_code == 302
    shown = text_of(coordinator.get(here))
    assert "försenad" in shown
    assert "Till dess kan kommunen ändra dagen." not in shown
    report = address(stage, "saving_activity_report", SavingActivity.objects.get().pk)
    assert coordinator.get(report).status_code == 200
    assert (
        coordinator.post(report, {"done_date": "2026-11-20", "outcome": "Klart."}).status_code
        == 302
    )
    check = address(stage, "saving_plan_check", plan.pk)
    found = {"checked_date": "2026-11-21", "is_kept": "yes", "text": "Bra."}
    assert handler.post(check, found | {"is_kept": "perhaps"}).status_code == 422
    assert handler.post(check, found).status_code == 302
    assert "planen följs" in text_of(handler.get(here))
    assert handler.post(address(stage, "saving_plan_fulfil", plan.pk)).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "fulfilled"
    assert signed_in(stage.officer).get(here).status_code == 200
    assert signed_in(stage.officer).get(check).status_code == 403


def test_a_saving_that_cannot_be_used_is_told_and_taken_back(stage: Scene) -> None:
    """Vägledningen 3.3, the last paragraph."""
    client = signed_in(stage.coordinator)
    here = address(stage, "unusable_saving")

    page = text_of(client.get(here))
    assert "Länsstyrelsen gör ett ärende" in page
    assert "Skickas till" in page
    assert client.post(here, {"amount": "5000", "reason": "Ingen personal."}).status_code == 302
    told = UnusableSaving.objects.get()
    assert "Återta anmälan" in text_of(client.get(address(stage, "economy")))
    assert client.post(address(stage, "unusable_saving_withdraw", told.pk)).status_code == 302
    told.refresh_from_db()
    assert told.withdrawn_at == AT


def test_a_file_is_looked_through_confirmed_and_changes_nothing_twice(stage: Scene) -> None:
    client = signed_in(stage.handler)
    here = reverse("followup:compensation_import", args=[stage.county.pk])
    head = ";".join(compensation_import.HEAD)
    code = stage.municipality.scb_code
    lines = [
        f"{code};Ekby kommun;2025;Operations;250 000;dnr 1;Beslut",
        f"{code};;2025;Civil_Defence;777 777;;Beslut",
    ]

    def send(rows: list[str]):
        content = "\n".join([head, *rows]).encode()
        return client.post(here, {"file": SimpleUploadedFile("belopp.csv", content)})

    review = send(lines)
    assert review.status_code == 200
    assert "250 000 kr" in text_of(review)
    assert SECRET not in text_of(review)
    assert not CompensationDecision.objects.exists()
    assert client.post(here, {"rows": review.context["rows"]}).status_code == 302
    assert CompensationDecision.objects.count() == 2
    assert "Inget behöver ändras" in text_of(send(lines))
    faulty = send(["9;;x;y;z;;"])
    assert faulty.status_code == 422
    assert "A2 (rad 2)" in text_of(faulty)
    assert client.post(here, {"rows": "fel"}).status_code == 409
    assert client.post(here, {}).status_code == 422
    assert signed_in(stage.officer).get(here).status_code == 403


def test_the_template_holds_places_and_no_amounts(stage: Scene) -> None:
    granted(stage, 2025, 777_777, part=DEFENCE)
    response = signed_in(stage.handler).get(
        reverse("followup:compensation_template", args=[stage.county.pk])
    )

    book = load_workbook(io.BytesIO(response.content))
    rows = list(book["Register"].iter_rows(values_only=True))
    assert rows[0] == compensation_import.HEAD
    assert [row[1] for row in rows[1:]] == ["Alby kommun", "Ekby kommun"]
    assert not any("777" in str(cell) for row in rows for cell in row)


def test_a_plans_sums_are_kept_from_those_without_a_right(stage: Scene) -> None:
    plan = savings.request_plan(
        municipality_id=stage.municipality.pk,
        reason="Stort.",
        adopt_by=date(2027, 1, 1),
        opening_year=2026,
        opening_amount=Decimal(777_777),
        by=stage.handler,
        at=AT,
    )

    page = text_of(signed_in(stage.clerk).get(address(stage, "saving_plan", plan.pk)))

    assert SECRET not in page
    assert "Begärd" in page


def test_earlier_terms_can_be_chosen(stage: Scene) -> None:
    granted(stage, 2021, 5_000)
    client = signed_in(stage.handler)

    assert "5 000 kr" in text_of(client.get(address(stage, "economy"), {"period": "2019"}))
    assert client.get(address(stage, "economy"), {"period": "x"}).status_code == 200
