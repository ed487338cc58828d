"""The steps of convening: all, none, another function, from outside, a forum of its own."""

import pytest
from django.urls import reverse

from activations.models import Activation, Summons
from actors.models import Actor
from forums.seats.temporary import TemporaryForum
from tests import factories as people
from tests.activations.factories import RequestFactory
from tests.activations.running_scene import make_work
from tests.clients import read_form, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    return make_work(3)


def url(name, work, *args):
    return reverse(f"activations:{name}", args=[work.scene.region.slug, *args])


def test_a_new_forum_another_function_and_somebody_from_outside_are_chosen_in_the_steps(work):
    request = RequestFactory(region=work.scene.region, for_actor=work.seats[0].actor)
    other = people.FunctionFactory(actor=work.seats[0].actor, addresses=["sms"])
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    page = client.post(address, read_form(client.get(address)) | {"forum": "new", "go": "group"})
    assert "Skriv vad forumet ska heta." in page.content.decode()
    page = client.post(address, read_form(page) | {"new_name": "Lokalt forum", "go": "group"})
    assert "Förslaget är dem som händelsen berör" in page.content.decode()
    typed = read_form(page)
    key = str(typed["functions"][0])
    typed |= {f"instead_{key}": str(other.pk), "outside_actor": "SMHI", "go": "more"}
    page = client.post(address, typed)
    assert "nummer 2" in page.content.decode()  # a row for one more
    page = client.post(address, read_form(page) | {"go": "time"})
    assert "Rätta uppgifterna om den som kallas utifrån" in page.content.decode()
    row = {"outside_function": ["Vakt", ""], "outside_email": ["vakt@smhi.example", ""]}
    page = client.post(address, read_form(page) | row | {"go": "time"})
    page = client.post(address, read_form(page) | {"room": "Sal 1", "go": "review"})
    shown = page.content.decode()
    assert "Bildas när kallelsen skickas" in shown
    assert "2 aktörer, genom sms och e-post. Utifrån: Vakt, SMHI" in " ".join(shown.split())
    page = client.post(address, read_form(page) | {"go": "send"})

    assert page.status_code == 302
    called = {one.function.name for one in Summons.objects.select_related("function")}
    assert called == {other.name, "Vakt"}
    assert Activation.objects.get().forum.name == "Lokalt forum"


def test_the_judgement_behind_a_granted_request_stands_on_its_page(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    activation = work.convene(request_id=request.pk, need_reason="Vägar och el samtidigt")

    page = signed_in(work.scene.officer).get(activation.request.get_absolute_url())

    shown = " ".join(page.content.decode().split())
    assert "Ryms inte inom ordinarie strukturer: Vägar och el samtidigt" in shown


def test_all_or_none_are_ticked_at_once_without_javascript(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    page = client.post(address, read_form(client.get(address)) | {"go": "group"})
    page = client.post(address, read_form(page) | {"go": "none"})
    assert "functions" not in read_form(page)
    page = client.post(address, read_form(page) | {"go": "time"})
    assert "Välj minst en aktör att kalla." in page.content.decode()

    page = client.post(address, read_form(page) | {"go": "all"})

    members = Actor.objects.in_region(work.scene.region.pk).filter(functions__isnull=False)
    assert len(read_form(page)["functions"]) == members.distinct().count()


def test_an_outsider_that_is_refused_when_sent_is_told_in_its_step(work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    client = signed_in(work.scene.officer)
    address = url("convene", work, request.number)
    typed = read_form(client.get(address + "?steg=review"))
    typed |= {"outside_actor": work.seats[0].actor.name, "outside_function": "Vakt"}

    page = client.post(address, typed | {"outside_email": "vakt@aktor.example", "go": "send"})

    assert page.status_code == 409
    assert "Välj bland aktörerna i listan" in page.content.decode()
    assert read_form(page)["step"] == ["group"]
    assert read_form(page)["outside_function"] == ["Vakt"]


def test_the_leader_says_who_is_affected_and_calls_somebody_from_outside_in(work):
    activation = work.active()
    client = signed_in(work.scene.officer)
    page = client.get(activation.get_absolute_url()).content.decode()
    assert "det är inte angett för 3 aktörer" in page
    args = [work.scene.region.slug, activation.event.number, activation.pk]
    one = activation.participants.first()
    affected = reverse("activations:affected", args=args)

    client.post(affected, read_form(client.get(affected)) | {f"affected_{one.pk}": "indirectly"})
    outside = reverse("activations:call_outsider", args=args)
    typed = {"outside_actor": "SMHI", "outside_function": "Vakt", "outside_phone": "070-174 06 05"}
    client.post(outside, read_form(client.get(outside)) | typed | {"outside_reason": "Prognos"})

    shown = client.get(reverse("activations:composition", args=args)).content.decode()
    assert "Indirekt berörd" in shown
    assert "Inte uppgivet" in shown  # the mandate of whoever came from outside


def test_a_forum_formed_for_the_event_ceases_unless_it_is_kept(work):
    form = TemporaryForum(region=work.scene.region, name="Lokalt forum")
    activation = work.convene(forum_id=None, new_forum=form)
    client = signed_in(work.scene.officer)
    args = [work.scene.region.slug, activation.event.number, activation.pk]
    address = reverse("activations:end", args=args)

    client.post(address, read_form(client.get(address)))

    activation.forum.refresh_from_db()
    assert not activation.forum.is_active
    assert (
        "Forumet upphör"
        not in client.get(
            reverse("activations:end", args=[*args[:1], *_other_end(work)])
        ).content.decode()
    )


def _other_end(work):
    standing = work.convene(is_separate=True)
    return [standing.event.number, standing.pk]
