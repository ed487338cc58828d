"""A municipality's whole term in Chromium, and one that does everything right.

The people are the demo's; each page is the real one, each limit of clicks that of a persona.
Källa: domain.md 7.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from demo import actors as demo
from followup.method import services as method
from tests.browser import case_chapters as case
from tests.browser import term_chapters as term
from tests.browser import well_done
from tests.browser.conftest import check_axe
from tests.browser.database import EMPTY, Shared
from tests.browser.whole_term import Hand, Story, clock_from, tick, town


@pytest.fixture(scope="module")
def stage(shared: Shared, django_db_blocker: DjangoDbBlocker) -> str:
    """Build the people, the reference data and the deadlines of the term, and nothing more."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, MEDIA_ROOT=shared.media),
        clock_from(date(2027, 9, 1), shared.gate),
    ):
        shared.put_back(EMPTY)
        demo.build(timezone.now())
        method.load_reference()
        tick()
        shared.keep("term")
    return "term"


@pytest.fixture
def story(visit, shared: Shared, tmp_path: Path) -> Iterator[Story]:
    with clock_from(date(2027, 9, 2), shared.gate) as travel:
        yield Story(visit, tmp_path, travel)


@pytest.mark.parametrize(
    ("signed", "reading", "outcome"),
    [
        (date(2029, 4, 20), "", "Ersättningen reduceras"),
        (date(2029, 4, 30), "Efter 30 april", "Ersättning återbetalas"),
    ],
    ids=["before 30 April", "on 30 April"],
)
def test_whole_term_within_the_clicks_of_p7b_p7c_p7d_p8a_p8b_p9a_p9b_p9c_p10a_p10b(
    story, signed, reading, outcome
):
    story.is_looked_at = not reading  # the pages are the same
    story.at(date(2027, 10, 4))
    term.hand_in_the_analysis(story)
    story.at(date(2027, 11, 8))
    term.check_the_analysis(story)
    term.read_the_feedback(story)
    story.at(date(2028, 2, 1))
    term.report_the_year(story)
    story.at(date(2028, 4, 3))
    term.plan_the_visit(story)
    term.prepare_the_pack(story)
    term.sign_the_undertaking(story)
    story.at(date(2028, 5, 10))
    term.hold_the_visit(story)
    story.at(date(2028, 5, 12))
    term.write_the_protocol(story)
    term.write_the_annex(story)
    story.at(date(2028, 5, 15))
    term.agree_on_the_measures(story)
    story.at(date(2029, 3, 2))
    case.find_the_measure_not_done(story)
    case.note_the_dialogue(story)
    story.at(date(2029, 3, 5))
    case.open_the_case(story, date(2029, 4, 10))
    story.at(date(2029, 4, 12))
    case.write_the_opinion(story)
    story.at(signed)
    case.sign_the_opinion(story, reading=reading)
    story.at(date(2029, 5, 3))
    case.review_the_case(story)
    story.at(date(2029, 6, 1))
    case.answer_the_review(story)
    story.at(date(2029, 6, 20))
    case.decide(story, outcome)
    story.at(date(2029, 7, 20))
    case.end(story, is_repaid=bool(reading))


def test_one_that_does_everything_right_is_done_and_sorted_last(story):
    place = town("taby")
    story.at(date(2027, 11, 1))
    well_done.hand_in_everything(place, date(2027, 10, 4))
    story.at(date(2028, 6, 15))
    well_done.report(place, 2027)
    well_done.be_visited(place, date(2028, 5, 10))
    well_done.be_reviewed(place, date(2028, 3, 1), date(2028, 5, 10))
    page = story.page("samordnare.taby", "/var-kommun/")
    cards = page.locator(".card")
    expect(cards).to_have_count(5)
    for part in ("Dokument", "Årlig redovisning", "Besök", "Ekonomi", "Åtgärder"):
        expect(cards.filter(has_text=part).first).to_contain_text("Klart")
    expect(cards.filter(has_text="2 av 2 granskningar")).to_have_count(1)
    for word in ("Försenat", "Snart"):
        expect(page.get_by_text(word, exact=True)).to_have_count(0)
    check_axe(page)
    page = story.page(term.HANDLER, "/uppfoljning/")
    rows = page.locator("table.overview tbody tr")
    expect(rows).to_have_count(26)
    expect(rows.last).to_contain_text("Täby kommun")
    check_axe(page)


def test_p7a_who_is_late_with_documents_takes_one_click(story):
    story.at(date(2027, 10, 20))
    well_done.hand_in_everything(town("taby"), date(2027, 10, 4))
    story.at(date(2028, 1, 10))
    page = story.page(term.HANDLER, "/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Uppföljning", exact=True).first)
    late = page.locator("td[data-label=Dokument]", has_text="Försenat")
    expect(late).to_have_count(25)
    hand.within("P7a", 1)
    page.get_by_role("link", name="Dokument per kommun").click()  # which of the documents
    expect(page.get_by_text("25 av 26 kommuner är sena med något dokument.")).to_be_visible()
    late = page.locator("tbody tr", has_text="Försenat")
    expect(late.filter(has_text="Täby kommun")).to_have_count(0)
    check_axe(page)


def test_p7e_large_savings_take_one_click(story):
    story.at(date(2028, 2, 21))  # the costs of 2027 were due on 15 February
    well_done.limit_savings(town("taby"))
    well_done.save_much(town("taby"), 2027)
    page = story.page(term.HANDLER, "/uppfoljning/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Sparande", exact=True))
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Täby kommun")
    expect(first.locator("td[data-label=Stort]")).to_have_text("Ja")
    hand.within("P7e", 1)
    check_axe(page)


def test_p10c_the_nations_compilations_to_excel_take_three_clicks(story):
    place = town("taby")
    story.at(date(2028, 4, 10))
    well_done.report(place, 2027)
    well_done.compile_the_county(place, 2027, date(2028, 4, 3))
    page = story.page(term.REVIEWER, "/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Uppföljning", exact=True).first)
    hand.click(page.get_by_role("link", name="Sammanställningar").first)
    expect(page.get_by_text("1 av 26").first).to_be_visible()
    check_axe(page)
    with page.expect_download() as download:
        hand.click(page.get_by_role("link", name="Excel"))
    hand.within("P10c", 3)
    assert download.value.path().read_bytes().startswith(b"PK")
