"""Fields that save themselves: in turn, the latest value, and again when the server is busy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Request, Route, expect

from followup.annual.models import AnnualReport
from followup.terms.models import Indicator
from tests.followup.annual import factories as make
from tests.followup.worlds import World

QUESTIONS = 12


@pytest.fixture
def sheet(visit: Callable[..., Any]) -> tuple[Any, Page, AnnualReport]:
    """Open a report with many yes-or-no questions, as its coordinator."""
    world = World()
    found = make.rules_of_the_year()
    Indicator.objects.all().delete()
    for order in range(QUESTIONS):
        Indicator.objects.create(
            indicator_set=found, code=f"{order + 1}", area="Ledning", text=f"Fråga {order + 1}",
            answer_type=Indicator.AnswerType.YES_NO, order=order,
        )  # fmt: skip
    report = make.begun(world)
    client = Client()
    client.force_login(world.coordinator)
    window = visit(width=390)
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": window.address}])
    page = window.go(f"/uppfoljning/kommun/{world.municipality.scb_code}/arlig-uppfoljning/2025/")
    return window, page, report


def burst(page: Page, *values: str) -> None:
    """Choose an answer to every question, and then the next one, in the same moment."""
    page.evaluate(
        """values => values.forEach(value =>
            document.querySelectorAll(`[data-autosave-field][value="${value}"]`)
                .forEach(control => control.click()))""",
        list(values),
    )


def answers(report: AnnualReport) -> list[str]:
    return list(report.answers.order_by("indicator__order").values_list("value", flat=True))


def test_a_burst_of_answers_goes_one_by_one_and_the_latest_wins(sheet) -> None:
    _, page, report = sheet
    under_way: set[Request] = set()
    most: list[int] = []
    bodies: list[str] = []

    def left(request: Request) -> None:
        if request.url.endswith("/falt/"):
            under_way.add(request)
            most.append(len(under_way))
            bodies.append(request.post_data or "")

    page.on("request", left)
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))

    burst(page, "no", "yes")

    expect(page.locator("[data-autosave-status]", has_text="Sparat")).to_have_count(QUESTIONS)
    expect(page.locator(".autosave--busy")).to_have_count(0)
    expect(page.locator(".autosave--failed")).to_have_count(0)
    assert max(most) == 1
    assert answers(report) == ["yes"] * QUESTIONS
    assert sum("value=no" in body for body in bodies) == 1
    assert len(bodies) == QUESTIONS + 1


def test_a_busy_server_is_asked_again_before_anybody_is_told(sheet) -> None:
    window, page, report = sheet
    window.expect_error("503")
    busy = iter([True, True, True])

    def answer(route: Route) -> None:
        if next(busy, False):
            route.fulfill(status=503, body="Databasen svarar inte just nu.")
        else:
            route.continue_()

    page.route("**/falt/", answer)
    told: list[str] = []
    page.expose_function("toldOf", lambda text: told.append(text))
    page.evaluate(
        """() => new MutationObserver(() => document.querySelectorAll(".autosave--failed")
            .forEach(one => window.toldOf(one.textContent)))
            .observe(document.body, {subtree: true, childList: true, attributes: true})"""
    )

    burst(page, "yes")

    expect(page.locator("[data-autosave-status]", has_text="Sparat")).to_have_count(QUESTIONS)
    assert told == []
    assert answers(report) == ["yes"] * QUESTIONS


def test_a_choice_taken_back_before_its_turn_is_not_left_waiting(sheet) -> None:
    _, page, report = sheet
    burst(page, "yes")
    expect(page.locator("[data-autosave-status]", has_text="Sparat")).to_have_count(QUESTIONS)

    burst(page, "no", "yes")

    expect(page.locator(".autosave--busy")).to_have_count(0)
    expect(page.get_by_text("Oförändrat.")).to_have_count(QUESTIONS - 1)
    assert answers(report) == ["yes"] * QUESTIONS


def test_what_is_chosen_before_the_script_has_come_is_saved_too(sheet) -> None:
    _, page, report = sheet
    held: list[Route] = []
    page.route("**/autosave*.js", lambda route: held.append(route))
    with page.expect_request("**/autosave*.js"):
        page.reload(wait_until="commit")
    page.locator("[data-autosave-field][value='yes']").first.check()

    held[0].continue_()

    expect(page.locator("[data-autosave-status]", has_text="Sparat")).to_have_count(1)
    assert [value for value in answers(report) if value] == ["yes"]
