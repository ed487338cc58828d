"""Numbers in addresses that no calendar and no database has: the page, or not found."""

import pytest

from common.numbers import whole
from followup.method import services as method
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
MANY = "9" * 5000


@pytest.mark.parametrize(
    "period", ["0", "0000", "0001", "²", "９９９９", "99999", "9" * 20, MANY, "x"]
)
@pytest.mark.parametrize(
    "path",
    [
        "kommun/{code}/ekonomi/?period=",
        "kommun/{code}/dokument/?period=",
        "lan/01/besoksplan/?mandatperiod=",
        "arshjul/?period=",
        "lan/01/statistik/?period=",
    ],
)
def test_an_odd_period_is_never_an_error_of_ours(client, path, period):
    method.load_reference()
    world = World()
    client.force_login(world.handler)

    answer = client.get(f"/uppfoljning/{path.format(code=world.municipality.scb_code)}{period}")

    assert answer.status_code in {200, 404}


def test_the_documents_of_a_term_that_no_database_holds_are_not_found(client):
    world = World()
    client.force_login(world.handler)

    answer = client.get(
        f"/uppfoljning/kommun/{world.municipality.scb_code}/dokument/{'9' * 20}/zip/"
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("2026", 2026), ("", None), ("-1", None), ("²", None), ("١", None), (MANY, None)],
)
def test_a_whole_number_is_one_that_the_database_holds(text, number):
    assert whole(text) == number
