"""Functions, an actor's own choices, a region's limits, and what a person keeps for themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actors.models import ApiToken, Function
from actors.own import services as own
from actors.register import functions, settings
from actors.register.functions import FunctionData
from common.errors import RuleError
from records.models import AuditEntry
from tests.factories import FunctionFactory, UserFactory, on_duty

LIMITS = settings.RegionLimits("08-465 004 05", 4, 6, 12, 18, 25, 48, 24, "SSR")


def test_a_function_is_added_changed_and_retired(house, now):
    made = functions.add_function(
        actor_id=house.actor.pk, data=FunctionData("Stabschef"), by=house.keeper, at=now
    )
    data = FunctionData("Chef i stab", "Stab", 30, "allt", "tib", True, house.tib.pk)
    functions.change_function(function_id=made.pk, data=data, by=house.keeper, at=now)
    functions.retire_function(function_id=made.pk, by=house.keeper, at=now)

    made.refresh_from_db()
    assert (made.name, made.mandate_level, made.deputy) == ("Chef i stab", 30, house.tib)
    assert not made.is_active
    assert AuditEntry.objects.filter(action__startswith="function.").count() == 3


def test_impossible_functions_are_refused(house, now):
    taken = FunctionData(house.tib.name)
    foreign = FunctionData("Ny", deputy_id=house.rsib.pk)
    for data, sentence in ((taken, "redan en funktion"), (foreign, "egna funktioner")):
        with pytest.raises(RuleError, match=sentence):
            functions.add_function(actor_id=house.actor.pk, data=data, by=house.keeper, at=now)
    own_deputy = FunctionData("Ny", deputy_id=house.tib.pk)
    with pytest.raises(RuleError, match="sig själv"):
        functions.change_function(
            function_id=house.tib.pk, data=own_deputy, by=house.keeper, at=now
        )


@pytest.mark.parametrize("who", ["worker", "officer", "stranger"])
def test_others_may_not_touch_functions_or_choices(house, now, who):
    by = getattr(house, who)
    with pytest.raises(PermissionDenied):
        functions.add_function(actor_id=house.actor.pk, data=FunctionData("Ny"), by=by, at=now)
    with pytest.raises(PermissionDenied):
        functions.change_function(function_id=house.tib.pk, data=FunctionData("Ny"), by=by, at=now)
    with pytest.raises(PermissionDenied):
        functions.retire_function(function_id=house.tib.pk, by=by, at=now)
    with pytest.raises(PermissionDenied):
        settings.change_actor(
            actor_id=house.actor.pk, phone="", accepts_live_exercise=True, by=by, at=now
        )
    with pytest.raises(PermissionDenied):
        settings.change_region(region_id=house.region.pk, limits=LIMITS, by=by, at=now)


def test_an_actor_decides_about_exercises_and_its_number(house, now):
    settings.change_actor(
        actor_id=house.actor.pk,
        phone="08-465 004 09",
        accepts_live_exercise=True,
        by=house.keeper,
        at=now,
    )
    house.actor.refresh_from_db()
    assert (house.actor.phone, house.actor.accepts_live_exercise) == ("+46846500409", True)

    with pytest.raises(RuleError, match="Ange telefonnummer"):
        settings.change_actor(
            actor_id=house.actor.pk,
            phone="nej",
            accepts_live_exercise=True,
            by=house.keeper,
            at=now,
        )


def test_a_region_keeps_its_limits_in_order(house, now):
    changed = settings.change_region(
        region_id=house.region.pk, limits=LIMITS, by=house.boss, at=now
    )
    assert (changed.convener_phone, changed.aim_minutes) == ("+46846500405", 25)

    for wrong, sentence in (
        (replace(LIMITS, summons_deputy_minutes=3), "i den ordningen"),
        (replace(LIMITS, convener_phone="x"), "Ange telefonnummer"),
    ):
        with pytest.raises(RuleError, match=sentence):
            settings.change_region(region_id=house.region.pk, limits=wrong, by=house.boss, at=now)


def test_the_new_number_stands_on_every_page(house, now, client):
    settings.change_region(region_id=house.region.pk, limits=LIMITS, by=house.boss, at=now)
    client.force_login(house.worker)

    page = client.get(reverse("actors:directory")).content.decode()

    assert "tel:+46846500405" in page


# Own -------------------------------------------------------------------------------------------


def test_a_key_is_made_shown_once_used_and_revoked(house, client):
    client.force_login(house.worker)
    url = reverse("actors:own_keys")
    data = {"name": "gis <i>x", "scopes": ["status:read"], "days": "90"}

    made = client.post(url, data).content.decode()
    token = ApiToken.objects.get()
    assert token.token_key in made
    assert "<i>x" not in made
    assert "curl -H" not in client.get(url).content.decode()
    other = reverse("actors:own_key_revoke", args=[token.token_key])
    client.force_login(house.keeper)
    assert client.post(other).status_code == 404
    client.force_login(house.worker)
    assert client.post(other).status_code == 302
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "scopes": ["status:read"], "days": "90"},
        {"name": "x" * 10_000, "scopes": ["status:read"], "days": "90"},
        {"name": "k", "scopes": [], "days": "90"},
        {"name": "k", "scopes": ["SECRET"], "days": "90"},
        {"name": "k", "scopes": ["status:read"], "days": "99999"},
        {"name": "k", "scopes": ["status:read"], "days": "x"},
    ],
)
def test_bad_keys_are_refused_at_the_field(house, client, data):
    client.force_login(house.worker)

    assert client.post(reverse("actors:own_keys"), data).status_code == 422
    assert not ApiToken.objects.exists()


def test_the_service_refuses_what_the_form_cannot_send(house, now):
    for scopes, days, sentence in (
        ([], 30, "minst en behörighet"),
        (["x"], 30, "minst en behörighet"),
        (["status:read"], 0, "1 till 365"),
        (["status:read"], 366, "1 till 365"),
    ):
        with pytest.raises(RuleError, match=sentence):
            own.create_key(name="k", scopes=scopes, days=days, by=house.worker, at=now)
    with pytest.raises(RuleError, match="förordnande"):
        own.create_key(name="k", scopes=["status:read"], days=1, by=UserFactory(), at=now)
    for _ in range(own.MOST_KEYS):
        own.create_key(name="k", scopes=["status:read"], days=1, by=house.worker, at=now)
    with pytest.raises(RuleError, match="redan 20"):
        own.create_key(name="k", scopes=["status:read"], days=1, by=house.worker, at=now)


def test_own_name_and_number(house, client):
    client.force_login(house.worker)
    url = reverse("actors:own_details")

    assert client.post(url, {"name": "Ny", "phone": "nej"}).status_code == 409
    assert client.post(url, {"name": "Ny", "phone": "070-174 06 92"}).status_code == 302

    house.worker.refresh_from_db()
    assert (house.worker.name, house.worker.phone) == ("Ny", "+46701740692")


def test_the_calendar_has_neutral_titles_and_dies_when_revoked(house, now, client):
    from icalendar import Calendar

    shift = on_duty(house.tib, house.worker, now)
    client.force_login(house.worker)
    page = client.post(reverse("actors:own_calendar")).context["address"]
    client.logout()
    path = page[page.index("/kalender/") :]

    answer = client.get(path)

    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Beredskap TiB"
    assert event.decoded("DTSTART") == shift.starts_at
    assert calendar.walk("VTIMEZONE")
    assert house.worker.name not in answer.content.decode()
    client.force_login(house.worker)
    assert client.post(reverse("actors:own_calendar_revoke")).status_code == 302
    assert client.get(path).status_code == 404
    assert client.get("/kalender/gissning.ics").status_code == 404


def test_a_calendar_needs_an_appointment(now):
    with pytest.raises(RuleError, match="förordnande"):
        own.new_calendar_address(by=_user(), at=now)


@pytest.fixture(autouse=True)
def _database(db):
    """Let every test here use the database."""


def _user():
    return UserFactory()


# Pages -----------------------------------------------------------------------------------------


def form_of(function, **changed):
    return {
        "name": function.name,
        "short_name": function.short_name,
        "mandate_level": function.mandate_level,
        "mandate_note": "",
        "duty_kind": "",
        "deputy": "",
        **changed,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "x" * 10_000},
        {"mandate_level": "99"},
        {"mandate_level": "x"},
        {"deputy": "99999999"},
        {"duty_kind": "<b>"},
        {"short_name": "🔥" * 21},
    ],
)
def test_bad_functions_are_told_at_the_field(house, client, changed):
    client.force_login(house.keeper)

    for url in (
        reverse("actors:function", args=[house.tib.pk]),
        reverse("actors:function_new", args=[house.actor.slug]),
    ):
        answer = client.post(url, form_of(house.tib, **changed))
        assert answer.status_code == 422
        assert "Fel: " in answer.content.decode()
    assert Function.objects.get(pk=house.tib.pk).name == house.tib.name


def test_functions_are_made_and_changed_by_the_pages(house, client):
    client.force_login(house.keeper)
    xss = "<script>alert(1)</script>"

    new_url = reverse("actors:function_new", args=[house.actor.slug])
    assert client.post(new_url, form_of(house.tib, name=xss)).status_code == 302
    made = Function.objects.get(name=xss)
    assert xss not in client.get(house.actor.get_absolute_url()).content.decode()
    url = reverse("actors:function", args=[made.pk])
    assert client.post(url, form_of(made, name="Ny", deputy=house.tib.pk)).status_code == 302
    assert client.post(url, form_of(made, name=house.tib.name)).status_code == 409
    assert client.post(reverse("actors:function_retire", args=[made.pk])).status_code == 302

    made.refresh_from_db()
    assert (made.name, made.deputy, made.is_active) == ("Ny", house.tib, False)


def test_choices_and_limits_are_changed_by_the_pages(house, client):
    client.force_login(house.boss)
    actor_url = reverse("actors:administration", args=[house.actor.slug])
    region_url = reverse("actors:region_settings", args=[house.region.slug])
    limits = {
        "convener_phone": "08-465 004 05",
        "acknowledge_minutes": "4",
        "summons_reminder_minutes": "5",
        "summons_deputy_minutes": "10",
        "summons_phone_minutes": "15",
        "aim_minutes": "20",
        "sibling_hours": "24",
        "planned_hours": "24",
        "message_prefix": "SSR",
    }

    assert client.post(actor_url, {"phone": "x"}).status_code == 409
    assert client.post(actor_url, {"phone": "", "accepts_live_exercise": "on"}).status_code == 302
    for name, bad in (("aim_minutes", "-1"), ("acknowledge_minutes", "x"), ("convener_phone", "")):
        assert client.post(region_url, {**limits, name: bad}).status_code == 422
    assert client.post(region_url, {**limits, "summons_deputy_minutes": "1"}).status_code == 409
    assert client.post(region_url, limits).status_code == 302


@pytest.mark.parametrize("text", ["österåker", "O\u0308STERÅKER", "österåkers tib", "9187"])
def test_search_finds_either_unicode_form_and_any_case(house, client, text):
    house.actor.name, house.actor.scb_code = "Österåkers kommun", "9187"
    house.actor.save()
    FunctionFactory(actor=house.actor, name="Särskild TiB")
    client.force_login(house.worker)

    page = client.get(reverse("actors:directory"), {"q": text}).content.decode()

    assert "Österåkers kommun" in page
    assert house.convener.name not in page


@pytest.mark.parametrize(
    "query",
    [{"q": "' OR 1=1--"}, {"q": "x" * 10_000}, {"slag": "fel"}, {"sida": "-1"}, {"sida": "x"}],
)
def test_odd_filters_open_the_page(house, client, query):
    client.force_login(house.worker)

    assert client.get(reverse("actors:directory"), query).status_code == 200


def test_filters_narrow_the_directory(house, now, client):
    client.force_login(house.worker)
    url = reverse("actors:directory")

    def names(**query):
        return {actor.name for actor in client.get(url, query).context["page"].object_list}

    assert names(slag="municipality") == {house.actor.name}
    assert names(medlemskap="associated") == set()
    assert names(nas="on") == set()
    on_duty(house.tib, house.worker, now - timedelta(hours=1))
    assert names(nas="on") == {house.actor.name}
