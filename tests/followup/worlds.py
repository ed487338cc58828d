"""A county with its board, a municipality, and MSB/MCF, for tests of the follow-up."""

from typing import Any

from actors.models import Actor, County, Function, User
from actors.rights import rights
from followup import access
from tests.factories import (
    ActorFactory,
    CountyFactory,
    FunctionFactory,
    MunicipalityFactory,
    Post,
    holder,
    holders_of,
)


class World:
    """Two handlers, one who signs, a coordinator, a director, and a reviewer at MSB/MCF."""

    def __init__(self, *, code: str = "01", municipality: str = "Kommunen") -> None:
        letters = {"01": ("AB", "Stockholms län"), "03": ("C", "Uppsala län")}
        letter, name = letters[code]
        self.county: County = CountyFactory(code=code, letter=letter, name=name)
        self.board: Actor = ActorFactory(
            kind=Actor.Kind.COUNTY_BOARD, county=self.county, name=f"Länsstyrelsen {code}"
        )
        self.municipality: Actor = MunicipalityFactory(name=municipality, county=self.county)
        self.authority: Actor = _authority()
        (
            self.handler,
            self.other_handler,
            self.signer,
            self.administrator,
            self.coordinator,
            self.director,
        ) = holders_of(
            [
                Post(self.board, access.HANDLE, self.county, "Handläggare uppföljning"),
                Post(self.board, access.HANDLE, self.county, "Handläggare civilt försvar"),
                Post(self.board, access.SIGN, self.county, "Länsöverdirektör"),
                Post(self.board, access.SET, self.county, "Systemförvaltare"),
                Post(self.municipality, access.REPORT, self.municipality, "Beredskapssamordnare"),
                Post(self.municipality, access.LEAD, self.municipality, "Kommundirektör"),
            ]
        )
        # Those of another world serve the same authority: there is one.
        self.reviewer = self.person(self.authority, "Granskare", access.REVIEW)
        self.outsider: User = holder(FunctionFactory(actor=ActorFactory(), name="Utomstående"))

    def person(self, actor: Actor, name: str, permission: str) -> User:
        """Return somebody who holds a function of the actor with one right."""
        known = Function.objects.filter(actor=actor, name=name).first()
        function: Function = known or FunctionFactory(actor=actor, name=name, addresses=["email"])
        over: Any = self.county if permission in _OVER_COUNTY else actor
        rights.grant(function, permission, over)
        return holder(function)

    def another_municipality(self, name: str = "Grannkommunen") -> Actor:
        """Return one more municipality of the county, without people."""
        found: Actor = MunicipalityFactory(name=name, county=self.county)
        return found


_OVER_COUNTY = {access.HANDLE, access.SIGN, access.SET}


def _authority() -> Actor:
    found = Actor.objects.filter(kind=Actor.Kind.NATIONAL_AUTHORITY).first()
    return found or ActorFactory(kind=Actor.Kind.NATIONAL_AUTHORITY, name="MCF")
