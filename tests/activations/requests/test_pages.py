"""The pages of a request without JavaScript: ask, follow, answer; hostile input does no harm."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from activations.models import ActivationRequest, RequestParty
from activations.requests import services
from activations.requests.forms import requestable_forums
from notices.models import Notice
from tests.activations.factories import EventTypeFactory, RequestFactory, Scene, make_scene
from tests.activations.requests.asking import TOO_LONG, XSS, address, sent_request
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
EMOJI = "🌨️🚒👩‍🚒"


@pytest.fixture
def scene() -> Scene:
    return make_scene(timezone.now() - timedelta(hours=1))


@pytest.fixture
def client(scene) -> Client:
    return signed_in(scene.asker)


def typed(scene: Scene, **fields) -> dict[str, object]:
    return {
        "event_type": scene.event_type.pk,
        "what": "Strömlöst i hela Norrtälje",
        "forum": scene.coordinating.pk,
        "urgency": "now",
        "callback_phone": "070-174 06 05",
        "on_behalf": f"actor:{scene.municipality.pk}",
        "form_key": str(uuid.uuid4()),
        "action": "review",
    } | fields


def hidden(page: str) -> dict[str, str]:
    """Return what the review's own form would send."""
    form = page[page.index('class="form"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


# Asking ---------------------------------------------------------------------------------------


def test_the_form_comes_filled_in_with_what_is_known(client, scene):
    scene.asker.phone = "+46701740605"
    scene.asker.save()

    page = client.get(address(scene)).content.decode()

    assert "070-174 06 05" in page.replace("\xa0", " ")
    assert f'value="{scene.coordinating.pk}" selected' in page
    assert "Vet inte" in page
    assert "tel:+46846500400" in page


def test_three_screens_send_a_request_without_javascript(client, scene):
    review = client.post(address(scene), typed(scene))
    page = review.content.decode()
    assert review.status_code == 200
    assert "Skickas till <strong>RSIB</strong> genom sms och e-post." in page
    assert not ActivationRequest.objects.exists()

    done = client.post(address(scene), hidden(page) | {"action": "send"}, follow=True)

    request = ActivationRequest.objects.get()
    assert done.redirect_chain == [(request.get_absolute_url(), 302)]
    text = done.content.decode()
    assert "Begäran A-" in text
    assert "är sparad och skickad" in text
    assert "Har ingen ringt" in text


def test_change_gives_back_what_was_typed(client, scene):
    page = client.post(address(scene), typed(scene, details="Rad 1")).content.decode()

    back = client.post(address(scene), hidden(page) | {"action": "change"}).content.decode()

    assert 'value="Strömlöst i hela Norrtälje"' in back
    assert "Rad 1" in back


def test_sending_twice_makes_one_request(client, scene):
    fields = typed(scene, action="send")

    first, second = client.post(address(scene), fields), client.post(address(scene), fields)

    assert first["Location"] == second["Location"]
    assert ActivationRequest.objects.count() == 1


def test_what_was_typed_survives_that_the_session_ended(scene):
    client = Client()

    response = client.post(address(scene), typed(scene, what="Ovan text"))
    assert response.status_code == 302
    client.force_login(scene.asker)

    assert "Ovan text" in client.get(address(scene)).content.decode()


def test_a_monstrous_draft_is_not_kept(scene):
    client = Client()
    client.post(address(scene), typed(scene, what=TOO_LONG))

    assert "request_draft" not in client.session


def test_the_review_offers_to_join_what_somebody_has_asked_already(client, scene):
    neighbour = RequestFactory(
        region=scene.region, what="Snö överallt", submitted_at=timezone.now()
    )

    page = client.post(address(scene), typed(scene)).content.decode()
    assert f"Det finns redan en begäran ({neighbour.number}" in page
    joined = client.post(
        address(scene, "request_join", neighbour.number),
        {"what": "Strömlöst", "callback_phone": "+46701740605", "form_key": uuid.uuid4()},
    )

    assert joined.status_code == 302
    assert RequestParty.objects.get().actor == scene.municipality


def test_the_review_warns_of_ones_own_open_request(client, scene):
    sent_request(scene)

    page = client.post(address(scene), typed(scene)).content.decode()

    assert "Ni är redan med i en öppen begäran" in page
    assert "Lägg till oss" not in page


def test_a_request_of_another_kind_or_an_exercise_is_not_similar(client, scene):
    fire = EventTypeFactory(code="fire", name="Brand")
    RequestFactory(region=scene.region, submitted_at=timezone.now(), exercise=True)
    RequestFactory(region=scene.region, submitted_at=timezone.now(), event_type=fire)

    assert "Det finns redan" not in client.post(address(scene), typed(scene)).content.decode()


def test_the_duty_officer_records_for_an_outsider(scene):
    client = signed_in(scene.officer)
    fields = typed(scene, on_behalf="outsider", outsider="Svenska kraftnät", action="send")

    client.post(address(scene), fields)

    assert ActivationRequest.objects.get().asker == "Svenska kraftnät"


def test_an_outsider_needs_a_name(scene):
    response = signed_in(scene.officer).post(address(scene), typed(scene, on_behalf="outsider"))

    assert response.status_code == 422
    assert "Skriv vem det gäller." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_type", "999999"),
        ("event_type", "abc"),
        ("event_type", XSS),
        ("what", ""),
        ("what", TOO_LONG),
        ("what", "noll\x00tecken"),
        ("forum", "999999"),
        ("forum", XSS),
        ("urgency", "sedan"),
        ("planned_for", "i morgon"),
        ("planned_for", "2026-03-29T02:30"),  # never happens: the clocks go forward
        ("callback_phone", "ring"),
        ("callback_phone", XSS),
        ("callback_phone", EMOJI),
        ("callback_phone", "0" * 40),
        ("on_behalf", "actor:999999"),
        ("on_behalf", "outsider"),
        ("on_behalf", XSS),
        ("details", TOO_LONG),
        ("form_key", "ingen nyckel"),
        ("form_key", ""),
    ],
)
def test_bad_input_is_told_at_the_field_and_the_rest_is_kept(client, scene, field, value):
    fields = typed(scene) | {field: value}

    response = client.post(address(scene), fields)

    page = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in page
    assert XSS not in page
    if field != "what":
        assert "Strömlöst i hela Norrtälje" in page
    assert not ActivationRequest.objects.exists()


@pytest.mark.parametrize("text", [XSS, EMOJI, "å" * 200, "' OR 1=1 --", "{{ 7*7 }}"])
def test_odd_texts_are_kept_as_they_are_and_shown_as_text(client, scene, text):
    fields = typed(scene, what=text[:200], details=text, action="send")

    page = client.post(address(scene), fields, follow=True).content.decode()

    assert ActivationRequest.objects.get().what == text[:200]
    assert "<script>alert" not in page


def test_another_regions_forum_and_actor_are_no_choices(client, scene):
    other = make_scene()

    for fields in (
        {"forum": other.coordinating.pk},
        {"on_behalf": f"actor:{other.municipality.pk}"},
    ):
        assert client.post(address(scene), typed(scene, **fields)).status_code == 422
    assert other.coordinating not in requestable_forums(scene.region)


def test_another_regions_pages_do_not_exist(scene):
    stranger, request = signed_in(scene.outsider), sent_request(scene)

    for name, *args in [
        ("request_new",),
        ("requests",),
        ("request", request.number),
        ("request_status", request.number),
        ("request_withdraw", request.number),
    ]:
        assert stranger.get(address(scene, name, *args)).status_code == 404
    assert stranger.post(address(scene), typed(scene)).status_code == 404


def test_when_nothing_can_be_saved_the_number_and_the_text_are_shown(scene, monkeypatch):
    def fail(**kwargs):
        raise OperationalError("databasen är borta")

    monkeypatch.setattr(services, "submit_request", fail)
    client = Client(raise_request_exception=False)
    client.force_login(scene.asker)

    response = client.post(address(scene), typed(scene, what="Min text", action="send"))

    page = response.content.decode()
    assert response.status_code == 503
    assert "Vi kunde inte spara." in page
    assert 'value="Min text"' in page


# Following and answering ----------------------------------------------------------------------


def test_the_page_says_who_is_called_next_and_when(client, scene):
    request = sent_request(scene)

    page = client.get(request.get_absolute_url()).content.decode()

    assert f"larmas {scene.county_tib}" in page
    assert "Jag tar den" not in page
    assert "Återkalla" in page


def test_a_message_that_failed_is_shown_with_a_number_to_ring(client, scene):
    request = sent_request(scene)
    sms = Notice.objects.get(template="request", channel="sms")
    sms.status, sms.failed_at = Notice.Status.FAILED, timezone.now()
    sms.save()

    page = client.get(request.get_absolute_url()).content.decode()

    assert f"Sms till {scene.rsib} gick inte fram. Ring" in page
    assert "tel:+46846500" in page


def test_the_convener_takes_it_and_answers_with_a_reason(scene):
    client, request = signed_in(scene.officer), sent_request(scene)
    assert "Jag tar den" in client.get(request.get_absolute_url()).content.decode()

    client.post(address(scene, "request_acknowledge", request.number))
    request.refresh_from_db()
    assert request.acknowledged_by == scene.rsib
    decline = address(scene, "request_decline", request.number)
    short = client.post(decline, {"reason": "nej"})
    assert (short.status_code, "nej</textarea>" in short.content.decode()) == (422, True)
    client.post(decline, {"reason": "Ryms inom ordinarie strukturer."})

    request.refresh_from_db()
    assert request.status == "declined"


def test_the_second_officer_sees_who_was_first(scene):
    first, second = signed_in(scene.officer), signed_in(scene.second_officer)
    request = sent_request(scene)
    first.post(address(scene, "request_acknowledge", request.number))

    response = second.post(address(scene, "request_acknowledge", request.number))

    assert response.status_code == 409
    assert f"{scene.rsib} tog begäran" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "fields", "result"),
    [
        ("request_complement", {"text": "Nu också Rimbo"}, 302),
        ("request_complement", {"text": ""}, 422),
        ("request_complement", {"text": TOO_LONG}, 422),
        ("request_withdraw", {"reason": "Fel knapp"}, 302),
        ("request_decline", {"reason": "Ryms inom ordinarie."}, 403),
        ("request_ordinary", {"reason": "Ryms inom ordinarie."}, 403),
        ("request_acknowledge", {}, 403),
        ("request_join", {}, 409),
    ],
)
def test_what_the_requester_may_do(client, scene, name, fields, result):
    request = sent_request(scene)

    response = client.post(address(scene, name, request.number), fields)

    assert response.status_code == result


@pytest.mark.parametrize(
    ("name", "by_convener"),
    [
        ("complement", False),
        ("withdraw", False),
        ("join", False),
        ("decline", True),
        ("ordinary", True),
    ],
)
def test_each_act_asks_once_more_on_its_own_page(client, scene, name, by_convener):
    request = sent_request(scene)
    who = signed_in(scene.officer) if by_convener else client

    response = who.get(address(scene, f"request_{name}", request.number))

    assert response.status_code == 200
    assert request.number in response.content.decode()


@pytest.mark.parametrize("name", ["decline", "ordinary"])
def test_the_forms_of_the_convener_are_not_shown_to_others(client, scene, name):
    request = sent_request(scene)

    assert client.get(address(scene, f"request_{name}", request.number)).status_code == 403


def test_hand_over_from_the_page(scene):
    client, request = signed_in(scene.officer), sent_request(scene)
    client.post(address(scene, "request_acknowledge", request.number))
    url = address(scene, "request_hand_over", request.number)

    assert client.post(url, {"function": "abc"}).status_code == 409
    client.post(url, {"function": scene.county_tib.pk})

    request.refresh_from_db()
    assert request.acknowledged_by == scene.county_tib


def test_a_double_tap_withdraws_once(client, scene):
    request = sent_request(scene)
    fields = {"reason": "", "form_key": str(uuid.uuid4())}
    url = address(scene, "request_withdraw", request.number)

    first, second = client.post(url, fields), client.post(url, fields)

    assert first["Location"] == second["Location"] == request.get_absolute_url()


def test_polling_gets_the_status_once_taken_then_nothing_new(client, scene):
    request = sent_request(scene)
    services.acknowledge_request(request_id=request.pk, by=scene.officer, at=timezone.now())
    url = address(scene, "request_status", request.number)

    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert "har tagit begäran" in first.content.decode()
    assert again.status_code == 304


def test_an_exercise_is_marked_on_its_page(client, scene):
    request = RequestFactory(region=scene.region, exercise=True)

    page = client.get(request.get_absolute_url()).content.decode()

    assert page.count("ÖVNING") >= 2
