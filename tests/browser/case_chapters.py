"""The chapters of a case: a measure not done, dialogue, opinion, decision."""

from datetime import date

from playwright.sync_api import expect

from followup.cases.models import Referral
from tests.browser.conftest import check_axe
from tests.browser.term_chapters import CHIEF, COORDINATOR, DIRECTOR, HANDLER, HOME, REVIEWER
from tests.browser.whole_term import Hand, Story, heading, link_in_mail, run_jobs, today


def find_the_measure_not_done(story: Story) -> None:
    """Find it among the county's measures, and judge that it is not done."""
    page = story.page(HANDLER, "/uppfoljning/")
    page.get_by_role("link", name="Åtgärder", exact=True).click()
    page.get_by_role("link", name="Öva krisledningsnämnden.").first.click()
    heading(page, "Åtgärd: Utbildning och övning")
    page.locator("summary", has_text="inte genomförd").click()
    page.get_by_label("Vad återstår?").fill("Ingen övning har hållits.")
    page.get_by_role("button", name="inte genomförd").click()
    expect(page.get_by_text("Inte genomförd", exact=True).first).to_be_visible()


def note_the_dialogue(story: Story) -> None:
    """Note a call and a letter that name what falls short."""
    for form in ("Samtal", "Brev eller e-post"):
        page = story.page(HANDLER, f"{HOME}dialog/ny/")
        page.get_by_role("checkbox", name="Vallentuna kommun", exact=True).check()
        page.get_by_label("Dag").fill(today().isoformat())
        page.get_by_label("Form", exact=True).select_option(label=form)
        page.get_by_label("Ämne").fill("Övningen")
        page.get_by_label("Anteckning", exact=True).fill("Övningen har inte hållits.")
        page.get_by_label("Krisledningsnämnden har inte övat.").check()
        page.get_by_label("Kommunen ska se anteckningen").check()
        page.get_by_role("button", name="Spara anteckningen").click()
        heading(page, "Dialog")


def open_the_case(story: Story, agreed: date) -> None:
    """Open it, tell the municipality what is wrong and by when; it accepts the day itself."""
    page = story.page(HANDLER, f"{HOME}arenden/")
    page.get_by_role("link", name="Öppna ett ärende").click()
    ground = "Påtalade åtgärder har trots påpekanden inte genomförts"
    page.get_by_label("Krisledningsnämnden har inte övat.").select_option(label=ground)
    story.look(page)
    page.get_by_role("button", name="Öppna ärendet").click()
    heading(page, "Ärende om statlig ersättning: Vallentuna kommun")
    page.get_by_role("link", name="Underrätta kommunen").click()
    page.get_by_label("Underrättelsen").fill("Öva nämnden, eller visa att den har övat.")
    page.get_by_label("Dag då det ska vara rättat").fill(agreed.isoformat())
    story.look(page)
    page.get_by_role("button", name="Skicka underrättelsen").click()
    heading(page, "Ärende om statlig ersättning")
    page = story.page(COORDINATOR, link_in_mail("case_told", "Beredskapssamordnare"))
    expect(page.get_by_text(agreed.isoformat()).first).to_be_visible()
    story.look(page)
    page.get_by_role("link", name="Svara om dagen").click()
    page.get_by_label("Vi godtar dagen").check()
    story.look(page)
    page.get_by_role("button", name="Skicka svaret").click()
    heading(page, "Ärende om statlig ersättning")


def write_the_opinion(story: Story) -> None:
    """Write it and put it before the one who signs; it could not be before the agreed day."""
    page = story.page(HANDLER, case_home())
    page.get_by_role("link", name="Skriv yttrandet").click()
    page.get_by_label("Länsstyrelsens diarienummer").fill("457-1-2029")
    page.get_by_label("Yttrande", exact=True).fill("Nämnden har inte övat trots dialog.")
    page.get_by_label("Förslag till MCF").fill("Ersättningen reduceras.")
    page.get_by_role("button", name="Spara yttrandet").click()
    expect(page.get_by_text("Allt är antecknat.")).to_be_visible()
    story.look(page)
    page.get_by_role("link", name="Lämna till underskrift").click()
    page.get_by_role("button", name="Lämna till underskrift").click()
    heading(page, "Ärende om statlig ersättning")


def sign_the_opinion(story: Story, *, reading: str) -> None:
    """Sign and send; on 30 April the page asks how the day is read, and refuses no answer."""
    page = story.page(CHIEF, case_home())
    page.get_by_role("link", name="Läs och skriv under").click()
    story.look(page)
    if reading:
        story.window_of(CHIEF).expect_error("409")
        page.get_by_role("button", name="Skriv under och skicka till MCF").click()
        expect(page.locator(".field__error").first).to_be_visible()
        check_axe(page)  # as posted without an answer
        page.get_by_label(reading).check()
        page.get_by_label("Skäl för läsningen").fill("Dagen räknas inte till tiden före.")
    else:
        expect(page.get_by_text("Källan säger inte hur den dagen ska läsas.")).to_have_count(0)
    page.get_by_role("button", name="Skriv under och skicka till MCF").click()
    heading(page, "Ärende om statlig ersättning")
    run_jobs()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Underlaget med förteckning").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def review_the_case(story: Story) -> None:
    """Open it with all that it rests on (P10a), and ask for material (P10b)."""
    page = story.page(REVIEWER, "/uppfoljning/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Ärenden").first)
    hand.click(page.locator("main tbody th a").first)
    heading(page, "Ärende om statlig ersättning: Vallentuna kommun")
    expect(page.get_by_text("Nämnden har inte övat trots dialog.")).to_be_visible()
    expect(page.get_by_role("link", name="Underlaget med förteckning")).to_be_visible()
    hand.within("P10a", 2)
    story.look(page)
    asking = Hand(page)
    asking.click(page.get_by_role("link", name="Begär underlag"))
    page.get_by_label("Underlag som begärs").fill("Redovisa årets övningar.")
    page.get_by_label("Senast").fill("2029-06-15")
    asking.click(page.get_by_role("button", name="Skicka begäran"))
    expect(page.get_by_text("Redovisa årets övningar.")).to_be_visible()
    asking.within("P10b", 6)


def answer_the_review(story: Story) -> None:
    """Give MSB/MCF what it asked for, in words and with a file."""
    page = story.page(COORDINATOR, case_home())
    page.get_by_role("link", name="Svara").first.click()
    heading(page, "Svara på MCF:s begäran")
    story.look(page)
    page.get_by_label("Svar", exact=True).fill("En övning är planerad.")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_text("En övning är planerad.")).to_be_visible()


def decide(story: Story, outcome: str) -> None:
    """Record the decision (P10b); the municipality and the county see it."""
    page = story.page(REVIEWER, case_home())
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Anteckna beslut"))
    hand.click(page.get_by_label(outcome))
    page.get_by_label("Belopp i kronor").fill("100000")
    page.get_by_label("Beloppet i förhållande till utfört arbete").fill("En uppgift av fyra.")
    page.get_by_label("Skäl för beslutet").fill("Nämnden har inte övat.")
    hand.click(page.get_by_role("button", name="Anteckna beslutet"))
    expect(page.get_by_role("heading", name="MCF:s beslut", exact=True)).to_be_visible()
    hand.within("P10b", 6)
    story.look(page)
    for name in (COORDINATOR, DIRECTOR, HANDLER):
        page = story.page(name, case_home())
        expect(page.get_by_text("100 000 kr")).to_be_visible()


def end(story: Story, *, is_repaid: bool) -> None:
    """Record that the decision is final, and the invoice if it is repaid."""
    page = story.page(REVIEWER, case_home())
    page.get_by_role("link", name="Anteckna laga kraft").click()
    page.get_by_label("Laga kraft den").fill(today().isoformat())
    page.get_by_role("button", name="Anteckna laga kraft").click()
    expect(page.get_by_text(f"Laga kraft {today().isoformat()}.")).to_be_visible()
    invoice = page.get_by_role("link", name="Anteckna faktura")
    expect(invoice).to_have_count(1 if is_repaid else 0)
    if is_repaid:
        invoice.click()
        page.get_by_label("Fakturanummer").fill("F-1")
        page.get_by_label("Fakturerat den").fill(today().isoformat())
        page.get_by_role("button", name="Anteckna fakturan").click()
        expect(page.get_by_text("Faktura F-1")).to_be_visible()
    page = story.page(COORDINATOR, f"{HOME}arenden/")
    story.look(page)
    page.locator("main tbody th a").first.click()
    expect(page.get_by_text("Laga kraft").first).to_be_visible()


def case_home() -> str:
    """Return the address of the case."""
    return f"/arenden/{Referral.objects.get().pk}/"
