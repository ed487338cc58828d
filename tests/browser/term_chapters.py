"""The chapters of a municipality's term, as its people live them in the browser."""

from datetime import date

from django.utils import timezone
from playwright.sync_api import Locator, expect

from followup.terms.models import CountySetting
from followup.visits.models import Visit
from tests.browser.conftest import PHONE, check_width
from tests.browser.whole_term import (
    Hand,
    Story,
    code_now,
    enrol,
    heading,
    link_in_mail,
    run_jobs,
    town,
)

COORDINATOR, DIRECTOR = "samordnare.vallentuna", "direktor.vallentuna"
HANDLER, CHIEF, REVIEWER = "handlaggare", "chef.lansstyrelsen", "granskare.mcf"
OUTSIDER = "samordnare.enkoping"
HOME = "/uppfoljning/kommun/0115/"
TABLET = 820
CANARY = "KANARIEFÅGEL"


def hand_in_the_analysis(story: Story) -> None:
    """Hand in the RSA from one's own page and get a receipt (P8a)."""
    page = story.page(COORDINATOR, "/var-kommun/")
    story.look(page)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Risk- och sårbarhetsanalys"))
    hand.give_file(page.get_by_label("Filer"), story.file)
    expect(page.locator("[data-upload-list]")).to_contain_text(story.file.name)
    hand.choose(page.get_by_label("Beslutat av"), "Kommunstyrelse eller annan nämnd")
    page.get_by_label("Beslutat den").fill("2027-09-20")
    hand.click(page.get_by_label("Intern – för kommunen"))
    hand.click(page.get_by_role("button", name="Lämna in"))
    heading(page, "Kvittens")
    hand.within("P8a", 5)
    story.look(page)
    assert link_in_mail("receipt", "Beredskapssamordnare").endswith("/risk-och-sarbarhetsanalys/")


def check_the_analysis(story: Story) -> None:
    """Find it in the queue, check headings and criteria, and answer in writing."""
    page = story.page(HANDLER, "/uppfoljning/")
    page.get_by_role("link", name="Inkomna dokument").click()
    page.get_by_role("link", name="RSA) 2027–2030 från Vallentuna kommun").click()
    heading(page, "Granska: Risk- och sårbarhetsanalys")
    sheet = page.locator("form[data-autosave-url]")
    for radio in sheet.locator("[type=radio][value=yes], [type=radio][value=met]").all():
        radio.check()
        saved(radio)
    page.get_by_label("Återkoppling till kommunen").fill("Analysen är tydlig och håller ihop.")
    page.get_by_role("button", name="Läs igenom och skicka").click()
    heading(page, "Skicka återkoppling")
    story.look(page)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_text("Återkopplingen är skickad.")).to_be_visible()
    page.goto(page.url + "granska/")
    page.get_by_role("link", name="Godta").click()
    page.get_by_role("button", name="Godta").click()
    expect(page.get_by_text("Kravet: uppfyllt.")).to_be_visible()


def read_the_feedback(story: Story) -> None:
    """See on one's own page what is due and that there is an answer; read it (P8b)."""
    page = story.page(COORDINATOR, "/var-kommun/")
    hand = Hand(page)
    expect(page.get_by_text("Styrdokument för krisberedskap 2027–2030")).to_be_visible()
    hand.click(page.get_by_role("link", name="Återkoppling: Risk- och sårbarhetsanalys"))
    hand.within("P8b", 1)
    page.get_by_role("link", name="Risk- och sårbarhetsanalys (RSA)").first.click()
    expect(page.get_by_text("Analysen är tydlig och håller ihop.")).to_be_visible()


def report_the_year(story: Story) -> None:
    """Fill in the annual report field by field, send it, and have it accepted (P8c)."""
    page = story.page(COORDINATOR, "/var-kommun/")
    page.get_by_role("link", name="Årlig redovisning 2027").click()
    page.get_by_role("button", name="Börja").click()
    heading(page, "Årlig redovisning 2027")
    form = page.locator("form[data-autosave-url]")
    names = form.locator("[data-autosave-field^='a-']").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    )
    for name in names:
        answer(form, name, "3")
    page.reload()  # what was typed is kept, though nobody has pressed a button
    expect(page.get_by_text(f"Alla {len(names)} indikatorer är besvarade")).to_be_visible()
    page.get_by_role("button", name="Granska och skicka").click()
    heading(page, "Granska och skicka redovisningen för 2027")
    story.look(page)
    page.get_by_role("button", name="Skicka in").click()
    expect(page.get_by_text("Inskickad", exact=True)).to_be_visible()
    page = story.page(HANDLER, f"{HOME}arlig-uppfoljning/2027/")
    page.get_by_role("link", name="Godta").click()
    page.get_by_role("button", name="Godta redovisningen").click()
    expect(page.get_by_text("Godtagen", exact=True)).to_be_visible()


def plan_the_visit(story: Story) -> None:
    """Lay a visit in the plan, book it and settle secrecy."""
    page = story.page(HANDLER, "/uppfoljning/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Besöksplan"))
    hand.click(page.get_by_role("button", name="Lägg besök: Vallentuna kommun 2028 kvartal 2"))
    expect(page.get_by_role("link", name="Vallentuna kommun 2028 kvartal 2, ")).to_be_visible()
    hand.within("P7b", 3)
    page.get_by_role("link", name="Vallentuna kommun 2028 kvartal 2, handläggare").click()
    page.get_by_role("link", name="Boka besöket").click()
    story.window_of(HANDLER).expect_error("422")
    page.get_by_role("button", name="Boka och meddela kommunen").click()
    expect(page.locator(".field__error").first).to_be_visible()
    story.look(page)  # as posted without a day
    page.get_by_label("Dag").fill("2028-05-10")
    page.get_by_label("Klockslag").fill("09:00")
    page.get_by_label("Plats").fill("Kommunhuset")
    page.get_by_role("button", name="Boka och meddela kommunen").click()
    expect(page.get_by_text("Bokat", exact=True)).to_be_visible()
    page.get_by_role("link", name="Avgör förberedelserna").click()
    page.get_by_label("Behövs sekretessförbindelse?").select_option(label="Ja")
    page.get_by_label("Är lokalen lämplig?").select_option(label="Ja")
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url(f"**{visit_home()}")
    assert link_in_mail("visit_planned", "Beredskapssamordnare").endswith(
        f"/besok/{the_visit().pk}/"
    )


def prepare_the_pack(story: Story) -> None:
    """Ask for the pack from one's list of visits, and get it when it is made."""
    page = story.page(HANDLER, "/uppfoljning/lan/01/besok/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Vallentuna kommun"))
    hand.click(page.get_by_role("button", name="Skapa underlag (PDF)"))
    hand.within("P7c", 2)
    expect(page.get_by_text("Underlaget skapas.")).to_be_visible()
    run_jobs()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner underlaget (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def sign_the_undertaking(story: Story) -> None:
    """Be asked, and sign on a telephone before the visit (P9b)."""
    page = story.page(HANDLER, f"{visit_home()}sekretess/")
    page.get_by_label("Vem behöver skriva under?").select_option(
        label="Kommundirektör, Vallentuna kommun"
    )
    page.get_by_role("button", name="Be om underskrift").click()
    expect(page.get_by_text("Begärd i dag").first).to_be_visible()
    page = story.page(DIRECTOR, link_in_mail("secret_waits", "Kommundirektör"), width=PHONE)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Läs och skriv under"))
    hand.click(page.get_by_label("Jag har läst och förstått"))
    story.look(page)
    check_width(page)
    hand.click(page.get_by_role("button", name="Skriv under"))
    expect(page.get_by_text("Förbindelsen gäller.")).to_be_visible()
    hand.within("P9b", 4)


def hold_the_visit(story: Story) -> None:
    """Log on a tablet, each field saving itself, and note that it took place."""
    page = story.page(HANDLER, visit_home(), width=TABLET)
    page.get_by_role("link", name="Genomför besöket").click()
    form = page.locator("form[data-autosave-url]")
    for radio in form.locator("[type=radio][value=yes]").all():
        radio.check()
        saved(radio)
    for box in form.locator("[type=checkbox]").all():
        box.check()
        saved(box)
    answer(form, "strengths", "Planering och övning hänger ihop.")
    page.get_by_label("Område", exact=True).select_option(label="Utbildning och övning")
    page.get_by_label("Brist", exact=True).fill("Krisledningsnämnden har inte övat.")
    page.get_by_label("Vad kommunen kan göra").fill("Öva nämnden.")
    page.get_by_role("button", name="Notera bristen").click()
    expect(page.get_by_text("Kommunen kan: Öva nämnden.")).to_be_visible()
    story.look(page)
    check_width(page)
    page.get_by_role("link", name="Besöket är genomfört").click()
    expect(page.get_by_text("Alla områden är berörda.")).to_be_visible()
    page.get_by_role("button", name="Notera som genomfört").click()
    expect(page.get_by_text("Besöket är noterat som genomfört.")).to_be_visible()


def write_the_protocol(story: Story) -> None:
    """Write it with a measure and its day; another approves; PDF; sent."""
    page = story.page(HANDLER, visit_home())
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Protokoll eller yttrande"))
    hand.click(page.get_by_role("button", name="Börja skriva"))
    page.get_by_label("Bedömning").fill("Arbetet håller god kvalitet, men övning saknas.")
    page.get_by_label("Åtgärd", exact=True).first.fill("Öva krisledningsnämnden.")
    page.get_by_label("Bör vara klar").first.fill("2029-03-01")
    hand.click(page.get_by_role("button", name="Lägg till åtgärden").first)
    expect(page.get_by_text("Allt som krävs finns.")).to_be_visible()
    hand.click(page.get_by_role("button", name="Lämna till godkännande"))
    expect(page.get_by_text("Du har skrivit protokollet.")).to_be_visible()
    hand.within("P7d", 8)
    page = story.page(CHIEF, link_in_mail("approval_waits", "Länsöverdirektör"))
    page.get_by_role("link", name="Granska och godkänn").click()
    story.look(page)
    page.get_by_role("button", name="Godkänn", exact=True).click()
    expect(page.get_by_text("Godkänt", exact=True)).to_be_visible()
    run_jobs()
    page = story.page(HANDLER, f"{visit_home()}protokoll/")
    page.get_by_role("link", name="Skicka till kommunen").click()
    story.look(page)
    page.get_by_role("button", name="Skicka till kommunen").click()
    expect(page.get_by_text("Skickat", exact=True)).to_be_visible()
    run_jobs()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner protokollet (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def write_the_annex(story: Story) -> None:
    """Keep what is secret apart; another grants the need; the director reads it; nobody else."""
    _let_the_county_store()
    page = story.page(HANDLER, f"{visit_home()}sekretess/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Ny hemlig bilaga"))
    hand.click(page.get_by_role("link", name="Sekretess enligt OSL"))
    hand.click(page.get_by_label("18 kap. 13 § OSL"))
    page.get_by_label("Rubrik").fill(f"{CANARY} rubrik")
    page.get_by_label("Text", exact=True).fill(f"{CANARY} text")
    hand.click(page.get_by_label("Inget här är säkerhetsskyddsklassificerat"))
    hand.click(page.get_by_role("button", name="Lägg in krypterat"))
    hand.within("P7d", 8)
    page.wait_for_url(f"**{visit_home()}sekretess/")
    annex = _annex_address()
    _grant(story, annex)
    _read(story, annex)
    for name in (OUTSIDER, COORDINATOR):
        page = story.page(name, annex, refused=True)
        heading(page, "Sidan finns inte")
    page = story.page(COORDINATOR, f"{visit_home()}protokoll/")
    assert CANARY not in page.content()


def _let_the_county_store() -> None:
    """Switch storage on in the database: the page for it is tried in tests/secrecy."""
    CountySetting.objects.create(
        county=town("vallentuna").county,
        key="store_secret_annexes",
        value=True,
        valid_from=date(2027, 1, 1),
        reason="Efter egen analys",
        set_by="Systemförvaltare",
        set_at=timezone.now(),
    )


def _annex_address() -> str:
    from records.models import SecretAnnex

    return f"/sekretess/bilagor/{SecretAnnex.objects.get().pk}/"


def _grant(story: Story, annex: str) -> None:
    page = story.page(CHIEF, f"{annex}behorighet/")
    readers = page.get_by_label("Vem behöver läsa?")
    label = readers.locator("option", has_text="Kommundirektör, Vallentuna").inner_text()
    readers.select_option(label=label)
    page.get_by_label("Varför behövs det?").fill("Behövs för åtgärdsplanen.")
    page.get_by_role("button", name="Ge behörighet").click()
    expect(page.get_by_role("cell", name="Behövs för åtgärdsplanen.")).to_be_visible()
    story.look(page)


def _read(story: Story, annex: str) -> None:
    enrol(DIRECTOR)
    page = story.page(DIRECTOR, annex, width=PHONE)
    expect(page.get_by_text(CANARY)).to_have_count(0)
    page.locator("main input[name=code]").fill(code_now())
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text(f"{CANARY} text")).to_be_visible()
    # The reader's function across the page is a mark and no text to read: it stands below as well.
    page.locator(".secret__mark").evaluate("mark => mark.remove()")
    story.look(page)


def agree_on_the_measures(story: Story) -> None:
    """Read the assessment from the e-mail and approve the plan, on a telephone."""
    hand = Hand(story.page(DIRECTOR, "/", width=PHONE))
    hand.clicks += 1  # the link in the e-mail
    page = story.page(DIRECTOR, link_in_mail("visit_report", "Kommundirektör"), width=PHONE)
    expect(page.get_by_text("Arbetet håller god kvalitet, men övning saknas.")).to_be_visible()
    hand.within("P9a", 2)
    story.look(page)
    check_width(page)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Granska och godkänn åtgärdsplanen"))
    story.look(page)
    hand.click(page.get_by_role("button", name="Godkänn åtgärden"))
    heading(page, "Åtgärdsplan")
    expect(page.get_by_role("table").first).to_contain_text("Överenskommen")
    hand.within("P9c", 3)


def saved(control: Locator) -> None:
    """Wait until the field has saved itself: one at a time, as a person goes."""
    field = control.locator("xpath=ancestor::*[contains(concat(' ',@class,' '),' field ')][1]")
    expect(field.locator("[data-autosave-status]")).to_contain_text("Sparat")


def answer(form: Locator, name: str, words: str) -> None:
    """Answer one field that saves itself."""
    control = form.locator(f"[name='{name}']")
    if control.first.get_attribute("type") == "radio":
        control.first.check()
    else:
        control.fill(words)
        control.blur()
    saved(control.first)


def the_visit() -> Visit:
    """Return Vallentuna's visit."""
    return Visit.objects.get(municipality__slug="vallentuna")


def visit_home() -> str:
    """Return the address of the visit."""
    return f"{HOME}besok/{the_visit().pk}/"
