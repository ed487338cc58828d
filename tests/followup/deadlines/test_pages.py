"""The pages of the ledger, the calendar and the API: who sees what, and what is said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import ContactAddress, Function
from common.clock import local
from followup.deadlines.ladders import reminders
from followup.deadlines.models import (
    Deadline,
    DeadlineCalendar,
    Reminder,
    ReminderChoice,
    ReminderLadder,
)
from tests.followup.deadlines.factories import lay
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def laid(world, number=1, *, left=20, **given):
    """Lay a deadline that ends in some days, forty days ago."""
    now = timezone.now()
    values = {"kind": "completion", "what": f"Komplettering {number}"} | given
    due = local(now).date() + timedelta(days=left)
    return lay(world.municipality, number, due_date=due, at=now - timedelta(days=40), **values)


def page(client, user, name, *args, **query):
    client.force_login(user)
    response = client.get(reverse(f"followup:{name}", args=args), query)
    return response.status_code, response.content.decode()


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"followup:{name}", args=args), data)


def code(world):
    return world.municipality.scb_code


def test_the_page_says_what_was_sent_to_whom_and_what_is_planned(world, client):
    """domain.md 8: what was sent, when, to which function, delivered; what is planned."""
    laid(world, left=5)
    reminders.send_due(timezone.now() + timedelta(days=1))

    status, shown = page(client, world.coordinator, "deadlines", code(world))

    assert status == 200
    assert "Komplettering 1" in shown
    assert "1 skickad, 5 planerade" in " ".join(shown.split())
    assert "Beredskapssamordnare, Kommunen: Väntar" in shown
    assert "Varför?" in shown


def test_the_page_is_empty_without_deadlines_and_narrows(world, client):
    assert "Inga frister att visa." in page(client, world.handler, "deadlines", code(world))[1]
    laid(world)
    laid(world, 2, kind="visit", what="Besök", left=-3)

    shown = page(client, world.handler, "deadlines", code(world), slag="visit", lage="late")[1]
    assert "Besök" in shown
    assert "(3 dagar sen)" in shown
    assert "Komplettering 1" not in shown
    for state in ("soon", "ahead", "done", "cancelled", "nonsense"):
        query = {"lage": state, "ar": "1999x", "trappor": "1"}
        assert page(client, world.handler, "deadlines", code(world), **query)[0] == 200


@pytest.mark.parametrize(
    ("who", "status"), [("director", 200), ("signer", 200), ("outsider", 404), ("reviewer", 404)]
)
def test_only_the_municipality_and_its_county_see_the_page(world, client, who, status):
    assert page(client, getattr(world, who), "deadlines", code(world))[0] == status


def test_another_county_sees_nothing(world, client):
    other = World(code="03")

    assert page(client, other.handler, "deadlines", code(world))[0] == 404
    assert page(client, other.handler, "county_deadlines", "01")[0] == 404


def test_the_county_sees_the_late_first_and_the_unreachable_on_top(world, client):
    laid(world, 1, left=12)
    laid(world, 2, left=-4, what="Försenad komplettering")
    coordinator = Function.objects.get(appointments__person=world.coordinator)
    ContactAddress.objects.filter(function=coordinator).delete()
    reminders.send_due(timezone.now())

    status, shown = page(client, world.handler, "county_deadlines", "01")

    assert status == 200
    assert shown.index("Nås inte") < shown.index("Försenad komplettering</a>")
    assert shown.index("Försenad komplettering</a>") < shown.index("Komplettering 1</a>")
    assert "Skicka igen" in shown
    narrowed = page(
        client, world.handler, "county_deadlines", "01", kommun=code(world), lage="done"
    )
    assert "Inga frister att visa." in narrowed[1]
    assert "Skicka igen" not in page(client, world.signer, "county_deadlines", "01")[1]


def test_an_unreachable_reminder_is_sent_again_from_the_page(world, client):
    laid(world, left=5)
    coordinator = Function.objects.get(appointments__person=world.coordinator)
    address = ContactAddress.objects.get(function=coordinator)
    address.delete()
    reminders.send_due(timezone.now())
    lost = Reminder.objects.get(state="unreachable")

    response = post(client, world.handler, "reminder_again", code(world), lost.pk)
    assert response.status_code == 302
    assert Reminder.objects.get(pk=lost.pk).state == "unreachable"

    ContactAddress.objects.create(function=coordinator, channel="email", value="ny@k.example")
    post(client, world.handler, "reminder_again", code(world), lost.pk)
    assert Reminder.objects.get(pk=lost.pk).state == "waiting"
    assert post(client, world.director, "reminder_again", code(world), lost.pk).status_code == 403


def test_the_handler_moves_a_deadline_with_a_reason(world, client):
    deadline = laid(world)
    new = deadline.due_date + timedelta(days=30)
    arguments = (code(world), deadline.pk)

    assert page(client, world.handler, "deadline_move", *arguments)[0] == 200
    assert post(client, world.handler, "deadline_move", *arguments).status_code == 422
    kept = post(client, world.handler, "deadline_move", *arguments, due_date=new, reason="x")
    assert (kept.status_code, b"Ange sk" in kept.content) == (409, True)
    moved = post(
        client, world.handler, "deadline_move", *arguments, due_date=new, reason="Mer tid behövs."
    )

    assert moved.status_code == 302
    shown = page(client, world.coordinator, "deadlines", code(world))[1]
    assert f"{deadline.due_date} → {new}: Mer tid behövs." in shown
    assert post(client, world.director, "deadline_move", *arguments).status_code == 403


def test_a_deadline_that_is_not_moved_here_says_so(world, client):
    deadline = laid(world, kind="document")

    shown = page(client, world.handler, "deadline_move", code(world), deadline.pk)[1]

    assert "Den här fristen flyttas inte här." in shown


def ladder(**given):
    today = local(timezone.now()).date()
    return {
        "kind": "visit",
        "offsets": "-40, −10, 0",
        "leadership_from": "0",
        "handler_from": "",
        "valid_from": today,
        "reason": "Länets rutin.",
    } | given


def test_the_page_tells_that_what_stands_open_is_reminded_of_again(world, client):
    """Vägledningen 2.2, 2.7.3, 3.2: det som inte är gjort följs upp."""
    shown = page(client, world.handler, "ladders", "01")[1]

    assert "dagen efter fristen och därefter var 30:e dag" in shown


def test_who_administers_the_follow_up_changes_a_ladder(world, client):
    assert "Ändra för länet" in page(client, world.administrator, "ladders", "01")[1]

    response = post(client, world.administrator, "ladders", "01", **ladder())

    assert response.status_code == 302
    assert ReminderLadder.objects.get().offsets == [-40, -10, 0]
    later = ladder(valid_from=local(timezone.now()).date() + timedelta(days=9))
    post(client, world.administrator, "ladders", "01", **later)
    shown = page(client, world.handler, "ladders", "01")[1]
    assert "40 dagar före, 10 dagar före, på dagen" in shown
    assert "Länets val från" in shown
    assert "Ändras" in shown
    assert "Ändra för länet" not in shown


@pytest.mark.parametrize(
    ("given", "status"),
    [({"offsets": "snart"}, 422), ({"offsets": "5"}, 409), ({"reason": "nej"}, 409)],
)
def test_a_faulty_ladder_is_shown_again(world, client, given, status):
    response = post(client, world.administrator, "ladders", "01", **ladder(**given))

    assert response.status_code == status
    assert not ReminderLadder.objects.exists()


def test_the_handler_may_not_change_a_ladder(world, client):
    assert post(client, world.handler, "ladders", "01", **ladder()).status_code == 403


def test_ones_own_choice_of_letters(world, client):
    coordinator = Function.objects.get(appointments__person=world.coordinator)
    assert page(client, world.coordinator, "own_reminders")[0] == 200
    wrong = post(client, world.coordinator, "own_reminders")
    assert wrong.status_code == 422

    chosen = {f"function_{coordinator.pk}": "one"}
    response = post(client, world.coordinator, "own_reminders", **chosen)

    assert response.status_code == 302
    assert ReminderChoice.objects.get(function=coordinator).one_by_one
    mine = client.get(reverse("my_page")).content.decode()
    assert "En i taget. Tyst mellan 21 och 07" in mine
    assert "ingen funktion som får" in page(client, world.outsider, "own_reminders")[1]
    assert "Påminnelser om frister" not in client.get(reverse("my_page")).content.decode()


def test_the_calendar_has_neutral_titles_and_a_secret_that_can_be_taken_back(world, client):
    """domain.md 8; domain.md 8.4: calendars are shared, so no text of anybody stands in them."""
    laid(world, what="DEMO hemligt namn")
    laid(world, 2, left=-300)
    assert page(client, world.coordinator, "deadline_calendar")[0] == 200
    shown = post(client, world.coordinator, "deadline_calendar").content.decode()
    address = shown.split("<code>")[1].split("</code>")[0]
    path = "/" + address.split("/", 3)[3]
    client.logout()

    answer = client.get(path)

    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert "SUMMARY:Frist: Komplettering\\, Kommunen" in text
    assert text.count("BEGIN:VEVENT") == 1
    assert "SEQUENCE:0" in text
    assert "hemligt" not in text
    post(client, world.coordinator, "deadline_calendar_revoke")
    post(client, world.coordinator, "deadline_calendar_revoke")
    assert client.get(path).status_code == 404
    assert client.get(reverse("followup:deadline_feed", args=["gissad"])).status_code == 404
    assert not DeadlineCalendar.objects.exists()


def test_without_a_function_there_is_no_calendar(world, client, django_user_model):
    nobody = django_user_model.objects.create_user(email="ingen@example.se", password="x")

    assert post(client, nobody, "deadline_calendar").status_code == 409
    assert not DeadlineCalendar.objects.exists()


def test_the_api_gives_the_ledger_to_those_who_see_the_municipality(world, client):
    laid(world, left=5)
    reminders.send_due(timezone.now())
    address = f"/api/v1/follow-up/municipalities/{code(world)}/deadlines/"
    client.force_login(world.coordinator)

    row = client.get(address).json()["results"][0]

    assert (row["deadline_kind"], row["deadline_state"]) == ("completion", "open")
    assert row["reminders"][0]["functions"] == ["Beredskapssamordnare, Kommunen"]
    assert client.get(f"{address}?deadline_state=met").json()["results"] == []
    client.force_login(world.outsider)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 401


def test_a_page_of_deadlines_asks_the_same_number_of_questions(world, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    laid(world)
    page(client, world.handler, "deadlines", code(world))
    with CaptureQueriesContext(connection) as few:
        page(client, world.handler, "deadlines", code(world))
    for number in range(2, 15):
        laid(world, number)
    reminders.send_due(timezone.now())
    with CaptureQueriesContext(connection) as many:
        page(client, world.handler, "deadlines", code(world))

    assert len(many) <= len(few) + 2
    assert Deadline.objects.count() == 14
