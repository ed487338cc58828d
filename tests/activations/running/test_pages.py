"""The pages of running: without JavaScript, with bad input, and for those without the right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from activations.convening import services as convening
from activations.models import Activation, CallTemplate, LogEntry, Summons
from forums.places import place_of
from notices.models import Notice
from tests import factories as people
from tests.activations.factories import RequestFactory
from tests.activations.running_scene import begin, first_meeting, make_work, summons_of
from tests.clients import read_form, signed_in

pytestmark = pytest.mark.django_db
NASTY = ["<script>alert(1)</script>", "x" * 10_000, "😀" * 50, "' OR 1=1 --", "\x00", "{{ 7*7 }}"]


@pytest.fixture
def work():
    return make_work(3)


@pytest.fixture
def activation(work):
    now = timezone.now()
    return work.convene(at=now, starts_at=now + timedelta(minutes=30))


def url(name, work, *args):
    return reverse(f"activations:{name}", args=[work.scene.region.slug, *args])


def pages_of(work, activation):
    number, meeting = activation.event.number, first_meeting(activation)
    here = (number, activation.pk)
    return {
        "events": url("events", work),
        "event": url("event", work, number),
        "event_live": url("event_live", work, number),
        "timeline": url("timeline", work, number),
        "timeline_csv": url("timeline_csv", work, number),
        "timeline_xlsx": url("timeline_xlsx", work, number),
        "timeline_note": url("timeline_note", work, number),
        "activation": url("activation", work, *here),
        "composition": url("composition", work, *here),
        "next_meeting": url("next_meeting", work, *here),
        "ask_direction": url("ask_direction", work, *here),
        "wind_down": url("wind_down", work, *here),
        "end": url("end", work, *here),
        "chair_history": url("chair_history", work, activation.pk),
        "answers": url("answers", work, meeting.pk),
        "answers_live": url("answers_live", work, meeting.pk),
        "call_list": url("call_list", work, meeting.pk),
        "register": url("register", work),
        "event_new": url("event_new", work),
        "event_convene": url("event_convene", work, number),
        "templates": reverse("activations:templates"),
    }


LEADERS_ONLY = {
    "next_meeting",
    "ask_direction",
    "wind_down",
    "end",
    "call_list",
    "event_new",
    "event_convene",
}


def test_every_page_opens_for_the_convener_and_the_reading_ones_for_members(work, activation):
    officer, member = signed_in(work.scene.officer), signed_in(work.holders[0])
    stranger = signed_in(work.scene.outsider)

    for name, address in pages_of(work, activation).items():
        assert officer.get(address).status_code == 200, name
        assert member.get(address).status_code == (403 if name in LEADERS_ONLY else 200), name
        if name != "templates":
            assert stranger.get(address).status_code == 404, name
        assert Client().get(address).status_code == 302, name


def test_the_wizard_convenes_in_five_clicks_without_typing(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    page = client.get(address)
    for step in ("group", "time", "review", "send"):
        assert page.status_code == 200
        page = client.post(address, read_form(page) | {"go": step})

    activation = Activation.objects.get()
    assert page.status_code == 302
    assert page["Location"] == url("answers", work, first_meeting(activation).pk)
    assert Summons.objects.count() == 3


def test_why_ordinary_structures_do_not_do_is_kept_and_shown(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    typed = read_form(client.get(address)) | {"need_reason": "Vägar och el samtidigt"}
    page = client.post(address, typed | {"go": "group"})
    for step in ("time", "review"):
        page = client.post(address, read_form(page) | {"go": step})
    assert "Vägar och el samtidigt" in page.content.decode()
    client.post(address, read_form(page) | {"go": "send"})

    activation = Activation.objects.get()
    shown = client.get(activation.get_absolute_url()).content.decode()
    assert "Ryms inte inom ordinarie strukturer: Vägar och el samtidigt" in shown


def test_the_same_form_sent_twice_convenes_once(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    data = read_form(client.get(address + "?steg=review")) | {"go": "send"}

    first, second = client.post(address, data), client.post(address, data)

    assert first["Location"] == second["Location"]
    assert Activation.objects.count() == 1


def test_going_back_loses_nothing(work):
    client = signed_in(work.scene.officer)
    address = url("event_new", work)
    data = read_form(client.get(address)) | {
        "type": [str(work.scene.event_type.pk)],
        "title": ["Demonstration"],
        "description": ["Rader\nmed text"],
    }
    page = client.post(address, data | {"go": "forum"})
    page = client.post(address, read_form(page) | {"go": "group"})
    data = read_form(page)
    data["functions"] = data["functions"][:1]
    page = client.post(address, data | {"go": "event"})
    page = client.post(address, read_form(page) | {"go": "group"})

    back = read_form(page)
    assert len(back["functions"]) == 1
    assert (back["title"], back["description"]) == (["Demonstration"], ["Rader\nmed text"])


def test_the_review_shows_the_very_text_and_its_length(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    page = signed_in(work.scene.officer).get(url("convene", work, request.number) + "?steg=review")

    text = page.content.decode()
    assert "SSR KALLELSE Samordnande forum" in text
    assert "av 160 tecken" in text
    assert "Skicka till 3 aktörer" in text


def test_a_forum_activated_already_is_shown_instead(work, activation):
    client = signed_in(work.scene.officer)
    address = url("event_convene", work, activation.event.number)
    data = read_form(client.get(address + "?steg=forum"))
    assert data["forum"] == [str(work.scene.directing.pk)]  # the one that is free is proposed
    data["forum"] = [str(work.scene.coordinating.pk)]
    page = client.post(address, data | {"go": "review"})

    page = client.post(address, read_form(page) | {"go": "send"})

    assert page.status_code == 409
    assert "redan aktiverat för händelsen" in page.content.decode()
    assert activation.get_absolute_url() in page.content.decode()


FIELDS = ("forum", "functions", "minutes", "starts_at", "bridge_number", "link", "room", "step")


def test_the_wizard_bears_any_input(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    data = read_form(client.get(address + "?steg=review"))

    for field in (*FIELDS, "fixed", "proposed_for", "go"):
        for nasty in NASTY[:3]:
            page = client.post(address, {"go": "review"} | data | {field: [nasty]})
            assert page.status_code in {200, 422}, (field, nasty)
            assert "<script>alert" not in page.content.decode()
    assert not Activation.objects.exists()


def test_nobody_called_is_told_at_the_field(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    data = read_form(client.get(address + "?steg=group"))
    data["functions"] = []

    page = client.post(address, data | {"go": "time"})

    assert page.status_code == 422
    assert "Välj minst en aktör att kalla." in page.content.decode()


def test_a_member_answers_and_the_leader_notes_for_another(work, activation):
    meeting = first_meeting(activation)
    own = summons_of(meeting, work.seats[0])
    member, officer = signed_in(work.holders[0]), signed_in(work.scene.officer)

    address = url("answer_own", work, meeting.pk, own.pk)
    assert member.get(address).status_code == 200
    assert member.post(address, {"answer": "deputy", "deputy_note": "Vakt"}).status_code == 302
    other = summons_of(meeting, work.seats[1])
    address = url("answer_for", work, meeting.pk, other.pk)
    assert officer.post(address, {"answer": "coming", "said_by": "Vakt"}).status_code == 302
    assert member.post(address, {"answer": "coming"}).status_code == 403
    assert officer.post(url("remind", work, meeting.pk)).status_code == 302

    page = officer.get(url("answers", work, meeting.pk)).content.decode()
    assert "<b>2 av 3</b> kommer" in page
    assert Notice.objects.filter(template="summons_reminder").count() == 2


@pytest.mark.parametrize("nasty", NASTY, ids=["script", "long", "emoji", "sql", "null", "braces"])
def test_small_forms_bear_any_input(work, activation, nasty):
    client = signed_in(work.scene.officer)
    pages = pages_of(work, activation)
    own = summons_of(first_meeting(activation), work.seats[0])
    tries = {
        pages["composition"]: {"function": nasty, "reason": nasty},
        pages["next_meeting"]: {"starts_at": nasty, "link": nasty, "bridge_number": nasty},
        url("answer_for", work, own.meeting_id, own.pk): {"answer": nasty, "said_by": nasty},
        url(
            "participant_leave",
            work,
            activation.event.number,
            activation.pk,
            activation.participants.first().pk,
        ): {"reason": nasty * 40},
    }
    for address, data in tries.items():
        page = client.post(address, data)
        assert page.status_code == 422, address
        assert "<script>alert" not in page.content.decode()
    for name in ("events", "timeline", "register"):
        for query in ("q", "ar", "typ", "lage", "slag", "sida", "ovning"):
            assert client.get(pages[name], {query: nasty}).status_code == 200


def test_other_peoples_numbers_are_not_found(work, activation):
    other = make_work(1)
    stranger = other.convene()
    client = signed_in(work.scene.officer)
    meeting = first_meeting(stranger)

    for address in (
        url("activation", work, stranger.event.number, stranger.pk),
        url("activation", work, activation.event.number, stranger.pk),
        url("answers", work, meeting.pk),
        url("answer_own", work, first_meeting(activation).pk, meeting.summonses.get().pk),
        url("event", work, "2026-999"),
    ):
        assert client.get(address).status_code == 404


def test_polling_answers_304_until_somebody_answers(work, activation, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = signed_in(work.scene.officer)
    meeting = first_meeting(activation)
    for name, args in (("answers_live", [meeting.pk]), ("event_live", [activation.event.number])):
        address = url(name, work, *args)
        first = client.get(address)
        tag = {"HTTP_IF_NONE_MATCH": first["ETag"]}
        assert client.get(address, **tag).status_code == 304
        convening_other = summons_of(meeting, work.seats[0])
        signed_in(work.holders[0]).post(
            url("answer_own", work, meeting.pk, convening_other.pk), {"answer": "coming"}
        )
        assert client.get(address, **tag).status_code == 200


def test_the_timeline_is_written_corrected_and_given_as_a_table(work, activation):
    client = signed_in(work.scene.officer)
    number = activation.event.number
    client.post(url("timeline_note", work, number), {"text": "=HYPERLINK(1)"})
    entry = LogEntry.objects.get(kind="note")
    client.post(url("timeline_correct", work, number, entry.pk), {"text": "Så här"})

    page = client.get(url("timeline", work, number)).content.decode()
    table = client.get(url("timeline_csv", work, number)).content.decode()

    assert "Rättar posten" in page
    assert "'=HYPERLINK(1)" in table
    assert table.startswith("\ufeff")


def test_wind_down_resume_and_end_from_the_page(work, activation):
    begin(first_meeting(activation), by=work.scene.officer, at=timezone.now())
    client = signed_in(work.scene.officer)
    here = (activation.event.number, activation.pk)

    assert client.post(url("wind_down", work, *here)).status_code == 302
    assert client.post(url("resume", work, *here)).status_code == 302
    assert client.post(url("resume", work, *here)).status_code == 409
    assert client.post(url("end", work, *here), {"note": "Klart"}).status_code == 409

    activation.refresh_from_db()
    assert activation.status == "active"


def test_the_register_tells_minutes_median_and_share(work, activation):
    activation.request.submitted_at = activation.convened_at - timedelta(minutes=7)
    activation.request.save()
    begin(
        first_meeting(activation),
        by=work.scene.officer,
        at=activation.convened_at + timedelta(minutes=9),
    )
    client = signed_in(work.holders[0])

    page = client.get(url("register", work)).content.decode()
    table = client.get(url("register", work), {"format": "csv"}).content.decode()

    assert "16 min" in page
    assert "100 %" in page
    assert ";7;7;16" in table


def test_templates_are_kept_by_the_administrator_and_proposed(work):
    admin = signed_in(people.holder(work.scene.administrator))
    extra = work.new_function()
    data = {
        "name": "Oväder",
        "forum": work.scene.coordinating.pk,
        "event_type": work.scene.event_type.pk,
        "actors": [extra.actor_id],
    }
    new = reverse("activations:template_new")

    assert admin.get(new).status_code == 200
    assert admin.post(new, data).status_code == 302
    assert admin.post(new, data).status_code == 409
    assert admin.post(new, {"name": "", "actors": ["x"]}).status_code == 422
    item = CallTemplate.objects.get()
    edit = reverse("activations:template_edit", args=[item.pk])
    assert admin.get(edit).status_code == 200
    assert admin.post(edit, data | {"replaces_seats": "on"}).status_code == 302
    assert signed_in(work.holders[0]).get(edit).status_code == 403

    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    page = signed_in(work.scene.officer).get(url("convene", work, request.number) + "?steg=group")
    shown = " ".join(page.content.decode().split())
    assert f'value="{extra.pk}" id="id_functions_0" checked' in shown

    remove = reverse("activations:template_remove", args=[item.pk])
    assert admin.get(remove).status_code == 200
    assert admin.post(remove).status_code == 302
    assert not CallTemplate.objects.exists()


WITHOUT_BANNER = {
    *("templates", "register", "event_new", "timeline_csv", "timeline_xlsx"),
    *("event_live", "answers_live", "chair_history"),  # parts of a page that has the banner
}


def test_an_exercise_says_so_on_every_page(work):
    now = timezone.now()
    activation = work.convene(
        event=convening.EventData(type_id=work.scene.event_type.pk, title="Provlarm", since=now),
        exercise=True,
        place=place_of(work.scene.coordinating),
        at=now,
        starts_at=now + timedelta(minutes=30),
    )
    client = signed_in(work.scene.officer)

    for name, address in pages_of(work, activation).items():
        if name not in WITHOUT_BANNER:
            assert "ÖVNING" in client.get(address).content.decode(), name


@pytest.mark.parametrize("name", ["events", "event", "activation", "answers", "register"])
def test_the_number_of_queries_does_not_grow_with_the_actors(name, django_assert_max_num_queries):
    few, many = make_work(2), make_work(25)
    counts = []
    for work in (few, many):
        now = timezone.now()
        activation = work.convene(at=now, starts_at=now + timedelta(minutes=30))
        client = signed_in(work.scene.officer)
        address = pages_of(work, activation)[name]
        client.get(address)
        with django_assert_max_num_queries(1000) as captured:
            client.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_meetings_page_shows_what_its_functions_have_answered(work, activation):
    """Svaren hör till kallelserna; mötets sida visar dem tills mötet börjar."""
    meeting = first_meeting(activation)
    client = signed_in(work.scene.officer)
    address = meeting.get_absolute_url()

    def answers():
        rows = html.fromstring(client.get(address).content).xpath("//td[@data-label='Svar']")
        return [" ".join(row.text_content().split()) for row in rows]

    assert set(answers()) == {"Inget svar"}
    called = summons_of(meeting, meeting.attendances.earliest("pk").function)
    Summons.objects.filter(pk=called.pk).update(
        answer="coming", answered_at=timezone.now(), answered_via="chair", status="acknowledged"
    )
    assert sorted(answers())[-1] == "Kommer"
    begin(meeting, by=work.scene.officer, at=timezone.now())
    assert answers() == []
