"""Pages that act: what is asked, refused at its place, or carried out and left behind."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from actors.models import User
from common.acting import Question, act_of, ask
from common.errors import RuleError
from common.forms import posted

pytestmark = pytest.mark.django_db
QUESTION = Question(
    "Ställ in", "Alla får veta det.", "Ställ in mötet", "danger", [("Möten", "/m/")]
)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Skäl", max_length=20)


def asked(act, **typed: str) -> tuple[HttpRequest, HttpResponse]:
    factory = RequestFactory()
    request = factory.post("/", typed) if typed else factory.get("/")
    request.user, request.session = User.objects.create_user(email="a@example.se"), SessionStore()
    request._messages = FallbackStorage(request)
    form = ReasonForm(posted(request))
    return request, ask(
        request, QUESTION, form, act_of(request, act, pk=7), to="/m/", done="Klart."
    )


def nothing(**values: object) -> None:
    raise AssertionError(values)


def test_a_question_is_shown_with_the_way_back_and_its_words() -> None:
    page = asked(nothing)[1].content.decode()

    assert all(words in page for words in ("<h1>", "Alla får veta det.", "Ställ in mötet", '"/m/"'))


def test_the_act_gets_what_is_known_and_typed_and_who_acts_now() -> None:
    told: list[dict[str, object]] = []

    request, answer = asked(lambda **values: told.append(values), reason="Snö")

    assert (answer.status_code, answer["Location"]) == (302, "/m/")
    assert [str(one) for one in get_messages(request)] == ["Klart."]
    assert told[0] | {"at": None} == {"pk": 7, "reason": "Snö", "by": request.user, "at": None}


@pytest.mark.parametrize(("field", "place"), [("reason", '#id_reason"'), ("x", "<li>Nej.</li>")])
def test_a_refusal_stands_at_its_field_or_above_the_form(field: str, place: str) -> None:
    def refuse(**values: object) -> None:
        raise RuleError("Nej.", field=field)

    answer = asked(refuse, reason="Snö")[1]

    assert answer.status_code == 409
    assert place in answer.content.decode()
    assert 'value="Snö"' in answer.content.decode()


def test_what_is_wrong_is_told_and_nothing_is_done() -> None:
    assert asked(nothing, reason="x" * 21)[1].status_code == 422


def test_the_way_here_is_written_from_addresses_names_and_things() -> None:
    class Thing:
        def get_absolute_url(self) -> str:
            return "/sak/"

    words = '{% load ui %}{% breadcrumb "Här" "Hjälp" "help" "Sak" thing "Väg" "/a/b/" %}'
    page = Template(words).render(Context({"thing": Thing()}))

    places = [page.index(part) for part in ('"/hjalp/"', '"/sak/"', '"/a/b/"', "Här</li>")]
    assert places == sorted(places)
