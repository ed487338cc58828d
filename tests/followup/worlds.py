"""A county with its board, a municipality, and MSB/MCF, for tests of the follow-up."""

from typing import Any

from actors import rights
from actors.models import Actor, County, Function, User
from followup import access
from tests.factories import (
    ActorFactory,
    CountyFactory,
    FunctionFactory,
    MunicipalityFactory,
    holder,
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
        self.handler = self.person(self.board, "Handläggare uppföljning", access.HANDLE)
        self.other_handler = self.person(self.board, "Handläggare civilt försvar", access.HANDLE)
        self.signer = self.person(self.board, "Länsöverdirektör", access.SIGN)
        self.administrator = self.person(self.board, "Systemförvaltare", access.SET)
        self.coordinator = self.person(self.municipality, "Beredskapssamordnare", access.REPORT)
        self.director = self.person(self.municipality, "Kommundirektör", access.LEAD)
        self.authority: Actor = _authority()
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
