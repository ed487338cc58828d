"""Nonsense in every field: never an error of ours, a Swedish answer, and what was typed is kept."""

import html
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from pytest_django.plugin import DjangoDbBlocker

from actors.models import ApiToken
from forums.models import Attendance
from tests.access import copied
from tests.access.world import World, with_key
from tests.browser.extras import add_what_pages_need
from tests.input import together
from tests.input.registry import FILTERS, NOT_TRIED, POSTED, WRITES, Entry, Write

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
BREAKOUT = '"><b hx-get="/drift/" hx-trigger="load">{{7*7}}<svg onload=alert(1)>'
LIVE = (SCRIPT, IMAGE, '"><b hx-get', "<svg onload")
NONSENSE = [
    SCRIPT,
    IMAGE,
    BREAKOUT,
    "x" * 10_000,
    "🚨🧯👩‍🚒" * 20,
    "nul\0byte",
    "\u202egnirtsrevo",
    "abc",
    "-1",
    "1" + "0" * 30,
    "9999-99-99",
    "",
]
# To a field of plain text a number or a day out of order is a text like any other.
TEXT = [one for one in NONSENSE if one not in {"abc", "-1", "1" + "0" * 30, "9999-99-99"}]
# What cannot be text needs no second kind of script: it is refused before it is read.
NO_TEXT = [SCRIPT, "x" * 10_000, "nul\0byte", "-1", "1" + "0" * 30, "9999-99-99", ""]
# The same when all fields are filled at once: the first short enough for short fields.
MARKUP = [f"{SCRIPT} \N{POLICE CARS REVOLVING LIGHT}\u202e", IMAGE + BREAKOUT + NONSENSE[4]]
LONG, NUL = "x" * 10_000, "nul\0byte"
NUMBERS = ["-1", "1" + "0" * 30, "9999-99-99"]
ALLOWED = {200, 302, 400, 404, 409, 410, 422}
JSON_NONSENSE: list[Any] = [
    *NONSENSE,
    None,
    7,
    -1,
    10**30,
    1.5,
    True,
    [],
    ["a"],
    {},
    {"a": {"b": 1}},
]
FORM_MODULES = [
    "common.forms",
    "actors.forms",
    "activations.requests.forms",
    "activations.convening.forms",
    "activations.convening.template_forms",
    "activations.events.forms",
    "activations.running.forms",
    "activations.summons.forms",
    "followup.cases.answer_forms",
    "followup.cases.forms",
    "followup.annual.compilations.forms",
    "followup.deadlines.forms",
    "followup.dialogue.forms",
    "followup.documents.reviews.forms",
    "followup.documents.forms",
    "followup.economy.forms",
    "followup.visits.measures.forms",
    "followup.method.forms",
    "followup.overview.forms",
    "followup.visits.report.forms",
    "followup.annual.reports.forms",
    "followup.economy.savings.forms",
    "secrecy.forms",
    "followup.visits.forms",
    "forums.meetings.conduct_forms",
    "forums.meetings.forms",
    "forums.meetings.moments",
    "forums.place_fields",
    "notices.forms",
    "ssr.account_forms",
]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, RATELIMIT_ENABLE=False, ACCOUNT_RATE_LIMITS={}),
        copied.world(tmp_path_factory) as built,
        transaction.atomic(),
    ):
        add_what_pages_need(built)
        built.found["roll"] = Attendance.objects.filter(meeting=built.found["running"]).first()
        asker = built.found["request"].raised_by.email.split("@")[0]
        for role in {write.role for write in WRITES}:
            person = asker if role == "asker" else role
            built.clients[f"nyckel.{role}"] = with_key(list(ApiToken.Scope), person)
        for client in built.clients.values():
            client.raise_request_exception = False
        yield built
        transaction.set_rollback(True)


def test_every_form_has_an_entry() -> None:
    known = {entry.form for entry in [*POSTED, *FILTERS]} | set(NOT_TRIED)
    found = {
        one
        for name in FORM_MODULES
        for _, one in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        if issubclass(one, forms.BaseForm) and one.__module__ == name
    }

    assert found - known == set()


def test_every_module_of_forms_is_looked_through() -> None:
    found = {
        path.relative_to(".").with_suffix("").as_posix().replace("/", ".")
        for pattern in ("*/forms.py", "*/forms/[!_]*.py", "ssr/*_forms.py")
        for path in Path().glob(pattern)
    }

    assert found - set(FORM_MODULES) == {"records.forms"}  # no form: sent twice, carried out once


@pytest.mark.parametrize("entry", POSTED, ids=str)
def test_nonsense_in_a_form_is_answered_at_the_field(world: World, entry: Entry) -> None:
    """All fields at once: see ``together``. Alone only what is so only alone."""
    client = world.client(entry.role)
    valid, fields = read_form(world, client, entry)
    url = reverse(entry.name, kwargs=world.arguments(entry.args))

    def post(names: list[str], typed: Any) -> together.Answered:
        chosen = {name: fields[name] for name in names}
        return post_together(client, url, entry.form, valid, chosen, typed)

    texts = [name for name, one in fields.items() if type(one) is forms.CharField]
    wrong = []
    for typed in [*MARKUP, LONG, NUL]:
        wrong += together.faults_of(post, entry.form, [*fields], typed)
    for typed in NUMBERS:
        others = [name for name in fields if name not in texts]
        wrong += together.faults_of(post, entry.form, others, typed)
    wrong += together.faults_of(post, entry.form, [*fields], [SCRIPT, "a"])
    for name, one in fields.items():
        wrong += together.faults_of(post, entry.form, [name], "")
        if name not in texts:
            wrong += together.faults_of(post, entry.form, [name], SCRIPT)
        wrong += foreign_fault(client, url, valid, name, one)

    assert not wrong, f"{url}\n" + "\n".join(wrong)


@pytest.mark.exhaustive
@pytest.mark.parametrize("entry", POSTED, ids=str)
def test_nonsense_in_each_field_is_answered_at_the_field(world: World, entry: Entry) -> None:
    client = world.client(entry.role)
    valid, fields = read_form(world, client, entry)
    url = reverse(entry.name, kwargs=world.arguments(entry.args))
    wrong = []
    for name, one in fields.items():
        for typed in TEXT if type(one) is forms.CharField else NO_TEXT:
            fault = try_post(client, url, valid | {name: typed}, typed, one)
            wrong += [f"{name}={typed[:40]!r}: {fault}"] if fault else []
        fault = try_post(client, url, valid | {name: [SCRIPT, "a"]}, "", one)
        wrong += [f"{name}=[…]: {fault}"] if fault else []
        wrong += foreign_fault(client, url, valid, name, one)

    assert not wrong, f"{url}\n" + "\n".join(wrong)


def foreign_fault(
    client: Client, url: str, valid: dict[str, Any], name: str, one: forms.Field
) -> list[str]:
    """Return what goes wrong when the field names something that it does not offer."""
    if (foreign := somebody_elses(one)) is None:
        return []
    fault = try_post(client, url, valid | {name: foreign}, "", one, refused=True)
    return [f"{name}={foreign} (annans): {fault}"] if fault else []


def read_form(
    world: World, client: Client, entry: Entry
) -> tuple[dict[str, Any], dict[str, forms.Field]]:
    """Return what would be sent if the form were filled in, and its fields by their names there."""
    args = entry.page_args if entry.page_args is not None else entry.args
    shown = client.get(reverse(entry.page or entry.name, kwargs=world.arguments(args)))
    found: Any = None
    for layer in shown.context or []:
        values = [one for part in layer for one in part.values()]
        found = found or next((one for one in values if type(one) is entry.form), None)
    if found is None:
        fields: dict[str, Any] = dict(entry.form.base_fields)
        valid = {name: sample(one) for name, one in fields.items()}
    else:
        fields = {found.add_prefix(name): one for name, one in found.fields.items()}
        valid = {
            found.add_prefix(name): found[name].value() or sample(one)
            for name, one in found.fields.items()
        }
    valid = {name: value for name, value in valid.items() if value is not None}
    valid |= {
        name: value(valid) if callable(value) else world.value(value)
        for name, value in entry.extra.items()
    }
    return valid, {
        name: one
        for name, one in fields.items()
        if name not in entry.skip and (not entry.only or name in entry.only)
    }


def sample(one: forms.Field) -> Any:
    """Return something that the field accepts."""
    if isinstance(one, forms.ModelChoiceField):
        first = one.queryset.first() if one.queryset is not None else None
        chosen = getattr(first, one.to_field_name or "pk", "")
        return [chosen] if isinstance(one, forms.ModelMultipleChoiceField) else chosen
    if isinstance(one, forms.ChoiceField):
        flat = [value for value, _label in one.choices if value != ""]
        value = flat[0] if flat else ""
        return [value] if isinstance(one, forms.MultipleChoiceField) else value
    if isinstance(one, forms.BooleanField):
        return ""
    if isinstance(one, forms.IntegerField):
        return one.min_value or 1
    if isinstance(one, forms.FileField):
        return None
    if one.__class__ is forms.DateField:
        return "2027-01-15"
    if isinstance(one, forms.TimeField):
        return "10:00"
    if isinstance(one.widget, forms.DateTimeInput):
        return "2027-01-15T10:00"
    return "0701740605" if "phone" in str(one.widget.attrs) else "Ett skäl som räcker till"


def somebody_elses(one: forms.Field) -> Any:
    """Return the key of something that the field does not offer this person."""
    if not isinstance(one, forms.ModelChoiceField) or one.queryset is None:
        return None
    offered = one.queryset.values("pk")
    other = one.queryset.model._default_manager.exclude(pk__in=offered).first()
    return getattr(other, one.to_field_name or "pk", None)


def post_together(
    client: Client,
    url: str,
    form: type,
    valid: dict[str, Any],
    fields: dict[str, forms.Field],
    typed: Any,
) -> together.Answered:
    """Post the nonsense in all the fields, undo, and return the answer and its fault."""
    cache.clear()
    any_field = forms.CharField(widget=forms.HiddenInput)  # what was typed is looked for below
    with transaction.atomic():
        answer = client.post(url, valid | dict.fromkeys(fields, typed))
        fault = judge(answer, "", any_field)
        is_page = "html" in answer.headers.get("Content-Type", "")
        if not fault and is_page and answer.status_code == 422 and isinstance(typed, str):
            written = [name for name, one in fields.items() if typed and is_written(one)]
            lost = together.lost_fields(answer, form, written, typed)
            fault = f"422 men det skrivna är borta: {lost}" if lost else ""
        if not fault and answer.status_code == 302:
            after = judge(client.get(answer["Location"]), "", any_field)
            fault = after and f"efteråt: {after}"
        transaction.set_rollback(True)
    return answer, fault


def try_post(
    client: Client,
    url: str,
    data: dict[str, Any],
    typed: str,
    one: forms.Field,
    *,
    refused: bool = False,
) -> str:
    """Post, undo, and return what was wrong with the answer."""
    cache.clear()
    with transaction.atomic():
        answer = client.post(url, data)
        fault = judge(answer, typed, one)
        if refused and answer.status_code in {200, 302}:
            fault = "togs emot"
        if not fault and answer.status_code == 302:
            after = client.get(answer["Location"])
            fault = judge(after, "", one) and f"efteråt: {judge(after, '', one)}"
        transaction.set_rollback(True)
    return fault


def judge(answer: Any, typed: str, one: forms.Field) -> str:
    """Return what is wrong with an answer, if anything."""
    if answer.status_code not in ALLOWED:
        return f"svarade {answer.status_code}"
    if answer.status_code == 302 or "html" not in answer.headers.get("Content-Type", ""):
        return ""
    text = answer.content.decode()
    for live in LIVE:
        if live in text:
            return f"{answer.status_code}: oskyddat {live}"
    if answer.status_code == 422:
        if "Fel" not in text and "error-summary" not in text:
            return "422 utan felmeddelande"
        if is_written(one) and typed and not is_kept(typed, text):
            return "422 men det skrivna är borta"
    return ""


def is_written(one: forms.Field) -> bool:
    """Return whether a person writes in the field, and may be shown it again."""
    return isinstance(one.widget, forms.TextInput | forms.Textarea | forms.NumberInput) and not (
        isinstance(one.widget, forms.PasswordInput | forms.HiddenInput)
    )


def is_kept(typed: str, text: str) -> bool:
    return html.escape(typed.strip()) in text or typed.strip() in html.unescape(text)


@pytest.mark.parametrize("entry", FILTERS, ids=str)
def test_nonsense_in_a_filter_shows_the_list(world: World, entry: Entry) -> None:
    """All fields at once, as the forms; a number of a page by itself, since it may be no page."""
    url = reverse(entry.name, kwargs=world.arguments(entry.args))

    def get(names: list[str], typed: Any) -> together.Answered:
        answer = world.client(entry.role).get(url, dict.fromkeys(names, typed))
        fault = judge(answer, "", forms.CharField())
        return answer, fault if answer.status_code in {
            200,
            404,
        } else f"svarade {answer.status_code}"

    wrong = []
    for typed in [*MARKUP, LONG, NUL, *NUMBERS, "abc", ""]:
        wrong += together.faults_of(get, entry.form, [*entry.form.base_fields], typed)
    for name in ("page", "sida"):
        for typed in [*NO_TEXT, "abc"]:
            wrong += together.faults_of(get, entry.form, [name], typed)

    assert not wrong, f"{url}\n" + "\n".join(wrong)


@pytest.mark.exhaustive
@pytest.mark.parametrize("entry", FILTERS, ids=str)
def test_nonsense_in_each_field_of_a_filter_shows_the_list(world: World, entry: Entry) -> None:
    url = reverse(entry.name, kwargs=world.arguments(entry.args))
    wrong = []
    for name in [*entry.form.base_fields, "page", "sida"]:
        for typed in NONSENSE:
            answer = world.client(entry.role).get(url, {name: typed})
            fault = judge(answer, "", forms.CharField())
            if answer.status_code not in {200, 404} or fault:
                wrong.append(f"{name}={typed[:40]!r}: {answer.status_code} {fault}")

    assert not wrong, f"{url}\n" + "\n".join(wrong)


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_nonsense_in_the_api_is_refused_with_the_field(world: World, write: Write) -> None:
    path = "/api/v1/" + write.path.format(*(world.value(one) for one in write.args))
    valid = {name: in_world(world, value) for name, value in write.body.items()}
    bodies: list[Any] = [valid | {name: one} for name in valid for one in JSON_NONSENSE]
    bodies += [valid | {"okant": 1}, [], "abc", 7, None]
    wrong = []
    for body in bodies:
        answer, stored = api_post(world, write, path, json.dumps(body))
        if answer.status_code not in ALLOWED | {201, 202, 204}:
            wrong.append(f"{answer.status_code}: {str(body)[:300]}")
        elif answer.status_code < 300 and "\0" in stored:
            wrong.append(f"NUL togs emot: {str(body)[:300]}")
    broken, _ = api_post(world, write, path, '{"a":')
    reached, stored = api_post(world, write, path, json.dumps(valid))

    assert not wrong, f"{path}\n" + "\n".join(wrong)
    assert broken.status_code == 400
    # What is not nonsense is taken, or refused for what has happened: else nothing above was read.
    assert reached.status_code in {200, 201, 202, 204, 409}, f"{path}\n{stored}"


def in_world(world: World, value: Any) -> Any:
    if isinstance(value, list):
        return [in_world(world, one) for one in value]
    return world.value(value) if isinstance(value, str) else value


def api_post(world: World, write: Write, path: str, body: str) -> tuple[Any, str]:
    cache.clear()
    with transaction.atomic():
        client = world.client(f"nyckel.{write.role}")
        answer = client.post(path, body, content_type="application/json")
        transaction.set_rollback(True)
    return answer, answer.content.decode()


def test_every_write_of_the_api_has_an_entry() -> None:
    known = {f"/api/v1/{write.path}" for write in WRITES}
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    writes = {
        re.sub("{[^}]+}", "{}", path)
        for path, how in described.items()
        if "post" in how and _takes_json(how["post"])
    }

    assert writes - known == set()


def _takes_json(operation: Any) -> bool:
    """Return whether a write takes JSON; files are tried in tests/records."""
    return "multipart/form-data" not in operation.get("requestBody", {}).get("content", {})
