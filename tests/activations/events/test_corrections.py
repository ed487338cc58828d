"""An event is corrected as it spreads: dated entries, the values before kept, the map follows."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from activations.events import corrections, places
from activations.events.corrections import EventFacts, correct_event
from activations.models import Event, EventChange, LogEntry
from activations.running.services import change_chair
from actors.models import Actor
from common.errors import RuleError
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT, EventTypeFactory, RequestFactory
from tests.activations.running_scene import first_meeting, make_work
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def work():
    return make_work(2)


@pytest.fixture
def activation(work):
    """A forum convened for what Polisen asked: nobody has said where it is."""
    police = people.MemberFactory(
        region=work.scene.region, actor=people.ActorFactory(kind=Actor.Kind.POLICE)
    ).actor
    request = RequestFactory(region=work.scene.region, what="Brand", for_actor=police)
    return work.convene(request_id=request.pk)


def municipality(work, code="0188", **values):
    return people.MemberFactory(
        region=work.scene.region,
        actor__kind=Actor.Kind.MUNICIPALITY,
        actor__scb_code=code,
        **values,
    ).actor


def correct(work, activation, reason="Elden har spridit sig", by=None, **facts):
    return correct_event(
        event_id=activation.event_id,
        facts=EventFacts(**facts),
        reason=reason,
        by=by or work.scene.officer,
        at=AT,
    )


def test_a_request_without_a_municipality_reaches_the_map_when_the_place_is_known(work, activation):
    norrtalje = municipality(work)
    events = Event.objects.filter(pk=activation.event_id).select_related("region", "type")
    assert places.features(events)["features"] == []

    correct(work, activation, municipalities=[norrtalje], place="Väddö")

    feature = places.features(events)["features"][0]
    assert feature["properties"]["code"] == "0188"


def test_each_value_before_stays_with_who_when_and_why(work, activation):
    fire = EventTypeFactory(code="fire", name="Brand")

    correct(work, activation, title="Skogsbrand", type=fire, place=" Väddö ", reason=" Lägesbild. ")

    event = Event.objects.get(pk=activation.event_id)
    assert (event.title, event.type, event.place) == ("Skogsbrand", fire, "Väddö")
    rows = {change.field: change for change in EventChange.objects.all()}
    assert (rows["title"].old, rows["title"].new) == ("Brand", "Skogsbrand")
    assert (rows["type"].old, rows["type"].new) == ("Oväder", "Brand")
    assert (rows["place"].old, rows["place"].new) == ("", "Väddö")
    assert {row.reason for row in rows.values()} == {"Lägesbild"}
    assert {row.by_label for row in rows.values()} == {str(work.scene.rsib)}
    assert {row.changed_at for row in rows.values()} == {AT}
    entry = LogEntry.objects.get(event=event, kind="correction")
    assert "Rubrik: Brand → Skogsbrand" in entry.text
    assert AuditEntry.objects.filter(action="event.correct_facts").count() == 1


def test_a_municipality_that_is_removed_stands_in_the_history(work, activation):
    wrong, right = municipality(work, "0188"), municipality(work, "0115")
    correct(work, activation, municipalities=[wrong])

    correct(work, activation, municipalities=[right])

    latest = activation.event.changes.first()
    assert (latest.old, latest.new) == (wrong.name, right.name)
    assert list(activation.event.municipalities.all()) == [right]


@pytest.mark.parametrize(
    ("facts", "reason", "code"),
    [
        ({"title": "Skogsbrand"}, "  ", "text_missing"),
        ({"title": "  "}, "Skäl", "no_title"),
        ({"title": "Brand"}, "Skäl", "nothing_changed"),
    ],
)
def test_a_correction_says_what_and_why(work, activation, facts, reason, code):
    with pytest.raises(RuleError) as refused:
        correct(work, activation, reason=reason, **facts)

    assert refused.value.code == code
    assert not EventChange.objects.exists()


def test_only_municipalities_of_the_region_are_affected(work, activation):
    with pytest.raises(RuleError, match="regionens kommuner"):
        correct(work, activation, municipalities=[people.MunicipalityFactory()])

    assert not activation.event.municipalities.exists()


def test_the_chair_corrects_and_a_participant_does_not(work, activation):
    with pytest.raises(PermissionDenied):
        correct(work, activation, title="Skogsbrand", by=work.holders[0])
    change_chair(
        activation_id=activation.pk,
        function=work.seats[0],
        meeting=first_meeting(activation),
        by_label="Mötet",
        at=AT,
    )

    correct(work, activation, title="Skogsbrand", by=work.holders[0])

    assert EventChange.objects.get().by_label == str(work.seats[0])


def test_places_are_added_once(work, activation):
    place = municipality(work)
    values = {
        "event_id": activation.event_id,
        "places": [place],
        "why": "Kommunen berörs",
        "by_label": "RSIB",
        "at": AT,
    }

    first = corrections.add_municipalities(**values)
    second = corrections.add_municipalities(**values)

    assert (len(first), second) == (1, [])
    assert list(activation.event.municipalities.all()) == [place]


# Page and API ---------------------------------------------------------------------------------


def address(work, activation, name="event_correct"):
    return reverse(f"activations:{name}", args=[work.scene.region.slug, activation.event.number])


def typed(activation, **values):
    event = activation.event
    return {
        "title": event.title,
        "type": event.type_id,
        "place": "",
        "municipalities": [],
        "reason": "Elden har spridit sig",
    } | values


def test_the_page_corrects_and_shows_what_stood_before(work, activation):
    place = municipality(work)
    client = signed_in(work.scene.officer)
    assert "Rätta uppgifter" in client.get(address(work, activation, "event")).content.decode()

    done = client.post(
        address(work, activation), typed(activation, title="Skogsbrand", municipalities=[place.pk])
    )

    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "Vad som stod förut (2)" in page
    assert "Brand → Skogsbrand" in page
    assert place.name in page


def test_nobody_corrects_over_what_another_has_just_written(work, activation):
    client = signed_in(work.scene.officer)
    form = client.get(address(work, activation)).context["form"]
    correct(work, activation, title="Skogsbrand")

    refused = client.post(
        address(work, activation), typed(activation, place="Väddö", seen=form["seen"].value())
    )

    assert refused.status_code == 422
    assert "Någon annan har ändrat under tiden" in refused.content.decode()
    assert Event.objects.get(pk=activation.event_id).title == "Skogsbrand"


def test_the_api_corrects_what_is_sent_and_leaves_the_rest(work, activation):
    municipality(work)
    client = signed_in(work.scene.officer)
    url = f"/api/v1/events/{activation.event_id}/"

    done = client.post(
        f"{url}correct/", {"municipalities": ["0188"], "reason": "Platsen är känd"}, **JSON
    )

    assert done.status_code == 200
    assert (done.json()["title"], done.json()["municipalities"]) == ("Brand", ["0188"])
    history = client.get(f"{url}changes/").json()["results"]
    assert [(row["field"], row["reason"]) for row in history] == [
        ("municipalities", "Platsen är känd")
    ]
    unknown = client.post(f"{url}correct/", {"municipalities": ["9999"], "reason": "x"}, **JSON)
    assert unknown.status_code == 400
