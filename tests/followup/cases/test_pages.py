"""The pages of a case: who sees what, and what stays of what was typed."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from followup.cases import documents as case_documents
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.dialogue.models import DialogueNote
from records.files import files
from records.jobs import jobs
from records.models import Job
from records.refs import ref
from tests.followup.cases import factories as make
from tests.followup.cases.factories import READY
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
SUMMER = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def world():
    make.cutoff()
    return World()


@pytest.fixture
def page(client):
    """Open or post a page of a case as somebody."""

    def opened(user, name, *args, **posted):
        client.force_login(user)
        address = reverse(f"followup:{name}", args=args)
        return client.post(address, posted) if posted else client.get(address)

    return opened


def text_of(answer):
    return answer.content.decode()


def test_the_handler_sees_what_is_missing_before_the_opinion(world, page):
    """Vägledningen 3.2."""
    referral = make.considered(world)

    shown = text_of(page(world.handler, "case", referral.pk))

    assert "Yttrandet kan inte lämnas till underskrift än" in shown
    assert "Muntlig dialog om saken" in shown
    assert ">Vägledningen för uppföljning, avsnitt 3.2</a>" in shown


def test_the_municipality_sees_its_case_but_not_the_unsent_opinion(world, page):
    referral = make.written(world)

    shown = text_of(page(world.director, "case", referral.pk))

    assert "Rättar ni bristerna till och med 2026-03-01" in shown
    assert make.TEXT not in shown
    assert "inte hur en enskild person" in shown


def test_a_deficiency_is_shown_to_the_municipality_when_it_is_told(world, page):
    referral = make.considered(world)

    assert "RSA saknas" not in text_of(page(world.director, "case", referral.pk))
    assert "RSA saknas" in text_of(page(world.handler, "case", referral.pk))


def test_once_sent_mcf_and_the_municipality_read_the_opinion(world, page):
    referral = make.sent(world)

    for who in (world.reviewer, world.coordinator):
        shown = text_of(page(who, "case", referral.pk))
        assert make.TEXT in shown
        assert "Innehållet är det som skrevs under" in shown


@pytest.mark.parametrize("who", ["outsider", "reviewer"])
def test_who_has_no_part_finds_nothing(world, page, who):
    referral = make.written(world)

    assert page(getattr(world, who), "case", referral.pk).status_code == 404


def test_another_county_and_another_municipality_find_nothing(world, page):
    other = World(code="03", municipality="Annan")
    referral = make.sent(world)

    for who in (other.handler, other.signer, other.director):
        assert page(who, "case", referral.pk).status_code == 404
        assert "457-1-2026" not in text_of(page(who, "cases"))


def test_without_the_right_the_act_is_refused(world, page):
    referral = make.considered(world)

    assert page(world.signer, "case_tell", referral.pk).status_code == 403
    assert page(world.director, "case_drop", referral.pk, reason="Nej").status_code == 403


def test_what_was_typed_stays_when_something_is_wrong(world, page):
    referral = make.considered(world)

    answer = page(world.handler, "case_tell", referral.pk, text="Min långa text", agreed_date="x")

    assert answer.status_code == 422
    assert "Min långa text" in text_of(answer)
    assert "Ange en dag som finns, så här" in text_of(answer)


def test_a_rule_that_refuses_says_so_at_its_field(world, page):
    referral = make.considered(world)

    answer = page(world.handler, "case_tell", referral.pk, text="Text", agreed_date="2020-01-01")

    assert answer.status_code == 409
    assert "Välj en dag framåt i tiden" in text_of(answer)


def test_opening_without_a_deficiency_is_explained(world, page):
    code = world.municipality.scb_code

    shown = page(world.handler, "case_open", code)
    refused = page(world.handler, "case_open", code, x="1")

    assert "Ingen öppen brist är noterad" in text_of(shown)
    assert refused.status_code == 422
    assert "Välj minst en brist" in text_of(refused)
    make.deficiency(world)
    offered = text_of(page(world.handler, "case_open", code))
    assert "Ingår inte i ärendet" in offered
    assert "Kommunen anmäler ett sparande" not in offered


def test_a_case_is_opened_told_and_written_in_the_browser(world, page):
    found = make.deficiency(world, remedy="")
    code = world.municipality.scb_code
    answer = page(world.handler, "case_open", code, **{f"ground_{found.pk}": "no_risk_analysis"})
    referral = Referral.objects.get()
    assert answer.url == reverse("followup:case", args=[referral.pk])

    page(world.handler, "case_remedies", referral.pk, **{f"remedy_{found.pk}": "Besluta RSA."})
    page(world.handler, "case_tell", referral.pk, text="Text", agreed_date="2099-01-01")
    page(
        world.handler, "case_opinion", referral.pk,
        text="Yttrande", proposal="Förslag", version=1,
    )  # fmt: skip

    referral.refresh_from_db()
    assert (referral.status, referral.text) == ("told", "Yttrande")
    answer = page(world.handler, "case_prepare", referral.pk, sure="1")
    assert answer.status_code == 409
    assert "muntlig dialog" in text_of(answer)


def test_both_texts_are_shown_when_two_write_at_once(world, page):
    referral = make.written(world)

    answer = page(
        world.handler, "case_opinion", referral.pk, text="Min text", proposal="F", version=1
    )

    assert answer.status_code == 409
    assert "Min text" in text_of(answer)
    assert make.TEXT in text_of(answer)


def test_the_opinion_refuses_what_is_too_long_and_what_is_signed(world, page):
    referral = make.sent(world)
    given = {"proposal": "F", "version": 1}

    assert page(world.handler, "case_opinion", referral.pk).status_code == 200
    assert page(
        world.handler, "case_opinion", referral.pk, text="x" * 20_000, **given
    ).status_code == 422  # fmt: skip
    answer = page(world.handler, "case_opinion", referral.pk, text="Nytt", **given)
    assert answer.status_code == 409


def test_on_30_april_the_signer_is_asked_how_to_read_the_day(world, page):
    """Vägledningen 3.3; domain.md 12."""
    referral = make.prepared(world)
    with time_machine.travel(datetime(2026, 4, 30, 8, 0, tzinfo=UTC), tick=False):
        shown = text_of(page(world.signer, "case_sign", referral.pk))
        refused = page(world.signer, "case_sign", referral.pk, x="1")
        page(
            world.signer, "case_sign", referral.pk, reading="before", reading_reason="Inkom i dag."
        )

    assert "Läses dagen som före" in shown
    assert "Läses dagen som efter" in shown
    assert "Så läses 30 april" in shown
    assert refused.status_code == 409
    assert Referral.objects.get(pk=referral.pk).cutoff_reading == "before"


def test_other_days_ask_nothing(world, page):
    referral = make.prepared(world)
    with time_machine.travel(SUMMER, tick=False):
        shown = text_of(page(world.signer, "case_sign", referral.pk))
        stale = page(world.signer, "case_sign", referral.pk, seen=referral.text_version + 1)

    assert "Så läses 30 april" not in shown
    assert f'name="seen" value="{referral.text_version}"' in shown
    assert stale.status_code == 409
    assert make.TEXT in shown


def test_mcf_asks_decides_and_closes_in_the_browser(world, page):
    referral = make.sent(world)
    with time_machine.travel(SUMMER, tick=False):
        page(
            world.reviewer, "case_register", referral.pk, number="MCF-1", received_date="2026-03-10"
        )
        page(world.reviewer, "case_material", referral.pk, text="Mer", due_date="2026-07-01")
        asked = referral.requests.get()
        answer = page(
            world.coordinator, "case_answer", referral.pk, asked.pk,
            text="Svar", files=SimpleUploadedFile("svar.txt", "Underlag från oss.\n".encode()),
        )  # fmt: skip
        assert answer.status_code == 302, text_of(answer)
        page(
            world.reviewer, "case_decide", referral.pk,
            outcome="reduced", amount="50\N{NARROW NO-BREAK SPACE}000,50", text="Skäl",
            decided_date="2026-06-09", proportion="En av sex uppgifter.",
        )  # fmt: skip
        page(world.reviewer, "case_final", referral.pk, final_date="2026-06-10")
        refused = page(
            world.reviewer, "case_invoice", referral.pk, number="1", invoiced_date="2026-06-10"
        )
        shown = text_of(page(world.director, "case", referral.pk))

    referral.refresh_from_db()
    assert (referral.status, referral.national_number) == ("final", "MCF-1")
    assert refused.status_code == 409
    assert "Ersättningen reduceras" in shown
    assert "50\xa0000,50\xa0kr" in shown
    assert "svar.txt" in shown
    file = referral.files.get()
    got = page(world.reviewer, "case_file", referral.pk, file.pk)
    assert b"".join(got.streaming_content).decode() == "Underlag från oss.\n"
    assert got["Content-Disposition"].startswith("attachment")


def test_the_parties_write_to_each_other(world, page):
    referral = make.sent(world)

    page(world.director, "case_say", referral.pk, text="Vi har en fråga.")

    assert "Vi har en fråga." in text_of(page(world.reviewer, "case", referral.pk))
    assert page(world.director, "case_say", referral.pk, text=" ").status_code == 422
    cases.drop(referral_id=referral.pk, reason="Rättat.", by=world.signer, at=READY)
    assert page(world.director, "case_say", referral.pk, text="Mer").status_code == 409


def test_the_signer_returns_it_or_ends_it(world, page):
    referral = make.prepared(world)

    page(world.signer, "case_send_back", referral.pk, reason="Förtydliga.")
    shown = text_of(page(world.handler, "case", referral.pk))
    page(world.handler, "case_drop", referral.pk, reason="Rättat.")

    assert "Yttrandet har lämnats tillbaka" in shown
    assert "Rättat." in text_of(page(world.director, "case", referral.pk))


def test_to_drop_a_case_stands_last_and_is_never_what_the_page_leads_to(world, page):
    referral = make.prepared(world)

    shown = page(world.handler, "case", referral.pk)
    assert shown.context["acts"] == []
    assert [act["kind"] for act in shown.context["last_acts"]] == ["quiet"]
    main = text_of(shown).split("</main>")[0]
    assert main.index("Lägg ned ärendet") > main.index("Dialog i ärendet")
    shown = page(world.signer, "case", referral.pk)
    assert [act["kind"] for act in shown.context["acts"]] == ["primary", "secondary"]
    assert shown.context["last_acts"] == []

    page(world.signer, "case_send_back", referral.pk, reason="Förtydliga.")
    shown = page(world.handler, "case", referral.pk)
    assert [act["kind"] for act in shown.context["acts"]] == ["primary", "secondary", "secondary"]
    assert [act["label"] for act in shown.context["last_acts"]] == ["Lägg ned ärendet"]


def test_what_is_sent_is_ended_by_the_signer(world, page):
    referral = make.sent(world)

    assert page(world.handler, "case_drop", referral.pk).status_code == 403
    assert page(world.signer, "case_drop", referral.pk, reason="Rättat.").status_code == 302


def test_the_list_can_be_narrowed_and_taken_out(world, page, client):
    make.sent(world)
    other = make.considered(World(code="03", municipality="Annan kommun"))
    client.force_login(world.handler)
    here = reverse("followup:cases")

    shown = [
        text_of(client.get(here + query))
        for query in ("?q=457-1", "?status=sent", "?ground=no_risk_analysis", "?year=2026")
    ]
    nothing = text_of(client.get(here + "?ground=saving"))
    book = client.get(here + "?format=xlsx")

    assert all("457-1-2026" in found for found in shown)
    assert "Inga ärenden stämmer med urvalet" in nothing
    assert book["Content-Disposition"].endswith('"arenden.xlsx"')
    rows = load_workbook(io.BytesIO(book.content)).worksheets[0].iter_rows(values_only=True)
    listed = [row[1] for row in rows]
    assert listed == ["Kommun", world.municipality.name]
    own = text_of(page(world.director, "municipality_cases", world.municipality.scb_code))
    assert reverse("followup:case", args=[other.pk]) not in own
    assert "457-1-2026" in own


def made(referral, world):
    """Run the jobs of a case as the worker does."""
    for job in Job.objects.filter(object_ref=ref(referral)):
        jobs.run(job.pk)
    referral.refresh_from_db()


def test_the_opinion_and_its_bundle_are_made_and_can_be_checked(world, page, tmp_path, capsys):
    referral = make.sent(world)
    assert page(world.reviewer, "case_pdf", referral.pk).status_code == 404
    made(referral, world)

    assert b"".join(page(world.reviewer, "case_pdf", referral.pk).streaming_content)[:4] == b"%PDF"
    bundle = b"".join(page(world.director, "case_bundle", referral.pk).streaming_content)
    path = tmp_path / "underlag.zip"
    path.write_bytes(bundle)

    names = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert {"yttrande.pdf", "innehall.json", "manifest.json", "SHA256SUMS"} <= set(names)
    assert case_documents.faults(bundle, referral) == []
    call_command("verify_bundle", str(path))
    assert "är det som skrevs under" in capsys.readouterr().out
    shown = text_of(page(world.reviewer, "case_job", referral.pk))
    assert "Underlaget med förteckning" in shown


def changed(bundle, name, content):
    """Return the bundle with one of its files changed, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("innehall.json", b"{}", "ändrad"),
        ("yttrande.pdf", None, "saknas"),
        ("extra.txt", b"x", "inte i förteckningen"),
    ],
)
def test_a_changed_bundle_is_found_out(world, tmp_path, name, content, fault):
    referral = make.sent(world)
    bundle = changed(case_documents.build(referral), name, content)
    path = tmp_path / "underlag.zip"
    path.write_bytes(bundle)

    assert any(fault in found for found in case_documents.faults(bundle, referral))
    with pytest.raises(CommandError):
        call_command("verify_bundle", str(path))


def test_something_else_than_a_bundle_is_said_to_be_so(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"nonsense")

    with pytest.raises(CommandError, match="inte ett underlagspaket"):
        call_command("verify_bundle", str(path))
    with pytest.raises(CommandError, match="finns inte"):
        call_command("verify_bundle", str(tmp_path / "y.zip"))


def test_the_same_case_makes_the_same_bundle(world):
    referral = make.sent(world)

    assert case_documents.build(referral) == case_documents.build(referral)


def test_the_countys_own_notes_are_counted_not_quoted(world):
    """domain.md 9; Vägledningen 2.3: anteckningar utan protokoll."""
    note = DialogueNote.objects.create(
        county=world.county, held_date=READY.date(), form="call", subject="Internt",
        text="Bara för oss", names_deficiencies=True, noted_at=READY, noted_by="Handläggare",
    )  # fmt: skip
    note.municipalities.add(world.municipality)
    referral = make.sent(world)

    assert "Bara för oss" not in str(referral.content)
    assert any(not entry["subject"] for entry in referral.content["dialogue"])


def test_a_file_of_the_case_is_only_for_those_who_see_it(world, page):
    referral = make.sent(world)
    stored = files.store(b"x", name="a.txt", content_type="text/plain", at=READY)
    file = referral.files.create(stored=stored, added_at=READY, added_by="Kommunen")

    assert page(world.outsider, "case_file", referral.pk, file.pk).status_code == 404
