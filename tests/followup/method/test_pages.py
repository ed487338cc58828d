"""The pages on the common rules and the county's limits."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from followup.method.models import MethodImport
from followup.method.services import load_reference
from followup.terms.models import (
    CompensationComponent,
    CountySetting,
    CriteriaSet,
    DocumentRequirement,
    ElectoralTerm,
    GrantAgreement,
    KeyDate,
)
from tests.clients import signed_in
from tests.followup.method.factories import GROUND, keeper, workbook
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
READ = [
    ("method", []),
    ("method_history", []),
    ("method_try", []),
    ("method_term", [2027]),
    ("method_compare", ["criteria"]),
    ("method_compare", ["indicators"]),
    ("method_template", ["criteria"]),
    ("method_template", ["indicators"]),
]
EDIT = [
    ("method_term_new", []),
    ("method_requirement", ["risk_analysis"]),
    ("method_key_date", ["YTTRANDE_CUTOFF"]),
    ("method_key_date", ["UPPFOLJNINGSBESOK"]),
    ("method_agreement", []),
    ("method_component", []),
    ("method_import", ["criteria"]),
]


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


@pytest.fixture
def world() -> World:
    return World()


def page(name: str, args: list[Any]) -> str:
    return reverse(f"followup:{name}", args=args)


def next_year() -> str:
    return f"{timezone.localdate().year + 1}-01-01"


def grounds() -> dict[str, str]:
    return {"valid_from": next_year(), "source": "Källa", "reason": "Skäl"}


@pytest.mark.parametrize(("name", "args"), READ)
def test_those_with_a_part_in_the_follow_up_read_the_rules(
    world: World, name: str, args: list[Any]
) -> None:
    for user in (world.handler, world.coordinator, world.reviewer, keeper()):
        assert signed_in(user).get(page(name, args)).status_code == 200
    assert signed_in(world.outsider).get(page(name, args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), EDIT)
def test_only_the_methods_function_opens_the_forms(
    world: World, name: str, args: list[Any]
) -> None:
    assert signed_in(keeper()).get(page(name, args)).status_code == 200
    for user in (world.administrator, world.coordinator):
        assert signed_in(user).get(page(name, args)).status_code == 403
        assert signed_in(user).post(page(name, args), grounds()).status_code == 403


def test_unknown_rules_are_not_found(world: World) -> None:
    client = signed_in(keeper())
    for name, args in (
        ("method_requirement", ["none"]),
        ("method_key_date", ["NONE"]),
        ("method_compare", ["none"]),
        ("method_import", ["none"]),
        ("method_set", ["criteria", 999999]),
        ("method_term", [1999]),
        ("method_term", [99999999999]),
    ):
        assert client.get(page(name, args)).status_code == 404
    assert signed_in(world.handler).get(page("setting", ["01", "none"])).status_code == 404


def test_the_overview_says_that_the_successor_is_not_known(world: World) -> None:
    """Vägledningen 2.1: gällande överenskommelser; från 2027 är det inte känt."""
    text = signed_in(world.handler).get(page("method", [])).content.decode()
    assert "Vilken överenskommelse som gäller därefter är inte känt" in text
    assert "Exempel, inte den fastställda texten" in text


def test_a_term_shows_both_readings_and_why(world: World) -> None:
    """Vägledningen 2.2.1: 31 oktober 2027 är en söndag; båda läsningarna visas."""
    text = signed_in(world.handler).get(page("method_term", [2027])).content.decode()
    assert "om söndagsregeln gäller" in text
    assert "rättsfråga" in text
    assert "Varför?" in text


def proposed(client: Client, name: str, args: list[Any], values: dict[str, Any]) -> str:
    """Propose a change through its form; return the address of the proposal."""
    answer = client.post(page(name, args), values)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_new_version_is_proposed_by_one_and_confirmed_by_another() -> None:
    """domain.md 1.9, 7.1."""
    values = {"lowest_body": "council", "year_of_term": 1, "month": 11, "day": 30}
    first, second = signed_in(keeper()), signed_in(keeper())
    name, args = "method_requirement", ["training_plan"]
    address = proposed(first, name, args, values | grounds())

    assert DocumentRequirement.objects.filter(kind="training_plan").count() == 1
    own = first.get(address).content.decode()
    assert "En annan metodförvaltare bekräftar den." in own
    assert "Bekräfta ändringen" not in own
    assert "Kommunfullmäktige" in own
    assert address in second.get(page("method", [])).content.decode()
    first.post(f"{address}bekrafta/")
    assert DocumentRequirement.objects.filter(kind="training_plan").count() == 1

    assert "Bekräfta ändringen" in second.get(address).content.decode()
    second.post(f"{address}bekrafta/")
    assert DocumentRequirement.objects.filter(kind="training_plan").count() == 2
    assert "Bekräftat" in second.get(address).content.decode()
    assert second.post(page(name, args), values | grounds()).status_code == 409
    assert second.post(page(name, args), {}).status_code == 422


def test_dates_counts_terms_agreements_and_components_are_added() -> None:
    first, second = signed_in(keeper()), signed_in(keeper())
    cutoff = {"month": 4, "day": 15} | grounds()
    visits = {"count": 2} | grounds()
    term = {"election_date": "2034-09-10", "source": "Källa", "reason": "Skäl"}
    agreement = {"name": "Ny", "part": "civil_defence", "tasks": "Planering: Planera\n\n"}
    component = {"code": "new", "name": "Ny del", "part": "civil_defence"}
    for name, args, values in (
        ("method_key_date", ["YTTRANDE_CUTOFF"], cutoff),
        ("method_key_date", ["UPPFOLJNINGSBESOK"], visits),
        ("method_term_new", [], term),
        ("method_agreement", [], agreement | grounds()),
        ("method_component", [], component | grounds()),
    ):
        address = proposed(first, name, args, values)
        assert second.get(address).status_code == 200
        assert second.post(f"{address}bekrafta/").status_code == 302

    assert KeyDate.objects.filter(code="UPPFOLJNINGSBESOK").count() == 2
    assert ElectoralTerm.objects.filter(election_date__year=2034).exists()
    assert GrantAgreement.objects.get(name="Ny").tasks.count() == 1
    assert CompensationComponent.objects.filter(code="new").exists()


def test_a_proposal_is_ended_with_its_reason() -> None:
    first, second = signed_in(keeper()), signed_in(keeper())
    visits = {"count": 2} | grounds()
    address = proposed(first, "method_key_date", ["UPPFOLJNINGSBESOK"], visits)

    assert second.get(f"{address}avsluta/").status_code == 200
    assert second.post(f"{address}avsluta/", {"reason": ""}).status_code == 422
    assert second.post(f"{address}avsluta/", {"reason": "Fel källa"}).status_code == 302

    shown = second.get(address).content.decode()
    assert "Fel källa" in shown
    assert "Bekräfta ändringen" not in shown
    assert KeyDate.objects.filter(code="UPPFOLJNINGSBESOK").count() == 1


def test_others_read_no_proposal(world: World) -> None:
    visits = {"count": 2} | grounds()
    address = proposed(signed_in(keeper()), "method_key_date", ["UPPFOLJNINGSBESOK"], visits)

    assert signed_in(world.handler).get(address).status_code == 403
    assert signed_in(world.outsider).get(address).status_code == 404
    assert address not in signed_in(world.handler).get(page("method", [])).content.decode()


def test_wrong_lines_of_tasks_are_told() -> None:
    values = {"name": "Ny", "part": "civil_defence", "tasks": "Planering: Planera\nUtan område"}
    answer = signed_in(keeper()).post(page("method_agreement", []), values | grounds())
    assert answer.status_code == 422
    assert "Rätta rad 2" in answer.content.decode()


def test_a_set_is_uploaded_looked_through_and_read_in(world: World) -> None:
    client = signed_in(keeper())
    file = SimpleUploadedFile("kriterier.xlsx", workbook([GROUND]))
    values = {"file": file, "name": "Kriterier"} | grounds()
    answer = client.post(page("method_import", ["criteria"]), values)
    item = MethodImport.objects.get()
    review = page("method_import_review", [item.pk])
    assert answer.headers["Location"] == review
    assert "1 ny, 0 ändras" in client.get(review).content.decode()
    assert client.get(page("method_import_marked", [item.pk])).status_code == 200
    assert signed_in(world.handler).get(review).status_code == 403
    assert "En annan metodförvaltare läser in den" in client.get(review).content.decode()
    assert client.post(review).status_code == 409
    another = signed_in(keeper())
    assert review in another.get(page("method", [])).content.decode()
    assert another.post(review).status_code == 302
    assert client.get(review).status_code == 404
    made = CriteriaSet.objects.get(is_demo=False)
    assert client.get(page("method_set", ["criteria", made.pk])).status_code == 200
    assert client.get(page("method_compare", ["criteria"])).status_code == 200


def test_a_file_with_faults_is_refused_on_its_page() -> None:
    client = signed_in(keeper())
    file = SimpleUploadedFile("kriterier.xlsx", workbook([("", *GROUND[1:])]))
    client.post(page("method_import", ["criteria"]), {"file": file, "name": "K"} | grounds())
    review = page("method_import_review", [MethodImport.objects.get().pk])
    assert "A2" in client.get(review).content.decode()
    assert client.post(review).status_code == 409
    bad = {"file": SimpleUploadedFile("a.xlsx", b"x"), "name": "K"} | grounds()
    assert client.post(page("method_import", ["criteria"]), bad).status_code == 409


def test_the_countys_administrator_sets_a_limit_and_others_read_it(world: World) -> None:
    """Vägledningen 3.2: rimlig tid utan angivet tal."""
    url = page("setting", ["01", "reasonable_time_days"])
    listed = page("settings", ["01"])
    assert "inte satt" in signed_in(world.handler).get(listed).content.decode()
    values = {"value": "90", "valid_from": timezone.localdate().isoformat(), "reason": "Beslut"}
    assert signed_in(world.handler).get(url).status_code == 200
    assert signed_in(world.handler).post(url, values).status_code == 403
    assert signed_in(world.coordinator).get(listed).status_code == 404
    client = signed_in(world.administrator)
    assert client.post(url, values).status_code == 302
    assert client.post(url, values | {"value": "x"}).status_code == 409
    assert client.post(url, {}).status_code == 422
    assert "90 dagar" in client.get(url).content.decode().replace("\xa0", " ")
    assert CountySetting.objects.get().set_by


@pytest.mark.parametrize("key", ["export_across", "referral_cutoff_on_day"])
def test_a_choice_is_chosen_from_a_list(world: World, key: str) -> None:
    client = signed_in(world.administrator)
    url = page("setting", ["01", key])
    assert "<select" in client.get(url).content.decode()
    values = {"value": "yes", "valid_from": timezone.localdate().isoformat(), "reason": "Beslut"}
    if key == "referral_cutoff_on_day":
        values["value"] = "ask"
    assert client.post(url, values).status_code == 302
    assert client.get(url).status_code == 200


def test_a_tried_change_is_shown_and_not_saved(world: World) -> None:
    term = ElectoralTerm.objects.get(election_date__year=2026)
    query = {
        "term": term.pk,
        "kind": "training_plan",
        "due": "2027-11-30",
        "lowest_body": "any",
        "code": "YTTRANDE_CUTOFF",
        "day": "2027-04-15",
        "county": "01",
    }
    text = signed_in(world.handler).get(page("method_try", []), query).content.decode()
    assert "Inget sparas" in text
    assert "5 av 22 flyttar sig" in text
    assert "Ingen öppen frist i länet skulle flyttas" in text
    assert DocumentRequirement.objects.filter(kind="training_plan").count() == 1


def test_a_draft_without_its_rule_is_told(world: World) -> None:
    term = ElectoralTerm.objects.get(election_date__year=2026)
    far = signed_in(world.handler).get(page("method_try", []), {"election_date": "9999-01-01"})
    assert "Välj ett år mellan 2000 och 2100" in far.content.decode()
    query = {"term": term.pk, "due": "2040-02-29", "day": "2028-02-29"}
    text = signed_in(world.handler).get(page("method_try", []), query).content.decode()
    assert "Välj vilket dokument det gäller" in text
    assert "Välj vilket datum det gäller" in text
    assert "inte varje år" in text
