"""New versions: what has held never changes, and open deadlines follow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.models import User
from common.errors import RuleError
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline, DeadlineChange
from followup.documents.models import MunicipalDocument
from followup.method import calendar as method_calendar
from followup.method import settings as method_settings
from followup.method import versions as method_versions
from followup.method.services import load_reference
from followup.terms import queries as method
from followup.terms.models import DocumentRequirement, ElectoralTerm, GrantAgreement, KeyDate
from records.models import AuditEntry
from tests.followup.method.factories import AT, START, grounds, keeper
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


@pytest.fixture
def by() -> User:
    return keeper()


def term(year: int) -> ElectoralTerm:
    return ElectoralTerm.objects.get(election_date__year=year)


def change(by: User, **given: object) -> DocumentRequirement:
    values: dict[str, object] = {
        "kind": "risk_analysis",
        "lowest_body": "director",
        "year_of_term": 1,
        "month": 9,
        "day": 30,
        "grounds": grounds(),
        "by": by,
        "at": AT,
    }
    return method_versions.change_requirement(**(values | given))  # type: ignore[arg-type]


def due(year: int) -> date:
    held = method.requirement("risk_analysis", term(year))
    assert held is not None
    return method.document_due(held, term(year)).day


def test_a_requirement_changed_in_2027_moves_no_day_of_2023(by: User) -> None:
    """Vägledningen tabell 2.2: kraven är daterade; det som har gällt ändras inte."""
    before = due(2022)
    made = change(by)
    assert due(2022) == before == date(2023, 10, 31)
    assert due(2026) == date(2027, 9, 30)
    assert made.headings.count() == 7
    old = DocumentRequirement.objects.filter(kind="risk_analysis").earliest("valid_from")
    assert old.valid_to == START - timedelta(days=1)


def test_a_first_requirement_starts_without_headings(by: User) -> None:
    """Vägledningen tabell 2.2: nothing is taken over where nothing held before."""
    DocumentRequirement.objects.filter(kind="risk_analysis").delete()

    made = change(by)

    assert due(2026) == date(2027, 9, 30)
    assert not made.headings.exists()
    assert not made.is_reported


def test_a_change_is_in_the_audit_log_with_its_reason(by: User) -> None:
    change(by)
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "method.version"
    assert entry.data["reason"] == "Ny föreskrift"


def test_open_deadlines_follow_a_changed_rule(by: User) -> None:
    """Vägledningen 2.2.1: fristen flyttas synligt när regeln ändras."""
    world = World()
    for kind in ("risk_analysis", "training_plan"):
        document = MunicipalDocument.objects.create(
            municipality=world.municipality, term=term(2026), kind=kind
        )
        deadlines.lay(
            municipality=world.municipality,
            kind=Deadline.Kind.DOCUMENT,
            key=f"document:{document.pk}",
            about=document,
            what=kind,
            due_date=date(2027, 10, 31) if kind == "risk_analysis" else date(2027, 12, 31),
            at=AT,
        )
    change(by)
    moved = DeadlineChange.objects.get()
    assert moved.new_date == date(2027, 9, 30)
    assert "Ny föreskrift" in moved.reason


def test_a_report_follows_a_changed_day(by: User) -> None:
    """Vägledningen 2.4: sista datum för redovisning."""
    world = World()
    key = f"report:{world.municipality.scb_code}:2027"
    for each, day in ((key, date(2028, 2, 15)), (f"{key}:x", date(2028, 2, 15))):
        deadlines.lay(
            municipality=world.municipality,
            kind=Deadline.Kind.ANNUAL_REPORT,
            key=each,
            about=world.municipality,
            what="Årlig redovisning",
            due_date=day,
            at=AT,
        )
    method_versions.change_key_date(
        code="ARLIG_UPPFOLJNING",
        values={"month": 3, "day": 1},
        grounds=grounds(date(2027, 6, 1)),
        by=by,
        at=AT,
    )
    assert Deadline.objects.get(key=key).due_date == date(2028, 3, 1)
    assert method.annual_report_due(2026).day == date(2027, 2, 15)
    assert method.annual_report_due(2022).day == date(2023, 2, 15)


def test_a_count_gets_a_new_version(by: User) -> None:
    """Vägledningen 2.7: minst ett besök, gärna två."""
    made = method_versions.change_key_date(
        code="UPPFOLJNINGSBESOK",
        values={"count": 2, "recommended": 2},
        grounds=grounds(),
        by=by,
        at=AT,
    )
    assert made.count == 2
    held = method.key_date("UPPFOLJNINGSBESOK", DAY)
    assert held is not None
    assert held.count == 1


@pytest.mark.parametrize("start", [DAY - timedelta(days=1), date(2019, 1, 1)])
def test_the_past_is_not_edited(by: User, start: date) -> None:
    with pytest.raises(RuleError, match="ändras inte"):
        change(by, grounds=grounds(start))


def test_a_version_starts_after_the_one_before(by: User) -> None:
    change(by)
    with pytest.raises(RuleError, match="redan en version"):
        change(by)


def test_a_day_that_does_not_come_every_year_is_refused(by: User) -> None:
    with pytest.raises(RuleError, match="inte varje år"):
        change(by, month=2, day=29)
    with pytest.raises(RuleError, match="inte varje år"):
        method_versions.change_key_date(
            code="YTTRANDE_CUTOFF", values={"month": 4, "day": 31}, grounds=grounds(), by=by, at=AT
        )


def test_an_unknown_date_is_refused(by: User) -> None:
    with pytest.raises(RuleError, match="finns inte"):
        method_versions.change_key_date(
            code="NONE", values={"count": 1}, grounds=grounds(), by=by, at=AT
        )


def test_only_the_methods_function_may_change_it() -> None:
    """Vägledningen 1.1: likvärdigt i alla län; metoden ändras bara av den som förvaltar den."""
    with pytest.raises(PermissionDenied):
        change(World().administrator)


def test_a_term_is_added_four_years_after_the_last(by: User) -> None:
    """Vägledningen 2.2: en mandatperiod är fyra år."""
    values = {"source": "Källa", "reason": "Skäl", "by": by, "at": AT}
    made = method_versions.add_term(election_date=date(2034, 9, 10), **values)  # type: ignore[arg-type]
    assert str(made) == "2035–2038"
    with pytest.raises(RuleError, match="vart fjärde år"):
        method_versions.add_term(election_date=date(2036, 9, 10), **values)  # type: ignore[arg-type]


def test_the_successor_of_an_agreement_is_added(by: User) -> None:
    """Vägledningen 2.1: gällande överenskommelser."""
    values = {"name": "Överenskommelse 2027", "registry_number": "", "question": ""}
    made = method_versions.add_agreement(
        part="crisis_preparedness",
        values=values,
        tasks=[("planning", "Planera")],
        grounds=grounds(),
        by=by,
        at=AT,
    )
    assert list(method.agreements(START)) == [made]
    assert made.tasks.get().area == "planning"
    assert GrantAgreement.objects.filter(valid_to=date(2026, 12, 31)).count() == 2
    with pytest.raises(RuleError, match="före början"):
        method_versions.add_agreement(
            part="civil_defence",
            values=values,
            tasks=[],
            grounds=grounds(valid_to=DAY),
            by=by,
            at=AT,
        )


def test_a_component_gets_a_new_version(by: User) -> None:
    method_versions.change_component(
        code="basic",
        name="Nytt grundbelopp",
        part="crisis_preparedness",
        grounds=grounds(),
        by=by,
        at=AT,
    )
    assert method.components(DAY).get(code="basic").name.startswith("Grundbelopp")
    assert method.components(START).get(code="basic").name == "Nytt grundbelopp"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 8000), min_size=1, max_size=4))
def test_versions_never_overlap(starts: list[int]) -> None:
    """Whatever starts are tried, each day has at most one version."""
    KeyDate.objects.filter(code="X").delete()
    KeyDate.objects.create(code="X", what="x", count=1, valid_from=date(2019, 1, 1), source="s")
    by = keeper()
    for number in starts:
        start = DAY + timedelta(days=number)
        try:
            method_versions.change_key_date(
                code="X", values={"count": 1}, grounds=grounds(start), by=by, at=AT
            )
        except RuleError:
            continue
    versions = list(KeyDate.objects.filter(code="X").order_by("valid_from"))
    for before, after in zip(versions, versions[1:], strict=False):
        assert before.valid_to is not None
        assert before.valid_to < after.valid_from
    assert versions[-1].valid_to is None


def test_the_calendar_of_a_term_has_all_its_days_and_reasons() -> None:
    """Vägledningen bild 2.1: uppföljningen under en mandatperiod."""
    for each in method.terms():
        items = method_calendar.term_calendar(each, DAY)
        assert len(items) == 5 + 1 + 4 * 4
        assert [item.day for item in items] == sorted(item.day for item in items)
        assert all(item.date.why.rule and item.date.why.source for item in items)
        assert all(1 <= item.year_of_term <= 4 for item in items)
    assert len(method_calendar.term_counts(term(2026))) == 2


def test_another_election_day_moves_the_whole_term() -> None:
    draft = method_calendar.Draft(election_date=date(2027, 9, 12))
    moves = method_calendar.what_if(term(2026), draft, DAY)
    assert all(move.is_moved for move in moves)
    assert ElectoralTerm.objects.filter(election_date__year=2027).count() == 0


def test_an_empty_draft_moves_nothing() -> None:
    moves = method_calendar.what_if(term(2026), method_calendar.Draft(), DAY)
    assert not any(move.is_moved for move in moves)
    assert method_calendar.deadline_moves(term(2026), moves) == []


def test_another_body_is_a_move() -> None:
    held = method.requirement("training_plan", term(2026))
    assert held is not None
    held.lowest_body = "council"
    draft = method_calendar.Draft(requirements=[held])
    moved = [m for m in method_calendar.what_if(term(2026), draft, DAY) if m.is_moved]
    assert [m.new.body for m in moved] == ["Kommunfullmäktige"]


def test_a_limit_is_set_by_the_countys_administrator_and_kept_as_history() -> None:
    """Vägledningen 2.6: stort sparande utan angivet belopp sätts av länet."""
    world = World()

    def put(text: str, by: User, day: date = DAY) -> None:
        method_settings.set_value(
            county_id=world.county.pk,
            key="large_saving_amount",
            text=text,
            valid_from=day,
            reason="Beslut",
            by=by,
            at=AT,
        )

    put("500000", world.administrator)
    put("600000", world.administrator, START)
    assert method.setting(world.county, "large_saving_amount", DAY) == 500_000
    assert method.setting(world.county, "large_saving_amount", START) == 600_000
    assert method.setting(world.county, "large_saving_amount", date(2026, 1, 1)) is None
    put("", world.administrator)
    assert method.setting(world.county, "large_saving_amount", DAY) is None
    with pytest.raises(RuleError, match="redan det"):
        put("", world.administrator)
    with pytest.raises(RuleError, match="helt tal"):
        put("mycket", world.administrator)
    with pytest.raises(RuleError, match="ändras inte"):
        put("1", world.administrator, date(2026, 1, 1))
    with pytest.raises(PermissionDenied):
        put("700000", world.handler)
