"""Forms sent twice, versions, polling and references."""

import threading
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from common.errors import RuleError
from records import forms, polling, refs, versions
from records.models import HandledForm, Job, Version
from tests.records.factories import make_file

pytestmark = pytest.mark.django_db
factory = RequestFactory()


class Viewer:
    def __init__(self, pk):
        self.pk = pk


def post(key, user=7, **headers):
    request = factory.post("/begar/", {"form_key": key}, headers=headers)
    request.user = Viewer(user)
    return request


@pytest.fixture
def acts():
    return []


@pytest.fixture
def view(acts):
    @forms.once
    def act(request):
        acts.append(1)
        versions.bump("region:1")
        if request.headers.get("Bad"):
            return HttpResponse("fel", status=422)
        if request.headers.get("Broken"):
            raise RuleError("Nej.")
        return redirect(f"/begaran/{len(acts)}/")

    return act


def test_the_second_time_leads_to_the_same_place(view, acts):
    key = forms.new_key()

    first, second = view(post(key)), view(post(key))

    assert acts == [1]
    assert first["Location"] == second["Location"] == "/begaran/1/"


def test_htmx_is_led_there_too(view, acts):
    key = forms.new_key()
    view(post(key))

    assert view(post(key, HX_Request="true"))["HX-Redirect"] == "/begaran/1/"
    assert acts == [1]


def test_htmx_is_led_to_the_page_whose_part_was_changed():
    @forms.once
    def part(request):
        return HttpResponse("delen")

    key = forms.new_key()
    for _ in range(2):
        request = post(key, HX_Request="true", HX_Current_URL="http://testserver/motet/?punkt=2")
        request.htmx = HtmxDetails(request)
        answer = part(request)

    assert answer["HX-Redirect"] == "/motet/?punkt=2"


def test_a_part_that_says_how_it_is_now_is_answered_with_that(acts):
    @forms.once
    @forms.again(lambda request: HttpResponse("redan"))
    def part(request):
        acts.append(1)
        return redirect("/motet/")

    key = forms.new_key()
    part(post(key, HX_Request="true"))

    assert part(post(key, HX_Request="true")).content == b"redan"
    assert part(post(key))["Location"] == "/motet/"
    assert acts == [1]


def test_another_key_is_another_act(view, acts):
    view(post(forms.new_key()))
    view(post(forms.new_key()))

    assert len(acts) == 2


def test_another_form_of_the_same_page_is_another_act(view, acts):
    """An old tab's second button was taken for the first one, and silently did nothing."""
    key = forms.new_key()
    first, second = post(key), post(key)
    second.path = "/stryk/"
    view(first)
    view(second)
    again = post(key)
    again.path = "/stryk/"
    view(again)

    assert len(acts) == 2


def test_a_refused_form_keeps_nothing_and_may_be_sent_again(view, acts):
    key = forms.new_key()

    assert view(post(key, Bad="1")).status_code == 422
    assert not HandledForm.objects.exists()
    assert not Version.objects.exists()
    assert view(post(key)).status_code == 302


def test_a_broken_rule_keeps_nothing_either(view):
    with pytest.raises(RuleError):
        view(post(forms.new_key(), Broken="1"))

    assert not HandledForm.objects.exists()


def test_somebody_elses_key_is_refused(view, acts):
    key = forms.new_key()
    view(post(key))

    with pytest.raises(RuleError, match="någon annan"):
        view(post(key, user=8))
    assert acts == [1]


@pytest.mark.parametrize("key", ["", "x", "<script>", "1" * 10_000, str(uuid.UUID(int=0)) + "0"])
def test_without_a_good_key_the_view_just_runs(view, acts, key):
    assert view(post(key)).status_code == 302
    assert acts == [1]


def test_get_is_left_alone(view, acts):
    request = factory.get("/begar/")
    request.user = AnonymousUser()
    view(request)

    assert acts == [1]
    assert not HandledForm.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_tap_in_two_threads_is_one_act(view, acts):
    key, places = forms.new_key(), []
    start = threading.Barrier(2)

    def tap():
        start.wait()
        try:
            places.append(view(post(key))["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert acts == [1]
    assert places == ["/begaran/1/"] * 2


# Versions and polling ------------------------------------------------------------------------


def test_each_change_gives_a_new_mark():
    before = versions.etag("region:1", "meeting:2")
    versions.bump("meeting:2")
    after = versions.etag("meeting:2", "region:1")
    versions.bump("region:1", "region:1")

    assert len({before, after, versions.etag("region:1", "meeting:2")}) == 3
    assert dict(Version.objects.values_list("scope", "number")) == {"meeting:2": 1, "region:1": 1}


def test_other_things_do_not_change_the_mark():
    before = versions.etag("region:1")
    versions.bump("region:11")

    assert versions.etag("region:1") == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_counters_raised_at_once_lose_no_step():
    start = threading.Barrier(4)

    def raise_many():
        start.wait()
        try:
            for _ in range(25):
                versions.bump("b", "a")
        finally:
            connection.close()

    threads = [threading.Thread(target=raise_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert dict(Version.objects.values_list("scope", "number")) == {"a": 100, "b": 100}


def ask(user=7, mark="", path="/svar/", **headers):
    request = factory.get(path, headers={"If-None-Match": mark, **headers})
    request.user = Viewer(user)
    return request


def fragment(request, rendered):
    def render():
        rendered.append(1)
        return HttpResponse("svar")

    return polling.fragment(request, scopes=["meeting:2"], render=render)


def test_an_unchanged_fragment_is_304_and_is_not_rendered():
    rendered = []
    first = fragment(ask(), rendered)

    second = fragment(ask(mark=first["ETag"]), rendered)
    versions.bump("meeting:2")
    third = fragment(ask(mark=first["ETag"]), rendered)

    assert [first.status_code, second.status_code, third.status_code] == [200, 304, 200]
    assert second.content == b""
    assert rendered == [1, 1]


@pytest.mark.parametrize(
    "other", [{"user": 8}, {"path": "/annat/"}, {"path": "/svar/?sida=2"}, {"HX_Request": "true"}]
)
def test_the_mark_of_one_viewer_or_page_is_of_no_use_to_another(other):
    mark = fragment(ask(), [])["ETag"]

    assert fragment(ask(mark=mark, **other), []).status_code == 200


def test_a_reference_names_kind_and_number():
    file = make_file()

    assert refs.ref(file) == f"records.storedfile:{file.pk}"
    assert refs.split(refs.ref(file)) == ("records.storedfile", str(file.pk))
    with pytest.raises(ValueError, match="saved"):
        refs.ref(Job())
