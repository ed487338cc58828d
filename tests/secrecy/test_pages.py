"""The pages on secrecy: four clicks to sign, 404 to others, 503 without a log, nothing cached."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import DatabaseError
from django.test import Client

from common import todo
from records.models import (
    NeedGrant,
    SecretAnnex,
    SecretFile,
    SecretRead,
    Undertaking,
    UndertakingRequest,
)
from records.secrets.annexes import NewFile
from tests.factories import UserFactory
from tests.secrecy.factories import (
    AT,
    CANARY,
    PDF,
    Scene,
    enrolled,
    reader_of,
    signed_in,
    with_factor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def of_visit(scene: Scene, end: str) -> str:
    return f"/uppfoljning/kommun/{scene.municipality.scb_code}/besok/{scene.visit.pk}/{end}/"


def of_annex(annex: SecretAnnex, end: str = "") -> str:
    return f"/sekretess/bilagor/{annex.pk}/{end}"


# P9 b) ----------------------------------------------------------------------------------------


def ask(scene: Scene, client: Client | None = None, **values) -> None:
    data = {
        "function": scene.function_of(scene.director).pk,
        "legal_grounds": ["18:13"],
        "valid_to": "2099-01-15",
    } | values
    answer = (client or signed_in(scene.handler)).post(of_visit(scene, "sekretess"), data)
    assert answer.status_code == 302, answer.content.decode()


def test_a_director_signs_before_a_visit_in_three_clicks(scene: Scene) -> None:
    """Vägledningen 2.10: länsstyrelsen eller samordnaren tar fram en förbindelse till ledningen."""
    ask(scene)
    client = signed_in(scene.director)
    mine = client.get("/sekretess/")  # where the message leads
    asked = UndertakingRequest.objects.get()
    address = f"/sekretess/forbindelser/{asked.pk}/skriv-under/"
    assert address in mine.content.decode()

    shown = client.get(address)  # one click
    done = client.post(address, {"has_read": "on"})  # a tick, and a click

    assert "18 kap. 13 § OSL" in shown.content.decode()
    signed = Undertaking.objects.get()
    assert done["Location"] == f"/sekretess/forbindelser/{signed.pk}/"
    assert "Förbindelsen gäller" in client.get(done["Location"]).content.decode()
    assert client.get(address).status_code == 302
    assert "Sekretess" in client.get("/min-sida/").content.decode()


def test_the_start_page_says_that_something_waits_but_not_what(scene: Scene) -> None:
    """Vägledningen 2.10; domain.md 6.3.

    a director who does not work with this daily has to see it at once.
    """
    client = signed_in(scene.director)
    assert "skriv under" not in client.get("/").content.decode()
    ask(scene)

    start = client.get("/").content.decode()
    tasks = todo.tasks_of(scene.director, AT)

    assert "Läs och skriv under" in start
    assert "1 handling väntar på dig" in start
    assert 'href="/sekretess/"' in start
    for word in ("kretessförbindelse", "besök", "18:13"):
        assert word not in start.split("<main")[1].split("</ul>")[0]
    assert [task.action for task in tasks] == ["Läs och skriv under"]
    assert "skriv under" not in signed_in(scene.coordinator).get("/").content.decode()
    asked = UndertakingRequest.objects.get()
    client.post(f"/sekretess/forbindelser/{asked.pk}/skriv-under/", {"has_read": "on"})
    assert "skriv under" not in client.get("/").content.decode()


def test_the_coordinator_may_ask_the_leadership_too(scene: Scene) -> None:
    ask(scene, signed_in(scene.coordinator))

    assert UndertakingRequest.objects.get().asked_by.startswith("Beredskapssamordnare")


def test_a_director_may_not_ask(scene: Scene) -> None:
    answer = signed_in(scene.director).post(of_visit(scene, "sekretess"), {})

    assert answer.status_code == 403


def test_who_asks_wrongly_is_told_at_the_field(scene: Scene) -> None:
    client = signed_in(scene.handler)
    empty = client.post(of_visit(scene, "sekretess"), {})
    past = client.post(
        of_visit(scene, "sekretess"),
        {
            "function": scene.function_of(scene.director).pk,
            "legal_grounds": ["18:13"],
            "valid_to": "2020-01-01",
        },
    )
    far = client.post(of_visit(scene, "sekretess"), {"valid_to": "2999-01-01"})

    assert (empty.status_code, past.status_code, far.status_code) == (422, 409, 422)
    assert "passerat" in past.content.decode()
    assert "Välj ett år mellan 2000 och 2100." in far.content.decode()


def test_without_the_tick_nothing_is_signed(scene: Scene) -> None:
    ask(scene)
    client = signed_in(scene.director)
    address = f"/sekretess/forbindelser/{UndertakingRequest.objects.get().pk}/skriv-under/"

    assert client.post(address, {}).status_code == 422
    UndertakingRequest.objects.update(valid_to="2020-01-01")
    assert client.post(address, {"has_read": "on"}).status_code == 409
    assert signed_in(scene.coordinator).get(address).status_code == 404
    assert not Undertaking.objects.exists()


def test_an_undertaking_is_seen_by_its_person_and_its_county(scene: Scene) -> None:
    signed = scene.signed(scene.director)
    address = f"/sekretess/forbindelser/{signed.pk}/"
    seeing = [scene.director, scene.handler, scene.signer]
    unseeing = [scene.coordinator, scene.reviewer, Scene(code="03").handler]

    assert [signed_in(u).get(address).status_code for u in seeing] == [200] * 3
    assert [signed_in(u).get(address).status_code for u in unseeing] == [404] * 3
    assert signed_in(scene.director).get("/sekretess/forbindelser/0/").status_code == 404


def test_an_undertaking_is_had_as_pdf(scene: Scene) -> None:
    signed = scene.signed(scene.director)
    answer = signed_in(scene.director).get(f"/sekretess/forbindelser/{signed.pk}/pdf/")

    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]


# Reading --------------------------------------------------------------------------------------


def test_who_has_everything_reads(scene: Scene) -> None:
    annex = scene.annex(files=[NewFile(f"{CANARY}.pdf", PDF)])
    client = reader_of(scene, scene.director, annex)
    page = client.get(of_annex(annex))
    text = page.content.decode()

    assert f"{CANARY} rubrik" in text
    assert f"{CANARY}.pdf" in text
    assert "<title>Handling – SSR</title>" in text
    assert "kan inte hindra utskrift, skärmbild" in text  # K24
    assert str(scene.function_of(scene.director)) in text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name",
    ["handler", "other_handler", "signer", "administrator", "coordinator", "director", "reviewer"]
    + ["outsider"],
)
def test_others_get_404_by_every_way(scene: Scene, name: str) -> None:
    """domain.md 9.2.

    404 till alla andra, också handläggaren som skrev och den som ger behörighet.
    """
    annex = scene.annex(files=[NewFile("fil.pdf", PDF)])
    client = with_factor(getattr(scene, name))
    file = SecretFile.objects.get()

    assert client.get(of_annex(annex)).status_code == 404
    assert client.post(of_annex(annex, "kopia/")).status_code == 404
    assert client.post(of_annex(annex, f"filer/{file.pk}/")).status_code == 404
    assert client.get(of_annex(annex, "andra/")).status_code == 404
    assert not SecretRead.objects.filter(allowed=True).exists()


def test_superuser_and_staff_get_404(scene: Scene) -> None:
    annex = scene.annex()
    client = with_factor(UserFactory(is_superuser=True))

    assert client.get(of_annex(annex)).status_code == 404
    assert client.get(of_annex(annex, "behorighet/")).status_code == 404
    assert client.get(of_annex(annex).replace(str(annex.pk), "999999")).status_code == 404
    assert SecretRead.objects.filter(allowed=False).count() == 1


def test_a_stale_second_factor_is_asked_for_again(scene: Scene) -> None:
    annex = scene.annex()
    reader_of(scene, scene.director, annex)
    client = with_factor(scene.director, age=timedelta(minutes=16))
    answer = client.get(of_annex(annex))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/min-sida/sakerhet/bekrafta-kod/?next=")
    assert client.post(of_annex(annex, "kopia/")).status_code == 302


def test_who_has_no_second_factor_is_told_how_to_get_one(scene: Scene) -> None:
    annex = scene.annex()
    scene.signed(scene.director)
    scene.granted(scene.director, annex)
    client = signed_in(scene.director)
    answer = client.get(of_annex(annex))

    assert answer.status_code == 403
    assert "Lägg till en andra faktor" in answer.content.decode()
    assert CANARY not in answer.content.decode()
    assert "Lägg till en andra faktor" in client.get("/sekretess/").content.decode()


def test_a_reserve_code_or_a_removed_factor_does_not_count(scene: Scene) -> None:
    annex = scene.annex()
    reader_of(scene, scene.director, annex)
    by_code = with_factor(scene.director, kind="recovery_codes")
    removed = with_factor(scene.director)
    enrolled(scene.director).delete()

    assert by_code.get(of_annex(annex)).status_code == 403
    assert removed.get(of_annex(annex)).status_code == 403


def test_a_log_that_cannot_be_written_gives_503_and_not_a_byte(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    annex = scene.annex()
    client = reader_of(scene, scene.director, annex)

    def fails(**values):
        raise DatabaseError("disk full")

    monkeypatch.setattr(SecretRead.objects, "create", fails)
    answers = [client.get(of_annex(annex)), client.post(of_annex(annex, "kopia/"))]

    assert [(a.status_code, a.content) for a in answers] == [(503, b"")] * 2


def test_a_need_taken_back_shuts_the_open_tab(scene: Scene) -> None:
    """domain.md 9.2: återkallelse gäller vid nästa anrop, på varje väg."""
    annex = scene.annex(files=[NewFile("fil.pdf", PDF)])
    client = reader_of(scene, scene.director, annex)
    assert client.get(of_annex(annex)).status_code == 200
    given = NeedGrant.objects.get()

    signed_in(scene.handler).post(of_annex(annex, f"behorighet/{given.pk}/"))

    assert client.get(of_annex(annex)).status_code == 404
    assert client.post(of_annex(annex, "kopia/")).status_code == 404
    assert client.post(of_annex(annex, f"filer/{SecretFile.objects.get().pk}/")).status_code == 404
    assert of_annex(annex) not in client.get("/sekretess/").content.decode()


def test_a_numbered_copy_names_its_reader_on_every_page(scene: Scene) -> None:
    """domain.md 9.3: eget dokument i minnet, kopienummer, funktion och tid på varje sida."""
    annex = scene.annex(body="\n\n".join(f"Stycke {n}. " + "ord " * 120 for n in range(30)))
    client = reader_of(scene, scene.director, annex)
    client.post(of_annex(annex, "kopia/"))
    answer = client.post(of_annex(annex, "kopia/"))

    assert answer["Content-Disposition"] == 'attachment; filename="handling.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) > 1
        assert document.docinfo.get("/Title") in {None, "Handling"}
        assert not document.attachments
    assert SecretRead.objects.filter(channel="pdf").order_by("id").last().copy_number == 2


def test_a_file_comes_as_a_numbered_attachment(scene: Scene) -> None:
    annex = scene.annex(files=[NewFile("plan.pdf", PDF)])
    client = reader_of(scene, scene.director, annex)
    answer = client.post(of_annex(annex, f"filer/{SecretFile.objects.get().pk}/"))

    assert answer.content == PDF
    assert 'filename="plan kopia 1.pdf"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.post(of_annex(annex, "filer/999999/")).status_code == 410


def test_signing_out_clears_the_browser(scene: Scene) -> None:
    """domain.md 9.7: Clear-Site-Data vid utloggning."""
    client = signed_in(scene.director)

    assert client.post("/logga-ut/")["Clear-Site-Data"] == '"cache", "storage"'
