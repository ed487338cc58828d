from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from common import banners, contact, header, navigation
from common.banners import Banner
from common.contact import Contact
from common.header import HeaderInfo
from common.navigation import NavItem


@pytest.fixture(autouse=True)
def _empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation.entries, "items", {})
    monkeypatch.setattr(banners.providers, "items", {})
    monkeypatch.setattr(contact.providers, "items", {})
    monkeypatch.setattr(header.providers, "items", {})


def a_request(path: str = "/", *, signed_in: bool = True) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    return request


def test_nobody_sees_navigation_before_signing_in() -> None:
    navigation.register(NavItem("Hjälp", "help"))

    assert navigation.links_for(a_request(signed_in=False)) == []


def test_entries_come_in_order_and_only_to_those_who_may_see_them() -> None:
    navigation.register(NavItem("Ordlista", "glossary", order=20))
    navigation.register(NavItem("Hjälp", "help", order=10))
    navigation.register(NavItem("Tangenter", "keys", order=5, visible_to=lambda user: False))

    labels = [link.label for link in navigation.links_for(a_request())]

    assert labels == ["Hjälp", "Ordlista"]


def test_what_leads_nowhere_for_the_one_who_asks_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation.gates, "items", {})
    navigation.register(NavItem("Hjälp", "help"))
    navigation.register(NavItem("Ordlista", "glossary"))
    navigation.leave_out_unless(["glossary"], lambda request: request.path == "/med/")

    assert [link.label for link in navigation.links_for(a_request())] == ["Hjälp"]
    assert len(navigation.links_for(a_request("/med/"))) == 2


@pytest.mark.parametrize(("number", "beside"), [(7, 7), (8, 6), (12, 6)])
def test_seven_stand_side_by_side_and_nothing_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, number: int, beside: int
) -> None:
    """The administrator had no link to Administration, Utskick and Drift: the menu was cut."""
    items = {str(n): NavItem(f"Hjälp {n}", "help", order=n) for n in range(number)}
    monkeypatch.setattr(navigation.entries, "items", items)

    links = navigation.links_for(a_request())

    assert len(links) == number
    assert [link.is_folded for link in links] == [False] * beside + [True] * (number - beside)


@pytest.mark.parametrize("path", ["/hjalp/", "/hjalp/ordlista/", "/stockholm/hjalp/x/"])
def test_the_section_one_is_in_is_marked_with_and_without_region(path: str) -> None:
    navigation.register(NavItem("Hjälp", "help"))

    assert navigation.links_for(a_request(path))[0].is_current


def test_the_start_page_is_current_only_on_itself() -> None:
    assert not navigation._is_current("/", "/hjalp/")
    assert navigation._is_current("/", "/")


def test_an_entry_without_an_address_is_left_out() -> None:
    navigation.register(NavItem("Kommer senare", "no:such-name"))

    assert navigation.links_for(a_request()) == []


def test_exercise_comes_before_activated_and_nothing_twice() -> None:
    activated = Banner("activated", "Samordnande forum, sedan 03:45")
    exercise = Banner("exercise", "Vinter 2026")
    banners.register(lambda request: [activated])
    banners.register(lambda request: [activated, exercise])

    found = banners.banners_for(a_request())

    assert found == [exercise, activated]
    assert [banner.word for banner in found] == ["ÖVNING", "AKTIVERAT LÄGE"]


def test_ordinary_mode_has_no_banner() -> None:
    banners.register(lambda request: [])

    assert banners.banners_for(a_request()) == []


def test_the_first_who_knows_tells_whom_to_ring(settings) -> None:
    settings.SSR_CONTACT_PHONE = "08-1"
    contact.register(lambda request: None)
    contact.register(lambda request: Contact("RSIB", "08-2"))

    assert contact.contact_for(a_request()) == Contact("RSIB", "08-2")


def test_without_the_database_the_number_of_the_settings_is_shown(settings) -> None:
    settings.SSR_CONTACT_PHONE = "08-1"

    def broken(request: HttpRequest) -> Contact | None:
        raise OperationalError

    contact.register(broken)

    assert contact.contact_for(a_request()) == Contact("RSIB", "08-1")


def test_no_number_at_all_is_no_contact(settings) -> None:
    settings.SSR_CONTACT_PHONE = ""

    assert contact.contact_for(a_request()) is None


def test_the_header_is_empty_until_somebody_knows() -> None:
    assert header.header_for(a_request()) == HeaderInfo()

    header.register(lambda request: HeaderInfo(area="Stockholms län", role="Du är RSIB"))

    assert header.header_for(a_request()).role == "Du är RSIB"
