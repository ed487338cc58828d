"""No page links to an address that does not exist."""

import re

import pytest
from django.urls import Resolver404, resolve

from tests.house.repository import files, name_of

ADDRESS = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"{}#?]*)[#?"]')


def addresses() -> list[tuple[str, str]]:
    return sorted(
        {
            (name_of(path), address)
            for path in files(".html")
            for address in ADDRESS.findall(path.read_text())
        }
    )


def test_some_addresses_are_found() -> None:
    assert addresses()


@pytest.mark.parametrize(("template", "address"), addresses())
def test_every_plain_address_in_a_template_exists(template: str, address: str) -> None:
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{template} länkar till {address}, som inte finns.")
